"""What waits for staff: the first screen, and the lists.

Nothing on them is personal but what was said where a safety alert is open.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from portal.domain import reference_codes
from portal.domain.challenge.action_rule import AnyAction
from portal.domain.challenge.complaint_transfer import RECORD_SENT
from portal.domain.challenge.end_without_review import CONFIRM_END
from portal.domain.challenge.events.allocation_events import OUTSIDE_NAMED, STOOD_IN
from portal.domain.challenge.notes import SEE_MENTION
from portal.domain.challenge.notification_duties import RECORD_NOTIFIED
from portal.domain.challenge.outside_reviewer import NAME_OUTSIDE
from portal.domain.challenge.review import KEEP_PROMISE, RELEASE
from portal.domain.challenge.state import Flag, Status
from portal.domain.challenge.worklist_flags import Duty, Turn
from portal.domain.permissions import ActionRefused, Actor, Permission, Role
from portal.domain.policy.calendar import LONDON, local
from portal.domain.policy.model import Audience, Contact
from portal.services import LATELY, AppContext, safety_alerts
from portal.services.case_access import Due, due_of, in_order
from portal.services.safety_alerts import Alert
from portal.storage import HeldBack, Order, Task, UnitOfWork, Wanted, WorklistRow

PAGE = 25
A_FEW = 5
MOST = 99
"""No more are counted: then it is "more than 99"."""


class Which(StrEnum):
    """The lists."""

    UNASSIGNED = "unassigned"
    MINE = "mine"
    TEAM = "team"
    WAITING = "waiting"  # for the raiser
    PAUSED = "paused"
    RECORD = "record"
    CLOSED = "closed"
    JUNK = "junk"  # on no other list
    ALL = "all"


class DueFilter(StrEnum):
    """When something is due."""

    TODAY = "today"
    LATE = "late"


class Sort(StrEnum):
    PRESSING = "pressing"
    DUE = "due"  # the soonest first
    DUE_LAST = "-due"
    RECEIVED = "received"  # the newest first
    RECEIVED_LAST = "-received"


NEEDS = (*(flag.value for flag in Flag), *(duty.value for duty in Duty))
"""What a list can be narrowed to: what a challenge asks of staff."""


@dataclass(frozen=True, slots=True)
class ListFilter:
    """A list as somebody asked for it. What is blank narrows nothing."""

    which: Which = Which.ALL
    audience: Audience | None = None
    stage: str = ""
    needs: str = ""  # of NEEDS
    due: DueFilter | None = None
    first: date | None = None  # received on this day or after
    last: date | None = None  # or before
    sort: Sort = Sort.PRESSING


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of a list."""

    reference: str
    written: str  # the reference in groups
    audience: Audience
    stage: str
    received_at: datetime
    due: Due | None
    held_by: str  # a name; blank where nobody has it
    paused_until: date | None
    flags: tuple[Flag, ...]
    status: Status
    erased: bool
    alert: bool  # whether a safety alert is open
    alerts: tuple[Alert, ...] | None = field(default=None, repr=False)  # those, the newest first, where they are shown


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of a list; ``after`` asks for the next one."""

    lines: tuple[Listed, ...]
    after: str | None


@dataclass(frozen=True, slots=True)
class Group:
    """Some of what has to be done today, and how much there is of it: up to :data:`MOST`, and one more."""

    key: str
    asked: ListFilter  # for the whole list
    lines: tuple[Listed, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Today:
    """In the order in which it has to be done. Whom to call about ``alerts``: ``ring``."""

    alerts: Group  # all there are
    ring: Contact
    before: tuple[Group, ...]
    lost: tuple[Task, ...]  # messages that did not arrive
    lost_count: int
    held: tuple[HeldBack, ...]  # messages that a colleague has to let go or stop
    held_count: int
    after: tuple[Group, ...]


def today(context: AppContext, actor: Actor) -> Today:
    """What has to be done now: what endangers a child first."""
    _may_see(actor)
    now = context.now()
    with context.store.read() as unit:
        people = unit.accounts.names()

        def groups(wanted: Iterable[tuple[str, ListFilter]]) -> tuple[Group, ...]:
            return tuple(_group(context, unit, actor, people, *each) for each in wanted)

        lost = tuple(unit.outbox.tasks(now, limit=MOST + 1))
        held = tuple(unit.outbox.held(MOST + 1))
        before, after = groups(_first(actor)), groups(_then(actor))
        found = tuple(lines(context, unit.worklist.alerted(), people))
    alerts = Group(Duty.SAFETY, ListFilter(needs=Duty.SAFETY), with_alerts(context, actor, found), len(found))
    messages = lost[:A_FEW], len(lost), held[:A_FEW], len(held)
    return Today(alerts, safety_alerts.call_now(context), before, *messages, after)


def lost_messages(context: AppContext, actor: Actor) -> tuple[Task, ...]:
    """The messages that did not arrive, the oldest first, as many as one looks at."""
    _may_see(actor)
    with context.store.read() as unit:
        return tuple(unit.outbox.tasks(context.now(), limit=MOST + 1))


def held_messages(context: AppContext, actor: Actor) -> tuple[HeldBack, ...]:
    """The messages that are held, the oldest first, as many as one looks at."""
    _may_see(actor)
    with context.store.read() as unit:
        return tuple(unit.outbox.held(MOST + 1))


@dataclass(frozen=True, slots=True)
class Override:
    """Somebody was let review a stage without meeting all its rules; the reason is in the challenge."""

    reference: str
    written: str  # the reference in groups
    at: datetime
    who: str = field(repr=False)  # by name; an outside reviewer by role
    by: str = field(repr=False)


def overrides(context: AppContext, actor: Actor) -> tuple[Override, ...]:
    """Those of the last :data:`LATELY`, the newest first."""
    if not actor.may(Permission.SEE_OVERRIDES):
        raise ActionRefused("You are not allowed to see this.")
    with context.store.read() as unit:
        people, since = unit.accounts.names(), context.now() - LATELY
        found = [each for kind in (STOOD_IN, OUTSIDE_NAMED) for each in unit.event_log.since(kind, since)]
    return tuple(
        Override(
            reference=each,
            written=reference_codes.grouped(each),
            at=event.at,
            who=event.what.get("role") or people.get(event.what["to"], ""),
            by=people.get(event.actor, ""),
        )
        for each, event in sorted(found, key=lambda each: each[1].at, reverse=True)
    )


def listing(context: AppContext, actor: Actor, asked: ListFilter, after: str | None = None) -> Listing:
    """A page of a list. The first begins with all that has an open safety alert, whatever it is sorted by."""
    _may_see(actor)
    with context.store.read() as unit:
        alerted = [] if after else unit.worklist.alerted(_wanted(context, unit, actor, asked))
        found = _rows(context, unit, actor, asked, after=after, limit=PAGE + 1, alert=False)
        people = unit.accounts.names()
    cursor = found[PAGE - 1].cursor if len(found) > PAGE else None
    return Listing(with_alerts(context, actor, lines(context, [*alerted, *found[:PAGE]], people)), cursor)


def lines(context: AppContext, rows: Iterable[WorklistRow], people: dict[str, str]) -> Iterator[Listed]:
    """The rows as they are shown. ``people``: the names of staff by the id of their account."""
    now = local(context.now()).date()
    for row in rows:
        paused = row.paused_until if row.paused_until and row.paused_until >= now else None
        yield Listed(
            reference=row.reference,
            written=reference_codes.grouped(row.reference),
            audience=Audience(row.audience),
            stage=_label(context, row.pack, row.stage),
            received_at=row.received_at,
            due=due_of(context, row.due),
            held_by=people.get(row.assigned, ""),
            paused_until=paused,
            flags=in_order(row.flags),
            status=Status(row.status),
            erased=row.erased,
            alert=row.alert,
        )


def with_alerts(context: AppContext, actor: Actor, listed: Iterable[Listed]) -> tuple[Listed, ...]:
    """The same with what was said where a safety alert is open, which is written down before it is shown."""
    found = tuple(listed)
    alerts = safety_alerts.waiting(context, actor, [line.reference for line in found if line.alert])
    return tuple(replace(line, alerts=alerts.get(line.reference)) for line in found)


def stages(context: AppContext) -> dict[str, str]:
    """Every stage of the policy in force that a list can be narrowed to, and its label."""
    return {stage.key: stage.label for ladder in context.pack.ladders for stage in ladder.stages}


def _may_see(actor: Actor) -> None:
    if not actor.may(Permission.SEE_LIST):
        raise ActionRefused("You are not allowed to see the list.")


def _first(actor: Actor) -> Iterator[tuple[str, ListFilter]]:
    """Who only reviews or releases is shown the dates of what they have; the others, those of all."""
    everyone_s = bool(actor.roles & {Role.TRIAGE, Role.MANAGER, Role.AUDITOR})
    dated = ListFilter(Which.ALL if everyone_s else Which.MINE, sort=Sort.DUE)
    yield Duty.YOUNG, ListFilter(needs=Duty.YOUNG)
    yield DueFilter.TODAY, replace(dated, due=DueFilter.TODAY)
    yield DueFilter.LATE, replace(dated, due=DueFilter.LATE)


def _then(actor: Actor) -> Iterator[tuple[str, ListFilter]]:
    if actor.roles & {Role.MANAGER, Role.AUDITOR}:
        yield Duty.OBJECTION, ListFilter(needs=Duty.OBJECTION)
    yield from _theirs(actor, (Duty.OUTSIDE, NAME_OUTSIDE), (Duty.CONFIRM_END, CONFIRM_END))
    yield Duty.REQUEST, ListFilter(needs=Duty.REQUEST)
    yield Flag.ADVOCATE, ListFilter(needs=Flag.ADVOCATE)
    if actor.roles & {Role.TRIAGE, Role.MANAGER}:
        yield Duty.TRIAGE, ListFilter(needs=Duty.TRIAGE)
    yield from _theirs(
        actor,
        (Duty.SEND, RECORD_SENT),
        (Duty.NOTIFY, RECORD_NOTIFIED),
        (Duty.MENTION, SEE_MENTION),
        (Duty.RELEASE, RELEASE),
        (Duty.PROMISE, KEEP_PROMISE),
    )


def _theirs(actor: Actor, *duties: tuple[Duty, AnyAction]) -> Iterator[tuple[str, ListFilter]]:
    """Those of the duties that who may act so can see to."""
    for duty, action in duties:
        if actor.may(action):
            yield duty, ListFilter(needs=duty)


def _group(
    context: AppContext, unit: UnitOfWork, actor: Actor, people: dict[str, str], key: str, asked: ListFilter
) -> Group:
    found = _rows(context, unit, actor, asked, limit=A_FEW + 1)
    more = len(found) > A_FEW
    count = unit.worklist.count(_wanted(context, unit, actor, asked), MOST + 1) if more else len(found)
    return Group(key, asked, tuple(lines(context, found[:A_FEW], people)), count)


def _rows(
    context: AppContext,
    unit: UnitOfWork,
    actor: Actor,
    asked: ListFilter,
    *,
    limit: int,
    after: str | None = None,
    alert: bool | None = None,
) -> list[WorklistRow]:
    order, last_first = _ORDERS[asked.sort]
    wanted = replace(_wanted(context, unit, actor, asked), alert=alert)
    return unit.worklist.lines(wanted, order, last_first=last_first, after=after, limit=limit)


_ORDERS = {
    Sort.PRESSING: (Order.PRESSING, False),
    Sort.DUE: (Order.DUE, False),
    Sort.DUE_LAST: (Order.DUE, True),
    Sort.RECEIVED: (Order.RECEIVED, False),
    Sort.RECEIVED_LAST: (Order.RECEIVED, True),
}
_TURNS = {
    Which.UNASSIGNED: Turn.FREE,
    Which.WAITING: Turn.RAISER,
    Which.RECORD: Turn.OVER,
    Which.CLOSED: Turn.CLOSED,
    Which.JUNK: Turn.JUNK,
}
_SOMEBODY_S = (Duty.MENTION, Duty.PROMISE)


def _wanted(context: AppContext, unit: UnitOfWork, actor: Actor, asked: ListFilter) -> Wanted:
    at, now = context.now(), local(context.now()).date()
    mine = (actor.key,) if asked.which is Which.MINE else ()
    return Wanted(
        turn=_TURNS.get(asked.which, ""),
        not_turn="" if asked.which in _TURNS else Turn.JUNK,
        held_by=_team(unit, actor) if asked.which is Which.TEAM else mine,
        paused_on=now if asked.which is Which.PAUSED else None,
        duty=asked.needs,
        whose=("", actor.key) if asked.needs in _SOMEBODY_S else ("",),
        by=now if asked.needs == Duty.PROMISE else None,
        audience=asked.audience or "",
        stage=asked.stage,
        received_from=_midnight(asked.first) if asked.first else None,
        received_before=_midnight(asked.last + timedelta(days=1)) if asked.last else None,
        due_from=at if asked.due is DueFilter.TODAY else None,
        due_to={DueFilter.TODAY: now, DueFilter.LATE: at}.get(asked.due) if asked.due else None,
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LONDON)


def _team(unit: UnitOfWork, actor: Actor) -> tuple[str, ...]:
    """Whoever is in the same team, and the person themselves."""
    teams = {account.id: account.team for account in unit.accounts.everybody()}
    mine = teams.get(actor.key, "")
    return tuple(key for key, team in teams.items() if key == actor.key or (mine and team == mine))


def _label(context: AppContext, pack: str, stage: str) -> str:
    return next(
        (each.label for ladder in context.packs.get(pack).ladders for each in ladder.stages if each.key == stage), stage
    )
