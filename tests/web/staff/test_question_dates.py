"""What the two sides read of a question: by when to answer, that the time stops, and that it goes on."""

import functools

import pytest
from actions import Action
from deeds_done import done

from build import PARENT
from portal.domain.permissions import Actor, Role
from visitor import text_of

REMI = Actor("remi", frozenset({Role.REVIEWER, Role.TRIAGE}), 1, "Remi Example")
BY = "Please answer by the end of 30 November 2026. After that we will go on without your answer."


@pytest.fixture
def accepted(arrive, context, employ):
    employ("remi@example.com", Role.REVIEWER, Role.TRIAGE, rank=1, name="Remi Example")
    reference = arrive(**PARENT | {"danger": "no", "since": "no"})
    act = functools.partial(done, context, REMI, reference)
    act(Action.TAKE)
    act(Action.CHECK_IDENTITY, words="Passport seen.")
    act(Action.CHECK_STANDING, words="Birth certificate seen.")
    act(Action.RECORD_ORIGINAL)
    act(Action.ACCEPT_FOR_REVIEW)
    return reference


def test_a_question_is_asked_with_a_day_that_stands_there_and_both_sides_read_what_it_does(enter, accepted, as_raiser):
    remi, here = enter("remi@example.com"), f"/challenges/{accepted}/do/ask"
    page = remi.get(here)
    days = {each.get("name"): each.get("value") for each in page.all("input") if each.get("name", "").startswith("by")}
    assert list(days.values()) == ["30", "11", "2026"], "a week from today"
    page = remi.send(here, words="Which school does he go to?", **days)
    shown = page.marked("app-preview")
    assert "We asked you a question. We wait for your answer." in shown
    assert "Which school does he go to?" in shown
    assert remi.send(here, do="send").errors == []
    assert "Paused until 30 November 2026" in remi.get(f"/challenges/{accepted}").text
    me = as_raiser(accepted)
    assert "We have paused it until 30 November 2026" in me.get("/progress").text
    assert BY in me.get("/messages").text
    page = me.get("/answer/1")
    assert BY in page.text
    me.send("/answer/1", words="Example Primary.", new="no")
    assert "We have paused it" not in me.get("/progress").text
    assert "We have your answer. Thank you." in me.get("/messages").text
    assert "Paused until" not in remi.get(f"/challenges/{accepted}").text


def test_a_blank_day_stops_nothing(enter, accepted):
    remi, here = enter("remi@example.com"), f"/challenges/{accepted}/do/ask"
    remi.get(here)
    blank = {"by-day": "", "by-month": "", "by-year": ""}
    remi.send(here, words="Which school does he go to?", **blank)
    remi.send(here, do="send")
    page = remi.get(f"/challenges/{accepted}/timeline")
    assert "We asked them" in page.text
    assert "The clock was paused" not in [text_of(each) for each in page.all("h2")]
    assert "The clock was paused" not in page.text
