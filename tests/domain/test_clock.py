"""The time a stage has, stopped and lengthened; and who is reminded of it when."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from build import PARENT
from portal.domain.challenge import Status, replay
from portal.domain.clock import Reminder, hold, paused_until, remind
from portal.domain.deadlines import Span
from portal.domain.neutral import SENTENCES
from portal.domain.people import RAISER, Action, Actor, Role
from portal.domain.views import view_for

REMI = Actor("remi", frozenset({Role.REVIEWER}), 1, "Remi Example")
WORDS = {"words": "We wait for the school.", "why": "No answer yet."}


def with_extension(rules, text):
    """The rules where the policy says by how much a stage may be extended."""
    [ladder] = rules.pack.ladders
    stages = tuple(
        replace(stage, deadlines=tuple(replace(clock, extend_by=Span.parse(text)) for clock in stage.deadlines))
        for stage in ladder.stages
    )
    return replace(rules, pack=replace(rules.pack, ladders=(replace(ladder, stages=stages),)))


def test_a_pause_moves_the_date_by_its_working_days_and_the_raiser_reads_why(desk):
    it = desk().accepted_by(REMI).checked(REMI)
    assert it.state.due == date(2026, 11, 30)
    assert "after today" in it.refused(REMI, Action.PAUSE, until="2026-11-23", **WORDS)
    assert "within 90 days" in it.refused(REMI, Action.PAUSE, until="2027-11-23", **WORDS)
    assert "what we tell them" in it.refused(REMI, Action.PAUSE, until="2026-11-25", words=" ", why="A reason.")
    it.act(REMI, Action.PAUSE, until="2026-11-25", **WORDS)  # Monday to Wednesday
    assert it.state.due == date(2026, 12, 2), "day 0 was over already"
    assert paused_until(it.state, date(2026, 11, 25)) == date(2026, 11, 25)
    assert paused_until(it.state, date(2026, 11, 26)) is None
    assert "paused already" in it.refused(REMI, Action.PAUSE, until="2026-11-27", **WORDS)
    view = view_for(it.state.audience, it.state, it.rules.pack)
    assert [each.said.words for each in view.history if each.kind == "paused"] == ["We wait for the school."]


def test_resuming_early_gives_the_days_back(desk):
    it = desk().accepted_by(REMI).checked(REMI)
    assert "not paused" in it.refused(REMI, Action.RESUME, words="A reason.")
    it.act(REMI, Action.PAUSE, until="2026-12-24", **WORDS)
    assert it.state.due == date(2027, 1, 5), "over Christmas and New Year"
    it.now += timedelta(days=2)
    it.act(REMI, Action.RESUME, words="The school answered.")
    assert it.state.due == date(2026, 12, 1)
    it.act(REMI, Action.PAUSE, until="2026-11-27", **WORDS)
    it.act(REMI, Action.RESUME, words="At once.")
    assert it.state.due == date(2026, 12, 1), "a pause of no days"


@pytest.mark.parametrize(("allowed", "most"), [("3 working days", 3), ("not stated", 20), ("none", 0)])
def test_an_extension_is_as_long_as_the_policy_allows_and_no_longer(desk, rules, allowed, most):
    it = desk(PARENT, with_extension(rules, allowed)).accepted_by(REMI).checked(REMI)
    if most:
        assert "that the policy allows" in it.refused(REMI, Action.EXTEND, days=most + 1, **WORDS)
        it.act(REMI, Action.EXTEND, days=most, **WORDS)
        assert it.state.due == it.rules.calendar.add_working(date(2026, 11, 30), most)
    assert "allows no more time" in it.refused(REMI, Action.EXTEND, days=1, **WORDS)


def test_a_question_can_be_asked_while_it_is_open(desk):
    it = desk().accepted_by(REMI)
    it.act(REMI, Action.ASK, words=SENTENCES["asked"][0])
    it.act(RAISER, Action.ANSWER, words="Example School", question=1)
    it.decided_by(REMI).act(REMI, Action.END_REVIEW)
    it.act(RAISER, Action.ACCEPT)
    assert "finished" in it.refused(REMI, Action.ASK, words="Why?")


def days(it, first, last):
    """The reminders from ``first`` to ``last``, looked for every morning and afternoon."""
    found, told, when = [], None, first
    while when <= last:
        for hour in (9, 15):
            at = datetime.combine(when, datetime.min.time(), UTC) + timedelta(hours=hour)
            for event in remind(it.state, it.rules, at, told):
                found.append((when.isoformat(), event.what["why"]))
                told = at
        when += timedelta(days=1)
    return found


def test_reminders_come_once_a_working_day_and_climb(desk):
    assert days(desk().accepted_by(REMI), date(2026, 11, 23), date(2026, 12, 2)) == [
        ("2026-11-27", Reminder.BEFORE),
        ("2026-11-30", Reminder.TODAY),
        ("2026-12-01", Reminder.LATE),
        ("2026-12-02", Reminder.LATE),
    ]


def test_what_nobody_triaged_is_remembered_after_one_working_day(desk):
    assert days(desk(), date(2026, 11, 23), date(2026, 11, 26)) == [
        ("2026-11-25", Reminder.UNTRIAGED),
        ("2026-11-26", Reminder.UNTRIAGED),
    ]


def test_nobody_is_reminded_of_what_is_over(desk):
    it = desk().accepted_by(REMI).decided_by(REMI)
    it.act(REMI, Action.END_REVIEW)
    assert it.state.status is Status.REVIEWED
    assert days(it, date(2026, 11, 27), date(2026, 12, 2)) == []


def test_the_raiser_is_told_once_that_a_date_has_passed(desk):
    it = desk().accepted_by(REMI).checked(REMI)
    assert hold(it.state, datetime(2026, 11, 30, 22, tzinfo=UTC)) == []
    it.now = datetime(2026, 12, 1, 9, tzinfo=UTC)
    [late] = hold(it.state, it.now)
    it.state = replay([late], it.state)
    assert hold(it.state, it.now + timedelta(days=3)) == []
    it.act(REMI, Action.EXTEND, days=2, **WORDS)
    assert it.state.due == date(2026, 12, 2)
    assert len(hold(it.state, datetime(2026, 12, 3, 9, tzinfo=UTC))) == 1, "a new date can be missed too"
