"""Working days, office hours and due dates.

A working day is one of SI 2006/1738, regulation 2, for England and Wales: not a Saturday, a Sunday,
Christmas Day, Boxing Day, Good Friday or a bank holiday; nor a day on which the council is closed.
Moments are aware datetimes; days and hours are those of London.
"""

import calendar as months
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Self
from zoneinfo import ZoneInfo

from portal.domain.policy.closures import WEEKDAYS, Closure
from portal.domain.policy.school_terms import SchoolTerm
from portal.domain.policy.spans import COUNTED, LONGEST, NOT_STATED, Span, TimeUnit

__all__ = [
    "ALL_DAY", "COUNTED", "LONDON", "LONGEST", "NOT_STATED", "ONE_DAY", "BeyondCalendar", "Calendar", "Extension",
    "Hours", "OnHolidays", "Opening", "Pause", "Span", "TimeUnit", "day_zero", "due", "end_of", "local", "months_after",
]  # fmt: skip

LONDON = ZoneInfo("Europe/London")
ONE_DAY = timedelta(days=1)


class BeyondCalendar(ValueError):
    """The bank holidays of that year, or its school terms, are not known here, so any date would be a guess."""


@dataclass(frozen=True)
class Calendar:
    """The bank holidays of the years held, and the days on which one council is closed."""

    holidays: frozenset[date]
    first_year: int
    last_year: int
    closures: frozenset[date] = frozenset()
    early: frozenset[tuple[date, time]] = frozenset()  # closed from that hour on; still a working day
    terms: tuple[SchoolTerm, ...] = ()  # of the schools, by their first days

    def knows(self, day: date) -> bool:
        return self.first_year <= day.year <= self.last_year

    def is_holiday(self, day: date) -> bool:
        if not self.knows(day):
            raise BeyondCalendar(
                f"We know the bank holidays of {self.first_year} to {self.last_year} only, "
                f"so we cannot work out a date in {day.year}."
            )
        return day in self.holidays or day in self.closures

    def also_closed(self, closures: Iterable[Closure]) -> Self:
        """The same with these single days, each closed as one that the policy names."""
        whole = {each.day for each in closures if each.day and not each.begins}
        early = {(each.day, each.begins) for each in closures if each.day and each.begins}
        return replace(self, closures=self.closures | whole, early=self.early | early)

    def closes_early(self, day: date) -> time | None:
        """The hour from which the council is closed on a day on which it is open before."""
        return min((at for on, at in self.early if on == day), default=None)

    def is_working(self, day: date) -> bool:
        return not self.is_holiday(day) and day.weekday() < 5  # noqa: PLR2004 (5 is Saturday)

    def is_school_day(self, day: date) -> bool:
        """Whether schools are open. Raises :class:`BeyondCalendar` after the last term that is known."""
        if not self.terms or day > self.terms[-1].last:
            raise BeyondCalendar("We do not know the school terms of that time, so we cannot work out a date in them.")
        term = any(each.holds(day) for each in self.terms)
        return term and day.weekday() < 5 and day not in self.holidays  # noqa: PLR2004 (5 is Saturday)

    def in_school_holidays(self, day: date) -> bool:
        """Whether schools are closed between two terms; no where the terms around it are not known."""
        between = bool(self.terms) and self.terms[0].first <= day <= self.terms[-1].last
        return between and not any(each.holds(day) for each in self.terms)

    def add_school_days(self, day: date, n: int, stopped: frozenset[date] = frozenset()) -> date:
        """The ``n``-th school day after ``day`` that is not ``stopped``."""
        while n > 0:
            day += ONE_DAY
            n -= day not in stopped and self.is_school_day(day)
        return day

    def likely_working(self, day: date) -> bool:
        """For reminders, never for a date that we promise: where no bank holidays are held, any weekday may be one."""
        return self.is_working(day) if self.knows(day) else day.weekday() < 5  # noqa: PLR2004 (5 is Saturday)

    def likely_days(self, first: date, last: date) -> int:
        """As :meth:`working_days`, for reminders."""
        return sum(self.likely_working(first + n * ONE_DAY) for n in range(1, (last - first).days + 1))

    def likely_back(self, day: date, n: int) -> date:
        """The latest day since which there have been ``n`` of them by ``day``, as :meth:`likely_days` counts."""
        while n > 0:
            n -= self.likely_working(day)
            day -= ONE_DAY
        return day

    def add_working(self, day: date, n: int) -> date:
        """The ``n``-th working day after ``day``; for 0, ``day`` or the first working day after it."""
        while n > 0 or not self.is_working(day):
            day += ONE_DAY
            n -= self.is_working(day)
        return day

    def after(self, day: date, span: "Span") -> date:
        """The last day of a span of days, weeks, months or working days that begins after ``day``."""
        if span.unit is TimeUnit.WORKING_DAYS:
            return self.add_working(day, span.amount)
        if span.unit is TimeUnit.SCHOOL_DAYS:
            return self.add_school_days(day, span.amount)
        return _plain_end(span, day)

    def working_days(self, first: date, last: date) -> int:
        """How many there are after ``first``, up to and with ``last``."""
        return sum(self.is_working(first + n * ONE_DAY) for n in range(1, (last - first).days + 1))


