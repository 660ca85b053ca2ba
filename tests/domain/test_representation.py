"""Somebody acts for a parent: they are told nothing until staff have checked that they may, and both are written to."""

from dataclasses import replace

import pytest
from actions import Action

from build import ACTING_FOR_PARENT, EVERY_WAY, PARENT
from portal.domain.challenge.action_rule import ActionContext
from portal.domain.challenge.decide import possible
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.next_actions import next_actions
from portal.domain.challenge.state import Event
from portal.domain.challenge.view import view_for
from portal.domain.disclosure.table import NOBODY_CHECKED, Checks, Fact
from portal.domain.notices.catalogue import Channel, plans_of, tell
from portal.domain.notices.fallback_channel import other_way, redirected
from portal.domain.permissions import Actor, Role
from portal.domain.policy.model import Audience

TONI = Actor("toni", frozenset({Role.TRIAGE}), 0, "Toni Example")
ADDRESS = {key: value for key, value in EVERY_WAY.items() if key.startswith("address")}
CONSENT = {"right": "signed", "words": "Seen the signed form, and rang them."}


@pytest.fixture
def acted_for(desk):
    it = desk(ACTING_FOR_PARENT)
    it.act(TONI, Action.TAKE)
    return it


def result(it):
    told = [Event("released", it.now, "remi", {"words": "We changed it.", "fact": "review_result"})]
    view = view_for(it.state.audience, replay(told, it.state), it.rules.pack)
    return [each.said.words for each in view.history if each.said]


def test_it_is_the_parent_s_request_whoever_sent_it(acted_for):
    assert acted_for.state.audience is Audience.PARENT


def test_whoever_acts_for_them_is_told_no_more_than_a_stranger_until_it_is_checked_that_they_may(acted_for):
    acted_for.checked(TONI)
    assert acted_for.state.work.checks == NOBODY_CHECKED, "whatever else was checked"
    assert result(acted_for) == []
    at = ActionContext(acted_for.state, TONI, acted_for.rules, acted_for.now)
    assert Action.CHECK_AUTHORITY in next_actions(at, possible(acted_for.state, TONI, acted_for.rules, acted_for.now))
    acted_for.act(TONI, Action.CHECK_AUTHORITY, **CONSENT)
    assert acted_for.state.work.checks == Checks(identity=True, standing=True)
    assert result(acted_for) == ["We changed it."]
    acted_for.act(TONI, Action.UNDO_CHECKS, words="She no longer agrees.")
    assert acted_for.state.work.checks == NOBODY_CHECKED
    assert result(acted_for) == []


def test_that_they_may_act_opens_nothing_by_itself(acted_for):
    acted_for.act(TONI, Action.CHECK_AUTHORITY, **CONSENT)
    assert acted_for.state.work.checks == NOBODY_CHECKED
    assert not view_for(Audience.PARENT, acted_for.state, acted_for.rules.pack).tells(Fact.REVIEW_RESULT)


def test_of_who_sent_it_themselves_there_is_nothing_to_check(desk):
    it = desk(PARENT)
    it.act(TONI, Action.TAKE)
    assert "sent it themselves" in it.refused(TONI, Action.CHECK_AUTHORITY, **CONSENT)


def test_whom_we_write_to_is_theirs_to_say():
    me, them = {"email": "ana@example.com"}, {"telephone": "+447700900982"}
    assert [dict(plan.to) for plan in plans_of(ACTING_FOR_PARENT, "en")] == [me, them]
    for alone in ("me", "them"):
        assert [dict(plan.to) for plan in plans_of(ACTING_FOR_PARENT | {"contact_whom": alone}, "en")] == [me]
    assert plans_of(ACTING_FOR_PARENT | {"safe": ["none"]}, "en") == (), "that stops all of it"
    later = ACTING_FOR_PARENT | {"who": "parent"}
    assert [dict(plan.to) for plan in plans_of(later, "en")] == [me], "what was said on another way is no answer"


def test_what_does_not_reach_one_of_them_is_never_sent_to_the_other(acted_for):
    answers = ACTING_FOR_PARENT | ADDRESS | {"safe": ["email", "letter"], "fallback": "yes"}
    state, council, now = replace(acted_for.state, answers=answers), acted_for.rules.pack.council, acted_for.now
    view = view_for(state.audience, state, acted_for.rules.pack)
    mine, theirs = (tell("accepted", view, plan, council, now)[0] for plan in plans_of(answers, "en"))
    assert other_way(mine, state, council, now, now).channel is Channel.LETTER
    assert other_way(theirs, state, council, now, now) is None
    anew = redirected(mine, answers | {"their_mobile": "+447700900983"}, council, now)
    assert [dict(each.to) for each in anew] == [{"email": "ana@example.com"}, {"telephone": "+447700900983"}]
