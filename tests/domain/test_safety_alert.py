"""Danger and new safeguarding information come before process, whoever says it and however it came."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from actions import RAISERS_OWN, Action

from build import ACTED, EVERYONE, PARENT, PROFESSIONAL, YOUNG, decide
from portal.domain.challenge import safety_alert
from portal.domain.challenge.decide import ACTIONS, possible, why_not
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.safety_alert import AlertKind, SafetyFirst, every, waiting
from portal.domain.challenge.state import Event, plain, unplain
from portal.domain.challenge.stored_versions import VERSION
from portal.domain.permissions import RAISER, Actor, Role
from portal.domain.questions.adult import ADULT_QUESTIONS
from portal.domain.questions.danger import choices_of_danger
from portal.domain.questions.young import YOUNG_QUESTIONS

ANYBODY = Actor("any", frozenset(Role) - {Role.RAISER}, 9, "Any Example")
OVERTAKES = {
    Action.TRIAGE, Action.ACCEPT_FOR_REVIEW, Action.DECLINE, Action.CONFIRM_END, Action.UPHOLD_END,
    Action.RESTORE_TRIAGE,
    Action.PASS_COMPLAINT, Action.PASS_INFORMATION, Action.RECORD_SENT, Action.DROP_TRANSFER, Action.MOVE_ON,
    Action.RECORD_INFORMATION, Action.RECORD_PAPERS,
    Action.SEE_FLAGS, Action.ASK, Action.PAUSE, Action.RESUME, Action.EXTEND, Action.RECORD_STEP,
    Action.DECIDE_GROUND, Action.FULL_REVIEW, Action.FIND, Action.FULL_REVIEW, Action.DECIDE, Action.PROMISE,
    Action.KEEP_PROMISE, Action.WRITE_REPLY,
    Action.BRING_FORWARD, Action.GIVE_NEW_DATE, Action.RECORD_EXCHANGE, Action.RECORD_PANEL, Action.CHOOSE_ROUTE,
    Action.RECORD_NOTIFIED, Action.LEAVE_OUT_NOTIFICATION, Action.RELEASE, Action.END_REVIEW,
    Action.RECORD, Action.CLOSE, Action.SEND_HELD, Action.MARK_JUNK,
}  # fmt: skip


def kinds(state):
    return [alert.kind for alert in waiting(state.work.alerts)]


def words(state):
    return [alert.words for alert in waiting(state.work.alerts)]


@pytest.mark.parametrize("action", sorted(ACTIONS))
def test_an_open_alert_stops_every_action_that_is_not_on_the_list_of_those_that_go_ahead(action, desk):
    it = desk()
    it.act(RAISER, Action.ADD, words="He hit her.", new=True)
    if action in RAISERS_OWN:
        assert not action.waits_for_alert, "nothing stops the raiser"
    elif action.despite_alert:
        assert why_not(it.state, action, ANYBODY, it.rules, it.now) != safety_alert.FIRST
    else:
        assert why_not(it.state, action, ANYBODY, it.rules, it.now) == safety_alert.FIRST
        with pytest.raises(SafetyFirst):
            decide(it.state, action, ANYBODY, it.rules, it.now)
        assert action not in possible(it.state, ANYBODY, it.rules, it.now)


def test_whatever_could_overtake_it_is_stopped_and_so_is_what_nobody_has_thought_of_yet():
    assert {action for action in ACTIONS if action.waits_for_alert} == OVERTAKES


@pytest.mark.parametrize("question", [*ADULT_QUESTIONS, *YOUNG_QUESTIONS], ids=lambda question: question.key)
def test_every_answer_that_says_that_somebody_is_not_safe_is_an_alert_of_danger(question, desk):
    """That a review is urgent says how soon; that something new has happened is an alert of its own."""
    for value in set(choices_of_danger(question)) - ({"yes"} if question.key in {"urgent", "since"} else set()):
        it = desk((YOUNG if question in YOUNG_QUESTIONS else PROFESSIONAL) | {"urgent": "no", question.key: value})
        assert kinds(it.state) == [AlertKind.DANGER]
        assert waiting(it.state.work.alerts)[0].answers == {question.key: value}


@pytest.mark.parametrize("audience", sorted(EVERYONE))
def test_it_holds_the_words_of_the_raiser_and_when_they_came(audience, desk):
    it = desk(EVERYONE[audience] | {"danger": "yes", "since": "yes", "since.words": "He has a bruise."})
    assert kinds(it.state) == [AlertKind.DANGER, AlertKind.NEW_INFORMATION]
    assert words(it.state) == ["He has a bruise."] * 2
    assert {alert.at for alert in waiting(it.state.work.alerts)} == {it.now}
    without = desk(EVERYONE[audience] | {"danger": "not_sure"})
    [alert] = waiting(without.state.work.alerts)
    assert alert.words, "what they wrote first, where they were asked for no more"


def test_nobody_is_in_danger_who_does_not_say_so(desk):
    for answers in EVERYONE.values():
        assert desk(answers).state.work.alerts == ()
    it = desk()
    it.act(RAISER, Action.ADD, words="A photo will follow.", new=False)
    it.act(RAISER, Action.WITHDRAW, pressure="unsaid", words="")
    assert it.state.work.alerts == ()


def test_who_is_made_to_withdraw_needs_somebody_to_act_and_not_to_say_that_they_have_seen_it(desk):
    it = desk()
    it.act(RAISER, Action.WITHDRAW, pressure="yes", words="He told me to.")
    assert (kinds(it.state), words(it.state)) == ([AlertKind.PRESSURE], ["He told me to."])
    assert "safety alert" in it.refused(ANYBODY, Action.SEE_FLAGS, words="Seen it, and noted.")
    it.act(ANYBODY, Action.ACT_NOW, told_at=it.now, **ACTED)
    assert waiting(it.state.work.alerts) == ()
    assert it.state.flags == frozenset()


@pytest.mark.parametrize(
    ("kind", "more"), [("answered", {"question": 1}), ("objected", {"due": None}), ("withdrawn", {"pressure": "no"})]
)
def test_whatever_they_write_to_us_opens_an_alert_where_they_say_that_something_new_has_happened(kind, more, desk):
    it = desk()
    old = replay([Event(kind, it.now, "raiser", {"words": "He hit her.", **more})], it.state)
    assert (kinds(old), old.flags & {"new_information"}) == ([], set()), "of before they were asked"
    said = replay([Event(kind, it.now, "raiser", {"words": "He hit her.", "new": True, **more})], it.state)
    assert (kinds(said), words(said)) == ([AlertKind.NEW_INFORMATION], ["He hit her."])
    assert "new_information" in said.flags


def test_who_is_made_to_withdraw_and_says_what_has_happened_opens_both_alerts(desk):
    it = desk()
    it.act(RAISER, Action.WITHDRAW, pressure="yes", words="He hit her.", new=True)
    assert kinds(it.state) == [AlertKind.PRESSURE, AlertKind.NEW_INFORMATION]


def test_what_was_done_stays_for_good_and_what_comes_later_is_another_alert(desk):
    it = desk(PARENT | {"danger": "yes"})
    it.now += timedelta(minutes=26)
    told_at = it.now - timedelta(minutes=5)
    it.act(ANYBODY, Action.ACT_NOW, told_at=told_at, **ACTED)
    it.now += timedelta(hours=1)
    it.act(RAISER, Action.ADD, words="He is back.", new=True)
    first, second = every(it.state.work.alerts)
    did = first.acted
    assert (did.by, did.told_at, did.at) == ("any", told_at, it.now - timedelta(hours=1))
    assert {"told": did.told, "contact": did.contact, "words": did.words} == ACTED
    assert second.open
    assert words(it.state) == ["He is back."]


@pytest.mark.parametrize("minutes", [3, -60 * 25])
def test_when_somebody_was_told_is_a_real_time(desk, minutes):
    it = desk(PARENT | {"danger": "yes"})
    said = {"told_at": it.now + timedelta(minutes=minutes), **ACTED}
    assert "when you told them" in it.refused(ANYBODY, Action.ACT_NOW, **said)
    it.act(ANYBODY, Action.ACT_NOW, told_at=it.now - timedelta(hours=23), **ACTED)


@pytest.mark.parametrize("left_out", sorted(ACTED))
def test_nothing_is_acted_on_without_saying_whom_one_told_and_what_one_did(desk, left_out):
    it = desk(PARENT | {"danger": "yes"})
    it.refused(ANYBODY, Action.ACT_NOW, told_at=it.now, **ACTED | {left_out: "  "})
    assert kinds(it.state) == [AlertKind.DANGER]


# What is stored from the time before alerts were kept


def old(state):
    """As it was stored then."""
    stored = json.loads(json.dumps(plain(state)))
    del stored["work"]["alerts"], stored[VERSION]
    return stored


def test_what_was_stored_before_has_its_alerts_by_its_flags(desk):
    it = desk(PARENT | {"danger": "yes", "since": "yes", "since.words": "A bruise."})
    it.act(RAISER, Action.ADD, words="He hit her.", new=True)
    it.act(RAISER, Action.ADD, words="A photo.", new=False)
    it.act(RAISER, Action.WITHDRAW, pressure="yes", words="He told me to.")
    assert unplain(old(it.state)) == it.state
    calm = replace(it.state, flags=frozenset())
    assert unplain(old(calm)).work.alerts == ()


def test_what_was_done_before_is_read_from_the_old_events(desk):
    it = desk(PARENT | {"danger": "yes"})
    did = {"flags": ["danger"], "when": "today at 1:30am", **ACTED}
    after = replay([Event("acted", it.now, "toni", did)], it.state)
    [alert] = every(after.work.alerts)
    assert (alert.acted.told, alert.acted.told_at, alert.acted.told_when) == (ACTED["told"], None, "today at 1:30am")
    it.act(RAISER, Action.WITHDRAW, pressure="yes", words="")
    seen = {"flags": ["pressure"], "words": "Rang her."}
    after = replay([Event("flags_seen", it.now, "toni", seen)], it.state)
    assert [alert.kind for alert in waiting(after.work.alerts)] == [AlertKind.DANGER]


def test_whoever_may_be_stopped_by_an_alert_may_record_what_they_did_about_it():
    stopped = {role for action in ACTIONS if action.waits_for_alert for role in action.roles}
    assert stopped - Action.ACT_NOW.roles <= {Role.ADMINISTRATOR, Role.AUDITOR, Role.RAISER}
