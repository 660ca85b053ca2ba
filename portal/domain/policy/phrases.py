"""The phrases of a description: words to be translated, with values that each language writes in its own way."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from portal.domain.i18n import APART, _, in_one_line
from portal.domain.policy.calendar import Hours, OnHolidays, Opening, Span
from portal.domain.policy.closures import WEEKDAYS, Closure
from portal.domain.policy.document import DocumentDate
from portal.domain.policy.vocabulary import OwnCondition, Together, When
from portal.domain.policy.word_meanings import meaning_of


@dataclass(frozen=True, slots=True)
class Phrase:
    """``text`` is looked up for translation. What stands in it (``%(name)s``) may be a phrase too."""

    text: str
    values: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Voice:
    """How one language says what phrases hold."""

    gettext: Callable[[str], str]
    span: Callable[[Span], str]
    day: Callable[[date], str]
    month: Callable[[date], str]
    hours: Callable[[Hours], str]
    own: Callable[[str], str] = str  # how a council's own words stand among ours

    def say(self, said: Any) -> str:
        """What is held in a pack or a phrase, in words. Plain text is a council's own, in its language."""
        if isinstance(said, Phrase):
            values = {name: self.say(value) for name, value in said.values.items()}
            return self.gettext(said.text) % values if values else self.gettext(said.text)
        if isinstance(said, tuple):
            return in_one_line(self.gettext, [self.say(each) for each in said])
        if isinstance(said, bool | StrEnum):
            return self.gettext(meaning_of(said) if isinstance(said, StrEnum) else _("yes") if said else _("no"))
        return self._measure(said)

    def _measure(self, said: Any) -> str:
        if isinstance(said, Closure):
            return self.day(said.day) if said.day and not said.begins else str(said)
        if isinstance(said, Span):
            return self.span(said)
        if isinstance(said, Hours):
            return self.hours(said)
        if isinstance(said, DocumentDate):
            return self.month(said.first) if said.whole_month else self.day(said.first)
        return self.day(said) if isinstance(said, date) else self.own(str(said))


BOTH = _("%(first)s and %(last)s")
"""Two conditions that have to hold together."""


def condition_words(when: When) -> Any:
    """A condition as the end of a sentence that begins with "if"."""
    if isinstance(when, Together):
        first, *more = map(condition_words, when.parts)
        for each in more:
            first = Phrase(BOTH, {"first": first, "last": each})
        return first
    return str(when) if isinstance(when, OwnCondition) else Phrase(meaning_of(when))


def with_more(said: Any, more: Any) -> Phrase:
    """What is said, and something that holds besides."""
    return Phrase(APART, {"said": said, "more": more})


def _days(opening: Opening) -> str:
    names = [WEEKDAYS[day].capitalize() for day in opening.days]
    return f"{names[0]} to {names[-1]}" if opening.in_a_row and len(names) > 1 else " and ".join(names)


def _closing(opening: Opening) -> str:
    return "24:00" if opening.closes == time(0) else f"{opening.closes:%H:%M}"


def _english_hours(hours: Hours) -> str:
    openings = [f"{_days(each)} {each.opens:%H:%M} to {_closing(each)}" for each in hours.open]
    return "; ".join([*openings, meaning_of(OnHolidays(hours.holidays))])


def english_day(day: date) -> str:
    """Like "4 March 2026"."""
    return f"{day.day} {day:%B %Y}"


ENGLISH = Voice(gettext=str, span=str, day=english_day, month="{:%B %Y}".format, hours=_english_hours)
"""For the terminal."""
