"""Addresses in comparable text: the parts of those that are known, and whatever looks like a street or a house."""

import re
from collections.abc import Iterator, Sequence

from portal.domain.comparable_text import Comparable, Span, Word

_SHORT = {
    "st": "street", "rd": "road", "ave": "avenue", "av": "avenue", "ln": "lane", "dr": "drive", "cl": "close",
    "ct": "court", "pl": "place", "cres": "crescent", "tce": "terrace", "terr": "terrace", "gdns": "gardens",
    "sq": "square",
}  # fmt: skip

_SAID_CLEAR = """
street road avenue lane terrace crescent gardens cul-de-sac boulevard mews wynd chare esplanade promenade
rd ave ln tce terr cres gdns
"""
_CLEAR = frozenset(_SAID_CLEAR.split())
"""What a street is called, and little else."""

_SAID_EITHER = """
close drive court place square way grove park row view walk hill green rise parade villas mount bank house flats
tower towers lodge cottage cottages farm estate heights gate dene croft field fields meadow meadows side yard st dr
cl ct pl sq av quay wharf bridge caravan hostel refuge
"""
_EITHER = frozenset(_SAID_EITHER.split())
"""What a street or a house is called as well: only with a capital, after a name with one."""

_SAID_NONE = """
the a an this that your our my his her their its same whole main busy other another each every any some no one
across along down up on in of off by at to from over into near and or with family county crown high magistrates
youth appeal supreme
"""
_NONE = frozenset(_SAID_NONE.split())
"""Words before that make no name of it."""

_NUMBER = re.compile(
    r"(?<!\w)(?:(?:house|flat|apartment|apt|unit|room|plot|number|no)\.?\s{0,2}|(?:lives?|living|house|home)\s(?:at|in)\s)"
    r"(?:number\s)?#?\d{1,4}[a-z]?(?![\w:/]|[.-]\d|\s?(?:%|am|pm|of|per|days?|weeks?|months?|years?|hours?|minutes?))",
    re.IGNORECASE,
)
_HOUSE = re.compile(
    r"(?:^|(?<=[\s(,:;]))(?:flat\s\d{1,4}[a-z]?,?\s)?\d{1,4}[a-z]?(?:\s?-\s?\d{1,4})?,?\s$", re.IGNORECASE
)
_MOST_NAMES = 3
_BEFORE = 24


def line_of(words: Sequence[Word]) -> list[str]:
    """Words with what is short for a kind of street written out."""
    return [_SHORT.get(word.plain, word.plain) for word in words]


def parts(address: str) -> Iterator[list[str]]:
    """What an address is found by: each of its parts, and a street without its number too."""
    for part in re.split(r"[,;\n]", address):
        if words := line_of(Comparable(part).words()):
            yield words
            if words[0][:1].isdigit() and len(words) > 1:
                yield words[1:]


def places(words: Sequence[Word], line: Sequence[str], wanted: Sequence[str]) -> Iterator[Span]:
    """Where the ``wanted`` words follow each other."""
    first, many = wanted[0], len(wanted)
    for at, word in enumerate(line):
        if word == first and list(line[at : at + many]) == list(wanted):
            yield words[at].start, words[at + many - 1].end


def streets(text: str, words: Sequence[Word]) -> Iterator[Span]:
    """What looks like a street or a house, with the number before it."""
    for at, word in enumerate(words):
        if word.plain in _CLEAR or (word.plain in _EITHER and word.capital):
            begins = _name_before(text, words, at)
            if begins is not None:
                start = words[begins].start
                house = _HOUSE.search(text[max(0, start - _BEFORE) : start])
                yield (start - len(house[0]) if house else start), word.end
    yield from (found.span() for found in _NUMBER.finditer(text))


def _name_before(text: str, words: Sequence[Word], at: int) -> int | None:
    """The first of the words that name a street whose kind stands ``at`` that place, if any does."""
    clear, first = words[at].plain in _CLEAR, None
    for place in range(at - 1, max(-1, at - 1 - _MOST_NAMES), -1):
        word = words[place]
        apart = text[word.end : words[place + 1].start]
        if apart.strip(" -.'") or word.plain in _NONE or word.plain.isdigit():
            break
        if not word.capital and (not clear or first is not None):
            break
        first = place
    return first
