"""Speed of the public door against a raw Flask route and against the least, all behind gunicorn, in the same run.

`make bench` prints one line a figure, `name: figure`. Without a unit it is a ratio: requests a second of the
portal over those of the raw route, the median of short rounds taken in turn. The asker's own processor time,
which is taken from the same machine, is left out of all.

For SQLite, and with "PostgreSQL" before their names for production's:

- form page blank, answered: each question of a parent's journey, the draft opened from the database
- form page: the mean of both
- answer: an answer posted with its form token, kept durably, and led on
- form page of the least, answer of the least: the same over what any Flask service must do for them, see least.py

On SQLite only:

- first request ms: what the first visitor after a start waits for a page, the slowest of two kinds
- page kB compressed: the largest page of the public door, as gzip sends it
- first visit kB: the start page with all that it loads, headers included
- queue p95 ms, queue growth: the staff's lists, see lists.py
"""

import gzip
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from itertools import cycle
from pathlib import Path
from statistics import mean, median
from threading import Thread
from typing import Any, NamedTuple
from urllib.parse import urlencode

import html5lib
from flask import Flask
from sqlalchemy import make_url

ROOT = Path(__file__).parents[2]
sys.path.append(str(ROOT / "tests"))

import least  # noqa: E402
import lists  # noqa: E402

from build import PARENT  # noqa: E402  # a script finds the tests' own modules by itself
from portal import apps  # noqa: E402
from portal.domain.journey import Answers, Kind, Step, answered, more_key  # noqa: E402
from portal.services import AppContext, applications, new_token  # noqa: E402
from portal.settings import PublicSettings  # noqa: E402

ROUNDS, SECONDS = 15, 0.4
WORKERS = 2
ASKERS = 2 * WORKERS  # so that no worker waits for the next request
FRESH_STARTS = 3
PUBLIC, RAW, SPARE, LEAST = 8191, 8192, 8193, 8194  # ports
LEAVE = ("/exit", "/health")  # no pages: the one ends the session
OK = 200


def raw() -> Flask:
    """What everything is measured against."""
    app = Flask("raw")
    app.add_url_rule("/", "raw", lambda: "Hello")
    return app


# --- asking


class Answer(NamedTuple):
    status: int
    head: str
    body: bytes
    size: int


def get(path: str, **headers: str) -> bytes:
    return _request(f"GET {path}", {"Accept": "text/html", **headers}, b"")


