"""What people think of the website: asked on every page, after sending and after signing out; kept without a name."""

from dataclasses import replace
from datetime import timedelta

import pytest

from build import PARENT, YOUNG
from portal import apps
from portal.domain.disclosure.impersonal_words import LEFT_OUT, impersonal
from portal.domain.permissions import ActionRefused, Actor, Role
from portal.domain.rate_limits import HOUR, Limit
from portal.services import feedback, retention
from visitor import Visitor, walk

BOSS = Actor("boss", frozenset({Role.MANAGER}))


def said(context):
    return feedback.summary(context, BOSS)


def test_every_page_but_the_first_leads_there_and_back(visitor):
    """The first page stays within its size."""
    for address in ("/privacy", "/young/privacy", "/return", "/request/now", "/nowhere"):
        page = visitor.get(address)
        young = address.startswith("/young")
        for words in ("Help us make this better", "Feedback"):
            assert page.link(words).partition("?")[0] == ("/young/feedback" if young else "/feedback"), address
    visitor.get(visitor.get("/request/now").link("Help us make this better"))
    assert visitor.page.link("Back") == "/request/now"
    assert visitor.send(easy="easy").link("Go back") == "/request/now"


def test_what_is_said_is_counted_for_managers_and_says_where_they_were_asked(context, visitor):
    walk(visitor, context.journeys["adult"], PARENT)
    page = visitor.send()
    visitor.get(page.link("Tell us what you think of this website"))
    page = visitor.send(easy="hard", words="Ask less.")
    assert page.h1 == "Thank you for your answers"
    visitor.get("/progress")
    page = visitor.send("/leave")
    visitor.get(page.link("Tell us what you think of this website"))
    visitor.send(easy="very_easy", words="")
    found = said(context)
    assert (found.total, found.counts["hard"], found.counts["very_easy"]) == (2, 1, 1)
    assert [(each.place, each.words) for each in found.words] == [("sent", "Ask less.")]


def test_young_people_are_asked_in_their_dress(context, visitor):
    walk(visitor, context.journeys["young"], YOUNG)
    visitor.send()
    visitor.get("/progress")
    page = visitor.send("/leave")
    page = visitor.get(page.link("Tell us what you think of this website"))
    assert page.path == "/young/feedback"
    assert "Someone is with me" in page.text
    assert visitor.send(easy="easy").path == "/young/feedback/thanks"


def test_how_easy_it_was_has_to_be_said_and_what_was_typed_stays(visitor, context):
    visitor.get("/feedback?place=closed")
    page = visitor.send(words="More pictures.")
    assert page.errors == ["Select how easy it was to use"]
    assert "More pictures." in page.html
    visitor.send(easy="easy", words="More pictures.")
    assert said(context).words[0].place == "closed"


def test_another_place_or_answer_than_ours_is_not_kept(visitor, context):
    visitor.get("/feedback?place=%3Cb%3E")
    assert visitor.send(easy="superb").response.status_code == 422
    visitor.send(easy="easy", words="Fine.")
    assert said(context).words[0].place == "page"


@pytest.mark.parametrize(
    "personal",
    [
        "Ring Robin Example on 07700 900123",
        "sam@example.com wrote",
        "He lives at NE29 6QP",
        "born 27 March 2016",
        "my code is 7K3M-9QXW-2ABC",
        "my reference is 4F7K-9Q2M-X",
        "it was apple-river-happy-garden-lemon",
    ],
)
def test_what_may_name_or_find_somebody_is_left_out(personal, visitor, context):
    visitor.get("/feedback")
    visitor.send(easy="easy", words=f"Too many questions. {personal}")
    (found,) = said(context).words
    assert LEFT_OUT in found.words
    assert "Too many questions." in found.words
    for private in ("Robin", "900123", "sam@", "6QP", "2016", "9QXW", "9Q2M", "garden"):
        assert private not in found.words


def test_ordinary_words_stay_as_they_were():
    for words in ("The form was too long and I had to start again twice.", "It took 20 minutes", ""):
        assert impersonal(words) == words


def test_a_form_without_its_token_is_refused(visitor, context):
    visitor.get("/feedback")
    assert visitor.client.post("/feedback", data={"easy": "easy"}).status_code == 400
    assert said(context).total == 0


def test_one_network_cannot_send_a_flood(public_settings, context):
    few = replace(context, limits=replace(context.limits, submissions=Limit(2, HOUR)))
    me = Visitor(apps.public_app(public_settings, few), frozenset({"Your request"}))
    for _each in range(3):
        me.get("/feedback")
        page = me.send(easy="easy")
    assert page.response.status_code == 429
    assert said(few).total == 2


def test_nothing_of_who_said_it_is_asked_for_or_kept(visitor):
    """It opens no session: who answers has none of their pages kept open by it."""
    page = visitor.get("/feedback")
    for words in (
        "We do not ask who you are, so we cannot answer you here.",
        "The people who look at your request will not see it there.",
        "Do not write any names, or anything about a child.",
    ):
        assert words in page.text
    assert {box.get("name") for form in page.forms() for box in form.iter("input")} == {"csrf_token", "place", "easy"}


def test_it_is_deleted_after_a_year(context, visitor, clock):
    visitor.get("/feedback")
    visitor.send(easy="easy", words="Fine.")
    with context.store.read() as unit:
        assert sum(unit.feedback.counts(clock.now.date() - timedelta(days=2)).values()) == 1
    clock.now += timedelta(days=366)
    retention.sweep(context)
    with context.store.read() as unit:
        assert not unit.feedback.counts(clock.now.date() - timedelta(days=999))


def test_only_managers_read_it(context):
    for role in Role:
        if role is not Role.MANAGER:
            with pytest.raises(ActionRefused):
                feedback.summary(context, Actor("x", frozenset({role})))
