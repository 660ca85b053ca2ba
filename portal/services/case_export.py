"""What goes from here into the council's case system and the child's file: one entry, built once from the event log.

Whoever takes it out leaves an event behind, written before they see it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date, datetime
from typing import Any, TypeVar

from portal.domain import reference_codes
from portal.domain.answer_holdings import OWN_WORDS, Holds
from portal.domain.challenge.action_rule import ActionContext
from portal.domain.challenge.closure import suggested
from portal.domain.challenge.complaint_transfer import COMPLAINT, INFORMATION
from portal.domain.challenge.decide import EXPORT, ExportForm, decide
from portal.domain.challenge.events.event_kind import ExportDepth
from portal.domain.challenge.events.question_events import ANSWERED
from portal.domain.challenge.events.raiser_events import ADDED
from portal.domain.challenge.events.raiser_request_events import CORRECTED
from portal.domain.challenge.events.registry import KINDS, people_of
from portal.domain.challenge.events.transfer_events import TRANSFER_DROPPED
from portal.domain.challenge.evidence import EvidenceFile, files
from portal.domain.challenge.grounds import Ground, grounds
from portal.domain.challenge.state import Challenge, Event, Rules
from portal.domain.journey import Answers, Row, rows
from portal.domain.permissions import Actor
from portal.domain.policy.due_dates import DueDate
from portal.domain.policy.model import Absent, Contact
from portal.domain.questions.answer_index import INDEX
from portal.domain.questions.young import journey_of
from portal.services import AppContext, security_log
from portal.services.decision_view import OriginalView, original_view
from portal.services.exported_reviews import Reviewed, exported_reviews, name_of
from portal.services.notifications_due import NotificationEntry, notification_entries
from portal.services.security_log import Happening

FORMAT = 2
"""Of the JSON, as ``docs/record.md`` describes it. Keys may be added; where one goes or changes, it is a new format."""

COMPLAINTS: Mapping[str, tuple[str, ...]] = {
    name: (f"{name}_asked", f"{name}_prepared", f"{name}_passed") for name in (COMPLAINT, INFORMATION)
}
"""The documents that hand a complaint over, by name, and the events that make them: asked for, prepared, sent."""


@dataclass(frozen=True, slots=True)
class ExportedEvent:
    """Something that happened: who did it (blank for the portal itself), and what they wrote, by what it is."""

    kind: str
    at: datetime
    by: str = field(repr=False)
    said: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Passed:
    """A complaint that waits to be sent, or was: in the words that are."""

    name: str  # of its document
    at: datetime  # when it was prepared or, once it was sent, when that was written down
    by: str = field(repr=False)
    agreed: str = field(repr=False)  # how the raiser said that it may be
    words: str = field(repr=False)
    due: str  # the date by which it is acknowledged, ISO, where the law says one
    to: tuple[Contact, ...] = field(repr=False)  # in the order to try them
    sent_on: str = ""  # ISO; blank while it waits
    how: str = ""  # it was sent
    theirs: str = ""  # the other team's reference


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEntry:
    """A challenge for the case system. Everything the raiser typed is in ``said`` and ``timeline``."""

    reference: str
    written: str  # the reference in groups
    council: str
    pack: str
    policy: str  # its title
    system: str  # the case system; blank where the policy names none
    kinds: tuple[str, ...]
    suggested: str  # of the kinds; who records chooses
    made_at: datetime
    received_at: datetime
    status: str
    stage: str
    due: DueDate | None
    audience: str
    raiser: str = field(repr=False)  # the name they gave
    identity: str = field(repr=False)  # how it was checked; blank until it was
    standing: str = field(repr=False)
    advocate: Mapping[str, str] = field(repr=False)  # whom staff found to help a young person; empty where nobody
    children: tuple[Mapping[str, str], ...] = field(repr=False)  # name, birth (ISO), about, lives, school
    answers: Answers = field(repr=False)
    said: tuple[Row, ...] = field(repr=False)
    grounds: tuple[Ground, ...] = field(repr=False)
    original: OriginalView | None = field(repr=False)  # none where nobody recorded it
    reviews: tuple[Reviewed, ...] = field(repr=False)
    promises: tuple[Mapping[str, Any], ...] = field(repr=False)
    files: tuple[EvidenceFile, ...] = field(repr=False)  # that they sent; each is taken out by itself
    passed: tuple[Passed, ...] = field(repr=False)
    links: tuple[str, ...]  # references in groups; told to nobody outside
    records: tuple[Mapping[str, str], ...] = field(repr=False)
    timeline: tuple[ExportedEvent, ...] = field(repr=False)
    notifications: tuple[NotificationEntry, ...] = field(repr=False)  # those whom the policy has told

    @property
    def forms(self) -> tuple[NotificationEntry, ...]:
        """Those that the policy has told with a form."""
        return tuple(each for each in self.notifications if each.document)


_T = TypeVar("_T")


def export(context: AppContext, actor: Actor, reference: str, form: str) -> CaseEntry | None:
    """The entry, taken out as ``form``; ``None`` where there is no such challenge, or no more.

    Raises :class:`portal.domain.permissions.ActionRefused`.
    """
    return _taken(context, actor, reference, form, lambda entry: entry)


Document = NotificationEntry | Passed
"""What is made of a challenge beside its record: a form of the pack, or the hand-over of a complaint."""


def filled(context: AppContext, actor: Actor, reference: str, name: str) -> tuple[CaseEntry, Document] | None:
    """A form of the pack, or the hand-over of a complaint, by its ``name``, with the entry that fills it."""

    def named(entry: CaseEntry) -> tuple[CaseEntry, Document] | None:
        every: tuple[Document, ...] = (*entry.forms, *reversed(entry.passed))
        return next(((entry, each) for each in every if _document(each) == name), None)

    return _taken(context, actor, reference, name, named)


def _document(of: Document) -> str:
    return of.name if isinstance(of, Passed) else of.document


def _taken(
    context: AppContext, actor: Actor, reference: str, form: str, choose: Callable[[CaseEntry], _T | None]
) -> _T | None:
    with context.store.begin() as unit:
        challenge = unit.challenges.whole(reference)
        if challenge is None:
            return None
        exported = decide(
            ActionContext(challenge, actor, context.rules(challenge), context.now()), EXPORT, ExportForm(form)
        )
        entry = entry_of(context, challenge, unit.event_log.events(challenge.id), unit.accounts.names())
        if (chosen := choose(entry)) is not None:
            unit.event_log.append(challenge.id, exported)
    if chosen is not None:
        who, what = (security_log.alias(context, value) for value in (actor.key, reference))
        security_log.event(Happening.EXPORTED, form=form, account=who, request=what)
    return chosen


@dataclass(frozen=True, slots=True)
class ComplaintText:
    """What a raiser typed, as it would be handed over as a complaint: to whom, and in their words."""

    written: str  # the reference in groups
    received_at: datetime
    to: tuple[Contact, ...] = field(repr=False)  # in the order to try them
    said: tuple[Row, ...] = field(repr=False)
    since: tuple[str, ...] = field(repr=False)  # what they told us later


OUTSIDE = frozenset({"ombudsman", "information_commissioner"})
"""Where a complaint may end, and to whom only the raiser takes it."""

HANDED_OVER = OWN_WORDS | {Holds.WAS_TOLD, Holds.RAISER_NAME, Holds.CHILD, Holds.WORK, Holds.NEEDS}
"""What a complaint needs of the answers: what it is about, and whose it is.

