"""A day at the demo's MASH: five people take 12 challenges through triage, review, release, record and close."""

import mailbox
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from actions import Action
from browsing import Choose, Findings
from demo_process import Demo
from officers import INDEPENDENT, ORIGINAL, RELEASES, County
from playwright.sync_api import Browser

from portal.domain.policy.calendar import local
from posting import until

pytestmark = [pytest.mark.browser, pytest.mark.at_length, pytest.mark.timeout(600)]

PARTS = ("Grounds", "Messages", "Decision and reply", "Timeline", "Links", "Record", "Summary")
WORRIED, STOP = "Yes, I am still worried", "No, I want to stop here"
ACTED = (
    ("Person and team told", "The front door"),
    ("Contact ID of the new contact", "LL-1"),
    ("What did you do?", "I rang them. They visit today."),
)
LOOKED = {"evidence": "The contact, and what the school told us today.", "views": "Wants somebody to listen."}
NO_HARM = (INDEPENDENT, "No", ("Why do you think so?", "Nothing in it is new to them."))
STAYS, CHANGES = ("Not upheld", "We spoke to the school again."), ("Upheld", "We had missed it.")


@pytest.fixture(scope="module")
def county(
    tmp_path_factory: pytest.TempPathFactory, browser: Browser, findings: Findings, request: pytest.FixtureRequest
) -> Iterator[County]:
    demo = Demo(tmp_path_factory.mktemp("county"))
    demo.start()
    county = County(demo, browser, findings)
    yield county
    for person in county.here.values():
        person.page.context.close()
    until(lambda: not demo.query("SELECT id FROM outbox WHERE state = 'waiting' AND not_before < datetime('now')"))
    messages = mailbox.mailbox(demo.mailbox)
    demo.stop()
    if request.config.getoption("--write-messages"):
        mailbox.write(messages)
    assert " ERROR " not in demo.log.read_text()


def day(label, ahead=0):
    """A date in the three boxes of a question."""
    on = local(datetime.now(UTC)) + timedelta(days=ahead)
    return [(label, box, str(value)) for box, value in (("Day", on.day), ("Month", on.month), ("Year", on.year))]


def accept(county, number, to="Remi Example"):
    """Triage: whoever reads it first passes it to a reviewer."""
    toni = county["triage"].takes(county.reference(number))
    return toni.does(Action.RECORD_ORIGINAL, *ORIGINAL).does(Action.ACCEPT_FOR_REVIEW, to)


def check(officer, *contact):
    """``contact``: whether it was theirs, where that is asked."""
    officer.does(Action.CHECK_IDENTITY, ("How did you check?", "I rang the number in our own notes."))
    officer.does(Action.CHECK_STANDING, *contact, ("How did you check?", "The school confirmed it."))


def release(officer, reference):
    officer.opens(reference, why=RELEASES).does(Action.RELEASE, *NO_HARM)


def record_and_close(officer, reference, kind="Case Note"):
    number = ("Number of the record", f"LL-1{reference}")
    officer.does(Action.RECORD, kind, number, *day("Day of the record"), Choose("Close the challenge as well?", "No"))
    officer.does(Action.CLOSE)
    assert "Closed" in officer.page.get_by_role("region", name="Know this first").inner_text()


def test_a_parent_goes_through_all_four_stages(county):
    noor, who = 3, county.reference(3)
    toni = county["triage"].takes(who)
    toni.does(Action.ACT_NOW, *ACTED)
    toni.does(Action.PASS_COMPLAINT, ("Text to send", "They want an apology."), blank=("Text to send", ""))
    text = "The text as you sent it"
    sent = ("By post", *day("When did you send it?"), (text, "They want an apology."))
    toni.does(Action.RECORD_SENT, *sent, blank=(text, ""))
    toni.looks_through(*PARTS)
    check(toni)
    toni.does(Action.RECORD_ORIGINAL, *ORIGINAL)
    toni.does(Action.ACCEPT_FOR_REVIEW, "Remi Example", ("What should they know?", "They need an interpreter."))
    county["reviewer"].opens(who, "Mine")
    stage(county, "reviewer", who)
    for reviewer in ("reviewer2", "manager", "director"):
        assert "Next, it goes to:" in county.comes_back(noor).main
        county.answers(noor, WORRIED)
        if reviewer == "reviewer2":
            who_has_reviewed_cannot_again(county["reviewer"].opens(who))
        county[reviewer].takes(who)
        stage(county, reviewer, who)
    assert "Ombudsman" in county.comes_back(noor).main
    assert "Choose what happens next" not in county.comes_back(noor).main
    dee = county["director"].opens(who)
    record_and_close(dee, who)
    dee.looks_through(*PARTS)


