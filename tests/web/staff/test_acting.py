"""What staff do, by the forms for it: from triage to closing, with what goes wrong in between."""

from datetime import timedelta

import pytest
from actions import RAISERS_OWN, Action
from deeds_done import done

from build import EVERYONE, ORIGINAL, USUAL, YOUNG
from portal.domain.challenge.decide import ACTIONS
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.state import Event
from portal.domain.disclosure.table import MAKERS, NOBODY_CHECKED, Checks
from portal.domain.journey import Kind
from portal.domain.permissions import Actor, Role
from portal.services import casework, reminders, retention, tracker
from portal.web import form_fields
from portal.web.staff.action_forms import FORMS
from portal.web.staff.form_choices import BESIDE, CHOICES
from visitor import text_of

POINTS = [
    {"point.kind": "missing", "point.words": "You did not speak to the school."},
    {"point.kind": "unheard", "point.words": "Nobody asked {Robin} <b>anything</b>."},
]
OTHER_WORK = {
    Action.READ, Action.SEE_ALERT, Action.MARK_JUNK, Action.UNDO_JUNK, Action.EXPORT, Action.GIVE_CODE,
    Action.HAND_OVER_ALL, Action.OPEN_EVIDENCE,
}  # fmt: skip
"""What has pages of its own."""


@pytest.fixture
def team(employ, enter):
    """A reviewer of each rank that matters, and somebody who releases; signed in when asked for."""
    employ("remi@example.com", Role.REVIEWER, rank=1, name="Remi Example")
    employ("rowan@example.com", Role.REVIEWER, rank=1, name="Rowan Example")
    employ("low@example.com", Role.REVIEWER, rank=0, name="Low Example")
    employ("dee@example.com", Role.MANAGER, rank=4, name="Dee Example")
    employ("lou@example.com", Role.RELEASER, name="Lou Example")
    return lambda key: enter(f"{key}@example.com")


@pytest.fixture
def state(context):
    def find(reference):
        with context.store.read() as unit:
            challenge = unit.challenges.get(reference)
            assert replay(unit.event_log.events(challenge.id)) == challenge
        return challenge

    return find


def send(person, **typed):
    """Send the form of the page; the one above it is for signing out."""
    return person.send(person.page.forms()[-1].get("action"), **typed)


def opened(person, address):
    """Open a form; who has not said why they read what stands beside it does so first."""
    page = person.get(address)
    return send(person, why="releasing") if page.h1 == "Before you open it" else page


def read(person, reference):
    """Open the challenge, whose page has all that the raiser said, and say why where that is asked."""
    if person.get(f"/challenges/{reference}").h1 == "Before you open it":
        send(person, why="supervising")
    return person


def do(person, reference, action, *, at="", **typed):
    """Open the form and send it; and press the button below what the raiser will see, if that is shown."""
    if action.takes_reading:
        read(person, reference)
    page = opened(person, f"/challenges/{reference}/do/{action}{at}")
    assert page.response.status_code == 200
    if action is Action.TAKE and page.all("textarea"):
        typed.setdefault("words", "Covering for the team.")
    page = send(person, **TYPED.get(action, {}) | typed)
    if page.h1 == "This is what they will see":
        page = send(person, do="send")
    assert page.errors == [], (action, page.errors)
    assert page.response.status_code == 200
    return page


LEVEL = "Level 3: targeted or complex"
TYPED = {
    Action.RECORD_ORIGINAL: {
        **{key: value for key, value in ORIGINAL.items() if key != "on"}, "threshold": LEVEL,
        "on-day": "3", "on-month": "6", "on-year": "2024",
    },
    Action.DECIDE_GROUND: USUAL[Action.DECIDE_GROUND],
    Action.FIND: USUAL[Action.FIND],
    Action.DECIDE: USUAL[Action.DECIDE] | {"threshold": LEVEL},
}  # fmt: skip
"""What is typed into a form besides, where a test is not about it."""


def day(key, year, month, number):
    return {f"{key}-year": str(year), f"{key}-month": str(month), f"{key}-day": str(number)}


def area(page, name):
    """What stands in a text area; the first line end in one is not part of it."""
    return next(
        (element.text or "").removeprefix("\n") for element in page.all("textarea") if element.get("name") == name
    )


def radios(page, name):
    return [element.get("value") for element in page.all("input") if element.get("name") == name]


