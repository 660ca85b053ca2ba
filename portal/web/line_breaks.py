"""Where an email or web address is broken over two lines, if it has to be: after "@", "." or "/", not within a word."""

import re

from markupsafe import Markup, escape

_EMAIL = re.compile(r"([^\s@<>()]+@[^\s@<>()]+)")
_AFTER = re.compile(r"[@./](?=.)")


def broken(address: str) -> Markup:
    """The whole of an email or web address, with the places where it can be broken. It reads from left to right."""
    parts = _AFTER.sub(r"\g<0><wbr>", str(escape(address)))
    return Markup(f'<span dir="ltr">{parts}</span>')  # noqa: S704 - it is escaped


def breakable(words: str) -> Markup:
    """Words, in which each email address has such places."""
    return Markup().join(broken(each) if "@" in each else each for each in _EMAIL.split(words))
