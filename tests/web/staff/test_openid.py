"""Signing in through the council's own OpenID provider, which really runs beside the tests."""

import json
import subprocess
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from demo_process import free_ports

from portal import apps
from portal.domain.permissions import Role
from portal.services import oidc_accounts
from portal.settings import StaffSettings
from portal.storage import Account
from portal.web.staff import access, oidc
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
def later(clock):
    def wait(**much):
        clock.now += timedelta(**much)

    return wait


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
    way = page.link("Sign in with your work account")
    sent = parse_qs(urlsplit(desk.client.get(way).headers["Location"]).query)
    assert sent["code_challenge_method"] == ["S256"]
    assert {"state", "nonce", "code_challenge"} <= set(sent)
    assert desk.get(go(desk, way)).path == f"/challenges/{reference}/why"
    assert desk.send("/sign-out").path == "/sign-in"
    assert desk.get("/").path == "/sign-in"


def test_the_button_says_what_the_council_calls_its_sign_in(make_desk):
    assert make_desk(NAME="Example Council").get("/sign-in").link("Sign in with Example Council")


@pytest.mark.parametrize("elsewhere", ["https://evil.example/a", "//evil.example", "/\\evil.example", "javascript:x"])
def test_signing_in_leads_nowhere_but_to_our_own_pages(desk, elsewhere):
    away = f"/sign-in/work?{urlencode({'next': elsewhere})}"
    hop = desk.client.get(go(desk, away))
    assert (hop.status_code, hop.headers["Location"]) == (303, "/")
    page = Visitor(desk.app).get(f"/sign-in?{urlencode({'next': elsewhere})}")
    assert page.link("work account") == "/sign-in/work?next=/"


