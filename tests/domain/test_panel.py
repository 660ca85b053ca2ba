"""A stage that a panel decides: it is decided as the policy has them agree, by who may sit, and in no other way."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from actions import Action

from build import PARENT
from portal.domain.challenge.panel import why_not_by_panel
from portal.domain.challenge.progress_sentences import goes_on, whereabouts
from portal.domain.challenge.state import Status
from portal.domain.challenge.view import view_for
from portal.domain.permissions import Actor, Role
from portal.domain.policy.model import Agreement, Panel

TONI = Actor("toni", frozenset({Role.TRIAGE, Role.REVIEWER}), 1, "Toni Example")
OTHER = Actor("other", frozenset({Role.TRIAGE, Role.REVIEWER}), 1, "Other Example")
HELP, NOTHING = "early_help", "no_further_action"
SEATS = ("Scrutineer", "Detective Inspector", "Designated Nurse", "Education Lead")
SAID = {
    "on": "2026-11-23", "sat": ("Sam", "Alex", "Kit", "Jo"), "vote": (HELP, HELP, HELP, NOTHING), "part": "no",
    "words": "Three were for help; Education saw no need.",
}  # fmt: skip


@pytest.fixture
def with_panel(rules):
    """The first stage is decided by a panel that agrees in this way."""

    def made(agreement=Agreement.MAJORITY, chair=SEATS[0], at_least=3):
        members = SEATS[1:] if chair else SEATS
        panel = Panel(chair=chair, members=members, at_least=at_least, agreement=agreement, cite="4.3")
        main = rules.pack.ladder()
        first, *rest = main.stages
        ladder = replace(main, stages=(replace(first, panel=panel), *rest))
        return replace(rules, pack=replace(rules.pack, ladders=(ladder,)))

    return made


def found(it):
    it.act(TONI, Action.DECIDE_GROUND, ground=1, outcome="changed", reasons="The school had rung us.")
    it.act(TONI, Action.FIND, evidence="The letters.", views="He likes his teacher.")


def test_nothing_is_decided_before_a_panel_sat_nor_what_it_was_not_for(desk, with_panel):
    it = desk(PARENT, with_panel()).accepted_by(TONI)
    found(it)
    assert "First write down who sat" in it.refused(TONI, Action.DECIDE)
    it.act(TONI, Action.RECORD_PANEL, **SAID)
    assert "fewer were for this" in it.refused(TONI, Action.DECIDE, decision=NOTHING)
    it.act(TONI, Action.DECIDE, decision=HELP)
    assert it.state.work.review.decision["decision"] == HELP
    assert "has been decided" in it.refused(TONI, Action.RECORD_PANEL, **SAID)


def test_a_review_in_one_go_needs_the_panel_too(desk, with_panel):
    it = desk(PARENT, with_panel()).accepted_by(TONI)
    all_of_it = {"finding": ("changed",), "because": ("The school had rung us.",), "applied": ("Level 3 of it.",)}
    assert "First write down who sat" in it.refused(TONI, Action.FULL_REVIEW, **all_of_it)
    it.act(TONI, Action.RECORD_PANEL, **SAID)
    it.act(TONI, Action.FULL_REVIEW, **all_of_it)
    assert it.state.work.review.decided_by == TONI.key


@pytest.mark.parametrize(
    ("differs", "reason"),
    [
        ({"part": "yes"}, "Nobody who had a part"),
        ({"part": ""}, "Nobody who had a part"),
        ({"sat": ("Sam", "Alex", "", ""), "vote": (HELP, HELP, "", "")}, "more of them have to sit"),
        ({"sat": ("", "Alex", "Kit", "Jo"), "vote": ("", HELP, HELP, HELP)}, "take the chair"),
        ({"sat": ("Sam", "Alex", "Kit", " ")}, "a name and a decision for each"),
        ({"vote": (HELP, HELP, HELP, "")}, "a name and a decision for each"),
        ({"vote": (HELP, HELP, HELP, "banish")}, "a name and a decision for each"),
        ({"sat": ("Sam", "Alex", "Kit")}, "a name and a decision for each"),
        ({"on": "2026-11-24"}, "not in the future"),
        ({"on": "2026-11-22"}, "since we received this"),
        ({"words": "ok"}, "too little"),
    ],
)
def test_who_sat_is_written_down_only_as_the_policy_has_them_sit(desk, with_panel, differs, reason):
    it = desk(PARENT, with_panel()).accepted_by(TONI)
    assert reason in it.refused(TONI, Action.RECORD_PANEL, **SAID | differs)
    assert "not assigned to you" in it.refused(OTHER, Action.RECORD_PANEL, **SAID)


def test_a_panel_is_written_down_only_where_the_policy_has_one(desk):
    it = desk(PARENT).accepted_by(TONI)
    assert "no panel at this stage" in it.refused(TONI, Action.RECORD_PANEL, **SAID)


@pytest.mark.parametrize(
    ("agreement", "votes", "decides"),
    [
        (Agreement.UNANIMOUS, "HHHH", True),
        (Agreement.UNANIMOUS, "HHHN", False),
        (Agreement.UNANIMOUS, "HHH-", True),
        (Agreement.MAJORITY, "HHHN", True),
        (Agreement.MAJORITY, "HHNN", False),
        (Agreement.CASTING_VOTE, "HHNN", True),
        (Agreement.CASTING_VOTE, "NHHN", False),
        (Agreement.CASTING_VOTE, "NHHH", True),
        (Agreement.CASTING_VOTE, "HNN-", False),
        (Agreement.CHAIR, "HNNN", True),
        (Agreement.CHAIR, "NHHH", False),
    ],
)
def test_each_way_to_agree_counts_the_votes(desk, with_panel, agreement, votes, decides):
    rules = with_panel(agreement)
    it = desk(PARENT, rules).accepted_by(TONI)
    vote = tuple({"H": HELP, "N": NOTHING, "-": ""}[each] for each in votes)
    it.act(TONI, Action.RECORD_PANEL, **SAID | {"vote": vote, "sat": tuple(each and "Sam" for each in vote)})
    assert (why_not_by_panel(it.state, it.rules, HELP) == "") is decides


def test_a_panel_without_a_chair_needs_none(desk, with_panel):
    it = desk(PARENT, with_panel(chair="")).accepted_by(TONI)
    it.act(TONI, Action.RECORD_PANEL, **SAID | {"sat": ("", "Alex", "Kit", "Jo"), "vote": ("", HELP, HELP, HELP)})
    assert why_not_by_panel(it.state, it.rules, HELP) == ""


def test_what_is_written_down_again_replaces_what_was(desk, with_panel):
    it = desk(PARENT, with_panel()).accepted_by(TONI)
    it.act(TONI, Action.RECORD_PANEL, **SAID)
    it.act(TONI, Action.RECORD_PANEL, **SAID | {"vote": (NOTHING,) * 4})
    assert {each["decision"] for each in it.state.work.review.panel} == {NOTHING}


def test_its_raiser_reads_of_a_panel_and_nobody_learns_who_sat(desk, with_panel):
    rules = with_panel()
    it = desk(PARENT, rules).accepted_by(TONI)
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    assert whereabouts(it.state, it.rules, Status.RECEIVED, None, now) == "accepted_panel"
    it.act(TONI, Action.RECORD_PANEL, **SAID)
    assert whereabouts(it.state, it.rules, Status.RECEIVED, None, now) == "looking_panel"
    assert goes_on(it.state, it.rules) == "next", "a manager after a panel is no more senior manager"
    view = view_for(it.state.audience, it.state, it.rules.pack)
    assert not view.happened("panel_sat")
    assert "Alex" not in repr(it.state.history)
    assert it.rules.pack.ladder().stages[0].reviewer == (
        "Panel of Scrutineer (chair), Detective Inspector, Designated Nurse and Education Lead"
    )
