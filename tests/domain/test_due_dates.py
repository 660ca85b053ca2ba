"""What a policy counts in hours is due by a moment, and late from that moment on."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from actions import Action
from hypothesis import given
from hypothesis import strategies as st

from build import PARENT, timed
from portal.domain.challenge.clock import count_closures, overdue_event, remind
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.raiser import is_late
from portal.domain.challenge.state import plain, unplain
from portal.domain.challenge.view import view_for
from portal.domain.permissions import RAISER, Actor, Role
from portal.domain.policy.calendar import LONDON, end_of, local
from portal.domain.policy.due_dates import as_promised, day_of, due_from, is_past, minutes_into, plain_due, written_due
from portal.storage.challenges import due_digits

REMI = Actor("remi", frozenset({Role.REVIEWER}), 1, "Remi Example")
MO = Actor("mo", frozenset({Role.REVIEWER, Role.MANAGER}), 2, "Mo Example")
NEXT_DAY = datetime(2026, 11, 24, 10, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def in_hours(desk, rules):
    """Received on Monday 23 November at 10am, to be decided within 24 hours."""
    return desk(PARENT, replace(rules, pack=timed(rules.pack, "24 hours")))


def test_a_clock_of_hours_ends_at_a_moment_and_it_is_late_from_then_on(in_hours):
    it = in_hours
    assert it.state.due == NEXT_DAY
    assert it.events == []
    assert not is_late(it.state, NEXT_DAY - MINUTE)
    assert is_late(it.state, NEXT_DAY)
    assert unplain(plain(it.state)) == it.state
    assert view_for(it.state.audience, it.state, it.rules.pack)["next_date"].value == NEXT_DAY


def test_the_raiser_may_ask_for_the_next_person_from_that_moment_and_it_is_kept_when_it_was_due(in_hours):
    it = in_hours.accepted_by(REMI)
    it.now = NEXT_DAY - MINUTE
    assert "when our date has passed" in it.refused(RAISER, Action.ASK_NEXT)
    it.now = NEXT_DAY
    it.act(RAISER, Action.ASK_NEXT)
    assert (it.state.stage, it.state.due) == ("2", NEXT_DAY + 24 * HOUR)
    assert it.state.work.late_before == {"1": "2026-11-24T10:00:00+00:00"}


def test_who_has_it_hears_the_moment_it_passes_though_they_heard_that_morning(in_hours):
    it, last, told = in_hours.accepted_by(REMI), None, []
    for quarters in range(4 * 50):
        now = it.now + quarters * 15 * MINUTE
        events = [*remind(it.state, it.rules, now, last), *overdue_event(it.state, now)]
        it.state = replay(events, it.state)
        last = next((event.at for event in events if event.kind == "reminded"), last)
        told += [(now, event.what.get("why", event.kind)) for event in events]
    midnight = datetime(2026, 11, 25, tzinfo=UTC)
    assert told[:4] == [
        (it.now, "before"), (midnight - 24 * HOUR, "today"), (NEXT_DAY, "late"), (NEXT_DAY, "late")
    ]  # fmt: skip
    assert told[4:] == [(midnight, "late")], "then once a day"
    assert it.state.last("late").what["due"] == "2026-11-24T10:00:00+00:00"


def test_pausing_lengthening_and_resuming_move_the_moment(in_hours):
    it = in_hours.accepted_by(REMI).checked(REMI)
    words = {"words": "We wait for the school.", "why": "No answer yet."}
    it.act(MO, Action.PAUSE, until="2026-11-25", **words)
    assert it.state.due == date(2026, 11, 26), "24 hours from the midnight after the pause: by the end of that day"
    it.now += 26 * HOUR
    it.act(MO, Action.RESUME, words="The school answered.")
    assert it.state.due == date(2026, 11, 24)
    it.act(MO, Action.EXTEND, amount=1, **words)
    assert (it.state.due, it.events[-1].what["unit"]) == (datetime(2026, 11, 25, 1, tzinfo=UTC), "hours")
    assert count_closures(it.state, it.rules, it.now) == []


def test_by_days_it_is_lengthened_to_the_end_of_a_day(desk, rules):
    it = desk(PARENT, replace(rules, pack=timed(rules.pack, "14 hours", "1 working day")))
    it.accepted_by(REMI).checked(REMI)
    assert it.state.due == date(2026, 11, 23), "at midnight"
    it.act(REMI, Action.EXTEND, amount=1, words="We need more time.", why="No answer yet.")
    assert it.state.due == date(2026, 11, 24)


def test_what_was_given_as_a_day_before_stays_that_day(in_hours):
    given = replace(in_hours.state, due=date(2026, 11, 24))
    assert count_closures(given, in_hours.rules, in_hours.now) == []
    assert not is_late(given, NEXT_DAY)


@pytest.mark.parametrize(
    ("end", "written"),
    [
        (date(2026, 12, 1), "1 December 2026"),
        (datetime(2026, 12, 1, 16, tzinfo=UTC), "4pm on Tuesday 1 December 2026"),
        (datetime(2026, 12, 1, 16, 5, 59, tzinfo=UTC), "4:05pm on Tuesday 1 December 2026"),
        (datetime(2026, 7, 1, 11, tzinfo=UTC), "12pm on Wednesday 1 July 2026"),
        (datetime(2026, 7, 1, 23, 0, 30, tzinfo=UTC), "1 July 2026"),  # midnight in London ends the day
        (datetime(2026, 12, 2, 0, 1, tzinfo=UTC), "12:01am on Wednesday 2 December 2026"),
    ],
)
def test_it_is_written_with_its_time_and_never_later_than_the_policy_has_it(end, written):
    promised = as_promised(end)
    assert written_due(promised) == written
    assert timedelta(0) <= end_of(end) - end_of(promised) < MINUTE
    assert due_from(plain_due(promised)) == promised


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


@given(MOMENTS, MOMENTS)
def test_the_lists_sort_by_the_moment_and_know_what_is_past(first, second):
    one, other = as_promised(first), as_promised(second)
    if end_of(one) < end_of(other):
        assert due_digits(one) >= due_digits(other)
    now = second.replace(second=0, microsecond=0)
    if local(now).time() != time(0):
        assert is_past(one, now) == (f"{due_digits(one)}0" >= due_digits(now))


def test_no_day_has_more_minutes_than_the_lists_can_count():
    back = datetime(2026, 10, 26, tzinfo=LONDON) - MINUTE  # the day on which the clocks go back
    assert day_of(back) == date(2026, 10, 25)
    assert minutes_into(back.astimezone(UTC)) == 1499