def test_a_challenge_from_triage_to_its_end(signed_in, team, arrive, state, as_raiser, clock, context):
    reference = arrive(point=POINTS)
    assert "It is allocated to you now." in do(signed_in, reference, Action.TAKE).text
    do(signed_in, reference, Action.CHECK_IDENTITY, words="Called the number in our notes.")
    do(signed_in, reference, Action.CHECK_STANDING, words="Birth certificate in our notes.")
    do(signed_in, reference, Action.RECORD_ORIGINAL)
    page = do(signed_in, reference, Action.ACCEPT_FOR_REVIEW, to="remi", words="")
    assert "It was accepted for review." in page.text
    assert state(reference).work.assigned == "remi"

    remi = team("remi")
    page = do(remi, reference, Action.DECIDE_GROUND, outcome="changed", reasons="The school was not asked.")
    assert (page.path, page.h1) == (f"/challenges/{reference}/do/decide_ground", "Record the finding on a ground")
    assert "Ground 2 of 2" in page.text
    assert "Nobody asked {Robin} <b>anything</b>." in page.text
    page = send(remi, outcome="unchanged", reasons="He was asked on 2 November.", basis="Level 3.")
    assert page.path == f"/challenges/{reference}/do/find"
    page = send(remi, evidence="The notes, and the school.", views="He wants his gran.", **TYPED[Action.FIND])
    assert page.path == f"/challenges/{reference}/do/decide"
    assert "Findings together: Partly upheld" in page.text
    assert send(remi, **TYPED[Action.DECIDE]).path == f"/challenges/{reference}/decision"
    promise = {"words": "A visit at home.", "owner": "Social worker", "tell": "yes"}
    do(remi, reference, Action.PROMISE, **promise, **day("by", 2026, 12, 1))
    do(remi, reference, Action.WRITE_REPLY, words="We should have asked the school.\nWe are sorry.")
    assert state(reference).work.review.reply["words"].endswith("We should have asked the school.\nWe are sorry.")
    page = remi.get(f"/challenges/{reference}/do/release")
    assert page.response.status_code == 403, "a reviewer releases nothing"

    lou = team("lou")
    clock.now += timedelta(minutes=11)
    assert lou.get(f"/challenges/{reference}/do/release").path == "/confirm", "what is grave is confirmed"
    lou = team("lou")
    page = opened(lou, f"/challenges/{reference}/do/release")
    for words in ("You did not speak to the school.", "We should have asked the school.", "Sam Example", "Birth"):
        assert words in page.text
    page = send(lou, harm="no", words="Nobody is at risk.")
    assert page.h1 == "This is what they will see"
    assert "A visit at home." in page.text
    page = send(lou, do="send")
    assert page.path == f"/challenges/{reference}/decision"
    messages = as_raiser(reference).get("/messages").text
    assert "We should have asked the school. We are sorry." in messages
    assert "What we will do, 23 November 2026 at 10:11am A visit at home." in messages

    page = do(remi, reference, Action.KEEP_PROMISE, promise="1", did="He was visited at home.")
    assert "The action is done." in page.text
    do(remi, reference, Action.RECORD, kind="Case Note", id="LL-1", **day("on", 2026, 11, 23))
    clock.now += timedelta(days=40)
    reminders.last_call(context, clock.now)
    clock.now += timedelta(days=10)
    remi = team("remi")
    assert "First see to the message" in remi.get(f"/challenges/{reference}/record").text, "nothing has gone out"
    do(remi, reference, Action.SEE_LOST, words="Rang them.")
    do(remi, reference, Action.CLOSE)
    assert state(reference).status == "closed"


@pytest.mark.parametrize("audience", sorted(EVERYONE))
@pytest.mark.tries(2)
def test_who_made_the_contact_is_asked_where_it_matters_and_a_check_is_taken_back(
    signed_in, arrive, state, as_raiser, audience
):
    reference = arrive(**EVERYONE[audience])
    do(signed_in, reference, Action.TAKE)
    do(signed_in, reference, Action.CHECK_IDENTITY, words="Called the number in our notes.")
    asked = opened(signed_in, f"/challenges/{reference}/do/check_standing")
    matters = audience in MAKERS
    assert bool(radios(asked, "made_contact")) == matters
    page = send(signed_in, words="In our notes.", **({"made_contact": "yes"} if matters else {}))
    if matters:
        section = next(each for each in page.all("section") if "app-preview" in each.get("class", ""))
        assert text_of(section) == "We got the message from you about a child."
        page = send(signed_in, do="send")
    assert page.path == f"/challenges/{reference}"
    assert ("The contact was theirs Yes" in page.text) == matters
    assert state(reference).work.checks == Checks(identity=True, standing=True, made_contact=matters)
    assert ("We got the message from you about a child." in as_raiser(reference).get("/progress").text) == matters
    page = do(signed_in, reference, Action.UNDO_CHECKS, words="It was another person of that name.")
    assert "They now count as not checked." in page.text
    assert state(reference).work.checks == NOBODY_CHECKED
    assert "We got the message from you" not in as_raiser(reference).get("/progress").text


def shown(page):
    """What stands in the preview, line by line as a raiser's page has it."""
    section = next(each for each in page.all("section") if "app-preview" in each.get("class", ""))
    headings = [text_of(each) for each in section.iter("h2")][:-1]
    return headings, [text_of(each) for each in section.iter("bdi")], [text_of(each) for each in section.iter("li")]


