"""The doors as production serves them: gunicorn with `gunicorn.conf.py`."""

import re
import socket
import time

import pytest
from gunicorn_process import answers, before_any_key, gunicorn, log_of
from sqlalchemy import text

from portal import apps
from portal.settings import BadSettings, PublicSettings, StaffSettings
from posting import until


def say(port, words):
    with socket.create_connection(("127.0.0.1", port), timeout=5) as to:
        to.sendall(words)
        return to.recv(100)


@pytest.mark.parametrize("app", ["public_app", "staff_app"])
@pytest.mark.tries(1)
def test_a_door_serves_says_nothing_of_its_visitors_and_stops_at_once(tmp_path, app, sqlite_file):
    before_any_key(sqlite_file, tmp_path)
    with gunicorn(app, tmp_path) as (process, port):
        until(lambda: answers(port, process), seconds=30)
        assert say(port, b"GET /zebediah HTTP/1.1\r\n\r\n").startswith(b"HTTP/1.1 404")
        assert say(port, b"Zebediah Quillfeather\r\n\r\n").startswith(b"HTTP/1.1 400")
        assert say(port, b"GET / HTTP/1.1\r\nZebediah\r\n\r\n").startswith(b"HTTP/1.1 400")
        assert say(port, b"GET /" + b"z" * 3000 + b" HTTP/1.1\r\n\r\n").startswith(b"HTTP/1.1 414")
        assert say(port, b"POST / HTTP/1.1\r\nSec-Fetch-Site: cross-site\r\n\r\n").startswith(b"HTTP/1.1 40")
        began = time.monotonic()
        process.terminate()
        assert process.wait(10) == 0
        assert time.monotonic() - began < 5
    said = log_of(tmp_path)
    assert "Refused a request that is not sound HTTP" in said
    after_start = said.partition("Booting worker")[2]
    assert not re.search(r"127\.0\.0\.1|zebediah|zzz", after_start, re.IGNORECASE), said
    assert "Traceback" not in said
    at = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"
    line = rf"{at} WARNING portal\.security: f\w+ door=portal\.{app.removesuffix('_app')} at="
    assert re.search(line, said, re.MULTILINE), said


DOORS = {"public": (apps.public_app, PublicSettings), "staff": (apps.staff_app, StaffSettings)}
OTHERS = {
    "older": ("UPDATE alembic_version SET version_num = '0001'", "run `portal upgrade`"),
    "none": ("DROP TABLE alembic_version", "run `portal upgrade`"),
    "later": (
        "UPDATE alembic_version SET version_num = '9999', serves_from = '9999'",
        "written by a later version of the portal",
    ),
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("tables", OTHERS)
def test_a_door_is_not_well_and_does_not_begin_where_the_tables_are_not_its_own(tmp_path, sqlite_file, door, tables):
    """What it read in them, or wrote there, could mean something else."""
    before_any_key(sqlite_file, tmp_path)
    begin, kind = DOORS[door]
    settings, faults = kind.collect({"PORTAL_DATA_DIR": str(tmp_path)})
    assert faults == []
    running = begin(settings)
    assert running.test_client().get("/health").text == "ok"
    change, why = OTHERS[tables]
    with running.extensions["context"].store.begin() as unit:
        unit.connection.execute(text(change))
    answer = running.test_client().get("/health")
    assert (answer.status_code, why in answer.text) == (503, True)
    with pytest.raises(BadSettings, match=why):
        begin(settings)


def test_a_door_with_bad_settings_stops_and_says_all_that_is_wrong(tmp_path):
    with gunicorn("public_app", tmp_path, PORTAL_ENV="production") as (process, _port):
        assert process.wait(15) != 0
    said = log_of(tmp_path)
    assert said.count("The portal cannot start:") == 1
    for variable in ("PORTAL_MASTER_KEY", "PORTAL_DATABASE_URL", "PORTAL_PUBLIC_URL", "PORTAL_ACCEPT_UNCONFIRMED"):
        assert variable in said
    assert not list(tmp_path.glob("*.sqlite3"))
