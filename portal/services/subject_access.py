"""Everything held about the raiser of a request, for their subject access request: one copy for them, one for us.

Theirs is made of what their own view tells. What the disclosure table withholds is only named in it, the same whether
there is something or not. What the redaction check marks is left out of it until a person has decided; our copy
holds those passages, and everything else.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from portal.domain import reference_codes
from portal.domain.challenge.evidence import files
from portal.domain.challenge.openings import SeenBy, may_see_openings, openings
from portal.domain.challenge.raiser_requests import Corrected, corrections
from portal.domain.challenge.state import Challenge, Event
from portal.domain.challenge.view import HistoryLine, view_for
from portal.domain.disclosure.redaction_check import Known, redaction_check
from portal.domain.disclosure.sensitive_terms import SensitiveKind
from portal.domain.disclosure.table import Column, Fact, Show, column_of, shows
from portal.domain.journey import As, Line, Row, rows
from portal.domain.permissions import RAISER, Actor, Role
from portal.domain.policy.model import Pack
from portal.domain.questions.young import journey_of
from portal.services import AppContext, case_export
from portal.services.accounts import OPERATOR
from portal.services.colleagues import staff
from portal.services.exported_reviews import name_of
from portal.services.notice_history import NoticeStatus
from portal.services.redaction_terms import known_to
from portal.services.tracker import sent_to_them, view_of
from portal.storage import Erased, UnitOfWork

FORM = "subject_access"
"""As what it stands in the event log and the security log."""

OPERATING = Actor(OPERATOR, frozenset({Role.MANAGER}))
"""Whoever runs the portal, for the manager who has asked for it."""

_AROUND = 80
"""Characters before and after a marked passage that are shown with it."""


class WhyLeftOut(StrEnum):
    """Why something is not in the person's copy."""

    STRANGER = "stranger"  # nobody has checked who they are
    IDENTIFIED = "identified"  # nor where they stand
    TABLE = "table"  # the policy says so
    RELEASED = "released"  # only what somebody released is in it
    GIST = "gist"  # one fixed sentence is all
    STAFF = "staff"  # a person has to read it first
    OPENINGS = "openings"  # who has opened it: not until it is safe


@dataclass(frozen=True, slots=True)
class Passage:
    """What the redaction check marked, for a person to decide about. ``number``: of the gap in the person's copy."""

    number: int
    where: str
    before: str = field(repr=False)
    marked: str = field(repr=False)
    after: str = field(repr=False)
    why: str


@dataclass(frozen=True, slots=True)
class PersonsCopy:
    """What the person is given, once somebody has decided about the gaps in it."""

    reference: str  # in groups
    language: str
    council: str
    made_at: datetime
    received_at: datetime | None  # none where they may not be told that we have it
    said: tuple[Row, ...] = field(repr=False)
    corrections: tuple[Corrected, ...] = field(repr=False)
    files: tuple[tuple[int, datetime, str], ...] = field(repr=False)  # number, when it came, what it shows
    history: tuple[HistoryLine, ...] = field(repr=False)
    messages: tuple[NoticeStatus, ...]
    opened: tuple[SeenBy, ...]
    withheld: tuple[tuple[Fact | None, WhyLeftOut], ...]  # no fact: what no row of the table is about
    gaps: int


@dataclass(frozen=True, slots=True)
class Bundle:
    """Both copies. ``ours`` is plain JSON: it names other people and goes to nobody outside."""

    persons: PersonsCopy = field(repr=False)
    passages: tuple[Passage, ...] = field(repr=False)
    ours: Mapping[str, Any] = field(repr=False)