def post(path: str, body: bytes, **headers: str) -> bytes:
    form = {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
    return _request(f"POST {path}", form | headers, body)


def _request(line: str, headers: Mapping[str, str], body: bytes) -> bytes:
    head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return f"{line} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n{head}\r\n".encode() + body


def ask(port: int, request: bytes) -> bytes:
    with socket.socket() as to:
        to.connect(("127.0.0.1", port))
        to.sendall(request)
        answer = bytearray()
        while got := to.recv(65536):
            answer += got
    return answer


def read(port: int, request: bytes) -> Answer:
    whole = ask(port, request)
    head, _, body = whole.partition(b"\r\n\r\n")
    return Answer(int(head[9:12]), head.decode(), body, len(whole))


def rate(port: int, requests: list[bytes], status: bytes) -> float:
    """Answers a second; each must have this status."""
    counts: list[int] = []

    def keep_asking(start: int) -> None:
        done = 0
        for request in cycle(requests[start:] + requests[:start]):
            if time.monotonic() > end:
                break
            answer = ask(port, request)
            if answer[9:12] != status:
                raise ValueError(f"expected {status!r}: {answer[:200]!r}")
            done += 1
        counts.append(done)

    began, own, end = time.monotonic(), time.process_time(), time.monotonic() + SECONDS
    askers = [Thread(target=keep_asking, args=(n * len(requests) // ASKERS,)) for n in range(ASKERS)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    spent = (time.process_time() - own) / (os.cpu_count() or 1)
    return sum(counts) / (time.monotonic() - began - spent)


# --- serving


@contextmanager
def serving(target: str, port: int, data: Path, workers: int = WORKERS, **more: str) -> Iterator[int]:
    """The app behind gunicorn, as it is served in production."""
    command = (
        Path(sys.executable).with_name("gunicorn"), f"--bind=127.0.0.1:{port}", f"--workers={workers}",
        f"--pythonpath={Path(__file__).parent}", "--log-level=warning", target,
    )  # fmt: skip
    server = subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ
        | {"PORTAL_ENV": "demo", "PORTAL_DATA_DIR": str(data), "PORTAL_REQUESTS_PER_MINUTE": "1000000", **more},
    )
    try:
        _wait_for(port, server)
        yield port
    finally:
        server.terminate()
        server.wait()


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        with socket.socket() as to:
            if to.connect_ex(("127.0.0.1", port)) == 0:
                break
        if server.poll() is not None:
            sys.exit("gunicorn did not start")
        time.sleep(0.1)
    time.sleep(0.5)  # the workers are forked after the port is open


# --- the journey of a parent


class Stop(NamedTuple):
    """A page of the journey, with the draft of somebody who has come so far."""

    path: str
    cookie: str


def stops(context: AppContext) -> tuple[list[Stop], list[Stop]]:
    """Every question on a parent's path: as they come to it, and once all is answered."""
    blank = []
    answers: dict[str, Any] = {}
    journey = context.journeys["adult"]
    while not answered(step := journey.path(answers)[-1], answers):
        if answers and step.question.kind is not Kind.NOTE:
            blank.append(_stop(context, step, answers))
        answers |= _said(step)
    questions = [step for step in journey.path(answers) if step.question.kind is not Kind.NOTE]
    return blank, [_stop(context, step, answers) for step in questions]


def _said(step: Step) -> Answers:
    question, item = step
    if question.many is None:
        return {key: PARENT[key] for key in question.fills() if key in PARENT}
    if item is None:
        return {more_key(question): PARENT[more_key(question)]}
    return {question.key: PARENT[question.key][: item + 1]}


def _stop(context: AppContext, step: Step, answers: Answers) -> Stop:
    token = new_token()
    applications.answer(context, token, "en", answers)
    number = "" if step.item is None else f"/{step.item + 1}"
    return Stop(f"/request/{step.question.address}{number}", f"s={token}")


def resent(stop: Stop, page: bytes, *, without_answers: bool = False) -> bytes:
    """The page's form, sent as it stands, or as if nothing had been filled in."""
    tree = html5lib.parse(page.decode(), namespaceHTMLElements=False)
    form = next(form for form in tree.iter("form") if form.get("method") == "post")
    data = [(area.get("name"), area.text or "") for area in form.iter("textarea")]
    data += [
        (box.get("name"), box.get("value", ""))
        for box in form.iter("input")
        if box.get("type") not in ("radio", "checkbox") or box.get("checked") is not None
    ]
    if without_answers:
        data = [(name, value) for name, value in data if name == "csrf_token"]
    return post(stop.path, urlencode(data).encode(), Cookie=stop.cookie)


# --- figures


class Ports(NamedTuple):
    """Where each of those that are compared answers."""

    public: int
    plain: int
    least: int


def speeds(at: Ports, blank: list[Stop], full: list[Stop]) -> Iterator[tuple[str, float]]:
    """The ratios: short rounds, so that whatever else the machine does falls on all alike."""
    asked = {
        "form page blank": [get(stop.path, Cookie=stop.cookie) for stop in blank],
        "form page answered": [get(stop.path, Cookie=stop.cookie) for stop in full],
    }
    sent = [resent(stop, read(at.public, get(stop.path, Cookie=stop.cookie)).body) for stop in full]
    work = {name: partial(rate, at.public, requests, b"200") for name, requests in asked.items()}
    work["answer"] = partial(rate, at.public, sent, b"303")
    ratios: dict[str, list[float]] = {name: [] for name in work}
    floors: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(ROUNDS):
        base = rate(at.plain, [get("/")], b"200")
        page, answer = rate(at.least, [get("/")], b"200"), rate(at.least, [post("/", b"")], b"303")
        for name, measure in work.items():
            measured = measure()
            ratios[name].append(measured / base)
            floors[name].append(measured / (answer if name == "answer" else page))
    for kind, found in (("", ratios), (" of the least", floors)):
        yield f"form page{kind}", mean(median(found[name]) for name in asked)
        yield f"answer{kind}", median(found["answer"])
    yield from ((name, median(ratios[name])) for name in asked)


def page_size(port: int, stops: list[Stop]) -> int:
    """How long a page of the form is on average, in bytes."""
    return round(mean(len(read(port, get(stop.path, Cookie=stop.cookie)).body) for stop in stops))


@contextmanager
def compared(data: Path, url: str, stops: list[Stop]) -> Iterator[Ports]:
    """The portal over the database at ``url``, the raw route, and the least over a database of the same kind."""
    beside = url.replace("portal", "least")
    least.prepare(beside)
    with serving("portal.apps:public_app()", PUBLIC, data, PORTAL_DATABASE_URL=url) as public:
        size = str(page_size(public, stops))
        with (
            serving("bench:raw()", RAW, data) as plain,
            serving("least:app()", LEAST, data, LEAST_DATABASE=beside, LEAST_BYTES=size) as floor,
        ):
            yield Ports(public, plain, floor)


def first_request(data: Path, stop: Stop) -> float:
    """Milliseconds that the first visitor after a start waits, for the start page or a form page."""

    def wait(request: bytes) -> float:
        with serving("portal.apps:public_app()", SPARE, data, workers=1) as port:
            began = time.perf_counter()
            ask(port, request)
            return (time.perf_counter() - began) * 1000

    requests = get("/"), get(stop.path, Cookie=stop.cookie)
    return max(median(wait(request) for _ in range(FRESH_STARTS)) for request in requests)


def largest_page(port: int, context: AppContext, stops: list[Stop]) -> float:
    """The largest page of the public door in kB, compressed: to read, to fill in, and with its errors."""
    app = apps.public_app(PublicSettings(), context)
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    plain = [rule.rule for rule in rules if not rule.arguments - set(rule.defaults or {})]
    last = stops[-1].cookie
    pages = [read(port, get(path, Cookie=last)).body for path in plain if path not in LEAVE]
    for stop in stops:
        page = read(port, get(stop.path, Cookie=stop.cookie)).body
        pages += [page, read(port, resent(stop, page, without_answers=True)).body]
    return max(len(gzip.compress(page)) for page in pages) / 1000


def first_visit(port: int) -> float:
    """What a browser that was never here loads for the start page, in kB, headers included."""
    page = read(port, get("/"))
    head = html5lib.parse(page.body.decode(), namespaceHTMLElements=False)
    loaded = {link.get("href") for link in head.iter("link") if link.get("rel") != "apple-touch-icon"}
    loaded |= {script.get("src") for script in head.iter("script") if script.get("src")}
    parts = [read(port, get(str(path), Accept_Encoding="gzip, br")) for path in loaded]
    if wrong := [part.head for part in parts if part.status != OK]:
        raise ValueError(wrong)
    return (len(page.head) + len(gzip.compress(page.body)) + sum(part.size for part in parts)) / 1000


def on_sqlite(data: Path) -> Iterator[tuple[str, float]]:
    url = f"sqlite:///{data / 'portal.sqlite3'}"
    context = _context(data, url)
    blank, full = stops(context)
    with compared(data, url, blank + full) as at:
        yield from speeds(at, blank, full)
        yield "page kB compressed", largest_page(at.public, context, full)
        yield "first visit kB", first_visit(at.public)
    yield "first request ms", first_request(data, full[0])


def on_postgresql(data: Path) -> Iterator[tuple[str, float]]:
    """As durable as in production: PostgreSQL waits for its disk with each commit, as it does from the start."""
    server = lists.get_server(data / "postgresql", cleanup_mode="delete")
    try:
        for name in ("portal", "least"):
            server.psql(f"CREATE DATABASE {name};")
        address = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        url = address.set(database="portal").render_as_string(hide_password=False)
        blank, full = stops(_context(data, url))
        with compared(data, url, blank + full) as at:
            yield from ((f"PostgreSQL {name}", figure) for name, figure in speeds(at, blank, full))
    finally:
        server.cleanup()


def _context(data: Path, url: str) -> AppContext:
    context = apps.open_context(PublicSettings(data_dir=data, database=url, requests_per_minute=10**6))
    context.store.upgrade()
    return context


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for figures in (on_sqlite, on_postgresql):
            data = Path(folder, figures.__name__)
            data.mkdir()
            for name, figure in figures(data):
                print(f"{name}: {figure:.2f}", flush=True)
    for name, figure in lists.figures():
        print(f"{name}: {figure:.2f}", flush=True)


if __name__ == "__main__":
    main()
