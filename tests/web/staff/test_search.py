"""One box finds a case by whatever somebody says of it, however it is spelt; the purpose is asked once."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from build import PARENT, YOUNG
from portal.domain.challenge.name_match import closeness, distance, sound
from portal.domain.permissions import ActionRefused, Actor, Role
from portal.services import search
from portal.storage.tables import searches
from visitor import text_of

TONI = Actor("triage", frozenset({Role.TRIAGE}))
CHILD = {
    **PARENT["child"][0],
    "child.age": "birth",
    "child.birth": "2016-03-27",
    "child.school": "Example Primary School",
}
SAM = {"safe": ["call"], "times": ["any"], "telephone": "+447700900982", "name": "Sam Catherine Example"}


def shown(page):
    heads = [row.find("th") for row in page.all("tr")]
    return [text_of(head).replace("-", "") for head in heads if head is not None and head.get("scope") == "row"]


def book(context):
    with context.store.read() as unit:
        return [tuple(row)[2:6] for row in unit.connection.execute(select(searches).order_by(searches.c.id)).all()]


@pytest.fixture
def sent(arrive):
    reference = arrive(child=[CHILD], **SAM)
    arrive(
        "other",
        name="Pat Invented",
        child=[{**CHILD, "child.name": "Jo", "child.birth": "2019-01-01", "child.school": ""}],
    )
    return reference


@pytest.mark.parametrize(
    ("typed", "by"),
    [
        ("EXAMPLE, sam", "name"),
        ("robin", "name"),
        ("Ro", "name"),  # two letters
        ("Rob exam", "name"),  # how words begin
        ("Robyn", "name"),  # sounds alike
        ("Robn Exampel", "name"),  # a letter is missing, two are swapped
        ("Kathryn", "name"),
        ("27 3 2016", "birth"),
        ("27/03/2016", "birth"),
        ("2016-03-27", "birth"),
        ("27 March 2016", "birth"),
        ("07700 900982", "telephone"),
        ("+44 7700 900-982", "telephone"),
        ("example primary school", "name"),
    ],
)
@pytest.mark.tries(5)
def test_one_box_finds_it_and_keeps_only_that_somebody_searched(signed_in, sent, context, typed, by):
    signed_in.get("/")
    page = signed_in.send("/search", sought=typed, purpose="rang")
    assert shown(page) == [sent]
    assert "1 challenge found" in page.text
    assert page.response.request.query_string == b"found=1", "a name stands in no address"
    assert book(context) == [("triage", by, "rang", 1)]
    assert signed_in.get("/search?found=1").marked("app-lines"), "a way back to it sends nothing again"
    assert book(context) == [("triage", by, "rang", 1)]


@pytest.mark.parametrize("typed", ["  {} ", "{}"])
def test_a_reference_leads_to_the_case_in_any_writing(signed_in, sent, typed):
    written = f"{sent[:4]} {sent[4:8]}-{sent[8:]}".lower()
    signed_in.get("/search")
    page = signed_in.send("/search", sought=typed.format(written), purpose="rang")
    assert page.path == f"/challenges/{sent}/why"


def test_the_purpose_is_asked_once_in_half_an_hour(signed_in, sent, clock, context):
    signed_in.get("/")
    page = signed_in.send("/search", sought="robin")
    assert page.errors == ["Select why you are searching"]
    assert [i.get("value") for i in page.all("input") if i.get("id") == "sought"] == ["robin"]
    page = signed_in.send("/search", sought="robin", purpose="contact")
    assert shown(page) == [sent]
    clock.now += timedelta(minutes=20)
    assert shown(signed_in.send("/search", sought="sam")) == [sent]
    assert [row[2] for row in book(context)] == ["contact", "contact"]
    clock.now += timedelta(minutes=20)
    signed_in.get("/search")
    clock.now += timedelta(minutes=20)
    assert signed_in.send("/search", sought="sam").errors == ["Select why you are searching"]


def test_what_is_too_little_or_is_nobody_is_said(signed_in, sent, context):
    signed_in.get("/search")
    assert signed_in.send("/search", sought="r", purpose="rang").errors == ["Enter two letters at least."]
    assert signed_in.send("/search", sought=" ", purpose="rang").errors == ["Enter what you know"]
    page = signed_in.send("/search", sought="Nobody At All", purpose="link")
    assert "No challenge found" in page.text
    assert book(context) == [("triage", "name", "link", 0)]
    assert sent not in page.html


def test_the_nearer_names_come_first_and_an_alert_before_all(context, arrive):
    exact = arrive("a", child=[{**CHILD, "child.name": "Rob Smith"}])
    begins = arrive("b", child=[{**CHILD, "child.name": "Robert Smith"}])
    sounds = arrive("c", child=[{**CHILD, "child.name": "Rab Smyth"}])
    alarm = arrive(
        "d", child=[{**CHILD, "child.name": "Rupert Smith"}, {**CHILD, "child.name": "Robena Smith"}], danger="yes"
    )
    found = search.search(context, TONI, "Rob Smith", search.Purpose.RANG)
    assert [line.reference for line in found.lines] == [alarm, exact, begins, sounds]
    assert [line.reference for line in search.search(context, TONI, "Quentin", search.Purpose.RANG).lines] == []


def test_a_young_person_is_found_by_their_own_name(context, arrive):
    reference = arrive(**YOUNG | {"find.name": "Robin Example"})
    for words in ("robin", "Robyn Exampel", "ro ex"):
        assert [line.reference for line in search.search(context, TONI, words, search.Purpose.RANG).lines] == [
            reference
        ]


def test_who_may_not_search_does_not(context):
    with pytest.raises(ActionRefused):
        search.search(context, Actor("x", frozenset({Role.AUDITOR})), "x", search.Purpose.AUDIT)


def test_the_box_stands_on_every_page_of_who_may_search(signed_in, arrive, employ, enter):
    reference = arrive()
    for address in ("/", "/challenges", f"/challenges/{reference}/why", "/policy", "/account"):
        assert "Find a case" in signed_in.get(address).text
    employ("auditor@example.com", Role.AUDITOR)
    assert "Find a case" not in enter("auditor@example.com").get("/").text


def test_how_near_a_name_is():
    assert sound("robin") == sound("robyn") == sound("robn") == "615"
    assert sound("kathryn") == sound("catherine")
    assert sound("aya") == "aya"
    assert distance("exampel", "example") == 1
    assert distance("", "abc") == 3
    assert closeness(["rob"], ["rob", "smith"]) == 0
    assert closeness(["rob", "x"], ["rob", "smith"]) is None
    assert closeness([], ["rob"]) is None
