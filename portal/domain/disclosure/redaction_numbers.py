"""Telephone numbers, email addresses, postcodes and dates in comparable text, in whatever way they are written."""

import re
from collections.abc import Iterator
from datetime import date

from portal.domain.comparable_text import Span

EMAIL = re.compile(r"(?<![\w.+%'-])[\w.+%'-]{1,254}\s?(?:@|[(\[]\s?at\s?[)\]])\s?[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
POSTCODE = re.compile(
    r"(?<![^\W_])[a-z]{1,2}(?:[\s.-]{1,2}(?!\d{1,2}(?:st|nd|rd|th)(?![a-z])))?(?-i:[\dO])[a-z\d]?"
    r"[\s.-]{0,3}(?-i:[\dO])[a-z]{2}(?![^\W_])",
    re.IGNORECASE,
)
_GAP = r"[\s()./,_-]{0,3}"
_DIGIT = r"[\dOol|]"
_TELEPHONE = re.compile(
    rf"(?<![\w+])(?:(?:\+|00){_GAP}4{_GAP}4{_GAP}(?:\(0\){_GAP})?\d(?:{_GAP}{_DIGIT}){{8,9}}"
    rf"|\(?[0Oo](?:{_GAP}{_DIGIT}){{9,10}}|\+\d(?:{_GAP}{_DIGIT}){{8,14}})(?!\d)"
)
_NUMBERS = {
    "zero": "0", "oh": "0", "o": "0", "nought": "0", "naught": "0", "one": "1", "two": "2", "three": "3", "four": "4",
    "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
}  # fmt: skip
_TIMES = {"double": 2, "triple": 3, "treble": 3}
_SPELLED = re.compile(
    rf"(?<!\w)(?:(?:{'|'.join([*_NUMBERS, *_TIMES])}|\d{{1,4}})(?!\w)[\s,.-]{{0,3}}){{6,20}}", re.IGNORECASE
)
SHORTEST = 6
"""Digits of a known number by which it is found; fewer say nothing."""

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])\.?"
)
_SAID_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third twenty-fourth "
    "twenty-fifth twenty-sixth twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first"
)
_ORDINALS = _SAID_ORDINALS.split()
_SAID_SMALL = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
)
_SMALL = _SAID_SMALL.split()
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_ORDINAL = "|".join(each.replace("-", "[ -]") for each in reversed(_ORDINALS))
_DAY = rf"(?P<day>\d{{1,2}}(?!\d)(?:\s?(?:st|nd|rd|th))?|{_ORDINAL})"
_YEAR_WORDS = (
    r"(?:two thousand(?: and)?|twenty|nineteen)[\s-]"
    rf"(?:(?:{'|'.join(_TENS)})[\s-](?:{'|'.join(_SMALL[:9])})(?![a-z])"
    rf"|(?:{'|'.join([*reversed(_SMALL), *_TENS])})(?![a-z]))"
)
_YEAR = rf"(?P<year>\d{{4}}|'?\d{{2}}|{_YEAR_WORDS})"
_DATES = tuple(
    re.compile(rf"(?<![\w]){pattern}(?!\d)", re.IGNORECASE)
    for pattern in (
        r"(?P<year>\d{4})\s?[-/.]\s?(?P<number>\d{1,2})\s?[-/.]\s?(?P<day>\d{1,2})",
        r"(?P<day>\d{1,2})\s?[-/. ]\s?(?P<number>\d{1,2})\s?[-/. ]\s?(?P<year>\d{4})",
        r"(?P<day>\d{1,2})\s?[-/.]\s?(?P<number>\d{1,2})\s?[-/.]\s?(?P<year>\d{2})",
        rf"{_DAY}\s*[-/.]?\s*(?:day\s+)?(?:of\s+)?{_MONTH},?\s*[-/]?\s*{_YEAR}",
        rf"{_MONTH}\s+(?:the\s+)?{_DAY},?\s+{_YEAR}",
        r"(?P<year>(?:19|20)\d{2})(?P<number>\d{2})(?P<day>\d{2})",
        r"(?P<day>\d{2})(?P<number>\d{2})(?P<year>(?:19|20)\d{2})",
    )
)
_ANNIVERSARIES = tuple(
    re.compile(rf"(?<![\w]){pattern}(?!\w)", re.IGNORECASE)
    for pattern in (
        rf"{_DAY}\s*[-/.]?\s*(?:day\s+)?(?:of\s+)?{_MONTH}",
        rf"{_MONTH}\s+(?:the\s+)?{_DAY}",
        r"(?P<day>\d{1,2})\s?[-/]\s?(?P<number>\d{1,2})",
    )
)
"""A day of the year without the year."""