def who_has_reviewed_cannot_again(remi):
    """They see why, and do not take it."""
    assert not remi.page.get_by_role("link", name="Allocate to me").count()
    remi.open(f"{remi.path}/do/take")
    assert "reviewed this decision before" in remi.main


def stage(county, reviewer, reference):
    """One who reviews none of the stages releases them all: whoever releases a reply may not review a later one."""
    officer = county[reviewer].reviews(STAYS, CHANGES, **LOOKED)
    officer.replies("We looked at both points again. One of them changes.")
    if reviewer == "reviewer":
        officer.looks_through(*PARTS)
    release(county["releaser"], reference)


def review(county, number, reply=(), points=1, reviewer="reviewer"):
    """A stage as far as the reply that waits or, where none may be told, to its end."""
    officer = county[reviewer].opens(county.reference(number), "Mine").reviews(*[STAYS, CHANGES][:points], **LOOKED)
    if not reply:
        return officer.does(Action.END_REVIEW)
    return officer.replies(*reply)


def stops(county, number, told, officer):
    """The raiser reads what they are told and stops here; the challenge is recorded and closed the same day."""
    raiser = county.comes_back(number)
    assert told in raiser.main
    county.answers(number, STOP)
    record_and_close(county[officer].opens(county.reference(number), "To record and close"), county.reference(number))


def test_a_parent_and_professionals_have_their_answers_the_same_day(county):
    sam, doctor = 0, 6
    toni = county["triage"].takes(county.reference(doctor))
    toni.does(Action.ACT_NOW, *ACTED)
    toni.does(Action.SEE_FLAGS, ("What did you do?", "I rang the surgery."))
    toni.press("Links")
    toni.press(f"Link it with {county.reference(sam)}")
    toni.fills(Action.LINK, ("Why do they belong together?", "The same child."))
    check(toni, "Yes")
    toni.does(Action.RECORD_ORIGINAL, *ORIGINAL)
    toni.does(Action.ACCEPT_FOR_REVIEW, "Remi Example")
    review(county, doctor, ("We visit this week, on Friday.",))
    released_after_it_was_sent_back(county, doctor)
    stops(county, doctor, "Read what is new", "reviewer")
    a_parent_is_told_of_a_promise(county, sam)
    handed_from_one_to_the_next(county, 11)


def released_after_it_was_sent_back(county, number):
    reference = county.reference(number)
    remi, lou = county["reviewer"], county["releaser"]
    lou.opens(reference, why=RELEASES).looks_through(*PARTS[:4], "Links (1)", *PARTS[5:])
    lou.does(Action.SEND_BACK, ("What should they change?", "Take the day out."))
    remi.opens(reference, "Mine").replies("We visit this week.")
    lou.opens(reference).does(Action.RELEASE, *NO_HARM)


def a_parent_is_told_of_a_promise(county, number):
    toni = county["triage"].takes(county.reference(number))
    check(toni)
    toni.does(Action.RECORD_ORIGINAL, *ORIGINAL)
    toni.does(Action.ACCEPT_FOR_REVIEW, "Remi Example")
    remi = county["reviewer"].opens(county.reference(number), "Mine")
    remi.does(
        Action.PROMISE,
        ("What will be done?", "We speak to his teacher."),
        ("Who does it?", "Team Manager"),
        *day("By when?", 7),
        "Yes",
    )
    review(county, number, ("We had missed his school. We speak to them now.",), points=2)
    release(county["manager"], county.reference(number))
    remi.opens(county.reference(number), "Mine").press("Decision and reply")
    remi.press("Say that action 1 is done")
    remi.fills(Action.KEEP_PROMISE, ("What was done?", "We spoke to his teacher on Monday."))
    raiser = county.comes_back(number)
    raiser.press("Read what is new")
    for words in ("We had missed his school.", "We speak to his teacher."):
        assert words in raiser.main
    stops(county, number, "We did one of the things that we said we would do.", "reviewer")


