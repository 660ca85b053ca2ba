import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from pathlib import Path

import pytest
from actions import Action

from build import PARENT, decide, random_walk
from portal.domain import challenge as challenge_package
from portal.domain.challenge.action_rule import Action as Registered
from portal.domain.challenge.decide import ACTIONS
from portal.domain.challenge.evolution import evolve, replay
from portal.domain.challenge.history import additions
from portal.domain.challenge.state import Event, Flag, plain, unplain
from portal.domain.challenge.submission import Submission, receive
from portal.domain.permissions import RAISER, ActionRefused, Actor, Permission, Role
from portal.domain.policy.model import Audience
from portal.domain.questions.adult import adult_journey

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
OFFICER = Actor("staff-1", frozenset({Role.TRIAGE}))


def test_a_challenge_begins_at_the_first_stage_with_its_date(challenge):
    assert challenge.audience is Audience.PARENT
    assert challenge.pack == "north-tyneside@2019-12-31"
    assert challenge.stage == "1"
    assert challenge.due == date(2026, 11, 30)
    assert challenge.flags == frozenset()


def test_one_received_after_hours_counts_from_the_next_working_day(received):
    late = replay(received(PARENT, datetime(2026, 12, 23, 17, 30, tzinfo=UTC)))
    assert late.due == date(2027, 1, 5)


@pytest.mark.parametrize(
    ("said", "flags"),
    [
        ({"danger": "yes"}, {Flag.DANGER}),
        ({"danger": "not_sure"}, {Flag.DANGER}),
        ({"since": "yes"}, {Flag.NEW_INFORMATION}),
        ({"danger": "yes", "since": "yes"}, {Flag.DANGER, Flag.NEW_INFORMATION}),
        ({}, set()),
    ],
)
def test_danger_and_news_put_a_challenge_first(received, said, flags):
    assert replay(received({**PARENT, **said})).flags == flags


def test_an_audience_that_the_pack_does_not_take_here_is_refused(pack, rules):
    elsewhere = replace(pack.audiences[Audience.PARENT], taken=False)
    other = replace(pack, audiences={**pack.audiences, Audience.PARENT: elsewhere})
    with pytest.raises(ActionRefused, match="parent"):
        receive(Submission("c" * 32, "ABCDEFGH7", "en", PARENT), RAISER, other, rules.calendar, NOW)


def test_more_can_be_added_and_news_raise_the_flag(challenge, rules):
    [event] = decide(challenge, Action.ADD, RAISER, rules, NOW, words="She has moved.", new=True)
    after = evolve(challenge, event)
    assert [addition.words for addition in additions(after)] == ["She has moved."]
    assert after.flags == {Flag.MESSAGE, Flag.NEW_INFORMATION}
    assert additions(evolve(after, event)) == additions(after) * 2


def test_nothing_cannot_be_added(challenge, rules):
    with pytest.raises(ActionRefused, match="nothing to send"):
        decide(challenge, Action.ADD, RAISER, rules, NOW, words="  \n", new=False)


def test_keeping_the_code_is_recorded_once(challenge, rules):
    [event] = decide(challenge, Action.KEEP_CODE, RAISER, rules, NOW)
    kept = evolve(challenge, event)
    assert kept.code_kept
    assert decide(kept, Action.KEEP_CODE, RAISER, rules, NOW) == []


def test_reading_is_an_event_that_changes_nothing(challenge, rules):
    [event] = decide(challenge, Action.READ, OFFICER, rules, NOW, why="triage")
    assert event.actor == "staff-1"
    assert evolve(challenge, event) == challenge


@pytest.mark.parametrize("action", [Action.ADD, Action.KEEP_CODE])
def test_staff_cannot_speak_for_the_raiser(challenge, action, rules):
    with pytest.raises(ActionRefused, match="not allowed"):
        decide(challenge, action, OFFICER, rules, NOW)


def test_the_raiser_cannot_read_as_staff_do(challenge, rules):
    with pytest.raises(ActionRefused, match="not allowed"):
        decide(challenge, Action.READ, RAISER, rules, NOW, why="curious")


def test_somebody_may_do_each_thing_that_can_be_done():
    assert all(each.roles for each in (*ACTIONS.values(), *Permission))


def test_every_action_of_a_module_is_in_the_registry_under_its_name():
    for path in Path(challenge_package.__file__).parent.glob("*.py"):
        for name, each in vars(import_module(f"{challenge_package.__name__}.{path.stem}")).items():
            if isinstance(each, Registered):
                assert (each.upper(), ACTIONS[each]) == (name, each)


@pytest.mark.parametrize("action", ACTIONS, ids=str)
def test_what_says_why_an_action_cannot_be_done_is_named_so(action):
    name = action.why_not.__name__.strip("_")
    assert name.startswith("why_not") or name in {"always_possible", "<lambda>"}


def test_a_history_starts_with_received():
    with pytest.raises(ValueError, match="cannot begin with 'added'"):
        replay([Event("added", NOW, "raiser", {"words": "A reason.", "new": False})])
    with pytest.raises(ValueError, match="at least one event"):
        replay([])


def test_state_is_what_the_events_add_up_to_on_many_histories(received, pack, rules, often):
    rng, journey = random.Random(26), adult_journey(pack)
    for _ in often(200):
        answers, _visited = random_walk(journey, rng)
        if not journey.complete(answers):
            continue
        history = received(journey.kept(answers))
        state = replay(history)
        for day in range(rng.randrange(5)):
            at = NOW + timedelta(days=day)
            new = decide(state, Action.ADD, RAISER, rules, at, words="more", new=rng.random() < 0.5)
            history += new
            state = replay(new, state)
        assert replay(history) == state
        assert unplain(plain(state)) == state


def test_nothing_personal_is_printed_by_accident(challenge):
    assert "Robin" not in repr(challenge)
    assert "Robin" not in repr(Event("received", NOW, "raiser", {"answers": PARENT}))