TOLD = {
    Action.ASK: {"words": "Which school <i>does</i> he go to?"},
    Action.PAUSE: {"words": "We wait for the school.", "why": "Half term."} | day("until", 2026, 11, 27),
    Action.CONFIRM_END: {"words": "They live in Newcastle."},
    Action.ACCEPT_FOR_REVIEW: {"to": "later"},
    Action.PASS_COMPLAINT: {"words": "You were rude.", "agreed": "By telephone."},
    Action.RECORD_SENT: {"transfer": "1", "words": "You were rude.", "how": "post"} | day("on", 2026, 11, 23),
}
FIRST = {
    Action.PAUSE: (Action.ACCEPT_FOR_REVIEW, {"to": "later"}),
    Action.CONFIRM_END: (Action.DECLINE, {"outcome": "not_ours", "words": "They live in Newcastle."}),
    Action.RECORD_SENT: (Action.PASS_COMPLAINT, {"words": "You were rude.", "agreed": "By telephone."}),
}
"""What comes before, by the one who has it; then it is a manager's."""


def test_the_raiser_is_shown_what_the_preview_showed(signed_in, team, arrive, checked, as_raiser, state):
    dee = team("dee")
    for action, typed in TOLD.items():
        reference = checked(arrive(token=action))
        do(signed_in, reference, Action.TAKE)
        who = signed_in
        if action in FIRST:
            before, said = FIRST[action]
            do(signed_in, reference, before, **said)
            who = dee
            dee.get(f"/challenges/{reference}/why")
            send(dee, why="supervising")
        before = state(reference)
        who.get(f"/challenges/{reference}/do/{action}")
        page = send(who, **typed)
        assert page.h1 == "This is what they will see", action
        assert state(reference) == before, "nothing is done yet"
        headings, words, dates = shown(page)
        assert send(who, do="send").errors == []
        me = as_raiser(reference)
        theirs = me.get("/messages")
        said = [text for each in theirs.all("h2") if "23 November" in (text := text_of(each))]
        assert headings == said[: len(headings)], action  # the newest comes first
        read = [text_of(each) for each in theirs.all("bdi")]
        assert words == read[: len(words)], action
        assert len(said) - len(headings) == len(read) - len(words) == (action is Action.PAUSE), "that it was accepted"
        progress = [text_of(each) for each in me.get("/progress").all("li")]
        assert [line for line in dates if line not in progress] == [], action


@pytest.fixture
def under_way(signed_in, arrive, checked):
    """A challenge that was accepted for review."""
    reference = checked(arrive())
    do(signed_in, reference, Action.TAKE)
    do(signed_in, reference, Action.RECORD_ORIGINAL)
    do(signed_in, reference, Action.ACCEPT_FOR_REVIEW, to="later")
    return reference


def test_from_the_preview_one_goes_back_to_all_that_was_typed(team, under_way):
    dee = read(team("dee"), under_way)
    dee.get(f"/challenges/{under_way}/do/pause")
    typed = {"words": 'Two\nlines & "marks" <here>.', "why": "Ours."} | day("until", 2026, 12, 4)
    send(dee, **typed)
    page = send(dee, do="change")
    assert (page.h1, page.errors) == ("Pause the timescale", [])
    assert area(page, "words") == 'Two\nlines & "marks" <here>.'
    assert radios(page, "until-day") == ["4"]
    assert "app-preview" not in page.html


def test_the_new_date_is_seen_before_it_is_given_and_no_policy_is_claimed(signed_in, team, under_way, state):
    reference = under_way
    page = signed_in.get(f"/challenges/{reference}/do/extend")
    assert "The policy gives no more time. A manager decides this." in page.text
    assert page.all("textarea") == []
    dee = read(team("dee"), reference)
    page = dee.get(f"/challenges/{reference}/do/extend")
    assert "The policy gives no more time for this stage, or does not say." in page.text
    assert "As a manager you can give up to 20 working days more, with a reason." in page.text
    assert "The policy allows" not in page.text
    assert "Clause" not in page.text
    assert "How many more working days?" in page.text
    page = send(dee, amount="3", words="We need the school's answer.", why="Half term.")
    assert "3 December 2026" in page.text
    assert "The date they have now is 30 November 2026." in page.text
    send(dee, do="send")
    assert state(reference).due.isoformat() == "2026-12-03"
    dee.get(f"/challenges/{reference}/do/extend")
    page = send(dee, amount="99", words="More.", why="More.")
    assert page.errors == ["Enter a whole number that is not more than you may give."]
    assert area(page, "words") == "More."


