"""By what a challenge can be found again: names, dates of birth and places, written so that spelling matters less.

What comes out is personal: it is stored only as keyed hashes.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from enum import StrEnum
from string import ascii_lowercase
from typing import NamedTuple

from portal.domain.challenge.state import Challenge
from portal.domain.journey import Answers
from portal.domain.plain_text import normalised
from portal.domain.policy.model import Audience

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


class SearchKey(NamedTuple):
    by: SearchField
    value: str


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
    answers = challenge.answers
    given: list[tuple[SearchField, str]] = [(SearchField.RAISER, answers.get("name", ""))]
    given += [(SearchField.POSTCODE, answers.get("address.postcode", "").replace(" ", ""))]
    for child in answers.get("child", ()):
        given += _child(child, "child")
    if challenge.audience is Audience.YOUNG_PERSON:
        given += [(SearchField.CHILD, answers.get("name", "")), *_child(answers, "find")]
    return frozenset(find for by, text in given for find in _spelt(by, text))


def _child(answers: Answers, key: str) -> Iterator[tuple[SearchField, str]]:
    for by, part in (
        (SearchField.CHILD, "name"),
        (SearchField.BIRTH, "birth"),
        (SearchField.LIVES, "lives"),
        (SearchField.SCHOOL, "school"),
    ):
        yield by, answers.get(f"{key}.{part}", "")


def _spelt(by: SearchField, text: str) -> Iterator[SearchKey]:
    whole = text if by is SearchField.BIRTH else normal(text)
    if whole:
        yield SearchKey(by, whole)
    if by in _WORDS:
        yield from (SearchKey(_WORDS[by], word) for word in whole.split())


def query_alternatives(by: SearchField, text: str) -> list[frozenset[SearchKey]]:
    """How to look for what somebody typed: what has all of any one of these is found.

    A name: the whole of it, or each of its words wherever it stands.
    """
    spelt = list(_spelt(by, text))
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
