"""What becomes of a request when it is first read, who has it, and who may look again."""

from datetime import date

import pytest
from actions import Action

from build import ACTED, PARENT, YOUNG
from portal.domain.challenge.state import Flag, Status
from portal.domain.challenge.triage import named, triage_by
from portal.domain.challenge.view import view_for
from portal.domain.disclosure.table import every_checks
from portal.domain.permissions import RAISER, Actor, Role

TONI = Actor("toni", frozenset({Role.TRIAGE}), 0, "Toni Example")
REMI = Actor("remi", frozenset({Role.REVIEWER}), 1, "Remi Example")
RAE = Actor("rae", frozenset({Role.REVIEWER}), 1, "Rae Example")
MO = Actor("mo", frozenset({Role.REVIEWER, Role.MANAGER}), 2, "Mo Example")
ADA = Actor("ada", frozenset({Role.REVIEWER, Role.MANAGER}), 4, "Ada Example")
RELEASER = Actor("rel", frozenset({Role.RELEASER}), 0, "Rel Example")


def test_triage_is_due_the_next_working_day_until_it_is_done(desk):
    it = desk()
    assert triage_by(it.state, it.rules) == date(2026, 11, 24)
    assert triage_by(it.accepted_by(TONI).state, it.rules) is None


def test_nothing_is_done_to_what_one_has_not_taken(desk):
    it = desk()
    assert "Take it first" in it.refused(TONI, Action.ACCEPT_FOR_REVIEW)
    it.act(TONI, Action.TAKE)
    assert "A colleague has it" in it.refused(REMI, Action.TAKE)
    assert "Take it first" in it.refused(REMI, Action.ACCEPT_FOR_REVIEW)
    it.act(TONI, Action.HAND_BACK, words="On leave.")
    it.act(REMI, Action.TAKE)
    assert it.state.work.assigned == "remi"


def test_only_who_has_it_or_a_manager_hands_it_over_and_not_to_anybody(desk):
    it = desk()
    it.act(TONI, Action.TAKE)
    assert "Only who has it" in it.refused(REMI, Action.HAND_OVER, to=REMI, words="Mine.")
    assert "cannot work on" in it.refused(MO, Action.HAND_OVER, to=RELEASER, words="A reason.")
    it.act(MO, Action.HAND_OVER, to=REMI, words="Toni is ill.")
    assert it.state.work.assigned == "remi"
    it.act(REMI, Action.RECORD_ORIGINAL)
    it.act(REMI, Action.ACCEPT_FOR_REVIEW)
    assert "more senior" in it.refused(REMI, Action.HAND_OVER, to=TONI, words="Back.")


def test_new_worries_are_acted_on_and_the_challenge_goes_on(desk):
    it = desk(PARENT | {"danger": "yes", "since": "yes"})
    it.act(TONI, Action.TAKE)
    assert it.refused(TONI, Action.DECLINE, outcome="court", words="Court.")
    it.act(TONI, Action.ACT_NOW, told_at=it.now, **ACTED)
    assert not it.state.flags & {Flag.DANGER, Flag.NEW_INFORMATION}
    assert it.state.status is Status.RECEIVED
    assert "No safety alert" in it.refused(TONI, Action.ACT_NOW, told_at=it.now, **ACTED)


def test_whoever_sees_it_first_acts_on_a_child_s_safety(desk):
    it = desk().accepted_by(REMI)
    it.act(RAISER, Action.ADD, words="He hit her.", new=True)
    it.act(TONI, Action.ACT_NOW, told_at=it.now, **ACTED)
    assert (it.state.flags, it.state.work.assigned) == ({Flag.MESSAGE}, "remi")


def test_flags_go_down_when_somebody_says_what_they_did_but_not_before_a_child_is_safe(desk):
    it = desk(PARENT | {"danger": "yes"})
    it.act(RAISER, Action.ADD, words="More.", new=False)
    assert "safety alert" in it.refused(TONI, Action.SEE_FLAGS, words="Read it.")
    assert it.state.flags == {Flag.DANGER, Flag.MESSAGE}
    it.act(TONI, Action.ACT_NOW, told_at=it.now, **ACTED)
    it.act(TONI, Action.SEE_FLAGS, words="Read it.")
    assert it.state.flags == frozenset()


