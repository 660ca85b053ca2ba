"""An administrator looks after people; somebody new comes in by an invitation; a passkey opens the door alone."""

from urllib.parse import urlsplit

import pytest
from browsing import NARROW, WIDE, sign_in
from passlib.totp import TOTP

pytestmark = [pytest.mark.browser, pytest.mark.at_length, pytest.mark.timeout(120)]

PHRASE = "seven green lamps hum"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_an_invitation_leads_to_an_account_and_a_passkey_into_it(somebody, demo):
    admin = somebody(door=demo.staff, js=False, width=NARROW)
    admin.open("/")
    sign_in(admin, demo, "admin@example.com")
    assert admin.h1 == "People"
    admin.press("Invite somebody")
    admin.press("Invite")
    assert len(admin.errors) == 3
    admin.do(("Name", "Noor Brightwater"), ("Work email address", "noor@example.com"), "Looks after staff accounts")
    admin.press("Invite")
    assert admin.h1 == "Pass this address on"
    a_second_person = somebody(door=demo.staff, width=WIDE)
    a_second_person.open("/")
    sign_in(a_second_person, demo, "manager@example.com")
    confirms(a_second_person)
    address = urlsplit(admin.marked("app-key")).path
    noor = somebody(door=demo.staff.replace("127.0.0.1", "localhost"), width=WIDE)
    noor.open(address)
    noor.do(("Password", "short"), ("The same password again", "short"))
    noor.press("Keep this password")
    assert noor.errors
    noor.do(("Password", PHRASE), ("The same password again", PHRASE))
    noor.press("Keep this password")
    has_a_passkey(noor, arrives(noor))
    looks_after(noor, admin, a_second_person)


def arrives(noor):
    """Signs in for the first time, makes recovery codes and uses one; gives another."""
    noor.do(("Email address", "noor@example.com"), ("Password", PHRASE))
    noor.press("Continue")
    noor.press("Show me the key")
    noor.do(("6-digit code", TOTP(key=noor.marked("app-key"), format="base32").generate().token))
    noor.press("Sign in")
    assert noor.h1 == "People"
    noor.press("Your account")
    noor.press("Make new recovery codes")
    code, spare, *_ = noor.marked("app-key").split()
    noor.press("Sign out")
    noor.do(("Email address", "noor@example.com"), ("Password", PHRASE))
    noor.press("Continue")
    noor.press("Use a recovery code")
    for typed in ("0000-0000-0000", code):
        noor.do(("Recovery code", typed))
        noor.press("Sign in")
    assert noor.h1 == "People"
    return spare


def has_a_passkey(noor, spare):
    device = noor.page.context.new_cdp_session(noor.page)
    device.send("WebAuthn.enable")
    there = device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]
    noor.press("Your account")
    noor.do(("What do you call this device?", "Work telephone"))
    noor.press("Add a passkey")
    assert "Work telephone" in noor.main
    noor.press("Sign out")
    noor.press("Sign in with a passkey")
    assert noor.h1 == "People"
    noor.press("Your account")
    assert "Last used" in noor.main
    noor.press("Remove the passkey “Work telephone”")
    assert "Work telephone" not in noor.main
    noor.press("Sign out")
    noor.press("Sign in with a passkey")
    assert noor.errors, "the device has it still, we have not"
    device.send("WebAuthn.clearCredentials", {"authenticatorId": there})
    sorry = noor.page.get_by_text("Your device did not give a passkey")
    assert not sorry.is_visible()
    noor.page.get_by_role("button", name="Sign in with a passkey").click()
    sorry.wait_for()
    noor.well("a passkey that did not work")
    noor.do(("Email address", "noor@example.com"), ("Password", PHRASE))
    noor.press("Continue")
    noor.press("Use a recovery code")
    noor.do(("Recovery code", spare))
    noor.press("Sign in")
    assert noor.h1 == "People"


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
    admin.do("Reads what comes in and passes it on", ("Team (optional)", "Front Door"))
    admin.press("Save")
    confirms(manager)
    admin.open("/people")
    admin.press("Noor Brightwater")
    assert "Front Door" in admin.main
    admin.press("Disable the account")
    assert "Enable the account" in admin.main
    noor.open("/people")
    assert noor.h1 == "Sign in"
