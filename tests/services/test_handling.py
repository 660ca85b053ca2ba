"""What staff do, on both databases."""

import pytest
from actions import Action
from deeds_done import perform

from build import PARENT, YOUNG, about_advocate
from portal.domain.challenge.events.advocate_events import STILL_LOOKING
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.neutral_sentences import SENTENCES
from portal.domain.challenge.state import Flag
from portal.domain.permissions import ActionRefused, Actor, Role
from portal.services import retention

OFFICER = Actor("staff-1", frozenset({Role.TRIAGE}))


def events(context, reference):
    with context.store.read() as unit:
        challenge = unit.challenges.get(reference)
        happened = unit.event_log.events(challenge.id)
        assert replay(happened) == challenge
        assert unit.event_log.verify() == []
        return happened


def kinds(context, reference):
    return [event.kind for event in events(context, reference)]


def answer(context, reference, words=SENTENCES["advocate_answered"][1]):
    return perform(context, OFFICER, reference, Action.ANSWER_ADVOCATE, **about_advocate(words))


def test_an_answer_is_kept_with_its_event_and_only_once(context, arrive):
    reference = arrive(YOUNG)
    assert answer(context, reference)
    assert kinds(context, reference) == ["received", "advocate_answered"]
    with context.store.read() as unit:
        assert Flag.ADVOCATE not in unit.challenges.get(reference).flags
        assert Flag.ADVOCATE not in unit.worklist.lines()[0].flags
    with pytest.raises(ActionRefused, match="Nobody waits"):
        answer(context, reference)
    assert len(events(context, reference)) == 2


def test_pressed_twice_somebody_is_told_once_that_we_are_still_looking(context, arrive):
    reference = arrive(YOUNG)
    for _ in range(2):
        assert answer(context, reference, STILL_LOOKING)
    assert kinds(context, reference) == ["received", "advocate_answered"]
    assert answer(context, reference)
    assert kinds(context, reference) == ["received", "advocate_answered", "advocate_answered"]


def test_what_is_not_there_or_erased_is_not_acted_upon(context, arrive):
    assert not answer(context, "UNKNOWN00")
    reference = arrive(YOUNG)
    retention.erase(context, reference)
    assert not answer(context, reference)


def test_the_open_ones_with_a_flag_are_found_and_no_others(context, arrive):
    young, danger = arrive(YOUNG), arrive(PARENT | {"danger": "yes", "danger_call": "seen"})
    with context.store.read() as unit:
        assert unit.challenges.open_with(Flag.ADVOCATE) == [young]
        assert unit.challenges.open_with(Flag.DANGER) == [danger]
        assert unit.challenges.open_with(Flag.NEW_INFORMATION) == []
        assert unit.event_log.last(unit.challenges.get(young).id, "received") == context.now()
        assert unit.event_log.last(unit.challenges.get(young).id, "advocate_chased") is None
