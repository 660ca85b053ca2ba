"""The staff's door, with somebody of the triage team who has an account."""

from collections import defaultdict
from secrets import randbits
from uuid import uuid4

import pytest
from deeds_done import done
from flask import session

from build import PARENT
from portal import apps
from portal.domain import codes
from portal.domain.challenge import Sent, receive, replay
from portal.domain.people import RAISER, Action, Actor, Role
from portal.services import accounts
from portal.services.accounts import DEMO_PHRASE, Locks
from portal.settings import StaffSettings
from portal.storage import Account, hash_code
from portal.web.staff import sign_in
from portal.web.staff.pulse import Pulse
from visitor import Visitor

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


@pytest.fixture(scope="session")
def totp_of(locks):
    """What makes somebody's codes: sealing it is meant to be slow too, so they keep it for all these tests."""
    return defaultdict(lambda: locks.totp().new().to_json(encrypt=True))


@pytest.fixture
def employ(office, hashed, totp_of):
    """Somebody with an account, their codes set up."""

    def add(email, *roles, rank=0, name="A Example"):
        totp = totp_of[email]
        key = email.partition("@")[0]
        account = Account(key, email, name, hashed, frozenset(roles), rank, totp)
        with office.store.begin() as unit:
            unit.accounts.add(account, office.now())
        return account

    return add


@pytest.fixture
def open_staff_door(office, opened):
    """The staff's door; what it knew of another test's worker, good for half a minute, is forgotten."""

    def open_it(settings, office=office):
        door = opened(apps.staff_app, settings, office)
        door.jinja_env.globals["worker_silent"] = Pulse(office).silent
        return door

    return open_it


@pytest.fixture
def door(open_staff_door, settings, employ):
    employ(TRIAGE, Role.TRIAGE)
    return open_staff_door(settings)


@pytest.fixture
def desk(door):
    return Visitor(door)


@pytest.fixture
def code(office, locks):
    return lambda email=TRIAGE: accounts.demo_code(office.store, locks, email, office.now())


@pytest.fixture
def signed_in(desk, enter):
    return enter(TRIAGE, desk)


@pytest.fixture
def enter(door, office):
    """Let somebody in, in a browser of their own, as if they had just signed in: passwords are slow on purpose."""

    def let(email, desk=None):
        desk = desk or Visitor(door)
        with office.store.read() as unit:
            known = accounts.holder(unit.accounts.by_email(email))
        with door.test_request_context("/sign-in", base_url="http://localhost"):
            entered = sign_in.let_in(known, None)
            door.session_interface.save_session(door, session, entered)
        name, _, value = entered.headers["Set-Cookie"].partition(";")[0].partition("=")
        desk.client.set_cookie(name, value)
        desk.get("/")
        return desk

    return let


@pytest.fixture
def as_raiser(office, opened, public_settings):
    """The raiser of a challenge, at the other door over the same store."""

    def come_back(reference):
        me = Visitor(opened(apps.public_app, public_settings, office), frozenset({"Your request", "Tell us"}))
        me.get("/return")
        with office.store.begin() as unit:
            unit.visits.start(me.client.get_cookie("s").value, reference, office.now())
        return me

    return come_back


@pytest.fixture
def checked(office):
    """Staff have established who the raiser is and where they stand, so that most can be written to freely."""

    def check(reference):
        for action in (Action.CHECK_IDENTITY, Action.CHECK_STANDING):
            done(office, Actor("triage", frozenset({Role.TRIAGE})), reference, action, words="In our notes.")
        return reference

    return check


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
