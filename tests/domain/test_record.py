"""What has to be recorded, and when a challenge may be closed."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from actions import Action

from build import ACTED, PARENT
from portal.domain.challenge.clock import closing_reminder
from portal.domain.challenge.closure import closes_from, suggested
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.state import Flag, Status
from portal.domain.challenge.worklist_flags import duties
from portal.domain.permissions import RAISER, Actor, Role

REMI = Actor("remi", frozenset({Role.REVIEWER}), 1, "Remi Example")
TRIAGE = Actor("toni", frozenset({Role.TRIAGE}), 0, "Toni Example")
RECORD = {"kind": "Case Note", "id": "LL-1", "on": "2026-11-23"}


@pytest.fixture
def reviewed(desk):
    it = desk().accepted_by(REMI).decided_by(REMI)
    it.act(REMI, Action.END_REVIEW)
    return it


def test_it_is_recorded_before_it_is_closed(reviewed):
    reviewed.act(RAISER, Action.ACCEPT)
    assert reviewed.state.status is Status.FINISHED
    assert "Record it" in reviewed.refused(REMI, Action.CLOSE)
    assert "Choose what" in reviewed.refused(REMI, Action.RECORD, **RECORD | {"kind": "Diary"})
    for day in ("2026-11-24", "2026-11-22", "1999-01-01"):
        assert "not before we received this" in reviewed.refused(REMI, Action.RECORD, **RECORD | {"on": day})
    for number in (" ", "x", "12", "n/a", "?-1?", "none"):
        assert "number" in reviewed.refused(REMI, Action.RECORD, **RECORD | {"id": number}), number
    reviewed.act(REMI, Action.RECORD, **RECORD)
    reviewed.act(REMI, Action.CLOSE)
    assert reviewed.state.status is Status.CLOSED
    assert "It is closed" in reviewed.refused(REMI, Action.CLOSE)


def test_it_is_recorded_and_closed_in_one_go_where_nothing_keeps_it_open(reviewed):
    closing = RECORD | {"close": True}
    assert "still tell us" in reviewed.refused(REMI, Action.RECORD, **closing)
    assert reviewed.state.work.to_record, "nothing was recorded either"
    reviewed.act(RAISER, Action.ACCEPT)
    reviewed.act(REMI, Action.RECORD, **closing)
    assert (reviewed.state.status, reviewed.state.work.to_record) == (Status.CLOSED, ())
    assert [each["id"] for each in reviewed.state.work.records] == ["LL-1"]


def test_a_new_contact_has_an_id_of_its_own_that_looks_like_one(reviewed):
    recording = replace(reviewed.rules.pack.recording, contact_id=("MC-####",))
    reviewed.rules = replace(reviewed.rules, pack=replace(reviewed.rules.pack, recording=recording))
    reviewed.state = replace(reviewed.state, work=replace(reviewed.state.work, original={"contact": "MC-1234"}))
    contact = RECORD | {"kind": "Contact Record"}
    assert "like MC-1234" in reviewed.refused(REMI, Action.RECORD, **contact | {"id": "LL-1"})
    assert "number of its own" in reviewed.refused(REMI, Action.RECORD, **contact | {"id": "mc-1234"})
    reviewed.act(REMI, Action.RECORD, **contact | {"id": "mc-99 87"})
    assert reviewed.state.work.records[-1]["id"] == "MC-9987"
    reviewed.act(REMI, Action.RECORD, **RECORD | {"id": "LL-1"}), "a note has a number of another kind"


def test_what_they_tell_us_after_it_is_closed_waits_and_is_acted_on(reviewed):
    reviewed.act(RAISER, Action.ACCEPT)
    reviewed.act(RAISER, Action.ADD, words="Thank you.", new=False)
    reviewed.act(REMI, Action.RECORD, **RECORD)
    assert "First read" in reviewed.refused(REMI, Action.CLOSE)
    reviewed.act(REMI, Action.SEE_FLAGS, words="Read.")
    reviewed.act(REMI, Action.CLOSE)
    assert duties(reviewed.state) == set()
    reviewed.act(RAISER, Action.ADD, words="He hit me again.", new=True)
    assert {"safety", "new_information", "message"} <= {kind for kind, _who in duties(reviewed.state)}
    reviewed.act(TRIAGE, Action.ACT_NOW, told_at=reviewed.now, **ACTED)
    reviewed.act(TRIAGE, Action.SEE_FLAGS, words="Rang them.")
    assert duties(reviewed.state) == set()


def test_what_is_new_can_be_acted_on_when_the_rest_is_finished(reviewed):
    reviewed.act(RAISER, Action.ADD, words="A bruise.", new=True)
    reviewed.act(RAISER, Action.ACCEPT)
    reviewed.act(TRIAGE, Action.ACT_NOW, told_at=reviewed.now, **ACTED)
    assert Flag.NEW_INFORMATION not in reviewed.state.flags


def test_every_stage_is_recorded_anew(reviewed):
    reviewed.act(REMI, Action.RECORD, **RECORD)
    reviewed.act(RAISER, Action.STILL_WORRIED)
    reviewed.act(RAISER, Action.WITHDRAW, pressure="no", words="")
    assert reviewed.state.work.to_record == ("2",)


def test_who_does_not_answer_has_twenty_working_days(reviewed):
    reviewed.act(REMI, Action.RECORD, **RECORD)
    assert closes_from(reviewed.state, reviewed.rules) == date(2026, 12, 22)
    reviewed.now += timedelta(days=21)
    called = replay(closing_reminder(reviewed.state, reviewed.rules, reviewed.now), reviewed.state)
    reviewed.now += timedelta(days=7)
    assert "still tell us" in reviewed.refused(REMI, Action.CLOSE)
    reviewed.now += timedelta(days=1)
    assert "still tell us" in reviewed.refused(REMI, Action.CLOSE), "nobody told them that the time ends"
    reviewed.state = called
    reviewed.act(REMI, Action.CLOSE)


def test_who_took_it_back_has_ten(desk):
    it = desk()
    it.act(RAISER, Action.WITHDRAW, pressure="no", words="")
    it.act(REMI, Action.RECORD, **RECORD)
    it.now += timedelta(days=14)
    assert "open it again" in it.refused(REMI, Action.CLOSE)
    it.now += timedelta(days=1)
    it.act(REMI, Action.CLOSE)


def test_it_stays_open_while_somebody_waits_or_something_new_is_not_acted_on(desk, reviewed):
    it = desk()
    assert "not finished" in it.refused(REMI, Action.CLOSE)
    reviewed.act(RAISER, Action.ACCEPT)
    reviewed.act(RAISER, Action.ADD, words="A bruise.", new=True)
    assert "safety" in reviewed.refused(REMI, Action.RECORD, **RECORD)
    assert "safety" in reviewed.refused(REMI, Action.CLOSE)


def test_new_information_is_a_contact_and_an_argument_a_note(desk):
    kinds = ("Contact Record", "Case Note")
    it = desk()
    assert suggested(it.state, kinds) == "Case Note"
    it.act(RAISER, Action.ADD, words="A bruise.", new=True)
    assert suggested(it.state, kinds) == "Contact Record"
    assert suggested(desk(PARENT | {"since": "yes"}).state, kinds) == "Contact Record"
    assert suggested(desk().state, ("Case Note",)) == "Case Note"
