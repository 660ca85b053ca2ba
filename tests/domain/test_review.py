"""Looking again: ground by ground, to a decision, to words that a second person releases."""

from dataclasses import replace

import pytest
from actions import Action

from build import NEIGHBOUR, PARENT, YOUNG
from portal.domain.challenge.grounds import grounds
from portal.domain.challenge.review import result, unanswered
from portal.domain.challenge.state import Status
from portal.domain.challenge.view import view_for
from portal.domain.permissions import RAISER, Actor, Role

REMI = Actor("remi", frozenset({Role.REVIEWER}), 1, "Remi Example")
MO = Actor("mo", frozenset({Role.REVIEWER, Role.MANAGER}), 2, "Mo Example")
REL = Actor("rel", frozenset({Role.RELEASER}), 0, "Rel Example")
TWO_POINTS = PARENT | {
    "point": [{"point.kind": "missing", "point.words": "One."}, {"point.kind": "wrong", "point.words": "Two."}]
}


def told(desk):
    view = view_for(desk.state.audience, desk.state, desk.rules.pack)
    return [(each.kind, each.said.words if each.said else "") for each in view.history]


def replied(desk, **more):
    desk.act(REMI, Action.WRITE_REPLY, words="We changed it.", **more)
    return desk


def test_every_point_and_what_was_looked_at_come_before_a_decision(desk):
    it = desk(TWO_POINTS)
    it.act(REMI, Action.TAKE)
    assert "Triage comes first" in it.refused(
        REMI, Action.DECIDE_GROUND, ground=1, outcome="changed", reasons="A reason."
    )
    it.act(REMI, Action.RECORD_ORIGINAL)
    it.act(REMI, Action.ACCEPT_FOR_REVIEW)
    it.act(REMI, Action.RECORD_ORIGINAL)
    it.act(REMI, Action.DECIDE_GROUND, ground=1, outcome="changed", reasons="The school was not asked.")
    assert unanswered(it.state) == [2]
    assert "Every ground" in it.refused(REMI, Action.DECIDE)
    assert "no such ground" in it.refused(REMI, Action.DECIDE_GROUND, ground=3, outcome="changed", reasons="A reason.")
    assert "Choose what" in it.refused(REMI, Action.DECIDE_GROUND, ground=2, outcome="maybe", reasons="A reason.")
    assert "Write the reasons" in it.refused(REMI, Action.DECIDE_GROUND, ground=2, outcome="changed", reasons=" ")
    it.act(REMI, Action.DECIDE_GROUND, ground=2, outcome="unchanged", reasons="It was right.")
    assert "evidence" in it.refused(REMI, Action.DECIDE)
    assert "child wants" in it.refused(REMI, Action.FIND, evidence="Notes.", views="")
    it.act(REMI, Action.FIND, evidence="Notes.", views="Could not be asked: too young.")
    [event] = it.act(REMI, Action.DECIDE)
    assert (event.what["stage"], event.what["outcome"], event.what["decision"]) == ("1", "partly", "early_help")
    assert "has been decided" in it.refused(
        REMI, Action.DECIDE_GROUND, ground=1, outcome="changed", reasons="A reason."
    )


@pytest.mark.parametrize(
    ("outcomes", "whole"),
    [
        (("changed", "changed"), "changed"),
        (("changed", "unchanged"), "partly"),
        (("partly", "unknown"), "partly"),
        (("unknown", "unchanged"), "unchanged"),
        (("unknown", "unknown"), "unknown"),
    ],
)
def test_the_whole_is_what_its_points_come_to(desk, outcomes, whole):
    assert result(desk(TWO_POINTS).accepted_by(REMI).answered_by(REMI, *outcomes).state) == whole


def test_who_raised_no_point_raised_one():
    assert [each.words for each in grounds(YOUNG)] == [YOUNG["unhappy"]]
    assert len(grounds({"who": "parent"})) == 1


