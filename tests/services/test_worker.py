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
from posting import EMAIL, LETTER, TEXT, Clock, context_for, counts, put_in_outbox, stand_in, until

HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def desk():
    return stand_in(settles_in=None)


@pytest.fixture
def line(desk):
    return SlowNotify(desk, 0.05)


@pytest.fixture
def context(sqlite_store, line, now):
    with line.running() as url:
        yield replace(context_for(sqlite_store, url, None), clock=Clock(now))


@contextmanager
def working(context):
    stop = threading.Event()
    thread = threading.Thread(target=run_worker, args=(context, stop), kwargs={"rest": 0.01})
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


def test_many_are_handed_over_at_once_and_each_person_s_in_order(context, desk, line):
    put_in_outbox(context.store, context.now(), *people(16, 2))
    with working(context):
        until(lambda: len(desk.messages) == 32)
        until(lambda: counts(context.store) == {"sent": 32})
    assert HANDS // 2 <= line.most <= HANDS
    orders = defaultdict(list)
    for message in desk.messages:
        orders[message["email_address"]].append(message["body"])
    assert len({tuple(bodies) for bodies in orders.values()}) == 1, "everybody reads the same, in the same order"
    assert [first < second for first, second in orders.values()] == [True] * 16


def sent_long_ago(context, desk, line, number):
    put_in_outbox(context.store, context.now() - 6 * HOUR, *people(number, 1))
    with working(context):
        until(lambda: counts(context.store) == {"sent": number})
    with context.store.begin() as unit:
        unit.connection.execute(update(outbox).values(sent_at=context.now() - 5 * HOUR))
    for message in desk.messages:
        desk.settle(message, "delivered")
    line.asked.clear()


def test_many_receipts_are_read_from_notify_s_own_list_and_a_few_asked_for(context, desk, line):
    sent_long_ago(context, desk, line, ONE_BY_ONE + 1)
    assert settle(context, context.now()) == ONE_BY_ONE + 1
    assert line.asked == [("GET", "/v2/notifications")], "one page has them all"
    assert counts(context.store) == {"delivered": ONE_BY_ONE + 1}


def test_what_is_new_does_not_wait_for_receipts(context, desk, line):
    sent_long_ago(context, desk, line, 3)
    line.hold = threading.Event()
    with working(context):
        until(lambda: ("GET", "/v2/notifications") in line.asked)
        put_in_outbox(context.store, context.now(), TEXT)
        until(lambda: counts(context.store) == {"sent": 4})
        assert len(desk.messages) == 4
        line.hold.set()
        until(lambda: counts(context.store).get("delivered") == 3)


@pytest.mark.parametrize("restarted", [False, True])
def test_a_clock_that_was_a_day_ahead_holds_no_message_back_for_a_day(context, desk, restarted):
    right, clock = context.now(), context.clock
    put_in_outbox(context.store, right, EMAIL)
    desk.fail("503")
    clock.now = right + DAY

    def tried():
        with context.store.read() as unit:
            return unit.connection.scalar(select(func.min(outbox.c.attempts))) == 1

    def went():
        return [message["type"] for message in desk.messages] == ["email"]

    def set_right():
        desk.fail("off")
        clock.now = right + MINUTE
        put_in_outbox(context.store, right, replace(LETTER, not_before=right + HOUR))

    with working(context):
        until(tried)
        until(lambda: reminders.last_beat(context) == right + DAY)
        if not restarted:
            set_right()
            until(went)
            until(lambda: reminders.last_beat(context) == right + MINUTE)
    if restarted:
        set_right()
        with working(context):
            until(went)
            until(lambda: reminders.last_beat(context) == right + MINUTE)
    assert reminders.silence(context) is None


@pytest.mark.parametrize("error", [FromLaterVersion("The state has version 99"), ZeroDivisionError()])
def test_a_worker_whose_work_behind_fails_gives_no_sign_of_life(context, monkeypatch, error):
    def fail(_context, _now):
        raise error

    monkeypatch.setattr(worker.event_log_checks, "daily", fail)
    behind = worker.Behind(context)
    behind.begin(context.now())
    behind.end()
    times = worker._Times(context.now())
    times.poll += DAY
    worker._do_what_is_due(context, behind, times, context.now())
    assert reminders.last_beat(context) is None
    monkeypatch.undo()
    behind = worker.Behind(context)
    behind.begin(context.now())
    behind.end()
    worker._do_what_is_due(context, behind, times, context.now() + MINUTE)
    assert reminders.last_beat(context)


def test_a_challenge_that_cannot_be_erased_keeps_nothing_else_from_being_done(context, monkeypatch):
    done = []

    def fail(_context):
        raise OSError

    monkeypatch.setattr(worker.due_erasures, "erase_confirmed", fail)
    for room, name in (
        (worker.evidence, "check_waiting"),
        (worker.evidence, "sweep"),
        (worker.event_log_checks, "daily"),
    ):
        monkeypatch.setattr(room, name, lambda *_given, name=name: done.append(name))
    behind = worker.Behind(context)
    behind.begin(context.now())
    behind.end()
    assert done == ["check_waiting", "sweep", "daily"]
    assert behind.failed, "and whoever runs the portal hears of it"
