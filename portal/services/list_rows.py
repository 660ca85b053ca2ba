"""A line of a list: what it is about, what it waits for, by when, how old it is, and what happened to it last.

Of what is personal it says the child's initials and age, to who may read challenges, and what was said where a safety
alert is open.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from portal.domain import reference_codes
from portal.domain.challenge.child_label import ChildLabel, child_label
from portal.domain.challenge.decide import SEE_ALERT
from portal.domain.challenge.next_step import NextStep, next_step
from portal.domain.challenge.staff_dates import is_for_triage
from portal.domain.challenge.state import Challenge, Flag, Status
from portal.domain.disclosure.internal import InternalOnly
from portal.domain.permissions import Actor
from portal.domain.policy.calendar import local
from portal.domain.policy.model import Audience
from portal.services import AppContext, safety_alerts
from portal.services.due_view import Due, due_of
from portal.services.identity_bar import in_order
from portal.services.safety_alerts import Alert
from portal.storage import Latest, UnitOfWork, WorklistRow


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of a list."""

    reference: str
    written: str  # the reference in groups
    audience: Audience
    stage: str
    received_at: datetime
    age: int  # days since then
    due: Due | None
    for_triage: bool  # ``due`` is the day by which triage is done
    held_by: str  # a name; blank where nobody has it
    mine: bool
    paused_until: date | None
    flags: tuple[Flag, ...]
    status: Status
    erased: bool
    alert: bool  # whether a safety alert is open
    step: NextStep | None  # what it waits for; none where it cannot be opened
    child: ChildLabel | None = field(repr=False)  # none where there is none to show, or not to this reader
    last: Latest | None  # what happened last
    asks: tuple[str, ...] = ()  # what it needs besides, of :class:`portal.services.my_day.Asks` and flags
    alerts: tuple[Alert, ...] | None = field(default=None, repr=False)  # those, the newest first, where they are shown


@dataclass(frozen=True, slots=True)
class OpenedRow(InternalOnly):
    """A row of a list, with the challenge itself where it can be opened."""

    row: WorklistRow
    challenge: Challenge | None = field(repr=False)
    last: Latest | None


def opened(unit: UnitOfWork, actor: Actor, rows: Sequence[WorklistRow]) -> tuple[OpenedRow, ...]:
    """The rows, each with its challenge."""
    ids: Collection[str] = [row.id for row in rows]
    found, last = unit.challenges.some(ids), unit.event_log.latest(ids, actor.key)
    return tuple(OpenedRow(row, found.get(row.id), last.get(row.id)) for row in rows)


def lines(context: AppContext, actor: Actor, rows: Iterable[OpenedRow], people: dict[str, str]) -> Iterator[Listed]:
    """The rows as they are shown. ``people``: the names of staff by the id of their account."""
    for each in rows:
        yield _line(context, actor, each, people)


def _line(context: AppContext, actor: Actor, each: OpenedRow, people: dict[str, str]) -> Listed:
    row, challenge, now = each.row, each.challenge, local(context.now()).date()
    rules = context.rules(challenge) if challenge else None
    back = each.last is not None and each.last.sent_back
    return Listed(
        reference=row.reference,
        written=reference_codes.grouped(row.reference),
        audience=Audience(row.audience),
        stage=stage_label(context, row.pack, row.stage),
        received_at=row.received_at,
        age=max(0, (now - local(row.received_at).date()).days),
        due=due_of(context, row.due),
        for_triage=bool(challenge and rules and is_for_triage(challenge, rules)),
        held_by=people.get(row.assigned, ""),
        mine=row.assigned == actor.key,
        paused_until=row.paused_until if row.paused_until and row.paused_until >= now else None,
        flags=in_order(row.flags),
        status=Status(row.status),
        erased=row.erased,
        alert=row.alert,
        step=next_step(challenge, rules, sent_back=back) if challenge and rules else None,
        child=child_label(challenge, now) if challenge and actor.may(SEE_ALERT) else None,
        last=each.last,
    )


def with_alerts(context: AppContext, actor: Actor, listed: Iterable[Listed]) -> tuple[Listed, ...]:
    """The same with what was said where a safety alert is open, which is written down before it is shown."""
    found = tuple(listed)
    alerts = safety_alerts.waiting(context, actor, [line.reference for line in found if line.alert])
    return tuple(replace(line, alerts=alerts.get(line.reference)) for line in found)


def stage_label(context: AppContext, pack: str, stage: str) -> str:
    """What the policy calls this stage."""
    return next(
        (each.label for ladder in context.packs.get(pack).ladders for each in ladder.stages if each.key == stage), stage
    )