def test_a_second_person_releases_what_the_first_wrote_and_only_where_nobody_is_harmed(desk):
    both = Actor("remi", frozenset({Role.REVIEWER, Role.RELEASER}), 1, "Remi Example")
    it = desk().accepted_by(REMI).checked(REMI)
    assert "Finish the review" in it.refused(REMI, Action.WRITE_REPLY, words="A reason.")
    it.decided_by(REMI)
    assert "no reply" in it.refused(REL, Action.RELEASE, harm="no", words="A reason.")
    replied(it)
    assert "Somebody else" in it.refused(both, Action.RELEASE, harm="no", words="Nobody is harmed by it.")
    assert "not released" in it.refused(REL, Action.RELEASE, harm="yes", words="He would find her.")
    assert "reason for your answer" in it.refused(REL, Action.RELEASE, harm="no", words="")
    it.act(REL, Action.SEND_BACK, words="Shorter, please.")
    assert "no reply" in it.refused(REL, Action.RELEASE, harm="no", words="A reason.")
    replied(it)
    assert [event.kind for event in it.act(REL, Action.RELEASE, harm="no", words="Nothing in it.")] == [
        "declared",
        "released",
        "review_ended",
    ]
    assert it.state.status is Status.REVIEWED
    assert ("released", "We changed it.") in told(it)
    assert "has been released" in it.refused(REMI, Action.WRITE_REPLY, words="More.")


def test_whom_we_have_not_checked_is_told_only_that_it_is_over_until_we_have(desk):
    it = desk().accepted_by(REMI).decided_by(REMI)
    assert "as far as they have been checked" in it.refused(REMI, Action.WRITE_REPLY, words="A reason.")
    it.act(REMI, Action.END_REVIEW)
    assert [kind for kind, _words in told(it)] == ["triaged", "review_ended"]
    replied(it.checked(REMI))
    assert [event.kind for event in it.act(REL, Action.RELEASE, harm="no", words="Nobody is harmed by it.")] == [
        "declared",
        "released",
    ]


def test_a_neighbour_gets_no_words_however_well_checked(desk):
    it = desk(NEIGHBOUR).accepted_by(REMI).checked(REMI).decided_by(REMI)
    assert "may not be told" in it.refused(REMI, Action.WRITE_REPLY, words="A reason.")
    it.act(REMI, Action.END_REVIEW)
    assert it.state.status is Status.REVIEWED
    it = desk().accepted_by(REMI).checked(REMI).decided_by(REMI)
    assert "write the reply" in it.refused(REMI, Action.END_REVIEW)


def test_a_young_person_gets_words_of_their_own(desk):
    it = desk(YOUNG).accepted_by(REMI).checked(REMI).decided_by(REMI)
    assert "Write the reply" in it.refused(REMI, Action.WRITE_REPLY, words="The outcome is…", plain=" ")
    it.act(REMI, Action.WRITE_REPLY, words="FORMAL", plain="You can stay at your school.")
    it.act(REL, Action.RELEASE, harm="no", words="Nobody is harmed by it.")
    assert ("released", "You can stay at your school.") in told(it)
    assert "FORMAL" not in str(told(it))


def test_what_was_promised_is_told_where_it_may_be_and_again_when_it_is_done(desk):
    it = desk().accepted_by(REMI).checked(REMI).decided_by(REMI)
    assert "still to come" in it.refused(REMI, Action.PROMISE, words="A reason.", owner="x", by="2026-11-01", tell=True)
    it.act(REMI, Action.PROMISE, words="We visit.", owner="Team", by="2026-12-01", tell=True)
    it.act(REMI, Action.PROMISE, words="SECRET", owner="Team", by="2026-12-01", tell=False)
    replied(it).act(REL, Action.RELEASE, harm="no", words="Nobody is harmed by it.")
    late = {"words": "And more.", "owner": "Team", "by": "2026-12-01"}
    assert "would not hear" in it.refused(REMI, Action.PROMISE, tell=True, **late), "nobody thinks that they were told"
    it.act(REMI, Action.KEEP_PROMISE, promise=1, did="He was visited at home.")
    it.act(REMI, Action.KEEP_PROMISE, promise=2, did="He was visited at home.")
    assert [words for kind, words in told(it) if kind in ("released", "promise_kept")] == [
        "We changed it.",
        "We visit.",
        "We visit.",
    ]
    assert "Nothing promised" in it.refused(REMI, Action.KEEP_PROMISE, promise=1, did="He was visited at home.")


