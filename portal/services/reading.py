"""What staff see. Whoever reads what a raiser said leaves an event behind, written before they see it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby

from portal.domain import codes
from portal.domain.actions import decide, possible
from portal.domain.challenge import Challenge, Event, Flag, Status
from portal.domain.deadlines import BeyondCalendar, Calendar, local
from portal.domain.journey import Row, rows
from portal.domain.people import Action, Actor
from portal.domain.policy import Audience
from portal.domain.questions import NO_CONTACT
from portal.domain.young import journey_of
from portal.services import Office
from portal.storage import Erased

SAFETY = ("safe", "voicemail", "say_who", "times", "not_tell", "they_know", "talk_to", "needs")
"""The questions whose answers stand above everything else: how to reach the raiser without harm."""


@dataclass(frozen=True, slots=True)
class Due:
    """A due date as it looks today.

    ``days`` are working days left or, when late, gone since; ``None`` where no bank holidays are held.
    """

    on: date
    late: bool
    days: int | None


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    rows: tuple[Row, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Reading:
    """All that the raiser said, and above it how to reach them safely."""

    written: str  # the reference in groups
    audience: Audience
    language: str
    received_at: datetime
    stage: str
    reviewer: str
    due: Due | None
    flags: tuple[str, ...]
    status: Status
    may: frozenset[Action]  # what whoever reads can do about it now
    no_contact: bool
    safety: tuple[Row, ...] = field(repr=False)
    sections: tuple[Section, ...] = field(repr=False)
    happened: tuple[Event, ...] = field(repr=False)  # all but that somebody read it


@dataclass(frozen=True, slots=True)
class Emptied:
    """A challenge that was erased: only that it was there is left."""

    written: str


def challenge(office: Office, actor: Actor, reference: str, why: str) -> Reading | Emptied | None:
    """All of a challenge, or ``None`` where there is none.

    That ``actor`` reads it, and ``why``, is in the ledger before anything is shown; where it cannot be
    written, nothing is. Raises :class:`Refused`.
    """
    try:
        with office.store.begin() as unit:
            found = unit.challenges.get(reference)
            if found is None:
                return None
            read = decide(found, Action.READ, actor, office.rules(found), office.now(), why=why)
            unit.ledger.append(found.id, read)
        with office.store.read() as unit:
            found = unit.challenges.get(reference)
            happened = unit.ledger.events(found.id) if found else []
    except Erased:
        return Emptied(codes.grouped(reference))
    return _reading(office, actor, found, happened) if found else None


def in_order(flags: Iterable[Flag]) -> tuple[Flag, ...]:
    return tuple(flag for flag in Flag if flag in set(flags))


def _reading(office: Office, actor: Actor, found: Challenge, happened: Iterable[Event]) -> Reading:
    pack = office.packs.get(found.pack)
    stage = pack.ladder(found.ladder).stage(found.stage)
    said = tuple(rows(journey_of(pack, found.answers), found.answers))
    return Reading(
        written=codes.grouped(found.reference),
        audience=found.audience,
        language=found.language,
        received_at=found.received_at,
        stage=stage.label,
        reviewer=stage.reviewer,
        due=due_of(office, found.due),
        flags=in_order(found.flags),
        status=found.status,
        may=possible(found, actor, office.rules(found), office.now()),
        no_contact=NO_CONTACT in found.answers.get("safe", ()),
        safety=tuple(row for key in SAFETY for row in said if row.step.question.key == key),
        sections=tuple(_sections(said)),
        happened=tuple(event for event in happened if event.kind != "read"),
    )


def _sections(said: tuple[Row, ...]) -> Iterator[Section]:
    for title, group in groupby(said, key=lambda row: row.section):
        yield Section(title, tuple(group))


def due_of(office: Office, on: date | None) -> Due | None:
    if on is None:
        return None
    today = local(office.now()).date()
    return Due(on, on < today, _working_days(min(on, today), max(on, today), office.calendar))


def _working_days(first: date, last: date, calendar: Calendar) -> int | None:
    try:
        return calendar.working_days(first, last)
    except BeyondCalendar:
        return None
