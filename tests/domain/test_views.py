from dataclasses import replace

import pytest

from portal.domain.challenge.state import Event
from portal.domain.challenge.view import View, view_for
from portal.domain.disclosure.table import (
    GISTS,
    MAKERS,
    TO_NOBODY,
    TO_STRANGERS,
    Checks,
    Fact,
    NotToBeTold,
    Show,
    Shown,
    every_checks,
    shows,
)
from portal.domain.policy.model import Audience


def test_a_raiser_nobody_has_checked_sees_only_how_their_request_goes(challenge, pack):
    view = view_for(challenge.audience, challenge, pack)
    assert {fact for fact in Fact if view.tells(fact)} == {
        Fact.RECEIVED, Fact.STAGE, Fact.REVIEWER_ROLE, Fact.NEXT_DATE, Fact.OWN_WORDS, Fact.REVIEW_FINISHED,
    }  # fmt: skip
    assert view[Fact.REVIEWER_ROLE] == Shown("Team Manager")


@pytest.mark.parametrize("audience", Audience)
def test_no_view_tells_what_the_table_withholds(challenge, pack, audience):
    for checks in every_checks(audience):
        view = view_for(audience, challenge, pack, checks=checks)
        told = {fact for fact in Fact if view.tells(fact)}
        assert not told & TO_NOBODY
        assert all(shows(pack.disclosure, audience, fact, checks) is not Show.WITHHELD for fact in told)
        if not checks.complete:
            assert told <= TO_STRANGERS


CHECKED = Checks(identity=True, standing=True)
MADE_CONTACT = replace(CHECKED, made_contact=True)


@pytest.mark.parametrize("audience", sorted(MAKERS))
def test_who_made_the_contact_is_told_that_it_came_and_was_decided_and_nobody_else_is(challenge, pack, audience):
    reviewing = replace(challenge, work=replace(challenge.work, triaged="review"))
    mine, not_mine = (view_for(audience, reviewing, pack, checks=checks) for checks in (MADE_CONTACT, CHECKED))
    for fact in (Fact.CONTACT_EXISTS, Fact.DECISION_MADE):
        assert mine[fact] == Shown(GISTS[fact])
        assert not not_mine.tells(fact)
    before_triage = view_for(audience, challenge, pack, checks=MADE_CONTACT)
    assert before_triage.tells(Fact.CONTACT_EXISTS)
    assert not before_triage.tells(Fact.DECISION_MADE)


def test_what_was_released_is_not_read_any_more_once_the_checks_are_taken_back(challenge, pack):
    released = Event("released", challenge.received_at, "staff", {"words": "We told you.", "fact": "review_result"})
    told = replace(challenge, history=(released,))
    assert [each.said.words for each in view_for(challenge.audience, told, pack, checks=CHECKED).history] == [
        "We told you."
    ]
    for checks in (Checks(), Checks(identity=True), Checks(standing=True)):
        assert view_for(challenge.audience, told, pack, checks=checks).history == ()


def test_what_is_withheld_cannot_be_printed_tested_or_taken_apart(challenge, pack):
    withheld = view_for(challenge.audience, challenge, pack)[Fact.ACTIONS]
    for use in (str, bool, list, len, lambda it: f"{it}"):
        with pytest.raises(NotToBeTold):
            use(withheld)


def test_a_view_of_nothing_tells_nothing():
    assert not any(View({}).tells(fact) for fact in Fact)


def test_a_view_is_not_printed_with_its_facts(challenge, pack):
    assert "Team Manager" not in repr(view_for(challenge.audience, challenge, pack))
