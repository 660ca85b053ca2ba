"""SQLite as the embedded database: one writer, who waits for a short turn, and readers who cannot write."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection

from portal.storage.tables import driver
from portal.storage.time_limits import CHECKPOINT, SQLITE

LOOK_AGAIN = 0.0001  # seconds


def sqlite_engines(url: URL) -> tuple[Engine, Engine]:
    """A writer and a reader, which the database holds to reading.

    The writer takes its turn at once: a deferred one that reads first fails if another has written since.
    """
    durable = (f"busy_timeout={int(SQLITE * 1000)}", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON")
    writer = _engine(url, "writer", (*durable, "secure_delete=ON", "busy_timeout=0"))
    return writer, _engine(url, "reader", (*durable, "query_only=ON"))


_next = threading.Lock()


def _take_turn(driver: Any) -> object:
    """Begin to write. SQLite itself would look again only every few milliseconds, ten times what a turn takes.

    One thread of a process looks, and the others stand in line behind it: where all look, one of them may be unlucky
    until it gives up.
    """
    give_up = time.monotonic() + SQLITE
    first = _next.acquire(timeout=SQLITE)
    try:
        while True:
            try:
                return driver.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > give_up:
                    raise
                time.sleep(LOOK_AGAIN)
    finally:
        if first:
            _next.release()


BEGINS: Mapping[str, Callable[[Any], object]] = {"writer": _take_turn, "reader": lambda own: own.execute("BEGIN")}


@contextmanager
def of_the_driver(own: Any, connection: Connection, begin: Callable[[Any], object]) -> Iterator[None]:
    """A transaction of SQLite's driver, which SQLAlchemy joins where it is asked for something.

    Its own bookkeeping takes longer than a query.
    """
    begin(own)
    try:
        yield
        (connection if connection.in_transaction() else own).commit()
    except BaseException:
        if connection.get_transaction() is not None:  # also one whose commit failed, or no other could begin
            connection.rollback()
        if own.in_transaction:
            own.rollback()
        raise


def _engine(url: URL, use: str, pragmas: tuple[str, ...]) -> Engine:
    engine = create_engine(url, hide_parameters=True, pool_reset_on_return=None, max_overflow=-1)

    @event.listens_for(engine, "connect")
    def prepare(connection: DBAPIConnection, _: object) -> None:
        connection.isolation_level = None  # we say when a transaction begins
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        if not driver(connection).in_transaction:
            BEGINS[use](driver(connection))

    return engine


def forget(connection: Connection) -> bool:
    """Let SQLite's log no longer hold the pages from before an erasure (``secure_delete`` wiped the rest).

    False where somebody still reads them.
    """
    give_up = time.monotonic() + CHECKPOINT
    while True:
        busy, *_ = driver(connection).execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if not busy or time.monotonic() > give_up:
            return not busy
        time.sleep(0.05)
