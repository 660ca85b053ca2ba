"""Finding a challenge by what somebody says of it. That it was looked for, and why, is kept; the words are not."""

from dataclasses import dataclass
from enum import StrEnum

from portal.domain import codes, finding
from portal.domain.people import Action, Actor, Refused
from portal.services import Office
from portal.services.desk import PAGE, Listed, lines, with_alerts
from portal.storage import Unit


class Purpose(StrEnum):
    """Why somebody may search."""

    RANG = "rang"  # somebody got in touch about their request
    CONTACT = "contact"  # a new contact about the child
    LINK = "link"  # to link challenges about the same child
    ACCESS = "access"  # a subject access request
    AUDIT = "audit"


class By(StrEnum):
    """What is searched by."""

    REFERENCE = "reference"
    RAISER = "raiser"
    CHILD = "child"
    BIRTH = "birth"


MOST = 500
"""So many of those that fit are looked at for what is most pressing."""


@dataclass(frozen=True, slots=True)
class Found:
    lines: tuple[Listed, ...]  # with a safety alert all that were found, before the others
    more: bool  # than are shown


def search(office: Office, actor: Actor, by: By, words: str, purpose: Purpose) -> Found:
    """The challenges that fit, the most pressing first. The search is in its book before anything is shown."""
    if not actor.may(Action.SEARCH):
        raise Refused("You are not allowed to search.")
    with office.store.begin() as unit:
        ids = _ids(unit, by, words)
        unit.finders.log(actor.key, by.value, purpose.value, len(ids), office.now())
    with office.store.read() as unit:
        rows, people = unit.queue.of(ids), unit.accounts.names()
    first = rows[: max(PAGE, sum(row.alert for row in rows))]
    return Found(with_alerts(office, actor, lines(office, first, people)), len(rows) > len(first))


def _ids(unit: Unit, by: By, words: str) -> list[str]:
    if by is By.REFERENCE:
        known = unit.queue.id_of(codes.tidy(words))
        return [known] if known else []
    return unit.finders.matching(finding.ways(finding.By(by.value), words), MOST)
