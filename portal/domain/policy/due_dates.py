"""By when something is due: a day, to its end in London, or where the policy counts in hours a moment of a day."""

from datetime import UTC, date, datetime, time, timedelta

from portal.domain.policy.calendar import LONDON, ONE_DAY, end_of, local

DueDate = date | datetime
"""A moment is a whole minute and never midnight: what is due by midnight is due by the day that ends with it."""


def as_promised(end: DueDate) -> DueDate:
    """As we say it, and are held to it: a moment to the minute, never later than the policy has it."""
    if not isinstance(end, datetime):
        return end
    minute = local(end).replace(second=0, microsecond=0)
    return minute.date() - ONE_DAY if minute.time() == time(0) else minute.astimezone(UTC)


def is_past(due: DueDate | None, now: datetime) -> bool:
    """Whether it is over: a day from the midnight after it, a moment from that moment."""
    return due is not None and now >= end_of(due)


def day_of(due: DueDate) -> date:
    """The day in London on which it is due."""
    return local(due).date() if isinstance(due, datetime) else due


def plain_due(due: DueDate | None) -> str | None:
    """As it is stored: "2026-12-01", or a moment in UTC, "2026-12-01T16:00:00+00:00"."""
    return due.isoformat() if due else None


def due_from(stored: str | None) -> DueDate | None:
    """It back from :func:`plain_due`."""
    if not stored:
        return None
    return datetime.fromisoformat(stored) if "T" in stored else date.fromisoformat(stored)


def written_due(due: DueDate) -> str:
    """In English: "1 December 2026", or "4pm on Tuesday 1 December 2026"."""
    day = f"{day_of(due):%-d %B %Y}"
    return f"{clock_time(local(due).time())} on {day_of(due):%A} {day}" if isinstance(due, datetime) else day


def clock_time(at: time) -> str:
    """In English: "4pm", "4:30pm"."""
    return f"{at:%-I:%M%p}".replace(":00", "").lower()


def minutes_into(due: datetime) -> int:
    """How many minutes after its day began: on the day on which the clocks go back up to 1,499."""
    began = datetime.combine(day_of(due), time(0), LONDON).astimezone(UTC)
    return (due - began) // timedelta(minutes=1)