@pytest.mark.parametrize("empty", ["", "  ", "done", "x", "ok ok", "…"])
def test_that_an_action_is_done_says_what_was_done(desk, empty):
    it = desk().accepted_by(REMI)
    it.act(REMI, Action.PROMISE, words="We visit.", owner="Team", by="2026-12-01", tell=False)
    assert it.refused(REMI, Action.KEEP_PROMISE, promise=1, did=empty)
    [event] = it.act(REMI, Action.KEEP_PROMISE, promise=1, did="He was visited at home.")
    assert event.what == {"promise": 1, "on": "2026-11-23", "words": "", "did": "He was visited at home."}
    assert it.state.work.promises[0]["did"] == "He was visited at home."
    assert "He was visited" not in str(it.state.history), "what the raiser may see holds none of it"


def test_an_action_is_promised_by_a_role_for_a_day_that_comes_within_a_year(desk):
    it, said = desk().accepted_by(REMI), {"words": "A visit at home.", "tell": False}
    for by in ("2026-11-22", "2027-11-24", "2050-01-01"):
        assert "within a year" in it.refused(REMI, Action.PROMISE, **said, owner="Social worker", by=by)
    for owner in ("me", " Somebody ", "I"):
        assert "by their role" in it.refused(REMI, Action.PROMISE, **said, owner=owner, by="2026-12-01")
    it.act(REMI, Action.PROMISE, **said, owner="Social worker", by="2027-11-23")


def test_who_promised_it_does_not_release_what_is_told_of_it(desk):
    """Those words reach the raiser too: nobody lets out their own."""
    both = Actor("both", frozenset({Role.MANAGER}), 2, "Both Example")
    it = desk().accepted_by(REMI).checked(REMI).decided_by(REMI)
    it.act(both, Action.PROMISE, words="We visit.", owner="Team", by="2026-12-01", tell=True)
    replied(it)
    assert "Somebody else" in it.refused(both, Action.RELEASE, harm="no", words="Nobody is harmed by it.")
    it.act(REL, Action.RELEASE, harm="no", words="Nobody is harmed by it.")
    assert ("released", "We visit.") in told(it)
    it = desk().accepted_by(REMI).checked(REMI).decided_by(REMI)
    it.act(both, Action.PROMISE, words="We visit.", owner="Team", by="2026-12-01", tell=False)
    replied(it).act(both, Action.RELEASE, harm="no", words="Nobody is harmed by it.")
    assert "We visit." not in str(told(it))


def test_the_next_stage_begins_afresh_with_somebody_who_has_not_looked_before(desk):
    answer = {"ground": 1, "outcome": "changed", "reasons": "A reason."}
    it = desk().accepted_by(MO).decided_by(MO)
    it.act(MO, Action.END_REVIEW)
    it.act(RAISER, Action.STILL_WORRIED)
    assert (it.state.stage, it.state.work.assigned, it.state.work.review.points) == ("2", "", {})
    assert "reviewed this decision before" in it.refused(MO, Action.TAKE)
    it.act(REMI, Action.TAKE)
    assert "more senior" in it.refused(REMI, Action.DECIDE_GROUND, **answer)


def test_a_reply_is_not_released_to_who_has_taken_the_request_back(desk):
    it = replied(desk().accepted_by(REMI).checked(REMI).decided_by(REMI))
    it.act(RAISER, Action.WITHDRAW, pressure="no", words="")
    assert "no longer waits" in it.refused(REL, Action.RELEASE, harm="no", words="Nobody is harmed by it.")
    it.act(RAISER, Action.REOPEN)
    it.act(REL, Action.RELEASE, harm="no", words="Nobody is harmed by it.")
    assert it.state.status is Status.REVIEWED


def test_who_made_the_decision_neither_writes_nor_releases_what_is_told_of_the_review(desk):
    it = desk().accepted_by(REMI).checked(REMI).decided_by(REMI)
    it.act(REMI, Action.SAY_INVOLVED, who="mo", how="made", words="Her name is in the record.")
    it.act(REMI, Action.SAY_INVOLVED, who="rel", how="advised", words="Her name is in the record.")
    replied(it)
    assert "advised on the decision" in it.refused(REL, Action.RELEASE, harm="no", words="Safe.")
    it.act(REMI, Action.HAND_BACK, words="On leave.")
    assert "made the decision" in it.refused(MO, Action.TAKE)
    it.state = replace(it.state, work=replace(it.state.work, assigned=MO.key))
    assert "made the decision" in it.refused(MO, Action.WRITE_REPLY, words="We were right.")


