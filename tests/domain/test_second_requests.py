"""Who asked before brings something new, where the policy has it so; who does is not turned away for having asked."""

from dataclasses import replace

import pytest
from actions import Action

from build import PARENT, YOUNG
from portal.domain.challenge.view import view_for
from portal.domain.permissions import Actor, Role
from portal.domain.policy.model import Audience
from portal.domain.policy.second_requests import SecondRequests
from portal.domain.questions.adult import adult_journey

TONI = Actor("toni", frozenset({Role.TRIAGE, Role.REVIEWER}), 1, "Toni Example")
MO = Actor("mo", frozenset({Role.REVIEWER, Role.MANAGER}), 4, "Mo Example")
AGAIN = {"asked_before": "yes", "new_since": "Nothing is new."}
WHY = "We looked in March, and there is nothing new."


@pytest.fixture
def only_new(rules):
    rule = SecondRequests(only_new=True, cite="2.7")
    return replace(rules, pack=replace(rules.pack, second_requests=rule))


def at_triage(desk, rules, **answers):
    it = desk(PARENT | answers, rules)
    it.act(TONI, Action.TAKE)
    it.act(TONI, Action.CHECK_IDENTITY, words="Passport seen.")
    it.act(TONI, Action.CHECK_STANDING, words="Birth certificate seen.")
    return it


def test_who_asked_before_and_brings_nothing_new_is_told_so_once_two_have_looked(desk, only_new):
    it = at_triage(desk, only_new, **AGAIN)
    assert "If there is nothing new" in it.refused(TONI, Action.DECLINE, outcome="settled", words=WHY)
    it.act(TONI, Action.DECLINE, outcome="nothing_new", words=WHY)
    it.act(MO, Action.CONFIRM_END, words="Read both requests.")
    [line] = view_for(it.state.audience, it.state, it.rules.pack).happened("triaged")
    assert "nothing in what you told us is new" in line.said.words
    stranger = view_for(
        it.state.audience, it.state, it.rules.pack, checks=replace(it.state.work.checks, identity=False)
    )
    assert "already" not in repr(stranger.happened("triaged")), "nor does a stranger learn that somebody asked before"


def test_who_did_not_ask_before_is_not_turned_away_for_it(desk, only_new):
    it = at_triage(desk, only_new, asked_before="no")
    assert "First link the challenge" in it.refused(TONI, Action.DECLINE, outcome="nothing_new", words=WHY)


def test_where_the_policy_says_nothing_of_it_nothing_new_is_no_reason(desk, rules):
    it = at_triage(desk, rules, **AGAIN)
    assert "does not ask this person" in it.refused(TONI, Action.DECLINE, outcome="nothing_new", words=WHY)
    it.act(TONI, Action.DECLINE, outcome="settled", words=WHY)


def test_the_form_asks_it_of_those_alone_of_whom_the_policy_asks_it(only_new, rules):
    def asks(pack, audience):
        return any(
            each.key == "asked_before" and each.when.holds({"who": audience}) for each in adult_journey(pack).questions
        )

    assert asks(only_new.pack, Audience.PARENT)
    some = replace(only_new.pack.second_requests, audiences=(Audience.PROFESSIONAL,))
    assert not asks(replace(only_new.pack, second_requests=some), Audience.PARENT)
    assert not asks(replace(only_new.pack, second_requests=replace(some, only_new=False)), Audience.PROFESSIONAL)
    assert not asks(rules.pack, Audience.PARENT)
    assert not only_new.pack.wants_news(Audience(YOUNG["who"]))
