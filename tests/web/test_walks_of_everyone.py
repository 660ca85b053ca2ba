"""Each audience from the start page to a reference and back; and what is special about some of them."""

from dataclasses import replace

import pytest

from build import EVERY_WAY, EVERYONE, PARENT, PROFESSIONAL, SPEAKING_FOR, YOUNG, OnePack
from portal.domain.challenge.state import Flag
from portal.domain.journey import Kind
from portal.domain.policy.model import Audience, AudienceRule
from visitor import text_of, walk


@pytest.fixture
def tell(context):
    return context.journeys["young"]


def start(visitor, who):
    page = visitor.get("/")
    if who == "young_person":
        page = visitor.get(page.link("young people"))
        return visitor.get(page.link("Start"))
    return visitor.get(visitor.get(page.link("Start now")).link("Continue"))


@pytest.mark.parametrize("who", EVERYONE)
def test_everyone_walks_from_the_start_to_a_reference_and_back(visitor, another, context, who):
    said = EVERYONE[who]
    assert start(visitor, who).path in {"/request/now", "/tell/now"}
    walk(visitor, context.journey_of(said), said)
    page = visitor.send()
    assert page.path == "/done"
    reference, code = page.marked("app-reference"), visitor.see_code()
    assert len(code.split("-")) == (6 if who == "young_person" else 3)
    assert visitor.send(kept=code.upper().replace("-", " ")).path == "/kept"
    assert code not in visitor.get("/done").html
    other = another()
    other.get("/return")
    assert other.send(reference=reference, code=code).path == "/progress"
    with context.store.read() as unit:
        kept = unit.challenges.get(reference.replace("-", ""))
    assert kept.audience == who
    assert kept.answers == context.journey_of(said).kept(said)


@pytest.mark.parametrize(
    ("said", "flag"), [(YOUNG, Flag.ADVOCATE), (PROFESSIONAL, Flag.URGENT), (YOUNG | {"danger": "yes"}, Flag.DANGER)]
)
def test_what_cannot_wait_is_seen_first(visitor, context, said, flag):
    walk(visitor, context.journey_of(said), said)
    visitor.send()
    with context.store.read() as unit:
        assert flag in unit.worklist.lines()[0].flags


# Young people


def test_before_typing_a_young_person_reads_what_is_kept_private_and_what_is_not(visitor, tell):
    page = visitor.get("/young")
    for words in ("Telling us will not get you into trouble.", "0800 1111", "999", "You choose what to say."):
        assert words in page.text
    walk(visitor, tell, YOUNG, until="our-promise")
    assert "We keep what you say private. There is one time we can't" in visitor.page.text
    assert "Then we must tell someone who can help. We will tell you first if we can." in visitor.page.text
    assert not [page for page in visitor.seen if page.all("textarea") or (page.all("input") and not _choices(page))]


def _choices(page):
    return all(field.get("type") in {"hidden", "radio"} for field in page.all("input"))


def test_on_every_page_of_theirs_one_press_ends_quietly(visitor, context, tell):
    visitor.get("/young")
    walk(visitor, tell, YOUNG | {"danger": "not_sure", "danger_call": "seen"})
    for address in ("/tell/save", "/tell/carry-on", "/tell/stopped"):
        visitor.get(address)
    for page in visitor.seen:
        leave = [a for a in page.all("a") if "Someone is with me" in text_of(a)]
        assert {a.get("href") for a in leave} == {"/exit"}, page.path
        assert "Exit this page" not in page.html, page.path
        assert "0800 1111" in page.text
        assert page.response.headers["Cache-Control"] == "no-store"
    gone = visitor.client.get("/exit")
    assert gone.headers["Location"] == "https://www.bbc.co.uk/weather"
    assert '"cache"' in gone.headers["Clear-Site-Data"]
    assert visitor.get("/tell/check").path == "/tell/stopped"
    with context.store.read() as unit:
        assert unit.connection.exec_driver_sql("select count(*) from drafts").scalar() == 0


def test_nobody_asks_a_young_person_for_a_parent_or_for_leave(visitor, tell):
    walk(visitor, tell, YOUNG | EVERY_WAY)
    labels = [text_of(label) for page in visitor.seen for label in page.all("label")]
    assert not [label for label in labels if any(word in label.lower() for word in ("parent", "guardian", "consent"))]
    assert not [label for label in labels if "mum" in label.lower() or "dad" in label.lower().split()]


def test_a_young_person_can_leave_nearly_everything_blank(visitor, context, tell):
    little = YOUNG | {"name": "", "age": "skip", "right": "", "not_tell": "no", "advocate": "no", "talk_to.yes": ""}
    little |= {"find.school": ""}
    little.pop("not_tell.words")
    walk(visitor, tell, little)
    page = visitor.send()
    assert page.path == "/done"
    with context.store.read() as unit:
        assert unit.outbox.counts() == {"waiting": 1}  # to the team; nobody writes to the young person


