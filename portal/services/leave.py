"""Leave: recorded by whoever takes it or a manager, and what allocation and a manager's day make of it.

Nobody gets work who is away today. Who allocates sees how much everybody has, and who is away when it is due.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from portal.domain.challenge.state import Challenge
from portal.domain.challenge.worklist_flags import Turn
from portal.domain.i18n import _
from portal.domain.permissions import READERS, ActionRefused, Actor, Permission
from portal.domain.policy.calendar import local
from portal.domain.policy.due_dates import day_of
from portal.services import AppContext
from portal.services.list_rows import Listed, lines, opened
from portal.storage import Leave, Order, StaffEvent, UnitOfWork, Wanted, WorklistRow

RECORDED, REMOVED = "leave_recorded", "leave_removed"
"""How it is written down that somebody recorded leave, or took it away."""

LONGEST = timedelta(days=365)
AHEAD = timedelta(days=366)
"""How far ahead leave is looked at."""

KEPT = timedelta(days=92)
"""How long it is kept once it is over."""

COUNTED = 99
"""No more of somebody's cases are counted; then it is "more than 99"."""

AWAY = _("They are on leave today.")


@dataclass(frozen=True, slots=True)
class Caseload:
    """What somebody has already, up to COUNTED and one more; and their leave that begins before something is due."""

    open: int
    late: int
    away_today: bool
    leave: Leave | None


@dataclass(frozen=True, slots=True)
class LeaveRow:
    id: str
    name: str = field(repr=False)
    first: date
    last: date
    may_remove: bool


@dataclass(frozen=True, slots=True)
class LeavePage:
    """Leave from today on; and the accounts, with names, for which whoever looks may record some."""

    rows: tuple[LeaveRow, ...]
    people: tuple[tuple[str, str], ...] = field(repr=False)


def page(context: AppContext, actor: Actor) -> LeavePage:
    """Everybody's leave from today on, and whose they may record: their own, and a manager everybody's."""
    _must_work_here(actor)
    today = local(context.now()).date()
    with context.store.read() as unit:
        staff = [each for each in unit.accounts.everybody() if each.active and READERS & each.roles]
        found = unit.staff_leave.within(today, today + AHEAD)
    names = {each.id: each.name for each in staff}
    rows = (
        LeaveRow(each.id, names[each.account_id], each.first, each.last, _theirs(actor, each.account_id))
        for each in found
        if each.account_id in names
    )
    mine_first = sorted(names.items(), key=lambda each: each[0] != actor.key)
    return LeavePage(tuple(rows), tuple((key, name) for key, name in mine_first if _theirs(actor, key)))


def record(context: AppContext, actor: Actor, account_id: str, first: date, last: date) -> None:
    """Write down somebody's leave, from a day to a day. Raises :class:`ActionRefused`."""
    _must_work_here(actor)
    today = local(context.now()).date()
    if not _theirs(actor, account_id):
        raise ActionRefused(_("Only a manager records leave for somebody else."))
    if last < max(first, today):
        raise ActionRefused(_("The last day of leave must be today or later, and not before the first."), "last")
    if last > today + LONGEST:
        raise ActionRefused(_("The last day of leave must be within a year."), "last")
    with context.store.begin() as unit:
        account = unit.accounts.by_id(account_id)
        if account is None or not account.active:
            raise ActionRefused(_("They do not work here now, or have not signed in yet."))
        if any(each.account_id == account_id for each in unit.staff_leave.within(first, last)):
            raise ActionRefused(_("Leave is recorded for some of these days already. Remove that first."), "first")
        unit.staff_leave.add(account_id, first, last)
        unit.staff_events.add(StaffEvent(context.now(), actor.key, RECORDED, account_id, _days(first, last)))


def remove(context: AppContext, actor: Actor, leave_id: str) -> None:
    """Take leave away that was recorded. Raises :class:`ActionRefused`."""
    _must_work_here(actor)
    with context.store.begin() as unit:
        gone = unit.staff_leave.drop(leave_id)
        if gone and not _theirs(actor, gone.account_id):
            raise ActionRefused(_("Only a manager records leave for somebody else."))
        if gone:
            days = _days(gone.first, gone.last)
            unit.staff_events.add(StaffEvent(context.now(), actor.key, REMOVED, gone.account_id, days))


def is_away(context: AppContext, unit: UnitOfWork, account_id: str) -> bool:
    """Whether somebody is on leave today."""
    today = local(context.now()).date()
    return any(each.account_id == account_id for each in unit.staff_leave.within(today, today))


def due_day(context: AppContext, challenge: Challenge) -> date | None:
    """The day that staff have to meet first."""
    due = context.first_date(challenge) or challenge.due
    return day_of(due) if due else None


def caseloads(
    context: AppContext, unit: UnitOfWork, actor: Actor, accounts: Collection[str], due: date | None
) -> Mapping[str, Caseload]:
    """What each of the accounts has already; ``due``: the day by which the work is to be done that they would get."""
    today = local(context.now()).date()
    leave = unit.staff_leave.within(today, max(due or today, today))
    return {key: _caseload(context, unit, actor, key, [each for each in leave if each.account_id == key])
            for key in accounts}  # fmt: skip


def _caseload(context: AppContext, unit: UnitOfWork, actor: Actor, key: str, leave: list[Leave]) -> Caseload:
    today, held = local(context.now()).date(), Wanted(reader=actor.key, held_by=(key,), not_turn=Turn.JUNK)
    late = Wanted(reader=actor.key, held_by=(key,), not_turn=Turn.JUNK, due_to=context.now())
    many, past = (unit.worklist.count(each, COUNTED + 1) for each in (held, late))
    return Caseload(many, past, any(each.covers(today) for each in leave), leave[0] if leave else None)


def due_while_away(context: AppContext, actor: Actor) -> tuple[Listed, ...]:
    """For a manager: what is due while whoever has it is on leave, the soonest due first."""
    if not actor.may(Permission.SEE_BOARD):
        return ()
    today = local(context.now()).date()
    with context.store.read() as unit:
        leave = [each for each in unit.staff_leave.within(today, today + AHEAD) if each.account_id != actor.key]
        found: dict[str, WorklistRow] = {}
        for each in leave:
            since = None if each.covers(today) else each.first
            wanted = Wanted(
                reader=actor.key, held_by=(each.account_id,), not_turn=Turn.JUNK, due_from=since, due_to=each.last
            )
            found |= {row.id: row for row in unit.worklist.lines(wanted, Order.DUE, limit=COUNTED)}
        rows = opened(unit, actor, list(found.values()))
        people = unit.accounts.names()
    listed = (line for line in lines(context, actor, rows, people) if line.due)
    return tuple(sorted(listed, key=lambda line: day_of(line.due.on) if line.due else today))


def _theirs(actor: Actor, account_id: str) -> bool:
    return actor.manages or actor.key == account_id


def _days(first: date, last: date) -> str:
    return f"{first.isoformat()} {last.isoformat()}"


def _must_work_here(actor: Actor) -> None:
    if not actor.may(Permission.RECORD_LEAVE):
        raise ActionRefused("Only who works with cases records leave.")
