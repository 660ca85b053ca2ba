"""How fast one network may ask for pages: counted in memory that all workers of a door share.

It asks no database, so it counts when that is down too, and costs a page next to nothing. The memory is made before
the workers are forked (``preload_app`` in ``gunicorn.conf.py``). It has a fixed size and says nothing of anybody:
a network's places in it follow from a key that is made at each start.
"""

import hashlib
import mmap
import secrets
import threading
import time
from datetime import timedelta

from flask import Flask, request

from portal.domain.rate_limits import MINUTE, Limit, TooFast
from portal.services import AppContext, security_log
from portal.services.security_log import Happening
from portal.web.security import network

SLOTS = 1 << 16
ROUNDED = 1e-6  # seconds
NEVER_LIMITED = frozenset({"pages.exit", "health", "health_ready", "council_css"})
"""Whoever has to leave a page at once always can."""

TOLD = Limit(1, MINUTE)
"""How often a network's being too fast is written down."""


class SharedCounts:
    """What each scope has used up. Two scopes share both of their places only by an unlikely accident.

    Processes do not lock each other out, since one that died with a lock would stop all the others: two that count
    at the very same moment may count once.
    """

    def __init__(self, slots: int = SLOTS) -> None:
        self._slots = slots
        self._free_at = memoryview(mmap.mmap(-1, 2 * slots * 8)).cast("d")  # seconds, of a clock that all share
        self._key = secrets.token_bytes(16)
        self._threads = threading.Lock()

    def take(self, scope: str, limit: Limit) -> timedelta | None:
        """Count one more in ``scope`` (none), or say after how long there is one more, and count nothing."""
        each, per = limit.each.total_seconds(), limit.per.total_seconds()
        digest = hashlib.blake2b(scope.encode(), key=self._key, digest_size=16).digest()
        first = int.from_bytes(digest[:8], "big") % self._slots
        second = self._slots + int.from_bytes(digest[8:], "big") % self._slots
        with self._threads:
            now = time.monotonic()
            free_at = max(min(self._free_at[first], self._free_at[second]), now) + each
            if free_at - now > per + ROUNDED:
                return timedelta(seconds=free_at - per - now)
            for place in (first, second):
                self._free_at[place] = max(self._free_at[place], free_at)
        return None


def install(app: Flask, counts: SharedCounts) -> None:
    """Look at each request's network before anything else does."""

    def limit() -> None:
        if request.endpoint not in NEVER_LIMITED:
            _count(app, counts)

    app.before_request_funcs.setdefault(None, []).insert(0, limit)


def _count(app: Flask, counts: SharedCounts) -> None:
    context: AppContext = app.extensions["context"]
    here = network()
    wait = counts.take(here, context.limits.requests)
    if request.method == "POST" and request.endpoint in app.config.get("UPLOADS", ()):
        wait = wait or counts.take(f"files from {here}", context.limits.files)
    if wait:
        if counts.take(f"told of {here}", TOLD) is None:
            security_log.event(Happening.THROTTLED, at="pages", network=security_log.alias(context, here))
        raise TooFast(context.now() + wait, context.now())
