"""Which reminder comes when, over a whole challenge that is late, and through Christmas."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from build import PARENT
from portal.domain.actions import decide
from portal.domain.challenge import Event, Status, replay
from portal.domain.clock import hold, remind
from portal.domain.people import Action, Actor, Role
from portal.domain.work import Work

BEFORE_CHRISTMAS = datetime(2026, 12, 17, 10, tzinfo=UTC)
OFFICER = Actor("o", frozenset({Role.TRIAGE}))


def watched(challenge, rules, since, days):
    """What happens by itself, looked at every three hours; and the challenge after it."""
    last, happened = None, []
    for hours in range(0, 24 * days, 3):
        now = since + timedelta(hours=hours)
        events = [*remind(challenge, rules, now, last), *hold(challenge, now)]
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
    triaged = replace(challenge, due=date(2026, 11, 28), work=Work(triaged="review"))
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
