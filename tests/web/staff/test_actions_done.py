"""Actions that were promised: what was done is written down each time, kept for staff, and told to no raiser."""

import functools

import pytest
from actions import Action
from deeds_done import done

from portal.domain.permissions import Actor, Role
from portal.web.staff.form_choices import _NONE_SUCH

TONI = Actor("triage", frozenset({Role.TRIAGE}))
DID = "His teacher rang us back on Monday; her note is in the file."
A_VISIT = {"words": "A visit at home.", "owner": "Social worker", "by": "2026-11-30", "tell": False}


@pytest.fixture
def act(context):
    return functools.partial(done, context)


@pytest.fixture
def promised(arrive, act):
    """A challenge on which two actions are promised, neither told to the raiser."""
    reference = arrive()
    for action in (Action.TAKE, Action.ACCEPT_FOR_REVIEW):
        act(TONI, reference, action)
    act(TONI, reference, Action.PROMISE, **A_VISIT)
    act(TONI, reference, Action.PROMISE, **A_VISIT | {"words": "A call to his school."})
    return reference


def work(context, reference):
    with context.store.read() as unit:
        return unit.challenges.get(reference).work


def test_no_action_is_done_before_somebody_has_written_what_was_done(signed_in, promised, context):
    here = f"/challenges/{promised}/do/keep_promise"
    signed_in.get(here)
    page = signed_in.send(here, promise="1")
    assert page.errors == ["Write what was done"]
    page = signed_in.send(here, promise="1", did="ok")
    assert page.errors == ["Write what a colleague could follow a year from now. This says too little."]
    assert not any(each["kept"] for each in work(context, promised).promises)
    page = signed_in.send(here, promise="1", did=DID)
    assert "The action is done." in page.text
    assert [each.get("did", "") for each in work(context, promised).promises] == [DID, ""]


def test_what_was_done_stands_with_the_action_in_the_summary_the_timeline_and_the_record(
    signed_in, promised, act, as_raiser
):
    act(TONI, promised, Action.KEEP_PROMISE, promise=2, did=DID)
    for section in ("", "/decision", "/timeline"):
        assert DID in signed_in.get(f"/challenges/{promised}{section}").text, section
    for form in ("json", "txt"):
        file = signed_in.client.get(f"/challenges/{promised}/record.{form}").text
        assert DID in " ".join(file.split()), form
    assert "Action done on 23 November 2026 A call to his school." in signed_in.get(f"/challenges/{promised}").text
    me = as_raiser(promised)
    for page in ("/progress", "/messages"):
        assert "His teacher" not in me.get(page).text


@pytest.mark.parametrize("number", ["99", "1", "0", "-1", "x", "²"])
def test_an_address_of_an_action_that_does_not_wait_says_so_and_asks_for_nothing(signed_in, promised, act, number):
    act(TONI, promised, Action.KEEP_PROMISE, promise=1, did=DID)
    page = signed_in.get(f"/challenges/{promised}/do/keep_promise?promise={number}")
    assert page.response.status_code == 200
    assert "No action with this number waits to be done. A colleague may have done it." in page.text
    assert "Go back to the challenge" in page.text
    assert not page.all("textarea")
    page = signed_in.get(f"/challenges/{promised}/do/keep_promise?promise=2")
    assert [each.get("name") for each in page.all("textarea")] == ["did"]


def test_a_complaint_that_does_not_wait_is_told_alike(signed_in, promised, act):
    act(TONI, promised, Action.PASS_COMPLAINT, agreed="They said so on the telephone.", words="Nobody rang back.")
    for action in ("record_sent", "drop_transfer"):
        page = signed_in.get(f"/challenges/{promised}/do/{action}?transfer=99")
        assert _NONE_SUCH["transfer"] in page.text
        assert "Nobody rang back." not in page.html, "and no word of theirs is shown without a reading"
        assert not page.all("textarea")


def test_a_day_more_than_a_year_ahead_is_refused_beside_it(signed_in, promised):
    said = {"words": "A visit.", "owner": "Social worker", "tell": "no"}
    far = {"by-day": "1", "by-month": "1", "by-year": "2050"}
    signed_in.get(f"/challenges/{promised}/do/promise")
    page = signed_in.send(f"/challenges/{promised}/do/promise", **said, **far)
    assert page.errors == ["Choose a day that is still to come, within a year."]
    assert any(each.get("value") == "2050" for each in page.all("input")), "what was typed stays"
