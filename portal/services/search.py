"""Finding a challenge by what somebody says of it. That it was looked for, and why, is kept; the words are not."""

from dataclasses import dataclass
from enum import StrEnum

from portal.domain import reference_codes
from portal.domain.challenge import search_keys
from portal.domain.permissions import ActionRefused, Actor, Permission
from portal.services import AppContext
from portal.services.list_rows import Listed, lines, opened, with_alerts
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
    """What is searched by."""

    REFERENCE = "reference"
    RAISER = "raiser"
    CHILD = "child"
    BIRTH = "birth"


MOST = 500
"""So many of those that fit are looked at for what is most pressing."""


@dataclass(frozen=True, slots=True)
class SearchResult:
    lines: tuple[Listed, ...]  # with a safety alert all that were found, before the others
    more: bool  # than are shown


def search(context: AppContext, actor: Actor, by: SearchBy, words: str, purpose: Purpose) -> SearchResult:
    """The challenges that fit, the most pressing first. The search is in its book before anything is shown."""
    if not actor.may(Permission.SEARCH):
        raise ActionRefused("You are not allowed to search.")
    with context.store.begin() as unit:
        ids = _ids(unit, by, words)
        unit.search_index.log(actor.key, by.value, purpose.value, len(ids), context.now())
    with context.store.read() as unit:
        rows, people = unit.worklist.of(ids), unit.accounts.names()
        first = opened(unit, actor, rows[: max(PAGE, sum(row.alert for row in rows))])
    return SearchResult(with_alerts(context, actor, lines(context, actor, first, people)), len(rows) > len(first))


def _ids(unit: UnitOfWork, by: SearchBy, words: str) -> list[str]:
    if by is SearchBy.REFERENCE:
        known = unit.worklist.id_of(reference_codes.tidy(words))
        return [known] if known else []
    return unit.search_index.matching(search_keys.query_alternatives(search_keys.SearchField(by.value), words), MOST)
