"""Which version stored states and events are of, and how older ones become the newest.

Nothing that was stored is ever changed: it is lifted as it is read, a version at a time. Whoever renames or drops
a field of the state, or a key of an event, counts the version up and adds the step that lifts the one before.
What holds no version is of the time before versions were written: version 0.
"""

from collections.abc import Callable, Mapping
from typing import Any

from portal.domain.challenge.safety_alert import at_sending

Stored = Mapping[str, Any]

VERSION = "version"


class FromLaterVersion(RuntimeError):
    """It was stored by a later version of the portal, whose meaning is not known here: deploy that one again."""

    def __str__(self) -> str:
        return f"The database was written by a later version of the portal. {super().__str__()}."


def _kept_since_then(stored: Stored) -> Stored:
    """Before versions were written fields came one by one, each with what it means where it is missing."""
    work = {"alerts": at_sending(stored), **stored.get("work", {})}
    return {"history": (), "code_kept": False, "ladder": "main", **stored, "work": work}


def _the_same(stored: Stored) -> Stored:
    """Only what it may hold has grown: since version 2 what is due may be a moment, where it was a day."""
    return stored


def _evidence_piece_by_piece(found: Stored) -> Stored:
    """Since version 4 of the events, and 3 of the states; what was not asked before is blank."""
    if "looked_at" not in found:
        return found
    rest = {key: value for key, value in found.items() if key != "looked_at"}
    return {"evidence": [found["looked_at"]], "consulted": [], **rest, "seen": "", "new": ""}


def _with_evidence(stored: Stored) -> Stored:
    review = stored["work"].get("review", {})
    if not review.get("findings"):
        return stored
    review = {**review, "findings": _evidence_piece_by_piece(review["findings"])}
    return {**stored, "work": {**stored["work"], "review": review}}


STATES: tuple[Callable[[Stored], Stored], ...] = (_kept_since_then, _the_same, _with_evidence)
"""The step at place n lifts a state of version n to n + 1."""

EVENTS: tuple[Callable[[str, Stored], Stored], ...] = (
    lambda _kind, what: what,
    lambda _kind, what: _the_same(what),
    lambda _kind, what: what,
    lambda kind, what: _evidence_piece_by_piece(what) if kind == "found" else what,
)
"""The step at place n lifts what an event of a kind holds from version n to n + 1.

Since version 3 it holds what the payload of its kind names, and nothing else.
"""


def with_version(stored: Stored, steps: tuple[Any, ...]) -> dict[str, Any]:
    """What is to be stored, with the version that it is of."""
    return {**stored, VERSION: len(steps)}


def newest_state(stored: Stored) -> Stored:
    """A stored state as one of today. Raises :class:`FromLaterVersion`."""
    for step in STATES[_version(stored, len(STATES), "state") :]:
        stored = step(stored)
    return stored


def newest_event(kind: str, stored: Stored) -> dict[str, Any]:
    """What a stored event holds, as one of today would. Raises :class:`FromLaterVersion`."""
    version = _version(stored, len(EVENTS), f"event “{kind}”")
    what: Stored = {key: value for key, value in stored.items() if key != VERSION}
    for step in EVENTS[version:]:
        what = step(kind, what)
    return dict(what)


def _version(stored: Stored, newest: int, what: str) -> int:
    version = stored.get(VERSION, 0)
    if not isinstance(version, int) or not 0 <= version <= newest:
        said = version if isinstance(version, int) else "unknown"
        raise FromLaterVersion(f"The {what} has version {said}, and this portal knows {newest}: deploy a later one")
    return version
