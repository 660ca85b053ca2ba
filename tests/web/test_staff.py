"""The staff's door: who gets in, where they may go, and what they see there."""

from datetime import date, timedelta
from secrets import randbits
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
import time_machine
from flask import url_for
from passlib.totp import TOTP

from build import PARENT
from portal import apps
from portal.domain import codes
from portal.domain.challenge import Flag, Sent, receive, replay
from portal.domain.journey import As, rows
from portal.domain.people import RAISER, Action, Role
from portal.domain.policy import Audience
from portal.domain.questions import ADULT_QUESTIONS
from portal.services import accounts, keeping, reading, tracking
from portal.services.accounts import DEMO_PHRASE, Locks, Newcomer
from portal.settings import StaffSettings
from portal.storage import Account, hash_code
from portal.web.staff import access, standing
from portal.web.staff.access import ACCESS, Open
from visitor import Visitor, text_of

TRIAGE = "triage@example.com"


@pytest.fixture(scope="session")
def settings():
    read, _ = StaffSettings.collect({})
    return read


@pytest.fixture(scope="session")
def locks(settings):
    return Locks(password=settings.password_salt, codes=settings.totp_secret)


@pytest.fixture(scope="session")
def hashed(locks):
    """A hash is meant to be slow: one is enough for every account of these tests."""
    return hash_code(DEMO_PHRASE, locks.password)


@pytest.fixture
def employ(office, locks, hashed):
    """Somebody with an account, their codes set up."""

    def add(email, *roles):
        totp = locks.totp().new().to_json(encrypt=True)
        key = email.partition("@")[0]
        account = Account(key, email, "A Example", hashed, frozenset(roles), 0, f"session of {key}", totp)
        with office.store.begin() as unit:
            unit.accounts.add(account, office.now())
        return account

    return add


@pytest.fixture
def door(office, settings, employ):
    employ(TRIAGE, Role.TRIAGE)
    return apps.staff_app(settings, office)


@pytest.fixture
def desk(door):
    return Visitor(door)


@pytest.fixture
def code(office, locks):
    return lambda email=TRIAGE: accounts.demo_code(office.store, locks, email, office.now())


@pytest.fixture
def signed_in(desk, code):
    desk.get("/sign-in")
    desk.send(email=TRIAGE, password=DEMO_PHRASE)
    desk.send(code=code())
    return desk


@pytest.fixture
def arrive(office):
    """Somebody sends a challenge; its reference."""

    def send(token="t", **answers):
        sent = Sent(uuid4().hex, codes.new_reference(randbits), "en", {**PARENT, **answers})
        happened = receive(sent, RAISER, office.pack, office.calendar, office.now())
        with office.store.begin() as unit:
            unit.challenges.add(replay(happened), draft_id=sent.id, code_hash="", now=office.now())
            unit.ledger.append(sent.id, happened)
            unit.visits.start(token, sent.reference, office.now())
        return sent.reference

    return send


def events(office, reference):
    with office.store.read() as unit:
        return unit.ledger.events(unit.challenges.get(reference).id)


def test_signing_in_takes_a_password_and_a_code(desk, code):
    page = desk.get("/")
    assert (page.path, page.h1) == ("/sign-in", "Sign in")
    page = desk.send(email=" Triage@Example.com ", password=DEMO_PHRASE)
    assert (page.path, page.h1) == ("/sign-in/code", "Enter your code")
    assert desk.client.get("/").status_code == 302, "the password alone is not enough"
    page = desk.send(code=code())
    assert (page.path, page.h1) == ("/", "Challenges")


def test_signing_in_leads_to_the_page_that_was_asked_for(desk, code, arrive):
    reference = arrive()
    desk.get(f"/challenges/{reference}")
    desk.send(email=TRIAGE, password=DEMO_PHRASE)
    assert desk.send(code=code()).path == f"/challenges/{reference}"


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
    said = desk.page.errors
    assert desk.send(email=TRIAGE, password=DEMO_PHRASE).errors == said, "waiting looks like a wrong password"
    clock.now += timedelta(minutes=15)
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
    assert desk.send(code=code()).errors
    clock.now += timedelta(minutes=15)
    assert desk.send(code=code()).path == "/"


