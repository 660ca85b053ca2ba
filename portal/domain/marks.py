"""The checker of outward text: it marks who and what this raiser may not be told of, before it is released.

It is a help and no judge: it knows the people it is given, and whatever looks like a number, an address or a
date of birth. A word that the raiser typed themselves is never marked, so a name that is an everyday word
("Will", "Hope") passes where they have used that word.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from portal.domain.inside import Inside
from portal.domain.plain_text import normalised
from portal.domain.words import _


class Kind(StrEnum):
    NAME = "name"
    ADDRESS = "address"  # or a part of one, or a place that somebody belongs to
    TELEPHONE = "telephone"
    EMAIL = "email"
    POSTCODE = "postcode"
    BIRTH = "birth"


@dataclass(frozen=True, slots=True)
class Sensitive(Inside):
    """Something about somebody. ``always``: mark it even if the raiser typed it, for they told only us."""

    kind: Kind
    value: str = field(repr=False)  # a date as ISO
    why: str
    always: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    start: int
    end: int
    kind: Kind
    why: str  # a plain sentence


LOOKS: dict[Kind, str] = {
    Kind.TELEPHONE: _("This looks like a telephone number."),
    Kind.EMAIL: _("This looks like an email address."),
    Kind.POSTCODE: _("This looks like a postcode."),
    Kind.BIRTH: _("This looks like a date of birth."),
}

_NO_NAMES = """
mr mrs miss ms mx dr sir the and of at my our her his their from for in on to with school a an i he she they
it we you me him them this that these those there here who what when where why how if because but or so also
please do does did dont not no yes never is are was were be has have had can could will would may might must
should mum mums dad dads mother father nan gran grandma grandad uncle aunt auntie brother sister friend
friends neighbour neighbours family anyone anybody nobody someone somebody everyone everybody worker old ex
husband wife partner boyfriend girlfriend police council
"""
NO_NAMES = frozenset(_NO_NAMES.split())
"""Words that stand beside a name or begin a sentence, and are none."""

Span = tuple[int, int]

_EMAIL = re.compile(r"[\w.+%'-]+@[\w-]+(?:\.[\w-]+)+")
_POSTCODE = re.compile(r"(?<!\w)[a-z]{1,2}\d[a-z\d]?\s?\d[a-z]{2}(?!\w)", re.IGNORECASE)
_GAP = r"[\s().\-\u2010-\u2015]{0,3}"
_TELEPHONE = re.compile(
    rf"(?<![\w+])(?:(?:\+|00){_GAP}4{_GAP}4{_GAP}(?:\(0\){_GAP})?\d(?:{_GAP}\d){{8,9}}"
    rf"|\(?0(?:{_GAP}\d){{9,10}}|\+\d(?:{_GAP}\d){{8,14}})(?!\d)"
)
_LETTER = (
    r"(?:[^\W_]|[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0d7f])"  # and accents written apart
)
_WORD = re.compile(rf"{_LETTER}+(?:['\u2019]{_LETTER}+)*")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = r"(?P<month>jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_DATES = tuple(
    re.compile(rf"(?<![\d]){pattern}(?!\d)", re.IGNORECASE)
    for pattern in (
        r"(?P<year>\d{4})[-/.](?P<number>\d{1,2})[-/.](?P<day>\d{1,2})",
        r"(?P<day>\d{1,2})\s?[-/. ]\s?(?P<number>\d{1,2})\s?[-/. ]\s?(?P<year>\d{4})",
        r"(?P<day>\d{1,2})[-/.](?P<number>\d{1,2})[-/.](?P<year>\d{2})",
        rf"{_DAY}\s*[-/]?(?:of\s+)?{_MONTH},?\s*[-/]?\s*(?P<year>\d{{4}}|['\u2019]?\d{{2}})",
        rf"{_MONTH}\s+{_DAY},?\s+(?P<year>\d{{4}})",
    )
)
_BORN = re.compile(r"\b(?:born|birth|birthday|dob|d\.o\.b\.?)\b[^.!?\n]{0,25}$", re.IGNORECASE)
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "\u0131": "i", "'": "", "\u2019": ""}
)
_SHORT = {
    "st": "street", "rd": "road", "ave": "avenue", "av": "avenue", "ln": "lane", "dr": "drive", "cl": "close",
    "ct": "court", "pl": "place", "cres": "crescent", "tce": "terrace", "terr": "terrace", "gdns": "gardens",
    "sq": "square",
}  # fmt: skip


def marks(
    text: str, allowed: Iterable[str], others: Iterable[Sensitive], *, born_before: date = date.max
) -> tuple[Mark, ...]:
    """What in ``text`` this raiser may not be entitled to, in the order it stands there.

    ``allowed``: what they typed themselves. ``born_before``: a date from then on that nobody is known to be
    born on is taken for something else, unless the words before it say so.
    """
    said, known = _Said(allowed), tuple(others)
    taken: list[Mark] = []
    for finder in (_emails, _dates, _telephones, _postcodes, _places, _names):
        for mark in finder(text, said, known, born_before):
            if all(mark.end <= each.start or each.end <= mark.start for each in taken):
                taken.append(mark)
    return tuple(_joined(text, sorted(taken, key=lambda mark: mark.start)))


def names_in(text: str) -> list[str]:
    """The words of free text that look like names: with a capital, and not among :data:`NO_NAMES`."""
    found = (word[0] for word in _WORD.finditer(text))
    return [word for word in found if word[0].isupper() and len(word) > 1 and _plain(word) not in NO_NAMES]


class _Said:
    """What the raiser typed, taken apart."""

    def __init__(self, allowed: Iterable[str]) -> None:
        texts = tuple(allowed)
        self.words = frozenset(word for text in texts for _span, word in _words(text))
        self.lines = tuple(f" {' '.join(_place(text))} " for text in texts)
        self.emails = frozenset(found[0].casefold() for text in texts for found in _EMAIL.finditer(text))
        self.telephones = frozenset(_digits(found[0]) for text in texts for found in _TELEPHONE.finditer(text))
        self.postcodes = frozenset(_tight(found[0]) for text in texts for found in _POSTCODE.finditer(text))
        self.dates = frozenset(day for text in texts for _span, days in _days(text) for day in days)


_Finder = Callable[[str, _Said, tuple[Sensitive, ...], date], Iterator[Mark]]


def _found(
    kind: Kind, spans: Iterable[tuple[Span, str]], typed: frozenset[str], known: Iterable[Sensitive],
    alike: Callable[[str], str],
) -> Iterator[Mark]:  # fmt: skip
    """What looks like ``kind``, unless the raiser typed the same; whose it is, where that is known."""
    people = {alike(each.value): each for each in known if each.kind is kind}
    for (start, end), value in spans:
        person = people.get(value)
        if value not in typed or (person and person.always):
            yield Mark(start, end, kind, person.why if person else LOOKS[kind])


def _emails(text: str, said: _Said, known: tuple[Sensitive, ...], _: date) -> Iterator[Mark]:
    spans = ((found.span(), found[0].casefold()) for found in _EMAIL.finditer(text))
    yield from _found(Kind.EMAIL, spans, said.emails, known, str.casefold)


def _postcodes(text: str, said: _Said, known: tuple[Sensitive, ...], _: date) -> Iterator[Mark]:
    spans = ((found.span(), _tight(found[0])) for found in _POSTCODE.finditer(text))
    yield from _found(Kind.POSTCODE, spans, said.postcodes, known, _tight)


def _telephones(text: str, said: _Said, known: tuple[Sensitive, ...], _: date) -> Iterator[Mark]:
    """Those that are known are found by their digits alone, however they are written."""
    for each in known:
        digits = _digits(each.value)
        if each.kind is Kind.TELEPHONE and len(digits) > 5 and (each.always or digits not in said.telephones):  # noqa: PLR2004 - shorter ones say nothing
            start = rf"(?<!\d)(?:(?:\+|00)?{_GAP}44{_GAP}(?:\(0\))?|\(?0)?{_GAP}"
            for found in re.finditer(start + _GAP.join(digits) + r"(?!\d)", text):
                lead = len(found[0]) - len(found[0].lstrip(" \t\n.-" if ")" in found[0] else " \t\n.-("))
                yield Mark(found.start() + lead, found.end(), Kind.TELEPHONE, each.why)
    spans = ((found.span(), _digits(found[0])) for found in _TELEPHONE.finditer(text))
    yield from _found(Kind.TELEPHONE, spans, said.telephones, known, _digits)


def _dates(text: str, said: _Said, known: tuple[Sensitive, ...], born_before: date) -> Iterator[Mark]:
    births = {date.fromisoformat(each.value): each for each in known if each.kind is Kind.BIRTH}
    for (start, end), days in _days(text):
        if person := next((births[day] for day in days if day in births), None):
            if person.always or not days & said.dates:
                yield Mark(start, end, Kind.BIRTH, person.why)
        elif not days & said.dates and (min(days) < born_before or _BORN.search(text[:start])):
            yield Mark(start, end, Kind.BIRTH, LOOKS[Kind.BIRTH])


def _places(text: str, said: _Said, known: tuple[Sensitive, ...], _: date) -> Iterator[Mark]:
    """The parts of an address one by one, and a street without its number too."""
    words = _words(text)
    line = [_SHORT.get(word, word) for _span, word in words]
    for each in known:
        if each.kind is not Kind.ADDRESS:
            continue
        for wanted in _parts(each.value):
            if not each.always and any(f" {' '.join(wanted)} " in typed for typed in said.lines):
                continue
            for at in range(len(line) - len(wanted) + 1):
                if line[at : at + len(wanted)] == wanted:
                    yield Mark(words[at][0][0], words[at + len(wanted) - 1][0][1], Kind.ADDRESS, each.why)


def _parts(address: str) -> Iterator[list[str]]:
    for part in re.split(r"[,;\n]", address):
        if words := _place(part):
            yield words
            if words[0][0].isdigit() and len(words) > 1:
                yield words[1:]


def _names(text: str, said: _Said, known: tuple[Sensitive, ...], _: date) -> Iterator[Mark]:
    people: dict[str, Sensitive] = {}
    for each in known:
        if each.kind is Kind.NAME:
            for _span, word in _words(each.value):
                if len(word) > 1 and word not in NO_NAMES and (word not in people or each.always):
                    people[word] = each
    for (start, end), word in _words(text):
        person = people.get(word)
        if person and (person.always or word not in said.words):
            yield Mark(start, end, Kind.NAME, person.why)


def _joined(text: str, found: Iterable[Mark]) -> Iterator[Mark]:
    """First name and family name are one mark."""
    last: Mark | None = None
    for mark in found:
        if last and (mark.kind, mark.why) == (last.kind, last.why) and mark.kind is Kind.NAME:
            between = text[last.end : mark.start]
            if between in {" ", "-", "\u00a0"}:
                last = Mark(last.start, mark.end, mark.kind, mark.why)
                continue
        if last:
            yield last
        last = mark
    if last:
        yield last


def _words(text: str) -> list[tuple[Span, str]]:
    """Each word as it is compared: without case, accents or a possessive ending; "Anne-Marie" is two."""
    return [(found.span(), _plain(found[0])) for found in _WORD.finditer(text)]


def _plain(word: str) -> str:
    word = re.sub(r"['\u2019]s$", "", word.casefold())
    letters = normalised(word, len(word), "NFKD")
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).translate(_LETTERS)


def _place(text: str) -> list[str]:
    return [_SHORT.get(word, word) for _span, word in _words(text)]


def _tight(text: str) -> str:
    return "".join(text.split()).upper()


def _digits(number: str) -> str:
    """The number within the country: +44 7700 900982, 0044 (0)7700 900982 and 07700 900 982 are the same."""
    digits = "".join(str(unicodedata.digit(each)) for each in number if each.isdigit())
    digits = re.sub(r"^00(?=44)", "", digits)
    return (digits.removeprefix("44") if len(digits) > 10 and digits.startswith("44") else digits).lstrip("0")  # noqa: PLR2004 - longer than any within the country


def _days(text: str) -> Iterator[tuple[Span, frozenset[date]]]:
    """What is written like a date, and the days it can mean."""
    for pattern in _DATES:
        for found in pattern.finditer(text):
            if days := frozenset(_meant(found)):
                yield found.span(), days


def _meant(found: re.Match[str]) -> Iterator[date]:
    parts = found.groupdict()
    year, day = int(parts["year"].strip("'\u2019")), int(parts["day"])
    month = int(parts["number"]) if "number" in parts else _MONTHS.index(parts["month"][:3].lower()) + 1
    years = (year,) if year > 99 else (1900 + year, 2000 + year)  # noqa: PLR2004 - two digits
    for each in years:
        for days in ((month, day), (day, month)) if "number" in parts else ((month, day),):
            try:
                yield date(each, *days)
                break
            except ValueError:
                continue
