"""What stands in the log: what is on the list, the request, nobody's words, and no line a thousand times."""

import json
import logging
import re
import sqlite3
from contextlib import closing

import pytest
from sqlalchemy.exc import OperationalError

from portal import log_lines
from portal.log_lines import FIRST_PAUSE, LONGEST_PAUSE, kind_of_fault
from portal.services import security_log
from portal.services.security_log import Happening

PERSONAL = "Robin Example, born 27 March 2016"


class Kept(logging.StreamHandler):
    """Keeps its lines."""

    def __init__(self):
        super().__init__()
        self.lines = []

    def emit(self, record):
        self.lines.append(self.format(record))


@pytest.fixture
def written():
    """What the log writes from now on, as JSON."""
    handler = log_lines.dress(Kept(), as_json=True)
    root, ours = logging.getLogger(), logging.getLogger(log_lines.SECURITY)
    level = ours.level
    root.addHandler(handler)
    ours.setLevel(logging.INFO)
    yield handler.lines
    root.removeHandler(handler)
    ours.setLevel(level)


def test_a_line_is_an_object_with_what_is_on_the_list(written):
    number = log_lines.begin_request()
    logging.getLogger("portal.services.delivery").warning("A notice waits after try %d: %s", 2, "why")
    security_log.event(Happening.SIGNED_IN, account="3f9ac21e", at="staff", name=PERSONAL)
    first, second = map(json.loads, written)
    assert first.pop("time").endswith("Z")
    assert first == {
        "level": "WARNING",
        "logger": "portal.services.delivery",
        "message": "A notice waits after try 2: why",
        "request": number,
    }
    assert (second["event"], second["account"], second["at"]) == ("signed_in", "3f9ac21e", "staff")
    assert "name" not in second
    assert re.fullmatch("[0-9a-f]{10}", number)


def test_what_a_library_says_and_what_an_exception_holds_is_not_written(written):
    logging.getLogger("somebody.else").error("Could not send to %s", PERSONAL)
    try:
        int(PERSONAL)
    except ValueError:
        logging.getLogger("portal.web").exception("It broke.", stack_info=True)
    assert len(written) == 2
    assert "Robin" not in "".join(written)
    assert "said something at line" in written[0]
    assert json.loads(written[0])["logger"] == "somebody.else"


def test_a_line_that_comes_again_and_again_is_written_less_and_less_often():
    now = 1000.0
    fading = log_lines.Fading(lambda: now)
    log, said = logging.getLogger("portal.web"), []

    def say(words, logger=log):
        record = logger.makeRecord(logger.name, logging.CRITICAL, "", 0, "The database is down: %s", (words,), None)
        if fading.filter(record):
            said.append(record.getMessage())

    for _ in range(7200):
        say("OperationalError")
        now += 1
    assert said[0] == "The database is down: OperationalError"
    assert said[1] == f"The database is down: OperationalError ({FIRST_PAUSE - 1:.0f} times more since)"
    assert 5 < len(said) < 10, "twice as long each time"
    now += LONGEST_PAUSE
    say("Away")
    say("OperationalError")
    assert said[-2] == "The database is down: Away"
    for _ in range(3):
        say("x", logging.getLogger(log_lines.SECURITY))
    assert said[-3:] == ["The database is down: x"] * 3, "the security log is whole"


def test_what_it_remembers_has_an_end():
    fading = log_lines.Fading()
    log = logging.getLogger("portal.web")
    for number in range(2 * log_lines.REMEMBERED):
        assert fading.filter(log.makeRecord(log.name, logging.ERROR, "", 0, f"line {number}", (), None))
    assert len(fading._said) == log_lines.REMEMBERED


@pytest.mark.parametrize(
    ("environment", "json_lines"),
    [
        ({}, False),
        ({"PORTAL_ENV": "production"}, True),
        ({"PORTAL_ENV": "production", "PORTAL_LOG": "text"}, False),
        ({"PORTAL_ENV": "demo", "PORTAL_LOG": "json"}, True),
    ],
)
def test_lines_are_json_in_production_unless_somebody_says_otherwise(environment, json_lines):
    assert log_lines.as_json(environment) == json_lines


def test_a_fault_of_the_database_is_named_by_its_code_and_never_by_its_words(tmp_path):
    first, second = (sqlite3.connect(tmp_path / "one.db", timeout=0, isolation_level=None) for _ in "ab")
    with closing(first), closing(second):
        first.execute("BEGIN IMMEDIATE")
        with pytest.raises(sqlite3.OperationalError) as busy:
            second.execute("BEGIN IMMEDIATE")
    assert kind_of_fault(busy.value) == "OperationalError SQLITE_BUSY"
    assert kind_of_fault(OperationalError("SELECT 'Robin'", {}, busy.value)) == "OperationalError SQLITE_BUSY"
    assert kind_of_fault(ValueError("Robin")) == "ValueError"
