"""That what was erased is gone from the disk of the database too: from old versions of rows, and from its log.

What was copied elsewhere before (backups, archived log, standbys) is beyond our reach; see ``docs/operating.md``.
"""

import time
from collections.abc import Iterator

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from portal.storage.tables import driver

PATIENCE = 10  # seconds that we wait for somebody who still sees what was there before, and for each table

_HOLDERS = ("challenges", "drafts", "staff_kept", "outbox", "visits", "finders", "evidence")
"""The tables in whose old rows a key, or something sealed under one, may lie."""

_SEES = """
SELECT count(*) FROM (
    SELECT backend_xmin AS sees FROM pg_stat_activity
    WHERE pid <> pg_backend_pid() AND (datname = current_database() OR datname IS NULL)
    UNION ALL SELECT xmin FROM pg_replication_slots
    UNION ALL SELECT transaction FROM pg_prepared_xacts
    UNION ALL SELECT CAST(pg_snapshot_xmin(pg_current_snapshot()) AS xid)
) AS others WHERE sees IS NOT NULL AND age(sees) > age(CAST(:mark AS xid))
"""
"""Who may still see rows as they were before ``mark``.

The last line is whoever writes in any database of the server: what is written anew keeps rows for them too.
"""

_NOT_OURS = """
SELECT relname FROM pg_class
WHERE oid = ANY (CAST(:tables AS regclass[])) AND NOT pg_has_role(current_user, relowner, 'USAGE')
"""


def forget_postgresql(engine: Engine) -> list[str]:
    """Write the tables anew without their old rows, and the log with something else. What is left, a sentence each."""
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        driver(connection).answer = None  # it takes as long as it takes
        connection.execute(text(f"SET lock_timeout = '{PATIENCE}s'"))
        connection.execute(text("SET statement_timeout = 0"))
        return list(_left(connection))


def _left(connection: Connection) -> Iterator[str]:
    if not_ours := connection.execute(text(_NOT_OURS), {"tables": list(_HOLDERS)}).scalars().all():
        yield f"Old rows are still on the disk: this role does not own {', '.join(sorted(not_ours))}. Use the owner's."
        return
    if not _nobody_looks_back(connection):
        yield "Old rows are still on the disk: a transaction, a standby or a replication slot still needs them."
        return
    for table in _HOLDERS:
        try:
            connection.execute(text(f"VACUUM FULL {table}"))
        except DBAPIError:
            yield f"Old rows are still on the disk: the table {table} was in use."
            return
    try:
        kept = _renew_log(connection)
    except DBAPIError:
        yield "The write-ahead log still holds them: this role may not renew it. `portal database-roles` says how."
        return
    if kept:
        yield (
            f"{kept} files of the write-ahead log still hold them: they are kept for an archive, a standby, a slot or "
            "by wal_keep_size."
        )


def _nobody_looks_back(connection: Connection) -> bool:
    mark = connection.scalar(text("SELECT CAST(CAST(pg_current_xact_id() AS xid) AS text)"))
    give_up = time.monotonic() + PATIENCE
    while connection.scalar(text(_SEES), {"mark": mark}):
        if time.monotonic() > give_up:
            return False
        time.sleep(0.1)
    return True


def _renew_log(connection: Connection) -> int:
    """Have the log begin again, and write over the files that were put aside to be used again; how many stay."""
    last = str(connection.scalar(text("SELECT pg_walfile_name(pg_current_wal_lsn())")))
    _next_file(connection)
    connection.execute(text("CHECKPOINT"))
    for _ in _files(connection, after=str(connection.scalar(text("SELECT pg_walfile_name(pg_current_wal_lsn())")))):
        _next_file(connection)
    _next_file(connection)
    connection.execute(text("CHECKPOINT"))
    return sum(name <= last for name in _files(connection))


def _next_file(connection: Connection) -> None:
    connection.execute(text("SELECT pg_logical_emit_message(false, 'portal', 'erased')"))
    connection.execute(text("SELECT pg_switch_wal()"))


def _files(connection: Connection, after: str = "") -> list[str]:
    """The files of the log, but its histories and what is newer or older than this one: by their names."""
    names = connection.execute(text("SELECT name FROM pg_ls_waldir() WHERE name ~ '^[0-9A-F]{24}$'")).scalars()
    return [name for name in names if name > after]