Whom we should not tell, and how and where to reach them safely, stays here: who needs it asks us.
"""


def handover(context: AppContext, reference: str, name: str = "complaint") -> ComplaintText | None:
    """What to hand over as the complaint ``name``, before anybody has changed it.

    Whoever shows it says so first: it is reading what the raiser said. Raises :class:`portal.storage.Erased`.
    """
    with context.store.read() as unit:
        challenge = unit.challenges.get(reference)
    if challenge is None:
        return None
    rules = context.rules(challenge)
    said = rows(journey_of(rules.pack, challenge.answers), challenge.answers)
    return ComplaintText(
        written=reference_codes.grouped(reference),
        received_at=challenge.received_at,
        to=_addressed(rules, name),
        said=tuple(row for row in said if row.question.holds in HANDED_OVER),
        since=tuple(event.words for event in challenge.history if event.kind in {ADDED, ANSWERED, CORRECTED}),
    )


def as_json(entry: CaseEntry) -> dict[str, Any]:
    """The entry as plain JSON, in the shape that ``docs/record.md`` describes."""
    plain = asdict(replace(entry, said=())) | {"format": FORMAT}
    plain |= {"reviews": [_review(each) for each in entry.reviews]}
    for gone in ("said", "made_at"):
        del plain[gone]
    plain["notifications"] = [_notification(each) for each in entry.notifications]
    for complaint in plain["passed"]:
        complaint["to"] = [contact["name"] for contact in complaint["to"]]
    written: dict[str, Any] = _plain({"made_at": entry.made_at, **plain})
    return written


KEYS: tuple[str, ...] = ("format", *(each.name for each in fields(CaseEntry) if each.name != "said"))
"""Those of the JSON."""


def _notification(each: NotificationEntry) -> dict[str, Any]:
    told = {"needless": each.needless, "told_on": each.done, "whom": each.whom, "how": each.how}
    return {"who": each.who, "stage": each.label, "form": each.form, "since": each.since, **told}


def _review(each: Reviewed) -> dict[str, Any]:
    return asdict(each) | {"grounds": [{"ground": number, **answer} for number, answer in each.grounds.items()]}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list | tuple) else value


def entry_of(context: AppContext, challenge: Challenge, events: Iterable[Event], names: Mapping[str, str]) -> CaseEntry:
    """The entry, of whoever has said already that it is taken out."""
    rules, work, answers = context.rules(challenge), challenge.work, challenge.answers
    pack, kinds, happened = rules.pack, rules.pack.recording.offered, tuple(events)
    return CaseEntry(
        reference=challenge.reference,
        written=reference_codes.grouped(challenge.reference),
        council=pack.council.name,
        pack=pack.id,
        policy=pack.document.title,
        system="" if isinstance(pack.recording.system, Absent) else pack.recording.system,
        kinds=kinds,
        suggested=suggested(challenge, kinds),
        made_at=context.now(),
        received_at=challenge.received_at,
        status=challenge.status.value,
        stage=rules.ladder.stage(challenge.stage).label,
        due=challenge.due,
        audience=challenge.audience.value,
        raiser=str(answers.get("name", "")),
        identity=work.identity,
        standing=work.standing,
        advocate=work.advocate,
        children=tuple(_children(answers)),
        answers=answers,
        said=tuple(rows(journey_of(pack, answers), answers)),
        grounds=grounds(answers),
        original=original_view(challenge, pack, names),
        reviews=tuple(exported_reviews(rules, happened, names)),
        promises=tuple(_promise(each, names) for each in work.promises),
        files=files(work),
        passed=tuple(_passed(rules, happened, names)),
        links=tuple(reference_codes.grouped(each) for each in work.links),
        records=tuple({**each, "by": name_of(each["by"], names)} for each in work.records),
        timeline=tuple(_timeline(happened, names)),
        notifications=notification_entries(challenge, rules),
    )


_CHILD: Mapping[str, Holds] = {
    "name": Holds.CHILD_NAME, "birth": Holds.BIRTH, "about": Holds.AGE, "lives": Holds.LIVES, "school": Holds.SCHOOL
}  # fmt: skip
"""What the entry says of a child, as ``docs/record.md`` describes it."""


def _children(answers: Answers) -> Iterator[Mapping[str, str]]:
    """Those whom the raiser named; a young person is the child."""
    named = INDEX.items(answers, Holds.CHILD)
    for said in named or [answers]:
        child = {word: INDEX.value(said, holds) for word, holds in _CHILD.items()}
        yield child if named else child | {"name": child["name"] or str(answers.get("name", ""))}


def _promise(each: Mapping[str, Any], names: Mapping[str, str]) -> Mapping[str, Any]:
    return {**each, "did": each.get("did", ""), "writer": name_of(each.get("writer", ""), names)}


def _passed(rules: Rules, events: Iterable[Event], names: Mapping[str, str]) -> Iterator[Passed]:
    """Each once: as it was sent or, while it waits, as it was prepared."""
    documents = {kind: name for name, kinds in COMPLAINTS.items() for kind in kinds}
    found: list[Passed | None] = []
    before: list[Passed] = []  # of before they were waited for
    for event in events:
        if name := documents.get(event.kind):
            what, sent, number = event.what, event.kind.endswith("_passed"), event.what.get("transfer", 0)
            by, to = name_of(event.actor, names), _addressed(rules, name)
            due = str(what.get("due") or what.get("last") or "")
            each = Passed(name, event.at, by, what["agreed"], event.words, due, to)
            if sent:
                each = replace(each, sent_on=what.get("on", ""), how=what.get("how", ""), theirs=what.get("theirs", ""))
            if number:
                found[number - 1] = each
            else:
                (before if sent else found).append(each)
        elif event.kind == TRANSFER_DROPPED:
            found[event.what["transfer"] - 1] = None
    yield from (each for each in (*before, *found) if each)


def _addressed(rules: Rules, name: str) -> tuple[Contact, ...]:
    complaints = rules.pack.complaints
    road = complaints.data if name == "information" else complaints.practice
    return tuple(rules.pack.contacts[key] for key in road.contacts if key not in OUTSIDE)


def _timeline(events: Iterable[Event], names: Mapping[str, str]) -> Iterator[ExportedEvent]:
    for event in events:
        depth = KINDS[event.kind].export
        if depth is ExportDepth.NOTHING:
            continue
        said = dict(_said(event, names)) if depth is ExportDepth.WHOLE else {}
        yield ExportedEvent(event.kind, event.at, name_of(event.actor, names), said)


def _said(event: Event, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for key, value in event.what.items():
        if key in people_of(event.kind):
            yield key, ", ".join(name_of(each, names) for each in ([value] if isinstance(value, str) else value))
        elif isinstance(value, str) and value:
            yield key, value


def offered(rules: Rules, challenge: Challenge, events: Iterable[Event]) -> list[tuple[str, str]]:
    """The documents beside the record that there are by now: the name in the address, and the title.

    The hand-over of a complaint has no title of the policy's.
    """
    passed = {each.name for each in _passed(rules, events, {})}
    entries = notification_entries(challenge, rules)
    forms = [(each.document, each.form) for each in entries if each.document]
    return forms + [(name, "") for name in COMPLAINTS if name in passed]