def collect(context: AppContext, reference: str) -> Bundle | None:
    """``None`` where there is no such request, or no more. That it was taken out is written down first."""
    reference = reference_codes.tidy(reference)
    try:
        entry = case_export.export(context, OPERATING, reference, FORM)
        with context.store.read() as unit:
            challenge = unit.challenges.whole(reference)
            if entry is None or challenge is None:
                return None
            known, events = known_to(unit, context, challenge), unit.event_log.events(challenge.id)
            names, opened = unit.accounts.names(), _opened(unit, context, challenge, events)
    except Erased:
        return None
    gaps = _Gaps(known)
    persons = _persons(context, challenge, opened, gaps)
    happened = [_happened(number, each, names) for number, each in enumerate(events, 1)]
    marked = [each for number, event in enumerate(events, 1) for each in _marked(number, event, known)]
    ours = {
        "format": 1,
        "record": case_export.as_json(entry),
        "events": happened,
        "messages": [_message(each) for each in persons.messages],
        "left_out_of_the_persons_copy": [_plain(each) for each in gaps.passages],
        "marked_in_events": marked,
    }
    return Bundle(persons, tuple(gaps.passages), ours)


class _Gaps:
    """Leaves out of texts what is marked in them, and keeps it."""

    def __init__(self, known: Known) -> None:
        self._known, self.passages = known, list[Passage]()

    def text(self, where: str, text: str, *, own: bool = True) -> str:
        """``own``: the person typed it themselves."""
        found, parts, at = list(_passages(where, text, self._known, own=own)), list[str](), 0
        for start, end, passage in found:
            number = len(self.passages) + 1
            self.passages.append(Passage(number, where, passage.before, passage.marked, passage.after, passage.why))
            parts += [text[at:start], f"[{number}]"]
            at = end
        return "".join((*parts, text[at:]))

    def line(self, where: str, line: Line | None, *, own: bool = True) -> Line | None:
        return line._replace(words=self.text(where, line.words, own=own)) if line and line.read is As.TYPED else line


def _passages(where: str, text: str, known: Known, *, own: bool = False) -> Iterator[tuple[int, int, Passage]]:
    """What is marked for somebody's sake. A promise to get in touch is nobody's secret.

    Of what the person typed themselves it is only whom they named for us alone, or what could not be checked.
    """
    for mark in redaction_check(text, known):
        theirs = own and not mark.known and mark.kind is not SensitiveKind.UNCHECKED
        if mark.kind is not SensitiveKind.CONTACT and not theirs:
            before, after = text[max(0, mark.start - _AROUND) : mark.start], text[mark.end : mark.end + _AROUND]
            yield mark.start, mark.end, Passage(0, where, before, text[mark.start : mark.end], after, mark.why)


def _persons(context: AppContext, challenge: Challenge, opened: tuple[SeenBy, ...] | None, gaps: _Gaps) -> PersonsCopy:
    pack = context.packs.get(challenge.pack)
    view = view_for(challenge.audience, challenge, pack)
    theirs = _theirs(challenge, pack, gaps) if view.tells(Fact.OWN_WORDS) else _NOTHING
    history = tuple(_line(each, gaps) for each in view.history)
    return PersonsCopy(
        reference=reference_codes.grouped(challenge.reference),
        language=challenge.language,
        council=pack.council.name,
        made_at=context.now(),
        received_at=challenge.received_at if view.tells(Fact.RECEIVED) else None,
        **theirs,
        history=history,
        messages=sent_to_them(context, challenge),
        opened=opened or (),
        withheld=tuple(_withheld(challenge, pack, shown=opened is not None)),
        gaps=len(gaps.passages),
    )


_NOTHING: Mapping[str, Any] = {"said": (), "corrections": (), "files": ()}


def _theirs(challenge: Challenge, pack: Pack, gaps: _Gaps) -> Mapping[str, Any]:
    """What they typed, where they may read it again."""
    said = rows(journey_of(pack, challenge.answers), challenge.answers)
    return {
        "said": tuple(
            each._replace(lines=[gaps.line("what they sent", line) or line for line in each.lines]) for each in said
        ),
        "corrections": tuple(
            each._replace(words=gaps.text("a correction", each.words)) for each in corrections(challenge)
        ),
        "files": tuple((each.number, each.at, gaps.text("a file", each.words)) for each in files(challenge.work)),
    }


