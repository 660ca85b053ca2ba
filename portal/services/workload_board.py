"""The manager's board: the open work by age, officer, stage and what it waits for, and how much of each is late.

Every figure is the length of a list that its reader may see, narrowed as the figure says: it is counted by that list.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from portal.domain.challenge.worklist_flags import Duty
from portal.domain.permissions import ActionRefused, Actor, Permission
from portal.domain.policy.calendar import ONE_DAY, Calendar, local
from portal.services import AppContext, worklist
from portal.services.worklist import UNALLOCATED, DueFilter, ListFilter, Which

BANDS = ((0, 2), (3, 5), (6, 10), (11, 20), (21, None))
"""Working days since it was received, from and to; none where there is no end."""

WAITS = (
    Duty.SAFETY,
    Duty.TRIAGE,
    Duty.REVIEW,
    Duty.OUTSIDE,
    Duty.CONFIRM_END,
    Duty.OBJECTION,
    Duty.RELEASE,
    Duty.REQUEST,
    Duty.SEND,
    Duty.NOTIFY,
    Duty.RECORD,
)
"""What work waits for, in the order in which it is done."""


class Tally(StrEnum):
    """What is counted of each row."""

    OPEN = "open"
    LATE = "late"
    TODAY = "today"  # due today
    FREE = "free"  # unallocated
    AWAITING = "awaiting"  # a reply of the person challenging
    PAUSED = "paused"
    RECORD = "record"  # to record and close


_NARROWED: Mapping[Tally, Callable[[ListFilter], ListFilter]] = {
    Tally.OPEN: lambda row: row,
    Tally.LATE: lambda row: replace(row, due=DueFilter.LATE),
    Tally.TODAY: lambda row: replace(row, due=DueFilter.TODAY),
    Tally.FREE: lambda row: replace(row, officer=UNALLOCATED),
    Tally.AWAITING: lambda row: replace(row, which=Which.WAITING),
    Tally.PAUSED: lambda row: replace(row, which=Which.PAUSED),
    Tally.RECORD: lambda row: replace(row, which=Which.RECORD),
}
"""The list that a figure counts, by that of its row."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, and the list that it is the length of."""

    count: int  # up to worklist.TOTAL, and one more
    asked: ListFilter


@dataclass(frozen=True, slots=True)
class BoardRow:
    """``key``: of BANDS by its place, of the stage, of the duty, or of an officer's account."""

    key: str
    label: str = field(repr=False)  # blank where pages have the words
    figures: Mapping[Tally, Figure]


@dataclass(frozen=True, slots=True)
class Board:
    """The tables, each by its name: all, age, officer, stage, waits."""

    tables: Mapping[str, tuple[BoardRow, ...]]


COLUMNS: Mapping[str, tuple[Tally, ...]] = {
    "all": tuple(Tally),
    "age": (Tally.OPEN, Tally.LATE, Tally.FREE),
    "officer": (Tally.OPEN, Tally.LATE, Tally.TODAY, Tally.AWAITING, Tally.PAUSED, Tally.RECORD),
    "stage": (Tally.OPEN, Tally.LATE, Tally.TODAY, Tally.FREE),
    "waits": (Tally.OPEN, Tally.LATE, Tally.FREE),
}
"""What each table counts."""


def board(context: AppContext, actor: Actor) -> Board:
    """The board as ``actor`` may see it. Raises :class:`ActionRefused`."""
    if not actor.may(Permission.SEE_BOARD):
        raise ActionRefused("You are not allowed to see the board.")
    rows = dict(_rows(context, actor))
    wanted = {
        (name, key, column): _NARROWED[column](asked)
        for name, found in rows.items()
        for key, (_label, asked) in found.items()
        for column in COLUMNS[name]
    }
    counts = worklist.counted(context, actor, set(wanted.values()))
    tables = {}
    for name, found in rows.items():
        made = (
            BoardRow(key, label, {c: Figure(counts[wanted[name, key, c]], wanted[name, key, c]) for c in COLUMNS[name]})
            for key, (label, _asked) in found.items()
        )
        tables[name] = tuple(row for row in made if name in _WHOLE or _says(row))
    return Board(tables)


_WHOLE = ("all", "age")
"""The tables that show rows of nothing but noughts."""


def _says(row: BoardRow) -> bool:
    return any(figure.count for figure in row.figures.values())


_Row = tuple[str, ListFilter]


def _rows(context: AppContext, actor: Actor) -> Iterator[tuple[str, dict[str, _Row]]]:
    """Every row of every table: its words, where pages have none, and the list that it counts."""
    every = ListFilter(Which.OPEN)
    yield "all", {"all": ("", every)}
    bands = _bands(local(context.now()).date(), context.calendar)
    yield "age", {str(n): ("", replace(every, first=first, last=last)) for n, (first, last) in enumerate(bands)}
    names = sorted(worklist.officers(context, actor).names.items(), key=lambda each: each[1])
    staff = {key: (name, replace(every, officer=key)) for key, name in names}
    yield "officer", {UNALLOCATED: ("", replace(every, officer=UNALLOCATED)), **staff}
    stages = worklist.stages(context, actor).items()
    yield "stage", {key: (label, replace(every, stage=key)) for key, label in stages}
    yield "waits", {duty.value: ("", ListFilter(needs=duty.value)) for duty in WAITS}  # after closing too


def _bands(today: date, calendar: Calendar) -> Iterator[tuple[date | None, date | None]]:
    """On which days what is so old was received: from and to; none where there is no end."""
    for least, most in BANDS:
        first = calendar.likely_back(today, most + 1) + ONE_DAY if most is not None else None
        last = calendar.likely_back(today, least) if least else None
        yield first, last
