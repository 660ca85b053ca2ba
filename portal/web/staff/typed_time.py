"""A moment as people type it in a hurry: "14:30", "2.30 p.m.", "0930", "noon", "now", with or without a day."""

import re
from datetime import date, datetime, time, timedelta

from portal.domain.i18n import _
from portal.domain.policy.calendar import LONDON

_DAY = re.compile(r"\b(\d{1,2})[/. ](\d{1,2})[/. ](\d{4})\b|\b(\d{1,2}) ([a-z]{3})[a-z]* (\d{4})\b", re.IGNORECASE)
_TIME = re.compile(r"(\d{1,2})[:.]?(\d{2})?\s*([ap])?\.?\s*(?:m\.?)?", re.IGNORECASE)
_NAMED = {"noon": time(12), "midday": time(12), "midnight": time(0)}
_FILLERS = re.compile(r"\b(today|at|on|about|hours|hrs?|h)\b|,", re.IGNORECASE)
WRONG = _("Enter a time, like 9am or 14:30")
"""What is said of what is no hour of a day."""
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_NOON = 12


def read(typed: str, now: datetime) -> datetime | None:
    """The moment in London that was ``typed``, or ``None`` where it is none.

    Without a day it is the last time that the clock showed this: at ten past midnight "23:50" was yesterday.
    """
    here = now.astimezone(LONDON)
    text = " ".join(typed.split())
    if text.casefold() == "now":
        return here
    day, text = _day(text)
    yesterday = bool(re.search(r"\byesterday\b", text, re.IGNORECASE))
    text = re.sub(r"\byesterday\b", "", _FILLERS.sub(" ", text), flags=re.IGNORECASE).strip()
    at = hour(text)
    if at is None or day is False:
        return None
    if isinstance(day, date):
        return datetime.combine(day, at, LONDON)
    moment = datetime.combine(here.date() - timedelta(days=yesterday), at, LONDON)
    return moment if moment <= here + timedelta(minutes=2) else moment - timedelta(days=1)


def hour(typed: str) -> time | None:
    """The hour of a day that was ``typed``, or ``None`` where it is none."""
    text = " ".join(typed.split())
    return _NAMED.get(text.casefold()) or _time(text)


def written(moment: datetime) -> str:
    """As :func:`read` reads it back."""
    here = moment.astimezone(LONDON)
    return f"{here:%H:%M} on {here.day} {here:%B %Y}"


def _day(text: str) -> tuple[date | bool | None, str]:
    """The day in ``text`` (``False``: there is no such day; ``None``: none is named), and the rest."""
    found = _DAY.search(text)
    if not found:
        return None, text
    day, month, year, second, name, later = found.groups()
    rest = text[: found.start()] + " " + text[found.end() :]
    try:
        number = int(month) if month else _MONTHS.index(name.casefold()) + 1
        return date(int(year or later), number, int(day or second)), rest
    except ValueError:
        return False, rest


def _time(text: str) -> time | None:
    found = _TIME.fullmatch(text)
    if not found:
        return None
    digits, minutes, half = found.groups()
    hour = int(digits)
    if minutes is None and half is None:
        return None  # "9" may be the morning or the evening
    if half:
        if not 1 <= hour <= _NOON:
            return None
        hour = hour % _NOON + (_NOON if half.casefold() == "p" else 0)
    try:
        return time(hour, int(minutes or 0))
    except ValueError:
        return None
