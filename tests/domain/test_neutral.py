"""To a raiser who may not know whether the child is known to us, nothing is written freely."""

import re
from copy import copy
from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest
from actions import KINDS, Action

from build import EVERYONE, PARENT, about_advocate
from portal.domain.challenge.events.advocate_events import STILL_LOOKING
from portal.domain.challenge.events.event_kind import WhoseWords, always
from portal.domain.challenge.events.registry import KINDS as EVENT_KINDS
from portal.domain.challenge.events.registry import TOLD
from portal.domain.challenge.events.sentence_truth import staff_know
from portal.domain.challenge.neutral_sentences import CHOOSE, NOT_SO, SENTENCES, TRUE_WHEN, offered, so, true_now
from portal.domain.challenge.review import may_be_told
from portal.domain.challenge.state import Event
from portal.domain.challenge.triage import Outcome
from portal.domain.challenge.view import view_for
from portal.domain.disclosure.table import Cell, Checks, Column, Fact, Show, Table, every_checks, faults, may_know
from portal.domain.journey import As, Line
from portal.domain.permissions import RAISER, Actor, Role
from portal.domain.policy.model import Audience

MO = Actor("mo", frozenset({Role.TRIAGE, Role.REVIEWER, Role.MANAGER}), 4, "Mo Example")
LOU = Actor("lou", frozenset({Role.RELEASER}), 0, "Lou Example")
FREE = "The social worker closed it last week."
MORE = {Action.PAUSE: {"until": "2026-11-27", "why": "Ours."}, Action.EXTEND: {"amount": 2, "why": "Ours."}}


def more_of(action, words):
    """What an action takes besides these words."""
    said = about_advocate(words) if action is Action.ANSWER_ADVOCATE else MORE.get(action, {})
    return {key: value for key, value in said.items() if key != "words"}


EVERYBODY = [(audience, checks) for audience in Audience for checks in every_checks(audience)]


@pytest.fixture
def before(desk):
    """Just before an action is done with a challenge of somebody of this audience, of whom this was established."""

    def come_to(action, audience, checks):
        it = desk(EVERYONE[audience] | {"advocate": "yes"}).accepted_by(MO)
        if action is Action.RESUME:
            it.act(MO, Action.PAUSE, words=SENTENCES["paused"][3], **MORE[Action.PAUSE])
        if checks.identity:
            it.act(MO, Action.CHECK_IDENTITY, words="Seen.")
        if checks.standing:
            it.act(MO, Action.CHECK_STANDING, words="Seen.", made_contact=checks.made_contact)
        assert it.state.work.checks == checks
        return it

    came = cache(come_to)
    return lambda *which: copy(came(*which))


def named(each):
    return str(each) if isinstance(each, str) else "".join(
        letter for letter, so in zip("isc", (each.identity, each.standing, each.made_contact), strict=True) if so
    ) or "nothing"  # fmt: skip


@pytest.mark.parametrize("action", KINDS, ids=named)
@pytest.mark.parametrize(("audience", "checks"), EVERYBODY, ids=named)
def test_words_of_staff_are_refused_exactly_where_somebody_may_not_know(before, pack, audience, checks, action):
    it = before(action, audience, checks)
    if may_know(pack.disclosure, audience, checks):
        assert offered(pack.disclosure, audience, checks, action.says) == ()
        [event] = it.act(MO, action, words=FREE, **more_of(action, FREE))
        assert (event.kind, event.words) == (KINDS[action], FREE)
        return
    for words in (FREE, f"{SENTENCES[KINDS[action]][0]} ", SENTENCES[KINDS[action]][0].upper(), CHOOSE):
        assert it.refused(MO, action, words=words, **more_of(action, words)) == CHOOSE
    assert it.refused(MO, action, words=" ", **more_of(action, " ")) != CHOOSE, "that nothing is said is said first"
    sentences = offered(pack.disclosure, audience, checks, action.says)
    assert sentences == SENTENCES[KINDS[action]]
    true = true_now(it.state, KINDS[action], sentences)
    assert true, "there is always something to say"
    for words in set(sentences) - set(true):
        assert it.refused(MO, action, words=words, **more_of(action, words)) == NOT_SO
    for words in true:
        again = before(action, audience, checks)
        [event] = again.act(MO, action, words=words, **more_of(action, words))
        assert (event.kind, event.words) == (KINDS[action], words)
        view = view_for(audience, again.state, pack)
        assert view.happened(event.kind)[-1].said == Line(words, As.OURS), "in the language of who reads it"


@pytest.mark.parametrize("kind", SENTENCES)
def test_a_sentence_of_one_action_is_none_of_another(before, kind):
    action = next(each for each, of in KINDS.items() if of == kind)
    it = before(action, Audience.NEIGHBOUR, Checks())
    for other in set(SENTENCES) - {kind}:
        for words in set(SENTENCES[other]) - set(SENTENCES[kind]):
            assert it.refused(MO, action, words=words, **more_of(action, words)) == CHOOSE


