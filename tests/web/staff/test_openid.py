"""Signing in through the council's own OpenID provider, which really runs beside the tests."""

import json
import subprocess
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from demo_process import free_ports

from portal import apps
from portal.domain.people import Role
from portal.services import logins
from portal.services.accounts import DEMO_PHRASE
from portal.settings import StaffSettings
from portal.web.staff import access
from visitor import Visitor

HERE = Path(__file__).parent
NODE = HERE.parents[2] / ".venv" / "bin" / "node"
CLIENT = {"PORTAL_OIDC_CLIENT_ID": "portal", "PORTAL_OIDC_CLIENT_SECRET": "a secret only for tests"}
TONI = {"sub": "toni-at-work", "email": "triage@example.com", "email_verified": True}
TWO = ["pwd", "otp"]
STAFF = "http://127.0.0.1:8001"


@pytest.fixture(scope="session")
def issuer():
    """The address of a provider that is running."""
    [port] = free_ports(1)
    backs = [f"{STAFF}/{way}/back" for way in ("sign-in", "confirm")]
    command = [NODE, HERE / "op.mjs", str(port), *CLIENT.values(), *backs]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout.readline() == b"ready\n", running.stderr.read()
        yield f"http://127.0.0.1:{port}"
        running.stdin.close()


@pytest.fixture
def make_desk(open_staff_door, issuer, employ):
    employ(TONI["email"], Role.TRIAGE)

    def make(**more):
        given = {"PORTAL_OIDC_ISSUER": issuer, **CLIENT, **{f"PORTAL_OIDC_{name}": said for name, said in more.items()}}
        settings, faults = StaffSettings.collect(given)
        assert faults == []
        return Visitor(open_staff_door(settings))

    return make


@pytest.fixture
def desk(make_desk):
    return make_desk()


def go(desk, way="/sign-in/work", person=TONI, **form):
    """Lead a browser from our page through the provider, as ``person``; where it comes back to, at our door."""
    away = desk.client.get(way)
    assert away.status_code == 302, away.text
    with requests.Session() as browser:
        page = browser.get(away.headers["Location"], timeout=5)
        assert page.text == "login"
        form = {"claims": json.dumps(person), "amr": TWO, **form}
        hop = browser.post(page.url, data=form, allow_redirects=False, timeout=5)
        hop = browser.get(hop.headers["Location"], allow_redirects=False, timeout=5)
    address = urlsplit(hop.headers["Location"])
    assert f"{address.scheme}://{address.netloc}" == STAFF
    return f"{address.path}?{address.query}"


def sign_in(desk, way="/sign-in/work", **form):
    return desk.get(go(desk, way, **form))


def test_signing_in_at_work_leads_to_the_page_that_was_asked_for(desk, arrive):
    reference = arrive()
    page = desk.get(f"/challenges/{reference}")
    assert page.path == "/sign-in"
    assert not page.all("input"), "the password waits behind a link"
    way = page.link("Sign in with your work account")
    sent = parse_qs(urlsplit(desk.client.get(way).headers["Location"]).query)
    assert sent["code_challenge_method"] == ["S256"]
    assert {"state", "nonce", "code_challenge"} <= set(sent)
    assert desk.get(go(desk, way)).path == f"/challenges/{reference}/why"
    assert desk.send("/sign-out").path == "/sign-in"
    assert desk.get("/").path == "/sign-in"


def test_the_password_still_opens_behind_a_link(make_desk, code):
    desk = make_desk(NAME="Example Council")
    page = desk.get("/sign-in?next=/?after=x")
    assert page.link("Sign in with Example Council")
    desk.get(page.link("Sign in with a password"))
    desk.send(email=TONI["email"], password=DEMO_PHRASE)
    assert desk.send(code=code()).path == "/"


def test_where_the_provider_is_the_only_way_no_password_is_taken(make_desk):
    both, only = make_desk(), make_desk(ONLY="yes")
    page = both.get("/sign-in?password=yes")
    token = page.token
    only.client.set_cookie("d", both.client.get_cookie("d").value)
    form = {"email": TONI["email"], "password": DEMO_PHRASE, "csrf_token": token}
    assert both.client.post("/sign-in", data=form).status_code == 302
    assert only.client.post("/sign-in", data=form).status_code == 403
    assert only.client.get("/sign-in/code").status_code == 403
    page = only.get("/sign-in?password=yes")
    assert "password" not in page.text
    assert sign_in(only).path == "/"


@pytest.mark.parametrize(
    "lie",
    [
        '{"aud": "another"}',
        '{"aud": ["another"], "azp": "portal"}',
        '{"nonce": "another"}',
        '{"nonce": null}',
        '{"iss": "https://another.example.com"}',
        '{"exp": 1600000000}',
        "signature",
    ],
)
def test_what_the_provider_says_is_believed_only_if_all_of_it_is_right(desk, lie, caplog):
    page = sign_in(desk, lie=lie)
    assert (page.response.status_code, page.h1) == (403, "You are not signed in")
    assert "did not finish" in page.text
    assert desk.get("/").path == "/sign-in"
    assert TONI["email"] not in caplog.text
    assert sign_in(desk).path == "/", "the next time it is right"


def test_an_answer_is_taken_once_and_only_by_who_asked(desk):
    address = go(desk)
    other = Visitor(desk.app)
    assert other.get(address).response.status_code == 403, "no state in this browser"
    forged = address.replace("state=", "state=x")
    assert desk.get(forged).response.status_code == 403
    assert desk.get(address).path == "/"
    assert Visitor(desk.app).get(address).response.status_code == 403


