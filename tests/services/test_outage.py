"""A day without GOV.UK Notify: nothing is lost, nothing comes twice or out of order, and the service goes on."""

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta

import pytest
from actions import Action
from sqlalchemy import select

from build import EVERY_WAY, NEIGHBOUR, PARENT, PROFESSIONAL, YOUNG
from portal.domain.challenge.events.event_kind import always
from portal.domain.challenge.neutral_sentences import TRUE_WHEN
from portal.domain.permissions import Actor, Role
from portal.services import contact_preferences, reminders, tracker
from portal.services.delivery import send_waiting, settle
from portal.storage.tables import outbox
from posting import Clock, counts, drain, looked_at, notify_at, send_in, stand_in, until

HOUR = timedelta(hours=1)
STEP = timedelta(minutes=30)
OFFICER = Actor("remi", frozenset({Role.TRIAGE}), 4, "R Other")
OUTAGE = ("500", "500", "503", "drop", "503", "slow", "500", "too-many-requests", "503", "drop", "500", "503")
"""How it fails, each for two hours."""
RAISERS = (
    PARENT,
    PARENT | EVERY_WAY | {"safe": ["text"], "times": ["any"]},
    PARENT | EVERY_WAY | {"safe": ["letter"]},
    PARENT | EVERY_WAY,
    YOUNG | EVERY_WAY | {"safe": ["text"], "times": ["afternoon"], "mobile": "07700 900983"},
    NEIGHBOUR,
    PROFESSIONAL,
)

QUESTIONS = [words for words, truth in TRUE_WHEN["asked"].items() if truth is always]


@pytest.fixture
def desk():
    return stand_in(settles_in=None)


@pytest.fixture
def url(desk):
    with desk.running() as url:
        yield url


@pytest.fixture
def context(context, url, now, employ):
    employ("remi", Role.TRIAGE)
    return replace(context, clock=Clock(now), notify=notify_at(url))


def work(context, desk=None, impatient=None):
    """One round of the worker; an ``impatient`` one goes on only once the stand-in has heard all that it was asked.

    Notify has more time for that than the machine of a test, whose clock jumps.
    """
    heard, context = (desk.heard, replace(context, notify=impatient)) if impatient else (0, context)
    calls = context.notify.calls
    send_waiting(context, context.now())
    if impatient:
        until(lambda: desk.heard - heard >= impatient.calls - calls)
    reminders.watch(context, context.now())
    settle(context, context.now())


class Day:
    """What people do meanwhile, each time as if everything went well."""

    def __init__(self, context, act):
        self.context = replace(context, notify=None)  # nobody waits for Notify: only the worker knows it
        self.act, self.sent = act, {}

    def send(self, answers):
        token, reference = send_in(self.context, answers)
        self.sent[token] = reference
        looked_at(self.context, reference)
        self.act(reference, Action.TAKE, OFFICER, self.context)

    def hour(self, number):
        if number < len(RAISERS):
            self.send(RAISERS[number])
        for token, reference in self.sent.items():
            with self.context.store.begin() as unit:
                unit.raiser_sessions.start(token + str(number), reference, self.context.now())
            self.come_back(token + str(number), number)
        question = QUESTIONS[number % len(QUESTIONS)]
        for reference in list(self.sent.values())[number % 3 :: 3]:
            self.act(reference, Action.ASK, OFFICER, self.context, words=question)

    def come_back(self, token, number):
        seen = tracker.progress(self.context, token)
        assert {each.state for each in seen.sent} <= {"waiting", "on_its_way", "cancelled"}
        if number % 5 == 0:
            assert tracker.act(self.context, token, Action.ADD, words=f"More {number}.", new=False)
        if number == 9 and seen.sent and seen.sent[0].channel == "letter":
            assert contact_preferences.answer(self.context, token, {"address.line1": "2 Example Street"})
            assert contact_preferences.keep(self.context, token)
            looked_at(self.context, tracker.mine(self.context, token).reference)


def rows(context):
    with context.store.read() as unit:
        asked = select(outbox.c.reference, outbox.c.lane, outbox.c.state).order_by(outbox.c.id)
        return unit.connection.execute(asked).all()


def arrived_by_lane(context, desk):
    """For each recipient of each request: what was written in its order, and what arrived in its own."""
    written, arrived = defaultdict(list), defaultdict(list)
    lanes = {}
    for row in rows(context):
        if row.state != "cancelled":
            written[row.lane].append(row.reference)
        lanes[row.reference] = row.lane
    for message in desk.messages:
        arrived[lanes[message["reference"]]].append(message["reference"])
    return written, arrived


@pytest.mark.at_length
@pytest.mark.timeout(120)
def test_a_day_without_notify_loses_nothing(context, desk, url, act):
    began, day = context.now(), Day(context, act)
    for number in range(24):
        desk.fail(OUTAGE[number // 2])
        impatient = notify_at(url, timeout=0.15) if OUTAGE[number // 2] == "slow" else None
        day.hour(number)
        for _ in range(2):
            work(context, desk, impatient)
            context.clock.now += STEP
    assert context.now() - began == 24 * HOUR
    waiting = counts(context.store)["waiting"]
    assert waiting > 30, "it was an outage"
    assert "failed" not in counts(context.store)
    desk.fail("off")
    for _ in range(48):
        drain(context)
        context.clock.now += STEP
    written, arrived = arrived_by_lane(context, desk)
    assert arrived == written, "each once, and in its order"
    assert set(counts(context.store)) <= {"sent", "created", "cancelled"}
    assert len(desk.messages) == sum(map(len, written.values())) > 50
