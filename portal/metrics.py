"""Numbers for Prometheus, on a port of their own that only the machine that watches the service may reach.

A door counts and times its requests and its units of work, over all its processes; the worker also its calls to GOV.UK
Notify, and says how the service stands as a whole. No label names anybody: they are statuses, pages and our own words.
The library is read only where `PORTAL_METRICS` is set, and before it a door's processes need a folder that they share.
"""

import logging
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, Response, request

from portal import log_lines
from portal.services import AppContext, service_state

if TYPE_CHECKING:
    from prometheus_client import Counter, Histogram
    from prometheus_client.core import GaugeMetricFamily

log = logging.getLogger(__name__)

SHARED = "PROMETHEUS_MULTIPROC_DIR"
"""Where the processes of a door count together: the library reads it as it is first imported."""

MEMORY = Path("/dev/shm")  # noqa: S108  # a fresh folder in it
KNOWN_FOR = 10.0  # seconds for which the numbers of the whole service are not asked for again


def share(environment: dict[str, str] | Any) -> None:
    """Make the folder in which the processes of one door count together."""
    environment[SHARED] = tempfile.mkdtemp(prefix="portal-metrics-", dir=MEMORY if MEMORY.is_dir() else None)


def serve_door(address: str) -> None:
    """Answer with the numbers of all processes of this door, from the process that started them."""
    from prometheus_client import CollectorRegistry, start_http_server  # noqa: PLC0415  # see above
    from prometheus_client.multiprocess import MultiProcessCollector  # noqa: PLC0415

    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    start_http_server(*_place(address), registry=registry)


def process_ended(pid: int) -> None:
    """A process of this door has ended: what it counted stays."""
    from prometheus_client.multiprocess import mark_process_dead  # noqa: PLC0415

    mark_process_dead(pid)  # type: ignore[no-untyped-call]


def forget() -> None:
    """Delete the folder of this door."""
    shutil.rmtree(os.environ[SHARED], ignore_errors=True)


def watch_door(app: Flask, context: AppContext) -> None:
    """Count and time what a door answers."""
    from prometheus_client import Counter, Histogram  # noqa: PLC0415

    answers = Counter("portal_responses", "What a door answered.", ["door", "page", "status"])
    seconds = Histogram("portal_request_seconds", "How long an answer took.", ["door"])
    _watch_both(context)

    def note(response: Response) -> Response:
        request.environ["portal.page"] = request.endpoint or "none"
        return response

    app.after_request(note)
    app.wsgi_app = _Counted(app.wsgi_app, app.name, answers, seconds)  # type: ignore[method-assign]  # how Flask wants it


class _Counted:
    def __init__(self, application: WSGIApplication, door: str, answers: "Counter", seconds: "Histogram") -> None:
        self._application, self._door = application, door
        self._answers, self._seconds = answers, seconds.labels(door)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        began = time.perf_counter()

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            self._answers.labels(self._door, environ.get("portal.page", "none"), status[:3]).inc()
            self._seconds.observe(time.perf_counter() - began)
            return start_response(status, headers, exc_info)

        return self._application(environ, start)


def serve_worker(context: AppContext, address: str) -> None:
    """Answer with the worker's own numbers, and those of the whole service."""
    from prometheus_client import REGISTRY, Counter, start_http_server  # noqa: PLC0415

    calls = Counter("portal_notify_calls", "What GOV.UK Notify answered.", ["outcome"])
    context.notify.answered = lambda outcome: calls.labels(outcome).inc()
    _watch_both(context)
    REGISTRY.register(_Standing(context))
    start_http_server(*_place(address))


def _watch_both(context: AppContext) -> None:
    from prometheus_client import Counter, Histogram  # noqa: PLC0415

    units = Histogram("portal_database_seconds", "How long a unit of work took.", ["use"])
    timed = {use: units.labels(use).observe for use in ("reader", "writer")}
    context.store.timed = lambda use, seconds: timed[use](seconds)
    events = Counter("portal_security_events", "Lines of the security log.", ["event"])
    logging.getLogger(log_lines.SECURITY).addHandler(_Counting(lambda event: events.labels(event).inc()))


class _Counting(logging.Handler):
    """Counts the lines of the security log by their event."""

    def __init__(self, count: Callable[[str], None]) -> None:
        super().__init__()
        self._count = count

    def emit(self, record: logging.LogRecord) -> None:
        self._count(getattr(record, "facts", {}).get("event") or record.getMessage().partition(" ")[0])


class _Standing:
    """How the service stands as a whole, asked for at most every ten seconds."""

    def __init__(self, context: AppContext) -> None:
        self._context = context
        self._known: tuple[float, dict[str, float]] | None = None

    def collect(self) -> Iterable["GaugeMetricFamily"]:
        from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415

        now = time.monotonic()
        if self._known is None or now - self._known[0] > KNOWN_FOR:
            self._known = now, service_state.numbers(self._context)
        for name, value in self._known[1].items():
            yield GaugeMetricFamily(f"portal_{name}", service_state.NUMBERS[name], value=value)


def _place(address: str) -> tuple[int, str]:
    host, _, port = address.rpartition(":")
    return int(port), host
