"""How much may be added to one request: then somebody is told whom to call, and what is new still comes."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from actions import Action

from build import EVERY_WAY, PARENT, decide
from portal.domain.challenge.addition_limits import ADDED, CONTACT, NEW, REOPENED, TooMuch
from portal.domain.challenge.decide import why_not
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.state import Event
from portal.domain.permissions import RAISER

DAY = timedelta(days=1)


def after(challenge, kind, count, at, **what):
    """The same happened so often, a second apart."""
    return replay([Event(kind, at + timedelta(seconds=n), "raiser", what) for n in range(count)], challenge)


def add(challenge, rules, at, *, new=False):
    return decide(challenge, Action.ADD, RAISER, rules, at, words="More.", new=new)


@pytest.fixture
def at(challenge):
    return challenge.received_at + timedelta(hours=1)


def added(challenge, count, at, *, new=False):
    return after(challenge, "added", count, at, words="More.", new=new)


def test_a_day_takes_ten_additions_and_says_whom_to_call(challenge, rules, at):
    assert add(added(challenge, ADDED.a_day - 1, at), rules, at)
    with pytest.raises(TooMuch) as refused:
        add(added(challenge, ADDED.a_day, at), rules, at)
    assert "{phone}" in refused.value.reason
    assert "999" in refused.value.reason
    assert "tomorrow" in refused.value.reason
    assert add(added(challenge, ADDED.a_day, at), rules, at + DAY), "tomorrow, as it says"


def test_a_day_is_one_of_london(challenge, rules):
    before_midnight = datetime.fromisoformat("2026-07-01T22:59:00+00:00")
    full = added(challenge, ADDED.a_day, before_midnight - timedelta(minutes=1))
    with pytest.raises(TooMuch):
        add(full, rules, before_midnight)
    assert add(full, rules, before_midnight + timedelta(minutes=2))


def test_what_is_new_still_comes_when_the_rest_may_not(challenge, rules, at):
    full = added(challenge, ADDED.a_day, at)
    assert add(full, rules, at, new=True)
    assert add(added(challenge, ADDED.in_all, at), rules, at + DAY, new=True)
    with pytest.raises(TooMuch, match="phone"):
        add(added(challenge, NEW.a_day, at, new=True), rules, at, new=True)


def test_in_all_it_takes_so_many_and_then_only_a_call_helps(challenge, rules, at):
    with pytest.raises(TooMuch) as refused:
        add(added(challenge, ADDED.in_all, at), rules, at + DAY)
    assert "tomorrow" not in refused.value.reason
    assert "{phone}" in refused.value.reason
    with pytest.raises(TooMuch):
        add(added(challenge, NEW.in_all, at, new=True), rules, at + DAY, new=True)


def change(challenge, rules, at, **answers):
    said = {**PARENT, **answers}
    return decide(challenge, Action.CHANGE_CONTACT, RAISER, rules, at, answers=said, keys=["safe", "mobile"])


def test_how_to_reach_them_changes_so_often_and_can_always_be_stopped(challenge, rules, at):
    full = after(challenge, "contact_changed", CONTACT.a_day, at, answers={}, instead_of=[])
    assert change(challenge, rules, at, **EVERY_WAY)
    with pytest.raises(TooMuch, match="phone"):
        change(full, rules, at, **EVERY_WAY)
    assert change(full, rules, at + DAY, **EVERY_WAY)
    assert change(full, rules, at, safe=["none"])


def test_who_takes_it_back_again_and_again_can_always_take_it_back(challenge, rules, at):
    challenge = after(challenge, "reopened", REOPENED.a_day, at, status="received", stage="1", due=None)
    assert why_not(challenge, Action.WITHDRAW, RAISER, rules, at) == ""
    withdrawn = replay(decide(challenge, Action.WITHDRAW, RAISER, rules, at, pressure="no", words=""), challenge)
    assert "{phone}" in why_not(withdrawn, Action.REOPEN, RAISER, rules, at)
    fewer = replace(withdrawn, history=withdrawn.history[2:])
    assert why_not(fewer, Action.REOPEN, RAISER, rules, at) == ""
