"""What an event holds: plain JSON, each kind with its own fields. Nobody makes one with a key that is not named here.

A field without a default is always written; one with a default is left out where it has that value.
"""

from dataclasses import MISSING, Field, dataclass, fields
from enum import Enum
from typing import Annotated, Any

_ACCOUNT, _OUTWARD = object(), object()

AccountId = Annotated[str, _ACCOUNT]
"""The id of an account: pages say the name."""

AccountIds = Annotated[list[str], _ACCOUNT]
"""The ids of accounts: pages say the names."""

OutwardText = Annotated[str, _OUTWARD]
"""What we write freely and a raiser reads, then or once it is released: it goes through the redaction check."""

CLEARED = "cleared"
"""The key under which it is kept how the marks of the redaction check were cleared, in what holds such a text."""


@dataclass(frozen=True, kw_only=True)
class EventPayload:
    """What an event of some kind holds. Fields are strings, numbers, truths, and lists and mappings of these."""

    def as_json(self) -> dict[str, Any]:
        """It as plain JSON, in the order of the fields."""
        found = {each.name: (getattr(self, each.name), each.default) for each in fields(self)}
        return {
            name: value.value if isinstance(value, Enum) else value
            for name, (value, default) in found.items()
            if default is MISSING or value != default
        }


@dataclass(frozen=True, kw_only=True)
class NoPayload(EventPayload):
    """It happened, and that says everything."""


@dataclass(frozen=True, kw_only=True)
class WordsPayload(EventPayload):
    """Somebody wrote something."""

    words: str


def keys_of(payload: type[EventPayload]) -> frozenset[str]:
    """All that such an event may hold."""
    return frozenset(each.name for each in fields(payload)) | ({CLEARED} if outward_texts_in(payload) else set())


def accounts_in(payload: type[EventPayload]) -> frozenset[str]:
    """The keys that hold the id of an account, or those of several."""
    return frozenset(each.name for each in fields(payload) if _ACCOUNT in _marks(each))


def outward_texts_in(payload: type[EventPayload]) -> tuple[str, ...]:
    """The keys that hold what we write freely and a raiser reads."""
    return tuple(each.name for each in fields(payload) if _OUTWARD in _marks(each))


def _marks(each: Field[Any]) -> tuple[object, ...]:
    return getattr(each.type, "__metadata__", ())
