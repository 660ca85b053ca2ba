"""Who gets in at the staff's door, and where they may go."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from actions import Action
from flask import url_for
from staff_session import cookie_of

from portal import apps
from portal.domain.permissions import Role
from portal.services import accounts, sign_in_links
from portal.services.accounts import Newcomer
from portal.settings import StaffSettings
from portal.web.staff import access
from portal.web.staff.access import ACCESS, OpenToAll
from visitor import Visitor

TRIAGE = "triage@example.com"


def test_who_is_not_signed_in_is_led_to_the_work_sign_in_and_asked_for_nothing_else(desk, arrive):
    reference = arrive()
    page = desk.get(f"/challenges/{reference}")
    assert (page.path, page.h1) == ("/sign-in", "Sign in")
    assert page.all("input") == []
    way = urlsplit(page.link("Sign in with your work account"))
    assert (way.path, parse_qs(way.query)) == ("/sign-in/work", {"next": [f"/challenges/{reference}"]})


def test_an_address_made_on_the_server_opens_the_door_once_and_only_by_its_button(desk, context, door):
    address = f"/sign-in/link/{sign_in_links.make(context, TRIAGE)}"
    for _ in range(2):
        assert Visitor(door).get(address).h1 == "Sign in once"
    form = desk.get(address).token
    assert Visitor(door).client.post(address, data={"csrf_token": form}).status_code == 400, "no form of theirs"
    assert desk.send().path == "/"
    other = Visitor(door)
    assert other.get(address).h1 == "This address does not work any more"
    assert other.page.response.status_code == 404
    assert other.get("/sign-in/link/made-up").response.status_code == 404


@pytest.mark.parametrize("who", [TRIAGE, "remi@example.com"], ids=["the same person", "somebody else"])
def test_an_address_made_on_the_server_works_in_a_browser_that_is_signed_in(desk, context, enter, employ, who):
    employ("remi@example.com", Role.REVIEWER, name="Remi Example")
    address = f"/sign-in/link/{sign_in_links.make(context, TRIAGE)}"
    enter(who, desk)
    with desk.client.session_transaction() as held:
        before = held["token"]
    page = desk.get(address)
    assert page.h1 == "Sign in once"
    assert f"{'A' if who == TRIAGE else 'Remi'} Example is signed in here now" in page.text
    assert desk.send(address).path == "/"
    with desk.client.session_transaction() as held:
        assert (held["who"], held["token"] == before) == ("triage", False)
        assert "sure" in held, "they have just shown that it is they"
    assert accounts.by_session(context, before) is None, "nor is a copy of the old one good for anything"
    assert desk.get(address).response.status_code == 404
    assert desk.get("/").path == "/", "an address that is over signs nobody out"


def test_an_account_that_is_closed_opens_nothing_and_ends_at_once(signed_in, context):
    with context.store.begin() as unit:
        account = unit.accounts.by_email(TRIAGE)
        unit.accounts.change(account.id, active=False)
    assert signed_in.get("/").path == "/sign-in"


def test_signing_in_gives_a_new_session_whatever_the_browser_had(desk, door):
    desk.get("/sign-in")
    with desk.client.session_transaction() as held:
        held["csrf_token"], held["sure"], held["token"] = "planted", 9e9, "planted"
    desk.client.set_cookie("d", cookie_of(door, "triage", desk.client.get_cookie("d").value))
    assert desk.get("/").path == "/"
    with desk.client.session_transaction() as held:
        assert "planted" not in held.values()
        assert held["sure"] < 9e9


@pytest.mark.parametrize(
    ("change", "why"), [({"roles": ()}, "at least one role"), ({"roles": {Role.RAISER}}, "raiser"), ({}, "already")]
)
def test_an_unfit_account_is_not_made(context, employ, change, why):
    employ("a@example.com", Role.TRIAGE)
    fit = {"email": "A@example.com", "name": "A", "roles": {Role.TRIAGE}}
    with pytest.raises(accounts.Unfit, match=why):
        accounts.add_staff(context, Newcomer(**fit | change))


def test_signing_out_ends_a_copied_session_too(signed_in, door):
    cookie = signed_in.client.get_cookie("d")
    assert signed_in.send("/sign-out").path == "/sign-in"
    thief = door.test_client()
    thief.set_cookie("d", cookie.value)
    assert thief.get("/").status_code == 302


def test_a_session_ends_after_half_an_hour_without_a_request(desk, enter, clock):
    with time_machine.travel(clock.now, tick=False) as time:
        enter(TRIAGE, desk)
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


def test_served_over_https_the_cookie_is_bound_to_the_host(context, employ):
    employ(TRIAGE, Role.TRIAGE)
    address = "https://staff.example.com"
    settings, _ = StaffSettings.collect({"PORTAL_STAFF_URL": address})
    page = f"/sign-in/link/{sign_in_links.make(context, TRIAGE)}"
    response = apps.staff_app(settings, context).test_client().get(page, base_url=address)
    name, *flags = (part.strip() for part in response.headers["Set-Cookie"].split(";"))
    assert name.startswith("__Host-d=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(flags)
    assert not any(flag.startswith(("Domain", "Expires", "Max-Age")) for flag in flags)


def test_every_endpoint_is_placed_and_every_placed_one_exists(door):
    assert set(ACCESS) == set(door.view_functions)


def test_what_is_not_placed_is_refused(context, settings, enter):
    door = apps.staff_app(settings, context)
    door.add_url_rule("/new", "new", lambda: "secret")
    desk = Visitor(door)
    assert desk.client.get("/new").status_code == 403
    enter(TRIAGE, desk)
    assert desk.client.get("/new").status_code == 403
    assert desk.client.get("/nowhere").status_code == 404


@pytest.mark.parametrize("endpoint", [name for name, needed in ACCESS.items() if needed is not OpenToAll.TO_ALL])
def test_nobody_gets_past_the_door_unknown(door, endpoint):
    arguments = next(door.url_map.iter_rules(endpoint)).arguments
    with door.test_request_context():
        given = {"way": "request", "number": 1, "form": "txt", "kind": "pdf", "section": "links", "answer": "yes"}
        given |= {"kind": "csv"} if endpoint == "staff.list_file" else {}
        address = url_for(endpoint, **dict.fromkeys(sorted(arguments), "X") | given)
    response = door.test_client().get(address)
    if ACCESS[endpoint] in (OpenToAll.TO_SIGN_IN, OpenToAll.TO_ARRIVE):
        assert response.status_code in {200, 302, 404, 405, 403, 503}, "the form, nothing, or that there is no provider"
    else:
        assert response.status_code in {302, 405}


def test_a_role_opens_only_what_the_table_gives_it(employ, enter, arrive):
    reference = arrive()
    wanted = {
        Action.SEE_LIST: "/challenges",
        Action.SEARCH: "/search",
        Action.READ: f"/challenges/{reference}/why",
        Action.MANAGE_STAFF: "/people/add",
        Action.HAND_OVER_ALL: "/people",
        Action.SEE_OVERRIDES: "/overrides",
    }
    for role in Role:
        if role is Role.RAISER:
            continue
        email = f"{role}.too@example.com"
        known = employ(email, role)
        someone = enter(email)
        actor = access.Actor(known.id, known.roles)
        for action, address in wanted.items():
            page = someone.get(address)
            assert (page.response.status_code == 200 and page.path == address) == actor.may(action), (role, action)
            assert page.response.status_code in {200, 403}


def test_a_form_without_its_token_is_refused(desk):
    response = desk.client.post("/discard", data={"path": "/"})
    assert response.status_code == 400
