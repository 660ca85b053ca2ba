"""Numbered migrations. Each runs once, while the release of before and this one serve people side by side.

Each is whole or not done at all; what takes long of it is done some rows at a time, and goes on where it stopped. No
reader waits for longer than a second: a step that does not get its lock in half a second lets go and tries again.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, TypeVar

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from portal.storage.migrations.schema_range import Schema, newest, schema, too_new
from portal.storage.tables import driver

FOLDER = Path(__file__).parent

TURN = 60  # seconds to wait for another process that migrates
_TURN = 7_301_946  # any number, the same for every process that migrates
PATIENCE = 600  # seconds for which a step tries to get its lock
AGAIN = 1.0  # seconds between two tries
BATCH = 1_000  # rows that are filled in at a time
_SOON = {"55P03", "57014", "40P01"}  # PostgreSQL: no lock in time, statement too long, deadlock


_Done = TypeVar("_Done")


class UpgradeStopped(RuntimeError):
    """The tables could not be brought all the way, in a sentence for operators. What was done stays."""


Keyed = Callable[[Connection, list[str]], None]
"""What is done with keys, given the migrations that are about to be applied or have been."""

Told = Callable[[str], None]
"""Hears how far a step has come."""


class Upgraded(NamedTuple):
    applied: list[str]
    left: str  # why something is left for later, in a sentence; blank where nothing is


# Alembic is read where it is needed: at nearly every start there is nothing to apply.


def upgrade(
    engine: Engine,
    folder: Path = FOLDER,
    first: Keyed = lambda _connection, _waiting: None,
    then: Keyed = lambda _connection, _applied: None,
    at_work: Callable[[Connection], set[str]] = lambda _connection: set(),
    told: Told = lambda _said: None,
) -> Upgraded:
    """Apply what is pending, ``first`` and ``then`` what takes keys. Two at once take turns.

    ``at_work`` says which releases serve from this database just now, each by the newest schema that it knows.
    """
    with engine.begin() as connection:
        if _finished(schema(connection), folder):
            return Upgraded([], "")
    from portal.storage.migrations.stepwise import Stepwise  # noqa: PLC0415  # see above

    with turn(engine):
        work = Stepwise(engine, folder, (first, then), at_work, told)
        while patiently(work.next_thing, told):
            pass
    return Upgraded(work.applied, work.left)


def downgrade(
    engine: Engine, folder: Path = FOLDER, at_work: Callable[[Connection], set[str]] = lambda _connection: set()
) -> str:
    """Take the last step back; which it was. Raises :class:`UpgradeStopped` where it has no way back."""
    from portal.storage.migrations import steps  # noqa: PLC0415  # see above

    with turn(engine):
        return patiently(lambda: _one_back(steps.take_back, engine, folder, at_work), lambda _said: None)


def _one_back(
    take_back: Callable[[Connection, Path, set[str]], str],
    engine: Engine,
    folder: Path,
    at_work: Callable[[Connection], set[str]],
) -> str:
    with engine.begin() as connection:
        quick(connection)
        return take_back(connection, folder, at_work(connection))


def pending(engine: Engine, folder: Path = FOLDER) -> list[str]:
    """What is still to be applied, the step that was not finished too. Raises :class:`FromLaterVersion`."""
    with engine.begin() as connection:
        at = schema(connection)
        if _finished(at, folder):
            return []
        from portal.storage.migrations import steps  # noqa: PLC0415  # see above

        waiting = [step.number for step in steps.waiting(connection, folder)]
        return waiting if at.unfinished is None else [at.version, *waiting]


def why_unfit(engine: Engine, folder: Path = FOLDER) -> str:
    """Why this release cannot serve from these tables, in a sentence; blank where it can.

    Newer tables will do where nothing was taken away that it uses, older ones where only that is still to come.
    """
    with engine.begin() as connection:
        at, ours = schema(connection), newest(folder)
        if at.version == ours and at.unfinished is None:
            return ""
        if at.version > ours:
            return "" if at.serves(ours) else str(too_new(at, ours))
        if at.version and at.unfinished is None:
            from portal.storage.migrations import steps  # noqa: PLC0415  # see above

            if steps.only_remove(folder, at.version):
                return ""
        return "The database has no tables yet, or older ones than this portal: run `portal upgrade`."


def _finished(at: Schema, folder: Path) -> bool:
    ours = newest(folder)
    return (at.version == ours and at.unfinished is None) or (at.version > ours and at.serves(ours))


@contextmanager
def turn(engine: Engine) -> Iterator[None]:
    """Wait up to a minute for another process that migrates PostgreSQL, and let no other begin meanwhile.

    SQLite has one writer at a time anyway, and each thing that is done looks first whether it is done.
    """
    if engine.dialect.name != "postgresql":
        yield
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        driver(connection).answer = None
        try:
            _wait_for_turn(connection)
            yield
        finally:
            connection.invalidate()  # the turn ends with the connection


def _wait_for_turn(connection: Connection) -> None:
    """Ask again and again: a statement that waits would keep the other's index waiting for it, and both for ever."""
    give_up = time.monotonic() + TURN
    while not connection.scalar(text("SELECT pg_try_advisory_lock(:turn)"), {"turn": _TURN}):
        if time.monotonic() > give_up:
            raise UpgradeStopped("Another `portal upgrade` is at work: see whether it ends, then run this")
        time.sleep(AGAIN / 4)


def quick(connection: Connection, *, lock: str = "500ms", statement: str = "1s") -> None:
    """Let PostgreSQL refuse what would keep others waiting, until the end of this transaction."""
    if connection.dialect.name == "postgresql":
        driver(connection).answer = None
        for what, most in (("lock_timeout", lock), ("statement_timeout", statement)):
            connection.execute(text("SELECT set_config(:what, :most, true)"), {"what": what, "most": most})


def patiently(deed: Callable[[], _Done], told: Told) -> _Done:
    """Do it, and again while others hold what it needs. Raises :class:`UpgradeStopped` after ten minutes."""
    give_up = time.monotonic() + PATIENCE
    while True:
        try:
            return deed()
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) not in _SOON:
                raise
            if time.monotonic() > give_up:
                why = "Others hold what this step needs, or it takes longer than they may wait"
                raise UpgradeStopped(f"{why}. What was done stays: run it again at a quiet hour.") from None
            told("Others are at work with what this step needs: it tries again.")
            time.sleep(AGAIN)
