"""From the outbox to the stand-in and back, on both databases, over a real line."""

import itertools
import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Event, Thread

import pytest

from portal.notify import TOO_FAST
from portal.services.delivery import WAITS, _hand_over, receipt, send_now, send_waiting, settle
from portal.services.worker import run_worker
from portal.storage import Store
from posting import (
    EMAIL,
    LETTER,
    LIVE,
    TEXT,
    context_for,
    counts,
    put_in_outbox,
    some_reference,
    stand_in,
    tasks,
    unanswered,
    until,
)

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def desk():
    return stand_in(settles_in=None)


@pytest.fixture
def url(desk):
    with desk.running() as url:
        yield url


@pytest.fixture
def context(store, url, now):
    return context_for(store, url, now)


@pytest.fixture
def fast_context(sqlite_store, url, now):
    """For what does not depend on the database."""
    return context_for(sqlite_store, url, now)


def numbered(count, notice=EMAIL):
    return [replace(notice, words=notice.words | {"reference": f"number {i}"}) for i in range(count)]


def drain(context, now):
    while send_waiting(context, now):
        pass


def test_what_waits_is_handed_over_once(context, desk, now):
    put_in_outbox(context.store, now, EMAIL, TEXT, LETTER)
    assert send_waiting(context, now) == 3
    assert send_waiting(context, now + HOUR) == 0
    assert [message["type"] for message in desk.messages] == ["email", "sms", "letter"]
    assert counts(context.store) == {"sent": 3}
    assert len({message["reference"] for message in desk.messages}) == 3


def test_a_notice_held_for_a_safe_time_waits_for_it(fast_context, desk, now):
    put_in_outbox(fast_context.store, now, replace(TEXT, not_before=now + HOUR))
    assert send_waiting(fast_context, now + HOUR - MINUTE) == 0
    assert send_waiting(fast_context, now + HOUR) == 1
    assert len(desk.messages) == 1


def test_a_text_tried_again_still_waits_for_a_safe_time(fast_context, desk, now):
    put_in_outbox(fast_context.store, now, replace(TEXT, times=("morning",)))
    desk.fail("500", times=1)
    send_waiting(fast_context, now.replace(hour=11, minute=59))
    for hour in (12, 13, 19, 23):
        send_waiting(fast_context, now.replace(hour=hour, minute=5))
    assert desk.messages == []
    assert send_waiting(fast_context, (now + timedelta(days=1)).replace(hour=9)) == 1
    assert len(desk.messages) == 1


def test_what_was_cancelled_after_it_was_claimed_is_not_sent(fast_context, desk, now):
    put_in_outbox(fast_context.store, now, EMAIL)
    with fast_context.store.begin() as unit:
        (waiting,) = unit.outbox.claim(now)
        assert unit.outbox.cancel(waiting.challenge_id, [waiting.notice.name])
    _hand_over(fast_context, waiting, now)
    assert desk.messages == []
    assert counts(fast_context.store) == {"cancelled": 1}


def test_after_an_outage_what_was_tried_goes_at_once_and_what_waits_for_its_hour_does_not(fast_context, desk, now):
    put_in_outbox(fast_context.store, now, EMAIL, replace(TEXT, not_before=now + 5 * HOUR))
    desk.fail("503", times=4)
    for span in (timedelta(), MINUTE, 6 * MINUTE, 21 * MINUTE):
        assert send_waiting(fast_context, now + span) == 1
    back = now + 30 * MINUTE
    assert send_waiting(fast_context, back) == 0, "the next try is in an hour"
    assert send_now(replace(fast_context, clock=lambda: back)) == 1
    assert send_waiting(fast_context, back) == 1
    assert [message["type"] for message in desk.messages] == ["email"]
    assert send_now(replace(fast_context, clock=lambda: back)) == 0


