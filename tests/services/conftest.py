"""An app context with the council's own pack, on both databases, and challenges that arrive there."""

from datetime import timedelta
from secrets import randbits
from uuid import uuid4

import pytest
from actions import Action
from deeds_done import done
from sqlalchemy import create_engine, make_url, text

from build import our_packs
from dev.notify.rules import read_templates
from portal.domain import reference_codes
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.submission import Submission, receive
from portal.domain.permissions import RAISER, Actor, Role
from portal.notify import Notify, template_name
from portal.services import AppContext
from portal.settings import DEMO_NOTIFY_KEY, NOTICES
from portal.storage import Account
from posting import BACK

BOSS = Actor("boss", frozenset({Role.MANAGER, Role.REVIEWER}), 4, "Bo Boss")
TEXTS = {template.name: template for template in read_templates(NOTICES).values()}


@pytest.fixture
def employ(context):
    """Somebody with an account; their address begins with their key."""

    def add(key, *roles, active=True):
        named = {"id": key, "email": f"{key}@example.com", "name": f"{key} Invented"}
        account = Account(**named, roles=frozenset(roles), rank=4, active=active, signed_in=True)
        with context.store.begin() as unit:
            unit.accounts.add(account, context.now())

    return add


@pytest.fixture
def posted(context):
    """Takes every notice that waits out of the outbox; each of them fills its text."""

    def take():
        far, found = context.now() + timedelta(days=900), []
        with context.store.begin() as unit:
            while batch := unit.outbox.claim(far, limit=100):
                found += [each.notice for each in batch]
                for each in batch:
                    unit.outbox.sent(each.id, "n", far)
        assert all(set(TEXTS[template_name(notice)].keys) <= {*notice.words, *BACK, "news"} for notice in found)
        return found

    return take


@pytest.fixture
def context(store, keys, now):
    return AppContext(
        store=store,
        packs=our_packs(),
        council="north-tyneside",
        keys=keys,
        clock=lambda: now,
        notify=Notify("http://127.0.0.1:9", DEMO_NOTIFY_KEY, sentences={}),
        mailbox="mash@example.com",
        public_address="https://request.example.com",
        staff_address="https://staff.example.com",
        callback_secret="c" * 40,
    )


@pytest.fixture
def arrive(context):
    """Somebody sends a challenge with these answers, to this app context or another; its reference."""

    def send(answers, at=None, context=context):
        at = at or context.now()
        sent = Submission(uuid4().hex, reference_codes.new_reference(randbits), "en", answers)
        happened = receive(sent, RAISER, context.pack, context.calendar, at)
        with context.store.begin() as unit:
            unit.challenges.add(replay(happened), draft_id=sent.id, code_hash="", now=context.now())
            unit.event_log.append(sent.id, happened)
        return sent.reference

    return send


@pytest.fixture
def act(context):
    """Somebody, if nobody else a manager, does something with it."""

    def do(reference, action, actor=BOSS, at=None, /, **said):
        assert done(at or context, actor, reference, action, **said)

    return do


@pytest.fixture
def reviewed(act):
    """A challenge is taken, checked, decided at its stage, and where that may be told the reply released."""

    def do(reference, actor=BOSS, at=None):
        for action, said in (
            (Action.TAKE, {}),
            (Action.RECORD_ORIGINAL, {}),
            (Action.DECIDE_GROUND, {"ground": 1, "outcome": "partly", "reasons": "The school was not asked."}),
            (Action.FIND, {"evidence": "The letters of the school.", "views": "He likes his teacher."}),
            (Action.PROMISE, {"words": "Visit the school.", "owner": "Team Manager", "by": "2026-12-01", "tell": True}),
            (Action.DECIDE, {}),
        ):
            act(reference, action, actor, at, **said)

    return do


@pytest.fixture
def two_roles(postgresql_server, worker_id):
    """The addresses of an empty database of PostgreSQL: for the role that owns it, and for who runs the portal."""
    server = create_engine(postgresql_server, isolation_level="AUTOCOMMIT")
    name = f"portal_owned_{worker_id}"
    owner, runner = f"{name}_owner", f"{name}_runner"
    with server.connect() as connection:
        for role in (owner, runner):
            connection.execute(text(f"CREATE ROLE {role} LOGIN NOSUPERUSER"))
        connection.execute(text(f"GRANT pg_monitor, pg_checkpoint TO {owner}"))
        connection.execute(text(f"CREATE DATABASE {name} OWNER {owner}"))
    inside = create_engine(make_url(postgresql_server).set(database=name), isolation_level="AUTOCOMMIT")
    with inside.connect() as connection:
        connection.execute(text(f"GRANT EXECUTE ON FUNCTION pg_switch_wal() TO {owner}"))
    inside.dispose()
    urls = [make_url(postgresql_server).set(database=name, username=role, password="x") for role in (owner, runner)]
    yield [url.render_as_string(hide_password=False) for url in urls]
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        for role in (owner, runner):
            connection.execute(text(f"DROP ROLE {role}"))
    server.dispose()
