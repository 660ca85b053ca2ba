"""Nobody ends a challenge alone, and the raiser may object once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from actions import Action

from build import EVERYONE, PARENT
from portal.domain.challenge.clock import remind
from portal.domain.challenge.end_without_review import ENDS, objects_until
from portal.domain.challenge.state import Flag, Status
from portal.domain.challenge.triage import TELLING, Outcome, triage_by
from portal.domain.challenge.view import view_for
from portal.domain.challenge.worklist_flags import Duty, Turn, duties, turn
from portal.domain.disclosure.table import every_checks, may_know
from portal.domain.notices.catalogue import calls, news
from portal.domain.permissions import RAISER, Actor, Role

EVERY = frozenset({Role.TRIAGE, Role.REVIEWER, Role.MANAGER})
TONI = Actor("toni", frozenset({Role.TRIAGE}), 0, "Toni Example")
TARA = Actor("tara", frozenset({Role.TRIAGE}), 0, "Tara Example")
REMI = Actor("remi", frozenset({Role.REVIEWER}), 1, "Remi Example")
MO = Actor("mo", EVERY, 2, "Mo Example")
ADA = Actor("ada", EVERY, 4, "Ada Example")

WHY = {"words": "They live in Newcastle."}
PASSED = {"agreed": "By telephone.", "words": "You were rude."}


@pytest.fixture
def proposed(desk):
    """Somebody proposed that it ends."""

    def begin(outcome=Outcome.NOT_OURS, answers=PARENT, *, checked=False, by=TONI):
        it = desk(answers)
        it = it.checked(TONI) if checked else it
        it.act(by, Action.TAKE)
        if outcome in (Outcome.COMPLAINT, Outcome.INFORMATION):
            it.act(by, Action.PASS_COMPLAINT if outcome is Outcome.COMPLAINT else Action.PASS_INFORMATION, **PASSED)
        it.act(by, Action.DECLINE, outcome=outcome, **WHY)
        return it

    return begin


@pytest.fixture
def ended(proposed):
    def begin(*of, **more):
        it = proposed(*of, **more)
        it.act(REMI, Action.CONFIRM_END, **WHY)
        return it

    return begin


def kinds(it):
    return {kind for kind, _ in duties(it.state)}


FOR_SOME = {Outcome.NOTHING_NEW}
"""Only where the policy asks for something new: in test_second_requests."""


def told(it, checks=None):
    view = view_for(it.state.audience, it.state, it.rules.pack, checks=checks)
    return [each.said.words for each in view.history if each.said]


@pytest.mark.parametrize("outcome", sorted(set(ENDS) - FOR_SOME))
def test_it_is_proposed_by_one_and_confirmed_by_another_and_only_then_told(proposed, outcome):
    it = proposed(outcome, checked=True)
    assert (it.state.status, it.state.work.triaged, told(it)) == (Status.RECEIVED, "", [])
    assert {Duty.CONFIRM_END, Duty.TRIAGE} <= kinds(it), "triage is not done"
    [call] = calls(it.events[-1], it.state, it.state)
    assert (call.name, call.role, call.but_not) == ("end_to_confirm", Role.MANAGER, {"toni"})
    assert "proposed already" in it.refused(TONI, Action.DECLINE, outcome=outcome, **WHY)
    for who in (TONI, TARA):
        assert "not allowed" in it.refused(who, Action.CONFIRM_END, **WHY)
    assert "reasons" in it.refused(REMI, Action.CONFIRM_END, words=" ")
    [confirmed] = it.act(REMI, Action.CONFIRM_END, **WHY)
    assert (it.state.status, it.state.work.triaged) == (Status.FINISHED, outcome)
    assert (confirmed.actor, confirmed.what["proposed_by"]) == ("remi", "toni")
    assert len(told(it)) == 1
    assert news(view_for(it.state.audience, it.state, it.rules.pack), [confirmed]) == "answer"
    assert kinds(it) - {Duty.SEND, Duty.PROMISE} == {Duty.RECORD}


def test_whoever_proposed_it_does_not_confirm_it_whatever_else_they_may_do(proposed):
    it = proposed(by=MO)
    assert "You proposed this" in it.refused(MO, Action.CONFIRM_END, **WHY)
    it.act(ADA, Action.CONFIRM_END, **WHY)


def test_who_had_a_part_or_is_named_neither_proposes_nor_confirms_nor_looks(desk, proposed, ended):
    it = proposed()
    it.act(TONI, Action.SAY_INVOLVED, who="remi", how="advised", words="Her name is in the record.")
    for action in (Action.CONFIRM_END, Action.SEND_BACK_END):
        assert "advised on the decision" in it.refused(REMI, action, **WHY)
    accused = desk(PARENT | {"right": "Talk to  toni example. She was rude."})
    accused.act(TONI, Action.TAKE)
    assert "what the person challenging wrote" in accused.refused(TONI, Action.DECLINE, outcome="not_ours", **WHY)
    over = ended()
    over.act(RAISER, Action.OBJECT, words="Mo Example told me that it is yours.")
    assert "what the person challenging wrote" in over.refused(MO, Action.UPHOLD_END, **WHY), "whom they name only now"
    over.act(TONI, Action.SAY_INVOLVED, who="ada", how="made", words="Her name is in the record.")
    for action in (Action.UPHOLD_END, Action.RESTORE_TRIAGE):
        assert "made the decision" in over.refused(ADA, action, **WHY)


def test_only_what_can_come_without_a_review_is_proposed(desk):
    it = desk()
    it.act(TONI, Action.TAKE)
    for outcome in (Outcome.REVIEW, "", "nonsense"):
        assert "Choose why" in it.refused(TONI, Action.DECLINE, outcome=outcome, **WHY)


def test_it_can_be_sent_back_and_the_proposer_hears(proposed):
    it = proposed()
    assert "what to change" in it.refused(REMI, Action.SEND_BACK_END, words=" ")
    before = it.state
    [back] = it.act(REMI, Action.SEND_BACK_END, words="They moved last week.")
    assert [call.keys for call in calls(back, before, it.state)] == [("toni",)]
    assert (kinds(it) & {Duty.CONFIRM_END}, told(it)) == (set(), [])
    assert "Nobody has proposed" in it.refused(REMI, Action.CONFIRM_END, **WHY)
    it.act(TONI, Action.RECORD_ORIGINAL)
    it.act(TONI, Action.ACCEPT_FOR_REVIEW)


def test_what_is_accepted_meanwhile_is_not_ended(proposed):
    it = proposed()
    it.act(TONI, Action.RECORD_ORIGINAL)
    it.act(TONI, Action.ACCEPT_FOR_REVIEW)
    assert "Nobody has proposed" in it.refused(REMI, Action.CONFIRM_END, **WHY)
    assert it.state.work.ending == {}


def test_a_child_s_safety_comes_first_at_every_step(desk, proposed, ended):
    it = desk(PARENT | {"danger": "yes"})
    it.act(TONI, Action.TAKE)
    assert it.refused(TONI, Action.DECLINE, outcome="court", **WHY)
    it = proposed()
    it.act(RAISER, Action.ADD, words="He hit her.", new=True)
    assert it.refused(REMI, Action.CONFIRM_END, **WHY)
    it = ended()
    it.act(RAISER, Action.OBJECT)
    it.act(RAISER, Action.ADD, words="He hit her.", new=True)
    for action in (Action.UPHOLD_END, Action.RESTORE_TRIAGE):
        assert it.refused(MO, action, **WHY)
    assert Flag.NEW_INFORMATION in it.state.flags


@pytest.mark.parametrize("outcome", [Outcome.COMPLAINT, Outcome.INFORMATION])
def test_nobody_is_sent_to_a_complaint_that_was_not_passed_on_and_two_people_agree_on_it(desk, proposed, outcome):
    it = desk()
    it.act(TONI, Action.TAKE)
    assert "First pass the complaint on" in it.refused(TONI, Action.DECLINE, outcome=outcome, **WHY)
    it = proposed(outcome)
    it.act(TONI, Action.DROP_TRANSFER, transfer=1, words="By telephone.")
    assert "First pass the complaint on" in it.refused(REMI, Action.CONFIRM_END, **WHY)


@pytest.mark.parametrize("audience", sorted(EVERYONE))
def test_why_is_told_to_who_may_know_and_to_nobody_else(desk, audience):
    """That another council decides is in what they told us; all else we only know from what we hold."""
    for checks in every_checks(audience):
        said = set()
        for outcome in (Outcome.NOT_OURS, *sorted(TELLING - FOR_SOME)):
            it = desk(EVERYONE[audience])
            it.act(TONI, Action.TAKE)
            if checks.identity:
                it.act(TONI, Action.CHECK_IDENTITY, words="Seen.")
            if checks.standing:
                it.act(TONI, Action.CHECK_STANDING, words="Seen.", made_contact=checks.made_contact)
            knows = may_know(it.rules.pack.disclosure, it.state.audience, it.state.work.checks)
            if outcome in TELLING and not knows:
                assert "would tell them" in it.refused(TONI, Action.DECLINE, outcome=outcome, **WHY)
                continue
            it.act(TONI, Action.DECLINE, outcome=outcome, **WHY)
            it.act(REMI, Action.CONFIRM_END, words="INTERNAL")
            [words] = told(it)
            said.add(words)
            assert "INTERNAL" not in words
            if knows:
                it.act(TONI, Action.UNDO_CHECKS, words="Another person.")
                assert told(it) == ["We cannot look at this again here. Call us and ask who can."]
        assert len(said) == (4 if knows else 1), "each reason has its own words, or none is given away"


def test_a_check_that_is_taken_back_before_it_is_confirmed_stops_it(proposed):
    it = proposed(Outcome.COURT, checked=True)
    it.act(TONI, Action.UNDO_CHECKS, words="Another person.")
    assert "would tell them" in it.refused(REMI, Action.CONFIRM_END, **WHY)


# The objection


def test_the_raiser_objects_once_and_a_manager_who_took_no_part_looks(ended):
    it = ended()
    assert objects_until(it.state, it.rules) == date(2026, 12, 21)
    [objected] = it.act(RAISER, Action.OBJECT, words="I do not agree.")
    assert (it.state.status, it.state.due, turn(it.state)) == (Status.RECEIVED, date(2026, 11, 30), Turn.OURS)
    assert kinds(it) >= {Duty.OBJECTION}
    [call] = calls(objected, it.state, it.state)
    assert (call.name, call.role, call.but_not) == ("objection", Role.MANAGER, {"toni", "remi"})
    for who in (TONI, REMI):
        assert "not allowed" in it.refused(who, Action.UPHOLD_END, **WHY)
    assert "already" in it.refused(RAISER, Action.OBJECT, words="Again.")
    for action in (Action.ACCEPT_FOR_REVIEW, Action.DECLINE, Action.PAUSE, Action.EXTEND):
        said = {Action.DECLINE: {"outcome": "court", **WHY}, Action.PAUSE: {"until": "2026-11-25", "why": "x", **WHY},
                Action.EXTEND: {"amount": 1, "why": "x", **WHY}}  # fmt: skip
        assert it.refused(MO, action, **said.get(action, {})), "it is only looked at"


def test_a_manager_who_took_part_does_not_look_at_it(proposed):
    it = proposed(by=MO)
    it.act(ADA, Action.CONFIRM_END, **WHY)
    it.act(RAISER, Action.OBJECT)
    for who in (MO, ADA):
        for action in (Action.UPHOLD_END, Action.RESTORE_TRIAGE):
            assert "Another manager" in it.refused(who, action, **WHY)


def test_upheld_it_is_over_and_there_is_no_second_objection(ended):
    it = ended()
    it.act(RAISER, Action.OBJECT)
    it.act(MO, Action.UPHOLD_END, words="INTERNAL")
    assert (it.state.status, it.state.due, kinds(it)) == (Status.FINISHED, None, {Duty.RECORD})
    assert told(it)[-1] == "A manager who took no part in this has looked at it. Our answer stays as it is."
    assert "already" in it.refused(RAISER, Action.OBJECT, words="Again.")
    assert "No objection" in it.refused(ADA, Action.RESTORE_TRIAGE, **WHY)
    it.act(TONI, Action.RECORD, kind="Case Note", id="LL-1", on="2026-11-23")
    it.act(TONI, Action.CLOSE)


def test_restored_it_stands_before_triage_with_all_its_time_and_may_go_either_way(ended):
    it = ended()
    it.act(RAISER, Action.OBJECT)
    it.now = datetime(2026, 11, 26, 9, tzinfo=UTC)
    it.act(MO, Action.RESTORE_TRIAGE, words="INTERNAL")
    assert (it.state.status, it.state.due, it.state.work.assigned) == (Status.RECEIVED, date(2026, 12, 3), "")
    assert kinds(it) >= {Duty.TRIAGE}
    assert triage_by(it.state, it.rules) == date(2026, 11, 27)
    assert told(it)[-1].startswith("A manager has looked at it and agrees with you.")
    it.act(TONI, Action.TAKE)
    it.act(TONI, Action.DECLINE, outcome=Outcome.NOT_OURS, **WHY)
    it.act(REMI, Action.CONFIRM_END, **WHY)
    assert it.state.status is Status.FINISHED, "two people may still end it"
    assert "already" in it.refused(RAISER, Action.OBJECT, words="Again.")


def test_an_objection_has_a_date_of_which_staff_are_reminded(ended):
    it = ended()
    it.act(RAISER, Action.OBJECT)
    late = datetime(2026, 12, 1, 9, tzinfo=UTC)
    assert [event.what["why"] for event in remind(it.state, it.rules, late, None)] == ["late"]
    it.now = late
    assert "A manager is looking" in it.refused(RAISER, Action.ASK_NEXT), "nobody goes up a ladder that was not begun"


def test_it_stays_open_while_they_can_object_and_they_cannot_for_ever(ended):
    it = ended()
    it.act(TONI, Action.RECORD, kind="Case Note", id="LL-1", on="2026-11-23")
    it.now += timedelta(days=28)
    assert "ask a manager" in it.refused(TONI, Action.CLOSE)
    it.now += timedelta(days=1)
    assert "time to ask a manager has passed" in it.refused(RAISER, Action.OBJECT)
    it.act(TONI, Action.CLOSE)
    assert "has not been ended" in it.refused(RAISER, Action.OBJECT)


def test_nobody_objects_to_what_was_not_ended(desk):
    it = desk()
    assert "has not been ended" in it.refused(RAISER, Action.OBJECT)
    it.accepted_by(REMI).decided_by(REMI).act(REMI, Action.END_REVIEW)
    it.act(RAISER, Action.ACCEPT)
    assert "has not been ended" in it.refused(RAISER, Action.OBJECT)
