"""The lists of challenges, as somebody narrows and sorts them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from math import ceil
from typing import TypeVar

from portal.domain import reference_codes
from portal.domain.challenge.events.allocation_events import OUTSIDE_NAMED, STOOD_IN
from portal.domain.challenge.state import Flag
from portal.domain.challenge.worklist_flags import Duty, Turn
from portal.domain.permissions import WORKERS, ActionRefused, Actor, Permission
from portal.domain.policy.calendar import LONDON, local
from portal.domain.policy.model import Audience
from portal.services import LATELY, AppContext
from portal.services.list_rows import Listed, lines, opened, stage_label, with_alerts
from portal.storage import HeldBack, Order, Task, UnitOfWork, Wanted, WorklistRow

Message = TypeVar("Message", Task, HeldBack)

PAGE = 25
MOST = 99
"""No more are counted in a heading: then it is "more than 99"."""
TOTAL = 999
"""The same of the list that is shown."""
MOST_PAGES = 9999
"""No address asks for a page of a higher number."""
AGES = (2, 5, 10, 20)
"""Days since it was received, of which a list can be narrowed to what is at least so old."""


class Which(StrEnum):
    """The lists."""

    UNASSIGNED = "unassigned"
    MINE = "mine"
    TEAM = "team"
    OPEN = "open"  # all that are not closed
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
    officer: str = ""  # the id of their account, or UNALLOCATED
    team: str = ""  # of whoever has it
    age: int = 0  # of AGES
    first: date | None = None  # received on this day or after
    last: date | None = None  # or before
    sort: Sort = Sort.PRESSING


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of a list; ``after`` asks for the next one, which what arrives meanwhile does not move."""

    lines: tuple[Listed, ...]
    after: str | None
    page: int  # its number
    pages: int  # as far as :data:`TOTAL` goes
    total: int  # up to TOTAL, and one more
    counts: Mapping[Which, int]  # of every list, up to MOST and one more; none where something narrows them


def lost_messages(context: AppContext, actor: Actor) -> tuple[Task, ...]:
    """The messages that did not arrive, the oldest first, as many as one looks at."""
    _may_see(actor)
    with context.store.read() as unit:
        return tuple(shown(unit, actor, unit.outbox.tasks(context.now(), limit=MOST + 1)))


def held_messages(context: AppContext, actor: Actor) -> tuple[HeldBack, ...]:
    """The messages that are held, the oldest first, as many as one looks at."""
    _may_see(actor)
    with context.store.read() as unit:
        return tuple(shown(unit, actor, unit.outbox.held(MOST + 1)))


def shown(unit: UnitOfWork, actor: Actor, messages: Sequence[Message]) -> list[Message]:
    """Those of the messages that are not about a case that is restricted to others."""
    known = set(unit.restricted_readers.shown((each.challenge for each in messages), actor.key))
    return [each for each in messages if each.challenge in known]


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
        known = set(unit.restricted_readers.shown((each for each, _event in found), actor.key))
    return tuple(
        Override(
            reference=each,
            written=reference_codes.grouped(each),
            at=event.at,
            who=event.what.get("role") or people.get(event.what["to"], ""),
            by=people.get(event.actor, ""),
        )
        for each, event in sorted(found, key=lambda each: each[1].at, reverse=True)
        if each in known
    )


def listing(context: AppContext, actor: Actor, asked: ListFilter, after: str | None = None, page: int = 1) -> Listing:
    """A page of a list. The first begins with all that has an open safety alert, whatever it is sorted by.

    ``after``: the cursor of the page before, of which ``page`` is then the number; without it the page is counted off.
    """
    _may_see(actor)
    with context.store.read() as unit:
        wanted, page = _wanted(context, unit, actor, asked), min(max(page, 1), MOST_PAGES)
        total, alerts = (unit.worklist.count(each, TOTAL + 1) for each in (wanted, replace(wanted, alert=True)))
        pages = max(1, ceil((min(total, TOTAL) - alerts) / PAGE))
        if not after and (page := min(page, pages)) > 1:
            after = _rows(context, unit, actor, asked, limit=(page - 1) * PAGE, alert=False)[-1].cursor
        alerted = [] if after else unit.worklist.alerted(wanted)
        found = _rows(context, unit, actor, asked, after=after, limit=PAGE + 1, alert=False)
        people, rows = unit.accounts.names(), opened(unit, actor, [*alerted, *found[:PAGE]])
        counts = {} if is_narrowed(asked) else _counts(context, unit, actor)
    cursor = found[PAGE - 1].cursor if len(found) > PAGE else None
    shown = with_alerts(context, actor, lines(context, actor, rows, people))
    return Listing(shown, cursor, page, pages, total, counts)


def every_row(context: AppContext, unit: UnitOfWork, actor: Actor, asked: ListFilter) -> list[WorklistRow]:
    """All rows of a list in its order, up to :data:`TOTAL` and one more; with an open safety alert first."""
    _may_see(actor)
    alerted = unit.worklist.alerted(_wanted(context, unit, actor, asked))
    return [*alerted, *_rows(context, unit, actor, asked, limit=max(1, TOTAL + 1 - len(alerted)), alert=False)]


