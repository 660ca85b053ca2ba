"""What the page of what we can tell says before anybody types is what the pack's table does: no more, no less."""

from dataclasses import replace

import pytest

from build import PARENT, YOUNG, OnePack, our_packs
from portal.domain.disclosure.table import (
    MAKERS,
    NOBODY_CHECKED,
    TO_STRANGERS,
    Cell,
    Checks,
    Column,
    Fact,
    Show,
    faults,
    shows,
)
from portal.domain.policy.model import Audience
from portal.web.page_context import GIST_TELLS, TELLS
from visitor import text_of, walk

CHECKED = Checks(identity=True, standing=True)
MADE_CONTACT = replace(CHECKED, made_contact=True)
HEADINGS = {
    "parent": "If you are a parent or carer",
    "family": "If you are someone else in the family",
    "neighbour": "If you are a friend or neighbour",
    "young_person": "If you are the child or young person",
    "speaking_for": "If you speak for a child or young person",
    "professional": "If you work with the child",
}
COUNCILS = ("north-tyneside", "barnet", "elsewhere", "medway", "newcastle", "south-tyneside")


@pytest.fixture
def under(context, visitor_of):
    """The public door under another pack."""

    def come(pack):
        return visitor_of(replace(context, packs=OnePack(pack)), tabs=frozenset({"Your request"}))

    return come


@pytest.fixture
def packs(others):
    found = {pack_id.partition("@")[0]: others.get(pack_id) for pack_id in others.ids()}
    assert set(found) == set(COUNCILS) - {"north-tyneside"}
    return {**found, "north-tyneside": our_packs().current("north-tyneside")}


def listed(page):
    """By heading: the lists under it, each with the sentence that leads to it."""
    main = next(iter(page.all("main")))
    found, heading, lead = {}, "", ""
    for element in main.iter():
        if element.tag == "h2":
            heading, lead = text_of(element), ""
        elif element.tag == "p":
            lead = text_of(element)
        elif element.tag == "ul" and heading:
            found.setdefault(heading, {})[lead] = {text_of(item) for item in element.iter("li")}
    return found


def told(pack, audience, checks):
    """What somebody is told at this point, in the page's words."""
    found = {fact: shows(pack.disclosure, audience, fact, checks) for fact in Fact}
    known = {fact for fact, show in found.items() if show is not Show.WITHHELD}
    known -= {Fact.REVIEW_RESULT} if found[Fact.REVIEW_RESULT] is Show.GIST else set()
    unreleased = {fact for fact in known if found[fact] is not Show.RELEASED}
    return known, {GIST_TELLS.get(fact, TELLS[fact]) if fact in unreleased else TELLS[fact] for fact in known}


@pytest.mark.parametrize("council", COUNCILS)
def test_the_page_says_what_the_table_does(under, packs, council):
    pack = packs[council]
    page = listed(under(pack).get("/what-we-can-tell-you"))
    always = page["What we will tell everyone"][""]
    nobody = page["What we will never tell anyone"][""]
    for audience in Audience:
        assert (HEADINGS[audience] in page) == pack.takes(audience)
        if not pack.takes(audience):
            continue
        here = list(page[HEADINGS[audience]].items())
        may = set().union(*(items for lead, items in here if lead.startswith("Once we have checked")))
        theirs = set().union(*(items for lead, items in here if lead.startswith("If you first told us")))
        never = nobody.union(*(items for lead, items in here if lead == "We cannot tell you:"))
        first, strangers = told(pack, audience, NOBODY_CHECKED)
        then, checked = told(pack, audience, CHECKED)
        assert always == strangers
        assert first <= then, "nobody is told less for having been checked"
        assert may == checked - strangers
        last, made = told(pack, audience, MADE_CONTACT) if audience in MAKERS else (then, checked)
        assert theirs == {words for words in made if words not in checked} - {
            GIST_TELLS[fact] for fact in last & then if fact in GIST_TELLS
        }
        assert {TELLS[fact] for fact in set(Fact) - last} <= never
        assert not never & (always | may | theirs)


def test_no_more_is_promised_to_professionals_than_the_table_tells_them(under, packs):
    """Where they get no reply, nothing on the page says that they hear what was decided."""
    pack = packs["north-tyneside"]
    columns = (Column.PROFESSIONAL, Column.PROFESSIONAL_MADE_CONTACT)
    nothing = dict.fromkeys(columns, Cell(show=Show.WITHHELD, assumed=True))
    about = (Fact.DECISION, Fact.ACTIONS, Fact.REASONS, Fact.OTHER_AGENCIES, Fact.REVIEW_RESULT)
    about = (*about, Fact.DECISION_MADE, Fact.CONTACT_EXISTS)
    table = {fact: {**row, **nothing} if fact in about else row for fact, row in pack.disclosure.items()}
    assert not list(faults(table))
    visitor = under(replace(pack, disclosure=table))
    page = visitor.get("/what-we-can-tell-you").text
    theirs = page[page.index(HEADINGS["professional"]) :].partition("We cannot tell you:")[0]
    assert "we decided" not in theirs
    assert "we will do" not in theirs


@pytest.mark.parametrize("fact", sorted(TO_STRANGERS))
@pytest.mark.parametrize("said", [PARENT, YOUNG], ids=["parent", "young"])
@pytest.mark.tries(4)
def test_pages_hold_where_a_pack_withholds_what_others_tell_everybody(context, visitor, monkeypatch, said, fact):
    row = {column: Cell(show=Show.WITHHELD, assumed=True) for column in Column}
    pack = replace(context.pack, disclosure={**context.pack.disclosure, fact: row})
    assert not list(faults(pack.disclosure))
    monkeypatch.setitem(context.packs._held, pack.id, pack)
    walk(visitor, context.journey_of(said), said)
    assert visitor.send().path == "/done"
    assert visitor.see_code(), "nobody loses the code that is shown only here"
    for address in ("/done", "/progress", "/messages", "/sent", "/copy/page", "/get-in-touch", "/take-back", "/kept"):
        assert visitor.get(address).response.status_code == 200, address
