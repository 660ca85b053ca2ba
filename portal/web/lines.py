"""How a line of an answer is written in the reader's language."""

from collections.abc import Callable

from portal.domain.journey import As, Line
from portal.web.language import day, month, say

_WRITTEN: dict[As, Callable[[str], str]] = {As.OURS: say, As.TYPED: str, As.DATE: day, As.MONTH: month}


def written(line: Line) -> str:
    """The line's words; the person's own are left as they are."""
    words = _WRITTEN[line.read](line.words)
    return f"{say(line.label)}: {words}" if line.label else words