_BORN = re.compile(r"\b(?:born|birth|birthday|dob|d\.o\.b\.?)\b[^.!?\n]{0,25}$", re.IGNORECASE)
_BEFORE = 45
"""Characters before a date in which it is said that it is a birth."""


def tight(text: str) -> str:
    """A postcode as it is compared."""
    return re.sub(r"[\s.-]", "", text).upper().replace("O", "0")


def digits(number: str) -> str:
    """The number within the country: +44 7700 900982, 0044 (0)7700 900982 and 07700 900 982 are the same."""
    found = re.sub(r"[^\d]", "", number.translate(_AS_DIGITS))
    found = re.sub(r"^00(?=44)", "", found)
    abroad = len(found) > 10 and found.startswith("44")  # noqa: PLR2004 - longer than any within the country
    return (found.removeprefix("44") if abroad else found).lstrip("0")


_AS_DIGITS = str.maketrans("Ool|", "0011")


def telephones(text: str) -> Iterator[tuple[Span, str]]:
    for found in _TELEPHONE.finditer(text):
        yield found.span(), digits(found[0])
    for found in _SPELLED.finditer(text):
        if len(number := _spoken(found[0])) > SHORTEST:
            yield (found.start(), found.start() + len(found[0].rstrip(" \n,.-"))), digits(number)


def _spoken(words: str) -> str:
    number, times = "", 1
    for word in re.findall(r"\w+", words.casefold()):
        if word in _TIMES:
            times = _TIMES[word]
            continue
        number += _NUMBERS.get(word, word) * times
        times = 1
    return number


def telephone(number: str, text: str) -> Iterator[Span]:
    """Where a known number, given by its :func:`digits`, stands, in any grouping and with any prefix."""
    start = rf"(?<!\d)(?:(?:\+|00)?{_GAP}44{_GAP}(?:\(0\))?|\(?[0Oo])?{_GAP}"
    written = _GAP.join({"0": "[0Oo]", "1": "[1l|]"}.get(digit, digit) for digit in number)
    for found in re.finditer(start + written + r"(?!\d)", text):
        lead = len(found[0]) - len(found[0].lstrip(" \t\n./,_-" if ")" in found[0] else " \t\n./,_-("))
        yield found.start() + lead, found.end()


def days(text: str) -> Iterator[tuple[Span, frozenset[date]]]:
    """What is written like a date, and the days it can mean."""
    for pattern in _DATES:
        for found in pattern.finditer(text):
            if meant := frozenset(_meant(found)):
                yield found.span(), meant


def anniversaries(text: str) -> Iterator[tuple[Span, frozenset[tuple[int, int]]]]:
    """What is written like a day of the year, and the months and days it can mean."""
    for pattern in _ANNIVERSARIES:
        for found in pattern.finditer(text):
            parts = found.groupdict()
            day = _day(parts["day"])
            if "number" in parts:
                month = int(parts["number"])
                yield found.span(), frozenset({(month, day), (day, month)})
            else:
                yield found.span(), frozenset({(_month(parts["month"]), day)})


def says_birth(text: str, start: int) -> bool:
    """Whether the words before ``start`` say that a date is one of birth."""
    return bool(_BORN.search(text[max(0, start - _BEFORE) : start]))


def _month(word: str) -> int:
    return _MONTHS.index(word[:3].lower()) + 1


def _day(written: str) -> int:
    if written[0].isdigit():
        return int(re.sub(r"\D", "", written))
    return _ORDINALS.index(written.casefold().replace(" ", "-")) + 1


def _years(written: str) -> tuple[int, ...]:
    if written.strip("'").isdigit():
        year = int(written.strip("'"))
        return (year,) if year > 99 else (1900 + year, 2000 + year)  # noqa: PLR2004 - two digits
    first, *rest = [word for word in re.split(r"[\s-]+", written.casefold()) if word not in {"thousand", "and"}]
    century = {"two": 2000, "twenty": 2000, "nineteen": 1900}[first]
    return (century + sum(_TENS.get(word) or _SMALL.index(word) + 1 for word in rest),)


def _meant(found: re.Match[str]) -> Iterator[date]:
    parts = found.groupdict()
    day = _day(parts["day"])
    month = int(parts["number"]) if "number" in parts else _month(parts["month"])
    for year in _years(parts["year"]):
        for order in ((month, day), (day, month)) if "number" in parts else ((month, day),):
            try:
                yield date(year, *order)
                break
            except ValueError:
                continue