def test_an_ending_is_confirmed_by_who_reads_what_was_proposed_and_they_hear_how_to_object(
    signed_in, team, arrive, state, as_raiser
):
    reference = arrive()
    do(signed_in, reference, Action.TAKE)
    page = do(signed_in, reference, Action.DECLINE, outcome="not_ours", words="They live in Newcastle.")
    assert "A colleague has to confirm it. They have not been told." in page.text
    assert "A colleague proposed to end it without a review: For another council." in page.text
    me = as_raiser(reference)
    assert "I do not agree" not in me.get("/progress").text
    assert signed_in.get(f"/challenges/{reference}/do/confirm_end").response.status_code == 403
    dee = team("dee")
    assert reference[:4] in next(
        text_of(each) for each in dee.get("/").all("section") if "confirm it or send it back" in text_of(each)
    )
    page = dee.get(f"/challenges/{reference}/do/confirm_end")
    assert page.h1 == "Before you open it"
    page = send(dee, why="supervising")
    assert page.h1 == "Confirm that it ends without a review"
    for words in ("For another council", "They live in Newcastle.", "You did not speak to the school."):
        assert words in page.text
    do(dee, reference, Action.CONFIRM_END, words="I looked it up.")
    assert state(reference).status == "finished"
    page = me.get("/progress")
    for words in ("Finished", "We cannot look at this again here.", "You can ask until 21 December 2026."):
        assert words in page.text
    assert page.link("I do not agree. Ask a manager to look") == "/ask-a-manager"


def test_an_objection_stands_on_a_manager_s_first_screen_and_is_decided_there(team, arrive, state, as_raiser, context):
    reference = arrive()
    toni, mo = Actor("triage", frozenset({Role.TRIAGE})), Actor("mo", frozenset({Role.REVIEWER}), 2)
    for who, action, said in (
        (toni, Action.TAKE, {}),
        (toni, Action.DECLINE, {"outcome": "not_ours", "words": "Newcastle."}),
        (mo, Action.CONFIRM_END, {"words": "So it is."}),
    ):
        done(context, who, reference, action, **said)
    me = as_raiser(reference)
    me.get("/ask-a-manager")
    assert me.send(words="We moved to <b>Wallsend</b>.", new="no").h1 == "You have asked a manager to look"
    assert "We plan to finish by 30 November 2026." in me.page.text
    assert "A manager who took no part in our answer will look at it." in me.get("/progress").text
    dee = team("dee")
    assert "Objection to an ending: decide on it" in dee.get("/").text
    dee.get(f"/challenges/{reference}/do/restore_triage")
    page = send(dee, why="supervising")
    assert "We moved to <b>Wallsend</b>." in page.text
    do(dee, reference, Action.RESTORE_TRIAGE, words="They did.")
    assert (state(reference).status, state(reference).work.triaged) == ("received", "")
    assert "We will look at your request again, from the start." in me.get("/messages").text


def test_what_is_missing_is_said_in_its_place_and_nothing_typed_is_lost(signed_in, arrive):
    reference = arrive()
    do(signed_in, reference, Action.TAKE)
    signed_in.get(f"/challenges/{reference}/do/decline")
    page = send(signed_in, words="My reasons.")
    assert (page.response.status_code, page.errors) == (422, ["Select why it ends without a review"])
    assert area(page, "words") == "My reasons."


def test_what_the_domain_refuses_is_said_where_it_was_typed(signed_in, arrive):
    reference = arrive(danger="yes", danger_call="seen")
    do(signed_in, reference, Action.TAKE)
    page = signed_in.get(f"/challenges/{reference}/do/decline")
    assert "A safety alert is open. First record what you did about it." in page.text
    assert page.all("textarea") == []
    assert page.link("Record safeguarding action") == f"/challenges/{reference}/do/act_now"
    signed_in.get(f"/challenges/{reference}/do/act_now")
    page = send(signed_in, told="Front door", told_at="soon", contact="C-1", words="Called them.")
    assert page.response.status_code == 422
    assert page.errors == ["Enter a time, like 14:30, 2:30pm or noon. Add the day where it was not today."]
    assert area(page, "words") == "Called them."
    page = do(
        signed_in, reference, Action.ACT_NOW, told="Front door", told_at="now", contact="C-1", words="Called them."
    )
    assert "What you did was saved." in page.text


def test_what_cannot_be_done_now_has_a_reason_and_no_form(signed_in, arrive):
    reference = arrive()
    page = signed_in.get(f"/challenges/{reference}/do/decline")
    assert "Take it first: it is not assigned to you." in page.text
    assert page.all("textarea") == []
    assert page.response.status_code == 200
    assert page.link("Go back to the challenge") == f"/challenges/{reference}"


