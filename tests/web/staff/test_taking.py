"""Who takes a challenge may read it: so taking says why, or is one's own work, and what was only read is seen."""

import functools
import logging
from datetime import timedelta

import pytest
from actions import Action
from deeds_done import done

from portal.domain.challenge.state import Event
from portal.domain.permissions import RAISER, Actor, Role
from portal.services import casework
from visitor import text_of

TONI = Actor("triage", frozenset({Role.TRIAGE}))
REMI = Actor("remi", frozenset({Role.REVIEWER}), 1)
LOW = Actor("low", frozenset({Role.REVIEWER}), 0)
BOSS = Actor("boss", frozenset({Role.MANAGER}), 9)
WHY = "She is on leave, and the family rang."
READINGS = "/overrides"


@pytest.fixture(autouse=True)
def team(employ):
    for who in (REMI, LOW, BOSS):
        employ(f"{who.key}@example.com", *who.roles, rank=who.rank, name=f"{who.key.title()} Example")
    employ("ava@example.com", Role.AUDITOR)
    employ("mo@example.com", Role.MANAGER, Role.TRIAGE, name="Mo Example")


@pytest.fixture
def act(context):
    return functools.partial(done, context)


@pytest.fixture
def for_review(arrive, act):
    reference = arrive()
    for action, said in ((Action.TAKE, {}), (Action.ACCEPT_FOR_REVIEW, {}), (Action.HAND_BACK, {"words": WHY})):
        act(TONI, reference, action, **said)
    return reference


def events(context, reference):
    with context.store.read() as unit:
        return unit.event_log.events(unit.challenges.get(reference).id)


def holder(context, reference):
    with context.store.read() as unit:
        return unit.challenges.get(reference).work.assigned


def areas(page):
    return [each.get("name") for each in page.all("textarea")]


def take(person, reference, **said):
    person.get(f"/challenges/{reference}/do/take")
    return person.send(f"/challenges/{reference}/do/take", **said)


def test_who_triages_takes_what_waits_for_triage_in_one_step(signed_in, arrive, context):
    reference = arrive()
    page = signed_in.get(f"/challenges/{reference}/do/take")
    assert areas(page) == []
    assert "It is allocated to you now." in take(signed_in, reference).text
    [taken] = [each.what for each in events(context, reference) if each.kind == "assigned"]
    assert taken == {"to": "triage", "own_work": True}


def test_who_reviews_takes_what_waits_for_a_review_of_their_rank_in_one_step(enter, for_review, context):
    remi = enter("remi@example.com")
    assert areas(remi.get(f"/challenges/{for_review}/do/take")) == []
    take(remi, for_review)
    assert holder(context, for_review) == "remi"


@pytest.mark.parametrize("who", ["remi", "boss"])
def test_who_has_no_duty_to_triage_says_why_they_take_it(enter, arrive, context, who):
    reference, person = arrive(), enter(f"{who}@example.com")
    assert areas(person.get(f"/challenges/{reference}/do/take")) == ["words"]
    page = take(person, reference)
    assert page.errors == ["Write why you are taking it"]
    page = take(person, reference, words="ok")
    assert page.errors == ["Write what a colleague could follow a year from now. This says too little."]
    assert holder(context, reference) == ""
    take(person, reference, words=WHY)
    assert holder(context, reference) == who
    assert WHY in person.get(f"/challenges/{reference}/timeline").text


@pytest.mark.parametrize("who", ["triage", "low"])
def test_nor_is_a_review_the_work_of_who_triages_or_of_who_is_not_senior_enough(enter, for_review, context, who):
    person = enter(f"{who}@example.com")
    assert take(person, for_review).errors == ["Write why you are taking it"]
    take(person, for_review, words=WHY)
    assert holder(context, for_review) == who


def test_what_waits_for_the_raiser_is_nobody_s_work(context, arrive, signed_in):
    reference = arrive()
    with context.store.begin() as unit:
        over = [Event("withdrawn", context.now(), "raiser", {"words": "", "pressure": "no"})]
        casework.keep(context, unit, unit.challenges.get(reference), over)
    assert take(signed_in, reference).errors == ["Write why you are taking it"]


def test_the_page_before_opening_asks_it_in_the_same_step(enter, arrive, context):
    reference, boss = arrive(), enter("boss@example.com")
    page = boss.get(f"/challenges/{reference}/grounds")
    assert page.h1 == "Before you open it"
    page = boss.send(f"/challenges/{reference}/why", why="taking")
    assert page.errors == ["Write why you are taking it"]
    assert holder(context, reference) == ""
    boss.send(f"/challenges/{reference}/why", why="taking", take_why=WHY)
    assert holder(context, reference) == "boss"
    assert [each.what for each in events(context, reference) if each.kind == "opened"] == [{"why": WHY}]