def test_who_may_not_know_are_all_of_whom_not_all_was_checked_and_those_near_the_child_without_a_contact(pack):
    for audience, checks in EVERYBODY:
        near = audience in {Audience.FAMILY, Audience.NEIGHBOUR}
        knows = may_know(pack.disclosure, audience, checks)
        assert knows == (checks.complete and (checks.made_contact or not near)), (audience, checks)


def test_all_words_of_staff_that_a_raiser_reads_are_released_or_stand_here():
    """A kind of event that is new, and tells a raiser words, has to be decided about."""
    told = {kind: kind.told for kind in EVENT_KINDS.values() if kind.told}
    assert {kind for kind, of in told.items() if "words" in of.keeps} == {
        kind for kind, of in told.items() if of.words is not WhoseWords.NOBODYS
    }
    staffs = {kind for kind, of in told.items() if of.words is WhoseWords.STAFFS}
    assert staffs == set(SENTENCES) == set(KINDS.values())


def test_what_is_released_can_only_be_written_for_somebody_who_may_know(rules, others, challenge):
    """Of replies and promises: those are closed to everybody else, in every pack."""
    packs = [rules.pack, *(others.get(pack_id) for pack_id in others.ids())]
    assert len(packs) > 3
    for pack in packs:
        for audience, checks in EVERYBODY:
            work = replace(challenge.work, identity="x" * checks.identity, standing="x" * checks.standing)
            work = replace(work, made_contact=checks.made_contact)
            theirs = replace(challenge, audience=audience, work=work)
            knows = may_know(pack.disclosure, audience, checks)
            for fact in (Fact.REVIEW_RESULT, Fact.ACTIONS):
                assert knows or not may_be_told(theirs, replace(rules, pack=pack), fact), (pack.id, audience, checks)


@pytest.mark.parametrize("show", [Show.FULL, Show.RELEASED, Show.GIST])
@pytest.mark.parametrize("fact", [Fact.DECISION_MADE, Fact.ACTIONS, Fact.REVIEW_RESULT])
def test_no_pack_tells_of_a_decision_where_it_withholds_the_contact(pack, fact, show):
    def table(column: Column) -> Table:
        told = {**pack.disclosure[fact], column: Cell(show=show, assumed=True)}
        return {**pack.disclosure, fact: told}

    wrong = [place for place, words in faults(table(Column.FAMILY)) if "would tell them of the contact" in words]
    assert wrong == ([] if (fact, show) == (Fact.REVIEW_RESULT, Show.GIST) else [(fact, Column.FAMILY)])
    assert not [words for _place, words in faults(table(Column.PARENT)) if "of the contact" in words]


@pytest.mark.parametrize("kind", SENTENCES)
def test_what_was_written_freely_is_read_only_by_who_may_know(challenge, pack, kind):
    """A check was taken back since, or somebody else would look: what happened stays, its words do not."""
    kept = {"due": None} if "due" in TOLD[kind] else {}
    said = Event(kind, challenge.received_at, "staff", {"words": FREE, **kept})
    chosen = replace(said, what={"words": SENTENCES[kind][0], **kept})
    told = replace(challenge, history=(said, chosen))
    for audience, checks in EVERYBODY:
        free, ours = view_for(audience, told, pack, checks=checks).happened(kind)
        assert free.said == (Line(FREE, As.TYPED) if may_know(pack.disclosure, audience, checks) else None)
        assert ours.said == Line(SENTENCES[kind][0], As.OURS)


def test_a_check_that_is_taken_back_takes_the_words_with_it_and_a_new_one_brings_them_back(desk):
    it = desk(PARENT).accepted_by(MO).checked(MO)
    it.act(MO, Action.ASK, words=FREE)
    it.act(MO, Action.PAUSE, words=FREE, **MORE[Action.PAUSE])

    def read():
        return [each.said and each.said.words for each in view_for(PARENT["who"], it.state, it.rules.pack).history][1:]

    assert read() == [FREE, FREE]
    it.act(MO, Action.UNDO_CHECKS, words="Another person of that name.")
    assert read() == [None, None]
    it.act(RAISER, Action.ANSWER, words="An answer that was under way.", question=1)
    it.act(MO, Action.RESUME, words=SENTENCES["resumed"][0])
    assert read() == [None, None, "An answer that was under way.", SENTENCES["resumed"][0]]
    it.checked(MO)
    assert read()[:2] == [FREE, FREE]


TELLING = re.compile(
    r"\b(contact|decid|decision|refer|record|file|note|case|report|review|assess|plan|order|social|worker|police|visit"
    r"|agenc|known|already|again|before|concern|worry about|famil|parent|mother|father|mum|dad|brother|sister"
    r"|neighbour|another|others?\b|someone else|somebody else|told us about|wrote about|else)"
)


