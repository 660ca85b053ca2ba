"""Challenges about the same child. Only staff ever learn that there is another."""

from collections.abc import Iterable
from dataclasses import dataclass

from portal.domain import reference_codes
from portal.domain.challenge.state import Status
from portal.domain.policy.model import Audience
from portal.storage import Erased, UnitOfWork


@dataclass(frozen=True, slots=True)
class Linked:
    """Another challenge, without a word of it. One that was erased has neither audience nor status."""

    reference: str
    written: str  # the reference in groups
    audience: Audience | None
    status: Status | None


def linked(unit: UnitOfWork, references: Iterable[str]) -> tuple[Linked, ...]:
    """The challenges with these references, as far as they are there."""
    return tuple(found for reference in references if (found := _linked(unit, reference)))


def _linked(unit: UnitOfWork, reference: str) -> Linked | None:
    written = reference_codes.grouped(reference)
    try:
        found = unit.challenges.get(reference)
    except Erased:
        return Linked(reference, written, None, None)
    return Linked(reference, written, found.audience, found.status) if found else None