def test_who_cannot_act_reads_nothing_by_sending_the_form_all_the_same(signed_in, team, arrive, state, context):
    reference = arrive(point=POINTS)
    do(signed_in, reference, Action.TAKE)
    signed_in.send(f"/challenges/{reference}/do/take")
    dee = team("dee")
    dee.get("/")
    for action, typed in (
        ("pass_complaint", {"agreed": "By telephone."}),
        ("decide_ground", {"outcome": "changed", "reasons": "I say so."}),
        ("find", {"evidence": "A reason."}),
    ):
        page = dee.send(f"/challenges/{reference}/do/{action}", **typed)
        assert page.h1 == "Before you open it", "what was typed waits until they have said why"
        assert "You did not speak to the school." not in page.html
    with context.store.read() as unit:
        assert not unit.event_log.last(state(reference).id, "read", "dee")


def boxes(page):
    """The boxes of the marks to clear, by the words that were marked."""
    form = page.forms()[-1]
    words = [text_of(each) for each in form.iter("mark")]
    return dict(zip(words, (each.get("name") for each in form.iter("select")), strict=True))


def test_each_mark_is_cleared_one_by_one_and_again_by_who_releases_it(team, arrive, state):
    reference = arrive()
    dee, lou = team("dee"), team("lou")
    for action, typed in (
        (Action.TAKE, {}),
        (Action.CHECK_IDENTITY, {"words": "In our notes."}),
        (Action.CHECK_STANDING, {"words": "In our notes."}),
        (Action.RECORD_ORIGINAL, {}),
        (Action.ACCEPT_FOR_REVIEW, {"to": "later"}),
        (Action.DECIDE_GROUND, {"outcome": "unchanged", "reasons": "They were asked."}),
        (Action.FIND, {"evidence": "The notes.", "views": "He is shy."}),
        (Action.DECIDE, {}),
    ):
        do(dee, reference, action, **typed)
    opened(dee, f"/challenges/{reference}/do/write_reply")
    page = send(dee, words="We spoke to Noor. The neighbour is wrong.")
    noor, neighbour = boxes(page).values()
    page = send(dee, do="send")
    assert len(page.errors) == 2
    page = send(dee, do="send", **{noor: "agreed", f"{noor}-words": "ok"})
    assert len(page.errors) == 2
    page = send(dee, do="send", **{noor: "agreed", f"{noor}-words": "Noor said yes by telephone."})
    assert len(page.errors) == 1
    assert not state(reference).work.review.reply
    said = {noor: "agreed", f"{noor}-words": "Noor said yes by telephone."}
    said |= {neighbour: "theirs", f"{neighbour}-words": "They wrote of a neighbour themselves."}
    page = send(dee, do="send", **said)
    assert page.path == f"/challenges/{reference}/decision"
    opened(lou, f"/challenges/{reference}/do/release")
    page = send(lou, harm="no", words="Nobody is harmed by it.")
    assert list(boxes(page)) == ["Noor", "The neighbour"], "who releases it looks for themselves"
    page = send(lou, do="send")
    assert len(page.errors) == 2
    assert not state(reference).last("released")
    both = dict.fromkeys(boxes(page).values(), "theirs")
    both |= {f"{name}-words": "They told us of both in their form." for name in both}
    assert send(lou, do="send", **both).path == f"/challenges/{reference}/decision"
    assert state(reference).last("released").words.endswith("We spoke to Noor. The neighbour is wrong.")


def test_a_reply_that_changed_since_it_was_shown_is_shown_again(team, arrive, state):
    reference = arrive()
    dee, lou = team("dee"), team("lou")
    for action, typed in (
        (Action.TAKE, {}),
        (Action.CHECK_IDENTITY, {"words": "In our notes."}),
        (Action.CHECK_STANDING, {"words": "In our notes."}),
        (Action.RECORD_ORIGINAL, {}),
        (Action.ACCEPT_FOR_REVIEW, {"to": "later"}),
        (Action.DECIDE_GROUND, {"outcome": "unchanged", "reasons": "They were asked."}),
        (Action.FIND, {"evidence": "The notes.", "views": "He is shy."}),
        (Action.DECIDE, {}),
        (Action.WRITE_REPLY, {"words": "We looked again."}),
    ):
        do(dee, reference, action, **typed)
    opened(lou, f"/challenges/{reference}/do/release")
    assert "We looked again." in send(lou, harm="no", words="Two\nlines.").text
    do(dee, reference, Action.WRITE_REPLY, words="We spoke to everybody.")
    page = send(lou, do="send")
    assert "This has changed since you looked at it." in page.text
    assert "We spoke to everybody." in page.text
    assert not state(reference).last("released")
    assert send(lou, do="send").path == f"/challenges/{reference}/decision"
    assert state(reference).last("released").words.endswith("We spoke to everybody.")


