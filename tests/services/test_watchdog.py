"""A worker that gets nowhere is ended, so that another is started; one that goes on is left alone."""

import subprocess
import sys
import threading
import time

from portal.services import watchdog

HANGS = """
import threading
from portal.services import watchdog
watchdog.guard(lambda: 0, threading.Event(), 0.2)
threading.Event().wait()
"""


def test_a_process_that_gets_nowhere_is_ended():
    done = subprocess.run([sys.executable, "-c", HANGS], check=False, capture_output=True, text=True, timeout=15)
    assert done.returncode == 1
    assert "got nowhere" in done.stderr


def test_one_that_goes_on_or_was_stopped_is_left_alone():
    ended, stop, rounds = [], threading.Event(), iter(range(10**9))
    watchdog.guard(lambda: next(rounds), stop, 0.1, ended.append)
    time.sleep(0.3)
    stop.set()
    assert ended == []


def test_whatever_a_worker_does_is_progress(context):
    before = context.store.units
    with context.store.read(), context.store.begin():
        assert context.store.units > before
