"""What a raiser asks of us beside the review: to correct what they sent, call them back, or pass on a complaint."""

from datetime import date

import pytest

from build import PARENT
from portal.domain.challenge.raiser_requests import call_days
from portal.domain.challenge.worklist_flags import Duty, duties
from posting import send_in

pytestmark = pytest.mark.usefixtures("reviewer")


@pytest.fixture
def sent(visitor, context):
    def send(answers=PARENT, **said):
        token, visitor.reference = send_in(context, {**answers, **said})
        visitor.client.set_cookie("s", token)
        visitor.get("/progress")
        return visitor

    return send


def held(context, reference):
    with context.store.read() as unit:
        return unit.challenges.get(reference)


def waits(context, me):
    return {kind for kind, _who in duties(held(context, me.reference))}


# Something is wrong with what I sent


def correct(me, about, words="She was born in May.", **more):
    page = me.get(me.get("/progress").link("Read what you sent, or correct it"))
    me.get(page.link(f"This is wrong: {about}"))
    return me.send(words=words, **{"new": "no", **more})


def test_a_correction_stands_beside_what_was_sent(sent, context):
    me = sent()
    page = correct(me, "Child")
    assert page.h1 == "We have your correction"
    page = me.get("/sent")
    assert "Robin Example" in page.text, "what was sent first is still there"
    assert "Your correction on 23 November 2026 at 10:00am: She was born in May." in page.text
    assert "She was born in May." in me.get("/copy/page").text
    challenge = held(context, me.reference)
    assert challenge.answers["child"] == PARENT["child"]
    assert "message" in challenge.flags, "staff have to read it"


def test_the_same_correction_twice_is_one_and_a_blank_one_none(sent):
    me = sent()
    correct(me, "Child")
    correct(me, "Child")
    assert me.get("/sent").text.count("She was born in May.") == 1
    me.get("/correct/1")
    assert me.send(words="", new="no").errors == ["Tell us what it should say"]
    assert me.get("/correct/99").response.status_code == 404


def test_a_correction_that_says_someone_is_not_safe_opens_an_alert(sent, context):
    me = sent()
    page = correct(me, "Child", new="yes")
    assert "999" in page.marked("govuk-main-wrapper")
    assert Duty.SAFETY in waits(context, me)


# Call me back


CALL = {"part": "morning", "telephone": "07700 900123", "name": "Sam", "word": "Bluebell"}


def test_a_call_is_asked_for_on_one_of_the_next_working_days_and_waits_with_its_date(sent, context):
    me = sent()
    page = me.get(me.page.link("Ask us to call you"))
    for words in ("Tuesday 24 November 2026", "Monday 30 November 2026"):
        assert words in page.text
    assert "28 November" not in page.text
    page = me.send(on="2026-11-25", **CALL)
    assert page.h1 == "You have asked us to call you"
    (promise,) = held(context, me.reference).work.promises
    assert promise["by"] == "2026-11-25"
    assert promise["words"] == (
        "Call them in the morning on 07700 900123. Ask for Sam. Say this word first: Bluebell. "
        "They asked for this call themselves."
    )
    assert Duty.PROMISE in waits(context, me)
    page = me.get("/progress")
    assert "You asked us to call you." in page.text
    assert "Bluebell" not in page.text, "the word is for us"


def test_the_same_call_asked_for_twice_is_one(sent, context):
    me = sent()
    for _each in range(2):
        me.get("/call-me")
        me.send(on="2026-11-25", **CALL)
    assert len(held(context, me.reference).work.promises) == 1


def test_what_is_missing_for_a_call_is_said(sent):
    me = sent()
    me.get("/call-me")
    assert me.send().errors == [
        "Select a day",
        "Select morning or afternoon",
        "Enter a phone number",
        "Enter a name, or what we should say",
    ]
    assert me.send(on="2026-11-28", **CALL).errors == ["Select a day"], "nobody is there on a Saturday"


def test_after_a_few_calls_they_are_told_whom_to_call(sent):
    me = sent()
    for number in range(4):
        me.get("/call-me")
        page = me.send(on="2026-11-25", **{**CALL, "name": f"Sam {number}"})
    assert "You have asked us to call you many times." in page.errors[0]


