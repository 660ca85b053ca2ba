"""The worker: many calls at once and each person's in order, receipts behind, and clocks that jump."""

import threading
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from slow_notify import SlowNotify
from sqlalchemy import func, select, update

from portal.domain.challenge.stored_versions import FromLaterVersion
from portal.services import reminders, worker
from portal.services.delivery import HANDS, ONE_BY_ONE, settle
from portal.services.worker import run_worker
from portal.storage.tables import outbox
from posting import EMAIL, LETTER, TEXT, Clock, counts, office_for, put_in_outbox, stand_in, until

HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def desk():
    return stand_in(settles_in=None)


@pytest.fixture
def line(desk):
    return SlowNotify(desk, 0.05)


@pytest.fixture
def office(sqlite_store, line, now):
    with line.running() as url:
        yield replace(office_for(sqlite_store, url, None), clock=Clock(now))


@contextmanager
def working(office):
    stop = threading.Event()
    thread = threading.Thread(target=run_worker, args=(office, stop), kwargs={"rest": 0.01})
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(15)
        assert not thread.is_alive()


def people(count, each):
    """So many people, to each of whom so many messages are written one after the other."""
    return [
        replace(EMAIL, to={"email": f"p{who}@example.com"}, words=EMAIL.words | {"reference": f"{number}"})
        for number in range(each)
        for who in range(count)
    ]


def test_many_are_handed_over_at_once_and_each_person_s_in_order(office, desk, line):
    put_in_outbox(office.store, office.now(), *people(16, 2))
    with working(office):
        until(lambda: len(desk.messages) == 32)
        until(lambda: counts(office.store) == {"sent": 32})
    assert HANDS // 2 <= line.most <= HANDS
    orders = defaultdict(list)
    for message in desk.messages:
        orders[message["email_address"]].append(message["body"])
    assert len({tuple(bodies) for bodies in orders.values()}) == 1, "everybody reads the same, in the same order"
    assert [first < second for first, second in orders.values()] == [True] * 16


def sent_long_ago(office, desk, line, number):
    put_in_outbox(office.store, office.now() - 6 * HOUR, *people(number, 1))
    with working(office):
        until(lambda: counts(office.store) == {"sent": number})
    with office.store.begin() as unit:
        unit.connection.execute(update(outbox).values(sent_at=office.now() - 5 * HOUR))
    for message in desk.messages:
        desk.settle(message, "delivered")
    line.asked.clear()


def test_many_receipts_are_read_from_notify_s_own_list_and_a_few_asked_for(office, desk, line):
    sent_long_ago(office, desk, line, ONE_BY_ONE + 1)
    assert settle(office, office.now()) == ONE_BY_ONE + 1
    assert line.asked == [("GET", "/v2/notifications")], "one page has them all"
    assert counts(office.store) == {"delivered": ONE_BY_ONE + 1}


def test_what_is_new_does_not_wait_for_receipts(office, desk, line):
    sent_long_ago(office, desk, line, 3)
    line.hold = threading.Event()
    with working(office):
        until(lambda: ("GET", "/v2/notifications") in line.asked)
        put_in_outbox(office.store, office.now(), TEXT)
        until(lambda: counts(office.store) == {"sent": 4})
        assert len(desk.messages) == 4
        line.hold.set()
        until(lambda: counts(office.store).get("delivered") == 3)


@pytest.mark.parametrize("restarted", [False, True])
def test_a_clock_that_was_a_day_ahead_holds_no_message_back_for_a_day(office, desk, restarted):
    right, clock = office.now(), office.clock
    put_in_outbox(office.store, right, EMAIL)
    desk.fail("503")
    clock.now = right + DAY

    def tried():
        with office.store.read() as unit:
            return unit.connection.scalar(select(func.min(outbox.c.attempts))) == 1

    def went():
        return [message["type"] for message in desk.messages] == ["email"]

    def set_right():
        desk.fail("off")
        clock.now = right + MINUTE
        put_in_outbox(office.store, right, replace(LETTER, not_before=right + HOUR))

    with working(office):
        until(tried)
        until(lambda: reminders.last_beat(office) == right + DAY)
        if not restarted:
            set_right()
            until(went)
            until(lambda: reminders.last_beat(office) == right + MINUTE)
    if restarted:
        set_right()
        with working(office):
            until(went)
            until(lambda: reminders.last_beat(office) == right + MINUTE)
    assert reminders.silence(office) is None


@pytest.mark.parametrize("error", [FromLaterVersion("The state has version 99"), ZeroDivisionError()])
def test_a_worker_whose_work_behind_fails_gives_no_sign_of_life(office, monkeypatch, error):
    def fail(_office, _now):
        raise error

    monkeypatch.setattr(worker.event_log_checks, "daily", fail)
    behind = worker.Behind(office)
    behind.begin(office.now())
    behind.end()
    times = worker._Times(office.now())
    times.poll += DAY
    worker._do_what_is_due(office, behind, times, office.now())
    assert reminders.last_beat(office) is None
    monkeypatch.undo()
    behind = worker.Behind(office)
    behind.begin(office.now())
    behind.end()
    worker._do_what_is_due(office, behind, times, office.now() + MINUTE)
    assert reminders.last_beat(office)
