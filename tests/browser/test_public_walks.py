"""Each audience walks from the start page to the MASH's list and back to their request, with JavaScript and without,
on a telephone's screen and on a wide one, with a mouse or with keys alone.
"""

import re

import pytest
from browsing import NARROW, WIDE, AtTheKeyboard, Person, open_challenge
from stories import BEE, KIM, LOOK_AGAIN, LOU, PAT, SAM, SOMEBODY

from portal.web.staff.answer_labels import LABELS
from posting import until

pytestmark = [pytest.mark.browser, pytest.mark.at_length, pytest.mark.timeout(120)]

AT_LENGTH = pytest.mark.at_length

CALL_US = re.compile(r"0191 643 \d{4}|0345 2000 109|0330 333 7475")
TELLING = re.compile(
    r"child|parent|safeguard|social|mash\b|abuse|neglect|worr|decision|challenge|disagree|school|Testcase",
    re.IGNORECASE,
)


def walk(raiser, kind, name, *more, js=True, width=WIDE, slips=False):
    return pytest.param(raiser, kind, {"js": js, "width": width, "slips": slips}, id=name, marks=more)


@pytest.mark.parametrize(
    ("raiser", "kind", "how"),
    [
        walk(SAM, Person, "parent", AT_LENGTH),
        walk(SAM, AtTheKeyboard, "parent-keys-narrow", AT_LENGTH, width=NARROW),
        walk(SAM, Person, "parent-plain", AT_LENGTH, js=False, slips=True),
        walk(PAT, Person, "grandparent-plain", AT_LENGTH, js=False),
        walk(PAT, Person, "grandparent-narrow", AT_LENGTH, width=NARROW, slips=True),
        walk(SOMEBODY, AtTheKeyboard, "neighbour-keys", AT_LENGTH),
        walk(SOMEBODY, Person, "neighbour-plain", AT_LENGTH, js=False),
        walk(BEE, Person, "young-plain-narrow", AT_LENGTH, js=False, width=NARROW),
        walk(BEE, AtTheKeyboard, "young-keys", AT_LENGTH, width=NARROW, slips=True),
        walk(KIM, Person, "advocate", AT_LENGTH),
        walk(KIM, Person, "advocate-plain-narrow", AT_LENGTH, js=False, width=NARROW),
        walk(LOU, Person, "professional-plain", AT_LENGTH, js=False),
        walk(LOU, Person, "professional-narrow", AT_LENGTH, width=NARROW, slips=True),
    ],
)
def test_from_the_start_page_to_the_list_and_back(raiser, kind, how, somebody, demo, staff):
    person = somebody(kind, **how)
    person.begin(raiser.way)
    person.tell(raiser.story, raiser.slips)
    assert person.h1 == raiser.check
    person.press("Send")
    assert person.h1 == "We have your request"
    reference = person.marked("app-reference")
    person.press("Show my code")
    code = person.marked("app-code")
    assert re.fullmatch(raiser.code, code)
    keep_the_code(person, code)
    assert raiser.leaves in person.page.get_by_role("region", name="Leave quickly").inner_text()
    what_was_sent_out(demo, reference, raiser)
    come_back_and_add(somebody(kind, **how), raiser, reference, code)
    what_the_mash_sees(staff, reference, raiser)


def keep_the_code(person, code):
    wrong = "0000-0000-0000"
    for typed in ("", wrong) if person.slips else ():
        person.do(("Type your code here, to check that you have it", typed))
        person.press("Check my code")
        assert person.errors
    person.press("I cannot keep a code")
    person.press("Go back to your code")
    if person.js:  # this is the tab where it was sent
        person.press("Show my code")
    person.do(("Type your code here, to check that you have it", code.lower().replace("-", " ")))
    person.press("Check my code")
    assert person.h1 == "You have your code"
    assert code not in person.page.content()


