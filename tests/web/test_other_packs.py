"""Public pages say of a council what its own pack says, and nothing that is so of another."""

import re
from dataclasses import replace

import pytest

from build import our_packs
from portal.domain.policy.model import Audience
from visitor import text_of

PACKS = our_packs()
FOR_WORK = ["newcastle", "south-tyneside", "barnet", "medway"]
"""Those that take professionals only."""
SIGNPOSTS = {"/policy", "/independent-help"}
"""Where they are told who else can help them."""
OTHERS = [each for each in Audience if each is not Audience.PROFESSIONAL]
OF_OTHERS = re.compile(
    r"\b(parents?|carers?|grandparents?|neighbours?|young (person|people)|advocates?|foster)\b", re.IGNORECASE
)


@pytest.fixture
def under(context, visitor_of):
    """The public door of another council."""

    def come(council):
        return visitor_of(replace(context, packs=PACKS, council=council), tabs=frozenset({"Your request", "Tell us"}))

    return come


@pytest.mark.parametrize("council", FOR_WORK)
@pytest.mark.tries(1)
def test_the_front_page_names_only_those_whose_requests_are_taken(under, council):
    page = under(council).get("/")
    assert "someone who works with the child" in page.text
    heading = next(each for each in page.all("h2") if text_of(each) == "If you are someone else")
    assert heading is not None
    pack = PACKS.current(council)
    for key in pack.signposts:
        assert pack.contacts[key].name in page.text


@pytest.mark.parametrize("audience", OTHERS)
@pytest.mark.parametrize("council", FOR_WORK)
@pytest.mark.tries(6)
def test_whoever_is_not_taken_is_greeted_with_the_right_door(under, council, audience):
    me, pack = under(council), PACKS.current(council)
    me.get("/request/now")
    for answer in ({"danger": "no"}, {"purpose": "look_again"}, {"who": audience.value}):
        me.send(me.page.path, **answer)
    assert me.page.path == "/request/other-ways"
    assert "This form is for people who work with the child. But we still want to know" in me.page.text
    door = pack.contacts["complaints"]
    for way in filter(None, (door.name, door.telephone, door.email, *door.address)):
        assert way in me.page.text
    assert pack.contacts["disagreement"].email not in me.page.text or not pack.contacts["disagreement"].email
    assert ("Childline" in me.page.text) is (audience is Audience.YOUNG_PERSON)
    assert me.get(me.page.link("Tell us about a new worry")).h1


@pytest.mark.parametrize("council", FOR_WORK)
@pytest.mark.tries(1)
def test_no_page_speaks_of_people_whose_requests_are_not_taken(under, council):
    me = under(council)
    spoken = {}
    for address in addresses(me):
        answer = me.client.get(address)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            found = OF_OTHERS.findall(re.sub(r"\S+\.uk/\S*", "", me.get(address).text))
            spoken |= {address: found} if found else {}
    assert spoken.keys() <= SIGNPOSTS
    assert "They can go to someone else: a parent or carer of the child:" in me.get("/policy").text


def addresses(visitor):
    """Of every page that nothing has to be known or typed for."""
    for rule in visitor.app.url_map.iter_rules():
        if "GET" in rule.methods and rule.arguments <= set(rule.defaults or {}):
            yield str(rule)


@pytest.mark.parametrize("council", FOR_WORK)
def test_no_time_is_promised_where_none_is_stated(under, council):
    text = under(council).get("/what-happens-next").text
    assert "not stated" not in text
    assert "next meeting from" not in text


def test_a_step_that_waits_for_a_meeting_says_so(under):
    assert "They will look at it when they next meet." in under("medway").get("/what-happens-next").text


def test_who_looks_again_is_called_more_senior_only_where_that_is_so(under):
    senior = "Each time, a more senior manager looks at the decision again."
    assert senior in under("north-tyneside").get("/what-happens-next").text
    for council in ("newcastle", "medway"):  # of Medway's the last is the chair of a subgroup
        assert senior not in under(council).get("/what-happens-next").text
