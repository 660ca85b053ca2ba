"""Who gets in at the staff's door, and where they may go."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from flask import url_for
from passlib.totp import TOTP

from portal import apps
from portal.domain.people import Action, Role
from portal.services import accounts
from portal.services.accounts import DEMO_PHRASE, Newcomer
from portal.settings import StaffSettings
from portal.web.staff import access
from portal.web.staff.access import ACCESS, Open
from visitor import Visitor, text_of

TRIAGE = "triage@example.com"


def test_signing_in_takes_a_password_and_a_code(desk, code):
    page = desk.get("/")
    assert (page.path, page.h1) == ("/sign-in", "Sign in")
    page = desk.send(email=TRIAGE, password="not this one at all")
    assert (page.response.status_code, len(page.errors)) == (422, 1)
    page = desk.send(email=" Triage@Example.com ", password=DEMO_PHRASE)
    assert (page.path, page.h1) == ("/sign-in/code", "Enter your code")
    assert desk.send(code="000000").response.status_code == 422
    assert desk.client.get("/").status_code == 302, "the password alone is not enough"
    page = desk.send(code=code())
    assert (page.path, page.h1) == ("/", "Today")


def test_signing_in_leads_to_the_page_that_was_asked_for(desk, code, arrive):
    reference = arrive()
    desk.get(f"/challenges/{reference}")
    desk.send(email=TRIAGE, password=DEMO_PHRASE)
    assert desk.send(code=code()).path == f"/challenges/{reference}/why"


@pytest.mark.parametrize("elsewhere", ["https://evil.example", "//evil.example", "/\\evil.example"])
def test_signing_in_leads_nowhere_else(desk, code, elsewhere):
    desk.get("/sign-in")
    desk.send(email=TRIAGE, password=DEMO_PHRASE, next=elsewhere)
    desk.send(code=code())
    assert desk.page.path in {"/", elsewhere}, "elsewhere only as a path of our own"


def test_a_code_works_once(desk, code, door, clock):
    used = code()
    for visitor in (desk, Visitor(door)):
        visitor.get("/sign-in")
        visitor.send(email=TRIAGE, password=DEMO_PHRASE)
        visitor.send(code=used)
    assert visitor.page.path == "/sign-in/code"
    assert "it has been used" in visitor.page.errors[0]
    clock.now += timedelta(seconds=30)
    assert visitor.send(code=code()).path == "/"


@pytest.mark.parametrize("wrong", ["000000", "12345", "abcdef", "1" * 200])
def test_a_wrong_code_does_not_open(desk, wrong):
    desk.get("/sign-in")
    desk.send(email=TRIAGE, password=DEMO_PHRASE)
    assert desk.send(code="").errors == ["Enter the code from your authenticator app"]
    assert desk.send(code=wrong).errors
    assert desk.client.get("/").status_code == 302


def test_a_wrong_password_and_an_unknown_account_look_the_same(desk):
    answers = []
    for email, password in ((TRIAGE, "not the password at all"), ("nobody@example.com", DEMO_PHRASE)):
        desk.get("/sign-in")
        page = desk.send(email=email, password=password)
        assert (page.path, len(page.errors)) == ("/sign-in", 1)
        answers.append(page.text)
    assert answers[0] == answers[1]


def test_an_account_that_is_closed_opens_nothing_and_ends_at_once(signed_in, office):
    with office.store.begin() as unit:
        account = unit.accounts.by_email(TRIAGE)
        unit.accounts.change(account.id, active=False)
    assert signed_in.get("/").path == "/sign-in"
    assert signed_in.send(email=TRIAGE, password=DEMO_PHRASE).errors


def test_after_five_wrong_passwords_the_right_one_has_to_wait(desk, clock):
    desk.get("/sign-in")
    for _ in range(5):
        desk.send(email=TRIAGE, password="not the password at all")
    assert desk.page.errors == [
        "The email address or password is not right. After a few wrong tries you will have to wait, longer each time."
    ]
    waits = desk.send(email=TRIAGE, password=DEMO_PHRASE)
    assert (waits.response.status_code, waits.h1) == (429, "You need to wait")
    assert "There were too many tries. Wait until 10:15am" in waits.text
    clock.now += timedelta(minutes=15)
    desk.get("/sign-in")
    assert desk.send(email=TRIAGE, password=DEMO_PHRASE).path == "/sign-in/code"


def test_a_stranger_elsewhere_does_not_lock_anybody_out(desk, door):
    stranger = Visitor(door)
    stranger.client.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    stranger.get("/sign-in")
    for _ in range(6):
        stranger.send(email=TRIAGE, password="not the password at all")
    desk.get("/sign-in")
    assert desk.send(email=TRIAGE, password=DEMO_PHRASE).path == "/sign-in/code"


def test_after_five_wrong_codes_the_right_one_has_to_wait(desk, code, clock):
    desk.get("/sign-in")
    desk.send(email=TRIAGE, password=DEMO_PHRASE)
    for _ in range(5):
        desk.send(code="000000")
    assert "There were too many tries. Wait until 10:15am" in desk.send(code=code()).text
    clock.now += timedelta(minutes=15)
    desk.get("/sign-in/code")
    assert desk.send(code=code()).path == "/"


def test_somebody_new_sets_up_their_codes(desk, office, locks):
    newcomer = Newcomer("new@example.com", "Noor Example", {Role.TRIAGE}, "a long enough password")
    accounts.add_staff(office.store, locks, newcomer, office.now())
    desk.get("/sign-in")
    page = desk.send(email="new@example.com", password="a long enough password")
    assert page.path == "/sign-in/set-up"
    page = desk.send()
    assert page.all("path"), "the key as a picture"
    key = next(text_of(bdi) for bdi in page.all("bdi")).replace("-", "")
    assert desk.client.get("/").status_code == 302
    token = TOTP(key=key).generate(time=int(office.now().timestamp())).token
    form = next(f for f in page.forms() if f.get("action", "").startswith("/sign-in/code"))
    assert desk.send(form.get("action"), code=token).path == "/"
    assert accounts.demo_code(office.store, locks, "new@example.com", office.now()) == token


def test_codes_are_set_up_only_after_the_password(signed_in, door):
    assert Visitor(door).get("/sign-in/set-up").path == "/sign-in"
    assert Visitor(door).get("/sign-in/code").path == "/sign-in"
    half = Visitor(door)
    half.get("/sign-in")
    half.send(email=TRIAGE, password=DEMO_PHRASE)
    assert half.get("/sign-in/set-up").path == "/sign-in", "codes that are set up are not set up again"
    assert signed_in.get("/sign-in/set-up").path == "/"


@pytest.mark.parametrize(("change", "why"), [({"password": "short"}, "15"), ({"roles": {Role.RAISER}}, "raiser")])
def test_an_unfit_account_is_not_made(office, locks, change, why):
    fit = {"email": "a@example.com", "name": "A", "roles": {Role.TRIAGE}, "password": "a long enough password"}
    with pytest.raises(accounts.Unfit, match=why):
        accounts.add_staff(office.store, locks, Newcomer(**fit | change), office.now())


def test_signing_out_ends_a_copied_session_too(signed_in, door):
    cookie = signed_in.client.get_cookie("d")
    assert signed_in.send("/sign-out").path == "/sign-in"
    thief = door.test_client()
    thief.set_cookie("d", cookie.value)
    assert thief.get("/").status_code == 302


def test_a_session_ends_after_half_an_hour_without_a_request(desk, code, clock):
    with time_machine.travel(clock.now, tick=False) as time:
        desk.get("/sign-in")
        desk.send(email=TRIAGE, password=DEMO_PHRASE)
        desk.send(code=code())
        for _ in range(3):
            time.shift(timedelta(minutes=29))
            assert desk.get("/").path == "/"
        time.shift(timedelta(minutes=31))
        assert desk.get("/").path == "/sign-in"


def test_a_session_ends_after_ten_hours(signed_in, clock):
    for _ in range(20):
        clock.now += timedelta(minutes=29, seconds=57)
        assert signed_in.get("/").path == "/"
    clock.now += timedelta(minutes=1)
    assert signed_in.get("/").path == "/sign-in"


def test_a_session_ends_after_half_an_hour_whatever_the_cookie_says(signed_in, clock):
    clock.now += timedelta(minutes=30)
    assert signed_in.get("/").path == "/sign-in"


def test_the_cookie_says_nothing_and_holds_nothing_personal(signed_in):
    cookie = signed_in.client.get_cookie("d")
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    assert "example.com" not in signed_in.client.get("/").headers.get("Set-Cookie")


def test_served_over_https_the_cookie_is_bound_to_the_host(office):
    address = "https://staff.example.com"
    settings, _ = StaffSettings.collect({"PORTAL_STAFF_URL": address})
    response = apps.staff_app(settings, office).test_client().get("/sign-in", base_url=address)
    name, *flags = (part.strip() for part in response.headers["Set-Cookie"].split(";"))
    assert name.startswith("__Host-d=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(flags)
    assert not any(flag.startswith(("Domain", "Expires", "Max-Age")) for flag in flags)


def test_every_endpoint_is_placed_and_every_placed_one_exists(door):
    assert set(ACCESS) == set(door.view_functions)


def test_what_is_not_placed_is_refused(office, settings, employ, code):
    employ(TRIAGE, Role.TRIAGE)
    door = apps.staff_app(settings, office)
    door.add_url_rule("/new", "new", lambda: "secret")
    desk = Visitor(door)
    assert desk.client.get("/new").status_code == 403
    desk.get("/sign-in")
    desk.send(email=TRIAGE, password=DEMO_PHRASE)
    desk.send(code=code())
    assert desk.client.get("/new").status_code == 403
    assert desk.client.get("/nowhere").status_code == 404


@pytest.mark.parametrize("endpoint", [name for name, needed in ACCESS.items() if needed is not Open.TO_ALL])
def test_nobody_gets_past_the_door_unknown(door, endpoint):
    arguments = next(door.url_map.iter_rules(endpoint)).arguments
    with door.test_request_context():
        given = {"way": "request", "number": 1, "form": "txt", "kind": "pdf", "section": "links", "answer": "yes"}
        address = url_for(endpoint, **dict.fromkeys(sorted(arguments), "X") | given)
    response = door.test_client().get(address)
    if ACCESS[endpoint] is Open.TO_SIGN_IN:
        assert response.status_code in {200, 404, 405} or urlsplit(response.headers["Location"]).path == "/sign-in"
    else:
        assert response.status_code in {302, 405}


def test_a_role_opens_only_what_the_table_gives_it(employ, code, door, arrive):
    reference = arrive()
    wanted = {
        Action.SEE_LIST: "/challenges",
        Action.SEARCH: "/search",
        Action.READ: f"/challenges/{reference}/why",
        Action.MANAGE_STAFF: "/people/invite",
        Action.HAND_OVER_ALL: "/people",
        Action.SEE_OVERRIDES: "/overrides",
    }
    for role in Role:
        if role is Role.RAISER:
            continue
        email = f"{role}.too@example.com"
        known = employ(email, role)
        someone = Visitor(door)
        someone.get("/sign-in")
        someone.send(email=email, password=DEMO_PHRASE)
        someone.send(code=code(email))
        actor = access.Actor(known.id, known.roles)
        for action, address in wanted.items():
            page = someone.get(address)
            assert (page.response.status_code == 200 and page.path == address) == actor.may(action), (role, action)
            assert page.response.status_code in {200, 403}


def test_the_demo_accounts_open_with_their_phrase_and_a_printed_code(office, locks, settings, open_staff_door):
    emails = accounts.add_demo_staff(office.store, locks, office.now())
    assert accounts.add_demo_staff(office.store, locks, office.now()) == emails, "a second start adds nobody"
    desk = Visitor(open_staff_door(settings))
    assert all(accounts.demo_code(office.store, locks, email, office.now()) for email in emails)
    for email in (emails[0], emails[-1]):
        desk.get("/sign-in")
        desk.send(email=email, password=DEMO_PHRASE)
        desk.send(code=accounts.demo_code(office.store, locks, email, office.now()))
        assert desk.page.path == ("/people" if email.startswith("admin") else "/")
        assert desk.page.response.status_code == 200
        desk.send("/sign-out")
    assert accounts.demo_code(office.store, locks, "nobody@example.com", office.now()) is None


def test_a_form_without_its_token_is_refused(desk):
    response = desk.client.post("/sign-in", data={"email": TRIAGE, "password": DEMO_PHRASE})
    assert response.status_code == 400
