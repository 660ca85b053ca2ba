"""A complaint about information has a clock of its own: 30 days to acknowledge it, then news, until it is answered."""

from datetime import date, timedelta

import pytest
from actions import Action

from build import PARENT
from portal.domain.challenge.complaint_transfer import ACKNOWLEDGE, GIVE_NEWS, waiting
from portal.domain.challenge.information_complaint import NEWS_WITHIN
from portal.domain.challenge.raiser_requests import call_days
from portal.domain.challenge.view import view_for
from portal.domain.challenge.worklist_flags import Duty, duties
from portal.domain.permissions import RAISER, Actor, Role

TONI = Actor("toni", frozenset({Role.TRIAGE}), 0, "Toni Example")
WORDS = {"words": "You told my landlord."}


@pytest.fixture
def complained(desk):
    it = desk(PARENT)
    it.now += timedelta(days=10)
    it.act(RAISER, Action.COMPLAIN_INFORMATION, **WORDS)
    it.act(TONI, Action.TAKE)
    return it


def told(it):
    view = view_for(it.state.audience, it.state, it.rules.pack)
    return [each.kind for each in view.history if each.kind.startswith("information_")]


def open_duties(it):
    return [(each["words"], each["by"]) for each in it.state.work.promises if not each["kept"]]


def test_it_waits_to_be_sent_and_has_to_be_acknowledged_within_thirty_days_of_the_day_it_was_made(complained):
    assert waiting(complained.state) == [1]
    by = (complained.state.received_at.date() + timedelta(days=40)).isoformat()
    assert open_duties(complained) == [(ACKNOWLEDGE, by)]
    [line] = view_for(complained.state.audience, complained.state, complained.rules.pack).happened("information_asked")
    assert line.until == date.fromisoformat(by)
    assert complained.state.status == "received", "their request goes on"


def test_each_step_is_told_and_the_next_is_a_duty_until_it_is_answered(complained):
    today = complained.now.date()
    complained.act(TONI, Action.RECORD_INFORMATION, step="acknowledged", on=today.isoformat())
    assert open_duties(complained) == [(GIVE_NEWS, (today + NEWS_WITHIN).isoformat())]
    complained.now += timedelta(days=20)
    later = complained.now.date()
    complained.act(TONI, Action.RECORD_INFORMATION, step="updated", on=later.isoformat())
    assert open_duties(complained) == [(GIVE_NEWS, (later + NEWS_WITHIN).isoformat())]
    complained.act(TONI, Action.RECORD_INFORMATION, step="answered", on=later.isoformat())
    assert open_duties(complained) == []
    assert told(complained) == [f"information_{step}" for step in ("asked", "acknowledged", "updated", "answered")]
    assert "No complaint about information is open" in complained.refused(
        TONI, Action.RECORD_INFORMATION, step="updated", on=later.isoformat()
    )


def test_a_duty_that_is_late_is_seen(complained):
    by = date.fromisoformat(open_duties(complained)[0][1])
    complained.now += by - complained.now.date() + timedelta(days=1)
    assert Duty.PROMISE in {duty for duty, _about in duties(complained.state)}


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"step": "updated"}, "not been acknowledged"),
        ({"step": "lost"}, "what the data protection team has done"),
        ({"step": "acknowledged", "on": "2020-01-01"}, "the day on which they were told"),
        ({"step": "acknowledged", "on": "2030-01-01"}, "the day on which they were told"),
    ],
)
def test_what_cannot_be_is_refused(complained, said, why):
    given = {"step": "acknowledged", "on": complained.now.date().isoformat()} | said
    assert why in complained.refused(TONI, Action.RECORD_INFORMATION, **given)


def test_it_is_acknowledged_once(complained):
    on = complained.now.date().isoformat()
    complained.act(TONI, Action.RECORD_INFORMATION, step="acknowledged", on=on)
    assert "acknowledged already" in complained.refused(TONI, Action.RECORD_INFORMATION, step="acknowledged", on=on)


def test_its_steps_are_not_done_without_the_raiser_hearing_of_them(complained):
    assert "Nothing promised is open" in complained.refused(TONI, Action.KEEP_PROMISE, promise=1, did="By post.")
    by = call_days(complained.rules.calendar, complained.now.date())[0].isoformat()
    complained.act(RAISER, Action.ASK_CALL, on=by, part="morning", telephone="01632960001", name="Sam", word="")
    assert "then they are told" in complained.refused(TONI, Action.KEEP_PROMISE, promise=1, did="By post.")


def test_the_same_complaint_is_not_made_twice(complained):
    assert complained.refused(RAISER, Action.COMPLAIN_INFORMATION, **WORDS)
