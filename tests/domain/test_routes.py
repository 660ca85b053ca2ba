"""The other ways on that a policy offers: whoever has it chooses one, and what lies between does not happen."""

from dataclasses import replace
from datetime import timedelta

import pytest
from actions import Action

from build import PARENT, PROFESSIONAL
from portal.domain.challenge.casework import Review
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.notification_duties import arising
from portal.domain.challenge.routes import ways_on
from portal.domain.challenge.state import Status, plain, unplain
from portal.domain.challenge.view import view_for
from portal.domain.permissions import RAISER, Actor, Role
from portal.domain.policy.calendar import Span
from portal.domain.policy.model import Act, Cap, Deadline, Notification, PolicyCondition, Route, Start

TONI = Actor("toni", frozenset({Role.TRIAGE, Role.REVIEWER}), 1, "Toni Example")
OTHER = Actor("other", frozenset({Role.TRIAGE, Role.REVIEWER}), 1, "Other Example")
MO = Actor("mo", frozenset({Role.REVIEWER, Role.MANAGER}), 4, "Mo Example")
REL = Actor("rel", frozenset({Role.RELEASER}), 0, "Rel Example")
WHY = "The head teacher is the safeguarding lead."
GAP = Route(label="A gap in the policy", stage="4", when=PolicyCondition.POLICY_ISSUE, cite="1")
AWAY = Route(label="To the governors", stage="g2", cite="1")


@pytest.fixture
def forked(rules):
    """A ladder with a way to its last stage from everywhere, and from its first one to the second of another."""
    main = rules.pack.ladder()
    first, *rest = main.stages
    told = Notification(who="Partnership", when=PolicyCondition.POLICY_ISSUE, cite="1")
    rest[-1] = replace(rest[-1], notify=(told,))
    clocks = (Deadline(act=Act.DECIDE, within=Span.parse("10 working days"), after=Start.REQUEST, cite="1"),)
    others = tuple(replace(first, key=key, label=key, deadlines=clocks) for key in ("g1", "g2", "g3"))
    caps = (Cap(first="g1", last="g3", within=Span.parse("4 working days"), cite="1"),)
    governors = replace(main, key="governors", agency="school", stages=others, caps=caps)
    main = replace(main, stages=(replace(first, routes=(AWAY,)), *rest), routes=(GAP,))
    return replace(rules, pack=replace(rules.pack, ladders=(main, governors)))


@pytest.fixture
def at_work(desk, forked):
    return desk(PARENT, forked).accepted_by(TONI)


def after(it):
    """The same desk by the rules that its challenge goes by now, its state as it was stored."""
    it.state = unplain(plain(it.state))
    it.rules = replace(it.rules, ladder_key=it.state.ladder)
    return it


def test_the_way_leads_to_its_stage_at_once_and_those_between_do_not_happen(at_work):
    it = at_work
    assert [way.route.label for way in ways_on(it.state, it.rules)] == [GAP.label, AWAY.label]
    it.act(TONI, Action.CHOOSE_ROUTE, route=1, words=WHY)
    assert (it.state.stage, it.state.status, it.state.work.assigned) == ("4", Status.RECEIVED, "")
    assert it.state.work.review == Review()
    assert set(it.state.work.began) == {"4"}
    assert it.rules.ladder.after(it.state.stage) is None
    assert ways_on(it.state, it.rules) == (), "it leads nowhere but here"
    assert [(each["stage"], each["who"]) for each in it.state.work.notifications] == [("4", "Partnership")]


def test_on_another_ladder_it_goes_on_there_and_what_limits_it_there_counts_from_then(at_work):
    it, received = at_work, at_work.state.received_at
    it.now += timedelta(days=2)
    it.act(TONI, Action.CHOOSE_ROUTE, route=2, words=WHY)
    assert (it.state.ladder, it.state.stage) == ("governors", "g2")
    assert it.state.due.isoformat() == "2026-12-01", "four working days from Wednesday 25 November"
    it = after(it)
    assert it.rules.began(it.state) == {"": received, "g2": it.now}
    stage = it.rules.pack.stage("g2")
    assert it.rules.due(stage, it.rules.began(it.state), it.state.work.review) == it.state.due
    it.act(MO, Action.TAKE)
    it.checked(MO).decided_by(MO).act(MO, Action.WRITE_REPLY, words="We looked again.")
    it.act(REL, Action.RELEASE, harm="no", words="Nothing in it harms anybody.")
    it.act(RAISER, Action.STILL_WORRIED)
    assert it.state.stage == "g3"
    assert arising(it.state, it.rules, it.now) == []


def test_the_raiser_hears_that_it_is_with_another_and_never_why(at_work):
    it = at_work
    it.act(TONI, Action.CHOOSE_ROUTE, route=2, words=WHY)
    [line] = view_for(it.state.audience, it.state, it.rules.pack).happened("routed")
    assert line.said is None
    assert WHY not in repr(plain(it.state)["history"])
    assert line.reviewer == it.rules.pack.stage("g2").reviewer


def test_who_may_choose_and_when(desk, forked):
    it = desk(PARENT, forked)
    it.act(TONI, Action.TAKE)
    assert "Triage comes first" in it.refused(TONI, Action.CHOOSE_ROUTE, route=1, words=WHY)
    it.act(TONI, Action.RECORD_ORIGINAL)
    it.act(TONI, Action.ACCEPT_FOR_REVIEW)
    assert "not assigned to you" in it.refused(OTHER, Action.CHOOSE_ROUTE, route=1, words=WHY)
    assert "no such way" in it.refused(MO, Action.CHOOSE_ROUTE, route=3, words=WHY)
    assert "too little" in it.refused(MO, Action.CHOOSE_ROUTE, route=1, words="ok")
    it.checked(TONI).decided_by(TONI)
    assert "This stage is decided" in it.refused(TONI, Action.CHOOSE_ROUTE, route=1, words=WHY)
    it.act(TONI, Action.WRITE_REPLY, words="We looked again.")
    it.act(REL, Action.RELEASE, harm="no", words="Nothing in it harms anybody.")
    it.act(MO, Action.CHOOSE_ROUTE, route=1, words=WHY)
    assert it.state.stage == "4"


def test_a_late_stage_that_is_left_stays_known(at_work):
    at_work.now += timedelta(days=30)
    at_work.act(TONI, Action.CHOOSE_ROUTE, route=1, words=WHY)
    assert set(at_work.state.work.late_before) == {"1"}


@pytest.mark.parametrize(("answer", "offered"), [("yes", True), ("no", False), ("not_sure", True)])
def test_a_way_whose_condition_does_not_hold_is_not_offered(desk, rules, answer, offered):
    main = rules.pack.ladder()
    way = replace(GAP, when=PolicyCondition.OPEN_CASE)
    chosen = replace(rules, pack=replace(rules.pack, ladders=(replace(main, routes=(way,)),)))
    it = desk(PROFESSIONAL | {"urgent": "no", "case": answer}, chosen).accepted_by(TONI)
    assert bool(ways_on(it.state, it.rules)) == offered


def test_the_history_adds_up_to_the_same_state(at_work):
    before = at_work.state
    happened = at_work.act(TONI, Action.CHOOSE_ROUTE, route=2, words=WHY)
    assert replay(happened, before) == at_work.state