def test_a_link_is_made_once_and_told_to_nobody(desk):
    it = desk()
    it.act(TONI, Action.LINK, reference="LINKEDREF", words="The same child.")
    assert "linked already" in it.refused(TONI, Action.LINK, reference="LINKEDREF", words="Again.")
    assert "same challenge" in it.refused(TONI, Action.LINK, reference=it.state.reference, words="A reason.")
    assert "not linked" in it.refused(TONI, Action.UNLINK, reference="OTHERREF0", words="A mistake.")
    it.act(TONI, Action.UNLINK, reference="LINKEDREF", words="Another child of that name.")
    assert it.state.work.links == ()
    assert "No other" in it.refused(TONI, Action.UNLINK, reference="LINKEDREF", words="A reason.")
    for checks in every_checks(it.state.audience):
        view = view_for(it.state.audience, it.state, it.rules.pack, checks=checks)
        assert "LINKEDREF" not in repr((view.facts, view.history))


def test_who_was_involved_does_not_look_again_and_stepping_aside_is_for_good(desk):
    it = desk().accepted_by(REMI)
    it.act(MO, Action.SAY_INVOLVED, who="rae", how="advised", words="Her name is in the record.")
    it.act(MO, Action.SAY_INVOLVED, who="ada", how="made", words="Her name is in the record.")
    assert "advised on the decision" in it.refused(REMI, Action.HAND_OVER, to=RAE, words="A reason.")
    assert "made the decision" in it.refused(REMI, Action.HAND_OVER, to=ADA, words="A reason.")
    it.act(REMI, Action.STEP_ASIDE, words="I know the family.")
    assert "stepped aside" in it.refused(MO, Action.HAND_OVER, to=REMI, words="A reason.")


def test_who_is_named_does_not_look_again(desk):
    it = desk(PARENT | {"missed": "I told  remi\nEXAMPLE twice."}).accepted_by(REMI)
    assert named(it.state, REMI.name)
    assert not named(it.state, "Remi Exampleton")
    assert "what the person challenging wrote" in it.refused(
        REMI, Action.DECIDE_GROUND, ground=1, outcome="changed", reasons="A reason."
    )
    it.act(RAISER, Action.ADD, words="And Rae Example was rude.", new=False)
    assert "what the person challenging wrote" in it.refused(REMI, Action.HAND_OVER, to=RAE, words="A reason.")


def test_the_most_senior_lets_somebody_stand_in_but_never_who_was_involved(desk):
    it = desk().accepted_by(TONI)
    it.act(MO, Action.SAY_INVOLVED, who="rae", how="made", words="Her name is in the record.")
    assert "most senior" in it.refused(MO, Action.STAND_IN, to=REMI, words="Nobody else.")
    assert "made the decision" in it.refused(ADA, Action.STAND_IN, to=RAE, words="Nobody else.")
    assert "not a reviewer" in it.refused(ADA, Action.STAND_IN, to=TONI, words="Nobody else.")
    junior = Actor("jun", frozenset({Role.REVIEWER}), 0, "Jun Example")
    [event] = it.act(ADA, Action.STAND_IN, to=junior, words="Nobody else is there.")
    assert event.kind == "stood_in"
    it.decided_by(junior)
    assert it.state.work.review.decided_by == "jun"


def test_a_mention_waits_until_it_is_seen(desk):
    it = desk(YOUNG)
    it.act(TONI, Action.NOTE, words="Can you ring the school?", mentions=["mo", "toni"])
    assert it.state.work.mentioned == ("mo",), "nobody mentions themselves"
    assert "No note" in it.refused(REMI, Action.SEE_MENTION)
    it.act(MO, Action.SEE_MENTION)
    assert it.state.work.mentioned == ()


