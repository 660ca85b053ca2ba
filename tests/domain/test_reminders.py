"""Which reminder comes when, over a whole challenge that is late, and through Christmas; and the raiser's last call."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from actions import Action
from hypothesis import given
from hypothesis import strategies as st

from build import PARENT, decide
from portal.domain.challenge.casework import Casework
from portal.domain.challenge.clock import closing_cutoff, closing_reminder, overdue_event, remind
from portal.domain.challenge.closure import answers_until, closes_from
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.state import Event, Status
from portal.domain.permissions import RAISER, Actor, Role

BEFORE_CHRISTMAS = datetime(2026, 12, 17, 10, tzinfo=UTC)
OFFICER = Actor("o", frozenset({Role.TRIAGE}))


def watched(challenge, rules, since, days):
    """What happens by itself, looked at every three hours; and the challenge after it."""
    last, happened = None, []
    for hours in range(0, 24 * days, 3):
        now = since + timedelta(hours=hours)
        events = [*remind(challenge, rules, now, last), *overdue_event(challenge, now)]
        challenge = replay(events, challenge)
        last = next((event.at for event in events if event.kind == "reminded"), last)
        happened += [(now.date(), event.what.get("why", event.kind)) for event in events]
    return happened, challenge


def test_reminders_climb_and_rest_on_days_off(received, rules):
    challenge = replay(received(PARENT, BEFORE_CHRISTMAS))
    assert challenge.due == date(2026, 12, 24)
    happened, late = watched(challenge, rules, BEFORE_CHRISTMAS.replace(hour=0), 20)
    assert [(day.strftime("%d"), what) for day, what in happened] == [
        ("21", "untriaged"), ("22", "untriaged"), ("23", "before"), ("24", "today"), ("25", "late"),
        ("29", "late"), ("30", "late"), ("31", "late"), ("04", "late"), ("05", "late"),
    ]  # fmt: skip
    assert late.last("late").at.day == 25, "only the first of them is what the raiser was told"
    assert [event.kind for event in late.history] == ["late"]


def test_who_was_told_of_one_date_is_told_of_the_next_one_too(challenge, rules):
    _, late = watched(challenge, rules, datetime(2026, 11, 30, tzinfo=UTC), 4)
    later = replay([Event("extended", late.last("late").at, "o", {"due": "2026-12-07", "days": 4})], late)
    happened, later = watched(later, rules, datetime(2026, 12, 4, tzinfo=UTC), 6)
    assert [what for _, what in happened] == ["before", "today", "late", "late", "late"]
    assert [event.what["due"] for event in later.history if event.kind == "late"] == ["2026-11-30", "2026-12-07"]


def test_a_date_on_a_saturday_is_announced_on_friday(challenge, rules):
    triaged = replace(challenge, due=date(2026, 11, 28), work=Casework(triaged="review"))
    happened, _ = watched(triaged, rules, datetime(2026, 11, 26, tzinfo=UTC), 3)
    assert happened == [(date(2026, 11, 27), "before")]


def test_without_a_date_the_managers_still_hear_that_nobody_has_triaged(challenge, rules):
    happened, _ = watched(replace(challenge, due=None), rules, datetime(2026, 11, 24, tzinfo=UTC), 3)
    assert happened == [(date(2026, 11, day), "untriaged") for day in (25, 26)]
    taken = replay(decide(challenge, Action.TAKE, OFFICER, rules, challenge.received_at), challenge)
    triaged = decide(taken, Action.ACCEPT_FOR_REVIEW, OFFICER, rules, challenge.received_at)
    ready = replace(replay(triaged, taken), due=None)
    assert watched(ready, rules, datetime(2026, 11, 24, tzinfo=UTC), 3)[0] == []


@pytest.mark.parametrize("status", [Status.REVIEWED, Status.WITHDRAWN, Status.FINISHED, Status.CLOSED])
def test_where_it_is_not_our_turn_nothing_is_late(challenge, rules, status):
    assert watched(replace(challenge, status=status), rules, datetime(2026, 12, 7, tzinfo=UTC), 2)[0] == []


def test_beyond_the_last_bank_holiday_nobody_is_forgotten(challenge, rules):
    friday = datetime(rules.calendar.last_year + 1, 1, 1, tzinfo=UTC)
    friday += timedelta(days=(4 - friday.weekday()) % 7)
    untriaged = replace(challenge, received_at=friday + timedelta(hours=10), due=friday.date() + timedelta(days=5))
    happened, _ = watched(untriaged, rules, friday, 8)
    assert [(day.strftime("%a"), what) for day, what in happened] == [
        ("Tue", "before"), ("Wed", "today"), ("Thu", "late"), ("Thu", "late"), ("Fri", "late"),
    ]  # fmt: skip
    undated, _ = watched(replace(untriaged, due=None), rules, friday, 8)
    assert [day.strftime("%a") for day, _what in undated] == ["Tue", "Wed", "Thu", "Fri"]


# The raiser's last call

REVIEWER = Actor("r", frozenset({Role.TRIAGE, Role.REVIEWER}), 4)


@pytest.fixture
def reviewed(desk):
    """Finished on Monday 23 November; to be answered by Monday 21 December."""
    it = desk().accepted_by(REVIEWER).decided_by(REVIEWER)
    it.act(REVIEWER, Action.END_REVIEW)
    return it


def called(it, since, days):
    """The days on which the raiser is called, looked at every three hours, and what it says."""
    found = []
    for hours in range(0, 24 * days, 3):
        now = since + timedelta(hours=hours)
        events = closing_reminder(it.state, it.rules, now)
        it.state = replay(events, it.state)
        found += [(now.date(), event.what["last"]) for event in events]
    return found


ALL_TIME = datetime(2026, 11, 23, tzinfo=UTC), 60


def test_who_has_not_answered_is_called_once_five_working_days_before_the_last(reviewed):
    assert answers_until(reviewed.state, reviewed.rules) == date(2026, 12, 21)
    assert closes_from(reviewed.state, reviewed.rules) == date(2026, 12, 22)
    assert called(reviewed, *ALL_TIME) == [(date(2026, 12, 14), "2026-12-21")]
    assert reviewed.rules.calendar.working_days(date(2026, 12, 14), date(2026, 12, 21)) == 5


@pytest.mark.parametrize(
    ("back", "last"), [((12, 15), "2026-12-22"), ((12, 19), "2026-12-29"), ((12, 30), "2027-01-07")]
)
def test_a_worker_that_was_away_calls_them_late_and_they_have_as_long_to_answer(reviewed, back, last):
    """Called on Tuesday, on Saturday, or when the time was over: nobody who was not called is closed."""
    now, until = datetime(2026, *back, 9, tzinfo=UTC), date.fromisoformat(last)
    assert called(reviewed, now, 30) == [(now.date(), last)]
    assert answers_until(reviewed.state, reviewed.rules) == until
    assert closes_from(reviewed.state, reviewed.rules) == reviewed.rules.calendar.add_working(until, 1)
    assert reviewed.rules.calendar.working_days(now.date(), until) == 5


@pytest.mark.parametrize(("opened", "again"), [((12, 21), []), ((12, 22), [(date(2026, 12, 22), "2026-12-31")])])
def test_who_comes_back_when_the_time_is_over_has_the_last_days_again(reviewed, opened, again):
    assert called(reviewed, datetime(2026, 12, 14, tzinfo=UTC), 1)
    reviewed.act(RAISER, Action.WITHDRAW, pressure="no", words="")
    reviewed.now = datetime(2026, *opened, 10, tzinfo=UTC)
    reviewed.state = replace(reviewed.state, history=tuple(
        replace(each, at=datetime(2026, 12, 15, tzinfo=UTC)) if each.kind == "withdrawn" else each
        for each in reviewed.state.history
    ))  # fmt: skip
    reviewed.act(RAISER, Action.REOPEN)
    assert called(reviewed, reviewed.now, 30) == again


@pytest.mark.parametrize(
    ("action", "said"),
    [(Action.ACCEPT, {}), (Action.STILL_WORRIED, {}), (Action.WITHDRAW, {"pressure": "no", "words": ""})],
)
def test_who_has_answered_or_took_it_back_is_left_alone(reviewed, action, said):
    reviewed.act(RAISER, action, **said)
    assert called(reviewed, *ALL_TIME) == []


def test_the_next_review_has_a_call_of_its_own_and_opening_again_has_none(reviewed):
    assert called(reviewed, datetime(2026, 12, 15, tzinfo=UTC), 1)
    reviewed.now = datetime(2026, 12, 16, 10, tzinfo=UTC)
    reviewed.act(RAISER, Action.WITHDRAW, pressure="no", words="")
    reviewed.act(RAISER, Action.REOPEN)
    assert called(reviewed, *ALL_TIME) == []
    reviewed.act(RAISER, Action.STILL_WORRIED)
    second = Actor("s", frozenset({Role.TRIAGE, Role.REVIEWER}), 4)
    reviewed.act(second, Action.TAKE)
    reviewed.decided_by(second).act(second, Action.END_REVIEW)
    assert called(reviewed, datetime(2026, 12, 16, tzinfo=UTC), 60) == [(date(2027, 1, 11), "2027-01-18")]


def test_beyond_the_last_bank_holiday_no_last_day_is_guessed(reviewed):
    far = datetime(reviewed.rules.calendar.last_year, 12, 20, 10, tzinfo=UTC)
    ended = replace(reviewed.state.last("review_ended"), at=far)
    reviewed.state = replace(reviewed.state, history=(ended,))
    assert called(reviewed, far, 60) == []


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.integers(0, 60))
def test_the_days_between_which_they_are_looked_for_are_those_on_which_they_are_called(rules, ended, later):
    """Of a review that ``ended`` then, so many days ``later``."""
    today, calendar = ended + timedelta(days=later), rules.calendar
    due = calendar.working_days(today, calendar.add_working(ended, 20)) <= 5
    found = ended <= closing_cutoff(calendar, today, rules.pack.times.answer)
    assert found == due or not calendar.is_working(today), "at most a day off too many"
    assert due <= found
