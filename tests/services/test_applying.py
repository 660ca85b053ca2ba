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
def token(office):
    token = new_token()
    applications.answer(office, token, "en", PARENT)
    return token


def everything(office):
    with office.store.read() as unit:
        return len(unit.queue.lines()), unit.outbox.counts().get("waiting", 0)


def test_a_challenge_its_events_and_its_notices_are_kept_together(office, token):
    reference = applications.submit(office, token)
    assert everything(office) == (1, 2)
    with office.store.read() as unit:
        challenge = unit.challenges.get(reference)
        events = unit.ledger.events(challenge.id)
        assert [event.kind for event in events] == ["received"]
        assert replay(events) == challenge
        assert unit.drafts.open(token, office.now()) is None


def test_sending_takes_one_look_and_two_writes_of_which_the_first_counts_the_network(office, token):
    before = office.store.units
    assert applications.submit(office, token, network="198.51.100.0/24")
    assert office.store.units - before == 3


def test_if_the_notices_cannot_be_kept_nothing_is(office, token):
    class Broken(Exception):
        pass

    class NoSender:
        """Packs whose council cannot be asked for its name when the notices are written."""

        in_force, calendar = office.packs.in_force, office.packs.calendar

        def get(self, _):
            raise Broken

    with pytest.raises(Broken):
        applications.submit(replace(office, packs=NoSender()), token)
    assert everything(office) == (0, 0)
    assert applications.submit(office, token)
    assert everything(office) == (1, 2)


@pytest.mark.every_database
def test_sending_at_the_same_moment_gives_one_challenge(office, token):
    sent = []
    threads = [threading.Thread(target=lambda: sent.append(applications.submit(office, token))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(sent) == 4
    assert len(set(sent)) == 1
    assert everything(office) == (1, 2)


def test_an_unfinished_draft_is_not_sent(office):
    token = new_token()
    applications.answer(office, token, "en", {"danger": "no"})
    assert applications.submit(office, token) is None
    assert applications.submit(office, new_token()) is None
    assert everything(office) == (0, 0)


@pytest.mark.real_codes
def test_the_code_opens_it_and_nothing_else_does(office, token):
    reference = applications.submit(office, token)
    code = tracker.receipt(office, token).code
    assert tracker.come_back(office, reference, "0" * 12, "10.0.0.0/24") is None
    assert tracker.come_back(office, "ABCDEFGH7", code, "10.0.0.0/24") is None
    fresh = tracker.come_back(office, reference, code, "10.0.0.0/24")
    assert tracker.progress(office, fresh).reference.replace("-", "") == reference
    with office.store.read() as unit:
        assert code.replace("-", "") not in unit.challenges.code_hash(reference)
        assert unit.challenges.code_hash(reference).startswith("$argon2id$v=19$m=65536,t=4,p=2$")


def test_once_typed_back_the_code_is_not_shown_again(office, token):
    applications.submit(office, token)
    code = tracker.receipt(office, token).code
    assert tracker.confirm_code(office, token, "WRONG") is None
    renewed = tracker.confirm_code(office, token, code)
    assert tracker.receipt(office, token) is None
    assert tracker.receipt(office, renewed).code == ""


def test_erasing_leaves_a_chain_that_verifies_and_nothing_to_read(office, token):
    reference = applications.submit(office, token)
    assert retention.erase(office, reference)
    assert retention.erase(office, reference)
    assert not retention.erase(office, "ABCDEFGH7")
    faults, anchor = event_log_checks.verify(office)
    assert faults == []
    assert "challenge" in anchor
    with office.store.read() as unit, pytest.raises(Erased):
        unit.challenges.get(reference)
    assert everything(office)[1] == 0


def test_the_erasure_is_the_last_event_of_the_chain(office, token):
    reference = applications.submit(office, token)
    with office.store.read() as unit:
        id_ = unit.challenges.get(reference).id
    retention.erase(office, reference)
    with office.store.read() as unit:
        kinds = unit.connection.exec_driver_sql("select kind from events order by number").scalars().all()
    assert kinds == ["received", "erased"]
    assert id_


@pytest.mark.every_database
def test_what_another_tab_keeps_while_it_is_sent_is_sent_too(office, token):
    with ThreadPoolExecutor(1) as threads:
        with office.store.begin() as unit:
            draft = unit.drafts.open(token, office.now())
            unit.drafts.save(draft, {**PARENT, "right": "Call my mother."}, office.now())
            sending = threads.submit(applications.submit, office, token)
            wait([sending], timeout=0.5)  # it has read the draft and made the code
        reference = sending.result()
    with office.store.read() as unit:
        assert unit.challenges.get(reference).answers["right"] == "Call my mother."


@pytest.mark.every_database
def test_what_another_tab_leaves_open_again_is_not_sent(office, token):
    with ThreadPoolExecutor(1) as threads:
        with office.store.begin() as unit:
            draft = unit.drafts.open(token, office.now())
            unit.drafts.save(draft, {**PARENT, "safe": ["letter"]}, office.now())
            sending = threads.submit(applications.submit, office, token)
            wait([sending], timeout=0.5)
        assert sending.result() is None
    assert everything(office) == (0, 0)