def test_somebody_new_sets_up_their_codes(desk, office, locks):
    newcomer = Newcomer("new@example.com", "Noor Example", {Role.TRIAGE}, "a long enough password")
    accounts.add_staff(office.store, locks, newcomer, office.now())
    desk.get("/sign-in")
    page = desk.send(email="new@example.com", password="a long enough password")
    assert page.path == "/sign-in/set-up"
    page = desk.send()
    assert page.all("{http://www.w3.org/2000/svg}path"), "the key as a picture"
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
    clock.now += timedelta(hours=9, minutes=59)
    assert signed_in.get("/").path == "/"
    clock.now += timedelta(minutes=1)
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
    with door.test_request_context():
        address = url_for(endpoint, **({"reference": "X"} if endpoint == "staff.challenge" else {}))
    response = door.test_client().get(address)
    if ACCESS[endpoint] is Open.TO_SIGN_IN:
        assert response.status_code == 200 or urlsplit(response.headers["Location"]).path == "/sign-in"
    else:
        assert response.status_code in {302, 405}


def test_a_role_opens_only_what_the_table_gives_it(employ, code, door, arrive):
    reference = arrive()
    wanted = {Action.SEE_LIST: "/", Action.READ: f"/challenges/{reference}"}
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
            assert (page.response.status_code == 200) == actor.may(action), (role, action)
            assert page.response.status_code in {200, 403}


def test_the_list_begins_with_danger_then_the_new_then_the_soonest_due(signed_in, arrive, clock):
    clock.now -= timedelta(days=3)
    plain = arrive("a")
    clock.now += timedelta(days=3)
    later = arrive("b")
    new = arrive("c", since="yes", **{"since.words": "Something.", "since_call": "seen"})
    danger = arrive("d", danger="yes", danger_call="seen")
    page = signed_in.get("/")
    lines = [text_of(row) for row in page.all("tr")[1:]]
    assert [line.split()[0].replace("-", "") for line in lines] == [danger, new, plain, later]
    assert "Danger" in lines[0]
    assert "Something new" in lines[1]
    assert "Parent or carer" in lines[2]
    assert "working days left" in lines[2]


def test_a_list_says_when_it_is_late(office, arrive, clock, now):
    arrive()
    due = {}
    actor = access.Actor("x", frozenset({Role.TRIAGE}))
    for days in range(10):
        clock.now = now + timedelta(days=days)
        line = reading.queue(office, actor).lines[0]
        due[clock.now.date()] = (line.due.late, line.due.days)
    assert line.due.on == date(2026, 11, 30)
    assert due[date(2026, 11, 23)] == (False, 5)
    assert due[date(2026, 11, 28)] == (False, 1), "a Saturday"
    assert due[date(2026, 11, 30)] == (False, 0)
    assert due[date(2026, 12, 1)] == (True, 1)


def test_the_list_turns_its_pages_by_key(signed_in, arrive, clock):
    sent = []
    for number in range(27):
        clock.now += timedelta(seconds=1)
        sent.append(arrive(f"t{number}"))
    page = signed_in.get("/")
    assert len(page.all("tr")) == 1 + 25
    arrive("late one", danger="yes", danger_call="seen")
    page = signed_in.get(page.link("Next page"))
    shown = [text_of(row).split()[0].replace("-", "") for row in page.all("tr")[1:]]
    assert shown == sent[1::-1], "what arrives meanwhile moves nothing"
    assert signed_in.get(page.link("First page")).path == "/"


def test_an_empty_list_says_so(signed_in):
    assert "There is nothing here." in signed_in.page.text


