"""Coming back: what a raiser sees of their request, and what they can do about it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from actions import Action
from deeds_done import done

from build import PARENT, PROFESSIONAL, YOUNG, OnePack, timed
from portal.domain.challenge.addition_limits import ADDED
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.history import additions
from portal.domain.challenge.state import Event
from portal.domain.challenge.submission import Submission, receive
from portal.domain.permissions import RAISER, Actor, Role
from portal.domain.policy.model import Audience
from portal.services import casework
from portal.storage import Order, Wanted
from posting import send_in
from visitor import text_of, walk

pytestmark = pytest.mark.usefixtures("reviewer")


@pytest.fixture
def checked(happen):
    """Staff have established who somebody is and where they stand, so that they can write to them freely."""

    def check(reference):
        for kind in ("identity_checked", "standing_checked"):
            happen(kind, reference, words="Seen.")

    return check


@pytest.fixture
def sent(visitor, context):
    """Somebody has sent a request; their browser, and the reference."""

    def send(**said):
        token, visitor.reference = send_in(context, {**PARENT, **said})
        visitor.client.set_cookie("s", token)
        visitor.get("/done")
        visitor.send(kept=visitor.see_code())
        return visitor

    return send


def held(context, reference):
    with context.store.read() as unit:
        challenge = unit.challenges.get(reference)
        assert replay(unit.event_log.events(challenge.id)) == challenge
        return challenge


def waiting(context):
    with context.store.begin() as unit:
        return [w.notice for w in unit.outbox.claim(context.now() + timedelta(days=2), limit=20)]


def test_where_it_is_who_acts_and_by_when(sent):
    page = sent().get("/progress")
    for words in (
        "We have it",
        "Who will look at it Team Manager, Stage 1",
        "It will be someone who had no part in the decision.",
        "We will read what you sent by the end of 24 November 2026.",
        "Team Manager",
        "30 November 2026",
        "This date may change.",
        "23 November 2026 at 10:00am You sent your request.",
        "30 November 2026 We plan to finish by the end of this day.",
    ):
        assert words in page.text
    assert "late" not in page.text.lower()
    assert "Ombudsman" not in page.text


def test_the_main_page_is_safe_to_glance_at(sent, happen, checked):
    me = sent()
    checked(me.reference)
    happen("asked", me.reference, words="Which school does Robin go to?")
    happen("released", me.reference, words="We have changed the decision.", fact="review_result")
    me.get("/add")
    me.send(more="The teacher called me.", new="no")
    page = me.get("/progress")
    for words in ("Robin", "school", "teacher", "changed the decision", "child", "sam@example.com"):
        assert words not in page.marked("govuk-main-wrapper"), words


def test_all_they_sent_is_on_a_page_of_its_own(sent):
    me = sent()
    me.get("/add")
    me.send(more="The teacher called <b>me</b>.", new="no")
    page = me.get(me.get("/progress").link("Read what you sent"))
    for words in (
        "You did not speak to the school.",
        "Robin Example",
        "sam@example.com",
        "The teacher called <b>me</b>.",
    ):
        assert words in page.text


def test_we_are_honest_when_late_and_the_next_person_can_be_asked_for_once(sent, clock, context):
    me = sent()
    clock.now += timedelta(days=8)
    page = come_back(me)
    assert "We said that we would finish by 30 November 2026. We have not finished, and we are sorry." in page.text
    assert "Next, it goes to: Service Manager (Front Door)." in page.text
    again = me.page
    page = me.send("/ask-next")
    assert page.h1 == "Your request has gone to the next step"
    assert "This is who looks at it next: Service Manager (Front Door)." in page.text
    page = me.get("/progress")
    assert "You asked for the next step." in page.text
    assert "It went to: Service Manager (Front Door)." in page.text
    assert "8 December 2026" in page.text, "they get the time of the next stage"
    assert not [form for form in page.forms() if form.get("action") == "/ask-next"]
    assert "escalation_asked" in held(context, me.reference).flags
    me.page = again
    assert me.send("/ask-next").h1 == "Your request has gone to the next step", "pressed twice, it is done once"
    assert [each.kind for each in held(context, me.reference).history].count("escalation_asked") == 1
    clock.now += timedelta(hours=1)
    come_back(me)
    me.page = again
    page = me.send("/ask-next")
    assert (page.response.status_code, page.h1) == (409, "You cannot do this now")
    assert "when our date has passed" in page.text


def come_back(me):
    """After the visit has ended by itself: tests have no code to hand, so it begins again."""
    context = me.app.extensions["context"]
    with context.store.begin() as unit:
        unit.raiser_sessions.start(me.client.get_cookie("s").value, me.reference, context.now())
    return me.get("/progress")


def test_nobody_can_be_asked_for_before_the_date(sent):
    me = sent()
    me.get("/progress")
    assert me.send("/ask-next").response.status_code == 409
    assert "when our date has passed" in me.page.text


def test_a_question_is_answered_once_and_both_are_kept_with_their_dates(sent, happen, checked, context, clock):
    me = sent()
    checked(me.reference)
    happen("asked", me.reference, words="Which <i>school</i>?", cleared=[{"words": "Alex of the MASH"}])
    clock.now += timedelta(minutes=5)
    page = me.get("/progress")
    page = me.get(page.link("Read question 1"))
    assert "Which <i>school</i>?" in page.text
    assert "Alex" not in page.text
    asked_if_new = "Select yes if something new means that someone may not be safe"
    assert me.send().errors == ["Write your answer", asked_if_new]
    form = me.page
    assert me.send(words="The one in the square.", new="no").h1 == "We have your answer"
    page = me.get("/messages")
    assert "Our question 1, 23 November 2026 at 10:00am Which <i>school</i>?" in page.text
    assert "Your answer to question 1, 23 November 2026 at 10:05am The one in the square." in page.text
    assert "Read question 1" not in me.get("/progress").text
    assert me.get("/answer/1").path == "/progress"
    me.page = form
    page = me.send(words="Another.", new="no")
    assert page.response.status_code == 409
    assert "You may have answered it already." in page.text
    assert "answered" in held(context, me.reference).flags
    assert me.get("/answer/2").response.status_code == 404


@pytest.mark.parametrize(
    ("who", "shown"), [("parent", "We changed the plan."), ("neighbour", "We have finished looking at this again.")]
)
def test_a_message_is_shown_as_far_as_the_pack_allows(sent, happen, who, shown):
    said = {"who": who}
    me = sent(**said)
    for check in ("identity_checked", "standing_checked"):
        happen(check, me.reference, words="In our notes.")
    happen("released", me.reference, words="We changed the plan.", fact="review_result")
    happen("released", me.reference, words="CANARYREFERRER", fact="first_raised_by")
    page = me.get(me.get("/progress").link("Read it"))
    assert shown in page.text
    assert ("We changed the plan." in page.text) == (who == "parent")
    assert "CANARYREFERRER" not in page.html


def test_after_a_review_they_go_on_to_the_next_person_with_a_new_date(sent, happen, context):
    me = sent()
    happen("point_decided", me.reference, point=1, outcome="changed", reasons="CANARYRESULT")
    happen("review_ended", me.reference)
    page = me.get("/progress")
    assert "We have finished looking again" in page.text
    assert "What we need from you Tell us if you are still worried" in page.text
    assert "CANARYRESULT" not in page.html
    page = me.get(page.link("Choose what happens next"))
    assert me.send().errors == ["Tell us if you are still worried"]
    page = me.send(next="yes")
    assert "Service Manager (Front Door)" in page.text
    assert "30 November 2026" in page.text
    page = me.get("/progress")
    assert ", Stage 2" in page.text
    assert "You told us that you are still worried. It went to: Service Manager (Front Door)." in page.text
    assert held(context, me.reference).stage == "2"
    assert me.get("/next").path == "/progress"


def test_after_the_last_person_comes_the_ombudsman(sent, happen, context):
    me = sent()
    for _ in range(3):
        happen("review_ended", me.reference)
        me.get("/next")
        me.send(next="yes")
    happen("review_ended", me.reference, over=True)
    page = me.get("/progress")
    for words in (
        "There is nobody else at the council to ask.",
        "Local Government and Social Care Ombudsman",
        "Open: Monday to Friday, 10:00am to 4:00pm",
        "0300 061 0614",
        "Ask them within 12 months of the day you heard from us.",
    ):
        assert words in page.text
    for words in ("Are you still worried", "Choose what happens next", "You can stop here"):
        assert words not in page.text
    assert me.get("/next").path == "/progress", "nothing is asked"
    assert held(context, me.reference).status == "reviewed"


def test_who_has_not_answered_reads_until_when_they_can_and_then_that_it_is_closed(sent, happen, clock):
    me = sent()
    happen("review_ended", me.reference)
    assert "You can tell us until" not in me.get("/progress").text
    clock.now += timedelta(days=21)
    happen("window_closing", me.reference, last="2026-12-21")
    page = come_back(me)
    assert "We said that you can tell us until 21 December 2026 if you are still worried." in page.text
    assert "You can tell us until 21 December 2026. After that we may close your request." in page.text
    clock.now += timedelta(days=8)
    page = come_back(me)
    assert "After that we may close" not in page.text, "it is after that"
    assert "You can still tell us, but we may close your request now." in page.text
    clock.now += timedelta(days=1)
    happen("closed", me.reference, unanswered=True)
    page = come_back(me)
    assert "We closed your request because we did not hear from you." in page.text
    assert "If you are worried again, call us or send a new one." in page.text
    assert "After that we may close" not in page.text


def test_the_time_to_answer_is_that_of_the_last_review(sent, happen):
    me = sent()
    happen("review_ended", me.reference)
    happen("window_closing", me.reference, last="2026-12-21")
    happen("still_worried", me.reference, stage="2", due="2026-12-30")
    happen("review_ended", me.reference)
    assert "After that we may close" not in me.get("/progress").text


def test_what_will_be_passed_on_is_said_so_until_somebody_has_sent_it(sent, happen):
    me = sent()
    told = {"words": "He was rude.", "agreed": "By telephone.", "on": "2026-11-23", "own_words": True}
    happen("complaint_prepared", me.reference, **told)
    page = me.get("/progress")
    assert "We said that we would pass on what you said about how we treated you." in page.text
    assert "We passed on" not in page.text
    assert "He was rude." not in me.get("/messages").text
    happen("complaint_passed", me.reference, **told, transfer=1, how="post")
    assert "We passed on what you said about how we treated you." in me.get("/progress").text
    page = me.get("/messages")
    assert "What we passed on about how we treated you, 23 November 2026 He was rude." in page.text


PROMISE = "We will read what you sent by the end of 24 November 2026."
SORRY = "We should have told you by 24 November 2026 what happens next. We have not, and we are sorry."


def test_until_when_we_read_it_is_named_and_once_that_is_over_we_say_that_we_are_late(sent, happen, clock):
    me = sent()
    for page in ("/done", "/kept", "/progress"):
        assert PROMISE in me.get(page).text, page
    clock.now += timedelta(hours=37, minutes=59)  # to the last minute of the 24th
    page = come_back(me)
    assert PROMISE in page.text
    assert SORRY not in page.text
    clock.now += timedelta(minutes=1)
    page = come_back(me)
    assert PROMISE not in page.text
    assert SORRY in page.text
    asked = page.text.index("You can call us to ask what is happening.")
    assert "0191 643 7366" in page.text[asked : asked + 100]
    assert "24 November" not in me.get("/done").text
    clock.now += timedelta(days=6)  # past the date of the whole stage too
    page = come_back(me)
    assert SORRY in page.text
    assert "We said that we would finish by 30 November 2026." in page.text
    assert page.text.count("to ask what is happening") == 1
    happen("triaged", me.reference, outcome="review", goes_on=True)
    assert SORRY not in me.get("/progress").text


def test_where_all_of_it_is_due_before_that_day_is_over_no_later_day_is_named(sent, context):
    object.__setattr__(context, "packs", OnePack(timed(context.pack, "30 hours")))
    me = sent()
    for address in ("/done", "/progress"):
        page = me.get(address)
        assert "We will read what you sent." in page.text, address
        assert "24 November 2026" in page.text, "by which hour of it we plan to finish"
        assert "by the end of 24" not in page.text


@pytest.mark.parametrize("address", ["/done", "/kept", "/no-code"])
def test_what_happens_next_is_not_said_any_more_once_it_is_another_matter(sent, happen, address):
    me = sent()
    happen("triaged", me.reference, outcome="review", goes_on=True)
    page = me.get(address)
    assert page.h1 == "Your request"
    assert "Waiting for a manager" in page.text


AGAIN = {
    "/added": ("added", {"words": "More.", "new": False}),
    "/noted/on": ("still_worried", {"stage": "2", "due": "2026-12-08"}),
    "/noted/again": ("reopened", {"stage": "1", "status": "received", "due": "2026-11-30"}),
}


@pytest.mark.parametrize("address", AGAIN)
def test_a_deed_is_confirmed_while_it_is_fresh_and_promises_nothing_later(sent, happen, clock, address):
    me = sent()
    kind, what = AGAIN[address]
    happen(kind, me.reference, **what)
    assert me.get(address).h1 != "Your request"
    clock.now += timedelta(minutes=61)
    come_back(me)
    assert me.get(address).h1 == "Your request"


def test_where_it_is_says_what_is_so_now(sent, happen, clock):
    me = sent()
    assert "We will read what you sent by the end of 24 November 2026." in me.get("/progress").text
    happen("triaged", me.reference, outcome="review", goes_on=True)
    assert "Waiting for a manager" in me.get("/progress").text
    happen("found", me.reference, evidence="x", views="y")
    assert "A manager is looking at it" in me.get("/progress").text
    happen("paused", me.reference, first="2026-11-23", last="2026-12-04", why="x", words="", due="2026-12-16")
    page = me.get("/progress")
    assert "We have paused it until 4 December 2026" in page.text
    assert "A manager is looking at it" not in page.text
    clock.now += timedelta(days=12)
    assert "A manager is looking at it" in come_back(me).text


def test_a_message_from_before_a_review_ended_is_not_offered_as_its_answer(sent, happen, clock):
    me = sent()
    happen("triaged", me.reference, outcome="review", goes_on=True)
    assert "Read it" in me.get("/progress").text
    clock.now += timedelta(minutes=1)
    happen("review_ended", me.reference)
    assert "Read it" not in me.get("/progress").text


def test_what_was_passed_on_is_among_their_dates_and_not_a_word_of_what_we_added(sent, happen):
    me = sent()
    happen("complaint_passed", me.reference, words="He was rude.", agreed="By telephone.")
    happen("information_passed", me.reference, words="He lost it.", agreed="By telephone.", due="2026-12-23")
    page = me.get("/progress")
    for words in ("how we treated you.", "your information."):
        assert f"We passed on what you said about {words}" in page.text
    assert "rude" not in page.text
    assert "telephone" not in me.get("/messages").text


def test_they_can_stop_there(sent, happen, context):
    me = sent()
    happen("review_ended", me.reference)
    me.get("/next")
    form = me.page
    assert me.send(next="no").h1 == "Thank you for telling us"
    assert held(context, me.reference).status == "finished"
    page = me.get("/progress")
    assert "You told us that you want to stop here." in page.text
    assert "Cancel your request" not in page.text
    me.page = form
    assert me.send(next="yes").response.status_code == 409


def test_taking_it_back_asks_whether_anybody_is_behind_it_and_never_shows_the_answer(sent, context):
    me = sent()
    page = me.get(me.get("/progress").link("Cancel your request"))
    assert "We may still have to do something to keep a child safe." in page.text
    assert me.send().errors == [
        "Tell us if anyone is making you do this, or choose 'I do not want to say'",
        "Select yes if something new means that someone may not be safe",
    ]
    page = me.send(pressure="yes", words="He told me to.", new="no")
    assert "You can change your mind until 7 December 2026." in page.text
    challenge = held(context, me.reference)
    assert (challenge.status, "pressure" in challenge.flags) == ("withdrawn", True)
    for address in ("/progress", "/sent", "/copy/page", "/messages"):
        assert "He told me to." not in me.get(address).html
    for address in ("/progress", "/sent", "/messages", "/copy/page"):
        assert "making you" not in me.get(address).text
    page = me.get("/progress")
    assert "You cancelled your request" in page.text
    assert me.send("/open-again").h1 == "Your request is open again"
    assert held(context, me.reference).status == "received"
    me.page = page
    assert me.send("/open-again").h1 == "Your request is open again", "pressed twice, it is done once"
    assert [each.kind for each in held(context, me.reference).history].count("reopened") == 1


def test_who_says_in_an_answer_that_someone_may_not_be_safe_opens_an_alert_and_reads_whom_to_call(
    sent, happen, checked, context
):
    me = sent()
    checked(me.reference)
    happen("asked", me.reference, words="Has anything new happened?")
    me.get("/answer/1")
    page = me.send(words="Yes. He hit her again.", new="yes")
    assert page.h1 == "We have your answer"
    assert "We have put your request at the top of our list." in page.text
    [alert] = held(context, me.reference).work.alerts
    assert (alert["kind"], alert["words"]) == ("new_information", "Yes. He hit her again.")


def test_who_says_while_taking_it_back_that_someone_may_not_be_safe_opens_an_alert(sent, context):
    me = sent()
    me.get("/take-back")
    page = me.send(pressure="no", words="He hit her.", new="yes")
    assert "top of our list" not in page.text, "who looks over a shoulder never sees it"
    [alert] = held(context, me.reference).work.alerts
    assert (alert["kind"], alert["words"]) == ("new_information", "He hit her.")


def test_nobody_is_said_to_look_again_at_what_is_added_after_it_was_taken_back(sent):
    me = sent()
    me.get("/take-back")
    me.send(pressure="no", words="", new="no")
    pages = [me.get("/add").text, me.send(more="A photo will follow.", new="no").text]
    for text in pages:
        assert "Someone in our team will read it." in text
        assert "looks again" not in text


def test_the_time_to_come_back_runs_out(sent, clock):
    me = sent()
    me.get("/take-back")
    me.send(pressure="no", words="", new="no")
    clock.now += timedelta(days=15)
    page = come_back(me)
    assert "You can change your mind" not in page.text
    token = page.token
    response = me.client.post("/open-again", data={"csrf_token": token})
    assert response.status_code == 409
    assert "The time to change your mind has passed." in response.text


def test_contact_is_changed_question_by_question_and_kept_at_the_end(sent, context):
    me = sent()
    page = me.get(me.get("/progress").link("Change or stop how we contact you"))
    assert "sam@example.com" in page.text
    assert "Save changes" not in page.text
    me.get("/get-in-touch/safe-ways")
    address = {"address.line1": "1 Example Street", "address.town": "Wallsend", "address.postcode": "NE28 6AA"}
    ways = {"safe": ["letter", "text"], "name": "Sam Example", **address}
    assert me.send(**ways, mobile="nonsense").errors == ["Enter only the number, like 07700 900 982"]
    page = me.send(**ways, mobile="07700 900982")
    assert page.path == "/get-in-touch/safe-times"
    page = me.send(say_who="yes", fallback="yes", times=["evening"])
    assert page.path == "/get-in-touch"
    assert "You have not saved your changes" in page.text
    assert held(context, me.reference).answers["safe"] == ["email"], "not before it is kept"
    page = me.send("/get-in-touch")
    assert page.h1 == "Your contact details are saved"
    challenge = held(context, me.reference)
    assert set(challenge.answers["safe"]) == {"text", "letter"}
    assert "email" not in challenge.answers
    assert challenge.answers["fallback"] == "yes"
    assert "contact_changed" in challenge.flags
    assert "You changed how we contact you." in me.get("/progress").text


def test_what_waits_for_the_old_way_is_not_sent(sent, context):
    me = sent()
    me.get("/get-in-touch/safe-ways")
    assert me.send(safe=["none"]).path == "/get-in-touch"
    me.send("/get-in-touch")
    assert [notice.name for notice in waiting(context)] == ["new_challenge"]
    assert held(context, me.reference).answers["safe"] == ["none"]


def test_what_waits_goes_the_new_way(sent, context):
    me = sent()
    me.get("/get-in-touch/safe-ways")
    me.send(safe=["email"], name="Sam Example", email="new@example.com")
    me.send("/get-in-touch")
    told = {notice.name: notice.to for notice in waiting(context)}
    assert told == {"new_challenge": {"email": "mash@example.com"}, "received": {"email": "new@example.com"}}


@pytest.mark.parametrize(("safe", "told"), [(["email"], {"accepted": {"email": "new@example.com"}}), (["none"], {})])
def test_news_that_waits_goes_the_new_way_or_not_at_all(sent, context, safe, told):
    me = sent()
    with context.store.begin() as unit:
        for each in unit.outbox.claim(context.now(), limit=20):
            unit.outbox.sent(each.id, "n", context.now())
    for action in (Action.TAKE, Action.ACCEPT_FOR_REVIEW):
        done(context, Actor("staff-1", frozenset({Role.TRIAGE})), me.reference, action)
    me.get("/get-in-touch/safe-ways")
    me.send(safe=safe, name="Sam Example", email="new@example.com")
    me.send("/get-in-touch")
    assert {notice.name: notice.to for notice in waiting(context)} == told


def test_pages_about_contact_out_of_turn_lead_back(sent):
    me = sent()
    assert me.get("/get-in-touch/work-contact").path == "/get-in-touch"
    assert me.get("/get-in-touch/points").response.status_code == 404


def test_changes_that_were_not_kept_go_when_they_leave(sent, context):
    me = sent()
    me.get("/get-in-touch/safe-ways")
    me.send(safe=["none"])
    me.get("/progress")
    me.send("/leave")
    with context.store.read() as unit:
        assert unit.connection.exec_driver_sql("select count(*) from drafts").scalar() == 0


@pytest.mark.parametrize(
    "address",
    ["/progress", "/sent", "/messages", "/add", "/answer/1", "/take-back", "/next", "/noted/answer", "/get-in-touch",
     "/get-in-touch/safe-ways"],
)  # fmt: skip
def test_without_a_visit_every_page_leads_to_the_code(visitor, address):
    assert visitor.get(address).path == "/return"


@pytest.mark.parametrize("what", ["answer", "nonsense"])
def test_nothing_is_confirmed_that_did_not_happen(sent, what):
    assert sent().get(f"/noted/{what}").path == "/progress"


TELLING = ("child", "safeguarding", "social", "abuse", "mash", "neglect", "worried", "robin")


def test_no_title_or_address_gives_the_subject_away(sent, happen):
    me = sent()
    happen("asked", me.reference, words="Which school?")
    happen("review_ended", me.reference)
    for address in ("/progress", "/sent", "/messages", "/add", "/answer/1", "/take-back", "/next", "/get-in-touch"):
        assert me.get(address).path == address
        title = "".join(me.page.all("title")[0].itertext()).lower()
        assert not [word for word in TELLING if word in title + address], title


@pytest.mark.parametrize("audience", Audience)
def test_every_audience_has_a_tracker(context, visitor, happen, audience):
    """Their answers differ; where the request is does not."""
    given = {"young": "seen"} if audience is Audience.YOUNG_PERSON else {}
    request = Submission(uuid4().hex, "ABCDEFGH7", "en", {**PARENT, **given, "who": audience.value})
    events = receive(request, RAISER, context.pack, context.calendar, context.now())
    visitor.get("/return")
    with context.store.begin() as unit:
        unit.challenges.add(replay(events), draft_id="d", code_hash="", now=context.now())
        unit.event_log.append(request.id, events)
        unit.raiser_sessions.start(visitor.client.get_cookie("s").value, "ABCDEFGH7", context.now())
    happen("asked", "ABCDEFGH7", words="Which day?")
    happen("released", "ABCDEFGH7", words="A message.", fact="review_result")
    for address in ("/progress", "/sent", "/messages", "/add", "/answer/1", "/take-back", "/get-in-touch"):
        page = visitor.get(address)
        assert page.response.status_code == 200
    assert "Team Manager" in visitor.get("/progress").text


@pytest.mark.parametrize("address", ["/no-code", "/progress", "/take-back", "/copy", "/copy/page", "/open-again"])
def test_a_young_person_is_spoken_to_as_one_wherever_they_come(visitor, context, address):
    walk(visitor, context.journeys["young"], YOUNG)
    visitor.send()
    if address == "/open-again":  # what cannot be done now is said in a page of its own
        visitor.get("/progress")
        page = visitor.send(address)
        assert page.response.status_code == 409
    else:
        page = visitor.get(address)
    assert "Someone is with me" in page.text
    for words in ("Ombudsman", "manager will", "on this device", "Exit this page"):
        assert words not in page.marked("govuk-main-wrapper"), words


def test_one_press_stops_all_messages_and_nothing_promises_any_after_it(sent, context):
    me = sent()
    assert "Stop all messages" in me.get("/get-in-touch").text
    me.client.post("/get-in-touch/stop", data={"csrf_token": me.page.token})
    assert me.get("/noted/stopped").h1 == "We will not contact you"
    challenge = held(context, me.reference)
    assert challenge.answers["safe"] == ["none"]
    assert not {"email", "mobile", "telephone"} & set(challenge.answers)
    assert [notice.name for notice in waiting(context)] == ["new_challenge"]
    for address in ("/progress", "/get-in-touch"):
        text = me.get(address).text
        assert "We will not contact you" in text
        assert "Stop all messages" not in text
        assert "or stop it" not in text
    assert "We will not send you a message." in me.get("/done").text


def test_who_works_with_the_child_is_not_offered_to_stop_what_goes_to_work(sent):
    me = sent(who="professional", **{key: PROFESSIONAL[key] for key in PROFESSIONAL if key != "who"})
    assert "Stop all messages" not in me.get("/get-in-touch").text


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({}, "We could not reach you by email. Check your email address."),
        (
            {"safe": ["text"], "mobile": "+447700900982", "times": ["any"]},
            "We could not reach you by text. Check your number.",
        ),
    ],
)
def test_an_address_that_did_not_work_is_on_the_first_page_until_it_is_changed(sent, context, clock, said, sentence):
    me = sent(**said)
    assert sentence not in me.get("/progress").text
    with context.store.begin() as unit:
        [first] = [each for each in unit.outbox.claim(context.now(), limit=20) if each.notice.name == "received"]
        unit.outbox.sent(first.id, "their id", context.now())
        unit.outbox.receipt(first.reference, "permanent-failure", context.now())
    page = me.get("/progress")
    assert sentence in page.text
    assert me.get(page.link("Change or stop how we contact you")).path == "/get-in-touch"
    clock.now += timedelta(minutes=1)
    me.client.post("/get-in-touch/stop", data={"csrf_token": me.page.token})
    assert "We could not reach you" not in me.get("/progress").text


def test_who_adds_too_much_keeps_their_words_and_is_told_whom_to_call(sent, context):
    me = sent()
    for number in range(ADDED.a_day):
        me.get("/add")
        me.send(more=f"One more thing: {number}.", new="no")
        assert me.page.path == "/added"
    me.get("/add")
    page = me.send(more="And this one.", new="no")
    assert page.response.status_code == 422
    assert "call us now on 0345 2000 109" in page.errors[0]
    assert "call 999" in page.errors[0]
    assert [text_of(box) for box in page.all("textarea")] == ["And this one."]
    assert len(additions(held(context, me.reference))) == ADDED.a_day
    assert me.send(more="He hit her.", new="yes").path == "/added", "what is new still comes"


def test_where_nobody_is_left_who_could_look_no_role_is_said_to_be_next(sent, context):
    """Whoever works here has had a part in it, or nobody does: we say that we are finding somebody."""
    visitor = sent()
    assert "Who will look at it Team Manager" in visitor.get("/progress").text
    with context.store.begin() as unit:
        told = Event("involved", context.now(), "x", {"who": "fresh", "how": "made", "words": "It is in the record."})
        triaged = Event("triaged", context.now(), "x", {"outcome": "review", "goes_on": True, "words": ""})
        casework.keep(context, unit, unit.challenges.get(visitor.reference), [triaged, told])
    page = visitor.get("/progress")
    assert "Team Manager" not in page.text
    assert "Who will look at it We are finding someone who had no part in it" in page.text
    assert "Nobody here can look at it now." in page.text


def test_a_young_person_is_told_what_a_manager_is_wherever_one_is_named(context, visitor, happen, checked, clock):
    posts = {stage.reviewer for ladder in context.pack.ladders for stage in ladder.stages}
    walk(visitor, context.journeys["young"], YOUNG)
    visitor.send()
    with context.store.read() as unit:
        [reference] = [row.reference for row in unit.worklist.lines(Wanted(), Order.RECEIVED, limit=2)]
    checked(reference)
    named = []

    def look(page):
        text = page.marked("govuk-main-wrapper")
        for post in (each for each in posts if each in text):
            named.append((page.path, post))
            for after in text.split(post)[1:]:
                assert "This is a manager: someone in charge of other people at work." in after[:120], page.path

    look(visitor.get("/progress"))
    clock.now += timedelta(days=20)
    with context.store.begin() as unit:
        unit.raiser_sessions.start(visitor.client.get_cookie("s").value, reference, clock.now)
    look(visitor.get("/progress"))
    look(visitor.send("/ask-next"))
    look(visitor.get("/progress"))
    happen("review_ended", reference)
    look(visitor.get("/progress"))
    look(visitor.get("/next"))
    look(visitor.send(next="yes"))
    look(visitor.get("/progress"))
    assert {path for path, _post in named} == {"/progress", "/noted/next", "/next", "/noted/on"}
    assert len(named) > 6


def test_who_is_still_worried_can_say_what_is_still_wrong_and_it_is_read_with_the_rest(sent, happen, context):
    me = sent()
    happen("review_ended", me.reference)
    me.get("/next")
    me.send(next="yes", still_wrong="You did not ask the school.")
    assert me.page.path == "/noted/on"
    with context.store.read() as unit:
        events = unit.event_log.events(unit.challenges.get(me.reference).id)
    assert [each.kind for each in events][-2:] == ["added", "still_worried"]
    assert events[-2].words == "You did not ask the school."
