"""What staff do, and what reminds them, on both databases."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from build import PARENT, YOUNG
from portal.domain import codes
from portal.domain.challenge import Flag, Sent, receive, replay
from portal.domain.people import RAISER, Action, Actor, Refused, Role
from portal.notify import Notify
from portal.packs import Packs
from portal.services import Office, handling, keeping, sending
from portal.settings import DEMO_NOTIFY_KEY, ROOT

OFFICER = Actor("staff-1", frozenset({Role.TRIAGE}))
DAY = timedelta(days=1)


@pytest.fixture
def office(store, keys, now):
    return Office(
        store=store,
        packs=Packs(ROOT / "policies"),
        council="north-tyneside",
        keys=keys,
        clock=lambda: now,
        notify=Notify("http://127.0.0.1:9", DEMO_NOTIFY_KEY),
        mailbox="mash@example.com",
        public_address="https://request.example.com",
        staff_address="https://staff.example.com",
        callback_secret="c" * 40,
    )


@pytest.fixture
def arrive(office):
    def send(answers, at=None):
        at = at or office.now()
        reference = f"{uuid4().hex[:9]}".upper()
        happened = receive(Sent(uuid4().hex, reference, "en", answers), RAISER, office.pack, office.calendar, at)
        with office.store.begin() as unit:
            challenge = replay(happened)
            unit.challenges.add(challenge, draft_id=challenge.id, code_hash="", now=office.now())
            unit.ledger.append(challenge.id, happened)
        return reference

    return send


def events(office, reference):
    with office.store.read() as unit:
        challenge = unit.challenges.get(reference)
        happened = unit.ledger.events(challenge.id)
        assert replay(happened) == challenge
        assert unit.ledger.verify() == []
        return happened


def kinds(office, reference):
    return [event.kind for event in events(office, reference)]


def answer(office, reference, words="Ana comes on Friday."):
    return handling.act(office, OFFICER, reference, Action.ANSWER_ADVOCATE, words=words)


def test_an_answer_is_kept_with_its_event_and_only_once(office, arrive):
    reference = arrive(YOUNG)
    assert answer(office, reference)
    assert kinds(office, reference) == ["received", "advocate_answered"]
    with office.store.read() as unit:
        assert Flag.ADVOCATE not in unit.challenges.get(reference).flags
        assert Flag.ADVOCATE not in unit.queue.lines()[0].flags
    with pytest.raises(Refused, match="Nobody waits"):
        answer(office, reference)
    assert len(events(office, reference)) == 2


def test_what_is_not_there_or_erased_is_not_acted_upon(office, arrive):
    assert not answer(office, "UNKNOWN00")
    reference = arrive(YOUNG)
    keeping.erase(office, reference)
    assert not answer(office, reference)
    assert handling.chase(office, office.now() + 10 * DAY) == 0


def test_one_reminder_a_working_day_until_there_is_an_answer(office, arrive, now):
    """Asked on Monday 23 November; polled every six hours for two weeks."""
    reference = arrive(YOUNG)
    arrive(YOUNG | {"advocate": "no"})
    arrive(PARENT)
    reminded = {}
    for hours in range(0, 24 * 11, 6):
        at = now + timedelta(hours=hours)
        if sent := handling.chase(office, at):
            assert at.day not in reminded
            reminded[at.day] = sent
    assert reminded == dict.fromkeys([25, 26, 27, 30, 1, 2, 3, 4], 1)
    happened = [event for event in events(office, reference) if event.kind == "advocate_chased"]
    assert [event.what["days"] for event in happened] == [2, 3, 4, 5, 6, 7, 8, 9]
    with office.store.begin() as unit:
        assert unit.outbox.counts() == {"waiting": 8}
        [first] = unit.outbox.claim(now + 12 * DAY, limit=50)  # the others wait behind it
    assert (first.notice.name, first.notice.to) == ("advocate_waiting", {"email": "mash@example.com"})
    told = {"reference": codes.grouped(reference), "days": "2", "address": "https://staff.example.com"}
    assert first.notice.words == told
    answer(office, reference)
    assert handling.chase(office, now + 14 * DAY) == 0
    assert kinds(office, reference)[-1] == "advocate_answered"


def test_bank_holidays_are_nobody_s_fault(office, arrive, now):
    arrive(YOUNG, now.replace(month=12, day=24))
    days = [n for n in range(24, 32) if handling.chase(office, now.replace(month=12, day=n))]
    assert days == [30, 31], "29 December is the next working day"


def test_a_reminder_and_its_event_stand_or_fall_together(office, arrive, now, caplog):
    first, second = arrive(YOUNG), arrive(YOUNG)
    with pytest.raises(AttributeError):
        handling._remind(replace(office, staff_address=Broken()), first, now + 2 * DAY)
    assert handling.chase(replace(office, staff_address=Broken()), now + 2 * DAY) == 0
    assert "AttributeError" in caplog.text
    assert first not in caplog.text
    assert kinds(office, first) == kinds(office, second) == ["received"]
    with office.store.read() as unit:
        assert unit.outbox.counts() == {}
    assert handling.chase(office, now + 2 * DAY) == 2


class Broken:
    """An address that cannot be written down."""

    def __getattribute__(self, name):
        raise AttributeError(name)


def test_the_worker_reminds(office, arrive, now):
    reference = arrive(YOUNG)

    class Once:
        asked = 0

        def is_set(self):
            self.asked += 1
            return self.asked > 1

        def wait(self, _seconds):
            pass

    sending.run_worker(replace(office, clock=lambda: now + 2 * DAY), Once())
    assert kinds(office, reference) == ["received", "advocate_chased"]


def test_the_open_ones_with_a_flag_are_found_and_no_others(office, arrive):
    young, danger = arrive(YOUNG), arrive(PARENT | {"danger": "yes", "danger_call": "seen"})
    with office.store.read() as unit:
        assert unit.challenges.open_with(Flag.ADVOCATE) == [young]
        assert unit.challenges.open_with(Flag.DANGER) == [danger]
        assert unit.challenges.open_with(Flag.NEW_INFORMATION) == []
        assert unit.ledger.last(unit.challenges.get(young).id, "received") == office.now()
        assert unit.ledger.last(unit.challenges.get(young).id, "advocate_chased") is None
