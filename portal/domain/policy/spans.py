"""Lengths of time as a policy puts them."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Self


class TimeUnit(StrEnum):
    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working days"
    SCHOOL_DAYS = "school days"  # weekdays in the terms of the pack
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"  # of a retention schedule only
    IMMEDIATELY = "immediately"  # on the day itself
    NEXT_MEETING = "next meeting"
    NONE = "none"  # the policy says that there is no limit
    NOT_STATED = "not stated"  # the policy does not say


COUNTED = (
    TimeUnit.HOURS, TimeUnit.DAYS, TimeUnit.WORKING_DAYS, TimeUnit.SCHOOL_DAYS, TimeUnit.WEEKS, TimeUnit.MONTHS,
    TimeUnit.YEARS,
)  # fmt: skip
LONGEST = {
    TimeUnit.HOURS: 2000,
    TimeUnit.DAYS: 2000,
    TimeUnit.WORKING_DAYS: 250,
    TimeUnit.SCHOOL_DAYS: 190,
    TimeUnit.WEEKS: 250,
    TimeUnit.MONTHS: 60,
    TimeUnit.YEARS: 100,
}
"""The most of each that a policy may say: for more working days no bank holidays would be held."""


_AMOUNT = re.compile("[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time as a policy puts it. ``amount`` is 0 for the units that are not counted."""

    amount: int
    unit: TimeUnit

    @classmethod
    def parse(cls, text: str) -> Self:
        """From the words of a pack: "5 working days", "1 day", "next meeting", "not stated"."""
        number, _, name = text.partition(" ")
        if not _AMOUNT.fullmatch(number):
            number, name = "0", text
        unit = next((unit for unit in TimeUnit if unit.value in (name, f"{name}s")), None)
        if unit is None or (unit in COUNTED) != (int(number) > 0):
            raise ValueError(
                f"“{text[:60]}” is not a length of time; write for example “5 working days”, “24 hours”, "
                "“next meeting”, “none” or “not stated”"
            )
        if int(number) > LONGEST.get(unit, 0):
            raise ValueError(f"“{text}” is longer than any date can be worked out for: at most {LONGEST[unit]} {unit}")
        return cls(int(number), unit)

    @property
    def least_working_days(self) -> int:
        """The fewest working days that may be in it, for what is to be counted in days; at least 1."""
        share = {
            TimeUnit.WORKING_DAYS: 1.0, TimeUnit.SCHOOL_DAYS: 1.0, TimeUnit.WEEKS: 3.0, TimeUnit.MONTHS: 15.0,
            TimeUnit.YEARS: 180.0,
        }  # fmt: skip
        return max(1, int(self.amount * share.get(self.unit, 0.4)))

    def __str__(self) -> str:
        if self.unit not in COUNTED:
            return self.unit.value
        return f"{self.amount} {self.unit.value.removesuffix('s') if self.amount == 1 else self.unit.value}"


NOT_STATED = Span(0, TimeUnit.NOT_STATED)
