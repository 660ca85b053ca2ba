"""The stand-in for the council's sign-in service: what `make run` and the walks sign in with is a true provider."""

import re
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from demo_process import free_ports
from joserfc import jwt
from joserfc.jwk import ECKey

from dev import staff
from dev.__main__ import provider
from dev.provider import Provider
from dev.server import answering
from portal.settings import StaffSettings
from visitor import Visitor

TONI = "triage@example.com"


@pytest.fixture
def settings():
    """Settings as the demo has them, with free ports."""
    ours, theirs = free_ports(2)
    given = {"PORTAL_STAFF_PORT": str(ours), "PORTAL_PROVIDER_PORT": str(theirs)}
    return StaffSettings.collect(given)[0]


@pytest.fixture
def stand_in(settings):
    made = provider(settings, staff.STAFF)
    with made.running(port=settings.provider_port):
        yield made


@pytest.fixture
def door(settings, context, open_staff_door):
    """The staff's door of the demo, whoever answers where its sign-in service should be."""
    staff.employ(context)
    return open_staff_door(settings, replace(context, staff_address=settings.staff_address))


@pytest.fixture
def desk(door, stand_in):
    assert stand_in.issuer
    return Visitor(door)


def choose(way, **form):
    """Somebody chooses at the provider's page; where they are led then."""
    page = requests.get(way, timeout=5)
    assert "Who are you?" in page.text, page.text
    hop = requests.post(way, data=form, allow_redirects=False, timeout=5)
    return hop.headers["Location"]


def sign_in(desk, way="/sign-in/work", **form):
    there = desk.client.get(way).headers["Location"]
    back = urlsplit(choose(there, **form))
    return desk.get(f"{back.path}?{back.query}")


def test_its_page_lists_the_invented_staff_and_one_click_signs_in_as_one(desk):
    way = desk.client.get("/sign-in/work").headers["Location"]
    page = requests.get(way, timeout=5).text
    assert re.findall(r'name="who" value="([^"]+)"', page) == [each.email for each in staff.STAFF]
    assert sign_in(desk, who=TONI).path == "/"
    assert "Toni Example" in desk.get("/account").text


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"who": TONI, "one": "yes"}, "one proof only"),
        ({"who": "una@example.com"}, "no open account"),
        ({"no": "yes"}, "did not finish"),
    ],
)
def test_it_shows_what_becomes_of_who_may_not_come_in(desk, form, said):
    assert said in sign_in(desk, **form).text
    assert desk.get("/").path == "/sign-in"


def test_somebody_confirms_there_that_it_is_they(desk):
    sign_in(desk, who="admin@example.com")
    page = desk.get("/people/add")
    assert page.path == "/people/add"
    with desk.client.session_transaction() as held:
        held["sure"] = 0
    way = desk.get("/people/add").link("work account")
    assert sign_in(desk, way, who="admin@example.com").path == "/people/add"


def asked(desk, **changes):
    """Where we lead somebody to, with some of it changed."""
    way = urlsplit(desk.client.get("/sign-in/work").headers["Location"])
    said = {name: values[0] for name, values in parse_qs(way.query).items()} | changes
    return way._replace(query="").geturl(), {name: value for name, value in said.items() if value}


@pytest.mark.parametrize("change", [{"client_id": "another"}, {"redirect_uri": "https://evil.example/sign-in/back"}])
def test_it_sends_nobody_to_who_is_not_known_there(desk, change):
    where, said = asked(desk, **change)
    for ask in (requests.get, requests.post):
        assert ask(where, params=said, data={"who": TONI}, timeout=5).status_code == 400


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "email"}, "invalid_scope"),
        ({"code_challenge": ""}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"prompt": "none"}, "login_required"),
    ],
)
def test_it_says_what_is_wrong_to_who_asked(desk, change, error):
    where, said = asked(desk, **change)
    answer = requests.get(where, params=said, allow_redirects=False, timeout=5)
    back = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert (back["error"], back["state"]) == ([error], [said["state"]])


def test_a_code_is_good_once_for_who_has_the_secret_and_the_verifier(desk, settings):
    where = f"{settings.oidc_address}/token"

    def take(code, verifier, secret=settings.oidc_client[1], **more):
        form = {"grant_type": "authorization_code", "code": code, "code_verifier": verifier,
                "redirect_uri": f"{settings.staff_address}/sign-in/back", **more}  # fmt: skip
        return requests.post(where, data=form, auth=("portal", secret), timeout=5).status_code

    def a_code():
        there = desk.client.get("/sign-in/work").headers["Location"]
        with desk.client.session_transaction() as held:
            state = held["_state_provider_" + parse_qs(urlsplit(there).query)["state"][0]]
        code = parse_qs(urlsplit(choose(there, who=TONI)).query)["code"][0]
        return code, state["data"]["code_verifier"]

    code, verifier = a_code()
    assert take(code, verifier, secret="guessed") == 401
    assert [take(code, verifier), take(code, verifier)] == [200, 400]
    code, _ = a_code()
    assert take(code, "another verifier") == 400
    code, verifier = a_code()
    assert take(code, verifier, redirect_uri="https://evil.example") == 400


def test_who_is_signed_out_there_is_out_here_in_that_session_alone(desk, door, settings, stand_in):
    other = Visitor(door)
    for each in (desk, other):
        assert sign_in(each, who=TONI).path == "/"
    first, _ = stand_in.sessions
    assert "triage@example.com" in requests.get(stand_in.issuer, timeout=5).text
    with answering(door, port=settings.staff_port):
        requests.post(f"{stand_in.issuer}/sign-out", data={"sid": first}, timeout=5).raise_for_status()
    assert desk.get("/").path == "/sign-in"
    assert other.get("/").path == "/"


class Counted(Provider):
    asked = 0  # for its keys

    def keys(self):
        self.asked += 1
        return super().keys()


def test_who_has_signed_in_there_again_is_out_here_with_that_session(desk, door, settings, stand_in):
    sign_in(desk, who=TONI)
    assert sign_in(desk, "/confirm/work", who=TONI).path == "/"
    _, second = stand_in.sessions
    with answering(door, port=settings.staff_port):
        requests.post(f"{stand_in.issuer}/sign-out", data={"sid": second}, timeout=5).raise_for_status()
    assert desk.get("/").path == "/sign-in"


def test_a_key_that_is_not_known_makes_us_ask_for_keys_no_more_than_once_a_minute(settings, door):
    known = provider(settings, staff.STAFF)
    counted = Counted(known.client, known.people)
    desk = Visitor(door)
    with counted.running(port=settings.provider_port):
        assert sign_in(desk, who=TONI).path == "/"
        key = ECKey.generate_key("P-256", {"kid": "strange"})
        token = jwt.encode({"alg": "ES256", "kid": "strange"}, {"iss": counted.issuer, "aud": "portal"}, key)
        before = counted.asked
        for _ in range(3):
            assert door.test_client().post("/sign-out/work", data={"logout_token": token}).status_code == 400
        assert counted.asked - before == 1
