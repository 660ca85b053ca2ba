"""Days on which the office is closed besides what the policy says: two managers agree, and every date counts them.

A closed day of these moves dates exactly as one that stands in the policy. What was promised already moves by the
worker, and never back.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from portal.domain.i18n import _
from portal.domain.permissions import ActionRefused, Actor, Permission
from portal.domain.policy.calendar import local
from portal.domain.policy.closures import Closure
from portal.services import AppContext
from portal.services.agreements import AgreementLine, TwoManagers
from portal.storage import DOWN

PROPOSED, CONFIRMED, ENDED = "office_closure_proposed", "office_closure_confirmed", "office_closure_ended"
"""How what managers do about it is written down."""

AHEAD = timedelta(days=92)
"""How far ahead a day may lie: what is known longer before stands in the policy."""

CLOSURES: TwoManagers[Closure] = TwoManagers(
    Permission.CLOSE_OFFICE, lambda unit: unit.office_closures, proposed=PROPOSED, confirmed=CONFIRMED, ended=ENDED
)
confirm, end, waiting = CLOSURES.confirm, CLOSURES.end, CLOSURES.waiting


def look(context: AppContext) -> None:
    """Let this process count by what two managers agree on now; while the database is down, by what they did before."""

    def agreed() -> frozenset[Closure]:
        with context.store.read() as unit:
            return unit.office_closures.agreed()

    with suppress(*DOWN):
        context.closed_days.look(context.now(), agreed)


class ClosureState(StrEnum):
    WAITS = "waits"  # for a second manager
    COUNTS = "counts"
    OVER = "over"  # its day is over, and is counted all the same
    ENDED = "ended"  # by somebody
    MISSED = "missed"  # its day went by before anybody confirmed it


class ClosureLine(NamedTuple):
    state: ClosureState
    line: AgreementLine[Closure]


@dataclass(frozen=True, slots=True)
class ClosurePage:
    """What managers proposed, the newest first; and the closed days of the next months that the policy says itself."""

    lines: tuple[ClosureLine, ...]
    of_policy: tuple[Closure, ...]


def page(context: AppContext, actor: Actor) -> ClosurePage:
    """Raises :class:`ActionRefused`."""
    today = local(context.now()).date()
    lines = tuple(ClosureLine(_state(each, today), each) for each in CLOSURES.lines(context, actor))
    return ClosurePage(lines, context.pack.office.closures)


def propose(context: AppContext, actor: Actor, closure: Closure) -> str:
    """Let a closed day wait for a second manager: its id. Raises :class:`ActionRefused`, which names the field."""
    today, calendar = local(context.now()).date(), context.calendar
    day = closure.day
    if day is None or day < today:
        raise ActionRefused(_("Enter today or a day that is still to come."), "day")
    if day > today + AHEAD:
        raise ActionRefused(_("Enter a day within the next three months. Later ones belong in the policy."), "day")
    if not calendar.is_working(day):
        raise ActionRefused(_("The office is closed on that day already."), "day")
    return CLOSURES.propose(context, actor, closure)


def _state(line: AgreementLine[Closure], today: date) -> ClosureState:
    over = line.what.day is not None and line.what.day < today
    if line.ended_at:
        return ClosureState.ENDED
    if not line.confirmed_at:
        return ClosureState.MISSED if over else ClosureState.WAITS
    return ClosureState.OVER if over else ClosureState.COUNTS
