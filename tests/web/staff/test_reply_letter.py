"""The reply is seen as page and as letter before it goes; the letter goes to an address that somebody checked."""

import functools
import io

import pypdf
import pytest
from actions import Action
from deeds_done import done, outlook

from build import PARENT, YOUNG
from portal.domain.challenge.events.notice_names import REPLY_LETTER
from portal.domain.notices.catalogue import TO_RAISER
from portal.domain.permissions import Actor, Role
from portal.domain.questions.contact_questions import NO_CONTACT
from portal.notify import Notify, read_sentences, read_texts
from portal.services import case_access, contact_preferences
from posting import LIVE, NOTICES, stand_in
from visitor import text_of

REMI = Actor("remi", frozenset({Role.REVIEWER, Role.TRIAGE}), 1, "Remi Example")
LOU = Actor("lou", frozenset({Role.RELEASER}), name="Lou Example")
POST = {
    "safe": ["letter"], "address.line1": "1 Example Street", "address.line2": "", "address.town": "Wallsend",
    "address.postcode": "NE28 8AA",
}  # fmt: skip
ANSWER = "We spoke to the school again."
LINES = ["Sam Example", "1 Example Street", "Wallsend", "NE28 8AA"]
HARM = {"harm": "no", "words": "Nobody is named."}


@pytest.fixture(autouse=True)
def team(employ):
    employ("remi@example.com", Role.REVIEWER, Role.TRIAGE, rank=1, name="Remi Example")
    employ("lou@example.com", Role.RELEASER, name="Lou Example")


@pytest.fixture
def act(context):
    return functools.partial(done, context)


@pytest.fixture
def written(arrive, act, context):
    """A reply that waits for approval, to somebody who said this of how they may be reached."""

    def write(**said):
        young = said.get("who") == "young_person"
        calm = {"danger": "no"} if young else {"danger": "no", "since": "no"}
        reference = arrive(**PARENT | calm | said)
        for action, with_it in (
            (Action.TAKE, {}),
            (Action.CHECK_IDENTITY, {"words": "Passport seen."}),
            (Action.CHECK_STANDING, {"words": "Birth certificate seen."}),
            (Action.RECORD_ORIGINAL, {}),
            (Action.ACCEPT_FOR_REVIEW, {}),
            (Action.DECIDE_GROUND, {"ground": 1, "outcome": "changed", "reasons": "The school had rung us twice."}),
            (Action.FIND, {"evidence": "The letters of the school.", "views": "He likes his teacher."}),
            (Action.DECIDE, {}),
            (Action.WRITE_REPLY, {"words": ANSWER, **({"plain": "You were right."} if young else {})}),
        ):
            act(REMI, reference, action, **with_it)
        case_access.record(context, LOU, reference, "releasing")
        return reference

    return write


def approves(lou, reference, **said):
    page = lou.get(f"/challenges/{reference}/do/release")
    if "/why" in page.path:
        lou.send(why="releasing", action=page.forms()[-1].get("action"))
    return lou.send(f"/challenges/{reference}/do/release", independent="yes", **HARM | said)


def posted(context, reference):
    """What waits for them since the approval, by its name."""
    with context.store.begin() as unit:
        challenge = unit.challenges.get(reference)
        every = unit.outbox.cancel(challenge.id, TO_RAISER)
    return {each.name: each for each in every if each.name in (REPLY_LETTER, "finished", "answer")}


def test_who_approves_is_asked_only_where_they_said_that_a_letter_from_us_is_safe(enter, written):
    for said, asked in (
        (POST, True), (POST | {"safe": ["email", "letter"]}, True), (POST | {"say_who": "no"}, False), ({}, False),
    ):  # fmt: skip
        reference = written(**said)
        lou = enter("lou@example.com")
        page = lou.get(f"/challenges/{reference}/do/release")
        if "/why" in page.path:
            page = lou.send(why="releasing", action=page.forms()[-1].get("action"))
        assert bool([each for each in page.all("input") if each.get("name") == "letter"]) is asked, said
        assert ("1 Example Street, Wallsend, NE28 8AA" in page.text) is asked


def test_the_writer_and_who_approves_see_it_as_a_page_and_as_the_letter_that_goes(enter, written, context):
    reference = written(**POST)
    lou = enter("lou@example.com")
    page = approves(lou, reference)
    assert page.errors == ["Select whether the reply is posted as a letter"]
    page = approves(lou, reference, letter="yes")
    assert page.h1 == "This is what they will see"
    as_page, as_letter = [text_of(each) for each in page.all("section") if "app-preview" in each.get("class", "")]
    assert ANSWER in as_page
    assert "Our answer to you" in as_letter
    for words in (*LINES, ANSWER, "You can read this again at"):
        assert words in as_letter
    lou.send(f"/challenges/{reference}/do/release", do="send")
    letter = posted(context, reference)[REPLY_LETTER]
    assert (list(letter.to["lines"]), ANSWER in letter.words["words"]) == (LINES, True)
    timeline = enter("remi@example.com").get(f"/challenges/{reference}/timeline").text
    assert "Posted as a letter, to an address that was checked" in timeline