LET_GO = {
    "hand_back": {"words": "It is too much today."},
    "step_aside": {"words": "I know the family."},
    "hand_over": {"words": "It is too much today.", "to": "mo"},
}


@pytest.mark.parametrize("how", LET_GO)
@pytest.mark.parametrize("also", [None, "note"])
@pytest.mark.tries(2)
def test_what_was_taken_without_a_reason_read_and_let_go_is_seen_by_managers_and_auditors(
    enter, signed_in, arrive, clock, caplog, how, also
):
    reference = arrive()
    caplog.set_level(logging.INFO, "portal.security")
    take(signed_in, reference)
    assert "You did not speak to the school." in signed_in.get(f"/challenges/{reference}").text
    clock.now += timedelta(minutes=9)
    if also:
        signed_in.get(f"/challenges/{reference}/do/note")
        signed_in.send(f"/challenges/{reference}/do/note", words="I have looked at it.")
    signed_in.get(f"/challenges/{reference}/do/{how}")
    page = signed_in.send(f"/challenges/{reference}/do/{how}", words="")
    assert page.errors[0] in {"Write your reasons", "Select who takes it over"}
    signed_in.send(f"/challenges/{reference}/do/{how}", **LET_GO[how])
    assert caplog.text.count("only_read account=") == 1
    assert reference not in caplog.text.replace("only_read", "")
    for who in ("boss", "ava"):
        person = enter(f"{who}@example.com")
        page = person.get(person.get("/").link("Authorised exceptions and readings in the last 90 days"))
        [row] = [text_of(each) for each in page.all("tr") if reference[:4] in text_of(each)]
        assert "A Example" in row
        assert "at 10:00am" in row
        assert "at 10:09am" in row
    assert signed_in.get(READINGS).response.status_code == 403


@pytest.mark.parametrize(
    "deed", [(Action.CHECK_IDENTITY, {"words": "Called the number in our notes."}), (Action.ACCEPT_FOR_REVIEW, {})]
)
def test_who_has_brought_it_on_its_way_is_not_listed(enter, signed_in, arrive, act, caplog, deed):
    reference = arrive()
    caplog.set_level(logging.INFO, "portal.security")
    take(signed_in, reference)
    signed_in.get(f"/challenges/{reference}")
    action, said = deed
    act(TONI, reference, action, **said)
    act(TONI, reference, Action.HAND_BACK, words="It is too much today.")
    assert "only_read" not in caplog.text
    assert enter("boss@example.com").get(READINGS).text.count("There was none.") == 2


@pytest.mark.parametrize("trifle", ["link", "link and unlink", "involved", "involved and undone", "flags", "note"])
@pytest.mark.tries(2)
def test_a_trifle_that_leaves_it_where_it_was_does_not_hide_the_reading(enter, signed_in, arrive, act, caplog, trifle):
    reference, other = arrive(), arrive("other")
    if trifle == "flags":
        act(RAISER, reference, Action.ADD, words="We have moved house.", new=False)
    caplog.set_level(logging.INFO, "portal.security")
    take(signed_in, reference)
    signed_in.get(f"/challenges/{reference}")
    deeds = {
        "link": [(Action.LINK, {"reference": other})],
        "link and unlink": [(Action.LINK, {"reference": other}), (Action.UNLINK, {"reference": other})],
        "involved": [(Action.SAY_INVOLVED, {"who": "low", "how": "made"})],
        "involved and undone": [
            (Action.SAY_INVOLVED, {"who": "low", "how": "made"}), (Action.UNDO_INVOLVED, {"who": "low"}),
        ],
        "flags": [(Action.SEE_FLAGS, {})],
        "note": [(Action.NOTE, {"mentions": ()})],
    }  # fmt: skip
    for action, said in deeds[trifle]:
        act(TONI, reference, action, words=WHY, **said)
    act(TONI, reference, Action.HAND_BACK, words="It is too much today.")
    assert caplog.text.count("only_read account=") == 1
    assert reference[:4] in enter("boss@example.com").get(READINGS).text


def test_who_never_opened_it_has_read_nothing(enter, arrive, act, caplog):
    reference = arrive()
    caplog.set_level(logging.INFO, "portal.security")
    act(TONI, reference, Action.TAKE)
    act(TONI, reference, Action.HAND_BACK, words="It is too much today.")
    assert "only_read" not in caplog.text
    assert enter("boss@example.com").get(READINGS).text.count("There was none.") == 2
