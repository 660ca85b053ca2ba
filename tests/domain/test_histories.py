"""Random histories of challenges: whatever staff and raisers try, these things hold.

Ten thousand with --prove, a few hundred without.
"""

import json
import random
from collections import Counter
from datetime import timedelta

import pytest
from histories import BY_KEY, RAISERS_DEEDS, START, STEPS, Words, begun, step

from build import our_packs
from portal.domain.challenge.decide import possible, why_not
from portal.domain.challenge.events.registry import MOVES
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.grounds import grounds
from portal.domain.challenge.history import at_this_stage
from portal.domain.challenge.neutral_sentences import SENTENCES, so
from portal.domain.challenge.safety_alert import every, waiting
from portal.domain.challenge.state import OVER, Rules, Status, plain, unplain
from portal.domain.challenge.triage import Outcome
from portal.domain.challenge.view import view_for
from portal.domain.disclosure.table import Fact, Show, every_checks, may_know, shows
from portal.domain.notices.catalogue import news
from portal.domain.permissions import RAISER, Role

BLOCKS, PROVED, TRIED = 8, 10_000, 240
PACKS = our_packs()
PACK = PACKS.current("north-tyneside")
RULES = Rules(PACK, PACKS.calendar(PACK))


def check(event, state):
    """What must be true of the state in which something happens."""
    work = state.work
    if event.kind in SENTENCES:
        knows = may_know(PACK.disclosure, state.audience, work.checks)
        assert knows or event.words in SENTENCES[event.kind], "nothing is written freely to who may not know"
        assert so(state, event.kind, event.words), "no sentence that is not true"
    if event.kind == "decided":
        actor = BY_KEY[event.actor]
        assert event.actor not in work.involved, "whoever was involved does not decide"
        stands_in = work.review.stands_in == event.actor
        assert stands_in or actor.rank >= RULES.ladder.stage(state.stage).rank, "nobody decides without the rank"
        assert stands_in or (actor.name != "Remi One" or "missed" not in state.answers or "remi" not in
                             state.answers["missed"]), "whoever is named does not decide"  # fmt: skip
        assert set(work.review.points) == {str(each.number) for each in grounds(state.answers)}
        assert work.review.findings
    elif event.kind == "stood_in":
        assert BY_KEY[event.actor].rank == 4
        assert event.what["to"] not in work.involved
    elif event.kind == "released":
        assert event.actor not in (work.review.reply.get("by", event.what.get("writer")), work.review.decided_by)
        show = shows(PACK.disclosure, state.audience, Fact(event.what["fact"]), work.checks)
        assert work.checks.complete
        assert show in (Show.FULL, Show.RELEASED)
    elif event.kind in {*MOVES, "paused", "extended"}:
        check_clock(event, state)
    elif event.kind == "closed":
        assert work.records
        assert not work.to_record


def check_clock(event, state):
    """Nobody goes on but the raiser, or takes more time than the policy gives but a manager."""
    manages = event.actor in BY_KEY and BY_KEY[event.actor].manages
    if event.kind in MOVES:
        asked = manages and at_this_stage(state, "escalation_asked")
        assert event.actor == "raiser" or asked, "only the raiser goes on, or a manager whom they asked"
        assert event.what["stage"] == str(int(state.stage) + 1), "one stage at a time, and up"
        return
    assert manages, "this policy does not say that the time may stop, or how much more there is"
    assert state.work.triaged == Outcome.REVIEW
    assert event.what["due"] > state.due.isoformat(), "nobody is told of a new date that is none"


def check_ending(event, state):
    """Nobody ends a challenge alone, nor looks at an objection to what they ended."""
    part = {state.work.ending.get("by"), *(each.actor for each in state.history if each.kind == "triaged")}
    if event.kind == "triaged" and not event.what["goes_on"]:
        assert event.actor != state.work.ending["by"], "two people end it"
        assert not {event.actor, state.work.ending["by"]} & set(state.work.involved), "who had no part in the decision"
        assert BY_KEY[event.actor].roles & {Role.REVIEWER, Role.MANAGER}
    elif event.kind == "objected":
        assert event.actor == "raiser"
        assert not state.work.objection, "once"
    elif event.kind in {"complaint_passed", "information_passed"}:
        waits = state.work.transfers[event.what["transfer"] - 1]
        assert (f"{waits['name']}_passed", waits["done"]) == (event.kind, ""), "it is passed on once, by who sent it"
    elif event.kind in {"ending_upheld", "triage_restored"}:
        assert BY_KEY[event.actor].manages
        assert event.actor not in part | set(state.work.involved)


