"""An administrator looks after people; somebody new comes in by their work account, and is shut out again."""

import pytest
from browsing import NARROW, WIDE, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.at_length, pytest.mark.timeout(120)]


def test_a_colleague_is_added_signs_in_at_work_and_is_looked_after(somebody, demo):
    admin = somebody(door=demo.staff, js=False, width=NARROW)
    admin.open("/")
    sign_in(admin, demo, "admin@example.com")
    assert admin.h1 == "Staff and access"
    admin.press("Add somebody")
    admin.press("Add")
    assert len(admin.errors) == 3
    admin.do(
        ("Name", "Noor Brightwater"),
        ("Work email address", "noor@example.com"),
        "Administrator: looks after staff accounts",
    )
    admin.press("Add")
    assert "Noor Brightwater" in admin.main
    a_second_person = somebody(door=demo.staff, width=WIDE)
    a_second_person.open("/")
    sign_in(a_second_person, demo, "manager@example.com")
    confirms(a_second_person)
    noor = somebody(door=demo.staff, width=WIDE)
    noor.open("/people")
    sign_in(noor, demo, "noor@example.com")
    assert noor.h1 == "Staff and access"
    has_two_sign_ins(noor, somebody(door=demo.staff, width=NARROW), demo)
    looks_after(noor, admin, a_second_person)


def has_two_sign_ins(noor, elsewhere, demo):
    """Ends the one at another computer from this one, and signs out."""
    elsewhere.open("/")
    sign_in(elsewhere, demo, "noor@example.com")
    noor.press("Your account")
    noor.page.get_by_role("main").get_by_role("button").first.click()
    elsewhere.open("/people")
    assert elsewhere.h1 == "Sign in"
    noor.open("/account")
    noor.press("Sign out")
    assert "You may still be signed in to your work account." in noor.main
    sign_in(noor, demo, "noor@example.com")
    assert noor.h1 == "Staff and access"


def confirms(manager):
    """What gives somebody more than before counts only then."""
    manager.open("/people/changes")
    manager.press("Confirm")
    assert "Nothing waits." in manager.main


def looks_after(noor, admin, manager):
    """Two administrators; one changes what the other does, then closes the account."""
    noor.open("/people")
    noor.press("Andy Example")
    noor.press("Back to the list of people")
    admin.open("/people")
    admin.press("Noor Brightwater")
    admin.press("Change what they do")
    admin.do("Triage officer: reads what comes in and passes it on", ("Team (optional)", "Front Door"))
    admin.press("Save")
    confirms(manager)
    admin.open("/people")
    admin.press("Noor Brightwater")
    assert "Front Door" in admin.main
    admin.press("Disable the account")
    assert "Enable the account" in admin.main
    noor.open("/people")
    assert noor.h1 == "Sign in"
