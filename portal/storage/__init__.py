"""The database: SQLite or PostgreSQL, and the only layer that knows SQL.

A :class:`Store` gives units of work. Whatever a :class:`UnitOfWork` does stands or falls together.
"""

import os
import sqlite3
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, make_url
from sqlalchemy.exc import InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from portal.domain.disclosure.internal import InternalOnly
from portal.storage import database_clients, database_roles, erasure, key_probes, key_rotation, migrations, rekey
from portal.storage.account_changes import AccountChange
from portal.storage.accounts import Account, EmailTaken
from portal.storage.challenges import ALERT, AlreadyThere
from portal.storage.drafts import Draft, Gone
from portal.storage.due_erasures import DueErasure, Hold
from portal.storage.encryption import Broken, Erased, Keys, WrongKeys, code_matches, hash_code
from portal.storage.event_log import Latest
from portal.storage.migrations import Told, Upgraded, UpgradeStopped
from portal.storage.migrations.schema_range import newest
from portal.storage.outbox import HeldBack, OutboxEntry, Task
from portal.storage.raiser_sessions import RaiserSession
from portal.storage.saved_filters import SavedFilter
from portal.storage.saved_forms import Fields
from portal.storage.server_facts import ServerFacts, server_facts
from portal.storage.sqlite_engine import BEGINS, forget, of_the_driver, sqlite_engines
from portal.storage.staff_events import StaffEvent
from portal.storage.staff_leave import Leave
from portal.storage.staff_sessions import Session
from portal.storage.tables import Repository, driver
from portal.storage.time_limits import BEHIND_IT, Away, Presence, TimeLimits, bound
from portal.storage.unit_of_work import UnitOfWork
from portal.storage.worklist import Order, Wanted, WorklistRow

if TYPE_CHECKING:
    from portal.storage.migrations.foreseen import Foreseen

_Made = TypeVar("_Made")

DOWN: tuple[type[Exception], ...] = (OperationalError, InternalError, PoolTimeout, sqlite3.OperationalError, Away)
"""What is raised when the database cannot be reached, does not answer in time or takes nothing that is written."""

__all__ = [
    "ALERT",
    "DOWN",
    "Account",
    "AccountChange",
    "AlreadyThere",
    "Broken",
    "Draft",
    "DueErasure",
    "EmailTaken",
    "Erased",
    "Fields",
    "Gone",
    "HeldBack",
    "Hold",
    "Keys",
    "Latest",
    "Leave",
    "Order",
    "OutboxEntry",
    "RaiserSession",
    "SavedFilter",
    "Session",
    "StaffEvent",
    "Store",
    "Task",
    "UnitOfWork",
    "UpgradeStopped",
    "Wanted",
    "WorklistRow",
    "WrongKeys",
    "code_matches",
    "hash_code",
]


