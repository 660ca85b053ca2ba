"""The reminder the day before a question is to be answered: by the way that the raiser chose, and once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from actions import Action

from build import FAMILY, NEIGHBOUR
from portal.domain.notices.catalogue import TO_RAISER, Channel
from portal.domain.permissions import Actor, Role
from portal.services import reminders, tracker

BOSS = Actor("boss", frozenset({Role.MANAGER, Role.REVIEWER}), 4, "Bo Boss")
LETTER = FAMILY | {
    "safe": ["letter"], "address.line1": "1 Some Street", "address.town": "Wallsend", "address.postcode": "NE28 1AA"
}  # fmt: skip


def at(context, now):
    return replace(context, clock=lambda: now)


@pytest.fixture
def asked(arrive, act, posted):
    """Somebody sent a request on Monday, and is asked to answer by Friday, or another day."""

    def ask(said=FAMILY, by="2026-11-27"):
        reference = arrive(said)
        act(reference, Action.TAKE)
        act(reference, Action.ACCEPT_FOR_REVIEW)
        act(reference, Action.ASK, words="When did you last see or hear what worries you?", by=by)
        posted()
        return reference

    return ask


def watched(context, posted, now, days):
    """What raisers are told by watching every three hours, with the day of the month of each."""
    found = []
    for hours in range(0, 24 * days, 3):
        moment = now.replace(hour=0) + timedelta(hours=hours)
        reminders.watch(at(context, moment), moment)
        found += [(moment.day, each) for each in posted() if each.name in TO_RAISER]
    return found


def test_it_comes_once_by_the_way_they_chose_and_says_the_day(context, asked, posted, now):
    reference = asked()
    [(day, notice)] = watched(context, posted, now, 6)
    assert (day, notice.name, notice.channel) == (26, "question_reminded", Channel.TEXT)
    assert (notice.to["telephone"], notice.words["day"]) == ("+447700900982", "2026-11-27")
    with context.store.read() as unit:
        challenge = unit.challenges.whole(reference)
        kinds = [event.kind for event in unit.event_log.events(challenge.id)]
    assert kinds.count("question_reminded") == 1, "colleagues see it on the timeline"


def test_a_letter_goes_sooner(context, asked, now):
    reference = asked(LETTER, by="2026-12-02")
    days = [(now + timedelta(days=ahead)).replace(hour=9) for ahead in range(10)]
    written = [moment.day for moment in days if reminders.remind_of_questions(at(context, moment), moment)]
    assert written == [26], "Thursday, for Wednesday"
    with context.store.read() as unit:
        last = unit.outbox.of(unit.challenges.get(reference).id)[-1]
    assert (last.name, last.channel) == ("question_reminded", Channel.LETTER)


def test_where_nobody_may_be_written_to_nothing_is_sent_and_nothing_says_so(context, asked, now):
    reference = asked(NEIGHBOUR | {"safe": ["none"]})
    then = now + timedelta(days=3)
    assert reminders.remind_of_questions(at(context, then), then) == 0
    with context.store.read() as unit:
        kinds = [event.kind for event in unit.event_log.events(unit.challenges.get(reference).id)]
    assert "question_reminded" not in kinds


def test_an_answer_stops_a_reminder_that_is_not_sent_yet(context, asked, posted, now):
    reference = asked()
    then = at(context, now + timedelta(days=3))
    assert reminders.remind_of_questions(then, then.now()) == 1
    with context.store.begin() as unit:
        unit.raiser_sessions.start("t", reference, then.now())
        assert tracker.act_within(unit, then, "t", Action.ANSWER, words="On Sunday.", question=1, new=False)
    assert "question_reminded" not in [each.name for each in posted()]
    assert reminders.remind_of_questions(then, then.now()) == 0