@pytest.mark.parametrize("mode", ["slow", "drop"])
def test_after_no_answer_notify_is_asked_before_sending_again(store, desk, url, now, mode):
    put_in_outbox(store, now, EMAIL)
    context = unanswered(context_for(store, url, now), url, desk, mode)
    assert counts(store) == {"waiting": 1}
    assert send_waiting(context, now + MINUTE - timedelta(seconds=1)) == 0
    assert send_waiting(context, now + MINUTE) == 1
    assert counts(store) == {"sent": 1}
    assert len(desk.messages) == 1


def test_an_unanswered_question_is_no_reason_to_send_again(fast_context, desk, url, now):
    put_in_outbox(fast_context.store, now, EMAIL)
    context = unanswered(fast_context, url, desk, "slow")
    desk.fail("503")
    for tries in range(1, 5):
        assert send_waiting(context, now + tries * HOUR) == 1
    desk.fail("off")
    send_waiting(context, now + 12 * HOUR)
    assert counts(context.store) == {"sent": 1}
    assert len(desk.messages) == 1


def test_what_notify_did_not_take_is_sent_again(context, desk, now):
    put_in_outbox(context.store, now, EMAIL)
    desk.fail("500", times=1)
    send_waiting(context, now)
    assert desk.messages == []
    send_waiting(context, now + MINUTE)
    assert counts(context.store) == {"sent": 1}
    assert len(desk.messages) == 1


def test_waits_grow_and_end_after_72_hours(fast_context, desk, now):
    put_in_outbox(fast_context.store, now, EMAIL)
    desk.fail("503")
    waited, at = [], now
    waits = (MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 6 * HOUR)
    while send_waiting(fast_context, at) == 1 and "failed" not in counts(fast_context.store):
        wait = waits[min(len(waited), 4)]
        assert send_waiting(fast_context, at + wait - timedelta(seconds=1)) == 0
        waited, at = [*waited, wait], at + wait
    assert tuple(waited[:5]) == WAITS == waits
    assert 72 * HOUR < at - now < 85 * HOUR
    [task] = tasks(fast_context.store, at)
    assert (task.name, task.why) == ("received", "Notify answered 503 (no reason).")


def test_a_notice_that_waited_for_a_worker_still_gets_its_tries(fast_context, desk, now):
    put_in_outbox(fast_context.store, now, EMAIL)
    desk.fail("503", times=1)
    at = now + 100 * HOUR
    send_waiting(fast_context, at)
    assert counts(fast_context.store) == {"waiting": 1}
    send_waiting(fast_context, at + MINUTE)
    assert counts(fast_context.store) == {"sent": 1}


def test_a_day_without_notify(fast_context, desk, now):
    """Everything goes out afterwards, each recipient's notices in the order they were written."""
    store = fast_context.store
    desk.fail("503")
    for hour in range(0, 24, 4):
        put_in_outbox(store, now + hour * HOUR, *numbered(2))
    for minute in range(0, 24 * 60, 20):
        drain(fast_context, now + minute * MINUTE)
    assert desk.messages == []
    desk.fail("off")
    for minute in range(24 * 60, 32 * 60, 20):
        drain(fast_context, now + minute * MINUTE)
    assert counts(store) == {"sent": 12}
    assert len(desk.messages) == 12
    first, second = (
        [place for place, message in enumerate(desk.messages) if f"number {n}" in message["body"]] for n in (0, 1)
    )
    assert all(earlier < later for earlier, later in zip(first, second, strict=True))