def what_was_sent_out(demo, reference, raiser):
    """One message for the MASH, at most one for the raiser, and in neither a word that tells what it is about.

    Where the raiser said that somebody may not be safe, those on duty are told that too, by email and by text.
    """
    alarmed = any(heading in {"Get help now", "Please call now"} for heading, _said in raiser.story)
    expected = 2 if raiser.hears else 1

    def all_of_them():
        found = demo.received(reference)
        alerts = [message for message in found if "SAFETY ALERT" in message]
        return found if len(found) - len(alerts) >= expected and bool(alerts) == alarmed else []

    messages = until(all_of_them)
    others = [message for message in messages if "SAFETY ALERT" not in message]
    assert len(others) == expected
    to = [re.search(r"<p>\w+ to (.*?), 20", message)[1] for message in messages]
    assert {"mash@example.com", raiser.hears} - {""} <= set(to)
    for address, message in zip(to, messages, strict=True):
        words = message.replace(address, "")
        assert not TELLING.search(words), words


def come_back_and_add(person, raiser, reference, code):
    person.begin(raiser.comes_back)
    if person.slips:
        person.press("Open my request")
        assert len(person.errors) == 2
        person.do(("Your reference", reference), ("Your code", "0000-0000-0000"))
        person.press("Open my request")
        assert person.errors
    person.do(("Your reference", reference.lower()), ("Your code", code))
    person.press("Open my request")
    assert person.h1 == "Your request"
    assert reference in person.main
    assert "Team Manager" in person.main
    assert raiser.leaves in person.page.get_by_role("region", name="Leave quickly").inner_text()
    person.press("Tell us more")
    if person.slips:
        person.press("Add this")
        assert len(person.errors) == 2
    person.do(("What do you want to add?", f"The doctor knows too: {reference}."), "Yes")
    person.press("Add this")
    assert person.h1 == "We have added what you told us"
    person.press("Go back to your request")
    assert the_last_that_happened(person) == "You told us more."
    person.open("/copy/page")
    assert raiser.leaves in person.page.get_by_role("region", name="Leave quickly").inner_text()
    person.press("Go back to your request")
    person.press(raiser.closes)
    assert person.h1 == "You are signed out"


def the_last_that_happened(person):
    """The last sentence but one in the list of dates: the last is the date by which we plan to finish."""
    dates = (
        person.page.locator("h2", has_text=re.compile("^(Your dates|What happened and when)$"))
        .locator("+ ol > li")
        .all_inner_texts()
    )
    assert dates[0].endswith("You sent your request.")
    assert dates[-1].endswith("We plan to finish by the end of this day.")
    return dates[-2].splitlines()[-1]


def what_the_mash_sees(staff, reference, raiser):
    staff.open("/challenges?sort=received")
    open_challenge(staff, reference)
    for words in raiser.said:
        assert LABELS.get(words, words) in staff.main, words
    staff.page.get_by_role("link", name=re.compile(r"^Messages( \(\d+\))?$")).click()
    assert f"The doctor knows too: {reference}." in staff.main
    staff.press("Back to the list")


@pytest.mark.parametrize("js", [pytest.param(True, id="script"), pytest.param(False, id="plain", marks=AT_LENGTH)])
def test_answers_that_are_saved_open_again_and_can_be_deleted(somebody, js):
    person = somebody(js=js, width=NARROW)
    person.begin()
    person.tell(LOOK_AGAIN)
    person.press("Save and come back later")
    person.press("Save and get a code")
    code = person.marked("app-code")
    person.press("Sign out")
    other = somebody(js=js, width=NARROW)
    other.open("/")
    other.press("I started before and want to carry on")
    other.press("Open my answers")
    assert other.errors == ["Enter your code"]
    for typed in ("0000-0000-0000", code):
        other.do(("Carry on with your answers", typed))
        other.press("Open my answers")
    assert other.h1 == "Who are you?"
    other.press("Delete what I have typed")
    assert other.h1 == "Do you want to delete what you have typed?"
    other.press("Yes, delete my answers")
    assert other.h1 == "We have deleted what you typed"
    other.open("/request/you")
    assert other.h1 == "You have been signed out"


