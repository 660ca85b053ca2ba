"""One worker hands over as many messages a second as GOV.UK Notify takes, at 150 ms a call; two hand over more."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace

import pytest
from slow_notify import SlowNotify

import posting
from posting import EMAIL, counts, put_in_outbox, stand_in, until

ENOUGH = 45  # messages a second
MESSAGES = 900


@pytest.fixture
def line():
    return SlowNotify(stand_in(settles_in=None), 0.15)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("workers", [1, 2])
def test_a_worker_hands_over_as_much_as_notify_takes(postgresql_store, postgresql_url, line, now, workers, capsys):
    with line.running() as url:
        command = [sys.executable, posting.__file__]
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        ) as forks:
            notices = [replace(EMAIL, to={"email": f"p{number}@example.com"}) for number in range(MESSAGES)]
            put_in_outbox(postgresql_store, now, *notices)
            pids = []
            for _ in range(workers):
                forks.stdin.write(f"{postgresql_url} {url} {now.isoformat()}\n")
                forks.stdin.flush()
                pids.append(int(forks.stdout.readline()))
            until(lambda: counts(postgresql_store).get("sent", 0) > 20, seconds=60)
            began, before = time.monotonic(), counts(postgresql_store)["sent"]
            until(lambda: counts(postgresql_store).get("sent") == MESSAGES, seconds=200)
            each_second = (MESSAGES - before) / (time.monotonic() - began)
            for pid in pids:
                os.kill(pid, signal.SIGTERM)
            forks.stdin.close()
    with capsys.disabled():
        print(f"\n{workers} worker(s): {each_second:.0f} a second at 150 ms a call, {line.most} at once")
    assert each_second >= ENOUGH