BEFORE_IT_IS_ACTED_ON = {
    "read", "opened", "alert_shown", "exported", "acted", "noted", "mention_seen", "mention_passed", "code_given",
    "code_not_given", "lost_seen", "held_stopped", "unjunked", "assigned", "handed_back", "stepped_aside",
    "stood_in", "outside_named", "declared", "linked", "unlinked", "identity_checked", "standing_checked",
    "checks_undone", "original_recorded",
    "involved", "involvement_undone", "advocate_answered", "sent_back", "ending_sent_back",
}  # fmt: skip
"""What staff may do while a safety alert is open."""


def check_safety(event, state, after):
    """Nobody on the staff overtakes an open alert, and nothing but what somebody did closes it."""
    if waiting(state.work.alerts) and event.actor in BY_KEY:
        assert event.kind in BEFORE_IT_IS_ACTED_ON
    if event.kind != "acted":
        assert every(after.work.alerts)[: len(state.work.alerts)] == every(state.work.alerts), "what was said stays"
    raised = {alert.kind.value for alert in waiting(after.work.alerts)}
    assert raised == after.flags & {"danger", "new_information", "pressure"}


def check_told(state):
    """A raiser is told that something was passed on only once somebody has sent it."""
    view = view_for(state.audience, state, PACK)
    sent = sum(each["done"] not in ("", "dropped") for each in state.work.transfers)
    assert len(view.happened("complaint_passed", "information_passed")) == sent
    assert sent or "passed_on" not in {news(view, [event]) for event in state.history[-3:]}


def check_state(state):
    assert state.due is None or RULES.calendar.is_working(state.due)
    assert state.status is not Status.CLOSED or (state.work.records and not state.work.to_record)
    assert (state.status in OVER) <= (state.due is None)


REACHED = (
    "asked",
    Words.FREE,
    "decided",
    "released",
    "closed",
    "moved_on",
    "still_worried",
    "stepped_aside",
    "complaint_passed",
    "information_passed",
    "ending_proposed",
    "objected",
    "ending_upheld",
    "acted",
)
"""What happens, or is said, in every block of histories: else they would prove little."""


def pytest_generate_tests(metafunc):
    count, blocks = (PROVED, BLOCKS) if metafunc.config.getoption("--prove") else (TRIED, 1)
    seeds = [range(block * count // blocks, (block + 1) * count // blocks) for block in range(blocks)]
    metafunc.parametrize("seeds", seeds, ids=str)


@pytest.mark.timeout(30)
def test_in_any_history_these_things_hold(seeds):
    reached = Counter[str]()
    for seed in seeds:
        rng = random.Random(seed)
        events, state = begun(rng, RULES, str)
        at = START
        for _ in range(STEPS):
            at += rng.choice([timedelta(minutes=5), timedelta(minutes=50), timedelta(hours=30)])
            happened = step(state, rng, at, RULES, str)
            for event in happened:
                check(event, state)
                check_ending(event, state)
                after = replay([event], state)
                check_safety(event, state, after)
                state = after
                reached.update((event.kind, event.words))
            events += happened
            check_state(state)
        check_told(state)
        assert replay(events) == state, "no state without its events"
        if seed % 10 == 0:
            stored = json.loads(json.dumps(plain(state)))
            assert plain(unplain(stored)) == plain(state)
            for checks in every_checks(state.audience):
                view = view_for(state.audience, state, PACK, checks=checks)
                told = repr([view.history, list(view.facts.values())])
                seen = [each.said.words for each in view.history if each.said]
                assert Words.OURS not in told + " ".join(seen)
                assert Words.FREE not in seen or may_know(PACK.disclosure, state.audience, checks)
            for action in set(RAISERS_DEEDS) - possible(state, RAISER, RULES, at):
                assert why_not(state, action, RAISER, RULES, at).endswith(".")
    assert [each for each in REACHED if not reached[each]] == []
