"""What is erased is gone: from pages and log of a real PostgreSQL, from SQLite, and again after a restore."""

import os
import re
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from actions import Action
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import DBAPIError

from build import PARENT
from portal import apps, storage
from portal.domain.permissions import Role
from portal.services import (
    applications,
    contact_preferences,
    event_log_checks,
    new_token,
    retention,
    saved_forms,
    staff_accounts,
    tracker,
)
from portal.settings import BadSettings
from portal.storage import Store, sqlite_engine
from portal.storage.database_roles import ADDED_TO_ONLY
from portal.storage.encryption import place
from posting import until

TYPED = {"words": ["Zebediah said so."]}
TYPES = "zita"
"""Who types it: nobody of this name types in another test, whose log is in the same files."""


@pytest.fixture
def lived(context, act, employ):
    """A request with all that can lie beside it: its reference, its session, and where each key belongs."""
    employ("toni", Role.TRIAGE)
    employ(TYPES, Role.TRIAGE)
    token = new_token()
    applications.answer(context, token, "en", PARENT)
    with context.store.read() as unit:
        places = [("drafts", unit.drafts.open(token, context.now()).id)]
    reference = applications.submit(context, token)
    act(reference, Action.NOTE, words="Zebediah was here.", mentions=())
    tracker.act(context, token, Action.ADD, words="More of it.", new="no")
    contact_preferences.answer(context, token, {"safe": ("email",), "email": "canary@example.com"})
    saved_forms.keep(context, TYPES, f"/challenges/{reference}/do/note", TYPED, reference)
    with context.store.read() as unit:
        places.append(("challenges", unit.challenges.get(reference).id))
        drawer = unit.connection.execute(text("SELECT id FROM drafts WHERE challenge_id IS NOT NULL")).scalar_one()
        places += [("drafts", drawer), ("staff_kept", TYPES)]
    return reference, token, places


def opening(keys, places, folder):
    """The keys that any bytes of these files give, wherever they lie: table by table."""
    master, found = AESGCM(keys.master), set()
    for path in folder.rglob("*"):
        if not path.is_file() or path.name.startswith("pgsql.log"):
            continue
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            continue  # it was removed while we looked
        for begins in re.finditer(b"\x01", data):
            candidate = data[begins.start() : begins.start() + 61]
            if len(set(candidate)) < 30:  # ruled out: no random bytes
                continue
            for table, row in places:
                try:
                    master.decrypt(candidate[1:13], candidate[13:], place(table, row, "data_key"))
                except InvalidTag:
                    continue
                found.add(table)
    return found


def in_the_log(context, keys, places, folder):
    """What the log gives once every key is in it again: another test may have just renewed the log that all share."""
    with context.store.begin() as unit:
        for table in ("drafts", "challenges", "staff_kept"):
            unit.connection.execute(text(f"UPDATE {table} SET data_key = data_key"))  # noqa: S608 - our own names
    return opening(keys, places, folder)


@pytest.mark.timeout(120)
@pytest.mark.every_database
@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
@pytest.mark.at_length
def test_nothing_on_the_disk_of_postgresql_opens_after_an_erasure(context, lived, keys, testrun_uid):
    reference, token, places = lived
    folder = Path(tempfile.gettempdir(), f"portal-postgresql-{testrun_uid}")
    until(lambda: in_the_log(context, keys, places, folder / "pg_wal") == {"drafts", "challenges", "staff_kept"})
    with context.store.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("ANALYZE"))  # as the server does by itself, whenever it likes
        connection.execute(text("CHECKPOINT"))
        oid = connection.scalar(text("SELECT oid FROM pg_database WHERE datname = current_database()"))
    parts = (folder / "base" / str(oid), folder / "pg_wal")
    assert opening(keys, places, parts[0]) == {"drafts", "challenges", "staff_kept"}
    assert retention.erase(context, reference)
    assert opening(keys, places, parts[0]), "old rows stay until they are written anew"
    assert context.store.forget() == []
    assert [opening(keys, places, part) for part in parts] == [set(), set()]
    assert event_log_checks.verify(context)[0] == []
    assert contact_preferences.walk(context, token) is None


def test_what_was_typed_beside_it_and_what_waits_goes_with_it(context, lived):
    reference, _token, _ = lived
    retention.erase(context, reference)
    with context.store.read() as unit:
        for table in ("drafts", "staff_kept", "outbox", "visits", "finders", "duties"):
            assert unit.connection.execute(text(f"SELECT count(*) FROM {table}")).scalar() == 0, table  # noqa: S608


@pytest.mark.every_database
@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
def test_it_is_told_when_somebody_still_sees_the_old_rows(context, lived, monkeypatch):
    monkeypatch.setattr(storage.erasure, "PATIENCE", 0.2)
    keeping_on = context.store.engine.connect().execution_options(isolation_level="REPEATABLE READ")
    with keeping_on as other:
        other.execute(text("SELECT count(*) FROM challenges"))
        retention.erase(context, lived[0])
        (left,) = context.store.forget()
    assert "a transaction, a standby or a replication slot still needs them" in left
    monkeypatch.undo()  # other tests write in databases of the same server
    assert context.store.forget() == []


