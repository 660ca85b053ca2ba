"""`/health` and `/ready`: what machines ask of a door. They answer in plain text, to whoever watches the service."""

import logging
import threading
import time
from collections.abc import Callable
from http import HTTPStatus

from flask import Flask, Response

from portal.services import AppContext
from portal.services.service_state import Grade, readiness, why_not_well

log = logging.getLogger(__name__)

KNOWN_FOR = 5.0  # seconds for which one answer serves all who ask

_Answer = tuple[str, HTTPStatus]


def install(app: Flask, context: AppContext) -> None:
    ready = _Known(lambda: _readiness(context))
    app.add_url_rule("/health", "health", lambda: _plain(_health(context)))
    app.add_url_rule("/ready", "health_ready", lambda: _plain(ready.answer()))


def _health(context: AppContext) -> _Answer:
    """Well, as long as this door can serve: the database answers, its tables and keys are ours."""
    if why := why_not_well(context):
        log.critical(why)
        return why, HTTPStatus.SERVICE_UNAVAILABLE
    return "ok", HTTPStatus.OK


def _readiness(context: AppContext) -> _Answer:
    """Ready, as long as all that is promised happens: also what is written, sent, and done by the worker."""
    wrong = [each for each in readiness(context) if each.grade is Grade.NOT_READY]
    if wrong:
        return "\n".join(f"{each.name}: {each.said}" for each in wrong) + "\n", HTTPStatus.SERVICE_UNAVAILABLE
    return "ready\n", HTTPStatus.OK


def _plain(answer: _Answer) -> Response:
    text, status = answer
    return Response(text, status, mimetype="text/plain")


class _Known:
    """Asks once in a while, whoever asks however often: the answer costs a write."""

    def __init__(self, ask: Callable[[], _Answer]) -> None:
        self._ask, self._lock = ask, threading.Lock()
        self._known: tuple[float, _Answer] | None = None

    def answer(self) -> _Answer:
        with self._lock:
            now = time.monotonic()
            if self._known is None or now - self._known[0] > KNOWN_FOR:
                self._known = now, self._ask()
            return self._known[1]
