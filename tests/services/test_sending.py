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
    counts,
    office_for,
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
def office(store, url, now):
    return office_for(store, url, now)


@pytest.fixture
def fast_office(sqlite_store, url, now):
    """For what does not depend on the database."""
    return office_for(sqlite_store, url, now)


def numbered(count, notice=EMAIL):
    return [replace(notice, words=notice.words | {"reference": f"number {i}"}) for i in range(count)]


def drain(office, now):
    while send_waiting(office, now):
        pass


def test_what_waits_is_handed_over_once(office, desk, now):
    put_in_outbox(office.store, now, EMAIL, TEXT, LETTER)
    assert send_waiting(office, now) == 3
    assert send_waiting(office, now + HOUR) == 0
    assert [message["type"] for message in desk.messages] == ["email", "sms", "letter"]
    assert counts(office.store) == {"sent": 3}
    assert len({message["reference"] for message in desk.messages}) == 3


def test_a_notice_held_for_a_safe_time_waits_for_it(fast_office, desk, now):
    put_in_outbox(fast_office.store, now, replace(TEXT, not_before=now + HOUR))
    assert send_waiting(fast_office, now + HOUR - MINUTE) == 0
    assert send_waiting(fast_office, now + HOUR) == 1
    assert len(desk.messages) == 1


def test_a_text_tried_again_still_waits_for_a_safe_time(fast_office, desk, now):
    put_in_outbox(fast_office.store, now, replace(TEXT, times=("morning",)))
    desk.fail("500", times=1)
    send_waiting(fast_office, now.replace(hour=11, minute=59))
    for hour in (12, 13, 19, 23):
        send_waiting(fast_office, now.replace(hour=hour, minute=5))
    assert desk.messages == []
    assert send_waiting(fast_office, (now + timedelta(days=1)).replace(hour=9)) == 1
    assert len(desk.messages) == 1


def test_what_was_cancelled_after_it_was_claimed_is_not_sent(fast_office, desk, now):
    put_in_outbox(fast_office.store, now, EMAIL)
    with fast_office.store.begin() as unit:
        (waiting,) = unit.outbox.claim(now)
        assert unit.outbox.cancel(waiting.challenge_id, [waiting.notice.name])
    _hand_over(fast_office, waiting, now)
    assert desk.messages == []
    assert counts(fast_office.store) == {"cancelled": 1}


def test_after_an_outage_what_was_tried_goes_at_once_and_what_waits_for_its_hour_does_not(fast_office, desk, now):
    put_in_outbox(fast_office.store, now, EMAIL, replace(TEXT, not_before=now + 5 * HOUR))
    desk.fail("503", times=4)
    for span in (timedelta(), MINUTE, 6 * MINUTE, 21 * MINUTE):
        assert send_waiting(fast_office, now + span) == 1
    back = now + 30 * MINUTE
    assert send_waiting(fast_office, back) == 0, "the next try is in an hour"
    assert send_now(replace(fast_office, clock=lambda: back)) == 1
    assert send_waiting(fast_office, back) == 1
    assert [message["type"] for message in desk.messages] == ["email"]
    assert send_now(replace(fast_office, clock=lambda: back)) == 0


@pytest.mark.parametrize("mode", ["slow", "drop"])
def test_after_no_answer_notify_is_asked_before_sending_again(store, desk, url, now, mode):
    put_in_outbox(store, now, EMAIL)
    office = unanswered(office_for(store, url, now), url, desk, mode)
    assert counts(store) == {"waiting": 1}
    assert send_waiting(office, now + MINUTE - timedelta(seconds=1)) == 0
    assert send_waiting(office, now + MINUTE) == 1
    assert counts(store) == {"sent": 1}
    assert len(desk.messages) == 1


def test_an_unanswered_question_is_no_reason_to_send_again(fast_office, desk, url, now):
    put_in_outbox(fast_office.store, now, EMAIL)
    office = unanswered(fast_office, url, desk, "slow")
    desk.fail("503")
    for tries in range(1, 5):
        assert send_waiting(office, now + tries * HOUR) == 1
    desk.fail("off")
    send_waiting(office, now + 12 * HOUR)
    assert counts(office.store) == {"sent": 1}
    assert len(desk.messages) == 1


def test_what_notify_did_not_take_is_sent_again(office, desk, now):
    put_in_outbox(office.store, now, EMAIL)
    desk.fail("500", times=1)
    send_waiting(office, now)
    assert desk.messages == []
    send_waiting(office, now + MINUTE)
    assert counts(office.store) == {"sent": 1}
    assert len(desk.messages) == 1


