"""Typed text in one Unicode form, for a price that grows with its length and no faster.

Putting combining marks in their order takes the square of how many follow each other, so a few kilobytes of
them would take minutes. No other module calls ``unicodedata.normalize``.
"""

import unicodedata
from typing import Literal

LONGEST_RUN = 30
"""Combining marks on one letter. No writing system needs as many. Source: UAX 15, Stream-Safe Text Format."""

Form = Literal["NFC", "NFD", "NFKC", "NFKD"]


class TooLong(ValueError):
    """The text has more characters than anything that may stand there."""


def normalised(text: str, most: int, form: Form = "NFC") -> str:
    """``text`` in a Unicode form, without the marks beyond :data:`LONGEST_RUN` on one letter.

    ``most``: how many characters there may be, looked at before anything else. Raises :class:`TooLong`.
    """
    if len(text) > most:
        raise TooLong(f"more than {most} characters")
    if text.isascii():
        return text
    return unicodedata.normalize(form, _without_long_runs(text))


def _without_long_runs(text: str) -> str:
    kept, run = [], 0
    for character in text:
        run = run + 1 if unicodedata.combining(character) else 0
        if run <= LONGEST_RUN:
            kept.append(character)
    return text if len(kept) == len(text) else "".join(kept)
