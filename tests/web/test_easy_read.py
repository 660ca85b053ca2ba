"""The pages in Easy Read: short sentences beside pictures, for adults and young people, as true as the other pages."""

import re
from dataclasses import replace

import pytest

from build import PARENT, YOUNG
from portal.domain.answer_holdings import Holds
from portal.web.public.easy_read import PAGES
from visitor import text_of, walk

ADDRESSES = [address for address, _template, _title in PAGES.values()]
DOORS = ["", "/young"]
LONGEST = 16  # words of a sentence beside a picture


def rows_of(page):
    """What stands beside each other, as (pictures, paragraphs)."""
    for div in page.all("div"):
        if "app-easy__row" in div.get("class", "").split():
            yield [each for each in div if each.tag.endswith("svg")], list(div.iter("p"))


def all_said(visitor, door):
    pages = [visitor.get(f"{door}{address}") for address in ADDRESSES]
    return [text_of(said) for page in pages for _pictures, paragraphs in rows_of(page) for said in paragraphs]


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("number", range(5))
def test_each_thing_has_one_picture_that_is_not_read_out_and_few_words(visitor, door, number):
    page = visitor.get(f"{door}{ADDRESSES[number]}")
    assert page.h1.startswith(f"Easy Read, page {number + 1} of 5 ")
    rows = list(rows_of(page))
    assert len(rows) > 5
    for pictures, paragraphs in rows:
        assert [(each.get("aria-hidden"), each.get("focusable")) for each in pictures] == [("true", "false")]
        assert 1 <= len(paragraphs) <= 3
        for sentence in re.split(r"(?<=[.?])\s", " ".join(map(text_of, paragraphs))):
            assert "office hours" in sentence or len(sentence.split()) <= LONGEST, sentence
    assert "style=" not in page.html


@pytest.mark.parametrize("door", DOORS)
def test_each_word_in_bold_is_explained(visitor, door):
    said = " ".join(all_said(visitor, door))
    bold = {
        text_of(each)
        for address in ADDRESSES
        for _pictures, paragraphs in rows_of(visitor.get(f"{door}{address}"))
        for said_here in paragraphs
        for each in said_here.iter("b")
    } - {"bold"}
    assert {"decision", "manager", "code", "reference", "private", "law", "records", "complain"} <= bold
    for word in bold:
        meant = rf"(A|An|The|To|Something is) {word} (is|says|if) |Records are |Something is {word} if"
        assert re.search(meant, said), word


@pytest.mark.parametrize("door", DOORS)
def test_they_lead_from_one_to_the_next_and_to_the_form(visitor, door):
    page = visitor.get(door or "/")
    page = visitor.get(page.link("Read this in Easy Read"))
    for number, (_address, _template, title) in enumerate(list(PAGES.values())[1:], 2):
        page = visitor.get(page.link(f"Next: {title}"))
        assert page.h1 == f"Easy Read, page {number} of 5 {title}"
        assert {a.get("href").partition("?")[0] for a in page.all("a")} >= {
            f"{door}{each}" for each in ADDRESSES if each != page.path.removeprefix(door).partition("?")[0]
        }
    assert page.link("Start now") == ("/tell/begin" if door else "/before-you-start")


@pytest.mark.parametrize("address", ["/", "/young", "/privacy", "/request/now", "/tell/now"])
def test_every_page_leads_to_them_from_its_foot(visitor, address):
    page = visitor.get(address)
    [foot] = page.all("footer")
    [link] = [a for a in foot.iter("a") if text_of(a) == "Easy Read"]
    assert link.get("href").startswith("/young/easy-read" if address in ("/young", "/tell/now") else "/easy-read")


@pytest.mark.parametrize("council", ["north-tyneside", "newcastle", "barnet", "medway", "south-tyneside"])
def test_what_they_say_is_what_the_other_pages_say_of_the_same_policy(context, visitor_of, council):
    context = replace(context, council=council)
    visitor = visitor_of(context)
    said = " ".join(all_said(visitor, ""))
    assert context.pack.contacts["disagreement"].telephone in said
    managers = "a manager who did not make it will look again" in visitor.get("/").text
    assert ("A manager who did not make the decision will look." in said) == managers
    days = set(re.findall(r"we will plan to finish by ([\w ,:]+)\.", visitor.get("/what-happens-next").text))
    told = re.findall(r"we will plan to finish by ([\w ,:]+)\.", said)
    assert set(told) in (days, set())
    assert told or council != "north-tyneside"
    policy = visitor.get("/what-happens-next").text
    if "You can ask for someone else to look." in said:
        assert "You decide each time." in policy


def test_young_people_read_what_is_so_for_them(context, visitor):
    childline = context.pack.contacts["childline"].telephone
    ours, young = (" ".join(all_said(visitor, door)) for door in DOORS)
    assert ("about 15 minutes" in ours, "about 10 minutes" in young) == (True, True)
    assert (childline in ours, childline in young) == (False, True)
    assert ("'Exit this page'" in ours, "'Someone is with me'" in young) == (True, True)


@pytest.mark.parametrize(("door", "flow"), [("", "adult"), ("/young", "young")])
def test_the_form_has_the_questions_that_they_tell_of(context, visitor, door, flow):
    asked = [part for question in context.journeys[flow].questions for part in (question, *question.inner())]
    said = all_said(visitor, door)
    assert sum("The form has a question about" in each for each in said) == 2
    assert any(each.holds is Holds.NOT_TELL for each in asked)
    assert any(each.holds is Holds.NEEDS for each in asked) == ("interpreter" in " ".join(said))


@pytest.mark.parametrize(("flow", "answers"), [("adult", PARENT), ("young", YOUNG)])
def test_who_sends_it_has_the_reference_and_the_code_of_which_they_tell(context, visitor, flow, answers):
    assert "You will get a reference and a code." in all_said(visitor, "/young" if flow == "young" else "")
    walk(visitor, context.journeys[flow], answers)
    page = visitor.send()
    assert "Your reference" in page.text
    assert "Your code" in page.text