def handed_from_one_to_the_next(county, number):
    """A note, somebody who was involved, one who hands it back and one who hands it over."""
    reference = county.reference(number)
    toni = county["triage"].takes(reference)
    toni.does(Action.ACT_NOW, *ACTED)
    toni.does(Action.NOTE, ("Note", "Does anybody know this school?"), "Rowan Example")
    check(toni, "No")
    toni.does(Action.SAY_INVOLVED, "Toni Example", "They advised on it", ("Why?", "Their name is on it."))
    toni.does(Action.RECORD_ORIGINAL, *ORIGINAL)
    toni.does(Action.ACCEPT_FOR_REVIEW, "Unallocated: it stays with triage")
    toni.does(Action.HAND_BACK, ("Why?", "I am not a reviewer."))
    remi = county["reviewer"].takes(reference)
    remi.does(Action.HAND_OVER, "Rowan Example", ("Why?", "Rowan knows the school."))
    county["reviewer2"].opens(reference).does(Action.SEE_MENTION)
    review(county, number, ("We have read your chronology.",), points=2, reviewer="reviewer2")
    release(county["manager"], reference)
    stops(county, number, "We wrote you a message", "reviewer2")


def test_young_people_families_and_neighbours_have_theirs(county):
    a_young_person_has_an_advocate_and_plain_words(county, 4)
    a_young_person_is_asked_a_question(county, 10)
    a_family_member_waits_while_the_clock_stands(county, 1)
    somebody_speaks_for_a_young_person(county, 5)
    a_neighbour_is_told_that_it_is_finished(county, 2)


def a_neighbour_is_told_that_it_is_finished(county, number):
    """And asks for the next, where one steps aside and another stands in."""
    accept(county, number, "Rowan Example")
    review(county, number, reviewer="reviewer2")
    county.answers(number, WORRIED)
    county["manager"].takes(county.reference(number)).does(Action.STEP_ASIDE, ("Why?", "I live next door."))
    dee = county["director"].opens(county.reference(number), "Unallocated", "I supervise this work")
    dee.does(Action.STAND_IN, "Remi Example", ("Why?", "Nobody else is here today."))
    review(county, number)
    stops(county, number, "We finished looking again.", "reviewer")


def a_young_person_has_an_advocate_and_plain_words(county, number):
    toni = county["triage"].takes(county.reference(number))
    toni.does(Action.ANSWER_ADVOCATE, "Not yet", "We have not found someone to help you yet. We are still looking.")
    check(toni)
    toni.does(
        Action.ANSWER_ADVOCATE, "Yes", ("Name of the advocate", "Jo Example"), ("Agency", "The advocacy team"),
        *day("Date of the referral"), ("How may the advocate be reached?", "01632 960 777"),
        ("What will you tell them?", "Jo from the advocacy team visits you at school."),
    )  # fmt: skip
    toni.does(Action.RECORD_ORIGINAL, *ORIGINAL)
    toni.does(Action.ACCEPT_FOR_REVIEW, "Remi Example")
    plain = "You were right. We should have asked you. We will."
    review(county, number, ("The decision was looked at again.", plain))
    release(county["releaser"], county.reference(number))
    raiser = county.comes_back(number)
    raiser.press("Read what is new")
    assert "Jo from the advocacy team" in raiser.main
    assert "You were right." in raiser.main
    assert "The decision was looked at again." not in raiser.main
    stops(county, number, "We have finished", "reviewer")


