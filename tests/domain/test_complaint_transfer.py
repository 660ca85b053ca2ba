"""A complaint is passed on by a person, and only then said to be."""

from datetime import UTC, date, datetime, timedelta

import pytest
from actions import Action

from build import EVERYONE, PARENT
from portal.domain.challenge.complaint_transfer import chase, waiting
from portal.domain.challenge.view import view_for
from portal.domain.challenge.worklist_flags import Duty, duties
from portal.domain.disclosure.table import Checks, may_know
from portal.domain.notices.catalogue import news, reminders
from portal.domain.permissions import RAISER, Actor, Role

TONI = Actor("toni", frozenset({Role.TRIAGE}), 0, "Toni Example")
REMI = Actor("remi", frozenset({Role.REVIEWER}), 1, "Remi Example")
MO = Actor("mo", frozenset({Role.REVIEWER, Role.MANAGER}), 2, "Mo Example")

BOTH = pytest.mark.parametrize(
    ("action", "name"), [(Action.PASS_COMPLAINT, "complaint"), (Action.PASS_INFORMATION, "information")]
)
PREPARED = {"agreed": "They chose it.", "words": "You were rude.\nYou came late.", "own_words": True}
SENT = {"transfer": 1, "how": "post", "on": "2026-11-23", "words": "You were rude."}


@pytest.fixture
def prepared(desk):
    def begin(action, answers=PARENT, **differs):
        it = desk(answers)
        it.act(TONI, Action.TAKE)
        it.act(TONI, action, **PREPARED | differs)
        return it

    return begin


def told(it, kind, checks=None):
    return view_for(it.state.audience, it.state, it.rules.pack, checks=checks).happened(kind)


@BOTH
def test_it_is_prepared_with_their_say_so_and_nobody_is_told_that_it_went(desk, prepared, action, name):
    it = desk()
    it.act(TONI, Action.TAKE)
    assert "Say how they agreed" in it.refused(TONI, action, **PREPARED | {"agreed": " "})
    assert "nothing to hand over" in it.refused(TONI, action, **PREPARED | {"words": " "})
    it = prepared(action)
    assert (waiting(it.state), (Duty.SEND, "") in duties(it.state)) == ([1], True)
    assert told(it, f"{name}_passed") == []
    [waits] = told(it, f"{name}_prepared")
    assert waits.said is None
    view = view_for(it.state.audience, it.state, it.rules.pack)
    assert news(view, it.events[1:]) == "accepted", "that we have read it, and not that it went anywhere"


@BOTH
def test_once_it_was_sent_the_raiser_hears_when_and_reads_what(prepared, action, name):
    it = prepared(action)
    it.now += timedelta(days=1)
    sent = it.act(TONI, Action.RECORD_SENT, **SENT, theirs="CF-77")
    assert (waiting(it.state), {kind for kind, _ in duties(it.state)} & {Duty.SEND}) == ([], set())
    [passed] = told(it, f"{name}_passed")
    assert (passed.on, passed.said.words) == (date(2026, 11, 23), "You were rude."), "what was left out was not sent"
    assert news(view_for(it.state.audience, it.state, it.rules.pack), sent) == "passed_on"
    assert sent[0].what["theirs"] == "CF-77"
    assert "No complaint waits" in it.refused(TONI, Action.RECORD_SENT, **SENT)


@pytest.mark.parametrize("audience", sorted(EVERYONE))
def test_what_we_added_is_read_only_by_who_may_know(prepared, audience):
    """Their own words are theirs, whoever they are; what stands in between may say more than they may be told."""
    for own, words in ((True, "You were rude.\nThe child is known."), (False, "You were rude.")):
        it = prepared(Action.PASS_COMPLAINT, EVERYONE[audience], own_words=own)
        it.act(TONI, Action.RECORD_SENT, **SENT | {"words": words})
        for checks in (Checks(), Checks(identity=True), Checks(identity=True, standing=True)):
            [passed] = told(it, "complaint_passed", checks)
            knows = may_know(it.rules.pack.disclosure, it.state.audience, checks)
            assert bool(passed.said) is knows, (audience, checks)
    it = prepared(Action.PASS_COMPLAINT, EVERYONE[audience])
    it.act(TONI, Action.RECORD_SENT, **SENT)
    assert told(it, "complaint_passed", Checks())[0].said.words == "You were rude."


