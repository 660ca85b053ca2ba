"""Whoever a page names by a number, it says what a call costs and when somebody is there."""

from dataclasses import replace

import pytest
from web.test_every_public_page import rules

from build import EVERYONE, PARENT, YOUNG, our_packs
from portal.domain.policy.call_now import contact_now
from portal.web.answer_lines import opening
from portal.web.phone_numbers import call_cost, dialled
from visitor import text_of, walk

PACKS = our_packs()
COUNCILS = ["north-tyneside", "newcastle", "south-tyneside", "barnet", "medway"]
EMERGENCY = "999"


def faults(page, context, app):
    """Numbers that are given without cost or hours, and contacts without them."""
    pack, main = context.pack, next(page.tree.iter("main"))
    text, links = text_of(main), [a.get("href", "") for a in main.iter("a")]
    called = {href.removeprefix("tel:") for href in links if href.startswith("tel:")}
    now = dialled(contact_now(pack, context.now(), context.calendar).telephone)
    with app.test_request_context("/"):
        for number in called - {now, EMERGENCY}:
            theirs = [each for each in pack.contacts.values() if dialled(each.telephone) == number]
            if not (any(hours_in(each, pack, text) for each in theirs) and call_cost(number) in text):
                yield theirs[0].name if theirs else number
    for card in (each for each in main.iter("ul") if "app-contact" in each.get("class", "")):
        said = text_of(card)
        if "Phone:" in said or "Post or in person:" in said:
            yield from [said] * (not ("Open:" in said or "Usual office hours:" in said))


def hours_in(contact, pack, text):
    """Whether the hours of this contact stand there, or those of the office where it has none of its own."""
    hours = pack.hours if isinstance(contact.hours, str) else contact.hours
    return "at any time" in text or "day and night" in text if hours.always else opening(hours)[0] in text


@pytest.fixture
def at(context, visitor_of):
    def come(council):
        there = replace(context, packs=PACKS, council=council)
        return there, visitor_of(there, tabs=frozenset({"Your request", "Tell us"}))

    return come


@pytest.mark.parametrize("council", COUNCILS)
@pytest.mark.tries(2)
def test_no_page_names_a_number_without_its_cost_and_hours(at, council):
    there, visitor = at(council)
    for _endpoint, address in rules(visitor.app):
        response = visitor.client.get(address)
        if response.status_code == 200 and response.mimetype == "text/html":
            page = visitor.get(address)
            assert list(faults(page, there, visitor.app)) == [], address


@pytest.mark.parametrize("who", EVERYONE)
def test_nor_does_any_page_of_the_form_or_of_a_request(visitor, context, who):
    walk(visitor, context.journey_of(EVERYONE[who]), EVERYONE[who])
    visitor.send()
    for address in ("/progress", "/messages", "/add", "/call-me", "/take-back", "/independent-help"):
        visitor.get(address)
    for page in visitor.seen:
        assert list(faults(page, context, visitor.app)) == [], page.path


@pytest.mark.parametrize("said", [PARENT, YOUNG], ids=lambda said: said["who"])
def test_independent_help_is_named_by_whom_it_is_for(visitor, context, said):
    walk(visitor, context.journey_of(said), said)
    visitor.send()
    page = visitor.get(visitor.get("/progress").link("who can help" if said is YOUNG else "Get independent help"))
    for name in ("Coram Voice", "NYAS", "Help at Hand", "Childline"):
        assert name in page.text
    assert ("Family Rights Group" in page.text) == (said is PARENT)


def test_what_we_can_tell_you_names_people_who_are_on_their_side(visitor, context):
    walk(visitor, context.journeys["adult"], PARENT)
    told = next(page for page in visitor.seen if page.path == "/request/what-we-can-tell-you")
    assert "Family Rights Group" in told.text


@pytest.mark.parametrize(
    ("number", "cost"),
    [
        ("0800 1111", "free"),
        ("999", "free"),
        ("0191 643 7366", "costs the same as a local call"),
        ("+44 191 643 7366", "costs the same as a local call"),
        ("07700 900 982", "costs the same as a call to a mobile"),
        ("0845 2000 109", "your phone company can tell you the cost"),
    ],
)
def test_a_call_always_has_a_cost_in_words(public, number, cost):
    with public.test_request_context("/"):
        assert call_cost(number) == cost
