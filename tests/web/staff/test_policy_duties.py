"""What the policy asks for at a stage, by the forms for it: steps that are ticked, and those who have to be told."""

from dataclasses import replace
from datetime import timedelta

import pytest
from actions import Action

from build import OnePack
from portal.domain.permissions import Role
from portal.domain.policy.calendar import Span
from portal.domain.policy.model import Act, Deadline, Notification, PolicyCondition
from portal.services import reminders
from visitor import text_of

STEPS = (
    Deadline(act=Act.ACKNOWLEDGE, within=Span.parse("1 working day"), cite="1"),
    Deadline(act=Act.MEET, within=Span.parse("3 working days"), cite="1"),
    Deadline(act=Act.DECIDE, within=Span.parse("5 working days"), cite="1"),
)
FORM = "Alert Form"
NAMED = (
    Notification(who="The Partnership", contact="complaints", form=FORM, cite="1"),
    Notification(who="The Reviewing Officer", when=PolicyCondition.PROTECTION_PLAN, cite="1"),
)
HOW = {"how": "email", "whom": "The duty officer", "words": "They got the form, by secure email."}


@pytest.fixture(autouse=True)
def strict(context):
    """A policy whose first stage has steps, and has two told."""
    main = context.pack.ladder()
    first = replace(main.stages[0], deadlines=STEPS, notify=NAMED)
    pack = replace(context.pack, ladders=(replace(main, stages=(first, *main.stages[1:])),))
    object.__setattr__(context, "packs", OnePack(pack))
    return context


@pytest.fixture
def dee(employ, enter):
    """A manager who has just signed in."""
    employ("dee@example.com", Role.MANAGER, Role.REVIEWER, Role.TRIAGE, rank=4, name="Dee Example")
    return enter("dee@example.com")


def send(person, **typed):
    return person.send(person.page.forms()[-1].get("action"), **typed)


def opens(person, address):
    page = person.get(address)
    return send(person, why="supervising") if page.h1 == "Before you open it" else page


def act(person, reference, action, *, at="", **typed):
    opens(person, f"/challenges/{reference}")
    opens(person, f"/challenges/{reference}/do/{action}{at}")
    page = send(person, **typed)
    return send(person, do="send") if page.h1 == "This is what they will see" else page


def day(year, month, number):
    return {"on-year": str(year), "on-month": str(month), "on-day": str(number)}


@pytest.fixture
def accepted(dee, arrive):
    reference = arrive()
    act(dee, reference, Action.TAKE, words="Covering for the team.")
    act(dee, reference, Action.ACCEPT_FOR_REVIEW, to="later")
    return reference


def test_a_step_is_ticked_with_its_day_and_how_it_was_done(dee, accepted):
    page = opens(dee, f"/challenges/{accepted}/do/record_step")
    said = text_of(page.tree)
    assert "It was acknowledged, and they know what happens next" in said
    assert "People met" in said
    assert "The other side replied" not in said
    refused = send(dee, step="1", words="By telephone, to both.", **day(2026, 11, 30))
    assert refused.errors
    saved = send(dee, step="1", words="By telephone, to both.", **day(2026, 11, 23))
    assert (saved.errors, saved.response.status_code) == ([], 200)
    assert "The step was written down" in text_of(saved.tree)
    summary = text_of(opens(dee, f"/challenges/{accepted}").tree)
    assert "Done on 23 November 2026" in summary
    left = text_of(opens(dee, f"/challenges/{accepted}/do/record_step").tree)
    assert "People met" in left
    assert "It was acknowledged" not in left
    timeline = text_of(opens(dee, f"/challenges/{accepted}/timeline").tree)
    assert "By telephone, to both." in timeline


def test_the_worker_finds_a_step_that_is_due_though_the_stage_is_not(strict, accepted, clock):
    with strict.store.read() as unit:
        due = unit.challenges.get(accepted).due
    clock.now += timedelta(days=1)
    assert due > clock.now.date() + timedelta(days=2), "the stage has time"
    assert reminders.remind(strict, clock.now) == 1
    with strict.store.read() as unit:
        key = unit.challenges.get(accepted).id
        last = [event for event in unit.event_log.events(key) if event.kind == "reminded"][-1]
    assert last.what["why"] == "today"


def test_who_has_to_be_told_is_on_the_first_screen_and_the_challenge_until_it_is_written_down(dee, accepted):
    assert "Somebody to be told, by the policy" in text_of(dee.get("/").tree)
    assert accepted in dee.get("/challenges?needs=notify").html.replace("-", "")
    summary = opens(dee, f"/challenges/{accepted}")
    said = text_of(summary.tree)
    assert "The Partnership" in said
    assert f"{FORM} as text" in said
    assert "Only if the child has a child protection plan" in said
    form = dee.client.get(f"/challenges/{accepted}/forms/stage-1.txt").text
    assert form.startswith(FORM)
    assert "To:\n  The Partnership" in form
    page = opens(dee, f"/challenges/{accepted}/do/record_notified?entry=1")
    assert (
        "checked"
        in next(each for each in page.all("input") if (each.get("name"), each.get("value")) == ("entry", "1")).attrib
    )
    assert send(dee, entry="1", **HOW | {"whom": ""}, **day(2026, 11, 23)).errors
    assert send(dee, entry="1", **HOW, **day(2026, 11, 23)).errors == []
    act(dee, accepted, Action.LEAVE_OUT_NOTIFICATION, entry="2", words="The records say that there is no plan.")
    assert "To be told, by the policy" not in text_of(dee.get("/").tree)
    record = text_of(opens(dee, f"/challenges/{accepted}/record").tree)
    assert "told on 23 November 2026, By secure email, The duty officer" in record
    assert "need not be told" in record
    entry = dee.client.get(f"/challenges/{accepted}/record.txt").text
    assert "Stage 1: The Partnership:\n  Told on 23 November 2026\n  By secure email\n  The duty officer" in entry
    data = dee.client.get(f"/challenges/{accepted}/record.json").get_json()
    assert [(each["who"], each["told_on"], each["needless"]) for each in data["notifications"]] == [
        ("The Partnership", "2026-11-23", False), ("The Reviewing Officer", None, True),
    ]  # fmt: skip
