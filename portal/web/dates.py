"""A date or a month in boxes: what was typed, what it means, and which box has to be put right."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from wtforms import Field
from wtforms.validators import ValidationError

from portal.domain.journey import Kind, Question
from portal.web.i18n import gettext, say

MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
          "november", "december")  # fmt: skip
OLDEST_YEAR = 1900
DATES = (Kind.DATE, Kind.MONTH)
_SHORTEST_MONTH_NAME = 3  # letters: "mar"
_YEAR_FIGURES, _LAST_DAY = 4, 31


class Fault(NamedTuple):
    """What is wrong, in words of its own or else the question's, and the boxes that have to be put right."""

    words: str
    boxes: tuple[str, ...]


def boxes_of(question: Question) -> tuple[str, ...]:
    return ("day", "month", "year") if question.kind is Kind.DATE else ("month", "year")


class Parts(Field):
    """A date or a month in two or three boxes; ``data`` is ISO ("2026-03-04", "2026-03"), blank if unreal."""

    def __init__(self, question: Question, today: date | None, tidy: Callable[[str | None], str], **more: Any) -> None:
        super().__init__(**more)
        self.boxes, self.today, self.tidy = boxes_of(question), today, tidy
        self.years, self.too_old = question.years, question.too_old
        self.typed: dict[str, str] = {}

    def process(self, formdata: Any, *_args: Any, **_kwargs: Any) -> None:
        super().process(None)
        self.typed = {box: self.tidy(formdata.get(f"{self.name}-{box}")) for box in self.boxes}
        self.raw_data = [typed for typed in self.typed.values() if typed]
        self.numbers = {box: _month(typed) if box == "month" else _number(typed) for box, typed in self.typed.items()}
        self.data = self._iso()

    def _iso(self) -> str:
        numbers = self.numbers
        try:
            day = date(numbers["year"], numbers["month"], numbers.get("day", 1))
        except ValueError:
            return ""
        if day.year < OLDEST_YEAR or (self.today and day > self.today) or self._too_old(day):
            return ""
        return day.isoformat() if "day" in self.boxes else f"{day:%Y-%m}"

    def _too_old(self, day: date) -> bool:
        if not (self.today and self.years):
            return False
        return (day.year + self.years, day.month, day.day) <= (self.today.year, self.today.month, self.today.day)

    def fault(self) -> Fault:
        """Why it is no date. A whole date that cannot be, like 31 February or one to come, is wrong in every box."""
        missing = tuple(box for box in self.boxes if not self.typed[box])
        if missing:
            return Fault(self._missing(missing), missing)
        year = self.typed["year"]
        if year.isdecimal() and len(year) != _YEAR_FIGURES:
            return Fault(gettext("Year must include 4 numbers"), ("year",))
        for box in self.boxes:
            if not self.numbers[box]:
                return Fault("", (box,))
        if self.numbers.get("day", 1) > _LAST_DAY:
            return Fault(gettext("Enter a day from 1 to 31"), ("day",))
        if self.numbers["month"] > len(MONTHS):
            return Fault(gettext("Enter a month from 1 to 12"), ("month",))
        return self._beyond()

    def _beyond(self) -> Fault:
        """Why a whole date is none that can be meant."""
        if self._long_ago():
            return Fault(say(self.too_old), ("year",))
        return Fault("", ("year",) if self.numbers["year"] < OLDEST_YEAR else self.boxes)

    def _long_ago(self) -> bool:
        try:
            return self._too_old(date(self.numbers["year"], self.numbers["month"], self.numbers.get("day", 1)))
        except ValueError:
            return False

    def _missing(self, missing: tuple[str, ...]) -> str:
        if len(missing) > 1 or len(self.boxes) == len(missing):
            return ""
        words = {
            "day": gettext("The date must include a day"),
            "month": gettext("The date must include a month"),
            "year": gettext("The date must include a year"),
        }
        return words[missing[0]]

    def wrong_boxes(self) -> tuple[str, ...]:
        """The boxes to mark, the first of them the one to go to."""
        return self.fault().boxes


def real(words: str) -> Callable[..., None]:
    """Refuse what is no date; with ``words`` where the boxes have none of their own."""

    def check(_form: Any, found: Parts) -> None:
        if not found.data:
            raise ValidationError(found.fault().words or words)

    return check


def filled_slots(value: Any) -> Mapping[str, str]:
    """What goes into the boxes: of a date as stored, or as it was typed."""
    return dict(zip(("year", "month", "day"), value.split("-"), strict=False)) if isinstance(value, str) else value


def _number(text: str) -> int:
    """0 if it is not one: no day, month or year is."""
    return int(text) if text.isdecimal() and len(text) <= _YEAR_FIGURES else 0


def _month(text: str) -> int:
    if len(text) < _SHORTEST_MONTH_NAME or text.isdecimal():
        return _number(text)
    return next((n for n, name in enumerate(MONTHS, 1) if name.startswith(text.lower().rstrip("."))), 0)
