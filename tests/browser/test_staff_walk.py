"""Staff sign in, read what came in, and sign out; a new colleague sets up codes; the demo stops and starts again."""

import re
import subprocess
import sys

import pytest
from browsing import NARROW, WIDE, AtTheKeyboard, Person, open_challenge, sign_in
from demo_process import PASSWORD
from passlib.totp import TOTP

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

STRANGER = ("No, not this one", "000000")


@pytest.mark.parametrize(
    ("user", "kind", "js", "width"),
    [
        pytest.param("reviewer@example.com", AtTheKeyboard, True, NARROW, marks=pytest.mark.at_length),
        ("reviewer@example.com", Person, True, NARROW),
        pytest.param("manager@example.com", Person, False, WIDE, marks=pytest.mark.at_length),
    ],
)
def test_sign_in_read_and_sign_out(somebody, demo, user, kind, js, width):
    person = somebody(kind, door=demo.staff, js=js, width=width)
    person.open("/")
    assert person.h1 == "Sign in"
    person.press("Continue")
    assert len(person.errors) == 2
    person.do(("Email address", user), ("Password", STRANGER[0]))
    person.press("Continue")
    assert person.errors
    person.do(("Password", PASSWORD))
    person.press("Continue")
    assert person.h1 == "Enter your code"
    person.press("Use a recovery code")
    person.press("Back")
    for wrong in ("", STRANGER[1]):
        person.do(("6-digit code", wrong))
        person.press("Sign in")
        assert person.errors
    person.do(("6-digit code", demo.code_of(user)))
    person.press("Sign in")
    assert person.h1 == "Today"
    reference = demo.invented()[1][0]
    person.open("/challenges")
    open_challenge(person, reference)
    assert "They come to me hungry and cold." in person.main
    first = person.page.get_by_role("region", name="Know this first").inner_text()
    assert "Please do not tell my son-in-law." in first
    for part in ("Points", "Messages", "Decision and release", "Timeline", "Links", "Record", "Summary"):
        person.press(part)
        assert person.h1.endswith(f"hallenge {reference}")
    person.press("See what the raiser sees")
    person.press("Back to the list")
    person.open("/nowhere", status=404)
    person.open("/")
    sign_out(person)
    person.back()
    assert person.h1 == "Sign in"


def sign_out(person):
    menu = person.page.get_by_role("button", name="Menu")
    if menu.is_visible():
        menu.click()
    person.press("Sign out")
    assert person.h1 == "Sign in"


def test_an_auditor_sees_that_something_happened_and_not_a_word_of_it(somebody, demo):
    person = somebody(AtTheKeyboard, door=demo.staff, width=WIDE)
    person.open("/")
    sign_in(person, demo, "auditor@example.com")
    reference = demo.invented()[1][0]
    person.open(f"/challenges/{reference.replace('-', '')}")
    assert person.h1 == "Before you open it"
    person.press("See only what happened and when")
    assert "They sent it" in person.main
    assert "hungry" not in person.main
    person.open("/challenges?from-day=99&from-month=1&from-year=2020")
    assert person.errors


def test_a_new_colleague_sets_up_codes(somebody, demo):
    command = [sys.executable, "-m", "portal", "add-staff", "new@example.com", "Nic Example"]
    subprocess.run([*command, "--role", "triage", "--password", PASSWORD], env=demo.environment, check=True)
    person = somebody(door=demo.staff, width=NARROW)
    person.open("/")
    person.do(("Email address", "new@example.com"), ("Password", PASSWORD))
    person.press("Continue")
    assert person.h1 == "Set up your authenticator app"
    person.press("Show me the key")
    assert person.page.get_by_role("img", name="A QR code").bounding_box()["width"] >= 100
    key = person.marked("app-key")
    person.do(("6-digit code", STRANGER[1]))
    person.press("Sign in")
    assert person.errors
    person.do(("6-digit code", TOTP(key=key, format="base32").generate().token))
    person.press("Sign in")
    assert person.h1 == "Today"


def test_it_stops_at_once_and_a_second_start_is_quick_and_keeps_everything(somebody, demo, staff):
    person = somebody()
    person.begin()
    person.do("No")
    person.press("Continue")
    staff.open("/")
    listed = without_waiting(staff.main)
    assert demo.stop() in {0, 130}
    assert demo.start() <= 3
    person.press("Back")
    assert person.page.get_by_label("No", exact=True).is_checked()
    staff.open("/")
    assert without_waiting(staff.main) == listed


def without_waiting(words):
    """How long each alert has waited is another at every look."""
    return re.sub(r"waiting (\d+ hours? )?\d+ minutes?", "waiting", words)


@pytest.mark.parametrize(
    ("user", "pages"),
    [
        ("director@example.com", ("/overrides", "/people", "/lost-messages", "/search", "/take")),
        ("admin@example.com", ("/people/invite",)),
    ],
)
def test_pages_off_the_path_of_a_challenge_are_sound(somebody, demo, user, pages):
    person = somebody(door=demo.staff, width=NARROW)
    person.open("/")
    sign_in(person, demo, user)
    for page in pages:
        person.open(page)
        assert person.path == page
        for button in ("Search", "Begin", "Send the invitation", "Make the invitation"):
            inside = person.page.get_by_role("main").get_by_role("button", name=button, exact=True)
            if inside.count():
                with person.page.expect_navigation() as leading:
                    inside.click()
                person._arrive(leading.value)
                assert person.errors, f"{page}: sent blank"
