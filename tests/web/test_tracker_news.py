"""What a raiser sees first: what is new since they last looked, the one thing to do, and the answer to each ground."""

import re
from datetime import timedelta

import pytest
from actions import Action
from deeds_done import done

from build import PARENT, YOUNG
from portal.domain.challenge.grounds import Verdict
from portal.domain.challenge.reply_text import AnsweredGround, composed, grounds_in
from portal.domain.permissions import Actor, Role
from portal.services import tracker
from posting import send_in
from visitor import text_of

pytestmark = pytest.mark.usefixtures("reviewer")


@pytest.fixture
def sent(visitor, context):
    def send(answers=PARENT, **said):
        token, visitor.reference = send_in(context, {**answers, **said})
        visitor.client.set_cookie("s", token)
        visitor.get("/progress")
        return visitor

    return send


@pytest.fixture
def comes_back(monkeypatch):
    """Somebody opens their request again with the code."""
    monkeypatch.setattr(tracker, "code_matches", lambda *_given: True)

    def back(me):
        me.get("/return")
        return me.send(reference=me.reference, code="x")

    return back


def main_buttons(page):
    """What is pressed first on a page, but for what its time limit asks: no page has two of them."""
    buttons = [each for each in page.all("a") + page.all("button") if "govuk-button" in (each.get("class") or "")]
    first = [each for each in buttons if not re.search(r"secondary|exit", each.get("class"))]
    return [text_of(each) for each in first if text_of(each) != "Stay on this page"]


def test_a_finished_review_leads_to_what_is_new_first_and_then_to_what_they_choose(sent, happen, clock, comes_back):
    me = sent()
    clock.now += timedelta(days=1)
    happen("triaged", me.reference, outcome="review", goes_on=True)
    happen("review_ended", me.reference)
    page = comes_back(me)
    assert main_buttons(page) == ["Read what is new"]
    clock.now += timedelta(hours=3)
    assert main_buttons(comes_back(me)) == ["Choose what happens next"]


def test_what_is_new_since_they_last_looked_is_named_and_read_first(sent, happen, clock, comes_back):
    me = sent()
    assert "New since" not in me.page.text
    clock.now += timedelta(days=1)
    happen("triaged", me.reference, outcome="review", goes_on=True)
    page = comes_back(me)
    assert (
        "New since you were last here 24 November 2026: We decided what happens with your request, and told you."
        in page.text
    )
    assert me.get(page.link("Read what is new")).path == "/messages"
    assert "New since you were last here" in me.get("/progress").text, "as long as they are here"
    clock.now += timedelta(hours=3)
    page = comes_back(me)
    assert "New since" not in page.text
    assert "Read it" not in page.text, "what they have seen is not offered for ever"
    assert page.link("Read our messages") == "/messages"


def test_what_they_did_themselves_is_not_new(sent, clock, comes_back):
    me = sent()
    me.get("/add")
    me.send(more="The teacher called me.", new="no")
    clock.now += timedelta(hours=3)
    assert "New since" not in comes_back(me).text


def test_a_question_of_ours_comes_before_the_rest(sent, happen, clock, comes_back):
    me = sent()
    clock.now += timedelta(hours=3)
    happen("identity_checked", me.reference, words="Seen.")
    happen("standing_checked", me.reference, words="Seen.")
    happen("asked", me.reference, words="Which school?")
    page = comes_back(me)
    assert page.link("Read question 1 and answer it") == "/answer/1"
    assert "Read what is new" not in page.text, "one thing to do first"


def test_each_thing_they_raised_has_our_answer_beside_their_own_words(sent, happen):
    me = sent()
    for check in ("identity_checked", "standing_checked"):
        happen(check, me.reference, words="In our notes.")
    grounds = [AnsweredGround("You did not ask the right people", Verdict.CHANGED, "We have spoken to the school now.")]
    happen("released", me.reference, words=composed(grounds, ["Yours, the team."]), fact="review_result")
    page = me.get("/messages")
    assert "What we found, 23 November 2026" in page.text
    told = page.marked("govuk-main-wrapper")
    for words in (
        "You did not ask the right people",
        "You told us: You did not speak to the school.",
        "You were right",
        "We have spoken to the school now. Yours, the team.",
    ):
        assert words in told, words
    assert told.count("You did not speak to the school.") == 1


