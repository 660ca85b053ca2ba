"""What is no request is set aside by a manager, never while somebody may be in danger, and comes back at a word."""

from datetime import date, timedelta

import pytest
from actions import Action

from build import NEIGHBOUR, PARENT
from portal.domain.challenge.decide import possible
from portal.domain.challenge.junk import SET_ASIDE, Junk
from portal.domain.challenge.progress_sentences import whereabouts
from portal.domain.challenge.safety_alert import SafetyFirst
from portal.domain.challenge.state import Status, plain, unplain
from portal.domain.challenge.worklist_flags import Turn, duties, turn
from portal.domain.permissions import RAISER, ActionRefused, Actor, Role

BOSS = Actor("boss", frozenset({Role.MANAGER}), 4, "Bo Boss")
TONI = Actor("toni", frozenset({Role.TRIAGE}), 0, "Toni Example")


@pytest.fixture
def junk(desk):
    it = desk(PARENT | {"danger": "no", "since": "no"})
    it.act(BOSS, Action.MARK_JUNK, reason="repeated")
    return it


def test_it_waits_for_nobody_and_has_no_date_until_it_is_put_back(junk):
    assert (turn(junk.state), duties(junk.state), junk.state.due) == (Turn.JUNK, frozenset(), None)
    assert unplain(plain(junk.state)) == junk.state
    assert whereabouts(junk.state, junk.rules, Status.RECEIVED, None, junk.now) == "junk"
    junk.act(TONI, Action.UNDO_JUNK)
    assert (turn(junk.state), junk.state.due, junk.state.work.junk) == (Turn.FREE, date(2026, 11, 30), {})


@pytest.mark.parametrize(
    ("action", "said"),
    [
        (Action.ADD, {"words": "It is real.", "new": False}),
        (Action.CHANGE_CONTACT, {"answers": {"safe": ["none"]}, "keys": ["safe"]}),
        (Action.WITHDRAW, {"pressure": "no", "words": ""}),
    ],
)
def test_one_word_of_whoever_sent_it_brings_it_back(junk, action, said):
    junk.act(RAISER, action, **said)
    assert junk.state.work.junk == {}
    assert turn(junk.state) is not Turn.JUNK
    assert (junk.state.due is None) == (action is Action.WITHDRAW)


def test_to_come_back_and_look_does_not_bring_it_back(junk):
    junk.act(RAISER, Action.KEEP_CODE)
    assert junk.state.work.junk


def test_new_danger_brings_it_back_as_an_alert(junk):
    junk.act(RAISER, Action.ADD, words="He hit her.", new=True)
    assert ("safety", "") in duties(junk.state)
    with pytest.raises(SafetyFirst):
        junk.act(BOSS, Action.MARK_JUNK, reason="repeated")


@pytest.mark.parametrize(
    "said", [{"danger": "yes"}, {"danger": "not_sure"}, {"since": "yes", "since.words": "Bruises."}]
)
def test_what_may_be_danger_is_never_junk(desk, said):
    it = desk(NEIGHBOUR | {"danger": "no", "since": "no"} | said)
    assert Action.MARK_JUNK not in possible(it.state, BOSS, it.rules, it.now)
    with pytest.raises(ActionRefused):
        it.act(BOSS, Action.MARK_JUNK, reason="repeated")


def test_only_a_manager_and_only_what_waits_for_triage_and_nobody_else_has(desk):
    it = desk(PARENT)
    for role in set(Role) - {Role.MANAGER}:
        assert not Actor("x", frozenset({role})).may(Action.MARK_JUNK)
    it.act(TONI, Action.TAKE)
    assert "Somebody works on it" in it.refused(BOSS, Action.MARK_JUNK, reason="test")
    other = desk(PARENT).accepted_by(BOSS)
    assert "Somebody works on it" in other.refused(BOSS, Action.MARK_JUNK, reason="test")


def test_a_reason_of_ones_own_says_something(desk):
    it = desk(PARENT)
    assert it.refused(BOSS, Action.MARK_JUNK, reason=Junk.OTHER, words=" ") == "Write why it is junk."
    it.act(BOSS, Action.MARK_JUNK, reason=Junk.OTHER, words="A song text.")


def test_nothing_else_is_done_with_it_until_it_is_put_back(junk):
    junk.now += timedelta(hours=1)
    may = possible(junk.state, BOSS, junk.rules, junk.now)
    assert all(each.despite_junk for each in may)
    assert Action.UNDO_JUNK in may
    assert junk.refused(TONI, Action.TAKE) == SET_ASIDE
    assert Action.MARK_JUNK not in may
