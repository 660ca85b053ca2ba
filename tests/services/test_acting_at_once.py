"""What somebody looked at is what they act on: nothing is released, seen to or done twice behind their back."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from threading import Barrier, Thread

import pytest
from actions import Action
from deeds_done import outlook, perform

from build import ACTED, PARENT, given
from portal.domain.challenge.evolution import replay as replayed
from portal.domain.challenge.safety_alert import SafetyFirst
from portal.domain.challenge.state import Flag
from portal.domain.permissions import RAISER, ActionRefused, Actor, Role
from portal.services import case_access, casework
from portal.services.casework import Performed, SentForm

pytestmark = pytest.mark.every_database

REVIEWER = Actor("remi", frozenset({Role.REVIEWER}), 4, "R Other")
RELEASER = Actor("lou", frozenset({Role.RELEASER, Role.REVIEWER}), 4, "L Other")
RELEASE = {"harm": "no", "words": "Nobody is named."}
HE_HIT_HER = {"words": "He hit her.", "new": True}


@pytest.fixture
def written(arrive, act):
    """A challenge with a reply that waits to be released."""
    reference = arrive(PARENT)
    for action, said in (
        (Action.TAKE, {}),
        (Action.CHECK_IDENTITY, {"words": "Called."}),
        (Action.CHECK_STANDING, {"words": "Looked up."}),
        (Action.RECORD_ORIGINAL, {}),
        (Action.ACCEPT_FOR_REVIEW, {}),
        (Action.DECIDE_GROUND, {"ground": 1, "outcome": "changed", "reasons": "The school was not asked."}),
        (Action.FIND, {"evidence": "The letters of the school.", "views": "He likes his teacher."}),
        (Action.DECIDE, {}),
        (Action.WRITE_REPLY, {"words": "We changed it."}),
    ):
        act(reference, action, REVIEWER, **said)
    return reference


def seal(context, reference):
    """Of what is shown to whoever is about to release."""
    case_access.record(context, RELEASER, reference, "releasing")
    return outlook(context, RELEASER, reference, Action.RELEASE, **RELEASE).preview.seal


def happened(context, reference):
    with context.store.read() as unit:
        challenge = unit.challenges.get(reference)
        events = unit.event_log.events(challenge.id)
        assert replayed(events) == challenge
        assert unit.event_log.verify() == []
    return [event.kind for event in events]


@pytest.mark.parametrize(
    ("action", "said"),
    [
        (Action.WRITE_REPLY, {"words": "We spoke to everybody."}),
        (Action.PROMISE, {"words": "A visit.", "owner": "Social worker", "by": "2026-12-01", "tell": True}),
    ],
)
@pytest.mark.tries(2)
def test_only_what_was_shown_is_released(context, act, written, action, said):
    shown = seal(context, written)
    act(written, action, REVIEWER, **said)
    release = given(Action.RELEASE, **RELEASE)
    became = casework.perform(context, RELEASER, written, Action.RELEASE, release, SentForm(shown))
    assert became is Performed.NOT_AS_SHOWN
    assert "released" not in happened(context, written)
    assert perform(context, RELEASER, written, Action.RELEASE, shown=seal(context, written), **RELEASE)
    assert "released" in happened(context, written)


def test_nobody_releases_over_what_the_raiser_has_just_told_us(context, act, written):
    shown = seal(context, written)
    act(written, Action.ADD, RAISER, words="He has moved out.", new=False)
    with pytest.raises(ActionRefused, match="Read it first"):
        perform(context, RELEASER, written, Action.RELEASE, shown=shown, **RELEASE)
    case_access.record(context, RELEASER, written, "releasing")
    assert perform(context, RELEASER, written, Action.RELEASE, shown=shown, **RELEASE)


@pytest.mark.parametrize(
    ("action", "said", "new"), [(Action.SEE_FLAGS, {"words": "Read."}, False), (Action.ACT_NOW, ACTED, True)]
)
def test_nobody_says_that_they_have_seen_what_came_after_they_looked(context, arrive, act, action, said, new):
    reference = arrive(PARENT | {"since": "yes" if new else "no"})
    act(reference, Action.TAKE, REVIEWER)
    case_access.record(context, REVIEWER, reference, "has_it")
    act(reference, Action.ADD, RAISER, words="A bruise.", new=new)
    said = said | ({"told_at": context.now()} if new else {})
    with pytest.raises(casework.Unread, match="Read it first"):
        perform(context, REVIEWER, reference, action, **said)
    with context.store.read() as unit:
        assert Flag.MESSAGE in unit.challenges.get(reference).flags
    case_access.record(context, REVIEWER, reference, "why they open it", shown=False)
    with pytest.raises(casework.Unread, match="Read it first"):
        perform(context, REVIEWER, reference, action, **said)
    case_access.record(context, REVIEWER, reference, "has_it")
    assert perform(context, REVIEWER, reference, action, **said)


def test_nobody_releases_over_an_open_safety_alert_however_often_they_press(context, act, written):
    shown = seal(context, written)
    act(written, Action.ADD, RAISER, **HE_HIT_HER)
    for _press in range(3):
        with pytest.raises(SafetyFirst):
            perform(context, RELEASER, written, Action.RELEASE, shown=shown, **RELEASE)
        case_access.record(context, RELEASER, written, "releasing")
    act(written, Action.ACT_NOW, RELEASER, told_at=context.now(), **ACTED)
    assert perform(context, RELEASER, written, Action.RELEASE, shown=shown, **RELEASE)
    assert "released" in happened(context, written)


TWICE = (
    (Action.NOTE, {"words": "Look.", "mentions": ["lou", "remi"]}),
    (Action.ASK, {"words": "Which school?"}),
    (Action.PROMISE, {"words": "A visit.", "owner": "Social worker", "by": "2026-12-01", "tell": True}),
    (Action.RECORD, {"kind": "Case Note", "id": "LL-1", "on": "2026-11-23"}),
)


def at_once(*presses):
    """What came of each, all done at the same moment."""
    start, came = Barrier(len(presses)), []

    def run(press):
        start.wait()
        try:
            came.append(press())
        except ActionRefused:
            came.append(False)

    threads = [Thread(target=run, args=(press,)) for press in presses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(came)


def test_a_button_pressed_twice_at_once_does_it_once(context, act, written):
    later = replace(context, clock=lambda: context.now() + timedelta(minutes=2))
    for action, said in TWICE:
        before = len(happened(context, written))
        press = partial(perform, context, REVIEWER, written, action, **said)
        assert at_once(press, press) == [True, True]
        assert len(happened(context, written)) == before + 1, action
        act(written, action, REVIEWER, later, **said)
        assert len(happened(context, written)) == before + 2, "later it is meant"


def test_a_complaint_is_prepared_and_an_ending_confirmed_once(context, act, arrive):
    reference = arrive(PARENT)
    act(reference, Action.TAKE, REVIEWER)
    passed = {"agreed": "By telephone.", "words": "You were rude."}
    case_access.record(context, REVIEWER, reference, "has_it")
    press = partial(perform, context, REVIEWER, reference, Action.PASS_COMPLAINT, **passed)
    assert at_once(press, press) == [False, True], "the second hears that it waits already"
    act(reference, Action.DECLINE, REVIEWER, outcome="complaint", words="Only that.")
    boss, other = (Actor(key, frozenset({Role.MANAGER}), 4) for key in ("boss", "other"))
    for who in (boss, other):
        case_access.record(context, who, reference, "covering")
    confirms = (
        partial(perform, context, who, reference, Action.CONFIRM_END, words="So it is.") for who in (boss, other)
    )
    assert at_once(*confirms) == [False, True]
    assert happened(context, reference).count("triaged") == 1


def test_two_officers_at_once_take_it_once(context, arrive):
    reference = arrive(PARENT)
    takes = (
        partial(perform, context, who, reference, Action.TAKE, words="Toni is ill.") for who in (REVIEWER, RELEASER)
    )
    assert at_once(*takes) == [False, True]
    assert happened(context, reference) == ["received", "declared", "assigned"]
