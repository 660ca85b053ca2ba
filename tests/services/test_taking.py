"""Requests that staff enter, on both databases."""

import threading
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta

import pytest

from build import PARENT, our_packs
from portal.domain.challenge.received_by import ReceivedBy
from portal.domain.permissions import ActionRefused, Actor, Role
from portal.notify import Notify
from portal.services import AppContext, applications, assisted_intake, retention, tracker
from portal.settings import DEMO_NOTIFY_KEY

OFFICER = Actor("staff-1", frozenset({Role.TRIAGE}))
OTHER = Actor("staff-2", frozenset({Role.TRIAGE}))


@pytest.fixture
def clock(now):
    return [now]


@pytest.fixture
def office(store, keys, clock):
    return AppContext(
        store=store,
        packs=our_packs(),
        council="north-tyneside",
        keys=keys,
        clock=lambda: clock[0],
        notify=Notify("http://127.0.0.1:9", DEMO_NOTIFY_KEY, sentences={}),
        mailbox="mash@example.com",
        public_address="https://request.example.com",
        staff_address="https://staff.example.com",
        callback_secret="c" * 40,
    )


def begin(office, actor=OFFICER):
    came = {"way": ReceivedBy.LETTER, "received_at": office.now() - timedelta(days=3)}
    return assisted_intake.find(office, actor, assisted_intake.begin(office, actor, "adult", "en", came))


@pytest.fixture
def complete(office):
    found = begin(office)
    applications.answer(office, found.token, "en", PARENT)
    return found


def test_what_is_sent_twice_is_one_challenge_and_the_code_waits_until_it_is_given(office, complete):
    assert assisted_intake.send(office, OFFICER, complete)
    assert assisted_intake.send(office, OFFICER, complete), "by a page that was still open"
    [sent] = assisted_intake.own(office, OFFICER)
    with office.store.read() as unit:
        assert len(unit.queue.lines(limit=2)) == 1
        assert unit.outbox.counts()["waiting"] == 2
        draft = unit.drafts.kept(sent.token, office.now())
    assert set(draft.answers) == {"taken"}, "what was answered is kept with the challenge only"
    given = assisted_intake.hand_over(office, sent)
    assert tracker.come_back(office, given.reference, given.code, "127.0.0.0/24")
    assisted_intake.discard(office, sent)
    assert assisted_intake.own(office, OFFICER) == [sent], "a code that waits is not thrown away"
    assisted_intake.give(office, OFFICER, sent, "read_out")
    assisted_intake.give(office, OFFICER, sent, "read_out")
    assert assisted_intake.own(office, OFFICER) == []
    with office.store.read() as unit:
        events = unit.ledger.events(unit.challenges.get(sent.reference).id)
    assert [(event.kind, event.actor) for event in events] == [
        ("received", "staff-1"), ("code_kept", "raiser"), ("code_given", "staff-1"),
    ]  # fmt: skip
    assert events[-1].what == {"how": "read_out"}


@pytest.mark.every_database
def test_sending_at_the_same_moment_gives_one_challenge(office, complete):
    threads = [threading.Thread(target=assisted_intake.send, args=(office, OFFICER, complete)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with office.store.read() as unit:
        [line] = unit.queue.lines(limit=2)
    [sent] = assisted_intake.own(office, OFFICER)
    assert sent.reference == line.reference


@pytest.mark.every_database
def test_what_another_tab_keeps_while_it_is_sent_is_sent_too(office, complete):
    with ThreadPoolExecutor(1) as threads:
        with office.store.begin() as unit:
            draft = unit.drafts.kept(complete.token, office.now())
            unit.drafts.save(draft, {**draft.answers, "right": "Call my mother."}, office.now())
            sending = threads.submit(assisted_intake.send, office, OFFICER, complete)
            wait([sending], timeout=0.5)  # it has read the draft and made the code
        assert sending.result()
    [sent] = assisted_intake.own(office, OFFICER)
    with office.store.read() as unit:
        assert unit.challenges.get(sent.reference).answers["right"] == "Call my mother."


def test_each_account_has_its_own_and_a_few_only(office, clock):
    mine = [begin(office) for _ in range(assisted_intake.PLACES)]
    assert assisted_intake.own(office, OTHER) == []
    assert assisted_intake.find(office, OTHER, mine[0].id) is None
    with pytest.raises(ActionRefused, match="too many"):
        begin(office)
    assert begin(office, OTHER)
    assisted_intake.discard(office, mine[1])
    again = begin(office)
    assert [each.id for each in assisted_intake.own(office, OFFICER)][1] == again.id
    clock[0] += timedelta(days=7)
    assert assisted_intake.own(office, OFFICER) == []
    assert begin(office), "places that are over but not swept yet are free"


def test_a_page_of_what_was_there_before_does_not_reach_what_is_there_now(office, complete):
    assisted_intake.discard(office, complete)
    now = begin(office)
    applications.answer(office, now.token, "en", PARENT)
    assert not assisted_intake.send(office, OFFICER, complete)
    assert assisted_intake.find(office, OFFICER, complete.id) is None


def test_one_left_for_days_is_open_again(office, clock, complete):
    clock[0] += timedelta(days=4)
    assert not applications.walk(office, complete.token, "en").begun
    found = assisted_intake.find(office, OFFICER, complete.id)
    assert applications.walk(office, found.token, "en").begun
    assert found.received_at == complete.received_at


def test_only_who_may_take_requests_does(office):
    with pytest.raises(ActionRefused):
        begin(office, Actor("staff-3", frozenset({Role.RELEASER})))


def test_the_code_of_an_erased_request_is_shown_to_nobody(office, complete):
    assisted_intake.send(office, OFFICER, complete)
    [sent] = assisted_intake.own(office, OFFICER)
    retention.erase(office, sent.reference)
    assert assisted_intake.hand_over(office, sent) is None
    assisted_intake.give(office, OFFICER, sent, "")
    assert assisted_intake.own(office, OFFICER) == []