class OnHolidays(StrEnum):
    """What bank holidays and closure days do to opening hours."""

    CLOSED = "closed"
    AS_USUAL = "as usual"
    ALL_DAY = "all day"


_OPENING = re.compile(
    r"([a-z]+)(?:( to |, )([a-z]+))? ([01]\d:[0-5]\d|2[0-3]:[0-5]\d) to ([01]\d:[0-5]\d|2[0-3]:[0-5]\d|24:00)", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Opening:
    """Open on ``days`` (0 is Monday). Closing at or before the hour of opening means the day after."""

    days: tuple[int, ...]
    opens: time
    closes: time

    @classmethod
    def parse(cls, text: str) -> Self:
        """From the words of a pack: "monday to friday 08:30 to 17:00", "saturday, sunday 00:00 to 24:00"."""
        match = _OPENING.fullmatch(text.lower())
        if not match or not {match[1], match[3] or match[1]} <= set(WEEKDAYS):
            raise ValueError(f"“{text[:60]}” are not opening hours; write “monday to friday 08:30 to 17:00”")
        first, last = WEEKDAYS.index(match[1]), WEEKDAYS.index(match[3] or match[1])
        days = (first, last) if match[2] == ", " else tuple((first + n) % 7 for n in range((last - first) % 7 + 1))
        closes = "00:00" if match[5] == "24:00" else match[5]
        return cls(days, time.fromisoformat(match[4]), time.fromisoformat(closes))

    @property
    def in_a_row(self) -> bool:
        """Whether each of the days follows the one before."""
        return all((day + 1) % 7 == following for day, following in pairwise(self.days))

    @property
    def overnight(self) -> bool:
        return self.closes <= self.opens

    @property
    def all_day(self) -> bool:
        """Whether it does not close before the same hour of the day after."""
        return self.closes == self.opens

    def covers(self, moment: datetime, day: date) -> bool:
        """Whether the opening that begins on ``day`` is still on at the (naive, local) ``moment``."""
        end = datetime.combine(day + ONE_DAY if self.overnight else day, self.closes)
        return datetime.combine(day, self.opens) <= moment < end


ALL_DAY = Opening(tuple(range(7)), time(0), time(0))


@dataclass(frozen=True, slots=True)
class Hours:
    """When somebody is there."""

    open: tuple[Opening, ...]
    holidays: OnHolidays = OnHolidays.CLOSED

    def __post_init__(self) -> None:
        if not self.open:
            raise ValueError("Write when it is open, or “not stated” instead of these keys")

    @property
    def always(self) -> bool:
        """Whether somebody is there day and night, on bank holidays too."""
        days = {day for opening in self.open if opening.all_day for day in opening.days}
        return len(days) == len(WEEKDAYS) and self.holidays is not OnHolidays.CLOSED

    def on(self, day: date, calendar: Calendar) -> tuple[Opening, ...]:
        """The openings that begin on ``day``.

        A day beyond the calendar counts as an ordinary one: a telephone number must always be found.
        """
        usual = tuple(opening for opening in self.open if day.weekday() in opening.days)
        if self.holidays is OnHolidays.AS_USUAL or not (calendar.knows(day) and calendar.is_holiday(day)):
            return usual
        return (ALL_DAY, *usual) if self.holidays is OnHolidays.ALL_DAY else ()

    def next_open(self, at: datetime, calendar: Calendar) -> datetime:
        """The moment itself where somebody is there, else when they are there next; itself where that is never."""
        if self.is_open(at, calendar):
            return at
        day = local(at).date()
        days = (day + n * ONE_DAY for n in range(31))
        begins = (
            datetime.combine(day, each.opens, LONDON).astimezone(UTC) for day in days for each in self.on(day, calendar)
        )
        return min((moment for moment in begins if moment > at), default=at)

    def is_open(self, at: datetime, calendar: Calendar) -> bool:
        moment = local(at).replace(tzinfo=None)
        early = calendar.closes_early(moment.date())
        if early and moment.time() >= early and self.holidays is not OnHolidays.AS_USUAL:
            return self.holidays is OnHolidays.ALL_DAY or self._overnight_covers(moment, calendar)
        return any(
            opening.covers(moment, day)
            for day in (moment.date(), moment.date() - ONE_DAY)
            for opening in self.on(day, calendar)
        )

    def _overnight_covers(self, moment: datetime, calendar: Calendar) -> bool:
        """Whether an opening over night, which no early closing ends, is on at a moment."""
        day = moment.date()
        return any(each.overnight and each.covers(moment, day) for each in self.on(day, calendar))


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock stands still from the day ``first`` to the day ``last``, both included."""

    first: date
    last: date
    reason: str

    def __post_init__(self) -> None:
        if not self.reason.strip() or self.last < self.first:
            raise ValueError("A pause needs a reason, and cannot end before it begins")

    def days(self) -> Iterable[date]:
        return (self.first + n * ONE_DAY for n in range((self.last - self.first).days + 1))


@dataclass(frozen=True, slots=True)
class Extension:
    by: Span
    reason: str

    def __post_init__(self) -> None:
        if not self.reason.strip() or self.by.unit not in COUNTED:
            raise ValueError("An extension needs a reason and a length of time that can be counted")


def local(at: datetime) -> datetime:
    """``at`` as London's clocks show it."""
    if at.tzinfo is None:
        raise ValueError("A moment needs a time zone")
    return at.astimezone(LONDON)


def day_zero(received: datetime, hours: Hours, calendar: Calendar) -> date:
    """The day from which working days are counted.

    It is the day of receipt, or the next working day if that was a day off or the office had closed.
    """
    moment = local(received)
    day = moment.date()
    openings = hours.on(day, calendar) if calendar.is_working(day) else ()
    early = calendar.closes_early(day)
    if early and moment.time() > early:
        openings = ()
    if any(opening.overnight or moment.time() <= opening.closes for opening in openings):
        return day
    return calendar.add_working(day, 1)


def due(
    span: Span,
    received: datetime,
    hours: Hours,
    calendar: Calendar,
    *,
    pauses: Iterable[Pause] = (),
    extended: Iterable[Extension] = (),
    cap: date | datetime | None = None,
) -> date | datetime | None:
    """When ``span`` is over: a day (at its end), for hours a moment, ``None`` where nothing is counted.

    Hours, days, weeks and months run through nights and holidays; only working days and school days start
    from :func:`day_zero`. Paused days do not count. Never later than ``cap``, which is also the answer
    where the span itself has none.

    Raises:
        BeyondCalendar: a working day is wanted from a year whose bank holidays are not known, or a school day
            from a time whose terms are not.

    """
    stopped = frozenset(day for pause in pauses for day in pause.days())
    end: date | datetime | None = local(received).date() if span.unit is TimeUnit.IMMEDIATELY else None
    if span.unit in COUNTED:
        by_days = span.unit in (TimeUnit.WORKING_DAYS, TimeUnit.SCHOOL_DAYS)
        start = day_zero(received, hours, calendar) if by_days else local(received)
        end = _count(span, start, calendar, stopped)
        for longer in extended:
            end = _count(longer.by, end if longer.by.unit is TimeUnit.HOURS else _last_day(end), calendar, stopped)
    ends = [moment for moment in (end, cap) if moment is not None]
    return min(ends, key=end_of, default=None)


def _last_day(end: date | datetime) -> date:
    """The day in London that ends with it, or in which it is."""
    return local(end - timedelta(microseconds=1)).date() if isinstance(end, datetime) else end


def end_of(when: date | datetime) -> datetime:
    """The moment at which a due date is past: for a day, the midnight after it in London."""
    return when if isinstance(when, datetime) else _midnight(when + ONE_DAY)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), LONDON).astimezone(UTC)