def test_waits_grow_and_end_after_72_hours(fast_office, desk, now):
    put_in_outbox(fast_office.store, now, EMAIL)
    desk.fail("503")
    waited, at = [], now
    waits = (MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 6 * HOUR)
    while send_waiting(fast_office, at) == 1 and "failed" not in counts(fast_office.store):
        wait = waits[min(len(waited), 4)]
        assert send_waiting(fast_office, at + wait - timedelta(seconds=1)) == 0
        waited, at = [*waited, wait], at + wait
    assert tuple(waited[:5]) == WAITS == waits
    assert 72 * HOUR < at - now < 85 * HOUR
    [task] = tasks(fast_office.store, at)
    assert (task.name, task.why) == ("received", "Notify answered 503 (no reason).")


def test_a_notice_that_waited_for_a_worker_still_gets_its_tries(fast_office, desk, now):
    put_in_outbox(fast_office.store, now, EMAIL)
    desk.fail("503", times=1)
    at = now + 100 * HOUR
    send_waiting(fast_office, at)
    assert counts(fast_office.store) == {"waiting": 1}
    send_waiting(fast_office, at + MINUTE)
    assert counts(fast_office.store) == {"sent": 1}


def test_a_day_without_notify(fast_office, desk, now):
    """Everything goes out afterwards, each recipient's notices in the order they were written."""
    store = fast_office.store
    desk.fail("503")
    for hour in range(0, 24, 4):
        put_in_outbox(store, now + hour * HOUR, *numbered(2))
    for minute in range(0, 24 * 60, 20):
        drain(fast_office, now + minute * MINUTE)
    assert desk.messages == []
    desk.fail("off")
    for minute in range(24 * 60, 32 * 60, 20):
        drain(fast_office, now + minute * MINUTE)
    assert counts(store) == {"sent": 12}
    assert len(desk.messages) == 12
    first, second = (
        [place for place, message in enumerate(desk.messages) if f"number {n}" in message["body"]] for n in (0, 1)
    )
    assert all(earlier < later for earlier, later in zip(first, second, strict=True))


def test_todays_limit_ends_at_midnight_utc(store, url, desk, caplog):
    """In summer, when midnight UTC is one o'clock here; the other channels go on."""
    now = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    office = office_for(store, url, now)
    put_in_outbox(store, now, replace(TEXT, to={"telephone": "07700 900111"}))  # a smoke test: not counted
    for number in range(3):
        put_in_outbox(store, now, replace(TEXT, to={"telephone": f"07700 90090{number}"}))
    put_in_outbox(store, now, EMAIL)
    desk.per_day = desk.per_day | {"sms": 1}
    drain(office, now)
    assert [message["type"] for message in desk.messages] == ["sms", "email"]
    assert counts(store) == {"sent": 3, "waiting": 2}
    assert [record.levelno for record in caplog.records if "midnight" in record.message] == [logging.CRITICAL]
    desk.per_day = desk.per_day | {"sms": 9}
    assert send_waiting(office, datetime(2026, 7, 1, 23, 59, 59, tzinfo=UTC)) == 0
    drain(office, datetime(2026, 7, 2, tzinfo=UTC))
    assert counts(store) == {"sent": 5}
    assert len(desk.messages) == 4


def test_too_fast_waits_seconds(fast_office, desk, now):
    put_in_outbox(fast_office.store, now, EMAIL)
    desk.fail("too-many-requests", times=1)
    send_waiting(fast_office, now)
    assert send_waiting(fast_office, now + TOO_FAST) == 1
    assert counts(fast_office.store) == {"sent": 1}


def test_what_can_never_be_sent_is_a_task_at_once_and_holds_nobody_up(office, now):
    put_in_outbox(office.store, now, replace(TEXT, to={"telephone": "0191 498 0000"}))
    put_in_outbox(office.store, now, replace(EMAIL, to={"wrong": "key"}))
    put_in_outbox(office.store, now, EMAIL)
    send_waiting(office, now)
    assert counts(office.store) == {"failed": 1, "waiting": 2, "sent": 1}, "staff are told of the one"
    [task] = tasks(office.store, now)
    assert task.why == "Notify answered 400 (InvalidPhoneError)."


def test_what_waits_for_somebody_to_set_it_up_is_a_task_at_once_until_it_has_gone(office, desk, now, caplog):
    desk.channels = frozenset()
    put_in_outbox(office.store, now, EMAIL)
    send_waiting(office, now)
    [task] = tasks(office.store, now)
    assert (task.state, task.why) == ("waiting", "set_up")
    assert [line.levelname for line in caplog.records if "Nothing goes out like this" in line.message] == ["CRITICAL"]
    desk.channels = frozenset({"email"})
    send_waiting(office, now + MINUTE)
    assert (counts(office.store), tasks(office.store, now + MINUTE)) == ({"sent": 1}, [])


def test_nothing_personal_is_logged(fast_office, desk, now, caplog):
    caplog.set_level(logging.DEBUG)
    put_in_outbox(fast_office.store, now, EMAIL, TEXT, LETTER, replace(EMAIL, to={"sam": "sam"}))
    desk.fail("503", times=1)
    drain(fast_office, now)
    drain(fast_office, now + MINUTE)
    assert caplog.text
    for personal in ("sam", "Sam", "900982", "Street", "7K3M"):
        assert personal not in caplog.text


