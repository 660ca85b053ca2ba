"""How the ids of contacts look in the council's case system: # stands for a figure, ? for a letter."""

import re
from collections.abc import Iterator, Sequence

FIGURE, LETTER = "#", "?"
_PARTS = {FIGURE: "[0-9]", LETTER: "[A-Z]"}
LONGEST_ID = 60  # characters
SHORTEST_ID = 3  # letters and figures


def is_contact_id(typed: str, patterns: Sequence[str]) -> bool:
    """Whether ``typed`` looks like an id of a contact; where the pack has no pattern, like any number of an entry."""
    tidy = tidy_id(typed)
    return any(re.fullmatch(_expression(each), tidy) for each in patterns) if patterns else plausible(typed)


def plausible(number: str) -> bool:
    """Whether this may be the number of an entry in a case system whose own pattern is not known here."""
    signs = [each for each in number if each.isalnum()]
    return len(signs) >= SHORTEST_ID and any(each.isdigit() for each in signs)


def tidy_id(typed: str) -> str:
    """It as it is kept: in capitals, without the spaces that people type between figures."""
    return "".join(typed.split()).upper()


def example(pattern: str) -> str:
    """An id that looks like this."""
    figures = iter("123456789" * LONGEST_ID)
    return "".join(next(figures) if each == FIGURE else "A" if each == LETTER else each for each in pattern)


def _expression(pattern: str) -> str:
    return "".join(_PARTS.get(each) or re.escape(each) for each in pattern.upper())


def id_faults(patterns: Sequence[str]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """What keeps a pattern from being followed."""
    for number, pattern in enumerate(patterns):
        if FIGURE not in pattern or any(each.isspace() for each in pattern) or len(pattern) > LONGEST_ID:
            said = f"Write {FIGURE} for each figure, {LETTER} for each letter, and no spaces: “MC-{FIGURE * 6}”"
            yield ("recording", "contact_id", number), said
