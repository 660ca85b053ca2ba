"""`/health` and `/ready`, as a machine asks them."""

import re

import pytest
from sqlalchemy import text

from portal import log_lines
from portal.services import reminders
from portal.web import service_probes


@pytest.fixture
def ready(visitor, monkeypatch):
    """What `/ready` answers at this moment."""
    monkeypatch.setattr(service_probes, "KNOWN_FOR", -1)
    return lambda: visitor.client.get("/ready")


def test_it_is_ready_once_the_worker_is_at_work(ready, context):
    answer = ready()
    assert answer.status_code == 503
    assert answer.text == (
        "worker: No sign of the worker since it was set up, so nothing is sent and nobody reminded. "
        "Start it again, and see that all clocks are right.\n"
    )
    assert answer.mimetype == "text/plain"
    reminders.beat(context, context.now())
    assert (ready().status_code, ready().text) == (200, "ready\n")


def test_keys_that_are_not_those_of_the_database_are_told_at_both(ready, context, visitor):
    reminders.beat(context, context.now())
    with context.store.begin() as unit:
        kept = unit.connection.execute(text("SELECT value FROM key_probes WHERE name = 'index'")).scalar_one()
        unit.connection.execute(text("UPDATE key_probes SET value = :none WHERE name = 'index'"), {"none": b"no"})
    for path in ("/ready", "/health"):
        answer = visitor.client.get(path)
        assert answer.status_code == 503
        assert "PORTAL_INDEX_KEY" in answer.text
    with context.store.begin() as unit:
        unit.connection.execute(text("UPDATE key_probes SET value = :it WHERE name = 'index'"), {"it": kept})
    assert ready().status_code == 200


def test_however_often_it_is_asked_the_database_is_asked_once_in_five_seconds(visitor, context):
    visitor.client.get("/ready")
    before = context.store.units
    for _ in range(20):
        visitor.client.get("/ready")
    assert context.store.units == before


def test_the_number_on_a_page_of_ours_that_broke_finds_its_line_in_the_log(make_door, caplog):
    door = make_door()
    door.add_url_rule("/broken", "broken", lambda: {}["it"])
    handler = log_lines.dress(caplog.handler, as_json=False)
    try:
        page = door.test_client().get("/broken", base_url="https://localhost")
        (number,) = re.findall("tell us this number: ([0-9a-f]{10})", page.text)
        assert [record.request for record in caplog.records] == [number]
        missing = door.test_client().get("/nowhere", base_url="https://localhost")
        assert "this number" not in missing.text
    finally:
        handler.filters.clear()
