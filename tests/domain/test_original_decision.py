"""The decision that is challenged: recorded at triage, and what the review waits for."""

from dataclasses import replace

import pytest
from actions import Action

from build import ORIGINAL
from portal.domain.challenge.original_decision import maker_known
from portal.domain.permissions import Actor, Role
from portal.domain.policy.contact_ids import example, is_contact_id

TONI = Actor("toni", frozenset({Role.TRIAGE}), 0, "Toni Example")
REMI = Actor("remi", frozenset({Role.REVIEWER}), 1, "Remi Example")
ROWAN = Actor("rowan", frozenset({Role.REVIEWER}), 1, "Rowan Example")
MO = Actor("mo", frozenset({Role.REVIEWER, Role.MANAGER}), 2, "Mo Example")
STAFF = [TONI, REMI, ROWAN, MO]
ANSWER = {"ground": 1, "outcome": "changed", "reasons": "The school was not asked."}


@pytest.fixture
def triaged(desk):
    """Toni has it, and has accepted it without the original decision; it is handed to Remi."""
    it = desk()
    it.act(TONI, Action.TAKE)
    it.act(TONI, Action.ACCEPT_FOR_REVIEW)
    return it


def handed(it, to=REMI):
    it.act(TONI, Action.HAND_OVER, to=to, words="It is for a reviewer.")
    return it


def test_triage_goes_on_without_it_and_the_review_waits(triaged):
    it = handed(triaged)
    assert "Record the original decision first" in it.refused(REMI, Action.DECIDE_GROUND, **ANSWER)
    assert "Record the original decision first" in it.refused(REMI, Action.FIND)


def test_who_made_it_may_be_found_out_later_and_until_then_the_review_waits(triaged):
    triaged.act(TONI, Action.RECORD_ORIGINAL, maker="not_known", maker_name="")
    it = handed(triaged)
    assert not maker_known(it.state)
    assert "Record who made the original decision" in it.refused(REMI, Action.DECIDE_GROUND, **ANSWER)
    it.act(REMI, Action.RECORD_ORIGINAL, maker="rowan", maker_name="", staff=STAFF)
    it.act(REMI, Action.DECIDE_GROUND, **ANSWER)


def test_who_made_it_or_advised_on_it_cannot_look_again(triaged):
    triaged.act(TONI, Action.RECORD_ORIGINAL, maker="rowan", maker_name="", advisers=("mo",), staff=STAFF)
    assert triaged.state.work.involved == {"rowan": "made", "mo": "advised"}
    for who in (ROWAN, MO):
        assert "cannot look at it again" in triaged.refused(
            TONI, Action.HAND_OVER, to=who, words="It is for a reviewer."
        )


def test_that_nobody_is_named_any_more_frees_nobody(triaged):
    """To take back that a colleague had a part is a deed of its own, with a reason; then nobody knows who made it."""
    triaged.act(TONI, Action.RECORD_ORIGINAL, maker="rowan", maker_name="", staff=STAFF)
    triaged.act(TONI, Action.RECORD_ORIGINAL, maker="not_known", maker_name="")
    assert triaged.state.work.involved == {"rowan": "made"}
    triaged.act(TONI, Action.UNDO_INVOLVED, who="rowan", words="It was somebody of the same name.")
    assert not maker_known(triaged.state)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"contact": " "}, "Enter the contact ID"),
        ({"contact": "x"}, "as the case system shows it"),
        ({"decision": "sunshine"}, "Choose what was decided"),
        ({"threshold": "Level 9"}, "Choose the level of need"),
        ({"on": "2026-11-24"}, "not after the day on which they told us"),
        ({"maker": "elsewhere", "maker_name": " "}, "Enter who made the decision"),
        ({"maker": "nobody-here", "maker_name": ""}, "Choose who made the decision"),
        ({"advisers": ("nobody-here",)}, "Choose who made the decision"),
    ],
)
def test_what_cannot_be_is_refused(triaged, wrong, why):
    assert why in triaged.refused(TONI, Action.RECORD_ORIGINAL, **ORIGINAL | wrong, staff=STAFF)


def test_who_decided_the_stage_did_not_make_the_decision_that_it_reviews(triaged):
    triaged.act(TONI, Action.RECORD_ORIGINAL)
    it = handed(triaged).decided_by(REMI)
    made = {"maker": "remi", "maker_name": ""}
    assert "reviewed this stage already" in it.refused(REMI, Action.RECORD_ORIGINAL, **ORIGINAL | made, staff=STAFF)


def test_an_id_is_checked_by_the_pattern_of_the_policy(triaged):
    recording = replace(triaged.rules.pack.recording, contact_id=("MC-####",))
    triaged.rules = replace(triaged.rules, pack=replace(triaged.rules.pack, recording=recording))
    assert "like MC-1234" in triaged.refused(TONI, Action.RECORD_ORIGINAL, contact="C-1042")
    [event] = triaged.act(TONI, Action.RECORD_ORIGINAL, contact="mc-10 42")
    assert event.what["contact"] == "MC-1042"


@pytest.mark.parametrize(
    ("typed", "patterns", "so"),
    [
        ("MC-1042", ("MC-####",), True),
        ("mc-1042", ("MC-####",), True),
        ("MC-104", ("MC-####",), False),
        ("MC-10425", ("MC-####",), False),
        ("AB12", ("####", "??##"), True),
        ("1.42", ("#.##",), True),
        ("1042", ("#.##",), False),
        ("C-1042", (), True),
        ("none", (), False),
    ],
)
def test_a_figure_stands_for_a_hash_and_a_letter_for_a_question_mark(typed, patterns, so):
    assert is_contact_id(typed, patterns) is so
    assert all(is_contact_id(example(pattern), patterns) for pattern in patterns)
