"""What is due to be erased by the council's schedule: proposed by one manager, confirmed by another, or held.

Nothing of it happens by itself: the worker erases what two people have said, and only while it still is due. Who
proposed, confirmed and held stands in the record of the accounts.
"""

import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime

from portal.domain import reference_codes
from portal.domain.i18n import _
from portal.domain.permissions import ActionRefused, Actor, Permission, Role
from portal.domain.policy.calendar import local
from portal.domain.policy.retention import BY_HAND, RetentionPeriod
from portal.services import AppContext, restricted_cases, retention
from portal.storage import DueErasure, Hold, StaffEvent, UnitOfWork

log = logging.getLogger(__name__)

MOST = 200
"""No more are shown or proposed at once."""

PROPOSED, CONFIRMED, TURNED_DOWN = "erasure_proposed", "erasure_confirmed", "erasure_turned_down"
HELD, RELEASED = "erasure_held", "erasure_hold_ended"
"""How what managers do about it is written down."""


@dataclass(frozen=True, slots=True)
class ScheduleLine:
    """One kind of thing: how long it is kept, and how much of it is over just now."""

    kind: str
    period: RetentionPeriod
    over: int


@dataclass(frozen=True, slots=True)
class DueLine:
    """A challenge whose time is over; ``mine``: who looks has proposed it."""

    reference: str
    written: str
    kind: str
    since: datetime
    proposed_by: str = field(repr=False)  # a name; blank where nobody did
    proposed_at: datetime | None
    confirmed: bool
    mine: bool


@dataclass(frozen=True, slots=True)
class HoldLine:
    reference: str
    written: str
    why: str = field(repr=False)
    by: str = field(repr=False)
    since: datetime
    until: date


@dataclass(frozen=True, slots=True)
class HoldableCase:
    """``until``: the last day on which it is held already, if it is."""

    reference: str
    written: str
    until: date | None


@dataclass(frozen=True, slots=True)
class DueErasurePage:
    """What a manager sees. ``due`` holds :data:`MOST` at most."""

    schedule: tuple[ScheduleLine, ...]
    due: tuple[DueLine, ...]
    holds: tuple[HoldLine, ...]


def schedule(context: AppContext) -> tuple[ScheduleLine, ...]:
    """How long each kind is kept, and how much is over: nothing is deleted by looking."""
    with context.store.read() as unit:
        return _schedule(context, unit)


def _schedule(context: AppContext, unit: UnitOfWork) -> tuple[ScheduleLine, ...]:
    now, kept = context.now(), context.pack.retention
    every = _due(context, unit, None, None)
    over: Mapping[str, Callable[[datetime], int]] = {
        "drafts": unit.drafts.over,
        "challenges": lambda _: sum(each.kind == "challenges" for each in every),
        "junk": lambda _: sum(each.kind == "junk" for each in every),
        "notices": unit.outbox.over,
        "sign_ins": unit.sessions.over,
        "feedback": lambda before: unit.feedback.over(local(before).date()),
    }
    periods: list[tuple[str, RetentionPeriod]] = [(each.name, getattr(kept, each.name)) for each in fields(kept)]
    return tuple(ScheduleLine(kind, each, over[kind](each.before(now)) if each.ends else 0) for kind, each in periods)


def page(context: AppContext, actor: Actor) -> DueErasurePage:
    """What is due, of what this manager is shown. Raises :class:`ActionRefused`."""
    _may(actor)
    today = local(context.now()).date()
    with context.store.read() as unit:
        names = unit.accounts.names()
        due = tuple(_line(each, actor, names) for each in _due(context, unit, actor.key, MOST))
        holds = tuple(_hold(each, names) for each in unit.due_erasures.holds(today, reader=actor.key, limit=MOST))
        return DueErasurePage(_schedule(context, unit), due, holds)


def waiting(context: AppContext, actor: Actor) -> int:
    """How many wait for this manager to confirm them."""
    if not actor.may(Permission.ERASE_DUE):
        return 0
    with context.store.read() as unit:
        return unit.due_erasures.waiting(actor.key)


def due_references(context: AppContext) -> tuple[str, ...]:
    """All that is due, for whoever runs the portal."""
    with context.store.read() as unit:
        return tuple(reference_codes.grouped(each.reference) for each in _due(context, unit, None, None))


def propose(context: AppContext, actor: Actor, references: Collection[str]) -> int:
    """Say that these are to be erased, where they are due and nobody has; how many are."""

    def these(unit: UnitOfWork, due: list[DueErasure]) -> list[DueErasure]:
        found = [each for each in due if not each.proposed_by]
        unit.due_erasures.propose([each.challenge_id for each in found], actor.key, context.now())
        return found

    return _with(context, actor, references, PROPOSED, these)