def test_how_and_when_it_was_sent_are_real(prepared):
    it = prepared(Action.PASS_COMPLAINT)
    assert "how you sent it" in it.refused(TONI, Action.RECORD_SENT, **SENT | {"how": "pigeon"})
    for day in ("2026-11-22", "2026-11-24"):
        assert "the day on which you sent it" in it.refused(TONI, Action.RECORD_SENT, **SENT | {"on": day})
    assert "does not wait any more" in it.refused(TONI, Action.RECORD_SENT, **SENT | {"transfer": 2})
    assert "not assigned to you" in it.refused(REMI, Action.RECORD_SENT, **SENT)
    it.act(MO, Action.RECORD_SENT, **SENT)


@pytest.mark.parametrize("action", [Action.PASS_COMPLAINT, Action.PASS_INFORMATION])
def test_it_is_not_offered_again_until_they_tell_us_more(prepared, action):
    it = prepared(action)
    assert "waits to be sent already" in it.refused(TONI, action, **PREPARED)
    it.act(TONI, Action.RECORD_SENT, **SENT)
    assert "passed on already" in it.refused(TONI, action, **PREPARED)
    it.now += timedelta(hours=1)
    it.act(RAISER, Action.ADD, words="And you shouted.", new=False)
    it.act(TONI, action, **PREPARED)
    assert waiting(it.state) == [2]


def test_who_no_longer_wants_it_is_told_that_it_did_not_go(prepared):
    it = prepared(Action.PASS_COMPLAINT)
    assert "how they told you" in it.refused(TONI, Action.DROP_TRANSFER, transfer=1, words=" ")
    it.act(TONI, Action.DROP_TRANSFER, transfer=1, words="By telephone today.")
    assert (waiting(it.state), told(it, "complaint_passed")) == ([], [])
    [dropped] = told(it, "transfer_dropped")
    assert "so we did not" in dropped.said.words
    it.act(TONI, Action.PASS_COMPLAINT, **PREPARED)
    assert waiting(it.state) == [2], "they may change their mind again"


def test_it_stays_open_and_is_chased_until_it_was_sent(prepared):
    it = prepared(Action.PASS_COMPLAINT)
    it.act(RAISER, Action.WITHDRAW, pressure="no", words="")
    it.act(TONI, Action.RECORD, kind="Case Note", id="LL-1", on="2026-11-23")
    chased, last, at = [], None, it.now
    for _ in range(10):
        at += timedelta(hours=12)
        for event in chase(it.state, it.rules.calendar, at, last):
            chased.append((at.date().isoformat(), event.what["days"]))
            [call] = reminders(event, it.state)
            assert (call.name, call.keys) == ("complaint_late", ("toni",))
            last = at
    assert chased == [("2026-11-25", 2), ("2026-11-26", 3), ("2026-11-27", 4)], "each working day"
    it.now = datetime(2026, 12, 10, 9, tzinfo=UTC)
    assert "send the complaint" in it.refused(TONI, Action.CLOSE)
    it.act(TONI, Action.RECORD_SENT, **SENT)
    it.act(TONI, Action.CLOSE)
    assert chase(it.state, it.rules.calendar, at + timedelta(days=20), None) == []


def test_the_clock_of_information_is_thirty_days_and_is_kept_until_it_is_acknowledged(prepared):
    it = prepared(Action.PASS_INFORMATION)
    [promise] = it.state.work.promises
    assert (promise["by"], promise["tell"], promise["kept"]) == ("2026-12-23", False, "")
    it.act(TONI, Action.RECORD_SENT, **SENT)
    assert it.events[-1].what["due"] == "2026-12-23"
    assert it.state.work.promises[0]["kept"] == "", "that it was sent acknowledges nothing"
