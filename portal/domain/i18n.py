"""Marks the words of data for translation; the web layer translates them when it shows them."""

from collections.abc import Callable, Sequence


def _(text: str) -> str:
    return text


BESIDE, APART = _("%(said)s, %(more)s"), _("%(said)s; %(more)s")
"""How two things stand in one line; further apart where one of them has commas or is a sentence."""


def in_one_line(gettext: Callable[[str], str], parts: Sequence[str]) -> str:
    """Several things in one line, divided as the language divides them; blank for none."""
    if not parts:
        return ""
    apart = any("," in part or "\u060c" in part or part.endswith((".", "\u06d4", "\u0964")) for part in parts)
    between, line = gettext(APART if apart else BESIDE), parts[0]
    for part in parts[1:]:
        line = between % {"said": line, "more": part}
    return line


def literally(words: str) -> str:
    """Words that somebody wrote, as a text of a form, in which braces mean something."""
    return words.replace("{", "{{").replace("}", "}}") if "{" in words else words
