"""What is only ever added to, apart from events: each row linked to the one before it by a keyed hash."""

import json
from collections.abc import Mapping
from datetime import UTC
from types import MappingProxyType
from typing import Any

from sqlalchemy import Row, RowMapping, Table, func, insert, select

from portal.storage.tables import Repository, searches, staff_events

START = bytes(32)
"""What the first link is linked to."""

CHAINED: Mapping[Table, str] = MappingProxyType({staff_events: "what was done with accounts", searches: "searches"})
"""The tables, and what they hold, for a sentence."""

_OURS = frozenset({"id", "hash"})

_TURN = 7_301_947  # any number, the same for every process that adds


def add(room: Repository, table: Table, row: dict[str, Any]) -> None:
    """Add a row after the last one; the next writer waits until this unit ends."""
    if room.connection.dialect.name == "postgresql":
        room.connection.execute(select(func.pg_advisory_xact_lock(_TURN)))
    last = select(table.c.hash).order_by(table.c.id.desc()).limit(1)
    head = room.connection.scalar(last) or START
    room.connection.execute(insert(table), row | {"hash": link(room, head, row)})


def link(room: Repository, previous: bytes, row: Mapping[str, Any] | RowMapping) -> bytes:
    values = {str(name): value for name, value in row.items() if name not in _OURS}
    said = [str(values[name].astimezone(UTC)) if name == "at" else values[name] for name in sorted(values)]
    return room.keys.link(previous, json.dumps(said).encode())


def faults(room: Repository) -> list[str]:
    """The first row of each chain that is not what was written, or not in its place: a sentence each."""
    found = []
    for table, what in CHAINED.items():
        head = START
        for row in _rows(room, table):
            head = link(room, head, row._mapping)  # noqa: SLF001  # SQLAlchemy's public name for it
            if head != row.hash:
                found.append(f"The record of {what}: line {row.id} is not what was written, or not in its place.")
                break
    return found


def anchors(room: Repository, table: Table) -> list[bytes]:
    """The links of a chain, in order."""
    return list(room.connection.execute(select(table.c.hash).order_by(table.c.id)).scalars())


def _rows(room: Repository, table: Table) -> list[Row[Any]]:
    return list(room.connection.execute(select(table).order_by(table.c.id)))