@pytest.mark.every_database
@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
def test_it_is_told_when_somebody_writes_in_another_database_of_the_server(context, lived, monkeypatch):
    monkeypatch.setattr(storage.erasure, "PATIENCE", 0.2)
    elsewhere = create_engine(context.store.engine.url.set(database="postgres"))
    with elsewhere.connect() as other:
        other.execute(text("SELECT pg_current_xact_id()"))
        retention.erase(context, lived[0])
        (left,) = context.store.forget()
    elsewhere.dispose()
    assert "a transaction, a standby or a replication slot still needs them" in left
    monkeypatch.undo()  # other tests write in databases of the same server
    assert context.store.forget() == []


def test_it_is_told_when_somebody_reads_sqlite_meanwhile(sqlite_store, now, monkeypatch):
    monkeypatch.setattr(sqlite_engine, "CHECKPOINT", 0.2)
    with sqlite_store.begin() as unit:
        unit.drafts.start("t", {}, "en", now)
    with closing(sqlite3.connect(sqlite_store.engine.url.database)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM drafts").fetchone()
        with sqlite_store.begin() as unit:
            unit.drafts.discard("t")
        assert sqlite_store.forget() == ["The log beside the database still holds it: somebody is reading just now."]
    assert sqlite_store.forget() == []


def test_the_register_says_what_to_erase_again_after_a_restore(context, arrive, tmp_path):
    context = replace(context, records=tmp_path / "records")
    first, second = arrive(PARENT), arrive(PARENT)
    for reference in (first, second, first):
        assert retention.erase(context, reference)
    register = (context.records / retention.REGISTER).read_text()
    assert register == f"2026-11-23T10:00:00Z {first}\n2026-11-23T10:00:00Z {second}\n"
    assert retention.registered(register * 2) == [first, second]
    with pytest.raises(ValueError, match="not a register"):
        retention.registered("portal anchor 1\n")


# Two roles


@pytest.fixture
def owned(two_roles, keys):
    """A database of PostgreSQL whose tables belong to another role than the portal's own."""
    stores = [Store(url, keys) for url in two_roles]
    stores[0].upgrade()
    stores[0].grant(make_url(two_roles[1]).username)
    yield stores
    for each in stores:
        each.close()


@pytest.mark.timeout(120)
def test_who_runs_the_portal_does_all_of_it_and_can_rewrite_nothing(context, owned, act, now, keys):
    owner, runner = owned
    assert runner.too_much() == []
    assert len(owner.too_much()) == 3
    assert context.store.embedded or "superuser" in context.store.too_much()[0]
    portal = replace(context, store=runner)
    token = new_token()
    applications.answer(portal, token, "en", PARENT)
    reference = applications.submit(portal, token)
    act(
        reference,
        Action.NOTE,
        staff_accounts.Actor("t", frozenset({Role.TRIAGE})),
        portal,
        words="Read it.",
        mentions=(),
    )
    with runner.begin() as unit:
        unit.staff_events.add(storage.StaffEvent(now, "operator", "added", "toni"))
        unit.search_index.log("toni", "child", "rang", 1, now)
    retention.sweep(portal)
    for statement in (
        *(f"{how} {table}" for table in ADDED_TO_ONLY for how in ("DELETE FROM", "TRUNCATE")),
        "UPDATE events SET actor = 'nobody'",
        "ALTER TABLE events DISABLE TRIGGER ALL",
        "DROP TRIGGER events_never_change ON events",
        "DELETE FROM challenges",
        "COPY (SELECT 1) TO PROGRAM 'true'",
        "CREATE TABLE mine (n int)",
    ):
        with pytest.raises(DBAPIError, match=r"permission denied|must be owner"), runner.begin() as unit:
            unit.connection.exec_driver_sql(statement)
    with pytest.raises(BadSettings, match="can rewrite"):
        apps.refuse_to_rewrite(replace(context, store=owner))
    apps.refuse_to_rewrite(portal)
    apps.refuse_to_rewrite(replace(context, store=Store("postgresql://x@127.0.0.1:9/x", keys)))  # down: it says so
    assert retention.erase(replace(context, store=owner), reference)
    assert owner.forget() == []
    (left,) = runner.forget()
    assert "Use the owner's" in left
    assert event_log_checks.verify(portal)[0] == []


@pytest.mark.parametrize("mode", [0o770, 0o700, 0o755])
def test_who_may_read_the_folder_of_records_may_read_the_register_whoever_erased(context, arrive, tmp_path, mode):
    """Root erases, with a umask that shows others nothing; the user of the backups takes the register along."""
    folder = tmp_path / "records"
    context = replace(context, records=folder)
    folder.mkdir()
    folder.chmod(mode)
    if os.geteuid() == 0:
        os.chown(folder, 12345, 23456)
    before = os.umask(0o077)
    try:
        retention.erase(context, arrive(PARENT))
    finally:
        os.umask(before)
    register, place = (folder / retention.REGISTER).stat(), folder.stat()
    assert register.st_mode & 0o777 == mode & 0o666
    assert (register.st_uid, register.st_gid) == (place.st_uid, place.st_gid)
