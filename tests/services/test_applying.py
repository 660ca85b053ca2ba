"""Sending, on both databases: all of it is kept, or nothing."""

import threading
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace

import pytest

from build import PARENT
from portal.domain.challenge.evolution import replay
from portal.services import applications, event_log_checks, new_token, retention, tracker
from portal.storage import Erased


@pytest.fixture
def token(context):
    token = new_token()
    applications.answer(context, token, "en", PARENT)
    return token


def everything(context):
    with context.store.read() as unit:
        return len(unit.worklist.lines()), unit.outbox.counts().get("waiting", 0)


def test_a_challenge_its_events_and_its_notices_are_kept_together(context, token):
    reference = applications.submit(context, token)
    assert everything(context) == (1, 2)
    with context.store.read() as unit:
        challenge = unit.challenges.get(reference)
        events = unit.event_log.events(challenge.id)
        assert [event.kind for event in events] == ["received"]
        assert replay(events) == challenge
        assert unit.drafts.open(token, context.now()) is None


def test_sending_takes_one_look_and_two_writes_of_which_the_first_counts_the_network(context, token):
    before = context.store.units
    assert applications.submit(context, token, network="198.51.100.0/24")
    assert context.store.units - before == 3


def test_if_the_notices_cannot_be_kept_nothing_is(context, token):
    class Broken(Exception):
        pass

    class NoSender:
        """Packs whose council cannot be asked for its name when the notices are written."""

        in_force, calendar = context.packs.in_force, context.packs.calendar

        def get(self, _):
            raise Broken

    with pytest.raises(Broken):
        applications.submit(replace(context, packs=NoSender()), token)
    assert everything(context) == (0, 0)
    assert applications.submit(context, token)
    assert everything(context) == (1, 2)


@pytest.mark.every_database
def test_sending_at_the_same_moment_gives_one_challenge(context, token):
    sent = []
    threads = [threading.Thread(target=lambda: sent.append(applications.submit(context, token))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(sent) == 4
    assert len(set(sent)) == 1
    assert everything(context) == (1, 2)


def test_an_unfinished_draft_is_not_sent(context):
    token = new_token()
    applications.answer(context, token, "en", {"danger": "no"})
    assert applications.submit(context, token) is None
    assert applications.submit(context, new_token()) is None
    assert everything(context) == (0, 0)


@pytest.mark.real_codes
def test_the_code_opens_it_and_nothing_else_does(context, token):
    reference = applications.submit(context, token)
    code = tracker.receipt(context, token).code
    assert tracker.come_back(context, reference, "0" * 12, "10.0.0.0/24") is None
    assert tracker.come_back(context, "ABCDEFGH7", code, "10.0.0.0/24") is None
    fresh = tracker.come_back(context, reference, code, "10.0.0.0/24")
    assert tracker.progress(context, fresh).reference.replace("-", "") == reference
    with context.store.read() as unit:
        assert code.replace("-", "") not in unit.challenges.code_hash(reference)
        assert unit.challenges.code_hash(reference).startswith("$argon2id$v=19$m=65536,t=4,p=2$")


def test_once_typed_back_the_code_is_not_shown_again(context, token):
    applications.submit(context, token)
    code = tracker.receipt(context, token).code
    assert tracker.confirm_code(context, token, "WRONG") is None
    renewed = tracker.confirm_code(context, token, code)
    assert tracker.receipt(context, token) is None
    assert tracker.receipt(context, renewed).code == ""


def test_erasing_leaves_a_chain_that_verifies_and_nothing_to_read(context, token):
    reference = applications.submit(context, token)
    assert retention.erase(context, reference)
    assert retention.erase(context, reference)
    assert not retention.erase(context, "ABCDEFGH7")
    faults, anchor = event_log_checks.verify(context)
    assert faults == []
    assert "challenge" in anchor
    with context.store.read() as unit, pytest.raises(Erased):
        unit.challenges.get(reference)
    assert everything(context)[1] == 0


def test_the_erasure_is_the_last_event_of_the_chain(context, token):
    reference = applications.submit(context, token)
    with context.store.read() as unit:
        id_ = unit.challenges.get(reference).id
    retention.erase(context, reference)
    with context.store.read() as unit:
        kinds = unit.connection.exec_driver_sql("select kind from events order by number").scalars().all()
    assert kinds == ["received", "erased"]
    assert id_


@pytest.mark.every_database
def test_what_another_tab_keeps_while_it_is_sent_is_sent_too(context, token):
    with ThreadPoolExecutor(1) as threads:
        with context.store.begin() as unit:
            draft = unit.drafts.open(token, context.now())
            unit.drafts.save(draft, {**PARENT, "right": "Call my mother."}, context.now())
            sending = threads.submit(applications.submit, context, token)
            wait([sending], timeout=0.5)  # it has read the draft and made the code
        reference = sending.result()
    with context.store.read() as unit:
        assert unit.challenges.get(reference).answers["right"] == "Call my mother."


@pytest.mark.every_database
def test_what_another_tab_leaves_open_again_is_not_sent(context, token):
    with ThreadPoolExecutor(1) as threads:
        with context.store.begin() as unit:
            draft = unit.drafts.open(token, context.now())
            unit.drafts.save(draft, {**PARENT, "safe": ["letter"]}, context.now())
            sending = threads.submit(applications.submit, context, token)
            wait([sending], timeout=0.5)
        assert sending.result() is None
    assert everything(context) == (0, 0)