def test_we_offer_the_next_working_days_and_no_bank_holiday(context):
    days = call_days(context.calendar, date(2026, 12, 23))
    assert [each.isoformat() for each in days] == ["2026-12-24", "2026-12-29", "2026-12-30", "2026-12-31", "2027-01-04"]


# Complain from here


def test_they_choose_their_words_see_the_very_text_and_it_waits_to_be_sent(sent, context):
    me = sent()
    page = me.get(me.page.link("Complain about how we treated you"))
    boxes = [box for box in page.all("input") if box.get("name") == "words"]
    ground = next(
        box.get("value")
        for box in boxes
        for label in page.all("label")
        if label.get("for") == box.get("id") and "You did not speak to the school." in "".join(label.itertext())
    )
    page = me.send(words=[ground], more="Nobody rang me back.")
    assert page.h1 == "Check what we will send"
    text = page.marked("govuk-inset-text")
    assert "You did not speak to the school." in text
    assert "Nobody rang me back." in text
    assert "sam@example.com" not in text, "what they did not choose is not sent"
    form = next(form for form in page.forms() if "Send my complaint" in "".join(form.itertext()))
    given = me.page.hidden(form) | {"words": [ground]}
    answer = me.client.post("/complain", data=given, follow_redirects=True)
    assert "We have your complaint" in answer.text
    challenge = held(context, me.reference)
    (transfer,) = challenge.work.transfers
    assert (transfer["name"], transfer["done"], transfer["own_words"]) == ("complaint", "", True)
    assert " ".join(transfer["words"].split()) == text
    assert Duty.SEND in waits(context, me)
    assert challenge.status == "received", "their request goes on"
    page = me.get("/progress")
    assert "You asked us to send your complaint to the complaints team." in page.text
    assert "Complain about how we treated you" not in page.marked("govuk-main-wrapper")
    assert me.get("/complain").path == "/progress"


def test_a_complaint_without_words_is_not_sent(sent, context):
    me = sent()
    me.get("/complain")
    assert me.send().errors == ["Choose some of your words, or write something"]
    assert not held(context, me.reference).work.transfers


def test_what_was_chosen_is_still_there_when_they_change_it(sent):
    me = sent()
    me.get("/complain")
    me.send(more="Nobody rang me back.")
    form = next(form for form in me.page.forms() if "Change it" in "".join(form.itertext()))
    given = me.page.hidden(form)
    assert "Nobody rang me back." in me.client.post("/complain", data=given).text


def test_a_complaint_about_information_shows_by_which_day_it_is_confirmed_and_what_comes_of_it(sent, context):
    me = sent()
    page = me.get(me.page.link("Complain about how we used your information"))
    assert "By law we must confirm that we have your complaint." in page.text
    page = me.send(more="You told my landlord.")
    assert "You told my landlord." in page.marked("govuk-inset-text")
    form = next(form for form in page.forms() if "Send my complaint" in "".join(form.itertext()))
    answer = me.client.post("/complain-information", data=me.page.hidden(form), follow_redirects=True)
    assert "We have your complaint" in answer.text
    challenge = held(context, me.reference)
    (transfer,) = challenge.work.transfers
    assert (transfer["name"], transfer["done"], transfer["own_words"]) == ("information", "", True)
    assert {Duty.SEND, Duty.PROMISE} <= set(waits(context, me))
    page = me.get("/progress")
    assert "We must confirm by 23 December 2026 that we have your complaint." in page.text
    assert "Complain about how we used your information" not in page.marked("govuk-main-wrapper")
    assert me.get("/complain-information").path == "/progress"


def test_whoever_reads_how_to_complain_about_information_is_led_to_their_request(sent, another):
    me = sent()
    me.get("/your-information")
    assert me.get(me.page.link("Complain in your request")).path == "/complain-information"
    stranger = another()
    stranger.get("/your-information")
    assert stranger.get(stranger.page.link("Complain in your request")).path == "/return"
