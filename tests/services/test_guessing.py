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
def context(context, clock):
    return replace(context, clock=clock)


@pytest.fixture
def sent(context):
    """The reference and the code of a request."""
    token = new_token()
    applications.answer(context, token, "en", PARENT)
    return applications.submit(context, token), tracker.receipt(context, token).code


def come_back(context, reference, code, network=MINE):
    return tracker.come_back(context, reference, code, network)


def wrong(context, reference, network=MINE, times=1):
    for number in range(times):
        assert come_back(context, reference, f"0000-0000-000{number % 10}", network) is None


def waits(context, reference, code="0000-0000-0000", network=MINE):
    with pytest.raises(TooMany) as refused:
        come_back(context, reference, code, network)
    return refused.value.until - context.now()


def test_after_five_wrong_codes_the_right_one_waits_and_says_how_long(context, sent, clock):
    reference, code = sent
    wrong(context, reference, times=5)
    assert waits(context, reference, code) == timedelta(minutes=15)
    clock.now += timedelta(minutes=15)
    assert come_back(context, reference, code)


def test_an_unknown_reference_waits_as_long(context, sent):
    for reference in (sent[0], UNKNOWN):
        wrong(context, reference, times=5)
    assert waits(context, sent[0]) == waits(context, UNKNOWN)


def test_a_try_that_waits_costs_no_hash(context, sent, monkeypatch):
    wrong(context, sent[0], times=5)
    monkeypatch.setattr(encryption, "_HASHER", None)  # whoever used it now would fail
    assert waits(context, sent[0])
    assert waits(context, sent[0], sent[1])


def test_one_person_cannot_lock_out_their_school(context, sent, clock):
    """Not with one reference, not with many, not when they do not stop: what they use up comes back in seconds."""
    reference, code = sent
    assert context.limits.codes.number >= 50
    for number in range(context.limits.codes.number):
        assert come_back(context, f"JUNK{number}", "x", SCHOOL) is None
    wait = waits(context, "ANOTHER", network=SCHOOL)
    assert wait <= timedelta(seconds=30)
    clock.now += wait
    assert come_back(context, reference, code, SCHOOL)
    assert come_back(context, reference, code, SCHOOL), "a right code uses nothing up"


def test_whoever_hammers_a_waiting_reference_uses_nothing_of_the_network_up(context, sent):
    wrong(context, UNKNOWN, SCHOOL, times=5)
    for _ in range(200):
        waits(context, UNKNOWN, network=SCHOOL)
    assert come_back(context, *sent, SCHOOL)


def test_a_reference_that_is_tried_from_everywhere_still_opens_for_its_owner_at_the_first_try(context, sent, caplog):
    reference, code = sent
    with caplog.at_level(logging.WARNING):
        for number in range(HUNTED.number + 10):
            wrong(context, reference, f"10.0.{number}.0/24")
    assert caplog.text.count("many_wrong_codes") == 1, "whoever watches is told once"
    assert reference not in caplog.text
    wrong(context, reference, "10.1.0.0/24", times=2)
    assert waits(context, reference, network="10.1.0.0/24") == timedelta(minutes=15), "and each network has two tries"
    assert come_back(context, reference, code, MINE)


def test_three_hundred_wrong_codes_of_all_in_an_hour_are_told_once(context, caplog):
    with caplog.at_level(logging.WARNING):
        for number in range(320):
            guess_limits.begin(context, f"reference R{number}", f"10.{number}.0.0/24", context.now())
    assert caplog.text.count("many_wrong_codes about=everywhere") == 1


def test_right_codes_leave_nothing_behind(context, sent):
    for _ in range(HUNTED.number + 5):
        assert come_back(context, *sent)
    wrong(context, sent[0], times=4)
    assert come_back(context, *sent)