def test_who_wrote_a_reply_is_told_why_they_cannot_release_it(team, arrive):
    reference = arrive()
    dee = team("dee")
    do(dee, reference, Action.TAKE)
    for check in (Action.CHECK_IDENTITY, Action.CHECK_STANDING):
        do(dee, reference, check, words="In our notes.")
    do(dee, reference, Action.RECORD_ORIGINAL)
    do(dee, reference, Action.ACCEPT_FOR_REVIEW, to="later")
    do(dee, reference, Action.DECIDE_GROUND, outcome="unchanged", reasons="They were asked.")
    do(dee, reference, Action.FIND, evidence="The notes.", views="He is shy.")
    do(dee, reference, Action.DECIDE)
    do(dee, reference, Action.WRITE_REPLY, words="We looked again.")
    page = dee.get(f"/challenges/{reference}/do/release")
    assert "Somebody else has to release it." in page.text
    assert page.all("textarea") == []

    lou = team("lou")
    opened(lou, f"/challenges/{reference}/do/release")
    page = send(lou, harm="yes", words="It names the neighbour.")
    assert (page.path, area(page, "words")) == (f"/challenges/{reference}/do/send_back", "It names the neighbour.")
    do(lou, reference, Action.SEND_BACK, words="Leave the neighbour out.")
    page = dee.get(f"/challenges/{reference}/do/write_reply")
    assert area(page, "answers.1") == "We looked again."
    assert "Leave the neighbour out." in page.text


def test_a_young_person_s_reply_is_written_apart_from_the_formal_one(team, arrive, as_raiser):
    reference = arrive(**YOUNG)
    dee, lou = team("dee"), team("lou")
    for action, typed in (
        (Action.TAKE, {}),
        (Action.CHECK_IDENTITY, {"words": "At school."}),
        (Action.CHECK_STANDING, {"words": "It is about them."}),
        (Action.RECORD_ORIGINAL, {}),
        (Action.ACCEPT_FOR_REVIEW, {"to": "later"}),
        (Action.DECIDE_GROUND, {"outcome": "changed", "reasons": "Nobody asked."}),
        (Action.FIND, {"evidence": "The notes.", "views": "More time with gran."}),
        (Action.DECIDE, {}),
    ):
        do(dee, reference, action, **typed)
    dee.get(f"/challenges/{reference}/do/write_reply")
    assert send(dee, words="The decision is changed.").errors == ["Write the reply in plain words"]
    page = send(dee, words="The decision is changed.", plain="You were right. You will see your gran.")
    assert shown(page)[1] == ["You were right. You will see your gran."]
    send(dee, do="send")
    do(lou, reference, Action.RELEASE, harm="no", words="Nobody is harmed by it.")
    messages = as_raiser(reference).get("/messages").text
    assert "You will see your gran." in messages
    assert "The decision is changed." not in messages


@pytest.mark.usefixtures("team")
def test_only_those_who_may_review_are_offered_and_of_the_others_it_says_why(signed_in, arrive):
    reference = arrive()
    do(signed_in, reference, Action.TAKE)
    do(signed_in, reference, Action.SAY_INVOLVED, who="rowan", how="made", words="Her name is in the record.")
    page = signed_in.get(f"/challenges/{reference}/do/accept_for_review")
    assert radios(page, "to") == ["remi", "dee", "later"], "the least senior first"
    assert "May review up to Stage 1." in page.text
    assert "Low Example: This stage needs somebody more senior." in page.text
    assert "Rowan Example: Somebody who made the decision" in page.text
    page = send(signed_in, to="rowan")
    assert page.errors == ["Select who looks at it again, or 'Unallocated'"]


def test_a_complaint_is_handed_over_in_their_own_words_without_typing(signed_in, arrive, state):
    hidden = {"not_tell": "yes", "not_tell.words": "My uncle.", "mobile": "07700 900101", "telephone": "07700 900102"}
    reference = arrive(purpose="both", point=POINTS, **hidden)
    do(signed_in, reference, Action.TAKE)
    page = signed_in.get(f"/challenges/{reference}/do/pass_complaint")
    for words in (*(point["point.words"] for point in POINTS), "Sam Example", "MASH Team Manager"):
        assert words in area(page, "words"), "what they typed, whose it is, and where it goes"
    for words in ("sam@example.com", "My uncle", "07700", "Email"):
        assert words not in area(page, "words"), "how to reach them, and whom not to tell, stays here"
    assert "They chose “Both of these” in the form on 23 November 2026." in area(page, "agreed")
    whole = area(page, "words")
    page = do(signed_in, reference, Action.PASS_COMPLAINT, words=whole, agreed="In the form.")
    assert page.path.endswith("/record")
    assert "Now send it, then record that you did." in page.text
    assert state(reference).work.transfers[0]["own_words"]
    assert "It waits to be sent already." in signed_in.get(f"/challenges/{reference}/do/pass_complaint").text
    page = signed_in.get(f"/challenges/{reference}/do/record_sent")
    assert area(page, "words") == whole.strip()
    assert radios(page, "transfer") == ["1"]
    less = "\n".join(line for line in whole.splitlines() if "MASH Team Manager" not in line)
    sent = {"words": less, "how": "post", "transfer": "1"} | day("on", 2026, 11, 23)
    page = do(signed_in, reference, Action.RECORD_SENT, **sent)
    assert "It was recorded as sent." in page.text
    assert state(reference).history[-1].what["own_words"], "lines were only taken out"
    assert "It was passed on already." in signed_in.get(f"/challenges/{reference}/do/pass_complaint").text