def _line(each: HistoryLine, gaps: _Gaps) -> HistoryLine:
    """Without the grounds of a reply, which stand in its words."""
    return replace(each, said=gaps.line(each.kind, each.said, own=not each.ours), grounds=())


def _opened(
    unit: UnitOfWork, context: AppContext, challenge: Challenge, events: Iterable[Event]
) -> tuple[SeenBy, ...] | None:
    """``None`` where they may not see it now."""
    if not may_see_openings(challenge, view_of(context, challenge)):
        return None
    return openings(events, {each.key: each.roles for each in staff(unit)})


_UNCHECKED = {Column.STRANGER: WhyLeftOut.STRANGER, Column.IDENTIFIED: WhyLeftOut.IDENTIFIED}
_LESS = {Show.RELEASED: WhyLeftOut.RELEASED, Show.GIST: WhyLeftOut.GIST}


def _withheld(challenge: Challenge, pack: Pack, *, shown: bool) -> Iterator[tuple[Fact | None, WhyLeftOut]]:
    """By the table alone, whatever there is: so the list gives nothing away."""
    checks = challenge.work.checks
    column = column_of(challenge.audience, checks)
    for fact in Fact:
        show = shows(pack.disclosure, challenge.audience, fact, checks)
        if show is not Show.FULL:
            yield fact, _LESS.get(show) or _UNCHECKED.get(column, WhyLeftOut.TABLE)
    yield None, WhyLeftOut.STAFF
    if not shown:
        yield None, WhyLeftOut.OPENINGS


def _happened(number: int, event: Event, names: Mapping[str, str]) -> dict[str, Any]:
    by = name_of(event.actor, names)
    return {"number": number, "kind": event.kind, "at": event.at.isoformat(), "by": by, "said": dict(event.what)}


def _marked(number: int, event: Event, known: Known) -> Iterator[dict[str, Any]]:
    """What is marked in what colleagues wrote; what the raiser typed is in the gaps of their copy."""
    texts = () if event.actor == RAISER.key else event.what.items()
    for key, text in texts:
        if isinstance(text, str):
            for _start, _end, passage in _passages(key, text, known):
                yield {**_plain(passage), "number": number}


def _plain(passage: Passage) -> dict[str, Any]:
    return asdict(passage)


def _message(each: NoticeStatus) -> dict[str, str]:
    return {"channel": each.channel, "at": each.at.isoformat(), "state": each.state}


def persons_json(copy: PersonsCopy) -> dict[str, Any]:
    """The person's copy as plain JSON, as ``docs/operating.md`` describes it."""
    return {
        "format": 1,
        "reference": copy.reference,
        "council": copy.council,
        "made_at": copy.made_at.isoformat(),
        "received_at": copy.received_at.isoformat() if copy.received_at else "",
        "said": [_answer(each) for each in copy.said],
        "corrections": [
            {"at": each.at.isoformat(), "answer": each.key, "words": each.words} for each in copy.corrections
        ],
        "files": [{"number": number, "at": at.isoformat(), "words": words} for number, at, words in copy.files],
        "happened": [_event(each) for each in copy.history],
        "messages": [_message(each) for each in copy.messages],
        "opened": [{"day": each.day.isoformat(), "role": each.role} for each in copy.opened],
        "withheld": [{"what": fact.value if fact else why.value, "because": why.value} for fact, why in copy.withheld],
        "gaps": copy.gaps,
    }


def _answer(row: Row) -> dict[str, Any]:
    return {"asked": row.label, "number": row.number, "said": [line.words for line in row.lines]}


def _event(each: HistoryLine) -> dict[str, Any]:
    by = "us" if each.ours else "you"
    said = each.said.words if each.said else ""
    return {"kind": each.kind, "at": each.at.isoformat(), "by": by, "words": said}
