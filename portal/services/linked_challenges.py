"""Challenges about the same child. Only staff ever learn that there is another."""

from collections.abc import Iterable
from dataclasses import dataclass

from portal.domain import reference_codes
from portal.domain.challenge.state import Status
from portal.domain.challenge.stored_versions import FromLaterVersion
from portal.domain.permissions import Actor
from portal.domain.policy.model import Audience
from portal.services import later_version
from portal.storage import Broken, Erased, UnitOfWork


@dataclass(frozen=True, slots=True)
class Linked:
    """Another challenge, without a word of it. One that was erased or is ``unread`` has neither audience nor status."""

    reference: str
    written: str  # the reference in groups
    audience: Audience | None
    status: Status | None
    unread: bool = False  # it cannot be read here: a later version of the portal stored it, or it is broken


def linked(unit: UnitOfWork, actor: Actor, references: Iterable[str]) -> tuple[Linked, ...]:
    """The challenges with these references, as far as they are there and not restricted to others."""
    known = unit.restricted_readers.shown(references, actor.key)
    return tuple(found for reference in known if (found := _linked(unit, reference)))


def _linked(unit: UnitOfWork, reference: str) -> Linked | None:
    written = reference_codes.grouped(reference)
    try:
        found = unit.challenges.get(reference)
    except Erased:
        return Linked(reference, written, None, None)
    except FromLaterVersion as later:
        later_version.tell(later)
        return Linked(reference, written, None, None, unread=True)
    except Broken:
        return Linked(reference, written, None, None, unread=True)
    return Linked(reference, written, found.audience, found.status) if found else None
