"""The lists of challenges: every one is read along an index and turns its pages by key."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import chain
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, func, select

from portal.domain.challenge.state import Flag
from portal.domain.challenge.worklist_flags import Turn
from portal.domain.policy.due_dates import DueDate
from portal.storage.challenges import ALERT, NEVER, due_digits, received_digits
from portal.storage.restricted_readers import visible_to
from portal.storage.tables import Repository, challenges, duties


class Order(StrEnum):
    """What stands first; each by the column that sorts so."""

    PRESSING = "queue_key"
    DUE = "due_key"  # the soonest
    RECEIVED = "received_key"  # the newest


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which challenges: those that fit everything given, and are not restricted to others than ``reader``."""

    reader: str = ""  # the id of the account of who looks
    alert: bool | None = None  # whether a safety alert is open; none for either
    turn: str = ""
    not_turn: str = ""
    turns: tuple[str, ...] = ()  # one of these
    held_by: tuple[str, ...] = ()
    paused_on: date | None = None
    duty: str = ""
    whose: tuple[str, ...] = ("",)  # the duty is
    by: date | None = None  # the duty has to be done by then
    audience: str = ""
    stage: str = ""
    received_from: datetime | None = None
    received_before: datetime | None = None
    due_from: DueDate | None = None  # on this day or later; not past at this moment
    due_to: DueDate | None = None  # on this day or before; past at this moment


@dataclass(frozen=True, slots=True)
class WorklistRow:
    """A line of a list. ``cursor`` asks for those that follow it."""

    id: str
    reference: str
    pack: str
    audience: str
    status: str
    turn: str
    stage: str
    received_at: datetime
    due: DueDate | None
    flags: frozenset[Flag]
    assigned: str
    paused_until: date | None
    erased: bool
    alert: bool  # whether a safety alert is open
    cursor: str


AT_A_TIME = 100

_LINE = tuple(
    challenges.c[name]
    for name in (
        "id", "reference", "pack", "audience", "status", "turn", "stage", "received_at", "due", "due_at", "flags",
        "assigned", "paused_until", "erased_at", "queue_key",
    )
)  # fmt: skip

_DATED = (Turn.FREE.value, Turn.OURS.value)
"""What may have a date by which it is due, or a pause: said where the database would look through others."""

_CALM = {Order.PRESSING: f"0{NEVER}", Order.DUE: NEVER}
"""How the keys begin of what has neither a flag nor a deadline."""


class Worklist(Repository):
    __slots__ = ()

    def lines(
        self,
        wanted: Wanted = Wanted(),
        order: Order = Order.PRESSING,
        *,
        last_first: bool = False,
        after: str | None = None,
        limit: int = 25,
    ) -> list[WorklistRow]:
        """The first lines, or those that follow the cursor ``after``. ``last_first`` turns the order round."""
        if wanted.turns:  # each along its own index
            of_each = (
                self.lines(replace(wanted, turn=turn, turns=()), order, last_first=last_first, after=after, limit=limit)
                for turn in wanted.turns
            )
            every = sorted(chain.from_iterable(of_each), key=attrgetter("cursor"), reverse=not last_first)
            return every[:limit]
        key = _table(wanted).c[order]
        found: list[WorklistRow] = []
        parts = _parts(wanted, order)
        for part in reversed(parts) if last_first else parts:
            rows = _of(self, select(*_LINE, key.label("cursor")), wanted).where(*part).limit(limit - len(found))
            rows = rows.order_by(key.asc() if last_first else key.desc())
            if after is not None:
                rows = rows.where(key > after if last_first else key < after)
            found += self._read(rows)
            if len(found) == limit:
                break
        return found

    def alerted(self, wanted: Wanted = Wanted()) -> list[WorklistRow]:
        """All of these lines with an open safety alert, however many: the newest alert first."""
        wanted, found = replace(wanted, alert=True), list[WorklistRow]()
        while more := self.lines(wanted, after=found[-1].cursor if found else None, limit=AT_A_TIME):
            found += more
        return found

    def count(self, wanted: Wanted, most: int) -> int:
        """How many there are, counted up to ``most``."""
        some = _of(self, select(challenges.c.id), wanted).limit(most).subquery()
        return self.connection.execute(select(func.count()).select_from(some)).scalar_one()

    def held_by(self, turns: Collection[str], reader: str = "") -> list[str]:
        """The ids of whoever has a challenge whose turn is one of these; blank where somebody has none of them."""
        found = select(challenges.c.assigned).where(challenges.c.turn.in_(turns), visible_to(self, reader)).distinct()
        return list(self.connection.execute(found).scalars())

    def stages(self, turns: Collection[str], reader: str = "") -> list[tuple[str, str]]:
        """The policies and stages by which challenges go whose turn is one of these."""
        columns = (challenges.c.pack, challenges.c.stage)
        found = (
            select(*columns).where(challenges.c.turn.in_(turns), visible_to(self, reader)).distinct().order_by(*columns)
        )
        return [(row.pack, row.stage) for row in self.connection.execute(found)]

    def of(self, ids: Collection[str], reader: str = "") -> list[WorklistRow]:
        """The lines of those of these challenges that ``reader`` is shown, the most pressing first."""
        key = challenges.c.queue_key
        found = select(*_LINE, key.label("cursor")).where(challenges.c.id.in_(ids), visible_to(self, reader))
        return self._read(found.order_by(key.desc()))

    def ids_of(self, references: Collection[str]) -> list[str]:
        """The ids of the challenges with these references."""
        found = select(challenges.c.id).where(challenges.c.reference.in_(references))
        return list(self.connection.execute(found).scalars())

    def id_of(self, reference: str) -> str | None:
        """The id of the challenge with this reference, erased or not."""
        found = select(challenges.c.id).where(challenges.c.reference == reference)
        return self.connection.execute(found).scalar_one_or_none()

    def _read(self, rows: Select[Any]) -> list[WorklistRow]:
        return [
            WorklistRow(
                id=row.id,
                reference=row.reference,
                pack=row.pack,
                audience=row.audience,
                status=row.status,
                turn=row.turn,
                stage=row.stage,
                received_at=row.received_at,
                due=row.due_at or row.due,
                flags=frozenset(map(Flag, row.flags.split())),
                assigned=row.assigned,
                paused_until=row.paused_until,
                erased=row.erased_at is not None,
                alert=row.queue_key >= ALERT,
                cursor=row.cursor,
            )
            for row in self.connection.execute(rows)
        ]


