"""All the work of somebody who leaves, on both databases."""

from collections import Counter
from dataclasses import replace

import pytest
from actions import Action
from deeds_done import perform

from build import NEIGHBOUR, PARENT, YOUNG
from portal.domain.permissions import ActionRefused, Actor, Role
from portal.services import leavers

ADMIN = Actor("admin", frozenset({Role.ADMINISTRATOR}))
BOSS = Actor("boss", frozenset({Role.MANAGER, Role.REVIEWER}), 4, "Bo Boss")
TONI = Actor("toni", frozenset({Role.TRIAGE}), 0, "Toni Example")
WORDS = "Toni has left."


def kinds(context, reference):
    with context.store.read() as unit:
        challenge = unit.challenges.get(reference)
        assert unit.event_log.verify() == []
        return challenge.work.assigned, [event.kind for event in unit.event_log.events(challenge.id)]


def told(posted):
    return Counter((notice.name, *notice.to.values()) for notice in posted())


@pytest.fixture
def work(employ, arrive, act):
    """What Toni has: one that is not triaged, one to review of a colleague's, one where a note asks her to look."""
    employ("toni", Role.TRIAGE)
    employ("mo", Role.MANAGER)
    employ("remi", Role.REVIEWER)
    new, reviewed, noted = arrive(PARENT), arrive(NEIGHBOUR), arrive(YOUNG)
    for reference in (new, reviewed):
        act(reference, Action.TAKE, TONI)
    act(reviewed, Action.RECORD_ORIGINAL)
    act(reviewed, Action.ACCEPT_FOR_REVIEW, TONI)
    act(reviewed, Action.SAY_INVOLVED, who="remi", how="advised", words="Her name is in the record.")
    act(noted, Action.NOTE, words="Ring the school.", mentions=["toni"])
    return new, reviewed, noted


def test_all_goes_to_one_colleague_who_hears_of_it_once(context, work, arrive, act, posted):
    new, reviewed, noted = work
    act(another := arrive(PARENT), Action.TAKE, TONI)
    posted()
    assert leavers.leaver(context, ADMIN, "toni").waiting == 4
    handed = leavers.hand_over_all(context, ADMIN, "toni", "remi", WORDS)
    assert (handed.moved, handed.freed, handed.failed) == (3, 0, ())
    [left] = handed.left
    assert (left.reference, left.why) == (reviewed, "Somebody who advised on the decision cannot look at it again.")
    assert kinds(context, new)[0] == kinds(context, another)[0] == "remi"
    assert kinds(context, reviewed)[0] == ""
    assert kinds(context, noted)[1][-2:] == ["mention_passed", "noted"]
    assert told(posted) == {("all_yours", "remi@example.com"): 1, ("set_free", "mo@example.com"): 1}
    assert leavers.leaver(context, ADMIN, "toni").waiting == 0
    assert leavers.leaver(context, ADMIN, "remi").waiting == 3
    assert leavers.hand_over_all(context, ADMIN, "toni", "remi", WORDS).moved == 0, "a second press does nothing"


def test_it_may_be_left_to_nobody(context, work, posted, act):
    new, _reviewed, noted = work
    act(noted, Action.TAKE, TONI)
    posted()
    handed = leavers.hand_over_all(context, BOSS, "toni", "", WORDS)
    assert (handed.to, handed.moved, handed.freed, handed.left) == ("", 0, 3, ())
    assert kinds(context, new) == ("", ["received", "declared", "assigned", "handed_back"])
    assert told(posted) == {("set_free", "mo@example.com"): 1}


def test_one_that_fails_does_not_hold_up_the_others(context, work, caplog):
    new, _reviewed, _noted = work
    with context.store.begin() as unit:
        unit.challenges.save(replace(unit.challenges.get(new), pack="nowhere@2020-01-01"))
    handed = leavers.hand_over_all(context, ADMIN, "toni", "remi", WORDS)
    assert (len(handed.failed), len(handed.left), handed.moved) == (1, 1, 1)
    assert kinds(context, new)[0] == "toni"
    assert "KeyError" in caplog.text
    assert new not in caplog.text


@pytest.mark.usefixtures("work")
def test_only_managers_and_administrators_and_only_to_who_works_here(context, employ):
    employ("gone", Role.TRIAGE, active=False)
    for actor, to, words, why in (
        (TONI, "remi", WORDS, "Only a manager or an administrator"),
        (ADMIN, "gone", WORDS, "do not work here"),
        (ADMIN, "toni", WORDS, "do not work here"),
        (ADMIN, "remi", " ", "Write your reasons"),
    ):
        with pytest.raises(ActionRefused, match=why):
            leavers.hand_over_all(context, actor, "toni", to, words)
    assert [key for key, _name in leavers.leaver(context, ADMIN, "toni").colleagues] == ["mo", "remi"]
    assert leavers.leaver(context, ADMIN, "nobody") is None


def test_a_link_stands_on_both_sides_or_on_neither(context, arrive):
    one, other = arrive(PARENT), arrive(NEIGHBOUR)
    for _ in range(2):
        perform(context, TONI, one, Action.LINK, reference=other, words="The same child.")
        with pytest.raises(ActionRefused, match="linked already"):
            perform(context, TONI, other, Action.LINK, reference=one, words="The same child.")
        with pytest.raises(ActionRefused, match="no challenge"):
            perform(context, TONI, one, Action.LINK, reference="NOSUCHREF", words="A reason.")
        with context.store.read() as unit:
            assert (unit.challenges.get(one).work.links, unit.challenges.get(other).work.links) == ((other,), (one,))
        perform(context, TONI, other, Action.UNLINK, reference=one, words="Another child of that name.")
        with context.store.read() as unit:
            assert unit.challenges.get(one).work.links == unit.challenges.get(other).work.links == ()
    assert kinds(context, one)[1] == kinds(context, other)[1] == ["received", *["linked", "unlinked"] * 2]