def confirm(context: AppContext, actor: Actor, references: Collection[str]) -> int:
    """Say so of these too, which another manager has proposed: the worker erases them. How many those are.

    Raises :class:`ActionRefused` where any of them is one's own proposal, or its proposer is no manager any more.
    """

    def these(unit: UnitOfWork, due: list[DueErasure]) -> list[DueErasure]:
        found = [each for each in due if each.proposed_by and not each.confirmed_by]
        if any(each.proposed_by == actor.key for each in found):
            raise ActionRefused(_("Another manager has to confirm what you proposed."))
        managers = {each.id for each in unit.accounts.everybody() if each.active and Role.MANAGER in each.roles}
        if any(each.proposed_by not in managers for each in found):
            raise ActionRefused(_("Whoever proposed one of these is no longer a manager. Turn it down first."))
        unit.due_erasures.confirm([each.challenge_id for each in found], actor.key, context.now())
        return found

    return _with(context, actor, references, CONFIRMED, these)


def turn_down(context: AppContext, actor: Actor, references: Collection[str]) -> int:
    """Take back what was proposed, by whomever; it is still due. How many those are."""

    def these(unit: UnitOfWork, due: list[DueErasure]) -> list[DueErasure]:
        found = [each for each in due if each.proposed_by]
        unit.due_erasures.drop([each.challenge_id for each in found])
        return found

    return _with(context, actor, references, TURNED_DOWN, these)


def _with(
    context: AppContext,
    actor: Actor,
    references: Collection[str],
    what: str,
    these: Callable[[UnitOfWork, list[DueErasure]], list[DueErasure]],
) -> int:
    _may(actor)
    with context.store.begin() as unit:
        due = [each for each in _due(context, unit, actor.key, None) if each.reference in references]
        found = these(unit, due)
        for each in found:
            unit.staff_events.add(StaffEvent(context.now(), actor.key, what, actor.key, each.reference))
    return len(found)


def hold(context: AppContext, actor: Actor, reference: str, why: str, until: date) -> bool:
    """Let nothing erase a challenge up to this day; false where there is none. Raises :class:`ActionRefused`."""
    _may(actor)
    now = context.now()
    if until < local(now).date():
        raise ActionRefused(_("Enter a day that is still to come."), "until")
    with context.store.begin() as unit:
        challenge = unit.challenges.whole(reference)
        if challenge is None or not restricted_cases.may_open(unit, actor, reference):
            return False
        unit.due_erasures.hold(challenge.id, why, actor.key, now, until)
        unit.staff_events.add(StaffEvent(now, actor.key, HELD, actor.key, f"{reference} {until}"))
    return True


def release(context: AppContext, actor: Actor, reference: str) -> bool:
    """Hold it no more; whether somebody did."""
    _may(actor)
    with context.store.begin() as unit:
        challenge = unit.challenges.whole(reference)
        if challenge is None or not restricted_cases.may_open(unit, actor, reference):
            return False
        if not unit.due_erasures.release(challenge.id):
            return False
        unit.staff_events.add(StaffEvent(context.now(), actor.key, RELEASED, actor.key, reference))
    return True


def holdable(context: AppContext, actor: Actor, reference: str) -> HoldableCase | None:
    """A challenge that a manager could hold; ``None`` where there is none."""
    _may(actor)
    with context.store.read() as unit:
        challenge = unit.challenges.whole(reference)
        if challenge is None or not restricted_cases.may_open(unit, actor, reference):
            return None
        until = unit.due_erasures.held_until(challenge.id, local(context.now()).date())
    return HoldableCase(reference, reference_codes.grouped(reference), until)


def erase_confirmed(context: AppContext) -> int:
    """Erase what two managers have said is to be; how many were. What is not due any more is not, and is let go."""
    with context.store.begin() as unit:
        said = unit.due_erasures.confirmed()
        due = {each.challenge_id for each in _due(context, unit, None, None)} if said else set()
        unit.due_erasures.drop([each.challenge_id for each in said if each.challenge_id not in due])
    done = 0
    for each in said:
        if each.challenge_id not in due:
            continue
        try:
            done += retention.erase(context, each.reference, each.confirmed_by)
        except retention.Held:
            log.info("A challenge was held after two managers had said that it is to be erased.")
    return done


def _due(context: AppContext, unit: UnitOfWork, reader: str | None, limit: int | None) -> list[DueErasure]:
    now, kept = context.now(), context.pack.retention
    periods: dict[str, RetentionPeriod] = {kind: getattr(kept, kind) for kind in sorted(BY_HAND)}
    before = {kind: period.before(now) for kind, period in periods.items() if period.ends}
    found = unit.due_erasures.due(before, local(now).date(), reader=reader)
    return found if limit is None else found[:limit]


def _line(each: DueErasure, actor: Actor, names: Mapping[str, str]) -> DueLine:
    return DueLine(
        each.reference,
        reference_codes.grouped(each.reference),
        each.kind,
        each.since,
        names.get(each.proposed_by, each.proposed_by),
        each.proposed_at,
        bool(each.confirmed_by),
        each.proposed_by == actor.key,
    )


def _hold(each: Hold, names: Mapping[str, str]) -> HoldLine:
    written = reference_codes.grouped(each.reference)
    return HoldLine(each.reference, written, each.why, names.get(each.by, ""), each.since, each.until)


def _may(actor: Actor) -> None:
    if not actor.may(Permission.ERASE_DUE):
        raise ActionRefused("Only a manager decides what is erased.")
