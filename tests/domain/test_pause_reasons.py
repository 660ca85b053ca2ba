"""A policy names for what the time of a stage may stand still: by whom, at which stage, how long and how often."""

from dataclasses import replace
from datetime import timedelta

import pytest
from actions import Action

from portal.domain.challenge.action_rule import ActionContext
from portal.domain.challenge.pauses import open_reasons
from portal.domain.permissions import Actor, Role
from portal.domain.policy.calendar import Span
from portal.domain.policy.casework_times import PauseLimit, PauseReason
from portal.domain.policy.pause_validation import pause_faults

REMI = Actor("remi", frozenset({Role.REVIEWER}), 1, "Remi Example")
MO = Actor("mo", frozenset({Role.REVIEWER, Role.MANAGER}), 2, "Mo Example")
ADA = Actor("ada", frozenset({Role.REVIEWER, Role.MANAGER}), 4, "Ada Example")
TOLD = {"words": "We wait.", "why": "A report."}
REPORT = PauseReason(label="A report is awaited", at_most=Span.parse("3 working days"), cite="5")
POLICE = PauseReason(label="The police ask for it", rank=3, once=True, cite="5")
MEDIATION = PauseReason(label="Mediation is held", stages=("2",), cite="7")
LIMIT = PauseLimit(reasons=(REPORT, POLICE, MEDIATION), cite="5")


@pytest.fixture
def begun(desk):
    it = desk().accepted_by(REMI).checked(REMI)
    it.rules = replace(it.rules, pack=replace(it.rules.pack, pauses=LIMIT))
    return it


def test_it_is_paused_only_for_what_the_policy_names(begun):
    for reason in ("", "A colleague is ill", MEDIATION.label):
        assert "names the reasons" in begun.refused(MO, Action.PAUSE, until="2026-11-25", paused_for=reason, **TOLD)
    begun.act(MO, Action.PAUSE, until="2026-11-25", paused_for=REPORT.label, **TOLD)
    assert begun.state.work.review.pauses[-1]["paused_for"] == REPORT.label


def test_each_reason_has_its_length(begun):
    too_long = begun.refused(MO, Action.PAUSE, until="2026-11-26", paused_for=REPORT.label, **TOLD)
    assert "a pause for this" in too_long
    begun.act(MO, Action.PAUSE, until="2026-11-25", paused_for=REPORT.label, **TOLD)  # Monday to Wednesday


def test_a_reason_may_ask_for_a_more_senior_manager_and_be_there_once(begun):
    said = {"paused_for": POLICE.label, **TOLD}
    assert "names the reasons" in begun.refused(MO, Action.PAUSE, until="2026-11-25", **said)
    begun.act(ADA, Action.PAUSE, until="2026-11-25", **said)
    begun.now += timedelta(days=5)
    assert "how often" in begun.refused(ADA, Action.PAUSE, until="2026-12-01", **said)


def test_a_question_stops_no_time_where_the_policy_names_what_does(begun):
    due = begun.state.due
    begun.act(REMI, Action.ASK, words="Which school?", by="2026-11-27")
    assert begun.state.due == due
    assert not begun.state.work.review.pauses


def test_mediation_stops_the_stage_that_it_comes_before():
    assert [each.label for each in LIMIT.reasons_at("2")] == [REPORT.label, POLICE.label, MEDIATION.label]
    assert MEDIATION not in LIMIT.reasons_at("1")


@pytest.mark.parametrize(
    ("limit", "place"),
    [
        (PauseLimit(cite="5"), ()),
        (PauseLimit(together=Span.parse("2 hours"), cite="5"), ("together",)),
        (PauseLimit(reasons=(replace(REPORT, at_most=Span.parse("1 month")),), cite="5"), ("reasons", 0, "at_most")),
        (PauseLimit(reasons=(replace(REPORT, rank=100),), cite="5"), ("reasons", 0, "rank")),
        (PauseLimit(reasons=(REPORT, REPORT), cite="5"), ("reasons", 1, "label")),
        (PauseLimit(reasons=(replace(MEDIATION, stages=("9",)),), cite="5"), ("reasons", 0, "stages", 0)),
    ],
)
def test_what_a_policy_cannot_say_of_pauses_is_named(limit, place):
    assert [where for where, _sentence in pause_faults(limit, ["1", "2"])] == [place]


def test_the_form_offers_what_whoever_acts_may_choose(begun):
    for who, labels in ((MO, [REPORT.label]), (ADA, [REPORT.label, POLICE.label])):
        at = ActionContext(begun.state, who, begun.rules, begun.now)
        assert [each.label for each in open_reasons(at)] == labels
