"""All of triage in one go comes to what its single actions come to."""

import pytest
from actions import Action
from histories import LEVEL

from build import ACTING_FOR_PARENT, ORIGINAL
from portal.domain.permissions import Actor, Role

TONI = Actor("toni", frozenset({Role.TRIAGE}), 0, "Toni Example")
REMI = Actor("remi", frozenset({Role.REVIEWER}), 1, "Remi Example")
CHECKS = {"identity": "Called the number in our notes.", "standing": "Birth certificate in our notes."}
DECISION = ORIGINAL | {"threshold": LEVEL, "known": "It was made by telephone."}


@pytest.fixture
def taken(desk):
    it = desk()
    it.act(TONI, Action.TAKE)
    return it


def test_one_page_checks_records_accepts_and_hands_over(taken):
    happened = taken.act(TONI, Action.TRIAGE, route="review", to=REMI, words="She wants a call.", **CHECKS, **DECISION)
    assert [event.kind for event in happened] == [
        "identity_checked", "standing_checked", "original_recorded", "triaged", "assigned",
    ]  # fmt: skip
    work = taken.state.work
    assert (work.triaged, work.assigned, work.checks.complete) == ("review", "remi", True)
    assert (work.original["decision"], work.original["words"]) == ("no_further_action", "It was made by telephone.")


def test_what_could_not_be_done_yet_is_left_for_later(taken):
    happened = taken.act(TONI, Action.TRIAGE, route="review")
    assert [event.kind for event in happened] == ["triaged"]
    assert taken.state.work.assigned == "toni"


def test_half_of_the_original_decision_is_not_recorded(taken):
    assert "Enter the contact ID" in taken.refused(TONI, Action.TRIAGE, route="review", contact="C-1042")


def test_who_is_named_as_its_maker_is_not_given_the_review(taken):
    made = DECISION | {"maker": "remi", "maker_name": ""}
    assert "made the decision" in taken.refused(TONI, Action.TRIAGE, route="review", to=REMI, **made)
    assert taken.state.work.original == {}, "nothing of it is kept"


def test_it_may_be_proposed_to_end_without_a_review(taken):
    happened = taken.act(TONI, Action.TRIAGE, route="end", outcome="not_ours", why="Another council decided it.")
    assert [event.kind for event in happened] == ["ending_proposed"]
    assert "Choose which way" in taken.refused(TONI, Action.TRIAGE, route="")


@pytest.mark.parametrize("empty", ["x", "ok", "n/a"])
def test_a_check_that_says_nothing_is_refused(taken, empty):
    assert "too little" in taken.refused(TONI, Action.TRIAGE, route="review", identity=empty)


def test_that_somebody_may_act_for_the_raiser_is_checked_on_the_same_page(desk):
    it = desk(ACTING_FOR_PARENT)
    it.act(TONI, Action.TAKE)
    how = "She signed it before us."
    assert "Choose why" in it.refused(TONI, Action.TRIAGE, route="review", authority=how)
    assert "Say how you checked" in it.refused(TONI, Action.TRIAGE, route="review", right="signed")
    happened = it.act(TONI, Action.TRIAGE, route="review", right="signed", authority=how, **CHECKS)
    assert [event.kind for event in happened] == [
        "identity_checked", "standing_checked", "authority_checked", "triaged",
    ]  # fmt: skip
    assert it.state.work.checks.complete


def test_nobody_is_checked_who_acts_for_no_one(taken):
    assert "Nobody acts" in taken.refused(TONI, Action.TRIAGE, route="review", right="signed", authority="Seen here.")