def test_everything_the_raiser_said_is_on_the_page(signed_in, arrive, office):
    reference = arrive(not_tell="yes", **{"not_tell.words": "Do not tell\nAlex."})
    tracking.add(office, "t", "One more <b>thing</b>.", new=True)
    page = signed_in.get(signed_in.get("/").link(reference[:4]))
    assert page.h1 == f"Challenge {reference[:4]}-{reference[4:8]}-{reference[8:]}"
    with office.store.read() as unit:
        found = unit.challenges.get(reference)
    typed = [line.words for row in rows(office.journey, found.answers) for line in row.lines if line.read is As.TYPED]
    assert len(typed) > 8
    for words in typed:
        assert " ".join(words.split()) in page.text
    assert "1 November" not in page.text
    assert "October 2026" in page.text
    assert "One more <b>thing</b>." in page.text
    assert {text_of(bdi) for bdi in page.all("bdi")} >= {" ".join(words.split()) for words in typed}


def test_contact_safety_and_whom_not_to_tell_stand_above_everything(signed_in, arrive):
    reference = arrive(safe=["none"], not_tell="yes", **{"not_tell.words": "Alex must not know."}, say_who="", email="")
    page = signed_in.get(f"/challenges/{reference}")
    bar = next(section for section in page.all("section") if "portal-bar" in section.get("class", ""))
    assert "Do not contact this person" in text_of(bar)
    assert "Alex must not know." in text_of(bar)
    assert page.html.index("Alex must not know.") < page.html.index("You did not speak to the school.")


def test_the_questions_of_contact_safety_are_there():
    assert set(reading.SAFETY) <= {question.key for question in ADULT_QUESTIONS}


def test_every_audience_and_flag_has_words(door):
    words = door.jinja_env.globals
    assert set(words["audiences"]) == set(Audience)
    assert set(words["flag_words"]) == {flag.value for flag in Flag}


def test_reading_is_in_the_ledger_before_anything_is_shown(signed_in, arrive, office):
    reference = arrive()
    signed_in.get("/")
    assert [event.kind for event in events(office, reference)] == ["received"]
    signed_in.get(f"/challenges/{reference}")
    read = events(office, reference)[-1]
    with office.store.read() as unit:
        account = unit.accounts.by_email(TRIAGE)
        assert unit.ledger.verify() == []
    assert (read.kind, read.actor, read.what) == ("read", account.id, {"why": "opened from the list"})


def test_without_the_ledger_nothing_is_read(arrive, office):
    reference = arrive()
    with pytest.raises(reading.Refused):
        reading.challenge(office, access.Actor("x", frozenset({Role.AUDITOR})), reference, "curious")
    assert len(events(office, reference)) == 1


def test_an_unknown_reference_is_not_found(signed_in):
    assert signed_in.get("/challenges/00000000").response.status_code == 404


def test_an_erased_challenge_says_that_and_no_more(signed_in, arrive, office):
    reference = arrive()
    keeping.erase(office, reference)
    assert "Erased" in text_of(signed_in.get("/").all("tr")[1])
    page = signed_in.get(f"/challenges/{reference}")
    assert "has been erased" in page.text
    assert "Robin" not in page.html


def test_the_demo_accounts_open_with_their_phrase_and_a_printed_code(office, locks, settings):
    emails = accounts.add_demo_staff(office.store, locks, office.now())
    assert accounts.add_demo_staff(office.store, locks, office.now()) == emails, "a second start adds nobody"
    desk = Visitor(apps.staff_app(settings, office))
    for email in emails:
        desk.get("/sign-in")
        desk.send(email=email, password=DEMO_PHRASE)
        desk.send(code=accounts.demo_code(office.store, locks, email, office.now()))
        assert desk.page.path == "/"
        desk.send("/sign-out")
    assert accounts.demo_code(office.store, locks, "nobody@example.com", office.now()) is None


def test_staff_are_told_what_the_policy_is_worth(signed_in, office):
    assert "Not yet confirmed by the council." in signed_in.page.text
    assert "It expired on 31 March 2022." in signed_in.page.text
    assert (standing(office).confirmed, standing(office).expired) == (False, date(2022, 3, 31))


def test_a_form_without_its_token_is_refused(desk):
    response = desk.client.post("/sign-in", data={"email": TRIAGE, "password": DEMO_PHRASE})
    assert response.status_code == 400


def test_no_page_lists_more_than_it_needs(signed_in):
    assert "exit-this-page" not in signed_in.page.html
    assert "no-store" in signed_in.page.response.headers["Cache-Control"]
