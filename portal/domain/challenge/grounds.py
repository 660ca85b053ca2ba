"""What somebody disagrees with, ground by ground: each gets an answer of its own."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from portal.domain.answer_holdings import Holds
from portal.domain.journey import Answers
from portal.domain.questions.answer_index import INDEX


class Verdict(StrEnum):
    """The answer to one ground."""

    CHANGED = "changed"
    PARTLY = "partly"
    UNCHANGED = "unchanged"
    UNKNOWN = "unknown"  # we cannot say


@dataclass(frozen=True, slots=True)
class Ground:
    number: int  # from 1
    kind: str  # of the question about grounds; blank where it has none
    words: str = field(repr=False)


def grounds(answers: Answers) -> tuple[Ground, ...]:
    """The grounds that somebody raised. Who was asked for none raised one: what they said as a whole."""
    whole = INDEX.typed(answers, Holds.GROUND, Holds.YOUNG_VOICE, Holds.WISH)
    return tuple(Ground(number, *each) for number, each in enumerate(INDEX.grounds(answers) or [("", whole)], 1))


def texts(value: Any) -> Iterator[str]:
    """All text in an answer, or in many."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts(inner)
