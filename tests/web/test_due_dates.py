"""A promise that is due by an hour is shown with it, and broken from then on: to the raiser and in what they get."""

from dataclasses import replace
from datetime import timedelta

import pytest
from actions import Action

from build import PARENT, YOUNG, OnePack, timed
from portal.domain.policy.calendar import Span
from portal.domain.policy.model import Act, Deadline, Start
from portal.services import new_token, tracker
from posting import send_in


@pytest.fixture
def in_hours(context):
    """From now on, Monday 23 November at 10am, each stage has six hours."""
    object.__setattr__(context, "packs", OnePack(timed(context.pack, "6 hours")))
    return context


@pytest.fixture
def sent(visitor, in_hours):
    def send(said):
        token, visitor.reference = send_in(in_hours, said)
        visitor.client.set_cookie("s", token)
        return visitor

    return send


@pytest.fixture
def back(in_hours):
    """They come back hours later, by their code, and look."""

    def come(me):
        token = new_token()
        with in_hours.store.begin() as unit:
            unit.raiser_sessions.start(token, me.reference, in_hours.now())
        me.client.set_cookie("s", token)
        return me.get("/progress")

    return come


BY = "4pm on Monday 23 November 2026"


@pytest.mark.parametrize(("said", "words"), [(PARENT, "We plan to finish by"), (YOUNG, "We plan to finish by")])
def test_the_page_after_sending_says_by_what_time(sent, said, words):
    assert f"{words} {BY}" in sent(said).get("/done").text


def test_the_tracker_says_the_time_and_is_late_from_then_on(sent, back, clock):
    me = sent(PARENT)
    page = me.get("/progress")
    assert f"We plan to finish by {BY}" in page.text
    assert f"{BY} We plan to finish by this time." in page.text
    clock.now += timedelta(hours=6) - timedelta(seconds=1)
    assert "We are late" not in back(me).text
    clock.now += timedelta(seconds=1)
    page = back(me)
    assert f"We are late. We said that we would finish by {BY}. We have not finished, and we are sorry." in page.text
    assert "Ask a more senior manager to look" in page.text


@pytest.mark.usefixtures("in_hours")
def test_what_happens_next_says_the_time(visitor):
    assert f"If you send your request now, we will plan to finish by {BY}." in visitor.get("/what-happens-next").text


def test_a_time_at_midnight_is_the_end_of_its_day(visitor, context):
    object.__setattr__(context, "packs", OnePack(timed(context.pack, "14 hours")))
    assert "finish by 23 November 2026." in visitor.get("/what-happens-next").text


def test_the_mailbox_is_told_the_time(sent, in_hours):
    sent(PARENT)
    with in_hours.store.begin() as unit:
        waiting = [each.notice for each in unit.outbox.claim(in_hours.now() + timedelta(days=1), limit=9)]
    assert [each.words["due"] for each in waiting if each.name == "new_challenge"] == [BY]


def test_asking_for_the_next_person_is_taken_from_that_moment(sent, back, in_hours, clock):
    me = sent(PARENT)
    clock.now += timedelta(hours=6)
    back(me)
    tracker.act(in_hours, me.client.get_cookie("s").value, Action.ASK_NEXT)
    assert "10pm on Monday 23 November 2026" in me.get("/progress").text


def test_a_later_stage_with_times_in_a_row_says_each_of_them(visitor, context):
    """The last by itself would promise the answer before the meeting."""
    meet = Deadline(act=Act.MEET, within=Span.parse("10 working days"), cite="1")
    answer = Deadline(act=Act.DECIDE, within=Span.parse("2 working days"), after=Start.MEETING, cite="1")
    [main, *others] = context.pack.ladders
    stages = (main.stages[0], *(replace(each, deadlines=(meet, answer)) for each in main.stages[1:]))
    pack = replace(context.pack, ladders=(replace(main, stages=stages), *others))
    object.__setattr__(context, "packs", OnePack(pack))
    text = visitor.get("/what-happens-next").text
    assert "2 working days from when you ask" not in text
    assert "in 10 working days or less." in text
    assert "in 2 working days or less. The time starts after they have met or talked." in text
