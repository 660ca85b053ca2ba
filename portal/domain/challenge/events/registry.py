"""Every kind of event, by its name; and tables of what they have in common."""

from collections.abc import Callable, Iterator, Mapping
from types import ModuleType
from typing import Any, TypeVar

from portal.domain.challenge.events import (
    advocate_events,
    alert_events,
    allocation_events,
    clock_events,
    ending_events,
    evidence_events,
    information_events,
    notification_events,
    papers_events,
    question_events,
    raiser_events,
    raiser_request_events,
    record_events,
    review_events,
    route_events,
    stage_events,
    transfer_events,
    triage_events,
)
from portal.domain.challenge.events.event_kind import EventKind, WhoseWords
from portal.domain.challenge.stored_versions import FromLaterVersion

_T = TypeVar("_T")


def kinds_in(*modules: ModuleType) -> dict[str, EventKind[...]]:
    """The kinds that the modules define."""
    found = (each for module in modules for each in vars(module).values() if isinstance(each, EventKind))
    return {str(kind): kind for kind in found}


KINDS: dict[str, EventKind[...]] = kinds_in(
    raiser_events,
    raiser_request_events,
    evidence_events,
    papers_events,
    question_events,
    alert_events,
    triage_events,
    ending_events,
    transfer_events,
    information_events,
    allocation_events,
    clock_events,
    review_events,
    advocate_events,
    notification_events,
    route_events,
    stage_events,
    record_events,
)


class KindTable(Mapping[str, _T]):
    """What ``of`` gives for each kind, by its name; those for which it gives nothing are not in it."""

    def __init__(self, of: Callable[[EventKind[...]], _T | None]) -> None:
        self._of = of

    def __getitem__(self, name: str) -> _T:
        found = self._of(KINDS[name])
        if found is None:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        return (name for name, kind in KINDS.items() if self._of(kind) is not None)

    def __len__(self) -> int:
        return sum(1 for _name in self)


def kinds_that(so: Callable[[EventKind[...]], Any]) -> KindTable[bool]:
    """The names of the kinds of which this is so."""
    return KindTable(lambda kind: True if so(kind) else None)


TOLD: Mapping[str, tuple[str, ...]] = KindTable(lambda kind: kind.told.keeps if kind.told else None)
"""The kinds of event that the state keeps in its history, and how much of each."""

MOVES = kinds_that(lambda kind: kind.moves_on)
"""The kinds of event with which a challenge goes on to the next stage."""

RAISERS_WORDS = kinds_that(lambda kind: kind.told and kind.told.words is WhoseWords.RAISERS)
"""The kinds of event with which the raiser writes to us after sending."""


def refuse_unknown_keys(name: str, what: Mapping[str, Any]) -> None:
    """Raises :class:`FromLaterVersion` where an event of this kind holds what its payload does not name."""
    kind = KINDS.get(name)
    if kind and (unknown := sorted(set(what) - kind.keys)):
        raise FromLaterVersion(f"The event “{name}” holds what this portal does not know: {', '.join(unknown)}")


def outward_texts_of(name: str) -> tuple[str, ...]:
    """What of an event of this kind we write freely and a raiser reads: it goes through the redaction check."""
    kind = KINDS.get(name)
    return kind.outward_texts if kind else ()


def people_of(name: str) -> frozenset[str]:
    """What of an event of this kind is the id of an account."""
    kind = KINDS.get(name)
    return kind.accounts if kind else frozenset()