def test_a_note_asks_colleagues_to_look(signed_in, team, arrive, state, employ):
    reference = arrive()
    for number in range(9):
        employ(f"more{number}@example.com", Role.TRIAGE, name=f"{{More}} {number}")
    page = signed_in.get(f"/challenges/{reference}/do/note")
    assert len(radios(page, "mentions")) == 14, "all but oneself"
    assert "Who should look at it?" in [text_of(each) for each in page.all("summary")]
    assert "{More} 3" in page.text
    do(signed_in, reference, Action.NOTE, words="Please look.", mentions=["remi", "more3"])
    assert state(reference).work.mentioned == ("more3", "remi")
    remi = team("remi")
    do(remi, reference, Action.SEE_MENTION)
    assert state(reference).work.mentioned == ("more3",)


def test_a_challenge_is_linked_with_one_that_there_is(signed_in, arrive, state):
    reference, other = arrive("a"), arrive("b")
    signed_in.get(f"/challenges/{reference}/do/link?to={other}")
    assert signed_in.page.html.count(f'value="{other}"') == 1
    page = send(signed_in, reference="0000-0000-0", words="The same child.")
    assert page.errors == ["There is no challenge with this reference."]
    written = f"{other[:4]}-{other[4:8]}-{other[8:]}".lower()
    page = send(signed_in, reference=written, words="The same child.")
    assert page.path == f"/challenges/{reference}/why", "they do not have it"
    assert state(reference).work.links == (other,)


def test_showing_their_words_beside_a_form_is_reading_them(signed_in, arrive, context, state):
    reference = arrive()
    do(signed_in, reference, Action.TAKE)
    signed_in.get(f"/challenges/{reference}/do/decline")
    signed_in.get(f"/challenges/{reference}/do/pass_complaint")
    with context.store.read() as unit:
        events = unit.event_log.events(state(reference).id)
    reasons = [event.what["why"] for event in events if event.kind == "read"]
    assert reasons == ["to do this: triage", "to do this: pass_complaint"]


def test_there_is_a_form_for_all_that_staff_do_and_for_nothing_else(signed_in, arrive, context):
    assert set(FORMS) == {each for each in ACTIONS if each.group}
    assert set(ACTIONS) - set(FORMS) == {*RAISERS_OWN, *OTHER_WORK}
    reference = arrive()
    for action in ("withdraw", "read", "nothing"):
        assert signed_in.get(f"/challenges/{reference}/do/{action}").response.status_code == 404
    refused = signed_in.get(f"/challenges/{reference}/do/release")
    assert refused.response.status_code == 403
    assert "Your role does not let you do this. If you need it, ask your manager" in refused.text
    assert signed_in.get("/challenges/00000000X/do/take").response.status_code == 404
    retention.erase(context, reference)
    assert "has been erased" in signed_in.get(f"/challenges/{reference}/do/take").text


@pytest.mark.parametrize("action", FORMS, ids=str)
def test_every_form_asks_for_what_it_needs(action):
    parts = FORMS[action].question.parts
    assert FORMS[action].refused in {"", *(part.key for part in parts)}
    for part in parts:
        assert part.empty or part.optional
        own = bool(part.choices) and part.key not in BESIDE
        assert own + (part.key in CHOICES and not own) == (part.kind in (Kind.ONE, Kind.SOME))


@pytest.mark.usefixtures("team")
def test_nothing_that_one_challenge_gave_a_form_is_kept(signed_in, arrive):
    reference = arrive()
    do(signed_in, reference, Action.NOTE, words="Ask Robin.", mentions=["remi"])
    kept = repr(form_fields._drawn)
    assert "Remi Example" not in kept
    assert "Ask Robin" not in kept


def test_what_happened_meanwhile_is_said_and_nothing_typed_is_lost(team, under_way, context):
    dee = read(team("dee"), under_way)
    dee.get(f"/challenges/{under_way}/do/resume")
    assert "It is not paused." in dee.page.text
    dee.get(f"/challenges/{under_way}/do/pause")
    tracker.act(context, "t", Action.WITHDRAW, pressure="no", words="")
    page = send(dee, words="We wait.", why="Ours.", **day("until", 2026, 11, 27))
    told = "They have told us something since you last opened this challenge. Read it first."
    assert (page.response.status_code, page.errors) == (422, [told])
    assert area(page, "words") == "We wait."
    assert page.link(told) == f"/challenges/{under_way}"
    assert "They withdrew" in dee.get(page.link(told)).marked("app-alert")
    assert "No clock runs here." in dee.get(f"/challenges/{under_way}/do/pause").text


