"""When a request that staff enter was received, and from when its clock counts."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from build import PARENT
from portal.domain import reference_codes
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.received_by import ReceivedBy, hour_of, received
from portal.domain.challenge.submission import Submission, receive
from portal.domain.permissions import ActionRefused, Actor, Role

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)  # a Monday
SENT = Submission("c" * 32, "ABCDEFGH7", "en", PARENT)
OFFICER = Actor("staff-1", frozenset({Role.TRIAGE}))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("14:30", time(14, 30)),
        ("2.30pm", time(14, 30)),
        ("2 PM", time(14)),
        ("12am", time(0)),
        ("12:05pm", time(12, 5)),
    ],
)
def test_a_time_is_read_as_people_write_it(typed, meant):
    assert hour_of(typed) == meant


@pytest.mark.parametrize("typed", ["2", "25:00", "13pm", "0am", "14:60", "soon", "2:30pm 1"])
def test_what_is_no_time_is_not_guessed_at(typed):
    with pytest.raises(ValueError, match=r"not a time|must be in"):
        hour_of(typed)


@pytest.mark.parametrize(
    ("on", "at", "moment"),
    [
        (date(2026, 11, 20), None, datetime(2026, 11, 20, 12, tzinfo=UTC)),
        (date(2026, 11, 20), time(16, 45), datetime(2026, 11, 20, 16, 45, tzinfo=UTC)),
        (date(2026, 11, 23), None, NOW),
        (date(2026, 10, 24), None, datetime(2026, 10, 24, 11, tzinfo=UTC)),  # 30 days ago, in summer time
    ],
)
def test_a_moment_is_local_and_without_a_time_it_is_noon_or_now(on, at, moment):
    assert received(on, at, NOW) == moment


@pytest.mark.parametrize(
    ("on", "at", "why"),
    [
        (date(2026, 11, 23), time(10, 1), "future"),
        (date(2026, 11, 24), None, "future"),
        (date(2026, 10, 23), None, "30 days"),
    ],
)
def test_the_future_and_long_ago_are_refused(on, at, why):
    with pytest.raises(ActionRefused, match=why):
        received(on, at, NOW)


def test_the_clock_counts_from_when_it_was_received_and_the_event_says_who_entered_it(pack, rules):
    friday = datetime(2026, 11, 20, 12, tzinfo=UTC)
    entered = replace(SENT, way=ReceivedBy.LETTER, received_at=friday)
    [event] = receive(entered, OFFICER, pack, rules.calendar, NOW)
    assert (event.at, event.actor) == (NOW, "staff-1")
    assert (event.what["way"], event.what["taken_by"]) == ("letter", "staff-1")
    challenge = replay([event])
    assert (challenge.received_at, challenge.due) == (friday, date(2026, 11, 27))
    [own] = receive(SENT, OFFICER, pack, rules.calendar, NOW)
    assert (own.what["way"], replay([own]).due) == ("online", date(2026, 11, 30))


def test_a_code_is_said_letter_by_letter_and_a_word_as_it_is():
    assert reference_codes.spelled("4F7K-X") == [("4F7K", "4, Foxtrot, 7, Kilo"), ("X", "X-ray")]
    assert reference_codes.spelled("apple-river") == [("apple", ""), ("river", "")]
    assert {sign for sign in reference_codes.ALPHABET if sign.isalpha()} <= set(reference_codes.SPELLING)
