"""The periods of the reports that a policy asks for: whole months, quarters, halves and years of the calendar."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from portal.domain.policy.vocabulary import Frequency

MONTHS = {Frequency.MONTHLY: 1, Frequency.QUARTERLY: 3, Frequency.SIX_MONTHLY: 6, Frequency.YEARLY: 12}
"""How many months a period has: it begins in January or so many months after."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """From the day ``first`` to the day ``last``, both included."""

    first: date
    last: date

    def holds(self, other: "Period") -> bool:
        return self.first <= other.first and other.last <= self.last


def period_of(every: Frequency, day: date) -> Period:
    """The period in which a day is."""
    months = MONTHS[every]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    years, month = divmod(first.month - 1 + months, 12)
    return Period(first, date(first.year + years, month + 1, 1) - timedelta(days=1))


def periods_before(every: Frequency, day: date) -> Iterator[Period]:
    """The periods that are over by a day, the latest first, without end."""
    while True:
        period = period_of(every, period_of(every, day).first - timedelta(days=1))
        yield period
        day = period.first
