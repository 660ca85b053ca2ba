"""Independence is asked of whoever takes, decides or releases; who cannot declare it steps aside by saying so."""

import pytest
from actions import Action

from portal.domain.challenge.decide import possible
from portal.domain.permissions import RAISER, Actor, Role

TONI = Actor("toni", frozenset({Role.TRIAGE}), 0, "Toni Example")
REMI = Actor("remi", frozenset({Role.REVIEWER, Role.RELEASER}), 1, "Remi Example")
ROWAN = Actor("rowan", frozenset({Role.REVIEWER, Role.RELEASER}), 1, "Rowan Example")
MO = Actor("mo", frozenset({Role.REVIEWER}), 2, "Mo Example")
LOU = Actor("lou", frozenset({Role.RELEASER}), 0, "Lou Example")
WHYS = {"made": "made", "advised": "advised", "reviewed": "aside", "knows": "aside"}
RELEASE = {"harm": "no", "words": "Nobody is harmed by it."}


@pytest.fixture
def accepted(desk):
    it = desk().accepted_by(TONI).checked(TONI)
    it.act(TONI, Action.HAND_BACK, words="It is for a reviewer.")
    return it


@pytest.fixture
def written(accepted):
    """Remi has decided it and written the reply."""
    accepted.act(REMI, Action.TAKE)
    accepted.decided_by(REMI).act(REMI, Action.WRITE_REPLY, words="We looked at all of it again.")
    return accepted


@pytest.mark.parametrize("said", ["", "maybe"])
def test_nobody_takes_decides_or_releases_without_declaring_it(accepted, said):
    declare = "Say whether you are independent"
    assert declare in accepted.refused(REMI, Action.TAKE, independent=said, words="Covering for the team.")
    accepted.act(TONI, Action.TAKE)
    accepted.act(TONI, Action.HAND_OVER, to=REMI, words="For a reviewer.")
    accepted.answered_by(REMI)
    assert declare in accepted.refused(REMI, Action.DECIDE, independent=said)
    accepted.act(REMI, Action.DECIDE)
    accepted.act(REMI, Action.WRITE_REPLY, words="We looked at all of it again.")
    assert declare in accepted.refused(LOU, Action.RELEASE, independent=said, **RELEASE)


@pytest.mark.parametrize("why", WHYS)
def test_who_is_not_independent_takes_nothing_steps_aside_and_is_not_offered_it_again(accepted, why):
    [event] = accepted.act(REMI, Action.TAKE, independent=why)
    assert (event.kind, accepted.state.work.assigned) == ("stepped_aside", "")
    assert accepted.state.work.involved["remi"] == WHYS[why]
    assert Action.TAKE not in possible(accepted.state, REMI, accepted.rules, accepted.now)
    accepted.act(TONI, Action.TAKE)
    assert "cannot look at it again" in accepted.refused(TONI, Action.HAND_OVER, to=REMI, words="For a reviewer.")


def test_nor_before_triage(desk):
    it = desk()
    it.act(REMI, Action.TAKE, independent="knows")
    assert "stepped aside" in it.refused(REMI, Action.TAKE, words="Covering for the team.")
    it.act(TONI, Action.TAKE)
    assert "stepped aside" in it.refused(TONI, Action.HAND_OVER, to=REMI, words="I am on leave.")


def test_who_cannot_decide_decides_nothing_and_it_goes_back(accepted):
    accepted.act(TONI, Action.TAKE)
    accepted.act(TONI, Action.HAND_OVER, to=REMI, words="For a reviewer.")
    accepted.answered_by(REMI)
    accepted.act(REMI, Action.DECIDE, independent="advised")
    assert (accepted.state.work.assigned, accepted.state.work.review.decided_by) == ("", "")


def test_who_cannot_release_releases_nothing_and_leaves_it_with_whoever_has_it(written):
    written.act(LOU, Action.RELEASE, independent="knows", **RELEASE)
    assert written.state.work.assigned == "remi"
    assert written.state.work.review.reply
    assert Action.RELEASE not in possible(written.state, LOU, written.rules, written.now)


def test_it_is_asked_once_a_stage_and_again_at_the_next(written):
    assert [event.kind for event in written.events].count("declared") == 2, "Toni at triage, Remi for the review"
    assert written.state.work.review.declared == ("remi", "toni")
    written.act(LOU, Action.RELEASE, **RELEASE)
    written.act(RAISER, Action.STILL_WORRIED)
    assert written.state.work.review.declared == ()


def test_who_reviewed_a_stage_releases_no_reply_about_it(written):
    written.act(LOU, Action.RELEASE, **RELEASE)
    written.act(RAISER, Action.STILL_WORRIED)
    written.act(MO, Action.TAKE)
    written.decided_by(MO).act(MO, Action.WRITE_REPLY, words="We looked at it a second time.")
    assert "reviewed this decision before" in written.refused(REMI, Action.RELEASE, **RELEASE)
    written.act(ROWAN, Action.RELEASE, **RELEASE)


def test_what_is_to_be_closed_is_taken_by_anybody(desk):
    it = desk().accepted_by(REMI).decided_by(REMI)
    it.act(REMI, Action.END_REVIEW)
    it.act(RAISER, Action.ACCEPT)
    it.act(REMI, Action.HAND_BACK, words="To be recorded.")
    [event] = it.act(TONI, Action.TAKE, independent="")
    assert event.kind == "assigned"