class Store(InternalOnly):
    """One council's database. Safe to share between threads; opens nothing until it is used."""

    def __init__(self, url: str, keys: Keys, limits: TimeLimits = BEHIND_IT) -> None:
        self.keys = keys
        address = make_url(url)
        self.embedded = address.get_backend_name() == "sqlite"
        self._name = database_clients.own_name(newest(migrations.FOLDER))
        self.engine, self._reading = (
            sqlite_engines(address) if self.embedded else _postgresql(address, limits, self._name)
        )
        self._presence = Presence()
        self._keys_fit = False  # known once they have been tried on this database
        self.timed: Callable[[str, float], None] = lambda _use, _seconds: None  # told of each unit that has ended
        self.units = 0  # of work, begun so far: whoever watches the worker looks at it
        self._thread = threading.local()
        self._kept: weakref.WeakSet[Connection] = weakref.WeakSet()
        close = weakref.WeakMethod(self.close)  # a connection must not be shared with a forked worker
        os.register_at_fork(before=lambda: (found := close()) and found())

    def begin(self) -> AbstractContextManager[UnitOfWork]:
        """A unit that writes: all of it is kept, or, after any exception, nothing.

        Raises :class:`WrongKeys` where the keys are not those of this database.
        """
        return self._unit("writer", self.engine)

    def read(self) -> AbstractContextManager[UnitOfWork]:
        """A unit that cannot write: the database refuses. It sees one moment throughout."""
        return self._unit("reader", self._reading)

    @contextmanager
    def _unit(self, use: str, engine: Engine) -> Iterator[UnitOfWork]:
        self.units += 1
        began = time.perf_counter()
        kept = self._keep(use, engine) if self.embedded else None
        connection = kept or self._connect(engine)
        try:
            with self._transaction(connection, use):
                if not self._keys_fit:
                    self._try_keys(connection, writing=use == "writer")
                yield UnitOfWork(connection, self.keys, writing=use == "writer")
        except OperationalError as error:
            self._presence.failed(error)
            raise
        finally:
            self.timed(use, time.perf_counter() - began)
            if kept is None:
                connection.close()

    def _try_keys(self, connection: Connection, *, writing: bool) -> None:
        tried = key_probes.check(Repository(connection, self.keys, writing))
        self.keys = replace(self.keys, chain=tried.chain or self.keys.chain, first_pepper=tried.first_pepper)
        self._keys_fit = tried.complete

    def _connect(self, engine: Engine) -> Connection:
        self._presence.ask()
        try:
            connection = engine.connect()
        except OperationalError as error:
            self._presence.failed(error)
            raise
        self._presence.answered()
        return connection

    def _keep(self, use: str, engine: Engine) -> Connection | None:
        """The thread's own connection, kept open: taking one from the pool costs as much as a query.

        None if it is in use further up.
        """
        connection: Connection | None = getattr(self._thread, use, None)
        if connection is None or connection.closed:
            connection = engine.connect()
            setattr(self._thread, use, connection)
            self._kept.add(connection)
        return None if driver(connection).in_transaction else connection

    def _transaction(self, connection: Connection, use: str) -> AbstractContextManager[object]:
        return of_the_driver(driver(connection), connection, BEGINS[use]) if self.embedded else connection.begin()

    def upgrade(self) -> list[str]:
        """Bring the tables up to date; the migrations that were applied. Waits a minute for who does it already.

        Raises :class:`WrongKeys` before anything is changed, and :class:`UpgradeStopped`.
        """
        return self.upgrade_beside().applied

    def upgrade_beside(self, told: Told = lambda _said: None) -> Upgraded:
        """The same while others serve, and what was left because of them. ``told`` hears how far it has come."""
        with self.read():
            pass  # which tries the keys
        done = self._migrate(told)
        with self.begin():
            pass  # which writes their probes
        return done

    def downgrade(self) -> str:
        """Take the last migration back; which it was. Raises :class:`UpgradeStopped` where there is no way back."""
        return migrations.downgrade(self.engine, at_work=self._at_work)

    def _at_work(self, connection: Connection) -> set[str]:
        return database_clients.at_work(connection, self._name)

    def foreseen(self) -> "Foreseen":
        """What an upgrade would do just now. Nothing is changed."""
        from portal.storage.migrations.foreseen import foreseen  # noqa: PLC0415  # reads Alembic

        with self._reading.begin() as connection:
            return foreseen(connection, migrations.FOLDER, self._at_work(connection))

    def repepper(self) -> int:
        """Let the pepper of today be that of this database; how many access codes are still of another one.

        Raises :class:`WrongKeys`.
        """
        with self.begin() as unit:
            key_probes.repepper(unit)
            return unit.challenges.under_other_peppers()

    def rotate(self, told: Callable[[str, int], None]) -> int:
        """Wrap every data key with the master key of today; how many were under another one."""
        return key_rotation.rotate(self.begin, told)

    def _migrate(self, told: Told) -> Upgraded:
        keyed = rekey.Rekeying(self.keys)
        give_up = time.monotonic() + migrations.TURN
        while True:
            try:
                return migrations.upgrade(
                    self.engine, first=keyed.first, then=keyed.then, at_work=self._at_work, told=told
                )
            except sqlite3.OperationalError as error:  # as our turn says it; it waits no longer than a page may
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > give_up:
                    raise

    def refill(self, fill: Callable[[Connection], _Made]) -> _Made:
        """Let ``fill`` put everything into empty tables, and try our keys on it: all of it stays, or nothing.

        Raises :class:`WrongKeys`.
        """
        with self.engine.begin() as connection:
            made = fill(connection)
            self._try_keys(connection, writing=True)
            return made

    def grant(self, role: str) -> None:
        """Give another role what the portal needs, and no more, of tables that we own (PostgreSQL)."""
        with self.engine.begin() as connection:
            database_roles.grant(connection, role)

    def too_much(self) -> list[str]:
        """What our role may do that who runs the portal must not, a sentence each."""
        if self.embedded:
            return []
        with self.engine.connect() as connection:
            return database_roles.too_much(connection)

    def facts(self) -> ServerFacts | None:
        with self.read() as unit:
            return server_facts(unit.connection)

    def forget(self) -> list[str]:
        """See that what was erased is gone from the database's disk; what is still there, a sentence each."""
        if not self.embedded:
            return erasure.forget_postgresql(self.engine)
        with self.engine.connect() as connection:
            gone = forget(connection)
        return [] if gone else ["The log beside the database still holds it: somebody is reading just now."]

    def pending(self) -> list[str]:
        """The migrations still to be applied."""
        return migrations.pending(self.engine)

    def unfit(self) -> str:
        """Why the portal cannot work with its tables, in a sentence for operators; blank where it can."""
        if why := migrations.why_unfit(self._reading):
            return why
        try:
            with self.read() as unit:
                key_probes.check(unit)  # each time: somebody may have changed them
        except WrongKeys as error:
            return str(error)
        return ""

    def close(self) -> None:
        for connection in list(self._kept):
            connection.close()
        self.engine.dispose()
        self._reading.dispose()


def _postgresql(url: URL, limits: TimeLimits, name: str) -> tuple[Engine, Engine]:
    engine = create_engine(
        url,
        hide_parameters=True,  # an error's text must not hold what somebody typed
        connect_args=limits.of_connection() | {"application_name": name},
        pool_pre_ping=True,
        max_overflow=15,
        pool_timeout=limits.answer,
    )
    bound(engine, limits.answer)
    reading = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return engine, reading