def test_what_is_shown_is_word_for_word_what_notify_prints(context, written):
    reference = written(**POST)
    shown = outlook(context, LOU, reference, Action.RELEASE, **HARM, letter="yes").preview.letter
    done(context, LOU, reference, Action.RELEASE, **HARM, letter="yes")
    letter = posted(context, reference)[REPLY_LETTER]
    desk = stand_in()
    with desk.running() as url:
        Notify(url, LIVE, sentences=read_sentences(NOTICES), texts=read_texts(NOTICES)).send(letter, "r" * 36)
    [printed] = desk.messages
    assert printed["subject"] == shown.subject
    assert " ".join(printed["body"].split()) == " ".join(shown.body.split())
    assert "((" not in shown.body


def test_a_letter_holds_no_more_than_its_page(context, written, as_raiser):
    reference = written(**POST)
    done(context, LOU, reference, Action.RELEASE, **HARM, letter="yes")
    theirs = as_raiser(reference).get("/messages").text
    words = posted(context, reference)[REPLY_LETTER].words["words"]
    for line in words.replace("1) ", "").splitlines():
        assert line in theirs


@pytest.mark.parametrize(
    ("said", "answer", "names"),
    [
        (POST, "yes", {REPLY_LETTER}),
        (POST, "no", {"finished"}),
        (POST | {"safe": ["email", "letter"]}, "yes", {REPLY_LETTER, "finished"}),
        ({}, "", {"finished"}),
    ],
)
def test_a_letter_goes_where_somebody_checked_the_address_and_nowhere_else(context, written, said, answer, names):
    reference = written(**said)
    done(context, LOU, reference, Action.RELEASE, **HARM, letter=answer)
    assert set(posted(context, reference)) == names


@pytest.mark.parametrize("said", [{}, POST | {"say_who": "no"}, POST | {"safe": [NO_CONTACT]}])
def test_nothing_is_posted_to_who_did_not_say_that_it_is_safe(context, written, said):
    reference = written(**said)
    found = outlook(context, LOU, reference, Action.RELEASE, **HARM, letter="yes")
    assert found.refusal.reason == "They have not said that a letter from us is safe, so nothing is posted."


def test_one_that_is_too_long_to_print_is_not_posted(context, written, act):
    reference = written(**POST)
    act(LOU, reference, Action.SEND_BACK, words="Shorter.")
    act(REMI, reference, Action.WRITE_REPLY, words="word " * 3100)
    found = outlook(context, LOU, reference, Action.RELEASE, **HARM, letter="yes")
    assert found.refusal.reason == "This reply is too long for a letter. They read it with their code."


def test_who_changes_how_we_reach_them_before_it_goes_gets_no_answer_at_an_address_nobody_checked(
    context, written, as_raiser
):
    reference = written(**POST)
    done(context, LOU, reference, Action.RELEASE, **HARM, letter="yes")
    token = as_raiser(reference).client.get_cookie("s").value
    contact_preferences.answer(context, token, {"address.line1": "2 Other Street"})
    assert contact_preferences.keep(context, token)
    found = posted(context, reference)
    assert set(found) == {"answer"}
    assert "words" not in found["answer"].words
    assert found["answer"].to["lines"][1] == "2 Other Street"


def test_a_young_persons_own_words_stand_beside_the_formal_reply(written, enter):
    reference = written(**YOUNG)
    page = approves(enter("lou@example.com"), reference)
    headings = [text_of(each) for each in page.all("h2")]
    assert "In plain words" in headings
    assert "The formal reply" in headings


def test_the_family_keeps_the_answer_as_a_page_and_as_a_file(context, written, as_raiser):
    reference = written()
    me = as_raiser(reference)
    assert "Our answer to you" not in me.get("/copy").text, "there is none yet"
    assert me.get("/copy/answers").path == me.get("/copy/answers.pdf").path == "/copy"
    done(context, LOU, reference, Action.RELEASE, **HARM)
    assert "/copy" in [a.get("href") for a in me.get("/messages").all("a") if text_of(a) == "Keep a copy of our answer"]
    me.get("/copy")
    page = me.get("/copy/answers")
    assert (page.h1, ANSWER in page.text) == ("Our answer to you", True)
    file = me.client.get("/copy/answers.pdf")
    assert (file.mimetype, file.data[:5]) == ("application/pdf", b"%PDF-")
    read = pypdf.PdfReader(io.BytesIO(file.data))
    assert ANSWER in " ".join("\n".join(each.extract_text() for each in read.pages).split())


def test_their_list_of_messages_says_which_letter_holds_the_answer(context, written, as_raiser):
    reference = written(**POST)
    done(context, LOU, reference, Action.RELEASE, **HARM, letter="yes")
    text = as_raiser(reference).get("/messages").text
    assert "Letter with our answer: " in text
    assert "They have no details in them." not in text
