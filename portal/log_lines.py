"""The lines of the log: as text or as JSON, each with the request that it belongs to, and never with anybody's data.

What stands in a line is on a list: no other part of a record is written, and of libraries no sentence, because theirs
may quote what somebody sent. A line that comes again and again is written less and less often, with how often it came.
"""

import json
import logging
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from typing import Any

TEXT = "%(asctime)sZ %(levelname)s %(name)s: %(message)s"
"""How a line begins: when (UTC), how grave, and which part of the portal says it."""

TIME = "%Y-%m-%dT%H:%M:%S"
OURS = ("portal", "gunicorn")
"""Whose sentences are written; of all others only that they said something, and where."""

SECURITY = "portal.security"
FIRST_PAUSE, LONGEST_PAUSE = 60.0, 3600.0  # seconds between two lines that say the same
REMEMBERED = 500  # different lines

_request: ContextVar[str] = ContextVar("request", default="")


def begin_request() -> str:
    """A number for the request that this thread begins to serve: it stands in its lines and on its error page."""
    number = secrets.token_hex(5)
    _request.set(number)
    return number


def request_number() -> str:
    """That number; blank where no request is served."""
    return _request.get()


def kind_of_fault(error: Exception) -> str:
    """The name of a fault, with SQLite's or PostgreSQL's own code for it; not its text, which may be somebody's."""
    own = getattr(error, "orig", None) or error
    code = getattr(own, "sqlite_errorname", None) or getattr(own, "sqlstate", None)
    return f"{type(error).__name__} {code}" if code else type(error).__name__


class AllowedFields(logging.Filter):
    """Lets a record say only what is on the list, and adds the request."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request = request_number()
        if record.name.partition(".")[0] not in OURS:
            record.msg, record.args = f"said something at line {record.lineno} of {record.module}", ()
        record.exc_info = record.exc_text = record.stack_info = None  # an exception's words may be somebody's
        return True


class Fading(logging.Filter):
    """Holds back a line that was written a moment ago, twice as long each time; the next one says how often it came.

    The security log is whole.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock, self._lock = clock, threading.Lock()
        self._said: OrderedDict[tuple[str, str], tuple[float, float, int]] = OrderedDict()  # next, pause, unsaid

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name == SECURITY:
            return True
        line = record.name, record.getMessage()
        with self._lock:
            now = self._clock()
            free_at, pause, unsaid = self._said.pop(line, (0.0, FIRST_PAUSE, 0))
            if now < free_at:
                self._said[line] = free_at, pause, unsaid + 1
                return False
            again = min(2 * pause, LONGEST_PAUSE) if unsaid else FIRST_PAUSE
            self._said[line] = now + pause, again, 0
            while len(self._said) > REMEMBERED:
                self._said.popitem(last=False)
        if unsaid:
            record.msg, record.args = f"{line[1]} ({unsaid} times more since)", ()
        return True


class JsonLines(logging.Formatter):
    """One object a line: the time, the level, the logger, the sentence, the request, and the facts of an event."""

    converter = staticmethod(time.gmtime)

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, Any] = {
            "time": f"{self.formatTime(record, TIME)}.{int(record.msecs):03}Z",
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if number := getattr(record, "request", ""):
            said["request"] = number
        facts: Mapping[str, str | int] = getattr(record, "facts", {})
        return json.dumps(said | dict(facts))


class TextLines(logging.Formatter):
    converter = staticmethod(time.gmtime)

    def __init__(self) -> None:
        super().__init__(TEXT, TIME)

    def format(self, record: logging.LogRecord) -> str:
        number = getattr(record, "request", "")
        return super().format(record) + (f" request={number}" if number else "")


def dress(handler: logging.Handler, *, as_json: bool) -> logging.Handler:
    """Let a handler write lines like these."""
    handler.setFormatter(JsonLines() if as_json else TextLines())
    for each in (AllowedFields(), Fading()):
        handler.addFilter(each)
    return handler


def as_json(environment: Mapping[str, str]) -> bool:
    """Whether lines are JSON: as ``PORTAL_LOG`` says, else in production."""
    said = environment.get("PORTAL_LOG", "").strip()
    return said == "json" if said else environment.get("PORTAL_ENV", "").strip() == "production"
