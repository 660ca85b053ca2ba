"""Somebody acts for a parent, from the first question to the page that says how it stands."""

import pytest

from build import ACTING_FOR_PARENT
from visitor import text_of, walk


@pytest.fixture
def sent(context, visitor):
    """What a helper has sent who said this."""

    def send(**said):
        visitor.get("/")
        walk(visitor, context.journeys["adult"], {**ACTING_FOR_PARENT, **said})
        visitor.send()
        return visitor.page

    return send


def _reference(page):
    [found] = [text_of(each) for each in page.all("strong") if "app-reference" in each.get("class", "")]
    return found.replace("-", "")


def test_they_are_asked_for_whom_by_what_right_and_whom_to_write_to(context, visitor, sent):
    visitor.get("/")
    page = walk(visitor, context.journeys["adult"], ACTING_FOR_PARENT, until="what-we-can-tell-you")
    assert "we need to check that you can act for them" in page.text
    assert "what we found when we looked again" in page.text, "what the table lets us tell a parent"
    visitor.send(page.path)
    page = sent(agreed="cannot", **{"agreed.authority": "Her sister has a power of attorney."})
    assert page.path == "/done"
    assert "We will write to the person you act for, too." in page.text
    page = visitor.get("/progress")
    assert "We need to check that you can." in page.text
    with context.store.read() as unit:
        challenge = unit.challenges.get(_reference(page))
        to = [each.channel for each in unit.outbox.of(challenge.id) if each.name == "received"]
    assert sorted(to) == ["email", "text"]
    assert challenge.answers["agreed.authority"] == "Her sister has a power of attorney."


def test_where_only_the_person_acted_for_is_written_to_it_is_their_address_that_is_asked_for(sent):
    page = sent(contact_whom="them", email="sam@example.com")
    assert "We will write to the person you act for, not to you." in page.text


def test_who_wants_nobody_contacted_is_promised_no_message(sent):
    assert "We will write to the person" not in sent(safe=["none"]).text
