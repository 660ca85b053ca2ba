"""What was typed, read as it is kept: trimmed, in one Unicode form, and never looked at where it is far too long."""

import unicodedata
from collections.abc import Callable

from portal.domain.characters import line_ends, shows
from portal.domain.journey import Kind, Question
from portal.domain.plain_text import normalised

LONGEST_BOX = 40  # characters: of a day, a month or a year, and more than anybody types there


def tidy(question: Question) -> Callable[[str | None], str]:
    """How the answer to ``question`` is read. What is far too long stays as it is, for a check to refuse.

    Line ends count twice as they are sent, gaps are taken out, and a letter may come as several characters.
    """
    most = 4 * question.longest + LONGEST_BOX
    read = lines if question.kind is Kind.WORDS else line
    return lambda text: read(text, most)


def lines(text: str | None, most: int = LONGEST_BOX) -> str:
    """Trimmed, in one Unicode form, without control characters other than line ends; blank where it shows nothing.

    Longer than ``most``: as it is.
    """
    typed = text or ""
    if len(typed) > most:
        return typed
    one_end = line_ends(normalised(typed, most))
    tidied = "".join(c for c in one_end if c in "\n\t" or unicodedata.category(c) != "Cc").strip()
    return tidied if shows(tidied) else ""


def line(text: str | None, most: int = LONGEST_BOX) -> str:
    """The same on one line."""
    return " ".join(lines(text, most).split())
