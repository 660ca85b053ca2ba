"""A worker is killed (SIGKILL) wherever it can be; the next one finishes, with nothing lost or sent twice."""

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

import posting
from portal.services.delivery import send_waiting
from posting import EMAIL, context_for, counts, put_in_outbox, stand_in, until

pytestmark = pytest.mark.every_database

LEASE_IS_OVER = timedelta(minutes=3)


@pytest.fixture
def desk():
    return stand_in(settles_in=None)


@pytest.fixture
def url(desk):
    with desk.running() as url:
        yield url


@pytest.fixture(scope="module")
def parent():
    """A process that has imported everything, and forks a worker for each line it reads."""
    command = [sys.executable, posting.__file__]
    found = os.environ | {"PYTHONPATH": str(Path(posting.__file__).parents[1])}  # where the stand-ins are
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=found) as process:
        yield process


@pytest.fixture
def worker(parent, store_url, url, now):
    """Starts workers, each a process of its own (``ahead``: how far its clock is)."""
    pids = []

    def start(notify=url, ahead=timedelta(0)):
        print(store_url, notify, (now + ahead).isoformat(), file=parent.stdin, flush=True)
        pids.append(int(parent.stdout.readline()))
        return pids[-1]

    yield start
    for pid in pids:
        if alive(pid):
            kill(pid)


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def kill(pid):
    os.kill(pid, signal.SIGKILL)
    until(lambda: not alive(pid))


def finish(store, url, at):
    """The next worker, once the claims of the first have run out."""
    context = context_for(store, url, at)
    while send_waiting(context, at):
        pass


def test_killed_before_notify_was_reached(store, desk, url, worker, now):
    put_in_outbox(store, now, EMAIL)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        process = worker(f"http://127.0.0.1:{silent.getsockname()[1]}")
        silent.settimeout(10)
        line, _ = silent.accept()
        with line:
            kill(process)
    assert counts(store) == {"waiting": 1}
    finish(store, url, now + LEASE_IS_OVER)
    assert counts(store) == {"sent": 1}
    assert len(desk.messages) == 1


def test_killed_after_notify_took_it_and_before_it_answered(store, desk, url, worker, now):
    put_in_outbox(store, now, EMAIL)
    desk.fail("slow", seconds=1, times=1)
    process = worker()
    until(lambda: desk.messages)
    kill(process)
    assert counts(store) == {"waiting": 1}
    finish(store, url, now + LEASE_IS_OVER)
    assert counts(store) == {"sent": 1}
    assert len(desk.messages) == 1


def test_killed_after_the_answer_and_before_writing_it_down(store, desk, url, worker, now):
    """The worker has the answer, and waits for the database that we hold."""
    put_in_outbox(store, now, EMAIL)
    desk.fail("slow", seconds=0.25, times=1)
    process = worker()
    until(lambda: desk.messages)
    with store.begin() as unit:
        if not store.embedded:
            unit.connection.execute(text("LOCK TABLE outbox IN EXCLUSIVE MODE"))
        time.sleep(0.6)
        kill(process)
    assert counts(store) == {"waiting": 1}
    finish(store, url, now + LEASE_IS_OVER)
    assert counts(store) == {"sent": 1}
    assert len(desk.messages) == 1


def test_killed_after_writing_it_down(store, desk, url, worker, now):
    put_in_outbox(store, now, EMAIL)
    process = worker()
    until(lambda: counts(store) == {"sent": 1})
    kill(process)
    finish(store, url, now + LEASE_IS_OVER)
    assert len(desk.messages) == 1


@pytest.mark.tries(1)
def test_killed_again_and_again(store, desk, url, worker, now):
    many = 100  # more than four workers send before they are killed
    for number in range(many):
        put_in_outbox(store, now, replace(EMAIL, words=EMAIL.words | {"reference": f"number {number}."}))
    desk.fail("slow", seconds=0.2)
    for kills, pause in enumerate((0, 0.11, 0.23, 0.05)):
        taken = len(desk.messages)
        process = worker(ahead=kills * LEASE_IS_OVER)
        until(lambda taken=taken: len(desk.messages) > taken)
        time.sleep(pause)
        kill(process)
    desk.fail("off")
    assert counts(store)["waiting"] > 0, "the workers were too quick to be killed"
    finish(store, url, now + 4 * LEASE_IS_OVER)
    assert counts(store) == {"sent": many}
    assert {message["body"].split("number ")[1].split(".")[0] for message in desk.messages} == {
        str(number) for number in range(many)
    }
    assert len(desk.messages) <= many + 1