def _parts(wanted: Wanted, order: Order) -> list[list[ColumnElement[bool]]]:
    """The parts of the list, one after the other, each along an index.

    What has neither a flag nor a deadline comes last, by when it was received: where that is given, the
    database would not know and would read all of it.
    """
    given = wanted.received_from or wanted.received_before
    if order is Order.RECEIVED or not given:
        return [[]]
    key, calm = _table(wanted).c[order], _CALM[order]
    ends = [key < calm + received_digits(wanted.received_before)] if wanted.received_before else []
    begins = calm + (received_digits(wanted.received_from) if wanted.received_from else "")
    first = f"{int(calm) + 1:0{len(calm)}}"
    return [[key >= first], [key < first, key >= begins, *ends]]


def _table(wanted: Wanted) -> Table:
    """Where the rows are counted off along an index."""
    return duties if wanted.duty else challenges


def _of(room: Repository, rows: Select[Any], wanted: Wanted) -> Select[Any]:
    rows = rows.where(*_where(wanted), visible_to(room, wanted.reader))
    if not wanted.duty:
        return rows
    joined = rows.join_from(duties, challenges, duties.c.challenge_id == challenges.c.id)
    return joined.where(duties.c.kind == wanted.duty, _one_of(duties.c.who, wanted.whose))


def _where(wanted: Wanted) -> list[ColumnElement[bool]]:
    c, keys = challenges.c, _table(wanted).c
    dated = wanted.paused_on or wanted.due_from or wanted.due_to
    given: tuple[tuple[Any, Callable[[Any], ColumnElement[bool]]], ...] = (
        (wanted.turn, lambda turn: keys.turn == turn),
        (wanted.not_turn, lambda turn: keys.turn != turn),
        (wanted.turns, keys.turn.in_),
        (dated and (wanted.turn or wanted.turns or wanted.duty), lambda _: keys.turn.in_(_DATED)),
        (wanted.alert, lambda _: keys.queue_key >= ALERT),
        (wanted.alert is False, lambda _: keys.queue_key < ALERT),
        (wanted.held_by, lambda held_by: _one_of(c.assigned, held_by)),
        (wanted.paused_on, lambda day: c.paused_until >= day),
        (wanted.by, lambda day: duties.c.on <= day),
        (wanted.audience, lambda audience: c.audience == audience),
        (wanted.stage, lambda stage: c.stage == stage),
        (wanted.received_from, lambda at: keys.received_key >= received_digits(at)),
        (wanted.received_before, lambda at: keys.received_key < received_digits(at)),
        (wanted.due_from, lambda due: keys.due_key < due_digits(_before(due))),
        (wanted.due_to, lambda day: keys.due_key >= due_digits(day)),
    )
    return [fits(value) for value, fits in given if value]


def _before(due: DueDate) -> DueDate:
    """What is past where ``due`` begins: the day before; of a moment, itself."""
    return due if isinstance(due, datetime) else due - timedelta(days=1)


def _one_of(column: ColumnElement[str], values: tuple[str, ...]) -> ColumnElement[bool]:
    return column == values[0] if len(values) == 1 else column.in_(values)