@pytest.mark.parametrize("words", [words for said in SENTENCES.values() for words in said])
def test_no_sentence_speaks_of_what_we_know(words):
    assert not TELLING.search(words.lower()), words
    assert not re.search(r"[{}%<>\n]|\d|  ", words), "nothing is filled in"
    assert words == words.strip()
    assert words.endswith((".", "?"))


@pytest.mark.parametrize("outcome", Outcome)
def test_what_came_of_triage_does_not_confirm_that_there_was_a_decision(challenge, pack, outcome):
    """Somebody here wrote it who has looked: it reads the same where there was none."""
    event = Event("triaged", challenge.received_at, "staff", {"outcome": outcome.value, "goes_on": False})
    told = replace(challenge, history=(event,))
    for audience, checks in EVERYBODY:
        if not may_know(pack.disclosure, audience, checks):
            [read] = view_for(audience, told, pack, checks=checks).happened("triaged")
            assert not re.search(r"deci|contact|known|child", read.said.words), read.said


def test_that_search_finds_what_gives_us_away():
    for words in (FREE, "We have a record of the child.", "Someone else told us.", "We looked at it before."):
        assert TELLING.search(words.lower()), words


def test_there_is_something_to_say_for_everything_and_nothing_twice():
    for said in SENTENCES.values():
        assert len(said) == len(set(said)) >= 3
    assert STILL_LOOKING in SENTENCES["advocate_answered"]


# A sentence is said only when it is true


def test_every_sentence_says_when_it_is_true():
    assert {kind: tuple(of) for kind, of in TRUE_WHEN.items()} == dict(SENTENCES)


def test_what_can_be_looked_up_is_not_left_to_whoever_says_it():
    """Of the others somebody writes down why; a sentence that is new has to be decided about."""
    left = {words for of in TRUE_WHEN.values() for words, truth in of.items() if truth is staff_know}
    assert left == {
        SENTENCES["paused"][2], SENTENCES["paused"][3], SENTENCES["resumed"][2], SENTENCES["extended"][3],
    }  # fmt: skip
    assert not [words for kind in ("paused", "resumed") for words, truth in TRUE_WHEN[kind].items() if truth is always]


def test_an_answer_is_thanked_for_once_it_is_there(desk):
    it = desk().accepted_by(MO)
    thanks, waits, nothing = SENTENCES["resumed"][0], SENTENCES["paused"][0], SENTENCES["paused"][4]

    def true(kind, words):
        return so(it.state, kind, words)

    assert (true("paused", waits), true("paused", nothing)) == (False, True)
    it.act(MO, Action.ASK, words=SENTENCES["asked"][0])
    assert (true("paused", waits), true("paused", nothing)) == (True, False), "they have something to do"
    it.act(MO, Action.PAUSE, words=waits, **MORE[Action.PAUSE])
    assert it.refused(MO, Action.RESUME, words=thanks) == NOT_SO
    it.act(RAISER, Action.ANSWER, words="Yes.", question=1)
    assert (true("resumed", thanks), true("paused", waits)) == (True, False)
    assert it.state.history[-1].words == thanks, "the clock goes on by itself"
    it.now += timedelta(days=1)
    it.act(MO, Action.PAUSE, words=SENTENCES["paused"][3], **MORE[Action.PAUSE])
    assert it.refused(MO, Action.RESUME, words=thanks) == NOT_SO, "that was thanked for"
    assert true("resumed", SENTENCES["resumed"][3])


def test_who_was_checked_is_not_asked_who_they_are_nor_thanked_before(desk):
    it, who = desk().accepted_by(MO), ("asked", SENTENCES["asked"][7])
    checking = (who, ("paused", SENTENCES["paused"][1]), ("extended", SENTENCES["extended"][2]))
    thanks = ("resumed", SENTENCES["resumed"][1])
    assert [so(it.state, *each) for each in (*checking, thanks)] == [True, True, True, False]
    it.act(MO, Action.CHECK_IDENTITY, words="Seen.")
    assert [so(it.state, *each) for each in (*checking, thanks)] == [False, False, False, True]
    new = ("extended", SENTENCES["extended"][1])
    assert not so(it.state, *new)
    it.act(RAISER, Action.ADD, words="More.", new=False)
    assert so(it.state, *new)


def test_a_child_is_not_asked_about_the_child_nor_told_of_a_way_that_they_never_named(desk):
    child, neighbour = desk(EVERYONE["young_person"]), desk(EVERYONE["parent"])
    for words in SENTENCES["asked"][2:5]:
        assert (so(child.state, "asked", words), so(neighbour.state, "asked", words)) == (False, True)
    way = SENTENCES["advocate_answered"][0]
    assert (so(child.state, "advocate_answered", way), so(neighbour.state, "advocate_answered", way)) == (False, True)
