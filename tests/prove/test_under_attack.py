"""Two workers, and 15 kB a second of the worst that anybody could send: a page of the form and Exit answer in a second.

What comes slowly, a byte at a time, is the proxy's to hold back (`docs/proxy.md`); a few such clients are here too.
"""

import http.client
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import urlencode

import pytest
from demo_process import free_ports, read

from build import PARENT
from portal import apps
from portal.settings import ROOT, PublicSettings
from posting import send_in, until

RATE = 15_000  # bytes a second of all attackers together
SLOW = 8  # clients that send a byte now and then, each of which holds a thread
LONGEST = 1.0  # seconds
POINT = {"point.kind": "missing", "point.words": "x\n" * 2000}
BOMB = "a" + "\u0301" * 30_000 + "\u0316" * 30_000


@pytest.fixture
def token(environment):
    """The session of somebody who has sent the longest request there can be."""
    context = apps.open_context(PublicSettings.collect(environment)[0])
    context.store.upgrade()
    token, _ = send_in(context, PARENT | {"point": [POINT] * 10})
    context.store.close()
    return token


@pytest.fixture
def environment(tmp_path):
    return {
        "PORTAL_ENV": "demo", "PORTAL_DATA_DIR": str(tmp_path), "WEB_CONCURRENCY": "2", "PORTAL_PROXIES": "1",
    }  # fmt: skip


@pytest.fixture
def port(environment, token, tmp_path):  # noqa: ARG001 - the tables are there first
    (port,) = free_ports(1)
    mine = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    command = [Path(sys.executable).with_name("gunicorn"), f"--bind=127.0.0.1:{port}", "portal.apps:public_app()"]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=log, stderr=log, env={**mine, **environment}, start_new_session=True
        )

    def well():
        with suppress(OSError):
            return read(f"http://127.0.0.1:{port}/health") == "ok"

    until(well, seconds=60)
    yield port
    os.killpg(process.pid, signal.SIGKILL)  # what is under way is not waited for
    process.wait(30)


class Attack:
    """Whoever sends the worst, from as many networks as they like, and waits for no answer longer than need be."""

    def __init__(self, port, token):
        self.port, self.token, self.over = port, token, threading.Event()
        self.sent, self.began, self.lock = 0, time.monotonic(), threading.Lock()
        self.rng = random.Random(7)
        self.form = ("", "")
        self.came: Counter[tuple[str, object]] = Counter()

    def headers(self):
        return {"X-Forwarded-For": ".".join(str(self.rng.randrange(1, 250)) for _ in range(4))}

    def ask(self, method, address, body="", *, timeout=30, **headers):
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)) as asked:
            asked.request(method, address, body, {**self.headers(), **kind, **headers})
            answer = asked.getresponse()
            return answer, answer.read().decode(errors="replace")

    def begin(self):
        answer, page = self.ask("GET", "/return")
        cookie = answer.headers["Set-Cookie"].partition(";")[0]
        self.form = cookie, re.search(r'csrf_token" value="([^"]*)"', page)[1]

    def worst(self):
        """One request of theirs, by what it costs us."""
        cookie, token = self.form
        bytes_of_it = self.rng.randrange(200, 20_000)
        guess = {"csrf_token": token, "reference": "7K3M9QXR2", "code": f"{self.rng.random()}"}
        return self.rng.choice([
            ("GET", "/copy/receipt.pdf", "", {"Cookie": f"s={self.token}"}),
            ("GET", "/copy/page", "", {"Cookie": f"s={self.token}"}),
            ("POST", "/return", urlencode(guess), {"Cookie": cookie}),
            ("POST", "/return", urlencode({**guess, "reference": BOMB[:bytes_of_it]}), {"Cookie": cookie}),
            ("POST", "/csp-reports", "[" * 8000, {}),
        ])  # fmt: skip

    def go_on(self):
        while not self.over.is_set():
            method, address, body, headers = self.worst()
            with self.lock:
                self.sent += len(body) + 300
                ahead = self.sent / RATE - (time.monotonic() - self.began)
            if ahead > 0 and self.over.wait(ahead):
                return
            with suppress(http.client.HTTPException):
                try:
                    answer, _ = self.ask(method, address, body, timeout=2, **headers)
                    self.came[address, answer.status] += 1
                except OSError:
                    self.came[address, "no answer in time"] += 1

    def slowly(self):
        lines = b"POST /return HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000\r\n\r\n" + b"a" * 9000
        while not self.over.is_set():
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=5) as to:
                for byte in lines:
                    to.sendall(bytes([byte]))
                    if self.over.wait(0.2):
                        return


@pytest.mark.at_length
@pytest.mark.timeout(120)
def test_a_page_of_the_form_and_exit_answer_in_a_second_throughout(port, token, record_property):
    attack, waited = Attack(port, token), {"/request/now": [], "/exit": []}
    attack.begin()
    threads = [threading.Thread(target=attack.go_on) for _ in range(24)]
    threads += [threading.Thread(target=attack.slowly) for _ in range(SLOW)]
    for thread in threads:
        thread.start()
    until_then = time.monotonic() + 30
    try:
        while time.monotonic() < until_then:
            for address, seconds in waited.items():
                began = time.monotonic()
                answer, _ = attack.ask("GET", address, Cookie=f"s={'a' * 43}")
                seconds.append(time.monotonic() - began)
                assert answer.status in (200, 302)
            time.sleep(0.1)
    finally:
        attack.over.set()
        for thread in threads:
            thread.join(40)
    figures = {
        address: f"median {sorted(s)[len(s) // 2]:.3f} s, worst {max(s):.3f} s of {len(s)}"
        for address, s in waited.items()
    }
    record_property("figures", f"{figures}, {attack.sent / (time.monotonic() - attack.began):.0f} bytes a second")
    assert attack.came["/copy/receipt.pdf", "no answer in time"], f"files kept nobody waiting: {attack.came}"
    assert attack.came["/return", 422], f"no code was tried: {attack.came}"
    assert max(map(max, waited.values())) < LONGEST, figures
