"""Writing freely to somebody who asked us not to contact them: what promises to is cleared before it goes."""

import pytest
from actions import Action
from deeds_done import perform

from portal.domain.permissions import Actor, Role
from portal.services import case_access

TONI = Actor("triage", frozenset({Role.TRIAGE}))
PROMISE = "We will ring you on Monday."


@pytest.fixture
def quiet(arrive, checked, context):
    reference = checked(arrive(safe=["none"]))
    case_access.record(context, TONI, reference, "covering")
    perform(context, TONI, reference, Action.TAKE)
    return reference


def asked(context, reference):
    with context.store.read() as unit:
        return [
            event.what for event in unit.event_log.events(unit.challenges.get(reference).id) if event.kind == "asked"
        ]


def test_a_question_that_promises_a_call_is_held_until_somebody_says_why_it_may_go(signed_in, quiet, context):
    here = f"/challenges/{quiet}/do/ask"
    signed_in.get(here)
    page = signed_in.send(here, words=PROMISE)
    assert "They asked us not to contact them. This may promise that somebody gets in touch." in page.text
    [box] = [each.get("name") for each in page.all("select")]
    offered = [each.get("value") for each in page.all("option")]
    assert offered == ["", "wanted", "no_promise"]
    shown = next(each.get("value") for each in page.all("input") if each.get("name") == "shown")
    again = {"words": PROMISE, "do": "send", "shown": shown}
    assert signed_in.send(here, **again).errors == ["Select why this may be told."]
    assert signed_in.send(here, **again, **{box: "wanted"}).errors == ["Write how you know that this may be told."]
    assert asked(context, quiet) == []
    signed_in.send(here, **again, **{box: "wanted", f"{box}-words": "She rang us today and asked for it."})
    [what] = asked(context, quiet)
    assert what["words"] == PROMISE
    assert what["cleared"][0]["words"] == "She rang us today and asked for it."


def test_words_that_promise_nothing_go_as_ever_and_so_does_a_promise_to_who_may_be_rung(
    signed_in, quiet, arrive, checked, context
):
    other = checked(arrive(safe=["email"]))
    perform(context, TONI, other, Action.TAKE)
    for reference, words in ((quiet, "Which school is it?"), (other, PROMISE)):
        here = f"/challenges/{reference}/do/ask"
        signed_in.get(here)
        page = signed_in.send(here, words=words)
        assert page.all("select") == []
        signed_in.send(here, words=words, do="send", shown=_shown(page))
        assert [each["words"] for each in asked(context, reference)] == [words]


def _shown(page):
    return next(each.get("value") for each in page.all("input") if each.get("name") == "shown")