@pytest.mark.parametrize(
    "lie",
    [
        '{"aud": "another"}',
        '{"aud": ["another"], "azp": "portal"}',
        '{"aud": ["portal", "another"], "azp": "another"}',
        '{"aud": ["portal", "another"]}',
        '{"azp": "another"}',
        '{"sub": null}',
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
    assert "work_sign_in" in caplog.text
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


def test_what_the_address_says_went_wrong_is_not_repeated(desk, caplog):
    desk.client.get("/sign-in/work")
    with desk.client.session_transaction() as held:
        (state,) = (key.removeprefix("_state_provider_") for key in held if key.startswith("_state_"))
    said = {"state": state, "error": "access_denied", "error_description": "Ring 07700 900123 <b>now</b>"}
    page = desk.get(f"/sign-in/back?{urlencode(said)}")
    assert "did not finish" in page.text
    assert "07700" not in page.html + caplog.text


def test_who_stays_away_too_long_starts_again(desk, monkeypatch):
    address = go(desk)
    monkeypatch.setattr(oidc, "LONGEST_AWAY", 0)
    assert "did not finish" in desk.get(address).text
    with desk.client.session_transaction() as held:
        assert not [key for key in held if key.startswith("_state_") or key == "asked"]


def test_tabs_in_which_somebody_signs_in_at_once_each_come_to_the_page_they_were_for(desk):
    """Whichever comes back first."""
    pages = [f"/challenges?after={number}" for number in range(oidc.AT_ONCE)]
    backs = [go(desk, f"/sign-in/work?{urlencode({'next': page})}") for page in pages]
    for back, page in zip(backs, pages, strict=True):
        hop = desk.client.get(back)
        assert (hop.status_code, hop.headers["Location"]) == (303, page)
    assert desk.get(backs[0]).path == "/", "once"


def test_of_many_tabs_only_the_newest_are_remembered_and_the_cookie_stays_small(desk):
    backs = [go(desk, f"/sign-in/work?{urlencode({'next': '/search?' + 'q' * 250})}") for _ in range(oidc.AT_ONCE + 1)]
    assert len(desk.client.get_cookie("d").value) < 3500
    assert desk.get(backs[0]).response.status_code == 403
    assert desk.client.get(backs[1]).headers["Location"].startswith("/search?q")
    other = Visitor(desk.app)
    other.client.get(f"/sign-in/work?{urlencode({'next': '/search?' + 'q' * 3000})}")
    assert len(other.client.get_cookie("d").value) < 1000


def test_tabs_in_which_somebody_confirms_at_once_each_go_on(desk, later, monkeypatch):
    monkeypatch.setattr(access, "STEP_UP", frozenset({"staff.queue"}))
    sign_in(desk)
    later(minutes=11)
    backs = [go(desk, f"/confirm/work?{urlencode({'next': page})}") for page in ("/account", "/challenges")]
    assert [desk.client.get(back).headers["Location"] for back in backs] == ["/account", "/challenges"]


def test_whose_session_ended_while_confirming_signs_in_and_comes_to_the_page_they_wanted(desk, later):
    sign_in(desk)
    back = go(desk, "/confirm/work?next=/account")
    later(minutes=31)
    page = desk.get(back)
    assert page.path == "/sign-in"
    assert "code=" not in page.response.request.full_path
    assert sign_in(desk, page.link("work account")).path == "/account"


def test_another_way_back_leads_to_no_confirmation(desk, later):
    """What was asked for without asking the person again does not show that it is they."""
    assert sign_in(desk).path == "/"
    later(minutes=6)
    with desk.client.session_transaction() as held:
        token = held["token"]
    stranger = Visitor(desk.app)
    address = go(stranger).replace("/sign-in/back", "/confirm/back")
    assert stranger.get(address).path == "/sign-in", "only who is signed in confirms"
    with desk.client.session_transaction() as held:
        assert held["token"] == token
    assert desk.get(address).response.status_code == 403
    assert desk.get("/confirm").path == "/confirm"


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
def test_nobody_gets_in_without_an_account_under_a_verified_address(desk, person, context):
    page = sign_in(desk, person=person)
    assert page.response.status_code == 403
    assert "no open account" in page.text
    with context.store.read() as unit:
        assert unit.accounts.by_email("nobody@example.com") is None


def test_a_closed_account_stays_closed(desk, context):
    with context.store.begin() as unit:
        unit.accounts.change("triage", active=False)
    assert "no open account" in sign_in(desk).text


def test_from_the_second_time_on_only_the_provider_s_name_for_the_person_counts(desk, issuer, context, employ):
    assert sign_in(desk, person={**TONI, "email": "TRIAGE@example.com"}).path == "/"
    desk.send("/sign-out")
    assert "no open account" in sign_in(desk, person={**TONI, "sub": "another"}).text, "the address went to another"
    employ("new@example.com", Role.TRIAGE)
    assert sign_in(desk, person={**TONI, "email": "new@example.com"}).path == "/"
    with context.store.read() as unit:
        assert unit.logins.owner(issuer, TONI["sub"]) == "triage"
    with desk.client.session_transaction() as session:
        assert session["who"] == "triage", "not the account of the new address"


def test_who_was_named_by_their_id_at_work_needs_no_verified_address(desk, issuer, context):
    noor = Account("noor", "noor@example.com", "Noor", frozenset({Role.TRIAGE}), 0)
    with context.store.begin() as unit:
        unit.accounts.add(noor, context.now(), "noor-at-work")
    address = {"email": "noor@example.com", "email_verified": True}
    assert "no open account" in sign_in(desk, person={"sub": "another", **address}).text
    assert sign_in(desk, person={"sub": "noor-at-work"}).path == "/"
    with context.store.read() as unit:
        assert unit.logins.owner(issuer, "noor-at-work") == "noor"


def test_a_provider_that_is_down_is_said_plainly(context, employ, caplog):
    [port] = free_ports(1)
    employ(TONI["email"], Role.TRIAGE)
    settings, _ = StaffSettings.collect({"PORTAL_OIDC_ISSUER": f"http://127.0.0.1:{port}", **CLIENT})
    desk = Visitor(apps.staff_app(settings, context))
    desk.get("/sign-in")
    page = desk.get(desk.page.link("work account"))
    assert (page.response.status_code, page.h1) == (503, "You are not signed in")
    assert "Try again in a few minutes, or tell your IT team" in page.text
    assert "why=no_answer" in caplog.text
    assert page.link("Try again") == "/sign-in"
    assert desk.client.post("/sign-out/work", data={"logout_token": "x.y.z"}).status_code == 503


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
    assert oidc_accounts.address_of(claims) == address


def test_they_confirm_by_signing_in_at_work_again(desk, employ, later, monkeypatch, caplog):
    monkeypatch.setattr(access, "STEP_UP", frozenset({"staff.queue"}))
    assert sign_in(desk).path == "/"
    later(minutes=11)
    page = desk.get("/")
    assert (page.path, page.h1) == ("/confirm", "Confirm that it is you")
    way = page.link("work account")
    assert {"prompt=login", "max_age=0"} <= set(urlsplit(desk.client.get(way).headers["Location"]).query.split("&"))
    employ("remi@example.com", Role.REVIEWER)
    page = sign_in(desk, way, person={**TONI, "sub": "remi-at-work", "email": "remi@example.com"})
    assert "as somebody else" in page.text
    assert "sign_in_refused by=work_sign_in why=somebody_else" in caplog.text
    assert (page.response.status_code, page.h1) == (403, "We could not confirm that it is you")
    for lie in ('{"auth_time": 1600000000}', '{"auth_time": null}'):
        assert "did not ask you to sign in again" in sign_in(desk, way, lie=lie).text
    assert "one proof only" in sign_in(desk, way, amr=["pwd"]).text
    assert desk.get("/").path == "/confirm"
    assert sign_in(desk, way).path == "/"
    later(minutes=4)
    assert desk.get("/").path == "/"


@pytest.mark.parametrize("lie", ['{"auth_time": 1600000000}', '{"auth_time": null}'])
def test_whom_the_provider_let_through_without_asking_confirms_before_what_is_grave(desk, monkeypatch, lie):
    monkeypatch.setattr(access, "STEP_UP", frozenset({"staff.queue"}))
    page = sign_in(desk, lie=lie)
    assert (page.path, page.h1) == ("/confirm", "Confirm that it is you")
    assert sign_in(desk, page.link("work account")).path == "/"


REFUSALS = {
    "no state": ({}, lambda desk: desk.get("/sign-in/back?code=c&state=s")),
    "no": ({}, lambda desk: sign_in(desk, no="no")),
    "one proof": ({}, lambda desk: sign_in(desk, amr=["pwd"])),
    "unknown": ({}, lambda desk: sign_in(desk, person={"sub": "nobody", "email": "n@example.com"})),
    "signature": ({}, lambda desk: sign_in(desk, lie="signature")),
    "no such address": ({}, lambda desk: desk.get("/sign-in/link/made-up")),
    "confirming without a state": ({"first": True}, lambda desk: desk.get("/confirm/back?code=c&state=s")),
    "confirming with one proof": ({"first": True}, lambda desk: sign_in(desk, "/confirm/work", amr=["pwd"])),
    "confirming as nobody known": ({"first": True}, lambda desk: sign_in(desk, "/confirm/work", person={"sub": "n"})),
    "confirming as somebody else": (
        {"first": True, "known": "n@example.com"},
        lambda desk: sign_in(desk, "/confirm/work", person={**TONI, "sub": "n", "email": "n@example.com"}),
    ),
    "not asked again": ({"first": True}, lambda desk: sign_in(desk, "/confirm/work", lie='{"auth_time": null}')),
    "no to confirming": ({"first": True}, lambda desk: sign_in(desk, "/confirm/work", no="no")),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_every_refusal_leaves_a_line(desk, employ, caplog, name):
    before, refused = REFUSALS[name]
    if before.get("known"):
        employ(before["known"], Role.TRIAGE)
    if before.get("first"):
        sign_in(desk)
    caplog.clear()
    assert refused(desk).response.status_code in {403, 404}
    lines = [record.getMessage() for record in caplog.records if record.name == "portal.security"]
    assert [line.split()[0] in {"sign_in_failed", "sign_in_refused"} for line in lines] == [True], lines


# Signing out at work


@pytest.fixture
def told(issuer):
    """The provider makes a logout token."""
    return lambda **asked: requests.get(f"{issuer}/logout", params=asked, timeout=5).text


def sign_out(desk, token):
    return desk.app.test_client().post("/sign-out/work", data={"logout_token": token}).status_code


def test_who_signs_out_at_work_is_out_here_at_once_and_an_old_token_does_it_once(desk, told):
    assert sign_in(desk).path == "/"
    token = told(sub=TONI["sub"], sid="no session of ours")
    assert sign_out(desk, token) == 204
    assert desk.get("/").path == "/", "that was another session"
    token = told(sub=TONI["sub"], lie='{"sid": null}')
    assert sign_out(desk, token) == 204
    assert desk.get("/").path == "/sign-in"
    assert sign_in(desk).path == "/"
    assert sign_out(desk, token) == 400
    assert desk.get("/").path == "/"


@pytest.mark.parametrize(
    "lie",
    [
        "signature",
        '{"aud": "another"}',
        '{"iss": "https://another.example.com"}',
        '{"exp": 1600000000}',
        '{"exp": 99999999999}',
        '{"exp": null}',
        '{"iat": 99999999999}',
        '{"jti": null}',
        '{"events": {}}',
        '{"events": "http://schemas.openid.net/event/backchannel-logout"}',
        '{"nonce": "n"}',
        '{"sub": null, "sid": null}',
    ],
)
def test_a_logout_token_is_believed_only_if_all_of_it_is_right(desk, told, lie, caplog):
    assert sign_in(desk).path == "/"
    more = "" if lie == "signature" else f'{lie[:-1]}, "sid": null}}'
    assert sign_out(desk, told(sub=TONI["sub"], lie=more or lie)) == 400
    assert "sign_out_refused" in caplog.text
    assert TONI["sub"] not in caplog.text
    assert desk.get("/").path == "/"


@pytest.mark.parametrize("nonsense", ["", "x", "a.b.c", "eyJhbGciOiJub25lIn0.e30.", "é" * 100, "\x00"])
def test_what_is_no_token_at_all_signs_nobody_out(desk, nonsense):
    assert sign_out(desk, nonsense) == 400