def test_todays_limit_ends_at_midnight_utc(store, url, desk, caplog):
    """In summer, when midnight UTC is one o'clock here; the other channels go on."""
    now = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    context = context_for(store, url, now)
    put_in_outbox(store, now, replace(TEXT, to={"telephone": "07700 900111"}))  # a smoke test: not counted
    for number in range(3):
        put_in_outbox(store, now, replace(TEXT, to={"telephone": f"07700 90090{number}"}))
    put_in_outbox(store, now, EMAIL)
    desk.per_day = desk.per_day | {"sms": 1}
    drain(context, now)
    assert [message["type"] for message in desk.messages] == ["sms", "email"]
    assert counts(store) == {"sent": 3, "waiting": 2}
    assert [record.levelno for record in caplog.records if "midnight" in record.message] == [logging.CRITICAL]
    desk.per_day = desk.per_day | {"sms": 9}
    assert send_waiting(context, datetime(2026, 7, 1, 23, 59, 59, tzinfo=UTC)) == 0
    drain(context, datetime(2026, 7, 2, tzinfo=UTC))
    assert counts(store) == {"sent": 5}
    assert len(desk.messages) == 4


def test_too_fast_waits_seconds(fast_context, desk, now):
    put_in_outbox(fast_context.store, now, EMAIL)
    desk.fail("too-many-requests", times=1)
    send_waiting(fast_context, now)
    assert send_waiting(fast_context, now + TOO_FAST) == 1
    assert counts(fast_context.store) == {"sent": 1}


def test_what_can_never_be_sent_is_a_task_at_once_and_holds_nobody_up(context, now):
    put_in_outbox(context.store, now, replace(TEXT, to={"telephone": "0191 498 0000"}))
    put_in_outbox(context.store, now, replace(EMAIL, to={"wrong": "key"}))
    put_in_outbox(context.store, now, EMAIL)
    send_waiting(context, now)
    assert counts(context.store) == {"failed": 1, "waiting": 2, "sent": 1}, "staff are told of the one"
    [task] = tasks(context.store, now)
    assert task.why == "Notify answered 400 (InvalidPhoneError)."


def test_what_waits_for_somebody_to_set_it_up_is_a_task_at_once_until_it_has_gone(context, desk, now, caplog):
    desk.channels = frozenset()
    put_in_outbox(context.store, now, EMAIL)
    send_waiting(context, now)
    [task] = tasks(context.store, now)
    assert (task.state, task.why) == ("waiting", "set_up")
    assert [line.levelname for line in caplog.records if "Nothing goes out like this" in line.message] == ["CRITICAL"]
    desk.channels = frozenset({"email"})
    send_waiting(context, now + MINUTE)
    assert (counts(context.store), tasks(context.store, now + MINUTE)) == ({"sent": 1}, [])


def test_nothing_personal_is_logged(fast_context, desk, now, caplog):
    caplog.set_level(logging.DEBUG)
    put_in_outbox(fast_context.store, now, EMAIL, TEXT, LETTER, replace(EMAIL, to={"sam": "sam"}))
    desk.fail("503", times=1)
    drain(fast_context, now)
    drain(fast_context, now + MINUTE)
    assert caplog.text
    for personal in ("sam", "Sam", "900982", "Street", "7K3M"):
        assert personal not in caplog.text


# Receipts


def sent(context, desk, now, notice=EMAIL):
    put_in_outbox(context.store, now, notice)
    send_waiting(context, now)
    return desk.messages[-1]


def told(message, status="delivered"):
    return {"id": message["id"], "reference": message["reference"], "to": "x", "status": status}


def test_a_receipt_is_noted_once(context, desk, now):
    message = sent(context, desk, now)
    assert receipt(context, told(message), now)
    assert not receipt(context, told(message), now)
    assert counts(context.store) == {"delivered": 1}


@pytest.mark.parametrize("late", ["temporary-failure", "permanent-failure", "sending", "created"])
def test_a_last_word_stays_the_last(context, desk, now, late):
    message = sent(context, desk, now)
    receipt(context, told(message), now)
    assert not receipt(context, told(message, late), now)
    assert counts(context.store) == {"delivered": 1}
    assert tasks(context.store, now + 48 * HOUR) == []


