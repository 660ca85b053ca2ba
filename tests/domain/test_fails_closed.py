"""A word that nobody knows, in an event or in a table, shows nobody more than the right one would."""

import random
from dataclasses import replace

import pytest
from histories import START, STEPS, begun, step

from build import EVERYONE
from portal.domain.challenge.events.registry import TOLD
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.state import Event
from portal.domain.challenge.view import view_for
from portal.domain.disclosure.table import Cell, Checks, Fact, Show, every_checks, may_know, shows

KNOWN = Checks(identity=True, standing=True)


def tells(view):
    facts = {fact for fact in Fact if view.tells(fact)}
    return facts, {
        (each.at, each.kind, each.said and each.said.words, each.reviewer, each.until) for each in view.history
    }


def more(changed, view):
    """What one tells that the other does not; a line that is now missing is less."""
    (facts, lines), (known, read) = tells(changed), tells(view)
    blank = {(*each[:2], None, "", None) for each in read} | {(*each[:2], each[2], "", None) for each in read}
    blank |= {(*each[:2], each[2], each[3], None) for each in read} | {
        (*each[:2], None, each[3], None) for each in read
    }
    return facts - known, lines - read - blank


def misspelt(what):
    for key in what:
        rest = {each: value for each, value in what.items() if each != key}
        yield rest
        for wrong in (key + "s", key[1:] + key[:1], key.upper()):
            yield rest | {wrong: what[key]}
        yield what | {key[:-1]: what[key]}


def test_no_key_of_any_event_shows_more_when_it_is_misspelt_or_missing(rules, often):
    rng, kinds = random.Random(7), set()
    for _ in often(80):
        events, state = begun(rng, rules, lambda whose: f"{whose} words here")
        for turn in range(STEPS):
            happened = step(state, rng, START.replace(hour=9, minute=turn), rules, lambda whose: f"{whose} words here")
            events, state = [*events, *happened], replay(happened, state)
        for place, event in enumerate(events[1:], 1):
            if event.kind in kinds and rng.random() < 0.8:
                continue
            kinds.add(event.kind)
            for what in misspelt(event.what):
                try:
                    changed = replay([*events[:place], replace(event, what=what), *events[place + 1 :]])
                except (KeyError, TypeError, ValueError):
                    continue  # nothing is shown at all
                for checks in (KNOWN, replace(KNOWN, standing=False)):
                    view = view_for(state.audience, state, rules.pack, checks=checks)
                    found = more(view_for(state.audience, changed, rules.pack, checks=checks), view)
                    assert found == (set(), set()), (event.kind, what)
    assert {"triaged", "decided"} <= kinds


@pytest.mark.parametrize("kind", TOLD)
def test_what_is_kept_with_a_key_that_nobody_knows_is_not_told(received, pack, kind):
    challenge = replay(received(EVERYONE["parent"]))
    what = {"words": "SECRET", "fact": "actions", "outcome": "review", "unanswered": True}
    told = replace(challenge, history=(Event(kind, START, "a", what | {"fcat": "actions"}),))
    assert view_for(challenge.audience, told, pack, checks=KNOWN).history == ()


@pytest.mark.parametrize(
    "wrong", [{}, {"fcat": "actions"}, {"fact": "action"}, {"fact": ""}, {"fact": None}, {"fact": "ACTIONS"}]
)
def test_a_release_that_does_not_say_what_it_is_about_is_not_told(received, pack, wrong):
    challenge = replay(received(EVERYONE["parent"]))
    told = replace(challenge, history=(Event("released", START, "a", {"words": "SECRET"} | wrong),))
    assert "SECRET" not in str(view_for(challenge.audience, told, pack, checks=KNOWN).history)
    right = replace(challenge, history=(Event("released", START, "a", {"words": "SECRET", "fact": "review_result"}),))
    assert [each.said.words for each in view_for(challenge.audience, right, pack, checks=KNOWN).history] == ["SECRET"]


@pytest.mark.parametrize("show", ["ful", "FULL", "withheld", "released ", "", None, True])
def test_no_cell_of_the_table_shows_anything_when_it_is_misspelt(received, pack, show):
    for audience in EVERYONE:
        challenge = replay(received(EVERYONE[audience]))
        for checks in every_checks(challenge.audience):
            right = view_for(challenge.audience, challenge, pack, checks=checks)
            for fact in Fact:
                row = {column: Cell.__new__(Cell) for column in pack.disclosure[fact]}
                for cell in row.values():
                    object.__setattr__(cell, "show", show)
                table = {**pack.disclosure, fact: row}
                assert shows(table, challenge.audience, fact, checks) is Show.WITHHELD
                wrong = view_for(challenge.audience, challenge, replace(pack, disclosure=table), checks=checks)
                assert not wrong.tells(fact)
                assert more(wrong, right) == (set(), set())
                if fact is Fact.CONTACT_EXISTS:
                    assert not may_know(table, challenge.audience, checks)
            assert shows({}, challenge.audience, Fact.RECEIVED, checks) is Show.WITHHELD