def a_young_person_is_asked_a_question(county, number):
    accept(county, number)
    remi = county["reviewer"].opens(county.reference(number), "Mine")
    remi.does(Action.ASK, "Where and when do you want to talk to us?")
    raiser = county.comes_back(number)
    raiser.press("Read question 1 and answer it")
    raiser.do(("Your answer", "At the library."), "No, nothing like that")
    raiser.press("Send my answer")
    remi.opens(county.reference(number)).press("Messages (1)")
    assert "At the library." in remi.main
    remi.does(Action.SEE_FLAGS, ("What did you do?", "I booked a room there."))
    check(remi)
    plain = "We meet you at the library."
    review(county, number, ("A visit was agreed.", plain))
    release(county["manager"], county.reference(number))
    stops(county, number, "Read what is new", "reviewer")


def a_family_member_waits_while_the_clock_stands(county, number):
    toni = county["triage"].takes(county.reference(number))
    toni.does(Action.ACT_NOW, *ACTED)
    toni.does(Action.RECORD_ORIGINAL, *ORIGINAL)
    toni.does(Action.ACCEPT_FOR_REVIEW, "Remi Example")
    why = ("Why? This is for our own record", "A report is due.")
    mo = county["manager"].opens(county.reference(number), why="I supervise this work")
    mo.does(Action.PAUSE, *day("Last day of the pause", 20), "Some of our team are away.", why)
    remi = county["reviewer"].opens(county.reference(number))
    remi.looks_through("Summary")
    remi.press("My day")
    remi.opens(county.reference(number), "Paused")
    remi.does(Action.RESUME, "Our team is back.")
    check(remi, "No")
    review(county, number)
    stops(county, number, "We started again.", "reviewer")


def somebody_speaks_for_a_young_person(county, number):
    check(county["triage"].takes(county.reference(number)))
    county["triage"].does(Action.RECORD_ORIGINAL, *ORIGINAL).does(Action.ACCEPT_FOR_REVIEW, "Remi Example")
    why, tell = "Why? This is for our own record", "What do we tell them?"
    county["manager"].opens(county.reference(number), why="I supervise this work").does(
        Action.EXTEND, ("How many more working days?", "5"), (tell, "We need a week more."), (why, "Lee is away.")
    )
    review(county, number, ("We have asked, and will ask again.",))
    release(county["director"], county.reference(number))
    stops(county, number, "We need more time.", "reviewer")


def test_what_is_not_for_us_is_passed_on_or_declined(county):
    family, neighbour, ash = 8, 9, 7
    raiser = county.comes_back(family)
    raiser.press("Cancel your request")
    raiser.do("No", "No, nothing like that")
    raiser.press("Cancel my request")
    mo = county["manager"].opens(county.reference(family), "Awaiting reply", "I supervise this work")
    mo.press("Record")
    assert "The person challenging can still open it again." in mo.main
    toni = county["triage"].takes(county.reference(ash))
    toni.does(
        Action.DECLINE, "Another council decides this", ("Your reasons", "They have lived in Newcastle since May.")
    )
    remi = county["reviewer"].opens(county.reference(ash), why="I am covering for a colleague")
    remi.does(Action.CONFIRM_END, ("Why do you agree?", "Their letters come from Newcastle."))
    raiser = county.comes_back(ash)
    raiser.press("I do not agree. Ask a manager to look")
    raiser.do(("Why do you not agree?", "We live in Wallsend."), "No, nothing like that")
    raiser.press("Ask a manager to look")
    mo.opens(county.reference(ash), why="I supervise this work")
    mo.does(Action.UPHOLD_END, ("Why does it stay ended?", "I rang Newcastle."))
    record_and_close(toni.opens(county.reference(ash)), county.reference(ash))
    toni.takes(county.reference(neighbour))
    toni.does(Action.PASS_INFORMATION, ("How did they agree?", "They said so in their email today."))
    toni.does(Action.RECORD_SENT, "By post", *day("When did you send it?"))
    toni.does(
        Action.DECLINE, "It is only a complaint about their information", ("Your reasons", "They say so themselves.")
    )
    remi = county["reviewer"].opens(county.reference(neighbour), why="I am covering for a colleague")
    remi.does(Action.CONFIRM_END, ("Why do you agree?", "They ask for nothing else."))
    toni.opens(county.reference(neighbour)).press("Record")
    assert "The person challenging can still ask a manager to look at this again." in toni.main
