"""Staff sign in, read what came in, and sign out; a new colleague comes in; the demo stops and starts again."""

import re
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from browsing import NARROW, WIDE, AtTheKeyboard, Person, open_challenge, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.at_length, pytest.mark.timeout(120)]

STRANGER = "una.stranger@example.com"


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
    sign_in(person, demo, STRANGER, status=403)
    assert "no open account" in person.main
    person.press("Try again")
    sign_in(person, demo, user)
    assert person.h1 == "My day"
    reference = demo.invented()[1][0]
    person.open("/challenges")
    open_challenge(person, reference)
    assert "They come to me hungry and cold." in person.main
    first = person.page.get_by_role("region", name="Know this first").inner_text()
    assert "Please do not tell my son-in-law." in first
    for part in ("Grounds", "Messages", "Decision and reply", "Timeline", "Links", "Record", "Summary"):
        person.press(part)
        assert person.h1.endswith(f"hallenge {reference}")
    person.press("Preview as recipient")
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


def test_a_new_colleague_and_who_has_an_address_from_the_server_come_in(somebody, demo):
    def portal(*said):
        command = [sys.executable, "-m", "portal", *said]
        return subprocess.run(command, env=demo.environment, check=True, capture_output=True, text=True).stdout

    portal("add-staff", "new@example.com", "Nic Example", "--role", "triage")
    person = somebody(door=demo.staff, width=NARROW)
    person.open("/")
    sign_in(person, demo, "new@example.com")
    assert person.h1 == "My day"
    other = somebody(door=demo.staff, width=NARROW)
    other.open(urlsplit(portal("sign-in-link", "new@example.com").strip()).path)
    other.press("Sign in")
    assert other.h1 == "My day"


def test_it_stops_at_once_and_a_second_start_is_quick_and_keeps_everything(somebody, demo, staff):
    person = somebody()
    person.begin()
    person.do("No")
    person.press("Continue")
    staff.open("/")
    listed = without_waiting(staff.main)
    assert demo.stop() in {0, 130}
    assert demo.start() <= 8  # 2.3 on a machine with nothing else to do; the first start takes ten times that
    person.press("Back")
    assert person.page.get_by_label("No", exact=True).is_checked()
    staff.open("/")
    assert without_waiting(staff.main) == listed


def without_waiting(words):
    """How long each alert has waited is another at every look."""
    return re.sub(r"waiting( \d+ (day|hour|minute)s?)+", "waiting", words)


@pytest.mark.at_length
@pytest.mark.parametrize(
    ("user", "pages"),
    [
        ("director@example.com", ("/overrides", "/people", "/lost-messages", "/search", "/take")),
        ("admin@example.com", ("/people/add",)),
    ],
)
def test_pages_off_the_path_of_a_challenge_are_sound(somebody, demo, user, pages):
    person = somebody(door=demo.staff, width=NARROW)
    person.open("/")
    sign_in(person, demo, user)
    for page in pages:
        person.open(page)
        assert person.path == page
        for button in ("Search", "Add"):
            inside = person.page.get_by_role("main").get_by_role("button", name=button, exact=True)
            if inside.count():
                with person.page.expect_navigation() as leading:
                    inside.click()
                person._arrive(leading.value)
                assert person.errors, f"{page}: sent blank"


def test_one_key_finds_goes_back_and_shows_the_keys_and_they_can_be_turned_off(somebody, demo):
    person = somebody(Person, door=demo.staff, width=WIDE)
    person.open("/")
    sign_in(person, demo, "triage@example.com")
    page = person.page
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys")
    keys.wait_for()
    assert "Find a case" in keys.inner_text()
    keys.get_by_role("button", name="Close").click()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "find"
    page.keyboard.type("?/nb")
    assert page.get_by_label("Find a case").input_value() == "?/nb", "they do nothing while somebody types"
    assert not keys.is_visible()
    page.evaluate("document.activeElement.blur()")
    person.open("/challenges")
    reference = demo.invented()[1][0]
    open_challenge(person, reference)
    page.keyboard.press("b")
    page.wait_for_url("**/challenges")
    page.keyboard.press("?")
    keys.get_by_role("button", name="Turn the keys off on this computer").click()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") != "find"