def test_all_that_a_leaver_has_goes_to_who_may_have_it_or_to_nobody(desk):
    it = desk().accepted_by(TONI)
    it.act(MO, Action.NOTE, words="Can you ring the school?", mentions=["toni"])
    given = {"leaver": "toni", "words": "Toni has left."}
    assert "not allowed" in it.refused(TONI, Action.HAND_OVER_ALL, to=REMI, **given)
    [freed, passed] = it.act(MO, Action.HAND_OVER_ALL, to=Actor("jun", frozenset({Role.REVIEWER})), **given)[:2]
    assert (freed.kind, freed.what["why"]) == ("handed_back", "This stage needs somebody more senior.")
    assert passed.kind == "mention_passed"
    assert (it.state.work.assigned, it.state.work.mentioned) == ("", ("jun",))
    assert "no longer" in it.refused(MO, Action.HAND_OVER_ALL, to=REMI, **given)
    it.act(TONI, Action.TAKE)
    it.act(MO, Action.HAND_OVER_ALL, to=REMI, **given)
    assert it.state.work.assigned == "remi"
    it.act(MO, Action.NOTE, words="And you?", mentions=["toni"])
    it.act(MO, Action.HAND_OVER_ALL, to=None, **given)
    assert it.state.work.mentioned == ("jun", "remi"), "who has it looks at the note"
    it.act(MO, Action.HAND_OVER_ALL, to=None, leaver="remi", words="Remi has left.")
    assert it.state.work.assigned == ""


def test_who_they_are_is_checked_by_who_has_it_and_by_nobody_else(desk):
    it = desk()
    for action in (Action.CHECK_IDENTITY, Action.CHECK_STANDING):
        assert "not assigned to you" in it.refused(TONI, action, words="Passport seen.")
    it.act(TONI, Action.TAKE)
    for action in (Action.CHECK_IDENTITY, Action.CHECK_STANDING):
        assert "not assigned to you" in it.refused(MO, action, words="Passport seen.")
        it.act(TONI, action, words="Passport seen.")
    assert it.state.work.checks.identity


@pytest.mark.parametrize("how", ["made", "advised"])
def test_who_had_a_part_is_said_with_a_reason_by_who_has_it_or_a_manager_and_can_be_taken_back(desk, how):
    it, said = desk(), {"who": "rae", "how": how}
    assert "or a manager" in it.refused(TONI, Action.SAY_INVOLVED, words="Her name is in the record.", **said)
    it.act(TONI, Action.TAKE)
    assert it.refused(TONI, Action.SAY_INVOLVED, words="ok", **said)
    it.act(TONI, Action.SAY_INVOLVED, words="Her name is in the record.", **said)
    it.act(TONI, Action.HAND_BACK, words="On leave.")
    assert it.state.work.involved == {"rae": how}
    assert "or a manager" in it.refused(TONI, Action.UNDO_INVOLVED, who="rae", words="It was somebody else.")
    assert "not said" in it.refused(MO, Action.UNDO_INVOLVED, who="ada", words="It was somebody else.")
    assert it.refused(MO, Action.UNDO_INVOLVED, who="rae", words="x")
    it.act(MO, Action.UNDO_INVOLVED, who="rae", words="It was somebody else of that name.")
    assert it.state.work.involved == {}
    assert "Nobody is said" in it.refused(MO, Action.UNDO_INVOLVED, who="rae", words="It was somebody else.")
    it.act(RAE, Action.TAKE)


def test_nobody_takes_back_their_own_part(desk):
    it = desk()
    it.act(MO, Action.SAY_INVOLVED, who="mo", how="made", words="I made the decision.")
    assert "Somebody else" in it.refused(MO, Action.UNDO_INVOLVED, who="mo", words="I was wrong.")


@pytest.mark.parametrize("how", ["made", "advised", "aside"])
def test_who_had_a_part_or_stepped_aside_does_not_take_it(desk, how):
    it = desk()
    if how == "aside":
        it.act(REMI, Action.TAKE)
        it.act(REMI, Action.STEP_ASIDE, words="I know the family.")
    else:
        it.act(MO, Action.SAY_INVOLVED, who="remi", how=how, words="Her name is in the record.")
    assert "cannot look at it again" in it.refused(REMI, Action.TAKE)
    it.accepted_by(TONI).act(TONI, Action.HAND_BACK, words="For a reviewer.")
    assert "cannot look at it again" in it.refused(REMI, Action.TAKE)


def test_who_released_a_reply_does_not_review_a_later_stage(desk):
    it = desk().accepted_by(REMI).checked(REMI).decided_by(REMI)
    it.act(REMI, Action.WRITE_REPLY, words="We looked again.")
    it.act(MO, Action.RELEASE, harm="no", words="Nobody is harmed by it.")
    it.act(RAISER, Action.STILL_WORRIED)
    assert "released a reply" in it.refused(MO, Action.TAKE)
    it.act(TONI, Action.TAKE)
    assert "released a reply" in it.refused(TONI, Action.HAND_OVER, to=MO, words="For the next stage.")