def test_words_that_they_may_not_be_told_are_marked_before_they_are_sent(signed_in, arrive, checked):
    reference = checked(arrive())
    do(signed_in, reference, Action.TAKE)
    signed_in.get(f"/challenges/{reference}/do/ask")
    page = send(signed_in, words="Does <b>07700 900983</b> still reach you?")
    assert [text_of(each) for each in page.all("mark")] == ["07700 900983"]
    assert "This looks like a telephone number." in page.text


def test_what_a_raiser_said_stands_beside_a_form_only_for_who_has_it_or_says_why(team, arrive, state, clock):
    reference = arrive()
    dee, lou = team("dee"), team("lou")
    for action, typed in (
        (Action.TAKE, {}),
        (Action.CHECK_IDENTITY, {"words": "Seen."}),
        (Action.CHECK_STANDING, {"words": "Seen."}),
        (Action.RECORD_ORIGINAL, {}),
        (Action.ACCEPT_FOR_REVIEW, {"to": "later"}),
        (Action.DECIDE_GROUND, {"outcome": "changed", "reasons": "Nobody asked."}),
        (Action.FIND, {"evidence": "The notes.", "views": "He is shy."}),
        (Action.DECIDE, {}),
        (Action.WRITE_REPLY, {"words": "We are sorry."}),
    ):
        do(dee, reference, action, **typed)
    form = f"/challenges/{reference}/do/send_back"
    page = lou.get(form)
    assert page.path == f"/challenges/{reference}/why"
    assert "You did not speak to the school." not in page.html
    page = send(lou, why="releasing")
    assert page.path == form
    assert "You did not speak to the school." in page.text
    clock.now += timedelta(minutes=31)
    lou = team("lou")
    page = lou.send(form, words="Say it more simply.")
    assert page.path == f"/challenges/{reference}/why", "nor is it shown with a mistake, or sent"
    assert "We are sorry." not in page.html
    page = send(lou, why="releasing")
    assert area(page, "words") == "Say it more simply.", "nothing typed is lost"
    send(lou, words="Say it more simply.")
    assert state(reference).work.review.reply == {}


def test_who_may_not_let_anybody_stand_in_is_told_so_however_they_ask(employ, enter, arrive, context):
    """And not that there is nobody to choose, which is true as well."""
    employ("remi@example.com", Role.REVIEWER, rank=9, name="Remi Example")
    employ("low@example.com", Role.REVIEWER, rank=1, name="Low Example")
    reference, toni = arrive(), Actor("triage", frozenset({Role.TRIAGE}))
    for action in (Action.TAKE, Action.ACCEPT_FOR_REVIEW):
        assert done(context, toni, reference, action)
    low = enter("low@example.com")
    for page in (
        low.get(f"/challenges/{reference}/do/stand_in"), low.send(f"/challenges/{reference}/do/stand_in", words="Away.")
    ):  # fmt: skip
        assert "Only the most senior reviewer can do this." in page.text
        assert "There is nobody who could be chosen." not in page.text


def test_of_a_closed_challenge_its_pages_and_the_lists_say_alike_that_nobody_has_it(signed_in, arrive, context):
    reference = arrive()
    do(signed_in, reference, Action.TAKE)
    assert "Allocated toA Example" in signed_in.get(f"/challenges/{reference}").marked("app-bar")
    with context.store.begin() as unit:
        over = [Event(kind, context.now(), "x") for kind in ("accepted", "closed")]
        casework.keep(context, unit, unit.challenges.get(reference), over)
    line = text_of(signed_in.get("/challenges?list=closed").all("tr")[1])
    assert "A Example" not in line
    assert "Unallocated" not in line
    signed_in.get(f"/challenges/{reference}/why")
    page = signed_in.send(f"/challenges/{reference}/why", why="called")
    assert "Allocated toUnallocated" in page.marked("app-bar")
    assert "A Example" not in page.marked("app-bar")


def test_the_clause_of_a_form_opens_what_its_rules_say_and_leads_to_the_policy(signed_in, arrive, context):
    reference = arrive()
    do(signed_in, reference, Action.TAKE)
    page = signed_in.get(f"/challenges/{reference}/do/accept_for_review")
    opened = page.html.partition("app-clause-words")[2].partition("</details>")[0]
    stage = context.pack.ladders[0].stages[0]
    assert f"Clause {stage.cite} of the policy" in opened
    assert f"{stage.label}: " in opened
    assert 'href="/policy#ladders"' in opened
    assert 'id="ladders"' in signed_in.get("/policy").html
