"""Papers by post, by hand or words by telephone after sending: the family sees where they go, and that they came."""

import pytest
from actions import Action
from deeds_done import done

from build import PARENT, YOUNG
from portal.domain.challenge.events.papers_events import CAME
from portal.domain.permissions import ActionRefused, Actor, Role
from posting import send_in

CLERK = Actor("triage", frozenset({Role.TRIAGE}), name="T Example")
pytestmark = pytest.mark.usefixtures("reviewer")


@pytest.fixture
def sender(visitor, context):
    def send(answers=PARENT):
        token, visitor.reference = send_in(context, answers)
        visitor.client.set_cookie("s", token)
        done(context, CLERK, visitor.reference, Action.TAKE)
        return visitor

    return send


def came(context, me, **said):
    what = {"sort": "letter", "on": "2026-11-23", "words": "A letter of Dr Example, in tray 4."} | said
    return done(context, CLERK, me.reference, Action.RECORD_PAPERS, **what)


@pytest.mark.parametrize("answers", [PARENT, YOUNG], ids=["parent", "young"])
def test_the_page_says_where_papers_go_and_which_reference_is_to_stand_on_them(sender, context, answers):
    me = sender(answers)
    page = me.get(me.get("/progress").link("Send papers by post"))
    assert me.reference in page.text.replace("-", "")
    for line in context.pack.contacts["post"].address:
        assert line in page.text


def test_nobody_is_told_where_papers_go_without_a_request(visitor):
    assert visitor.get("/by-post").path == "/return"


@pytest.mark.parametrize("sort", CAME)
@pytest.mark.parametrize("answers", [PARENT, YOUNG], ids=["parent", "young"])
def test_what_came_and_when_is_on_their_pages_and_the_note_of_staff_is_not(sender, context, answers, sort):
    me = sender(answers)
    assert came(context, me, sort=sort)
    progress, messages = me.get("/progress").text, me.get("/messages").text
    assert "We got something from you." in progress
    assert "What we got from you, 23 November 2026" in messages
    assert CAME[sort] in messages
    assert "Dr Example" not in progress + messages


def test_they_are_sent_a_notice_that_there_is_something_to_read(sender, context):
    me = sender()
    before = notices(context, me)
    came(context, me)
    assert set(notices(context, me)) - set(before) == {"answer"}


def notices(context, me):
    with context.store.read() as unit:
        return [each.name for each in unit.outbox.of(unit.challenges.get(me.reference).id)]


@pytest.mark.parametrize("on", ["2026-11-22", "2026-11-24"], ids=["before the request", "tomorrow"])
def test_it_came_neither_before_the_request_nor_in_the_future(sender, context, on):
    me = sender()
    with pytest.raises(ActionRefused):
        came(context, me, on=on)
    assert "We got something" not in me.get("/progress").text
