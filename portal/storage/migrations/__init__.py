"""Numbered migrations. Each runs once; all that are due run in one transaction, or none.

They give up soon rather than stop the service: 4 seconds for a lock, 5 for a statement.
"""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from portal.storage.tables import driver

FOLDER = Path(__file__).parent

TURN = 60  # seconds to wait for another process that migrates
_TURN = 7_301_946  # any number, the same for every process that migrates


Keyed = Callable[[Connection, list[str]], None]
"""What is done with keys, given the migrations that are about to be applied or have been."""


# Alembic is read where it is needed: at nearly every start there is nothing to apply.


def upgrade(engine: Engine, folder: Path = FOLDER, first: Keyed | None = None, then: Keyed | None = None) -> list[str]:
    """Apply what is pending, ``first`` and ``then`` what takes keys; what was applied. Two at once take turns."""
    with engine.begin() as connection:
        if _at_the_newest(connection, folder):
            return []
        from portal.storage.migrations import steps  # noqa: PLC0415  # see above

        if connection.dialect.name == "postgresql":
            take_turn(connection)
        if first:
            first(connection, steps.waiting(connection, folder))
        applied = steps.apply(connection, folder)
        if then:
            then(connection, applied)
        return applied


def pending(engine: Engine, folder: Path = FOLDER) -> list[str]:
    with engine.begin() as connection:
        if _at_the_newest(connection, folder):
            return []
        from portal.storage.migrations import steps  # noqa: PLC0415  # see above

        return steps.waiting(connection, folder)


def _at_the_newest(connection: Connection, folder: Path) -> bool:
    """Whether there is nothing to apply."""
    newest = max(file.name for file in folder.glob("versions/[0-9]*.py")).partition("_")[0]
    known = inspect(connection).has_table("alembic_version")
    return known and connection.scalar(text("SELECT version_num FROM alembic_version")) == newest


def take_turn(connection: Connection) -> None:
    """Wait up to a minute for another process that migrates PostgreSQL; then be quick."""
    driver(connection).answer = None
    _patience(connection, lock=f"{TURN}s", statement=f"{TURN}s")
    connection.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": _TURN})
    _patience(connection, lock="4s", statement="5s")


def _patience(connection: Connection, *, lock: str, statement: str) -> None:
    for what, most in (("lock_timeout", lock), ("statement_timeout", statement)):
        connection.execute(text("SELECT set_config(:what, :most, true)"), {"what": what, "most": most})
