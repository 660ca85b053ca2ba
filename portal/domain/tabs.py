"""In which of a browser's tabs a form was typed: only there it is shown, and carried on without a code.

A tab has a random name, which its script makes and the tab forgets when it is closed. A browser without scripts has
no such names, and its forms are shown wherever their address is opened.
"""

import re
from collections.abc import Sequence
from typing import Any

from portal.domain.journey import Answers

TABS = "(tabs)"
"""Where their names are kept: no question has such a key, so they are neither shown nor sent."""

MOST = 5
"""Tabs: of more than these the one that was used first is forgotten."""

_NAME = re.compile(r"[\w-]{20,50}", re.ASCII)


def tabs_of(answers: Answers) -> Sequence[str]:
    """The tabs in which a form with these answers was typed."""
    names: Sequence[str] = answers.get(TABS, ())
    return names


def typed_in(answers: Answers, tab: str) -> dict[str, Any]:
    """The change that an answer from this tab makes; none for a tab without a name."""
    names = tabs_of(answers)
    if tab in names or not _NAME.fullmatch(tab):
        return {}
    return {TABS: [*names, tab][-MOST:]}


def opened_in(tab: str) -> dict[str, Any]:
    """The change that opening it with a code makes: it belongs to this tab alone, or to any where that has no name."""
    return {TABS: [tab] if _NAME.fullmatch(tab) else []}
