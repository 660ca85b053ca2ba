"""Another master key: every data key is wrapped anew, some at a time, while the service goes on.

What is personal stays sealed under its data key and is not touched. Whoever reads meanwhile has both master keys.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy import Column, RowMapping, Table, Update, bindparam, select, tuple_, update

from portal.storage import key_probes
from portal.storage.encryption import Keys
from portal.storage.feedback import feedback
from portal.storage.saved_filters import saved_filters
from portal.storage.signing_keys import signing_keys
from portal.storage.tables import Repository, challenges, drafts, outbox, staff_kept

BATCH = 500

ROWS: tuple[tuple[Table, str], ...] = (
    (challenges, "id"),
    (drafts, "id"),
    (outbox, "reference"),
    (staff_kept, "account_id"),
    (saved_filters, "id"),
    (feedback, "id"),
    (signing_keys, "id"),
)
"""Where data keys lie, and the column that names the row to which each is bound."""

Begin = Callable[[], AbstractContextManager[Repository]]


def rotate(begin: Begin, told: Callable[[str, int], None]) -> int:
    """Wrap all that is not under the master key of today; how many those were. Can be stopped, and begun again.

    ``told`` hears after each batch how many of a table are done.
    """
    count = 0
    for table, named in ROWS:
        count += _rotate(begin, table, named, told)
    with begin() as room:
        key_probes.rewrap(room)
    return count


def _rotate(begin: Begin, table: Table, named: str, told: Callable[[str, int], None]) -> int:
    key: list[Column[object]] = list(table.primary_key)
    after: tuple[object, ...] | None = None
    done = 0
    while True:
        with begin() as room:
            rows = select(table.c[named].label("named"), table.c.data_key, *key).where(table.c.data_key.is_not(None))
            if after is not None:
                rows = rows.where(tuple_(*key) > after)
            batch = room.connection.execute(rows.order_by(*key).limit(BATCH)).mappings().all()
            changes = list(_again(room.keys, table, batch))
            if changes:
                room.connection.execute(_change(table), changes)
        done += len(changes)
        if not batch:
            return done
        after = tuple(batch[-1][column.name] for column in key)
        told(table.name, done)


def _again(keys: Keys, table: Table, rows: Sequence[RowMapping]) -> Iterator[dict[str, Any]]:
    """What has to change of these rows, for :func:`_change`."""
    for row in rows:
        wrapped = bytes(row["data_key"])
        if not keys.wrapped_now(wrapped):
            again = keys.wrap(keys.unwrap(wrapped, table.name, row["named"]), table.name, row["named"])
            this = {f"its_{column.name}": row[column.name] for column in table.primary_key}
            yield {"was": wrapped, "again": again, **this}


def _change(table: Table) -> Update:
    """Give a row its data key wrapped anew, unless it has been erased meanwhile."""
    key = (column == bindparam(f"its_{column.name}") for column in table.primary_key)
    return update(table).where(*key, table.c.data_key == bindparam("was")).values(data_key=bindparam("again"))