def test_who_has_to_go_another_way_is_told_which(somebody):
    person = somebody(width=NARROW)
    person.open("/request/now")
    person.tell(LOOK_AGAIN[:1])
    for choice, leads in {
        "Complain about how you treated me, or how long it took": "Complain about how we treated you",
        "Complain about how you used my information": "Complain about how we used your information",
        "Tell you about something new that has happened": "Tell us what has happened",
    }.items():
        assert person.h1 == "What do you want to do?"
        person.do(choice)
        person.press("Continue")
        assert person.h1 == leads
        assert CALL_US.search(person.main)
        assert person.page.get_by_role("button", name="Continue").count() == 0
        person.press("Back")


def test_a_young_person_who_began_with_the_adults_form_is_led_to_their_own(somebody):
    person = somebody(width=NARROW)
    person.open("/request/now")
    person.tell([*LOOK_AGAIN, ("Who are you?", ["I am the child or young person"])])
    assert person.h1 == "There is a form made for you"
    person.press("Continue")
    assert person.path == "/tell/our-promise"
    person.tell(BEE.story[2:3])
    assert person.h1 == BEE.story[3][0]


@AT_LENGTH
def test_a_parent_changes_what_can_be_changed_after_sending(somebody, demo, staff):
    reference, code = demo.invented()[0]
    person = somebody(width=NARROW)
    person.open("/return")
    person.do(("Your reference", reference), ("Your code", code))
    person.press("Open my request")
    see_what_i_sent(person)
    correct_contact(person)
    take_it_back_and_open_it_again(person)
    staff.open("/challenges?sort=-received")
    open_challenge(staff, reference)
    for words in ("sam.corrected@example.com", "Withdrawn: possible coercion"):
        assert words in staff.main, words
    staff.page.get_by_role("link", name=re.compile(r"^Messages( \(\d+\))?$")).click()
    assert "Somebody saw my letter." in staff.main
    staff.press("Back to the list")


def see_what_i_sent(person):
    person.press("Read what you sent, or correct it")
    assert person.h1 == "What you have sent"
    for words in ("Robin Sample", "Nobody spoke to the school.", "sam.example@example.com"):
        assert words in person.main, words
    person.press("Go back to your request")


def correct_contact(person):
    person.press("Change or stop how we contact you")
    assert person.h1 == "How we contact you"
    person.press("Change Email address")
    person.do(("What is your email address?", "sam@"))
    person.press("Continue")
    assert person.errors
    person.do(("What is your email address?", "sam.corrected@example.com"))
    person.press("Continue")
    assert "You have not saved your changes" in person.main
    person.press("Save changes")
    assert person.h1 == "Your contact details are saved"
    person.press("Go back to your request")
    assert "You changed how we contact you." in person.main


def take_it_back_and_open_it_again(person):
    person.press("Cancel your request")
    person.press("Cancel my request")
    assert person.errors[:1] == ["Tell us if anyone is making you do this, or choose 'I do not want to say'"]
    person.do("Yes", ("Why do you want to cancel it?", "Somebody saw my letter."), "No, nothing like that")
    person.press("Cancel my request")
    assert person.h1 == "You have cancelled your request"
    person.press("Go back to your request")
    assert "You can change your mind until" in person.main
    assert "Somebody saw my letter." not in person.main
    person.press("Open my request again")
    assert person.h1 == "Your request is open again"
    person.press("Go back to your request")
    assert the_last_that_happened(person) == "You opened your request again."


@AT_LENGTH
def test_the_pages_to_read_and_the_page_that_is_not_there(somebody):
    person = somebody(width=NARROW)
    for name in (
        "danger", "how-we-treated-you", "your-information", "something-new", "contact", "privacy", "cookies",
        "accessibility", "staying-safe-online", "deleted", "closed", "what-we-can-tell-you", "what-happens-next",
        "request/stopped",
    ):  # fmt: skip
        person.open(f"/{name}")
        assert person.page.get_by_role("banner").get_by_text("999").is_visible()
    person.open("/nowhere", status=404)
    assert person.h1 == "We cannot find that page"