# Receipts


def sent(office, desk, now, notice=EMAIL):
    put_in_outbox(office.store, now, notice)
    send_waiting(office, now)
    return desk.messages[-1]


def told(message, status="delivered"):
    return {"id": message["id"], "reference": message["reference"], "to": "x", "status": status}


def test_a_receipt_is_noted_once(office, desk, now):
    message = sent(office, desk, now)
    assert receipt(office, told(message), now)
    assert not receipt(office, told(message), now)
    assert counts(office.store) == {"delivered": 1}


@pytest.mark.parametrize("late", ["temporary-failure", "permanent-failure", "sending", "created"])
def test_a_last_word_stays_the_last(office, desk, now, late):
    message = sent(office, desk, now)
    receipt(office, told(message), now)
    assert not receipt(office, told(message, late), now)
    assert counts(office.store) == {"delivered": 1}
    assert tasks(office.store, now + 48 * HOUR) == []


def test_a_receipt_may_come_before_we_knew_that_notify_has_it(store, desk, url, now):
    office = office_for(store, url, now, timeout=0.3)
    desk.fail("drop", times=1)
    message = sent(office, desk, now)
    assert receipt(office, told(message), now)
    assert counts(store) == {"delivered": 1}
    assert send_waiting(office, now + MINUTE) == 0
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
def test_what_is_no_receipt_of_ours_changes_nothing(fast_office, desk, now, body):
    message = sent(fast_office, desk, now)
    if isinstance(body, dict) and "MINE" in body:
        body = {"reference": message["reference"], "status": body["MINE"]}
    assert not receipt(fast_office, body, now)
    assert counts(fast_office.store) == {"sent": 1}


def test_a_lost_message_is_a_task(office, desk, now):
    receipt(office, told(sent(office, desk, now), "permanent-failure"), now)
    [task] = tasks(office.store, now)
    assert task.why == "permanent-failure"


def test_receipts_that_do_not_come_are_asked_for_after_4_hours(office, desk, now):
    email, letter = sent(office, desk, now), sent(office, desk, now, LETTER)
    desk.settle(email, "temporary-failure")
    desk.settle(letter, "delivered")
    assert settle(office, now + 4 * HOUR - MINUTE) == 0
    assert settle(office, now + 4 * HOUR + MINUTE) == 2
    assert counts(office.store) == {"temporary-failure": 1, "received": 1, "waiting": 1}, "staff are told of the one"
    assert settle(office, now + 5 * HOUR) == 0


def test_no_last_word_in_24_hours_is_a_task(fast_office, desk, now):
    sent(fast_office, desk, now)
    settle(fast_office, now + 23 * HOUR)
    assert tasks(fast_office.store, now + 23 * HOUR) == []
    settle(fast_office, now + 25 * HOUR)
    assert len(tasks(fast_office.store, now + 25 * HOUR)) == 1


def test_polling_ends_when_notify_has_forgotten_and_bears_its_absence(fast_office, desk, now):
    message = sent(fast_office, desk, now)
    desk.settle(message, "delivered")
    desk.fail("503")
    assert settle(fast_office, now + 24 * HOUR) == 0
    desk.fail("off")
    assert settle(fast_office, now + 24 * 11 * HOUR) == 0
    desk.messages.clear()
    assert settle(fast_office, now + 24 * 8 * HOUR) == 0
    assert counts(fast_office.store) == {"sent": 1}


# The worker


def test_a_worker_sends_polls_and_stops(office, desk, now):
    moments = itertools.count()
    office = replace(office, clock=lambda: now + next(moments) * HOUR)
    put_in_outbox(office.store, now, EMAIL)
    stop = Event()
    worker = Thread(target=run_worker, args=(office, stop), kwargs={"rest": 0.02})
    worker.start()
    message = until(lambda: desk.messages)[0]
    desk.settle(message, "delivered")
    until(lambda: counts(office.store) == {"delivered": 1})
    stop.set()
    worker.join(5)
    assert not worker.is_alive()


def test_a_worker_outlives_its_database(tmp_path, keys, url, desk, now, caplog):
    store = Store(f"sqlite:///{tmp_path}/new.db", keys)
    office = office_for(store, url, now, key=LIVE)
    stop = Event()
    worker = Thread(target=run_worker, args=(office, stop), kwargs={"rest": 0.02})
    worker.start()
    until(lambda: "could not go on" in caplog.text)
    store.upgrade()
    put_in_outbox(store, now, EMAIL)
    until(lambda: counts(store) == {"sent": 1})
    stop.set()
    worker.join(5)
    store.close()
    assert len(desk.messages) == 1