def _count(span: Span, start: date | datetime, calendar: Calendar, stopped: frozenset[date]) -> date | datetime:
    if span.unit is TimeUnit.HOURS:
        return _add_hours(end_of(start).astimezone(UTC), span.amount, stopped)
    day = start.date() if isinstance(start, datetime) else start
    if span.unit is TimeUnit.WORKING_DAYS:
        closures = calendar.closures | stopped
        return replace(calendar, closures=closures).add_working(day, span.amount)
    if span.unit is TimeUnit.SCHOOL_DAYS:
        return calendar.add_school_days(day, span.amount, stopped)
    left = (_plain_end(span, day) - day).days
    while left:
        day += ONE_DAY
        left -= day not in stopped
    return day


def _add_hours(start: datetime, hours: int, stopped: frozenset[date]) -> datetime:
    end = start + timedelta(hours=hours)
    for day in sorted(stopped):
        begins, ends = max(_midnight(day), start), _midnight(day + ONE_DAY)
        if begins < min(ends, end):
            end += ends - begins
    return end


def _plain_end(span: Span, day: date) -> date:
    if span.unit in (TimeUnit.MONTHS, TimeUnit.YEARS):
        return months_after(day, span.amount * (12 if span.unit is TimeUnit.YEARS else 1))
    return day + span.amount * (7 if span.unit is TimeUnit.WEEKS else 1) * ONE_DAY


def months_after(day: date, number: int) -> date:
    """The same day so many months later, or before where that is less than 0; in a shorter month its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + number, 12)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))
