"""How long the portal waits for its database, and what it does when there is no answer.

A database that vanishes without a word (a firewall, a fail-over, a frozen machine) closes no connection: whoever waits
for it without a limit waits for hours.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.errors import ConnectionTimeout, _WaitTimeout
from sqlalchemy import Engine, event
from sqlalchemy.exc import OperationalError

SQLITE = 1.5  # seconds that a writer waits for its turn at SQLite
CHECKPOINT = 5  # seconds that an erasure waits for those who still read
AWAY = 2  # seconds for which nobody asks again a database that gave no answer
PROBE = 4  # seconds that one asks it again, while all others are told at once that it is away


@dataclass(frozen=True, slots=True)
class TimeLimits:
    """Seconds that PostgreSQL may take over a statement and for a lock, and after which we take it to be away."""

    statement: int
    lock: int
    answer: float
    connect: int = 3

    def of_connection(self) -> dict[str, Any]:
        """How to connect: soon or not at all, to a database that takes what is written, and to notice when it goes."""
        limits = f"-c lock_timeout={self.lock}s -c statement_timeout={self.statement}s"
        return {
            "options": f"-c timezone=UTC {limits}",
            "connect_timeout": self.connect,
            "target_session_attrs": "read-write",  # a standby is none of ours
            "keepalives_idle": 10,
            "keepalives_interval": 3,
            "keepalives_count": 3,
            "tcp_user_timeout": 10_000,  # milliseconds
        }


AT_A_DOOR = TimeLimits(statement=4, lock=3, answer=5)
BEHIND_IT = TimeLimits(statement=30, lock=5, answer=40)
"""For the worker and the commands, for which nobody waits at a page."""


class NoAnswer(psycopg.OperationalError):
    """The database took longer than it may."""


class Away(Exception):
    """The database gave no answer a moment ago: it is not asked again yet."""


class Bounded(psycopg.Connection[Any]):
    """A connection on which nobody waits for longer than ``answer`` seconds. ``None``: as long as it takes."""

    answer: float | None = None

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        try:
            return super().wait(gen, interval, timeout or self.answer)
        except _WaitTimeout:
            self.pgconn.finish()  # nobody knows what it would still say
            raise NoAnswer("the database does not answer") from None


def bound(engine: Engine, answer: float) -> None:
    """Let every connection of ``engine`` have an ``answer`` in time; those taken out of it for longer work, too, later.

    Work that takes as long as it takes sets ``answer`` of its connection to ``None`` meanwhile.
    """

    @event.listens_for(engine, "do_connect")
    def connect(_dialect: Any, _record: Any, args: Any, known: dict[str, Any]) -> Bounded:
        made = Bounded.connect(*args, **known)
        made.answer = answer
        return made

    @event.listens_for(engine, "checkin")
    def back(made: Any, _record: Any) -> None:
        if made is not None:
            made.answer = answer


class Presence:
    """Whether the database answered when last asked. While it is away one asks it, and all others do not wait."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._ask_again = clock, 0.0  # 0: it is there

    def ask(self) -> None:
        """Raises :class:`Away`."""
        if self._ask_again:
            now = self._clock()
            if now < self._ask_again:
                raise Away
            self._ask_again = now + PROBE

    def answered(self) -> None:
        self._ask_again = 0.0

    def failed(self, error: OperationalError) -> None:
        if isinstance(error.orig, (NoAnswer, ConnectionTimeout)):
            self._ask_again = self._clock() + AWAY
