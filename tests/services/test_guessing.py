"""Guessing at access codes: it is refused before it costs anything, and never keeps the right person out for long."""

import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from build import PARENT
from portal.domain.rate_limits import HUNTED, TooMany
from portal.services import applications, guess_limits, new_token, tracker
from portal.storage import encryption
from posting import Clock

MINE, SCHOOL = "192.0.2.0/24", "198.51.100.0/24"
UNKNOWN = "ZZZZZZZZ0"


@pytest.fixture
def clock(now):
    return Clock(now)


@pytest.fixture
def office(office, clock):
    return replace(office, clock=clock)


@pytest.fixture
def sent(office):
    """The reference and the code of a request."""
    token = new_token()
    applications.answer(office, token, "en", PARENT)
    return applications.submit(office, token), tracker.receipt(office, token).code


def come_back(office, reference, code, network=MINE):
    return tracker.come_back(office, reference, code, network)


def wrong(office, reference, network=MINE, times=1):
    for number in range(times):
        assert come_back(office, reference, f"0000-0000-000{number % 10}", network) is None


def waits(office, reference, code="0000-0000-0000", network=MINE):
    with pytest.raises(TooMany) as refused:
        come_back(office, reference, code, network)
    return refused.value.until - office.now()


def test_after_five_wrong_codes_the_right_one_waits_and_says_how_long(office, sent, clock):
    reference, code = sent
    wrong(office, reference, times=5)
    assert waits(office, reference, code) == timedelta(minutes=15)
    clock.now += timedelta(minutes=15)
    assert come_back(office, reference, code)


def test_an_unknown_reference_waits_as_long(office, sent):
    for reference in (sent[0], UNKNOWN):
        wrong(office, reference, times=5)
    assert waits(office, sent[0]) == waits(office, UNKNOWN)


def test_a_try_that_waits_costs_no_hash(office, sent, monkeypatch):
    wrong(office, sent[0], times=5)
    monkeypatch.setattr(encryption, "_HASHER", None)  # whoever used it now would fail
    assert waits(office, sent[0])
    assert waits(office, sent[0], sent[1])


def test_one_person_cannot_lock_out_their_school(office, sent, clock):
    """Not with one reference, not with many, not when they do not stop: what they use up comes back in seconds."""
    reference, code = sent
    assert office.limits.codes.number >= 50
    for number in range(office.limits.codes.number):
        assert come_back(office, f"JUNK{number}", "x", SCHOOL) is None
    wait = waits(office, "ANOTHER", network=SCHOOL)
    assert wait <= timedelta(seconds=30)
    clock.now += wait
    assert come_back(office, reference, code, SCHOOL)
    assert come_back(office, reference, code, SCHOOL), "a right code uses nothing up"


def test_whoever_hammers_a_waiting_reference_uses_nothing_of_the_network_up(office, sent):
    wrong(office, UNKNOWN, SCHOOL, times=5)
    for _ in range(200):
        waits(office, UNKNOWN, network=SCHOOL)
    assert come_back(office, *sent, SCHOOL)


def test_a_reference_that_is_tried_from_everywhere_still_opens_for_its_owner_at_the_first_try(office, sent, caplog):
    reference, code = sent
    with caplog.at_level(logging.WARNING):
        for number in range(HUNTED.number + 10):
            wrong(office, reference, f"10.0.{number}.0/24")
    assert caplog.text.count("many_wrong_codes") == 1, "whoever watches is told once"
    assert reference not in caplog.text
    wrong(office, reference, "10.1.0.0/24", times=2)
    assert waits(office, reference, network="10.1.0.0/24") == timedelta(minutes=15), "and each network has two tries"
    assert come_back(office, reference, code, MINE)


def test_three_hundred_wrong_codes_of_all_in_an_hour_are_told_once(office, caplog):
    with caplog.at_level(logging.WARNING):
        for number in range(320):
            guess_limits.begin(office, f"reference R{number}", f"10.{number}.0.0/24", office.now())
    assert caplog.text.count("many_wrong_codes about=everywhere") == 1


def test_right_codes_leave_nothing_behind(office, sent):
    for _ in range(HUNTED.number + 5):
        assert come_back(office, *sent)
    wrong(office, sent[0], times=4)
    assert come_back(office, *sent)
