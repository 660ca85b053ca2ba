"""Every row, opened, as plain JSON: for leaving with it. Nothing goes out that somebody else has written to."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import RowMapping, Select, func, select

from portal.storage import key_probes
from portal.storage.encryption import Broken, DataKey, place
from portal.storage.evidence import Evidence, FileHolder
from portal.storage.evidence_table import evidence
from portal.storage.portable_kinds import KINDS, LEFT, PortableKind
from portal.storage.row_bindings import BOUND, holds
from portal.storage.saved_filters import saved_filters
from portal.storage.tables import Repository, challenges, events, outbox
from portal.storage.tables import key_probes as probes

_SOME = {"yield_per": 500}


def write_out(room: Repository, folder: Path) -> dict[str, int]:
    """Write each kind into a file of lines; how many of each. Raises :class:`Broken`."""
    counts = {}
    for kind in KINDS:
        count = 0
        with (folder / f"{kind.name}.jsonl").open("x", encoding="utf-8") as file:
            for line in _lines(room, kind):
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
                count += 1
        counts[kind.name] = count
    return counts


def left_behind(room: Repository) -> dict[str, int]:
    """How many rows there are of what is not taken."""
    return {table.name: room.connection.execute(select(func.count()).select_from(table)).scalar_one() for table in LEFT}


def first_pepper(room: Repository) -> str:
    """What tells the pepper of codes whose hashes do not name theirs, and nothing of any code; blank where unknown."""
    found = select(probes.c.value).where(probes.c.name == key_probes.FIRST)
    return bytes(room.connection.scalar(found) or b"").hex()


def contents(room: Repository, kept: Path | None) -> Iterator[tuple[str, bytes]]:
    """The id of each file of a challenge, and what is in it, unless that is gone. Raises :class:`Broken`."""
    found = select(evidence.c.id, evidence.c.challenge_id, evidence.c.number).where(
        evidence.c.challenge_id.is_not(None)
    )
    files = Evidence(room.connection, room.keys, room.writing)
    for row in room.connection.execute(found.order_by(evidence.c.id)).all():
        holder = FileHolder.challenge(row.challenge_id, room.key_of(row.challenge_id))
        content = files.content(holder, row.number, kept)
        if content is not None:
            yield row.id, content


def _lines(room: Repository, kind: PortableKind) -> Iterator[dict[str, Any]]:
    for row in room.connection.execute(_select(kind), execution_options=_SOME).mappings():
        if kind.table in BOUND and not holds(room.keys, kind.table, row):
            raise Broken(f"a row of {kind.table.name} is not as it was written")
        yield {each.name: _value(room, kind, each.name, row) for each in kind.columns}


def _select(kind: PortableKind) -> Select[Any]:
    table = kind.table
    rows = select(table).order_by(*table.primary_key)
    if table is evidence:
        rows = rows.where(table.c.challenge_id.is_not(None))
    if kind.of_challenge:
        rows = rows.add_columns(challenges.c.data_key.label("challenge_key")).outerjoin(challenges)
    return rows


def _value(room: Repository, kind: PortableKind, name: str, row: RowMapping) -> Any:
    value = row[name]
    if value is None or name not in kind.opened:
        return _plain(value)
    key = _key(room, kind, row)
    return None if key is None else key.open(value, place(kind.table.name, _row_name(kind, row), name))


def _key(room: Repository, kind: PortableKind, row: RowMapping) -> DataKey | None:
    """What opens a row; none where that was destroyed."""
    if kind.of_challenge and row["challenge_id"]:
        wrapped, table, name = row["challenge_key"], "challenges", row["challenge_id"]
    else:
        own = row["reference"] if kind.table is outbox else row["id"]
        wrapped, table, name = row["data_key"], kind.table.name, str(own)
    if wrapped is None:
        return None
    key = room.keys.data_key(bytes(wrapped), table, name)
    return key.inner(row["file_key"], place("evidence", row["id"], "file_key")) if kind.table is evidence else key


def _row_name(kind: PortableKind, row: RowMapping) -> str:
    """What names the row in the place of what is sealed in it."""
    if kind.table is events:
        return f"{row['challenge_id']}/{row['number']}"
    if kind.table is outbox:
        return str(row["reference"])
    if kind.table is saved_filters:
        return f"{row['account_id']} {row['id']}"
    return str(row["id"] if "id" in kind.table.columns else row["challenge_id"])


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case bytes() | memoryview():
            return bytes(value).hex()
        case _:
            return value
