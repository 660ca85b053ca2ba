"""An office over SQLite for what does not depend on the database, with challenges and what staff do with them."""

from secrets import randbits
from uuid import uuid4

import pytest

from portal.domain import codes
from portal.domain.challenge import Sent, receive, replay
from portal.domain.people import RAISER, Action, Actor, Role
from portal.notify import Notify
from portal.packs import Packs
from portal.services import Office, handling
from portal.settings import DEMO_NOTIFY_KEY, ROOT

BOSS = Actor("boss", frozenset({Role.MANAGER, Role.REVIEWER}), 4, "Bo Boss")
RELEASER = Actor("rel", frozenset({Role.RELEASER}), 0, "Ro Releaser")


@pytest.fixture
def office(sqlite_store, keys, now):
    return Office(
        store=sqlite_store,
        packs=Packs(ROOT / "policies"),
        council="north-tyneside",
        keys=keys,
        clock=lambda: now,
        notify=Notify("http://127.0.0.1:9", DEMO_NOTIFY_KEY),
        mailbox="mash@example.com",
        public_address="https://request.example.com",
        staff_address="https://staff.example.com",
        callback_secret="c" * 40,
    )


@pytest.fixture
def arrive(office):
    """Somebody sends a challenge with these answers, to ``at`` or this office; its reference."""

    def send(answers, at=None):
        at = at or office
        sent = Sent(uuid4().hex, codes.new_reference(randbits), "en", answers)
        happened = receive(sent, RAISER, at.pack, at.calendar, at.now())
        with at.store.begin() as unit:
            unit.challenges.add(replay(happened), draft_id=sent.id, code_hash="", now=at.now())
            unit.ledger.append(sent.id, happened)
        return sent.reference

    return send


@pytest.fixture
def act(office):
    """Somebody, if nobody else a manager, does something with it."""

    def do(reference, action, actor=BOSS, at=None, /, **said):
        assert handling.act(at or office, actor, reference, action, **said)

    return do


@pytest.fixture
def reviewed(act):
    """A challenge is taken, checked, decided at its stage, and where that may be told the reply released."""

    def do(reference, actor=BOSS, at=None):
        for action, said in (
            (Action.TAKE, {}),
            (Action.DECIDE_POINT, {"point": 1, "outcome": "partly", "reasons": "The school was not asked."}),
            (Action.FIND, {"looked_at": "The letters of the school.", "views": "He likes his teacher."}),
            (Action.PROMISE, {"words": "Visit the school.", "owner": "Team Manager", "by": "2026-12-01", "tell": True}),
            (Action.DECIDE, {}),
        ):
            act(reference, action, actor, at, **said)

    return do