def test_a_reply_comes_apart_as_it_was_made_and_other_words_stay_whole():
    grounds = [
        AnsweredGround("One thing", Verdict.PARTLY, "First.\n\nSecond."),
        AnsweredGround("Another", Verdict.UNKNOWN, "Third."),
    ]
    assert grounds_in(composed(grounds, [])) == tuple(grounds)
    assert grounds_in(composed(grounds[:1], [])) == (grounds[0],)
    for words in ("", "We changed the plan.", "Dear Sam\n\n" + composed(grounds, [])):
        assert grounds_in(words) == ()


def test_a_new_date_says_so_with_the_day_and_leads_to_the_reason(sent, happen):
    me = sent()
    for check in ("identity_checked", "standing_checked"):
        happen(check, me.reference, words="In our notes.")
    happen("extended", me.reference, amount=5, unit="working days", words="We wait for the school.", why="x",
           due="2026-12-07", was="2026-11-30")  # fmt: skip
    page = me.get("/progress")
    assert "7 December 2026This is a new date." in page.text
    assert "We need more time. Our message says why. The new date is 7 December 2026." in page.text
    assert "We wait for the school." in me.get(page.link("Read why")).text


def test_when_we_are_late_without_a_new_date_we_say_that_there_is_none(sent, clock, comes_back):
    me = sent()
    clock.now += timedelta(days=8)
    page = comes_back(me)
    assert "We have not finished, and we are sorry. There is no new date yet." in page.text


def test_who_is_late_reads_why_and_the_new_date_and_of_no_new_date_that_has_passed(sent, happen, clock, comes_back):
    me = sent()
    clock.now += timedelta(days=8)
    happen("late", me.reference, due="2026-11-30")
    page = comes_back(me)
    assert "We did not finish by the date we gave you. We are sorry." in page.text
    assert "The new date is" not in page.text, "30 November has passed"
    happen("new_date_given", me.reference, sort="busy", due="2026-12-09")
    page = comes_back(me)
    assert (
        "We are late. We said that we would finish by 30 November 2026. We have not finished, and we are sorry. "
        "More people asked us than we could answer in time. We now plan to finish by 9 December 2026."
    ) in page.text
    assert "There is no new date yet" not in page.text
    assert "We told you why we are late. The new date is 9 December 2026." in page.text
    assert "More people asked us than we could answer in time." in me.get("/messages").text
    clock.now += timedelta(days=9)
    assert "Then we said 9 December 2026. That day has passed too. There is no new date yet." in comes_back(me).text


def test_who_looks_at_it_has_told_us_that_they_had_no_part_once_they_have(sent, employ_reviewer):
    me = sent()
    assert "It will be someone who had no part in the decision." in me.page.text
    employ_reviewer(me.reference)
    assert "They have told us that they had no part in the decision." in me.get("/progress").text


@pytest.fixture
def employ_reviewer(context):
    def take(reference):
        remi = Actor("fresh", frozenset({Role.REVIEWER}), 99)
        for action in (Action.TAKE, Action.ACCEPT_FOR_REVIEW):
            assert done(context, remi, reference, action)

    return take


def test_young_people_read_their_tracker_and_the_end_of_it_in_words_of_their_own(sent):
    me = sent(YOUNG)
    page = me.get("/progress")
    for words in ("Who will look at it", "What happened and when", "People on your side who can help"):
        assert words in page.text
    for words in ("Stage 1", "Your dates", "Get independent help", "Who is dealing"):
        assert words not in page.text
    page = me.send("/leave")
    assert "Keep your code in a safe, secret place." in page.text
    assert "0800 1111" in page.marked("govuk-main-wrapper")
    page = me.get("/young/nowhere")
    assert "You did nothing wrong. You can talk to Childline at any time." in page.text
    assert "Childline" not in me.get("/nowhere").marked("govuk-main-wrapper")


def test_who_is_on_their_side_is_named_when_we_are_late_and_when_we_have_finished(sent, happen, clock, comes_back):
    me = sent()
    assert "Someone on your side" not in me.page.text
    happen("review_ended", me.reference)
    page = me.get("/progress")
    assert page.link("See who can help you").startswith("/independent-help")
    clock.now += timedelta(days=8)
    assert "Someone on your side" in comes_back(me).text


def test_who_is_late_for_a_young_person_names_childline(sent, clock, comes_back):
    me = sent(YOUNG)
    clock.now += timedelta(days=9)
    page = comes_back(me)
    assert "You can talk to Childline about this at any time. It is free. 0800 1111" in page.text


def test_the_card_to_keep_has_the_day_by_which_we_plan_to_finish(sent):
    card = sent().get("/done").marked("govuk-inset-text")
    for words in (
        "Our web address",
        "Your reference",
        "We plan to finish by30 November 2026",
        "If you cannot use the web",
    ):
        assert words in card
