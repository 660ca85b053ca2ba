"""Finding a challenge by what somebody says of it. That it was looked for, and why, is kept; the words are not."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from portal.domain import reference_codes
from portal.domain.challenge.name_match import closeness
from portal.domain.challenge.search_keys import (
    STARTS,
    SearchField,
    SearchKey,
    near_names,
    normal,
    query_alternatives,
    telephone,
    words_of_names,
)
from portal.domain.permissions import ActionRefused, Actor, Permission
from portal.services import AppContext
from portal.services.list_rows import Listed, OpenedRow, lines, opened, with_alerts
from portal.services.worklist import PAGE
from portal.storage import UnitOfWork


class Purpose(StrEnum):
    """Why somebody may search."""

    RANG = "rang"  # somebody got in touch about their request
    CONTACT = "contact"  # a new contact about the child
    LINK = "link"  # to link challenges about the same child
    ACCESS = "access"  # a subject access request
    AUDIT = "audit"


class SearchBy(StrEnum):
    """As what the words that were typed are read."""

    REFERENCE = "reference"
    BIRTH = "birth"
    TELEPHONE = "telephone"
    NAME = "name"  # or a place: where the child lives, a school, a postcode


MOST = 200
"""So many of those that may fit, the most pressing, are looked at more closely."""

_PLACES = (SearchField.POSTCODE, SearchField.LIVES, SearchField.SCHOOL)
_NAMES = (SearchField.CHILD, SearchField.RAISER)
_DATES = ("%d %m %Y", "%d %b %Y", "%d %B %Y", "%Y %m %d")
_NUMBER = re.compile(r"[\d\s()+.\-]+")


@dataclass(frozen=True, slots=True)
class SearchResult:
    lines: tuple[Listed, ...]  # with a safety alert all that were found, before the others
    more: bool  # than are shown
    by: SearchBy


def can_be_sought(words: str) -> bool:
    """Whether there is enough of it: two letters or digits."""
    return len(normal(words).replace(" ", "")) >= STARTS[0]


def search(context: AppContext, actor: Actor, words: str, purpose: Purpose, *, again: bool = False) -> SearchResult:
    """The challenges that fit: those with an alert, then the best. The search is in its book before anything is shown.

    ``again``: the same page is shown once more, which is in its book already.
    """
    if not actor.may(Permission.SEARCH):
        raise ActionRefused("You are not allowed to search.")
    by, certain, nearly = _read(words)
    with context.store.begin() as unit:
        ids = _sure(unit, words, by, certain)
        near = [each for each in unit.search_index.matching_each(nearly, MOST) if each not in ids] if nearly else []
        found = _ranked(unit, actor, ids, near, words)
        if not again:
            unit.search_index.log(actor.key, by.value, purpose.value, len(found), context.now())
    with context.store.read() as unit:
        people = unit.accounts.names()
    first = found[: max(PAGE, sum(each.row.alert for each in found))]
    return SearchResult(with_alerts(context, actor, lines(context, actor, first, people)), len(found) > len(first), by)


def _read(words: str) -> tuple[SearchBy, list[frozenset[SearchKey]], list[frozenset[SearchKey]]]:
    """What the words are; by what they are found for certain, and by what perhaps."""
    if reference_codes.is_reference(reference_codes.tidy(words)):
        return SearchBy.REFERENCE, [], []
    if born := _date(words):
        return SearchBy.BIRTH, query_alternatives(SearchField.BIRTH, born.isoformat()), []
    if _NUMBER.fullmatch(words.strip()) and telephone(words):
        return SearchBy.TELEPHONE, query_alternatives(SearchField.TELEPHONE, words), []
    certain = [way for by in (*_NAMES, *_PLACES) for way in query_alternatives(by, words)]
    return SearchBy.NAME, certain, near_names(words)


def _date(words: str) -> date | None:
    plain = " ".join(re.split(r"[\s./,\-]+", words.strip()))
    for form in _DATES:
        try:
            return datetime.strptime(plain, form).date()  # noqa: DTZ007  # a day, in no zone
        except ValueError:
            continue
    return None


def _sure(unit: UnitOfWork, words: str, by: SearchBy, certain: Iterable[frozenset[SearchKey]]) -> list[str]:
    if by is SearchBy.REFERENCE:
        known = unit.worklist.id_of(reference_codes.tidy(words))
        return [known] if known else []
    return unit.search_index.matching(certain, MOST)


def _ranked(unit: UnitOfWork, actor: Actor, sure: list[str], near: list[str], words: str) -> list[OpenedRow]:
    """Those with an alert first, then the certain ones, then how near the names are; of equals the most pressing."""
    typed = normal(words).split()
    ranked: list[tuple[int, OpenedRow]] = [(0, each) for each in opened(unit, actor, unit.worklist.of(sure, actor.key))]
    for each in opened(unit, actor, unit.worklist.of(near, actor.key)):
        fits = closeness(typed, words_of_names(each.challenge)) if each.challenge else None
        if fits is not None:
            ranked.append((1 + fits, each))
    return [each for _rank, each in sorted(ranked, key=lambda found: (not found[1].row.alert, found[0]))]