def test_who_says_no_at_the_provider_is_not_signed_in(desk):
    page = sign_in(desk, no="no")
    assert (page.response.status_code, page.h1) == (403, "You are not signed in")


@pytest.mark.parametrize(
    ("form", "enough"),
    [
        ({"amr": []}, False),
        ({"amr": ["pwd"]}, False),
        ({"amr": ["otp", "sms"]}, False),
        ({"amr": ["pwd", "mfa"]}, True),
        ({"amr": ["hwk", "pin"]}, True),
        ({"amr": ["pwd"], "acr": "phr"}, True),
        ({"amr": [], "acr": "https://refeds.org/profile/mfa"}, True),
    ],
)
def test_one_proof_is_not_enough(desk, form, enough):
    page = sign_in(desk, **form)
    assert (page.path == "/") == enough
    assert enough or "one proof only" in page.text


def test_a_provider_that_asks_everybody_for_two_proofs_need_not_say_so(make_desk):
    assert sign_in(make_desk(MFA_ASSURED="yes"), amr=[]).path == "/"


@pytest.mark.parametrize(
    "person",
    [
        {**TONI, "email": "nobody@example.com"},
        {**TONI, "email_verified": False},
        {"sub": "toni-at-work", "preferred_username": TONI["email"]},
        {"sub": "toni-at-work", "email": TONI["email"]},
    ],
    ids=["unknown", "address not verified", "a name of their own choice", "nobody says it was verified"],
)
def test_nobody_gets_in_without_an_account_under_a_verified_address(desk, person, office):
    page = sign_in(desk, person=person)
    assert page.response.status_code == 403
    assert "no open account" in page.text
    with office.store.read() as unit:
        assert unit.accounts.by_email("nobody@example.com") is None


def test_a_closed_account_stays_closed(desk, office):
    with office.store.begin() as unit:
        unit.accounts.change("triage", active=False)
    assert "no open account" in sign_in(desk).text


def test_from_the_second_time_on_only_the_provider_s_name_for_the_person_counts(desk, issuer, office, employ):
    assert sign_in(desk, person={**TONI, "email": "TRIAGE@example.com"}).path == "/"
    desk.send("/sign-out")
    assert "no open account" in sign_in(desk, person={**TONI, "sub": "another"}).text, "the address went to another"
    employ("new@example.com", Role.TRIAGE)
    assert sign_in(desk, person={**TONI, "email": "new@example.com"}).path == "/"
    with office.store.read() as unit:
        assert unit.logins.owner(issuer, TONI["sub"]) == "triage"
    with desk.client.session_transaction() as session:
        assert session["who"] == "triage", "not the account of the new address"


def test_a_provider_that_is_down_is_said_plainly_and_the_password_is_still_there(office, employ):
    [port] = free_ports(1)
    employ(TONI["email"], Role.TRIAGE)
    settings, _ = StaffSettings.collect({"PORTAL_OIDC_ISSUER": f"http://127.0.0.1:{port}", **CLIENT})
    desk = Visitor(apps.staff_app(settings, office))
    desk.get("/sign-in")
    page = desk.get(desk.page.link("work account"))
    assert (page.response.status_code, page.h1) == (503, "You are not signed in")
    assert "or sign in with a password" in page.text
    page = desk.get(page.link("Try again"))
    assert [i.get("name") for i in desk.get(page.link("password")).all("input")] == [
        "csrf_token", "next", "email", "password",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("claims", "address"),
    [
        ({"iss": "https://login.microsoftonline.com/1-2/v2.0", "preferred_username": "a@example.com"}, "a@example.com"),
        ({"iss": "https://login.microsoftonline.com/1-2/v2.0", "upn": "a@example.com", "email": "b"}, "a@example.com"),
        ({"iss": "https://login.microsoftonline.com.evil.example/", "preferred_username": "a@example.com"}, None),
        ({"iss": "https://id.example.com", "email": "a@example.com", "email_verified": "true"}, None),
    ],
)
def test_a_user_name_counts_only_where_nobody_can_choose_theirs(claims, address):
    assert logins.address_of(claims) == address


def test_without_codes_they_confirm_by_signing_in_at_work_again(desk, office, employ, clock, monkeypatch):
    monkeypatch.setattr(access, "STEP_UP", frozenset({"staff.queue"}))
    with office.store.begin() as unit:
        unit.accounts.change("triage", totp=None)
    assert sign_in(desk).path == "/"
    clock.now += timedelta(minutes=11)
    page = desk.get("/")
    assert (page.path, page.h1) == ("/confirm", "Confirm that it is you")
    way = page.link("work account")
    assert {"prompt=login", "max_age=0"} <= set(urlsplit(desk.client.get(way).headers["Location"]).query.split("&"))
    employ("remi@example.com", Role.REVIEWER)
    page = sign_in(desk, way, person={**TONI, "sub": "remi-at-work", "email": "remi@example.com"})
    assert "as somebody else" in page.text
    assert (page.response.status_code, page.h1) == (403, "We could not confirm that it is you")
    assert "did not ask you to sign in again" in sign_in(desk, way, lie='{"auth_time": 1600000000}').text
    assert desk.get("/").path == "/confirm"
    assert sign_in(desk, way).path == "/"
    clock.now += timedelta(minutes=4)
    assert desk.get("/").path == "/"
