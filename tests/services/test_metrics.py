"""Numbers for Prometheus: of all processes of a door, and from the worker of the whole service; nothing of anybody."""

import re
import subprocess
import sys
from datetime import timedelta

import pytest
from demo_process import free_ports, read
from gunicorn_process import answers, before_any_key, gunicorn
from sqlalchemy import update

from portal.services import reminders, service_state
from portal.settings import ROOT
from portal.storage.tables import outbox
from posting import EMAIL, put_in_outbox, until

HOUR = timedelta(hours=1)


def test_the_numbers_of_the_whole_service(context):
    assert service_state.numbers(context)["worker_silent_seconds"] == -1
    reminders.beat(context, context.now() - HOUR)
    put_in_outbox(context.store, context.now() - 2 * HOUR, EMAIL, EMAIL)
    with context.store.begin() as unit:
        first = unit.outbox.claim(context.now(), limit=1)[0].id
        unit.connection.execute(update(outbox).where(outbox.c.id == first).values(state="sent"))
    numbers = service_state.numbers(context)
    assert numbers == dict.fromkeys(service_state.NUMBERS, 0) | {
        "database_up": 1,
        "outbox_waiting": 1,
        "receipts_outstanding": 1,
        "outbox_overdue_seconds": 7200,
        "worker_silent_seconds": 3600,
    }


def scraped(port):
    lines = read(f"http://127.0.0.1:{port}/metrics").splitlines()
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines if not line.startswith("#")}


@pytest.mark.timeout(60)
@pytest.mark.at_length
def test_a_door_counts_over_all_its_processes(tmp_path, sqlite_file):
    before_any_key(sqlite_file, tmp_path)
    (watched,) = free_ports(1)
    with gunicorn("public_app", tmp_path, WEB_CONCURRENCY="2", PORTAL_METRICS=f"127.0.0.1:{watched}") as (door, port):
        until(lambda: answers(port, door), seconds=30)
        for _ in range(20):
            read(f"http://127.0.0.1:{port}/")
        with pytest.raises(OSError, match="404"):
            read(f"http://127.0.0.1:{port}/zebediah")
        numbers = scraped(watched)
    pages = 'portal_responses_total{{door="portal.public",page="{}",status="{}"}}'
    assert numbers[pages.format("pages.start", 200)] == 20
    assert numbers[pages.format("none", 404)] == 1
    assert numbers['portal_request_seconds_count{door="portal.public"}'] >= 22
    assert numbers['portal_database_seconds_count{use="reader"}'] > 0
    assert not re.search(r"zebediah|127\.0\.0\.1", str(numbers))


@pytest.mark.at_length
@pytest.mark.timeout(60)
def test_the_worker_tells_its_own_numbers_and_those_of_the_service(tmp_path, sqlite_file):
    before_any_key(sqlite_file, tmp_path)
    (watched,) = free_ports(1)
    environment = {"PORTAL_DATA_DIR": str(tmp_path), "PORTAL_METRICS": f"127.0.0.1:{watched}", "PORTAL_ENV": "demo"}
    with subprocess.Popen([sys.executable, "-m", "portal", "worker"], env=environment, cwd=ROOT) as worker:
        try:
            numbers = until(lambda: _scraped_if_there(watched), seconds=30)
        finally:
            worker.terminate()
    assert worker.returncode == 0
    assert {f"portal_{name}" for name in service_state.NUMBERS} <= numbers.keys()
    assert numbers["portal_database_up"] == 1


def _scraped_if_there(port):
    try:
        return scraped(port)
    except OSError:
        return None