def counts(context: AppContext, actor: Actor) -> Mapping[Which, int]:
    """How much is on every list, up to :data:`MOST` and one more."""
    _may_see(actor)
    with context.store.read() as unit:
        return _counts(context, unit, actor)


def counted(context: AppContext, actor: Actor, asked: Collection[ListFilter]) -> dict[ListFilter, int]:
    """How long each of these lists is, up to :data:`TOTAL` and one more."""
    _may_see(actor)
    with context.store.read() as unit:
        return {each: unit.worklist.count(_wanted(context, unit, actor, each), TOTAL + 1) for each in asked}


def _counts(context: AppContext, unit: UnitOfWork, actor: Actor) -> Mapping[Which, int]:
    asked = {which: _wanted(context, unit, actor, ListFilter(which)) for which in Which}
    return {which: unit.worklist.count(wanted, MOST + 1) for which, wanted in asked.items()}


def is_narrowed(asked: ListFilter) -> bool:
    """Whether anything narrows the list."""
    every = {each.name: each.default for each in fields(ListFilter) if each.name not in {"which", "sort"}}
    return any(getattr(asked, name) != blank for name, blank in every.items())


@dataclass(frozen=True, slots=True)
class Officers:
    """By whom a list can be narrowed: names by id, and teams."""

    names: Mapping[str, str] = field(repr=False)
    teams: tuple[str, ...]


def officers(context: AppContext, actor: Actor) -> Officers:
    """Whoever works here now and may have a challenge, and whoever has one that is open."""
    with context.store.read() as unit:
        everybody, holders = unit.accounts.everybody(), unit.worklist.held_by(OPEN_TURNS, actor.key)
    staff = [each for each in everybody if each.id in holders or (each.active and WORKERS & each.roles)]
    teams = sorted({account.team for account in staff if account.team})
    return Officers({account.id: account.name for account in staff}, tuple(teams))


def stages(context: AppContext, actor: Actor) -> dict[str, str]:
    """Every stage that a list can be narrowed to, and its label: of the policy in force, and where one is open."""
    with context.store.read() as unit:
        used = unit.worklist.stages(OPEN_TURNS, actor.key)
    known = {stage.key: stage.label for ladder in context.pack.ladders for stage in ladder.stages}
    return {stage: stage_label(context, pack, stage) for pack, stage in used if stage not in known} | known


def _may_see(actor: Actor) -> None:
    if not actor.may(Permission.SEE_LIST):
        raise ActionRefused("You are not allowed to see the list.")


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
OPEN_TURNS = tuple(turn.value for turn in Turn if turn not in (Turn.CLOSED, Turn.JUNK))
"""Whose turn it is of what is not closed."""

_SOMEBODY_S = (Duty.MENTION, Duty.PROMISE)


def _wanted(context: AppContext, unit: UnitOfWork, actor: Actor, asked: ListFilter) -> Wanted:
    at, now = context.now(), local(context.now()).date()
    return Wanted(
        reader=actor.key,
        turn=_TURNS.get(asked.which, ""),
        turns=OPEN_TURNS if asked.which is Which.OPEN else (),
        not_turn="" if asked.which in (Which.OPEN, *_TURNS) else Turn.JUNK,
        held_by=_held_by(unit, actor, asked),
        paused_on=now if asked.which is Which.PAUSED else None,
        duty=asked.needs,
        whose=("", actor.key) if asked.needs in _SOMEBODY_S else ("",),
        by=now if asked.needs == Duty.PROMISE else None,
        audience=asked.audience or "",
        stage=asked.stage,
        received_from=_midnight(asked.first) if asked.first else None,
        received_before=_before(now, asked),
        due_from=at if asked.due is DueFilter.TODAY else None,
        due_to={DueFilter.TODAY: now, DueFilter.LATE: at}.get(asked.due) if asked.due else None,
    )


def _before(today: date, asked: ListFilter) -> datetime | None:
    """The moment before which it was received."""
    days = [asked.last] if asked.last else []
    days += [today - timedelta(days=asked.age)] if asked.age else []
    return _midnight(min(days) + timedelta(days=1)) if days else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LONDON)


def _held_by(unit: UnitOfWork, actor: Actor, asked: ListFilter) -> tuple[str, ...]:
    """Whoever may have it, as the list and what narrows it say; none where that is anybody, or nobody."""
    ways = [{actor.key}] if asked.which is Which.MINE else []
    ways += [set(_team(unit, actor))] if asked.which is Which.TEAM else []
    ways += [{"" if asked.officer == UNALLOCATED else asked.officer}] if asked.officer else []
    if asked.team:
        ways.append({account.id for account in unit.accounts.everybody() if account.team == asked.team})
    return tuple(sorted(set.intersection(*ways))) or (NO_ONE,) if ways else ()


UNALLOCATED = "nobody"
"""In the place of an officer's id: nobody has it."""

NO_ONE = "-"
"""The id of no account."""


def _team(unit: UnitOfWork, actor: Actor) -> tuple[str, ...]:
    """Whoever is in the same team, and the person themselves."""
    teams = {account.id: account.team for account in unit.accounts.everybody()}
    mine = teams.get(actor.key, "")
    return tuple(key for key, team in teams.items() if key == actor.key or (mine and team == mine))
