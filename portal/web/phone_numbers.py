"""Telephone numbers and references on a page: in one piece, never translated, and numbers pressed to call."""

import re

from markupsafe import Markup

from portal.domain.i18n import _
from portal.web.i18n import say

FREE = re.compile(r"0800|0808|116\d{3}$|999$|101$")
AS_LOCAL = re.compile(r"0[123]")
MOBILE = re.compile(r"07")
NUMBER = re.compile(r"((?<![\w+])(?:\+44 ?|0)(?:\d ?){8,10}\d(?!\w)|\b999\b)", re.ASCII)
"""A telephone number among words: of this country, or the one for danger."""


def dialled(number: str) -> str:
    """What a telephone dials: the digits, and the "+" of another country."""
    return re.sub(r"(?!^\+)\D", "", number.strip())


def call_cost(number: str) -> str:
    """What a call costs, in words.

    Source: Ofcom, "How much does a phone call cost?": 0800, 0808 and 116 numbers are free, calls to 03 numbers cost
    no more than those to 01 and 02 numbers and count towards the same free minutes.
    """
    digits = dialled(number).replace("+44", "0", 1)
    costs = (
        (FREE, _("free")),
        (AS_LOCAL, _("costs the same as a local call")),
        (MOBILE, _("costs the same as a call to a mobile")),
    )
    return say(next((words for of, words in costs if of.match(digits)), _("your phone company can tell you the cost")))


def call_link(number: str) -> Markup:
    """The number as a link that calls it. It is never broken over two lines, and reads from left to right."""
    return Markup('<a class="govuk-link app-number" href="tel:{}" dir="ltr">{}</a>').format(dialled(number), number)


def linked(words: str) -> Markup:
    """Words that somebody wrote, with the numbers in them to be pressed."""
    pieces = NUMBER.split(words)
    return Markup().join(call_link(piece) if place % 2 else piece for place, piece in enumerate(pieces))


def printed(number: str) -> Markup:
    """The number where nothing can be pressed, or nothing should be by accident: on paper and in the strip."""
    return Markup('<strong class="app-number" dir="ltr">{}</strong>').format(number)


def whole(reference: str) -> Markup:
    """A reference or code: never broken over two lines, and what it is in every language."""
    return Markup('<span class="app-whole" translate="no" dir="ltr">{}</span>').format(reference)
