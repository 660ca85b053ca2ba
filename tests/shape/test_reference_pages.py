"""The pages of events and of states say what the code does."""

import ast
import random
from datetime import timedelta

import pytest
import reference_pages
from histories import STAFF, STEPS, begun, step

from portal.domain.challenge.decide import ACTIONS, why_not
from portal.domain.challenge.events.event_kind import EventKind, ToldToRaiser
from portal.domain.challenge.events.payload import NoPayload
from portal.domain.challenge.events.registry import KINDS
from portal.domain.challenge.evolution import replay
from portal.domain.notices.catalogue import TO_RAISER, TO_STAFF
from portal.domain.permissions import RAISER

PAGES = {path.name: (path, made) for path, made in reference_pages.PAGES.items()}
NOT_BY_A_KIND_OF_EVENT = {
    "account_change_waits", "account_changed", "your_account", "sign_in_link",
    "all_yours", "set_free", "digest", "gathered", "gathered_alerts", "report_due",
}  # fmt: skip
"""The notices to staff that come of an account, of handing over all, of a report that is due, or of many others."""


@pytest.fixture(scope="module")
def possible():
    return reference_pages.possible()


@pytest.mark.parametrize("name", PAGES)
def test_the_page_says_what_the_code_does(name):
    path, made = PAGES[name]
    assert path.read_text(encoding="utf-8") == made(), "make pages"


def test_every_kind_of_event_comes_about_somewhere():
    assert sorted(set(KINDS) - set(reference_pages.origins())) == []


def test_a_kind_of_event_that_is_new_has_its_row(monkeypatch):
    monkeypatch.setitem(KINDS, "sung", EventKind("sung", NoPayload, "They sang.", told=ToldToRaiser("You sang.")))
    assert "| `sung` |  | You sang. |  |  |" in reference_pages.events_page()


def test_what_an_event_overtakes_is_a_notice():
    assert {name for kind in KINDS.values() for name in kind.overtakes} <= {*TO_RAISER, *TO_STAFF}


def test_every_notice_stands_beside_the_event_that_sends_it():
    page = reference_pages.events_page().partition("These take back")[0]
    rows = "".join(line for line in page.splitlines() if line.startswith("|"))
    assert [name for name in TO_RAISER if f"`{name}`" not in rows] == []
    assert {name for name in TO_STAFF if f"`{name}`" not in rows} == NOT_BY_A_KIND_OF_EVENT


def test_every_step_of_the_walks_is_one_that_somebody_can_take():
    assert [stuck for *_challenge, stuck in reference_pages.lives() if stuck] == []


def test_every_action_is_possible_in_some_status(possible):
    assert sorted(set(ACTIONS) - set().union(*possible.values())) == []


@pytest.mark.parametrize("histories", [2, pytest.param(500, marks=pytest.mark.at_length)])
def test_whatever_people_try_nothing_is_possible_that_the_page_leaves_out(possible, histories):
    for seed in range(histories):
        dice = random.Random(seed)
        events, challenge = begun(dice, reference_pages.RULES, lambda words: words.value)
        at = reference_pages.START
        for _ in range(STEPS):
            at += timedelta(hours=dice.randrange(1, 60))
            for action in set(ACTIONS) - possible[challenge.status]:
                for actor in (RAISER, *STAFF):
                    assert why_not(challenge, action, actor, reference_pages.RULES, at), (challenge.status, action)
            happened = step(challenge, dice, at, reference_pages.RULES, lambda words: words.value)
            challenge = replay(happened, challenge) if happened else challenge
            events += happened


@pytest.mark.parametrize(
    ("code", "kinds"),
    [
        ("def f(at): return [ASKED(words=at)]", {"asked"}),
        ("def f(at): return [(record_events.READ if at else OPENED)(why=at)]", {"read", "opened"}),
        ("event_of(LATE(due=due), now, WORKER)", {"late"}),
        ("move(at, raiser_events.MOVED_ON)", {"moved_on"}),
        ("at_this_stage(challenge, RELEASED)", set()),
        ("event.kind in (PAUSED, RESUMED)", set()),
        ("Action('read', Nothing, known_by=READ)", set()),
    ],
)
def test_only_code_that_makes_an_event_is_where_it_comes_about(code, kinds):
    assert reference_pages.born(ast.parse(code), ["move"]) == kinds
