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
def context(store, keys, clock):
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


def begin(context, actor=OFFICER):
    came = {"way": ReceivedBy.LETTER, "received_at": context.now() - timedelta(days=3)}
    return assisted_intake.find(context, actor, assisted_intake.begin(context, actor, "adult", "en", came))


@pytest.fixture
def complete(context):
    found = begin(context)
    applications.answer(context, found.token, "en", PARENT)
    return found


def test_what_is_sent_twice_is_one_challenge_and_the_code_waits_until_it_is_given(context, complete):
    assert assisted_intake.send(context, OFFICER, complete)
    assert assisted_intake.send(context, OFFICER, complete), "by a page that was still open"
    [sent] = assisted_intake.own(context, OFFICER)
    with context.store.read() as unit:
        assert len(unit.worklist.lines(limit=2)) == 1
        assert unit.outbox.counts()["waiting"] == 2
        draft = unit.drafts.kept(sent.token, context.now())
    assert set(draft.answers) == {"taken"}, "what was answered is kept with the challenge only"
    given = assisted_intake.hand_over(context, sent)
    assert tracker.come_back(context, given.reference, given.code, "127.0.0.0/24")
    assisted_intake.discard(context, sent)
    assert assisted_intake.own(context, OFFICER) == [sent], "a code that waits is not thrown away"
    assisted_intake.give(context, OFFICER, sent, "read_out")
    assisted_intake.give(context, OFFICER, sent, "read_out")
    assert assisted_intake.own(context, OFFICER) == []
    with context.store.read() as unit:
        events = unit.event_log.events(unit.challenges.get(sent.reference).id)
    assert [(event.kind, event.actor) for event in events] == [
        ("received", "staff-1"), ("code_kept", "raiser"), ("code_given", "staff-1"),
    ]  # fmt: skip
    assert events[-1].what == {"how": "read_out"}


@pytest.mark.every_database
def test_sending_at_the_same_moment_gives_one_challenge(context, complete):
    threads = [threading.Thread(target=assisted_intake.send, args=(context, OFFICER, complete)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with context.store.read() as unit:
        [line] = unit.worklist.lines(limit=2)
    [sent] = assisted_intake.own(context, OFFICER)
    assert sent.reference == line.reference


@pytest.mark.every_database
def test_what_another_tab_keeps_while_it_is_sent_is_sent_too(context, complete):
    with ThreadPoolExecutor(1) as threads:
        with context.store.begin() as unit:
            draft = unit.drafts.kept(complete.token, context.now())
            unit.drafts.save(draft, {**draft.answers, "right": "Call my mother."}, context.now())
            sending = threads.submit(assisted_intake.send, context, OFFICER, complete)
            wait([sending], timeout=0.5)  # it has read the draft and made the code
        assert sending.result()
    [sent] = assisted_intake.own(context, OFFICER)
    with context.store.read() as unit:
        assert unit.challenges.get(sent.reference).answers["right"] == "Call my mother."


def test_each_account_has_its_own_and_a_few_only(context, clock):
    mine = [begin(context) for _ in range(assisted_intake.PLACES)]
    assert assisted_intake.own(context, OTHER) == []
    assert assisted_intake.find(context, OTHER, mine[0].id) is None
    with pytest.raises(ActionRefused, match="too many"):
        begin(context)
    assert begin(context, OTHER)
    assisted_intake.discard(context, mine[1])
    again = begin(context)
    assert [each.id for each in assisted_intake.own(context, OFFICER)][1] == again.id
    clock[0] += timedelta(days=7)
    assert assisted_intake.own(context, OFFICER) == []
    assert begin(context), "places that are over but not swept yet are free"


def test_a_page_of_what_was_there_before_does_not_reach_what_is_there_now(context, complete):
    assisted_intake.discard(context, complete)
    now = begin(context)
    applications.answer(context, now.token, "en", PARENT)
    assert not assisted_intake.send(context, OFFICER, complete)
    assert assisted_intake.find(context, OFFICER, complete.id) is None


def test_one_left_for_days_is_open_again(context, clock, complete):
    clock[0] += timedelta(days=4)
    assert not applications.walk(context, complete.token, "en").begun
    found = assisted_intake.find(context, OFFICER, complete.id)
    assert applications.walk(context, found.token, "en").begun
    assert found.received_at == complete.received_at


def test_only_who_may_take_requests_does(context):
    with pytest.raises(ActionRefused):
        begin(context, Actor("staff-3", frozenset({Role.RELEASER})))


def test_the_code_of_an_erased_request_is_shown_to_nobody(context, complete):
    assisted_intake.send(context, OFFICER, complete)
    [sent] = assisted_intake.own(context, OFFICER)
    retention.erase(context, sent.reference)
    assert assisted_intake.hand_over(context, sent) is None
    assisted_intake.give(context, OFFICER, sent, "")
    assert assisted_intake.own(context, OFFICER) == []
