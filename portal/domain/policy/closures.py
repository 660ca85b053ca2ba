"""The days on which a council is closed besides bank holidays, or from an hour on: one day, or every year or month."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Self

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
ORDINALS = ("first", "second", "third", "fourth", "last")
WEEK = timedelta(days=7)

_LINE = re.compile(
    r"(?:(?P<day>\d{4}-\d\d-\d\d)|every (?P<number>\d{1,2}) (?P<month>[a-z]+)"
    r"|every (?P<ordinal>[a-z]+) (?P<weekday>[a-z]+))(?: from (?P<begins>[01]\d:[0-5]\d|2[0-3]:[0-5]\d))?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Closure:
    """``text``: as it is written. ``begins``: the hour from which it is closed; none: all day."""

    text: str
    begins: time | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """From the words of a pack: "2026-12-29", "every 24 december from 12:00", "every first friday from 13:00"."""
        match = _LINE.fullmatch(text.lower())
        if not match:
            raise ValueError(_not_one(text))
        made = cls(text.lower(), time.fromisoformat(match["begins"]) if match["begins"] else None)
        try:
            known = list(made.days(2028, 2028))  # a leap year
        except ValueError:
            raise ValueError(_not_one(text)) from None
        if not known and not match["day"]:
            raise ValueError(_not_one(text))
        return made

    @property
    def day(self) -> date | None:
        """The one day that it is, where it does not come again."""
        found = _LINE.fullmatch(self.text)
        return date.fromisoformat(found["day"]) if found and found["day"] else None

    def days(self, first: int, last: int) -> Iterator[date]:
        """Each day that it is in these years."""
        found = _LINE.fullmatch(self.text)
        if found is None:
            return
        if found["day"]:
            yield date.fromisoformat(found["day"])
            return
        for year in range(first, last + 1):
            if found["month"]:
                yield from _that_day(year, MONTHS.index(found["month"]) + 1, int(found["number"]))
            else:
                yield from _each_month(year, ORDINALS.index(found["ordinal"]), WEEKDAYS.index(found["weekday"]))

    def __str__(self) -> str:
        return self.text


def _not_one(text: str) -> str:
    return (
        f"“{text[:60]}” is not a closing day; write 2026-12-29, “2026-12-24 from 12:00”, “every 24 december” or "
        "“every first friday from 13:00”"
    )


def _that_day(year: int, month: int, number: int) -> Iterator[date]:
    try:
        yield date(year, month, number)
    except ValueError:  # 29 February
        return


def _each_month(year: int, ordinal: int, weekday: int) -> Iterator[date]:
    for month in range(1, 13):
        begins = date(year, month, 1)
        first = begins + timedelta(days=(weekday - begins.weekday()) % 7)
        those = [first + n * WEEK for n in range(5) if (first + n * WEEK).month == month]
        yield those[-1] if ORDINALS[ordinal] == "last" else those[ordinal]
