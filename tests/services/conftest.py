"""An office with the council's own pack, on both databases, and challenges that arrive there."""

from datetime import timedelta
from uuid import uuid4

import pytest

from portal.domain.challenge import Sent, receive, replay
from portal.domain.people import RAISER
from portal.notify import Notify, template_name
from portal.packs import Packs
from portal.services import Office
from portal.settings import DEMO_NOTIFY_KEY, NOTICES, ROOT
from portal.standin.rules import read_templates
from portal.storage import Account

TEXTS = {template.name: template for template in read_templates(NOTICES).values()}


@pytest.fixture
def employ(office):
    """Somebody with an account; their address begins with their key."""

    def add(key, *roles, active=True):
        named = {"id": key, "email": f"{key}@example.com", "name": f"{key} Invented", "password": ""}
        with office.store.begin() as unit:
            unit.accounts.add(Account(**named, roles=frozenset(roles), rank=4, active=active), office.now())

    return add


@pytest.fixture
def posted(office):
    """Takes every notice that waits out of the outbox; each of them fills its text."""

    def take():
        far, found = office.now() + timedelta(days=900), []
        with office.store.begin() as unit:
            while batch := unit.outbox.claim(far, limit=100):
                found += [each.notice for each in batch]
                for each in batch:
                    unit.outbox.sent(each.id, "n", far)
        assert all(set(TEXTS[template_name(notice)].keys) <= set(notice.words) for notice in found)
        return found

    return take


@pytest.fixture
def office(store, keys, now):
    return Office(
        store=store,
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
    def send(answers, at=None):
        at = at or office.now()
        reference = f"{uuid4().hex[:9]}".upper()
        happened = receive(Sent(uuid4().hex, reference, "en", answers), RAISER, office.pack, office.calendar, at)
        with office.store.begin() as unit:
            challenge = replay(happened)
            unit.challenges.add(challenge, draft_id=challenge.id, code_hash="", now=office.now())
            unit.ledger.append(challenge.id, happened)
        return reference

    return send