def test_what_is_missing_is_said_in_their_words(visitor, tell):
    walk(visitor, tell, YOUNG)
    for step in tell.path(YOUNG):
        if step.question.kind in (Kind.NOTE, Kind.GROUP) or step.question.optional:
            continue
        visitor.get(f"/tell/{step.question.address}")
        page = visitor.send()
        expected = "Tell us who we should not tell" if step.question.key == "not_tell" else step.question.empty
        assert page.response.status_code == 422
        assert page.errors in ([step.question.empty], [expected])


def test_a_young_person_who_began_with_the_adults_form_goes_on_with_their_own(visitor, tell):
    visitor.get("/request/now")
    visitor.send(danger="no")
    visitor.send(purpose="look_again")
    page = visitor.send(who="young_person")
    assert page.path == "/request/your-own-form"
    assert "Childline" in page.text
    visitor.get("/request/you")  # a slip of the finger can be put right
    assert visitor.send(who="neighbour").path == "/request/help"
    visitor.get("/request/you")
    visitor.send(who="young_person")
    assert visitor.send().path == "/tell/our-promise"
    assert visitor.get("/request/you").path == "/tell/our-promise"
    assert visitor.get("/request/check").path == "/tell/our-promise"
    walk(visitor, tell, YOUNG)
    assert visitor.send().path == "/done"


def test_the_first_page_of_the_other_journey_leads_nobody_into_what_is_open(visitor, another, context, tell):
    walk(visitor, context.journeys["adult"], PARENT, until="you")
    assert visitor.get("/tell/now").path == "/tell/begin"
    other = another()
    walk(other, tell, YOUNG, until="about")
    assert other.get("/request/now").path == "/request/begin"
    assert other.get("/tell/purpose").response.status_code == 404


def test_a_letter_s_reference_leaves_the_choice_of_the_journey_open(visitor, tell):
    visitor.get("/letter/ABC123")
    visitor.send()
    walk(visitor, tell, YOUNG, until="your-notes")
    assert visitor.page.path == "/tell/your-notes"


def test_answers_saved_with_six_words_are_opened_with_them(visitor, another, tell):
    walk(visitor, tell, YOUNG, until="about")
    visitor.get("/tell/save")
    code = visitor.send().marked("app-code")
    assert len(code.split("-")) == 6
    other = another()
    other.get("/tell/carry-on")
    assert other.send(code="not-the-six-right-words").errors
    assert other.send(code=code.title().replace("-", "  ")).path == "/tell/about"


# Those who speak for somebody, and those who work with the child


def test_who_speaks_for_a_young_person_is_told_first_what_they_can_come_to_know(visitor, context):
    walk(visitor, context.journeys["adult"], SPEAKING_FOR, until="what-we-can-tell-you")
    assert "only tell you what we could tell the young person" in visitor.page.text
    assert "check that you can speak for them" in visitor.page.text
    assert not [page for page in visitor.seen if page.all("textarea")]
    walk(visitor, context.journeys["adult"], SPEAKING_FOR)
    labels = [text_of(label) for label in visitor.page.all("dt")]
    assert "What does the young person say?" in labels


def test_a_professional_is_pointed_to_their_manager_and_may_go_on(visitor, context):
    walk(visitor, context.journeys["adult"], PROFESSIONAL, until="talk-first")
    assert "You can also carry on now" in visitor.page.text
    walk(visitor, context.journeys["adult"], PROFESSIONAL, until="what-we-can-tell-you")
    assert (
        visitor.get("/request/what-we-can-tell-you").text.count("We may call you first, and we will write it here") == 1
    )


# Where a council takes only some


@pytest.fixture
def seldom(context, visitor_of):
    elsewhere = {Audience.YOUNG_PERSON, Audience.SPEAKING_FOR, Audience.PROFESSIONAL}
    taken = {who: AudienceRule(taken=who not in elsewhere, assumed=True) for who in Audience}
    other = replace(context, packs=OnePack(replace(context.pack, audiences=taken)))
    return visitor_of(other, tabs=frozenset({"Your request"}))


@pytest.mark.parametrize("who", ["young_person", "speaking_for", "professional"])
def test_those_whom_the_form_does_not_take_are_told_whom_to_call(seldom, who):
    seldom.get("/request/now")
    seldom.send(danger="no")
    seldom.send(purpose="look_again")
    page = seldom.send(who=who)
    assert page.path == "/request/other-ways"
    assert "0191 643 7366" in page.text


def test_where_young_people_are_not_taken_there_are_no_pages_for_them(seldom):
    assert "young people" not in seldom.get("/").text
    assert seldom.client.get("/young").status_code == 404
    assert seldom.client.get("/tell/now").status_code == 404
