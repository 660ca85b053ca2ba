"""In which of a browser's tabs a form was typed: only there it is shown, and carried on without a code.

A tab has a random name, which its script makes and the tab forgets when it is closed. A browser without scripts has
no such names, and its forms are shown wherever their address is opened. The code of a request that was sent is shown
to whoever asks first, and again only in the tab that sent it, for a short while: later somebody else may sit there.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from portal.domain.journey import Answers

TABS = "(tabs)"
"""Where their names are kept: no question has such a key, so they are neither shown nor sent."""

MOST = 5
"""Tabs: of more than these the one that was used first is forgotten."""

SHOWN_AGAIN = timedelta(minutes=5)
"""How long after a code was first shown it is shown again in the tab that sent the request."""

_NAME = re.compile(r"[\w-]{20,50}", re.ASCII)


def is_name(tab: str) -> bool:
    """Whether this is a name that a tab gives itself."""
    return bool(_NAME.fullmatch(tab))


def tabs_of(answers: Answers) -> Sequence[str]:
    """The tabs in which a form with these answers was typed."""
    names: Sequence[str] = answers.get(TABS, ())
    return names


def typed_in(answers: Answers, tab: str) -> dict[str, Any]:
    """The change that an answer from this tab makes; none for a tab without a name."""
    names = tabs_of(answers)
    if tab in names or not is_name(tab):
        return {}
    return {TABS: [*names, tab][-MOST:]}


def opened_in(tab: str) -> dict[str, Any]:
    """The change that opening it with a code makes: it belongs to this tab alone, or to any where that has no name."""
    return {TABS: [tab] if is_name(tab) else []}


def may_see_code(shown_at: datetime | None, now: datetime, *, named: bool, in_tab: bool) -> bool:
    """Whether who asks now may see the code that was first shown at ``shown_at``.

    ``named``: the request was sent in a tab with a name; ``in_tab``: they ask in that one.
    """
    if shown_at is None:
        return in_tab or not named
    return in_tab and now - shown_at < SHOWN_AGAIN
