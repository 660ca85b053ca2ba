"""The staff's door, with somebody of the triage team who has an account."""

from secrets import randbits
from uuid import uuid4

import pytest
from actions import Action
from deeds_done import done
from staff_session import cookie_of

from build import PARENT
from portal import apps
from portal.domain import reference_codes
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.submission import Submission, receive
from portal.domain.permissions import RAISER, Actor, Role
from portal.settings import StaffSettings
from portal.storage import Account
from portal.web.staff.worker_heartbeat import Pulse
from visitor import Visitor

TRIAGE = "triage@example.com"


@pytest.fixture(scope="session")
def settings():
    read, _ = StaffSettings.collect({})
    return read


@pytest.fixture
def employ(context):
    """Somebody with an account that has been used."""

    def add(email, *roles, rank=0, name="A Example"):
        key = email.partition("@")[0]
        account = Account(key, email, name, frozenset(roles), rank, signed_in=True)
        with context.store.begin() as unit:
            unit.accounts.add(account, context.now())
        return account

    return add


@pytest.fixture
def open_staff_door(context, opened):
    """The staff's door; what it knew of another test's worker, good for half a minute, is forgotten."""

    def open_it(settings, context=context):
        door = opened(apps.staff_app, settings, context)
        door.jinja_env.globals["worker_silent"] = Pulse(context).silent
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
def signed_in(desk, enter):
    return enter(TRIAGE, desk)


@pytest.fixture
def enter(door):
    """Let somebody in, in a browser of their own, as if they had just signed in at work."""

    def let(email, desk=None):
        desk = desk or Visitor(door)
        desk.client.set_cookie("d", cookie_of(door, email.partition("@")[0]))
        desk.get("/")
        return desk

    return let


@pytest.fixture
def confirm(context):
    """At the page that asks for it, somebody signs in at work once more; the page they come to then."""

    def again(desk):
        asked = desk.page.response.request.full_path
        assert desk.page.path == "/confirm"
        with desk.client.session_transaction() as held:
            held["sure"] = context.now().timestamp()
        return desk.get(asked)

    return again


@pytest.fixture
def as_raiser(context, opened, public_settings):
    """The raiser of a challenge, at the other door over the same store."""

    def come_back(reference):
        me = Visitor(opened(apps.public_app, public_settings, context), frozenset({"Your request", "Tell us"}))
        me.get("/return")
        with context.store.begin() as unit:
            unit.raiser_sessions.start(me.client.get_cookie("s").value, reference, context.now())
        return me

    return come_back


@pytest.fixture
def checked(context):
    """Staff have established who the raiser is and where they stand, so that most can be written to freely."""

    def check(reference):
        for action in (Action.CHECK_IDENTITY, Action.CHECK_STANDING):
            done(context, Actor("triage", frozenset({Role.TRIAGE})), reference, action, words="In our notes.")
        return reference

    return check


@pytest.fixture
def arrive(context):
    """Somebody sends a challenge; its reference."""

    def send(token="t", **answers):
        sent = Submission(uuid4().hex, reference_codes.new_reference(randbits), "en", {**PARENT, **answers})
        happened = receive(sent, RAISER, context.pack, context.calendar, context.now())
        with context.store.begin() as unit:
            new, now = replay(happened), context.now()
            unit.challenges.add(new, draft_id=sent.id, code_hash="", now=now, by=context.first_date(new))
            unit.event_log.append(sent.id, happened)
            unit.raiser_sessions.start(token, sent.reference, context.now())
        return sent.reference

    return send
