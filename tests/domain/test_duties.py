"""What a challenge asks of staff."""

from dataclasses import replace
from datetime import date

import pytest
from actions import Action

from portal.domain.challenge.casework import Casework, Review
from portal.domain.challenge.clock import promised
from portal.domain.challenge.state import Flag, Status
from portal.domain.challenge.worklist_flags import Duty, Turn, duties, pause, turn
from portal.domain.permissions import RAISER
from portal.domain.policy.model import Audience

OPEN = {"by": "2026-12-01", "kept": ""}
WAITING = {"name": "complaint", "on": "2026-11-23", "done": ""}
KEPT = {"by": "2026-11-24", "kept": "2026-11-24"}


@pytest.fixture
def sent(challenge):
    return replace(challenge, work=Casework(triaged="review", assigned="a"))


def kinds(challenge):
    return {kind for kind, _who in duties(challenge)}


@pytest.mark.parametrize(
    ("status", "assigned", "whose"),
    [
        (Status.RECEIVED, "", Turn.FREE),
        (Status.RECEIVED, "a", Turn.OURS),
        (Status.REVIEWED, "", Turn.RAISER),
        (Status.WITHDRAWN, "a", Turn.RAISER),
        (Status.FINISHED, "", Turn.OVER),
        (Status.CLOSED, "a", Turn.CLOSED),
    ],
)
def test_whose_turn_it_is(status, assigned, whose, sent):
    assert turn(replace(sent, status=status, work=Casework(assigned=assigned))) is whose


@pytest.mark.parametrize("flag", Flag)
def test_each_flag_waits_by_itself_and_in_its_group(flag, sent):
    alone = {Flag.ADVOCATE, Flag.ESCALATION_ASKED, Flag.DANGER, Flag.NEW_INFORMATION, Flag.PRESSURE}
    group = set() if flag in alone else {Duty.REQUEST}
    assert kinds(replace(sent, flags=frozenset({flag}))) == {flag, *group}


def test_an_open_safety_alert_waits_whatever_has_become_of_the_challenge(desk):
    for turned in Status:
        it = desk()
        it.state = replace(it.state, status=turned)
        it.act(RAISER, Action.ADD, words="He hit her.", new=True)
        assert "safety" in {kind for kind, _who in duties(it.state)}


@pytest.mark.parametrize(
    ("differs", "expected"),
    [
        ({}, set()),
        ({"work": Casework()}, {Duty.TRIAGE}),
        ({"work": Casework(triaged="review")}, {Duty.REVIEW}),
        ({"work": Casework(triaged="review", review=Review(decided_by="a"))}, set()),
        ({"work": Casework(), "status": Status.WITHDRAWN}, set()),
        ({"audience": Audience.YOUNG_PERSON}, set()),
        ({"audience": Audience.YOUNG_PERSON, "work": Casework()}, {Duty.TRIAGE, Duty.YOUNG}),
        (
            {"audience": Audience.YOUNG_PERSON, "flags": frozenset({Flag.MESSAGE})},
            {Duty.YOUNG, Duty.REQUEST, Flag.MESSAGE},
        ),
        ({"work": Casework(triaged="review", assigned="a", review=Review(reply={"by": "a"}))}, {Duty.RELEASE}),
        (
            {
                "work": Casework(triaged="review", assigned="a", review=Review(reply={"by": "a"})),
                "status": Status.WITHDRAWN,
            },
            set(),
        ),
        ({"work": Casework(triaged="review", assigned="a", to_record=("1",))}, {Duty.RECORD}),
        ({"status": Status.FINISHED}, {Duty.RECORD}),
        ({"work": Casework(triaged="review", assigned="a", promises=(KEPT,))}, set()),
        ({"work": Casework(ending={"by": "a", "outcome": "court"})}, {Duty.TRIAGE, Duty.CONFIRM_END}),
        ({"work": Casework(triaged="court", objection={"decided_by": ""})}, {Duty.OBJECTION}),
        ({"work": Casework(triaged="court", objection={"decided_by": "a"}), "status": Status.FINISHED}, {Duty.RECORD}),
        ({"work": Casework(triaged="review", assigned="a", transfers=(WAITING,))}, {Duty.SEND}),
        ({"work": Casework(triaged="review", assigned="a", transfers=(WAITING | {"done": "2026-11-24"},))}, set()),
    ],
)
def test_what_waits(differs, expected, sent):
    assert kinds(replace(sent, **differs)) == expected


def test_a_mention_and_a_promise_wait_for_somebody(sent):
    work = Casework(
        triaged="review", assigned="a", mentioned=("b", "c"), promises=(KEPT, OPEN, {**OPEN, "by": "2026-11-30"})
    )
    assert duties(replace(sent, work=work)) == {("mention", "b"), ("mention", "c"), ("promise", "a")}
    assert promised(replace(sent, work=work)) == date(2026, 11, 30)


def test_after_closing_only_a_promise_waits(sent):
    work = Casework(assigned="a", mentioned=("b",), to_record=("1",), promises=(OPEN,))
    closed = replace(sent, status=Status.CLOSED, flags=frozenset(), work=work)
    assert duties(closed) == {("promise", "a")}


def test_a_pause_counts_while_it_is_ours(sent):
    paused = replace(
        sent, work=Casework(review=Review(pauses=({"first": "2026-11-23", "last": "2026-12-04", "why": "w"},)))
    )
    assert pause(paused) == date(2026, 12, 4)
    assert pause(replace(paused, status=Status.REVIEWED)) is None
    assert pause(sent) is None