NEW = {
    "decision": "section_47",
    "reasons": "He was hurt twice.",
    "alternatives": "An assessment: it would be too slow.",
}


def test_a_review_ends_in_a_new_decision(desk):
    it = desk().accepted_by(REMI).answered_by(REMI, "changed")
    assert "Choose the new decision" in it.refused(REMI, Action.DECIDE, **NEW | {"decision": "sunshine"})
    assert "level of need" in it.refused(REMI, Action.DECIDE, **NEW, threshold="Level 9")
    assert "reasons for the new decision" in it.refused(REMI, Action.DECIDE, **NEW | {"reasons": " "})
    assert "what else you considered" in it.refused(REMI, Action.DECIDE, **NEW | {"alternatives": ""})
    [event] = it.act(REMI, Action.DECIDE, **NEW, threshold="Level 4: specialist or statutory")
    assert it.state.work.original["decision"] == "no_further_action"
    assert it.state.work.review.decision == NEW | {"threshold": "Level 4: specialist or statutory"}
    assert event.what["decision"] == "section_47"


def test_that_nothing_could_be_determined_is_no_decision(desk):
    it = desk(TWO_POINTS).accepted_by(REMI).answered_by(REMI, "unknown", "unknown")
    assert "that is no decision" in it.refused(REMI, Action.DECIDE)
    it.act(REMI, Action.DECIDE_GROUND, ground=2, outcome="unchanged", reasons="He was asked on 2 November.")
    it.act(REMI, Action.DECIDE)


def test_evidence_is_kept_piece_by_piece(desk):
    it = desk().accepted_by(REMI)
    two = "Referral of 2 March: a bruise.\n\n  The school's letter: he is tired. "
    it.act(REMI, Action.FIND, evidence=two, consulted="School nurse", views="He wants his gran.", seen="no")
    found = it.state.work.review.findings
    assert found["evidence"] == ["Referral of 2 March: a bruise.", "The school's letter: he is tired."]
    assert (found["consulted"], found["seen"]) == (["School nurse"], "no")
    assert "whether the child was seen" in it.refused(REMI, Action.FIND, evidence=two, views="He is well.", seen="")


@pytest.mark.parametrize(
    "empty", ["x", "ok", "n/a", "N.A.", "as above", "see above", "As before.", "same", "none", "…"]
)
def test_a_phrase_that_says_nothing_is_refused_kindly(desk, empty):
    it = desk().accepted_by(REMI)
    for action, said in (
        (Action.DECIDE_GROUND, {"ground": 1, "outcome": "changed", "reasons": empty}),
        (Action.DECIDE_GROUND, {"ground": 1, "outcome": "changed", "reasons": "He was not asked.", "basis": empty}),
        (Action.FIND, {"evidence": f"The school's letter.\n{empty}", "views": "He wants his gran."}),
        (Action.FIND, {"evidence": "The school's letter.", "views": empty}),
    ):
        assert "too little" in it.refused(REMI, action, **said) or "Write" in it.refused(REMI, action, **said)


def test_who_said_that_they_need_it_in_another_form_is_owed_the_reply_in_it(desk):
    needs = {"needs": ["easy_read", "interpreter", "other"], "needs.language": "Polish", "needs.other": "Time."}
    it = replied(desk(PARENT | needs).accepted_by(REMI).checked(REMI).decided_by(REMI))
    it.act(REL, Action.RELEASE, harm="no", words="Nothing in it.")
    assert [each["words"] for each in it.state.work.promises] == [
        "Give them what we wrote in their language.",
        "Give them what we wrote in Easy Read.",
    ]
    assert [event.kind for event in it.act(REMI, Action.KEEP_PROMISE, promise=2, did="Posted it.")] == [
        "promise_kept",
        "form_given",
    ]
    assert ("form_given", "") in told(it)