def test_a_receipt_may_come_before_we_knew_that_notify_has_it(store, desk, url, now):
    context = context_for(store, url, now, timeout=0.3)
    desk.fail("drop", times=1)
    message = sent(context, desk, now)
    assert receipt(context, told(message), now)
    assert counts(store) == {"delivered": 1}
    assert send_waiting(context, now + MINUTE) == 0
    assert len(desk.messages) == 1


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        None,
        "reference",
        {"reference": None, "status": "delivered"},
        {"reference": some_reference(), "status": "delivered"},
        {"reference": "\x00' OR 1=1", "status": "delivered"},
        {"reference": ["a"], "status": {"b": 1}},
        {"MINE": "read"},
        {"MINE": None},
        {"MINE": ["delivered"]},
        {"id": some_reference(), "source_number": "447700900982", "message": "STOP"},
    ],
)
def test_what_is_no_receipt_of_ours_changes_nothing(fast_context, desk, now, body):
    message = sent(fast_context, desk, now)
    if isinstance(body, dict) and "MINE" in body:
        body = {"reference": message["reference"], "status": body["MINE"]}
    assert not receipt(fast_context, body, now)
    assert counts(fast_context.store) == {"sent": 1}


def test_a_lost_message_is_a_task(context, desk, now):
    receipt(context, told(sent(context, desk, now), "permanent-failure"), now)
    [task] = tasks(context.store, now)
    assert task.why == "permanent-failure"


def test_receipts_that_do_not_come_are_asked_for_after_4_hours(context, desk, now):
    email, letter = sent(context, desk, now), sent(context, desk, now, LETTER)
    desk.settle(email, "temporary-failure")
    desk.settle(letter, "delivered")
    assert settle(context, now + 4 * HOUR - MINUTE) == 0
    assert settle(context, now + 4 * HOUR + MINUTE) == 2
    assert counts(context.store) == {"temporary-failure": 1, "received": 1, "waiting": 1}, "staff are told of the one"
    assert settle(context, now + 5 * HOUR) == 0


def test_no_last_word_in_24_hours_is_a_task(fast_context, desk, now):
    sent(fast_context, desk, now)
    settle(fast_context, now + 23 * HOUR)
    assert tasks(fast_context.store, now + 23 * HOUR) == []
    settle(fast_context, now + 25 * HOUR)
    assert len(tasks(fast_context.store, now + 25 * HOUR)) == 1


def test_polling_ends_when_notify_has_forgotten_and_bears_its_absence(fast_context, desk, now):
    message = sent(fast_context, desk, now)
    desk.settle(message, "delivered")
    desk.fail("503")
    assert settle(fast_context, now + 24 * HOUR) == 0
    desk.fail("off")
    assert settle(fast_context, now + 24 * 11 * HOUR) == 0
    desk.messages.clear()
    assert settle(fast_context, now + 24 * 8 * HOUR) == 0
    assert counts(fast_context.store) == {"sent": 1}


# The worker


def test_a_worker_sends_polls_and_stops(context, desk, now):
    moments = itertools.count()
    context = replace(context, clock=lambda: now + next(moments) * HOUR)
    put_in_outbox(context.store, now, EMAIL)
    stop = Event()
    worker = Thread(target=run_worker, args=(context, stop), kwargs={"rest": 0.02})
    worker.start()
    message = until(lambda: desk.messages)[0]
    desk.settle(message, "delivered")
    until(lambda: counts(context.store) == {"delivered": 1})
    stop.set()
    worker.join(5)
    assert not worker.is_alive()


def test_a_worker_outlives_its_database(tmp_path, keys, url, desk, now, caplog):
    store = Store(f"sqlite:///{tmp_path}/new.db", keys)
    context = context_for(store, url, now, key=LIVE)
    stop = Event()
    worker = Thread(target=run_worker, args=(context, stop), kwargs={"rest": 0.02})
    worker.start()
    until(lambda: "could not go on" in caplog.text)
    store.upgrade()
    put_in_outbox(store, now, EMAIL)
    until(lambda: counts(store) == {"sent": 1})
    stop.set()
    worker.join(5)
    store.close()
    assert len(desk.messages) == 1
