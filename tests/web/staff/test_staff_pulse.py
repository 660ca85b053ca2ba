"""Staff see it when the worker has stopped."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from portal.services import reminders
from visitor import Visitor

STOPPED = "Messages and reminders have stopped. Tell your IT team now."


def test_a_worker_gone_silent_is_on_every_page_until_it_is_back(signed_in, context, arrive, clock):
    assert f"{STOPPED} They have not worked yet." in signed_in.get("/").text
    reminders.beat(context, clock.now)
    clock.now += timedelta(seconds=29)
    assert STOPPED in signed_in.get("/").text, "what is known is good for 30 seconds"
    clock.now += timedelta(seconds=1)
    assert STOPPED not in signed_in.get("/").text
    clock.now += timedelta(minutes=14)
    assert STOPPED not in signed_in.get("/").text
    clock.now += timedelta(minutes=1)
    page = signed_in.get(f"/challenges/{arrive()}")
    assert f"{STOPPED} They last worked on 23 November 2026 at 10:00am." in page.text
    reminders.beat(context, clock.now)
    clock.now += timedelta(seconds=30)
    assert STOPPED not in signed_in.get("/").text


def test_who_is_not_signed_in_is_told_nothing_of_it(door):
    assert STOPPED not in Visitor(door).get("/sign-in").text


@pytest.mark.usefixtures("arrive")
def test_a_machine_asks_only_whether_the_door_is_open(desk):
    assert desk.client.get("/health").text == "ok"


def test_without_the_database_there_is_nothing_to_say_of_it(context, door):
    with context.store.begin() as unit:
        unit.connection.execute(text("DROP TABLE beats"))
    with door.app_context():
        assert door.jinja_env.globals["worker_silent"]() is None
