"""Nothing typed is lost when a session ends, nobody else sees it, and what is grave is confirmed."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from actions import Action
from staff_session import cookie_of

from build import YOUNG
from portal.domain.permissions import Role
from portal.services import retention
from portal.web.staff import access, saved_forms
from portal.web.staff.access import ACCESS, OpenToAll
from visitor import Visitor, text_of

TRIAGE = "triage@example.com"
WORDS = "Someone from <b>the advocacy team</b> comes on Friday."
KEPT = "We kept what you had typed"


@pytest.fixture(autouse=True)
def time(clock):
    """The time that cookies are signed at."""
    with time_machine.travel(clock.now, tick=False) as time:
        yield time


@pytest.fixture
def asked(arrive, checked):
    return f"/challenges/{checked(arrive(**YOUNG))}/do/answer_advocate"


@pytest.fixture
def later(clock, time):
    def wait(**much):
        clock.now += timedelta(**much)
        time.shift(timedelta(**much))

    return wait


@pytest.fixture
def again(door):
    """Somebody signs in at work again, from the page that leads there, in the browser that they had."""

    def sign_in(desk, email=TRIAGE):
        (way,) = [a.get("href") for a in desk.page.all("a") if "work account" in text_of(a)]
        cookie = desk.client.get_cookie("d")
        onward = parse_qs(urlsplit(way).query)["next"][0]
        desk.client.set_cookie("d", cookie_of(door, email.partition("@")[0], cookie.value if cookie else ""))
        return desk.get(onward)

    return sign_in


@pytest.fixture
def events(context):
    def kinds(page):
        with context.store.read() as unit:
            challenge = unit.challenges.get(page.split("/")[2])
            return [event.kind for event in unit.event_log.events(challenge.id)]

    return kinds


def area(page):
    return next((text_of(area) for area in page.all("textarea")), None)


def idle(desk, later, context):  # noqa: ARG001  # each way takes what it needs
    later(minutes=31)


def too_long(desk, later, context):  # noqa: ARG001
    for _ in range(20):
        later(minutes=29)
        desk.client.get("/")
    later(minutes=25)


@pytest.mark.parametrize("end", [idle, too_long])
def test_what_was_typed_is_there_after_signing_in_again(signed_in, asked, later, again, events, context, end):
    signed_in.get(asked)
    end(signed_in, later, context)
    page = signed_in.send(asked, words=WORDS, found="no")
    assert (page.path, page.h1) == ("/sign-in", "Sign in")
    assert WORDS not in page.html
    page = again(signed_in)
    assert (page.path, area(page)) == (asked, WORDS)
    assert KEPT in page.text
    assert "advocate_answered" not in events(asked), "a form that is late is not acted on"
    assert signed_in.send(asked, words=WORDS, found="no").errors == []
    page = signed_in.send(asked, do="send")
    assert "advocate_answered" in events(asked)
    assert KEPT not in page.text


def signed_out(desk):
    desk.send("/sign-out")


def ended_from_elsewhere(desk):
    with desk.app.extensions["context"].store.begin() as unit:
        unit.sessions.end("triage", desk.app.extensions["context"].now())


@pytest.mark.parametrize("end", [signed_out, ended_from_elsewhere])
@pytest.mark.parametrize("minutes", [1, 31])
def test_whoever_kept_a_cookie_that_was_ended_writes_nothing(signed_in, asked, door, later, again, end, minutes):
    signed_in.get(asked)
    form = signed_in.page.hidden(signed_in.page.forms()[-1])
    copied = signed_in.client.get_cookie("d").value
    end(signed_in)
    later(minutes=minutes)
    other = Visitor(door)
    for _ in range(2):
        other.client.set_cookie("d", copied)
        answer = other.client.post(asked, data={**form, "words": "INJECTED", "found": "no"})
        assert answer.status_code in (302, 303, 400)
    mine = Visitor(door)
    mine.get(f"/sign-in?next={asked}")
    page = again(mine)
    assert (page.path, area(page)) == (asked, "")
    assert KEPT not in page.text


def test_it_can_be_deleted(signed_in, asked, later, again):
    signed_in.get(asked)
    later(minutes=31)
    signed_in.send(asked, words=WORDS, found="no")
    again(signed_in)
    page = signed_in.send("/discard")
    assert (page.path, area(page)) == (asked, "")
    assert KEPT not in page.text


def test_a_form_with_mistakes_is_still_kept(signed_in, asked, later, again):
    signed_in.get(asked)
    later(minutes=31)
    signed_in.send(asked, words=WORDS, found="no")
    again(signed_in)
    assert signed_in.send(asked, words="").response.status_code == 422
    assert area(signed_in.get(asked)) == WORDS


def test_somebody_else_at_the_same_browser_gets_nothing_of_it(signed_in, asked, later, again, employ, events):
    form = signed_in.get(asked)
    later(minutes=31)
    signed_in.send(asked, words=WORDS, found="no")
    employ("remi@example.com", Role.REVIEWER)
    page = again(signed_in, "remi@example.com")
    assert (page.path, area(page)) == (asked, "")
    signed_in.page = form
    assert signed_in.send(asked, words=WORDS, found="no").response.status_code == 400, "a form of the one before"
    assert "advocate_answered" not in events(asked)


def test_a_form_in_another_tab_is_not_lost_either(signed_in, asked, later, again):
    form = signed_in.get(asked)
    later(minutes=31)
    assert signed_in.get("/").path == "/sign-in"
    signed_in.page = form
    assert signed_in.send(asked, words=WORDS, found="no").path == "/sign-in"
    assert area(again(signed_in)) == WORDS


@pytest.mark.parametrize("forged", ["", "made up"])
def test_only_our_own_form_of_that_session_is_kept(signed_in, asked, later, again, forged):
    signed_in.get(asked)
    later(minutes=31)
    response = signed_in.client.post(asked, data={"words": WORDS, "csrf_token": forged})
    assert response.status_code == 400
    signed_in.get(asked)
    assert area(again(signed_in)) == ""


def test_after_signing_out_or_a_day_nothing_is_kept(signed_in, asked, later, again):
    form = signed_in.get(asked)
    signed_in.send("/sign-out")
    signed_in.page = form
    assert signed_in.send(asked, words=WORDS, found="no").response.status_code == 400
    signed_in.get("/sign-in")
    again(signed_in)
    form = signed_in.get(asked)
    later(hours=12)
    assert signed_in.get("/").path == "/sign-in"
    later(hours=12)
    signed_in.page = form
    assert signed_in.send(asked, words=WORDS, found="no").path == "/sign-in"
    signed_in.get(asked)
    assert area(again(signed_in)) == ""


def test_what_nobody_comes_back_for_is_swept_after_a_day(signed_in, asked, later, again, context):
    signed_in.get(asked)
    later(minutes=31)
    signed_in.send(asked, words=WORDS, found="no")
    later(hours=24)
    retention.sweep(context)
    assert signed_in.get(asked).path == "/sign-in"
    assert area(again(signed_in)) == ""


def test_a_closed_account_keeps_nothing(signed_in, asked, context):
    signed_in.get(asked)
    with context.store.begin() as unit:
        unit.accounts.change("triage", active=False)
    assert signed_in.send(asked, words=WORDS, found="no").path == "/sign-in"
    with context.store.read() as unit:
        assert unit.saved_forms.get("triage", asked, context.now()) is None


def test_secrets_and_our_own_fields_are_not_kept(door, context):
    form = {"csrf_token": "x", "secret": "x", "code": "x", "child.postcode": "NE1 1AA", "some": ["a", "b"]}
    with door.test_request_context("/somewhere", method="POST", data=form):
        saved_forms.put_by("triage")
    with context.store.read() as unit:
        found = unit.saved_forms.get("triage", "/somewhere", context.now())
    assert found == {"child.postcode": ["NE1 1AA"], "some": ["a", "b"]}


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/challenges/X/do/take", "/challenges/X/do/take"),
        ("/people/X/act/disable", "/people/X"),
        ("/?after=X", "/?after=X"),
        ("/nowhere/at/all", "/"),
        ("https://evil.example/challenges/X", "/challenges/X"),
        ("//evil.example//x", "/"),
        ("/\\evil.example", "/"),
        ("http://[evil", "/"),
        ("", "/"),
        ("/sign-in/work", "/"),
        ("/sign-in/back?code=c&state=s", "/"),
        ("/sign-in/link/secret", "/"),
        ("/confirm/work?next=/people", "/confirm"),
        ("/confirm/back?code=c&state=s", "/confirm"),
    ],
)
def test_the_page_of_a_form_is_always_ours(door, address, page):
    with door.test_request_context():
        assert access.where(address) == page


def test_nobody_is_led_to_what_is_only_passed_through_on_the_way_in(door):
    """Nor does what stands in such an address, which lets somebody in, come to stand in another."""
    ways = [rule for rule in door.url_map.iter_rules() if rule.endpoint.split(".")[0] in {"openid", "sign_in"}]
    assert len(ways) > 6
    with door.test_request_context():
        for way in ways:
            address = access.where(f"{way.rule.replace('<token>', 'secret')}?code=secret&state=secret")
            assert address in {"/", "/confirm"}, way
    for way in ("/confirm/back", "/sign-in/back", "/confirm/work"):
        answer = door.test_client().get(f"{way}?code=secret&state=secret")
        assert "secret" not in answer.headers.get("Location", "")


def test_what_is_grave_is_confirmed_and_what_was_typed_waits(signed_in, asked, later, confirm, monkeypatch, events):
    monkeypatch.setitem(vars(Action.ANSWER_ADVOCATE), "step_up", True)
    assert signed_in.get(asked).path == asked
    later(minutes=10)
    page = signed_in.send(asked, words=WORDS, found="no")
    assert (page.path, page.h1) == ("/confirm", "Confirm that it is you")
    assert "then send it again" in page.text
    page = confirm(signed_in)
    assert (page.path, area(page)) == (asked, WORDS)
    assert "advocate_answered" not in events(asked)
    signed_in.send(asked, words=WORDS, found="no")
    signed_in.send(asked, do="send")
    assert "advocate_answered" in events(asked)
    assert KEPT not in signed_in.page.text


@pytest.mark.parametrize("action", ["check_identity", "check_standing"])
def test_what_opens_what_a_raiser_is_told_takes_having_read_it_and_showing_who_one_is(
    signed_in, arrive, later, events, action
):
    here = f"/challenges/{arrive()}"
    said = {"words": "Passport seen.", "made_contact": "no"}
    assert "Take it first" in signed_in.get(f"{here}/do/{action}").text
    signed_in.get(f"{here}/do/take")
    token = {"csrf_token": signed_in.page.token}
    signed_in.client.post(
        f"{here}/do/take", data=token | {"independent": "yes"}
    )  # and what comes of it is not looked at
    assert "read it first" in signed_in.get(f"{here}/do/{action}").text
    signed_in.client.post(f"{here}/do/{action}", data=said | token)
    assert not [kind for kind in events(f"{here}/do/x") if kind.endswith("_checked")]
    assert signed_in.get(here).path == here
    later(minutes=6)
    assert signed_in.get(f"{here}/do/{action}").path == "/confirm"


def test_an_administrator_s_changes_wait_for_a_confirmation(employ, enter, confirm, later, context):
    boss = enter(employ("admin@example.com", Role.ADMINISTRATOR).email)
    form = boss.get("/people/triage/change")
    later(minutes=10)
    boss.page = form
    said = {"roles": ["triage", "reviewer"], "rank": "1", "team": "North"}
    assert boss.send("/people/triage/change", **said).path == "/confirm"
    page = confirm(boss)
    assert page.path == "/people/triage/change"
    boxes = [box for box in page.all("input") if box.get("type") == "checkbox"]
    assert [box.get("value") for box in boxes if "checked" in box.attrib] == said["roles"]
    with context.store.read() as unit:
        assert unit.accounts.by_id("triage").team == "", "nothing has been changed"
    page = boss.send("/people/triage/change", **said)
    assert (page.path, page.errors) == ("/people/changes", [])
    assert KEPT not in boss.get("/people/triage/change").text


def test_a_grave_page_is_opened_after_confirming(signed_in, asked, later, confirm, monkeypatch):
    monkeypatch.setattr(access, "STEP_UP", frozenset({"staff.act"}))
    assert signed_in.get(asked).path == asked, "signing in counts"
    later(minutes=10)
    assert signed_in.get(asked).path == "/confirm"
    assert signed_in.get("/").path == "/"
    signed_in.get(asked)
    assert confirm(signed_in).path == asked
    later(minutes=4)
    assert signed_in.get(asked).path == asked
    later(minutes=1)
    assert signed_in.get(asked).path == "/confirm"


def test_nobody_confirms_what_they_may_not_do(employ, enter, asked, monkeypatch, later):
    monkeypatch.setitem(vars(Action.ANSWER_ADVOCATE), "step_up", True)
    employ("auditor@example.com", Role.AUDITOR)
    auditor = enter("auditor@example.com")
    later(minutes=11)
    assert auditor.get(asked).response.status_code == 403


def test_what_takes_a_confirmation_is_there(door):
    assert set(door.view_functions) >= access.STEP_UP
    assert not [name for name in access.STEP_UP if ACCESS[name] in (OpenToAll.TO_ALL, OpenToAll.TO_SIGN_IN)]


def test_a_page_whose_time_is_up_has_its_form_kept_for_who_typed_it(signed_in, asked, later, again):
    page = signed_in.get(asked)
    (closes,) = [each for each in page.all("div") if each.get("data-closes-in")]
    given = {"csrf_token": page.token, "kept_at": asked, "words": WORDS}
    assert signed_in.client.post(closes.get("data-keep"), data=given).status_code == 204
    page = signed_in.get(asked)
    assert KEPT in page.text
    assert area(page) == WORDS
    later(minutes=31)
    assert signed_in.client.post("/keep", data=given | {"words": "And on Monday."}).status_code == 303
    signed_in.get(asked)
    again(signed_in)
    assert area(signed_in.get(asked)) == "And on Monday."


@pytest.mark.parametrize("kept_at", ["", "http://[", "//evil.example/x", "/nowhere", "/challenges/x\x00y/do/note"])
def test_what_is_kept_for_no_page_of_ours_does_no_harm(signed_in, kept_at):
    page = signed_in.get("/account")
    given = {"csrf_token": page.token, "kept_at": kept_at, "words": WORDS}
    assert signed_in.client.post("/keep", data=given).status_code == 204


def test_a_page_says_when_its_session_ends_and_pressing_once_prolongs_it(signed_in, later):
    page = signed_in.get("/account")
    assert "You will be signed out after 30 minutes without doing anything" in page.text
    (dialog,) = [each for each in page.all("dialog") if each.get("data-warn-after")]
    assert (dialog.get("data-warn-after"), dialog.get("data-end-after")) == ("1500", "1800")
    (closes,) = [each for each in page.all("div") if each.get("data-closes-in")]
    assert int(closes.get("data-closes-in")) > 9 * 60 * 60
    for _ in range(10):
        later(minutes=29)
        assert signed_in.client.post("/stay", data={"csrf_token": page.token}).status_code == 204
    assert signed_in.get("/account").path == "/account"


def test_who_is_signed_out_reads_why(signed_in, later):
    later(minutes=31)
    page = signed_in.get("/account")
    assert page.path == "/sign-in"
    assert "You were signed out. That happens after 30 minutes without doing anything, and after 10 hours." in page.text


def test_who_signs_out_reads_that_they_did_once(signed_in, door):
    signed_in.get("/account")
    page = signed_in.send("/sign-out")
    assert page.path == "/sign-in"
    assert "You are signed out." in page.text
    assert "You were signed out" not in page.text
    assert "signed out" not in signed_in.get("/sign-in").text
    assert "signed out" not in Visitor(door).get("/sign-in").text
