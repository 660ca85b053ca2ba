"""Small numbers in a table are not shown, and neither is what would give them away by a difference from the total.

Each table divides one and the same number of challenges. Of what is hidden a reader knows the sum only. It must leave
open, for each hidden number that is not zero, that it is at least as large as the limit.
"""

from collections.abc import Collection, Mapping

Cells = Mapping[str, int]
ShownCells = Mapping[str, int | None]
"""``None``: not shown."""


def total_shown(total: int, limit: int) -> bool:
    """Whether the number of all may be shown: it is none, or not small."""
    return total == 0 or total >= limit


def shown_cells(cells: Cells, limit: int, also: Collection[str] = ()) -> ShownCells:
    """The table as it may be shown beside its total. ``also``: what must not be shown, because another table hides it.

    Where the total itself is small nothing is shown; where hiding some would still give them away, neither is.
    """
    total = sum(cells.values())
    if total == 0:
        return dict(cells)
    hidden = {name for name, count in cells.items() if 0 < count < limit} | (set(also) & set(cells))
    if not hidden and total >= limit:
        return dict(cells)
    left = sorted((name for name, count in cells.items() if count and name not in hidden), key=cells.__getitem__)
    while left and not _safe(cells, hidden, limit):
        hidden.add(left.pop(0))
    if total < limit or not _safe(cells, hidden, limit):
        return dict.fromkeys(cells)
    return {name: None if name in hidden else count for name, count in cells.items()}


def _safe(cells: Cells, hidden: Collection[str], limit: int) -> bool:
    """Whether each hidden number could be as large as the limit while every other one is at least one."""
    others = len(hidden) - 1
    return others > 0 and sum(cells[name] for name in hidden) - others >= limit
