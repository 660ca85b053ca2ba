"""The reply is made of the answers, and whoever approves it sees all that a second person needs."""

import functools

import pytest
from actions import Action
from deeds_done import done

from build import PARENT
from portal.domain.permissions import Actor, Role
from visitor import text_of

REMI = Actor("remi", frozenset({Role.REVIEWER, Role.TRIAGE}), 1, "Remi Example")
POINTS = [
    {"point.kind": "missing", "point.words": "You did not speak to the school."},
    {"point.kind": "wrong", "point.words": "He was not there on that day."},
]
PROMISE = {"words": "A visit at home.", "owner": "Social worker", "by": "2026-12-01", "tell": True}
PHRASE = "To read this again, use your reference and your code."


@pytest.fixture(autouse=True)
def team(employ):
    employ("remi@example.com", Role.REVIEWER, Role.TRIAGE, rank=1, name="Remi Example")
    employ("lou@example.com", Role.RELEASER, name="Lou Example")


@pytest.fixture
def act(context):
    return functools.partial(done, context)


@pytest.fixture
def decided(arrive, act):
    """Two grounds, one upheld; nothing is written yet."""
    calm = PARENT | {"danger": "no", "since": "no", "not_tell": "yes", "not_tell.words": "Alex must not know."}
    reference = arrive(**calm | {"point": POINTS})
    for action, said in (
        (Action.TAKE, {}),
        (Action.CHECK_IDENTITY, {"words": "Passport seen."}),
        (Action.CHECK_STANDING, {"words": "Birth certificate seen."}),
        (Action.RECORD_ORIGINAL, {}),
        (Action.ACCEPT_FOR_REVIEW, {}),
        (Action.DECIDE_GROUND, {"ground": 1, "outcome": "changed", "reasons": "The school had rung us twice."}),
        (Action.DECIDE_GROUND, {"ground": 2, "outcome": "unchanged", "reasons": "The register says so."}),
        (Action.FIND, {"evidence": "The letters of the school.", "views": "He likes his teacher."}),
        (Action.DECIDE, {}),
        (Action.PROMISE, PROMISE),
    ):
        act(REMI, reference, action, **said)
    return reference


def opened(person, address):
    page = person.get(address)
    return person.send(why="releasing", action=page.forms()[-1].get("action")) if "/why" in page.path else page


def test_the_form_has_a_box_for_each_ground_under_what_was_found(enter, decided):
    page = enter("remi@example.com").get(f"/challenges/{decided}/do/write_reply")
    boxes = [each.get("name") for each in page.all("textarea")]
    assert boxes == ["answers.1", "answers.2", "closing"]
    assert "You were right about this. We got it wrong, and we are sorry." in page.text
    assert "We looked at this again. We think that it was right." in page.text


def test_the_reply_is_made_of_the_answers_and_seen_as_it_will_be_read(enter, decided, context):
    remi = enter("remi@example.com")
    here = f"/challenges/{decided}/do/write_reply"
    remi.get(here)
    answers = {"answers.1": "The school had rung us.", "answers.2": "We looked at the register."}
    page = remi.send(here, **answers | {"answers.2": ""})
    assert page.errors == ["Write your answer to this ground"]
    page = remi.send(here, **answers, closing="We will visit you.", phrases=[PHRASE])
    assert page.h1 == "This is what they will see"
    assert not page.all("mark"), "our own sentences are not marked"
    shown = page.marked("app-preview")
    for words in (*answers.values(), "we are sorry", "We will visit you.", PHRASE):
        assert words in shown
    page = remi.send(here, do="send")
    assert page.errors == []
    with context.store.read() as unit:
        reply = unit.challenges.get(decided).work.review.reply
    assert reply["answers"] == list(answers.values())
    assert reply["words"].endswith(PHRASE)


def test_who_approves_it_sees_all_that_a_second_person_needs(enter, decided, act):
    act(REMI, decided, Action.WRITE_REPLY, words="We spoke to the school again.")
    page = opened(enter("lou@example.com"), f"/challenges/{decided}/do/release")
    seen = text_of(page.all("main")[0])
    for words in (
        "Original decision: No further action", "New decision: Early help", "Ground 1: Upheld",
        "The school had rung us twice.", "Ground 2: Not upheld", "A visit at home.", "Do not tell: Alex must not know.",
        "We spoke to the school again.", "You did not speak to the school.",
    ):  # fmt: skip
        assert words in seen


def test_that_it_could_harm_somebody_leads_to_sending_it_back_with_the_reason(enter, decided, act):
    act(REMI, decided, Action.WRITE_REPLY, words="We spoke to the school again.")
    lou = enter("lou@example.com")
    opened(lou, f"/challenges/{decided}/do/release")
    why = "It says where the school is."
    page = lou.send(f"/challenges/{decided}/do/release", harm="yes", words=why)
    assert (page.path, page.h1) == (f"/challenges/{decided}/do/send_back", "Send the reply back to the writer")
    assert why in page.html


def left(page):
    return [text_of(each) for each in page.all("li") if text_of(each).startswith("Stage ")]


def test_who_is_left_is_said_of_each_stage_that_is_still_to_be_decided(enter, employ, arrive, act, decided):
    employ("mo@example.com", Role.REVIEWER, rank=2, name="Mo Example")
    page = enter("remi@example.com").get(f"/challenges/{decided}/decision")
    assert left(page)[0] == "Stage 2, Service Manager (Front Door): Mo Example The last one"
    assert left(page)[1].endswith("Nobody Somebody outside has to be named.")
    assert not [each for each in left(page) if each.startswith("Stage 1")], "that has been decided"
    fresh = arrive(token="v", **PARENT | {"danger": "no", "since": "no"})
    act(REMI, fresh, Action.TAKE)
    page = enter("remi@example.com").get(f"/challenges/{fresh}/decision")
    assert left(page)[0] == "Stage 1, Team Manager: Mo Example, Remi Example"
