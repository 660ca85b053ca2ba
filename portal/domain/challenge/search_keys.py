"""By what a challenge can be found again: names, dates of birth and places, written so that spelling matters less.

What comes out is personal: it is stored only as keyed hashes.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from string import ascii_lowercase
from string import digits as digits_of_numbers
from typing import NamedTuple

from portal.domain.answer_holdings import Holds
from portal.domain.challenge.name_match import sound
from portal.domain.challenge.state import Challenge
from portal.domain.plain_text import normalised
from portal.domain.policy.model import Audience
from portal.domain.questions.answer_index import INDEX

LONGEST = 400  # characters that count: more than any name or place has
_MARKS = {"’", "‘", "'", "`", "ʼ"}  # noqa: RUF001 - what people type for an apostrophe
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"})  # noqa: RUF001 - a Turkish letter


class SearchField(StrEnum):
    """What something found by is."""

    RAISER = "raiser"  # their whole name
    RAISER_WORD = "raiser_word"
    CHILD = "child"  # a child's whole name
    CHILD_WORD = "child_word"
    BIRTH = "birth"
    POSTCODE = "postcode"
    LIVES = "lives"
    SCHOOL = "school"
    TELEPHONE = "telephone"
    START = "start"  # the first letters of a word of a name, theirs or a child's
    SOUND = "sound"  # how such a word sounds


class SearchKey(NamedTuple):
    by: SearchField
    value: str


FOUND_BY: Mapping[Holds, SearchField] = {
    Holds.RAISER_NAME: SearchField.RAISER,
    Holds.CHILD_NAME: SearchField.CHILD,
    Holds.BIRTH: SearchField.BIRTH,
    Holds.POSTCODE: SearchField.POSTCODE,
    Holds.LIVES: SearchField.LIVES,
    Holds.SCHOOL: SearchField.SCHOOL,
    Holds.TELEPHONE: SearchField.TELEPHONE,
}
"""By what a challenge is found, of all that its answers hold."""

CERTAIN = frozenset({SearchField.CHILD, SearchField.BIRTH})
"""Without one of these in common, two challenges are not about the same child."""

_WORDS = {SearchField.RAISER: SearchField.RAISER_WORD, SearchField.CHILD: SearchField.CHILD_WORD}


def normal(text: str) -> str:
    """Small letters without accents; apostrophes closed up, all else that is no letter or digit a space."""
    letters = normalised(text[:LONGEST].casefold(), 3 * LONGEST, "NFKD").translate(_LETTERS)
    kept = (c for c in letters if not unicodedata.combining(c) and c not in _MARKS)
    return " ".join("".join(c if c.isalnum() else " " for c in kept).split())


def search_keys(challenge: Challenge) -> frozenset[SearchKey]:
    """All by which this challenge can be found."""
    found: set[SearchKey] = set()
    for holds, text in INDEX.texts(challenge.answers):
        if by := FOUND_BY.get(holds):
            found.update(_spelt(by, text))
        if holds is Holds.RAISER_NAME and challenge.audience is Audience.YOUNG_PERSON:
            found.update(_spelt(SearchField.CHILD, text))  # they are the child
    return frozenset(found)


def _spelt(by: SearchField, text: str) -> Iterator[SearchKey]:
    whole = _WHOLE.get(by, normal)(text)
    if whole:
        yield SearchKey(by, whole)
    if by in _WORDS:
        for word in whole.split():
            yield SearchKey(_WORDS[by], word)
            yield from _nearly(word)


def _nearly(word: str) -> Iterator[SearchKey]:
    yield from (SearchKey(SearchField.START, word[:letters]) for letters in STARTS if len(word) >= letters)
    yield SearchKey(SearchField.SOUND, sound(word))


def telephone(text: str) -> str:
    """The number without its country and the nought before it, however it is written; blank where it is none."""
    digits = "".join(c for c in text if c in digits_of_numbers)
    national = digits.removeprefix("44") if digits.startswith("44") else digits
    national = national.lstrip("0")
    return national if len(national) >= SHORTEST_NUMBER else ""


STARTS = (2, 3)
"""So many of the first letters of a name are enough to find it by."""

SHORTEST_NUMBER = 9
"""Digits of a telephone number without its country."""

_WHOLE: Mapping[SearchField, Callable[[str], str]] = {
    SearchField.BIRTH: str,
    SearchField.POSTCODE: lambda text: normal(text.replace(" ", "")),
    SearchField.TELEPHONE: telephone,
}


def words_of_names(challenge: Challenge) -> frozenset[str]:
    """The words of every name by which it can be found."""
    names = {Holds.RAISER_NAME, Holds.CHILD_NAME}
    texts = (text for holds, text in INDEX.texts(challenge.answers) if holds in names)
    return frozenset(word for text in texts for word in normal(text).split())


def near_names(text: str) -> list[frozenset[SearchKey]]:
    """How to look for a name of which somebody knows the beginning, or the sound: one of the keys for each word.

    None where no word has as many letters as it takes.
    """
    words = [word for word in normal(text).split() if len(word) >= STARTS[0]]
    return [
        frozenset({SearchKey(SearchField.START, word[: STARTS[-1]]), SearchKey(SearchField.SOUND, sound(word))})
        for word in words
    ]


def query_alternatives(by: SearchField, text: str) -> list[frozenset[SearchKey]]:
    """How to look for what somebody typed: what has all of any one of these is found.

    A name: the whole of it, or each of its words wherever it stands.
    """
    spelt = [find for find in _spelt(by, text) if find.by not in (SearchField.START, SearchField.SOUND)]
    apart = ({find for find in spelt if find.by is by}, {find for find in spelt if find.by is not by})
    return [frozenset(way) for way in apart if way]


def match_score(shared: Iterable[SearchKey]) -> int:
    """How much speaks for the same child, where this is what two challenges have in common; 0: too little.

    A date of birth or a name of one word alone is shared by many, and an initial says nothing.
    """
    shared = {find for find in shared if not (find.by in _WORDS.values() and find.value in ascii_lowercase)}
    known = {find.by for find in shared}
    full = any(find.by is SearchField.CHILD and " " in find.value for find in shared)
    signs = len(known & {SearchField.CHILD, SearchField.BIRTH, SearchField.LIVES, SearchField.SCHOOL}) + full
    named = SearchField.CHILD_WORD in known and SearchField.CHILD not in known
    return signs + named if known & CERTAIN and signs + named > 1 else 0
