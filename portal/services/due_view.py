"""A due date as somebody reads it now: how many working days are left, or gone since."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal.domain.policy.calendar import BeyondCalendar, Calendar, local
from portal.domain.policy.due_dates import DueDate, is_past
from portal.services import AppContext


@dataclass(frozen=True, slots=True)
class Due:
    """A due date as it looks now.

    ``days`` are working days left or, when late, gone since; ``None`` where no bank holidays are held, and where it is
    a moment: then ``hours`` are the whole hours left or gone since.
    """

    on: DueDate
    late: bool
    days: int | None
    hours: int | None = None


def due_of(context: AppContext, on: DueDate | None) -> Due | None:
    if on is None:
        return None
    now, late = context.now(), is_past(on, context.now())
    if isinstance(on, datetime):
        return Due(on, late, None, abs(on - now) // timedelta(hours=1))
    today = local(now).date()
    return Due(on, late, _working_days(min(on, today), max(on, today), context.calendar))


def _working_days(first: date, last: date, calendar: Calendar) -> int | None:
    try:
        return calendar.working_days(first, last)
    except BeyondCalendar:
        return None
