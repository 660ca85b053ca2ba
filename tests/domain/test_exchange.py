"""What the two sides exchange, and the earlier date that a child's safety asks for: only where the policy says so."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from actions import Action

from build import PARENT
from portal.domain.challenge.clock import count_closures
from portal.domain.challenge.view import view_for
from portal.domain.permissions import RAISER, Actor, Role

TONI = Actor("toni", frozenset({Role.TRIAGE, Role.REVIEWER}), 1, "Toni Example")
OTHER = Actor("other", frozenset({Role.TRIAGE, Role.REVIEWER}), 1, "Other Example")
MO = Actor("mo", frozenset({Role.REVIEWER, Role.MANAGER}), 4, "Mo Example")
WHY = "She goes back to that house on Friday."
SAID = {
    "side": "Team Manager", "whom": "A Sergeant", "reach": "01632 960 001", "on": "2026-11-23",
    "words": "Both gave their reasons in writing.",
}  # fmt: skip


@pytest.fixture
def paired(rules):
    """The first stage is paired with another manager, and its time is "or sooner"."""
    main = rules.pack.ladder()
    first, *rest = main.stages
    clocks = tuple(replace(each, sooner=True) for each in first.deadlines)
    first = replace(first, other_side=("Team Manager",), deadlines=clocks)
    return replace(rules, pack=replace(rules.pack, ladders=(replace(main, stages=(first, *rest)),)))


@pytest.fixture
def at_work(desk, paired):
    return desk(PARENT, paired).accepted_by(TONI)


def test_an_exchange_is_written_down_with_whom_and_how_they_are_reached(at_work):
    it = at_work
    for differs, reason in (
        ({"side": "Somebody"}, "Choose the role"),
        ({"whom": " "}, "Write who it was"),
        ({"reach": " "}, "how they are reached"),
        ({"on": "2026-11-24"}, "not in the future"),
        ({"on": "2026-11-22"}, "not in the future"),
        ({"words": "ok"}, "too little"),
    ):
        assert reason in it.refused(TONI, Action.RECORD_EXCHANGE, **SAID | differs)
    assert "not assigned to you" in it.refused(OTHER, Action.RECORD_EXCHANGE, **SAID)
    it.act(TONI, Action.RECORD_EXCHANGE, **SAID)
    it.act(MO, Action.RECORD_EXCHANGE, **SAID | {"side": "other"})
    first, second = it.state.work.review.exchanges
    assert (first["person"], first["reached_by"], second["side"]) == ("A Sergeant", "01632 960 001", "other")
    view = view_for(it.state.audience, it.state, it.rules.pack)
    assert not view.happened("exchanged"), "it is not the raiser's"


def test_neither_is_offered_where_the_policy_does_not_ask_for_it(desk):
    it = desk(PARENT).accepted_by(TONI)
    assert "no exchange" in it.refused(TONI, Action.RECORD_EXCHANGE, **SAID)
    assert "does not ask for it sooner" in it.refused(TONI, Action.BRING_FORWARD, by="2026-11-24", words=WHY)


def test_an_earlier_date_is_promised_and_kept_to(at_work):
    it = at_work
    was = it.state.due
    for day in (it.now.date() - timedelta(days=1), was):
        assert "before the date" in it.refused(TONI, Action.BRING_FORWARD, by=day.isoformat(), words=WHY)
    it.act(TONI, Action.BRING_FORWARD, by="2026-11-24", words=WHY)
    assert it.state.due == date(2026, 11, 24)
    assert count_closures(it.state, it.rules, it.now) == [], "nothing puts it back by itself"
    [line] = view_for(it.state.audience, it.state, it.rules.pack).happened("brought_forward")
    assert line.said is None
    assert WHY not in repr(it.state.history)
    it.act(MO, Action.EXTEND, amount=2, words="We need more time to read all that you told us.", why="School is shut.")
    assert it.state.due > was, "more time counts from the policy's own date"


def test_the_next_stage_has_its_own_time(at_work):
    at_work.act(TONI, Action.BRING_FORWARD, by="2026-11-24", words=WHY)
    at_work.now += timedelta(days=9)
    at_work.act(RAISER, Action.ASK_NEXT)
    assert at_work.state.stage == "2"
    assert at_work.state.due > date(2026, 12, 3)
    assert at_work.state.work.review.exchanges == ()
