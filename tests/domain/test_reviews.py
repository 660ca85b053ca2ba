"""There is one way to add up the reviews of a challenge: what is shown of the last one is what the state holds."""

import random
from datetime import timedelta
from types import SimpleNamespace

import pytest
from actions import Action
from histories import START, STEPS, begun, step

from build import PARENT, our_packs
from portal.domain.challenge.clock import count_closures
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.review_history import reviews
from portal.domain.challenge.state import Event, Rules
from portal.domain.permissions import RAISER, Actor, Role
from portal.services import case_view
from portal.services.exported_reviews import exported_reviews

REMI = Actor("remi", frozenset({Role.REVIEWER}), 1, "Remi Example")
PACK = our_packs().current("north-tyneside")
RULES = Rules(PACK, our_packs().calendar(PACK))


def lived(seed):
    """Some history, and the state after it."""
    rng, at = random.Random(seed), START
    say = lambda whose: f"{whose.lower()} {rng.randrange(1000)}"  # noqa: E731
    events, state = begun(rng, RULES, say)
    for _ in range(2 * STEPS):
        at += timedelta(hours=rng.choice([1, 5, 30, 200]))
        happened = step(state, rng, at, RULES, say)
        events, state = [*events, *happened], replay(happened, state) if happened else state
    return events, state


def shown(events):
    """What the points' page and the record say of the last review: points by number, and the findings."""
    *_, page = case_view._reviews(SimpleNamespace(rules=RULES, events=events))
    *_, entry = exported_reviews(RULES, events, {})
    return page, entry


@pytest.mark.parametrize("block", range(6))
def test_every_fold_of_any_history_says_what_the_state_holds(block):
    reached = 0
    for seed in range(10 * block, 10 * block + 10):
        events, state = lived(seed)
        held, (page, entry) = state.work.review, shown(events)
        last = reviews(events)[-1]
        assert last.review == held
        assert last.stage == entry.stage == state.stage
        assert entry.grounds == {int(number): answer for number, answer in held.points.items()}
        assert {n: (each.outcome.value, each.reasons) for n, each in page.items()} == {
            int(n): (each["outcome"], each["reasons"]) for n, each in held.points.items()
        }
        assert (entry.looked_at, entry.views) == (
            "\n".join(held.findings.get("evidence", ())),
            held.findings.get("views", ""),
        )
        assert bool(entry.ended_at) >= held.ended
        assert count_closures(state, RULES, START) == [], "no date moves of itself"
        reached += bool(held.points)
    assert reached


def test_a_review_goes_on_where_its_raiser_withdrew_and_came_back(desk):
    it = desk(PARENT).accepted_by(REMI)
    it.act(REMI, Action.DECIDE_GROUND, ground=1, outcome="changed", reasons="The school was not asked.")
    it.act(REMI, Action.FIND, evidence="The record.", views="He wants to stay.")
    it.act(RAISER, Action.WITHDRAW, pressure="no", words="")
    it.act(RAISER, Action.REOPEN)
    events = [Event("received", START, RAISER.key, {"stage": "1"}), *it.events]
    page, entry = shown(events)
    assert entry.grounds[1]["outcome"] == page[1].outcome == it.state.work.review.points["1"]["outcome"] == "changed"
    assert entry.looked_at == "The record."
    assert len(reviews(events)) == 1
