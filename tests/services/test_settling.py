"""Whatever becomes of a message, after 24 hours it has a last word or somebody of the staff looks after it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dev.notify import MODES
from portal.services.delivery import receipt, send_waiting, settle
from portal.storage.outbox import ARRIVED, LOST
from posting import (
    EMAIL,
    LETTER,
    TEST,
    TEXT,
    Clock,
    context_for,
    notify_at,
    put_in_outbox,
    stand_in,
    tasks,
    unanswered,
    until,
)

HOUR = timedelta(hours=1)
NOTICES = {"email": EMAIL, "text": TEXT, "letter": LETTER}
OPEN = ("created", "sending", "pending", "accepted", "pending-virus-check")
SIMULATED = {
    "delivered": ("sam@example.com", "07700 900982"),
    "permanent-failure": ("perm-fail@simulator.notify", "07700 900002"),
    "temporary-failure": ("temp-fail@simulator.notify", "07700 900003"),
}


@pytest.fixture
def desk():
    return stand_in(settles_in=None)


@pytest.fixture
def url(desk):
    with desk.running() as url:
        yield url


@pytest.fixture
def context(sqlite_store, url, now):
    return replace(context_for(sqlite_store, url, None), clock=Clock(now))


def a_day(context, each_time=lambda: None):
    """The worker goes on for a day; gives what is open then, and what is a task."""
    end = context.now() + 24 * HOUR
    while context.now() <= end:
        send_waiting(context, context.now())
        settle(context, context.now())
        each_time()
        context.clock.now += HOUR
    with context.store.read() as unit:
        open_still = {waiting.reference for waiting in unit.outbox.unsettled(context.now())}
        counted = unit.outbox.counts()
    return open_still, counted, {task.name for task in tasks(context.store, context.now())}


@pytest.mark.parametrize("notice", NOTICES.values(), ids=NOTICES)
@pytest.mark.parametrize("status", sorted(ARRIVED | LOST))
@pytest.mark.tries(6)
def test_every_last_word_that_polling_finds_is_one(context, desk, notice, status):
    put_in_outbox(context.store, context.now(), notice)

    def settled():
        for message in desk.messages[:1]:
            message["status"] = status

    open_still, _counted, names = a_day(context, settled)
    assert "received" not in names if status in ARRIVED else "received" in names
    assert len(open_still) <= 1, "only what staff were told of it, late in the day"


@pytest.mark.parametrize("notice", NOTICES.values(), ids=NOTICES)
@pytest.mark.parametrize("status", OPEN)
@pytest.mark.tries(5)
def test_what_never_has_a_last_word_is_a_task(context, desk, notice, status):
    put_in_outbox(context.store, context.now(), notice)

    def undecided():
        for message in desk.messages:
            message["status"] = status

    open_still, _counted, names = a_day(context, undecided)
    assert (len(open_still), names) == (1, {"received"})


def test_what_notify_took_and_has_forgotten_is_a_task(context, desk):
    put_in_outbox(context.store, context.now(), EMAIL)
    assert a_day(context, desk.messages.clear)[2] == {"received"}


@pytest.mark.parametrize("mode", sorted(set(MODES) - {"off", "slow", "drop"}))
def test_what_cannot_be_handed_over_for_a_day_is_a_task_until_it_is(context, desk, mode):
    """At its limit for the day Notify takes no more until midnight, and then says so again."""
    put_in_outbox(context.store, context.now(), EMAIL)
    desk.fail(mode)
    _open, counted, names = a_day(context)
    assert (counted, names) == ({"waiting": 1}, {"received"})
    assert [task.state for task in tasks(context.store, context.now())] == ["waiting"]
    desk.fail("off")
    context.clock.now += 14 * HOUR
    send_waiting(context, context.now())
    desk.messages[0]["status"] = "delivered"
    context.clock.now += 5 * HOUR
    settle(context, context.now())
    assert tasks(context.store, context.now()) == []


@pytest.mark.parametrize("mode", ["slow", "drop"])
def test_what_notify_took_without_an_answer_has_a_last_word(context, desk, url, mode):
    put_in_outbox(context.store, context.now(), EMAIL)
    context = unanswered(context, url, desk, mode)

    def delivered():
        for message in desk.messages:
            message["status"] = "delivered"

    open_still, counted, names = a_day(context, delivered)
    assert (open_still, counted, names) == (set(), {"delivered": 1}, set())
    assert len(desk.messages) == 1


@pytest.mark.parametrize(
    "notice",
    [replace(TEXT, to={"telephone": "0191 498 0000"}), replace(EMAIL, name="no_such_text"), replace(EMAIL, to={})],
    ids=["refused", "no text", "broken"],
)
def test_what_can_never_be_sent_is_a_task(context, notice):
    put_in_outbox(context.store, context.now(), notice)
    assert notice.name in a_day(context)[2]


@pytest.mark.parametrize("status", SIMULATED)
def test_what_the_test_key_simulates_comes_by_receipt(context, desk, url, status):
    """As at the real Notify, which has no sandbox: by the addresses that it knows."""
    desk.settles_in = 0
    context = replace(context, notify=notify_at(url, TEST))
    email, telephone = SIMULATED[status]
    theirs = (replace(EMAIL, to={"email": email}), replace(TEXT, to={"telephone": telephone}))
    put_in_outbox(context.store, context.now(), *theirs)
    send_waiting(context, context.now())
    until(lambda: [message["status"] for message in desk.messages] == [status] * 2)
    for message in desk.messages:
        told = {"reference": message["reference"], "status": message["status"]}
        assert receipt(context, told, context.now())
    assert len(tasks(context.store, context.now())) == 2 * (status in LOST)
