"""All of triage on one page: how many presses it takes, what stands beside it, and that nothing typed is lost."""

import pytest
from actions import Action
from deeds_done import done

from build import ACTING_FOR_PARENT, ORIGINAL, PARENT
from portal.domain.permissions import Actor, Role
from visitor import text_of

LEVEL = "Level 2: early help"
TYPED = {
    "identity": "Called the number in our notes.", "standing": "Birth certificate: she has parental responsibility.",
    "contact": "C-1042", "on-day": "3", "on-month": "6", "on-year": "2024", "maker_name": "Una Example, Team Manager",
}  # fmt: skip
CHOSEN = {"decision": "no_further_action", "threshold": LEVEL, "maker": "elsewhere", "to": "remi"}
CALM = {"danger": "no", "since": "no"}
MOST = 6


@pytest.fixture(autouse=True)
def remi(employ):
    employ("remi@example.com", Role.REVIEWER, rank=1, name="Remi Example")


@pytest.fixture
def work(context):
    def look(reference):
        with context.store.read() as unit:
            return unit.challenges.get(reference).work

    return look


@pytest.fixture
def taken(signed_in, arrive):
    reference = arrive(**PARENT | CALM)
    signed_in.get(f"/challenges/{reference}/do/take")
    page = signed_in.send(f"/challenges/{reference}/do/take")
    assert (page.path, page.h1) == (f"/challenges/{reference}/do/triage", "Triage"), "taking leads on to it"
    assert "It is allocated to you now." in page.text
    return reference


def chosen(page):
    """What is chosen on the page as it comes."""
    radios = [each for each in page.all("input") if each.get("type") == "radio"]
    return {each.get("name"): each.get("value") for each in radios if "checked" in each.attrib}


def test_the_usual_case_takes_six_presses_at_most(signed_in, taken, work):
    here = f"/challenges/{taken}/do/triage"
    page = signed_in.get(here)
    made = {key: value for key, value in CHOSEN.items() if chosen(page).get(key) != value}
    page = signed_in.send(here, **chosen(page) | TYPED | CHOSEN)
    assert page.h1 == "This is what they will see"
    page = signed_in.send(here, do="send")
    assert page.errors == []
    assert "Triage is done." in page.text
    assert len(made) + 2 <= MOST, "each choice, Continue, and that they are told"
    done = work(taken)
    assert (done.triaged, done.assigned, done.checks.complete) == ("review", "remi", True)
    assert done.original["maker_name"] == "Una Example, Team Manager"
    assert "Made by: Una Example, Team Manager" in signed_in.get(f"/challenges/{taken}").text


def test_what_they_said_and_who_else_may_be_about_the_child_stand_beside_it(signed_in, taken, arrive):
    other = arrive(token="u", **PARENT | CALM)
    page = signed_in.get(f"/challenges/{taken}/do/triage")
    [aside] = page.all("aside")
    assert "You did not speak to the school." in text_of(aside)
    assert f"{other[:4]}-{other[4:8]}-{other[8:]}, Parent or carer. Link it" in text_of(aside)
    assert page.link("Link it")


def test_what_is_wrong_is_said_beside_its_part_and_nothing_typed_is_lost(signed_in, taken, work):
    here = f"/challenges/{taken}/do/triage"
    signed_in.get(here)
    late = TYPED | {"on-year": "2099"}
    page = signed_in.send(here, **late | CHOSEN, route="review")
    assert page.errors == ["Enter a real date that is not in the future"]
    page = signed_in.send(here, **TYPED | CHOSEN | {"contact": "x"}, route="review")
    assert page.errors == ["Enter the contact ID as the case system shows it, like C-1042."]
    assert 'href="#contact"' in page.html
    assert "Called the number in our notes." in page.html
    assert work(taken).triaged == "", "nothing was done"


def test_what_was_typed_is_kept_when_somebody_leaves_the_page(signed_in, taken):
    here = f"/challenges/{taken}/do/triage"
    page = signed_in.get(here)
    [form] = [each for each in page.forms() if each.get("data-keep")]
    kept = {"csrf_token": page.token, "kept_at": here, "identity": "Rang the school."}
    assert signed_in.client.post(form.get("data-keep"), data=kept).status_code == 204
    page = signed_in.get(here)
    assert "We kept what you had typed" in page.text
    assert "Rang the school." in page.html


def test_what_is_done_already_is_not_asked_again(signed_in, taken, context):
    toni = Actor("triage", frozenset({Role.TRIAGE}))
    done(context, toni, taken, Action.CHECK_IDENTITY, words="Passport seen.")
    done(context, toni, taken, Action.RECORD_ORIGINAL, **ORIGINAL)
    page = signed_in.get(f"/challenges/{taken}/do/triage")
    assert "Identity checked: Passport seen." in page.text
    assert "identity" not in [each.get("name") for each in page.all("textarea")]
    assert chosen(page)["decision"] == "no_further_action"


def test_who_acts_for_somebody_is_checked_on_the_page_of_triage_and_nobody_else_is(signed_in, arrive, work):
    def triage(reference):
        signed_in.get(f"/challenges/{reference}/do/take")
        signed_in.send(f"/challenges/{reference}/do/take")
        return signed_in.get(f"/challenges/{reference}/do/triage")

    asked = "How did you check that they may act for this person?"
    assert asked not in triage(arrive(token="u", **PARENT | CALM)).text
    reference = arrive(**ACTING_FOR_PARENT | CALM)
    page = triage(reference)
    assert asked in page.text
    here = f"/challenges/{reference}/do/triage"
    authority = {"right": "signed", "authority": "She signed it before us."}
    signed_in.send(here, **chosen(page) | TYPED | CHOSEN | authority)
    assert signed_in.send(here, do="send").errors == []
    assert work(reference).checks.complete
