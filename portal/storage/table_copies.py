"""Every table as PostgreSQL itself writes it out and reads it in, all of one moment: for backups."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, text, update
from sqlalchemy.schema import Identity

from portal.storage.erasure_tables import kept_figures
from portal.storage.evidence_table import evidence
from portal.storage.feedback import feedback
from portal.storage.restricted_table import restricted_readers
from portal.storage.saved_filters import saved_filters
from portal.storage.signing_keys import signing_keys
from portal.storage.staff_leave import staff_leave
from portal.storage.tables import driver, key_probes, metadata, outbox

TABLES: tuple[Table, ...] = tuple(metadata.sorted_tables)
"""What refers to another comes after it."""

assert {evidence, feedback, kept_figures, restricted_readers, saved_filters, signing_keys, staff_leave} <= {*TABLES}  # noqa: S101  # or a backup would lack them: importing them puts them there


class NotEmpty(Exception):
    """There is something in the database already."""


def revision(connection: Connection) -> str:
    found: str = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    return found


def write_out(connection: Connection, folder: Path) -> dict[str, int]:
    """Write every table into a file of its own; how many rows of each."""
    as_long_as_it_takes(connection)
    counts = {}
    for table in TABLES:
        columns = ", ".join(f'"{column.name}"' for column in table.columns)
        out = f'COPY (SELECT {columns} FROM "{table.name}") TO STDOUT'  # noqa: S608  # our own names
        cursor = driver(connection).cursor()
        with (folder / table.name).open("wb") as file, cursor.copy(out) as rows:
            for part in rows:
                file.write(part)
        counts[table.name] = cursor.rowcount
    return counts


def read_in(connection: Connection, folder: Path) -> dict[str, int]:
    """Fill the empty tables again; how many rows of each. Raises :class:`NotEmpty`."""
    as_long_as_it_takes(connection)
    connection.execute(key_probes.delete())  # these are of the keys that made the empty tables
    for table in TABLES:
        if connection.execute(table.select().limit(1)).first() is not None:
            raise NotEmpty(f"The table {table.name} is not empty: restore into a new database.")
    counts = {}
    for table in TABLES:
        columns = ", ".join(f'"{column.name}"' for column in table.columns)
        cursor = driver(connection).cursor()
        with (
            (folder / table.name).open("rb") as file,
            cursor.copy(f'COPY "{table.name}" ({columns}) FROM STDIN') as rows,
        ):
            while part := file.read(1 << 20):
                rows.write(part)
        counts[table.name] = cursor.rowcount
        _count_on(connection, table)
    return counts


def ask_before_sending(connection: Connection) -> int:
    """Let Notify be asked for each notice that waits, as after a try without an answer: it may have it. How many."""
    never_tried = (outbox.c.state == "waiting") & (outbox.c.attempts == 0)
    return connection.execute(update(outbox).where(never_tried).values(attempts=1)).rowcount


def digests(folder: Path) -> dict[str, str]:
    """What each file in the folder is, by its name."""
    return {path.relative_to(folder).as_posix(): _digest(path) for path in sorted(_files(folder))}


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _count_on(connection: Connection, table: Table) -> None:
    """Let the numbers that the database gives go on after those that were read in."""
    for column in table.columns:
        if isinstance(column.identity, Identity):
            following = f"SELECT setval(pg_get_serial_sequence('{table.name}', '{column.name}'), max({column.name}))"
            connection.execute(text(f'{following} FROM "{table.name}" HAVING max({column.name}) IS NOT NULL'))


def as_long_as_it_takes(connection: Connection) -> None:
    """Let what follows in this transaction have the time it needs (PostgreSQL; SQLite sets none)."""
    if connection.dialect.name != "postgresql":
        return
    own: Any = driver(connection)
    own.answer = None
    connection.execute(text("SELECT set_config('statement_timeout', '0', true)"))
