"""Telephone numbers and references on a page: in one piece, never translated, and numbers pressed to call."""

import re

from markupsafe import Markup


def dialled(number: str) -> str:
    """What a telephone dials: the digits, and the "+" of another country."""
    return re.sub(r"(?!^\+)\D", "", number.strip())


def call_link(number: str) -> Markup:
    """The number as a link that calls it. It is never broken over two lines, and reads from left to right."""
    return Markup('<a class="govuk-link app-number" href="tel:{}" dir="ltr">{}</a>').format(dialled(number), number)


def printed(number: str) -> Markup:
    """The number where nothing can be pressed, or nothing should be by accident: on paper and in the strip."""
    return Markup('<strong class="app-number" dir="ltr">{}</strong>').format(number)


def whole(reference: str) -> Markup:
    """A reference or code: never broken over two lines, and what it is in every language."""
    return Markup('<span class="app-whole" translate="no" dir="ltr">{}</span>').format(reference)
