"""A backup has all of it and opens with its other key alone; what is restored is as it was, but for what was erased."""

import base64
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pyrage
import pytest
from click.testing import CliRunner
from sqlalchemy import create_engine, func, make_url, select, text

from build import PARENT
from portal.cli import main
from portal.services import age_files, backups, reminders, retention, service_state, tracker
from portal.services.delivery import send_waiting
from portal.storage import Store, WrongKeys
from portal.storage.tables import challenges, events, metadata, outbox
from posting import looked_at, notify_at, send_in, stand_in


@pytest.fixture(scope="module")
def age():
    return pyrage.x25519.Identity.generate()


@pytest.fixture
def context(context, postgresql_store, tmp_path):
    """In PostgreSQL, as in production."""
    (tmp_path / "records").mkdir()
    return replace(context, store=postgresql_store, records=tmp_path / "records")


@pytest.fixture
def empty(postgresql_url, keys):
    """The address of a new database, and a store of it with tables and nothing in them."""
    server = create_engine(postgresql_url, isolation_level="AUTOCOMMIT")
    name = f"{server.url.database}_restored"
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    url = make_url(postgresql_url).set(database=name).render_as_string(hide_password=False)
    with closing(Store(url, keys)) as store:
        store.upgrade()
        yield store
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


def make(context, age, folder):
    target = folder / "backup.age"
    backups.make(context, target, str(age.to_public()))
    return target


def counted(store):
    with store.read() as unit:
        return {
            name: unit.connection.scalar(select(func.count()).select_from(table))
            for name, table in metadata.tables.items()
            if name != "beats"
        }


def test_all_of_it_comes_back_and_goes_on(context, empty, age, tmp_path):
    token, reference = send_in(context, PARENT)
    reminders.beat(context, context.now())
    target = make(context, age, tmp_path)
    before = counted(context.store)
    assert b"Robin" not in target.read_bytes()
    there = replace(context, store=empty, records=tmp_path / "other")
    with backups.opened(target, str(age)) as (folder, manifest):
        done = backups.restore(there, folder, manifest)
    assert (done.faults, done.erased_again) == ([], 0)
    assert counted(empty) == before
    assert tracker.mine(there, token).reference == reference
    assert empty.unfit() == ""
    assert send_in(there, PARENT)[1] != reference, "numbers that the database gives go on"
    with empty.read() as unit:
        assert unit.event_log.verify() == []
    found = {each.name: each.grade for each in service_state.condition(context)}
    assert found[service_state.BACKUP] is service_state.Grade.WELL
    assert found[service_state.REHEARSAL] is service_state.Grade.ATTENTION


def test_what_was_erased_after_the_backup_is_erased_again(context, empty, age, tmp_path):
    (_, kept), (_, gone), (_, before) = (send_in(context, PARENT) for _ in range(3))
    assert retention.erase(context, before)
    target = make(context, age, tmp_path)
    assert retention.erase(context, gone)
    register = (context.records / retention.REGISTER).read_text()
    there = replace(context, store=empty, records=tmp_path / "other")
    with backups.opened(target, str(age)) as (folder, manifest):
        done = backups.restore(there, folder, manifest, register)
    assert done.faults == []
    with empty.read() as unit:
        assert unit.challenges.whole(kept)
        assert unit.challenges.whole(gone) is None
        assert unit.challenges.whole(before) is None
        sealed = unit.connection.execute(select(challenges.c.reference).where(challenges.c.data_key.is_not(None)))
        assert sealed.scalars().all() == [kept]


def test_what_was_sent_after_the_backup_is_not_sent_again(context, empty, age, tmp_path):
    desk = stand_in(settles_in=None)
    with desk.running() as url:
        context = replace(context, notify=notify_at(url))
        looked_at(context, send_in(context, PARENT)[1])
        target = make(context, age, tmp_path)
        while send_waiting(context, context.now()):
            pass
        sent = len(desk.messages)
        there = replace(context, store=empty, records=tmp_path / "other")
        with backups.opened(target, str(age)) as (folder, manifest):
            done = backups.restore(there, folder, manifest)
        assert done.asked_before_sent == sent > 0
        while send_waiting(there, there.now()):
            pass
        assert len(desk.messages) == sent
    with empty.read() as unit:
        assert unit.connection.scalar(select(func.count()).where(outbox.c.state == "sent")) == sent


def test_what_does_not_belong_together_changes_nothing(context, empty, age, tmp_path, keys):
    send_in(context, PARENT)
    target = make(context, age, tmp_path)
    other = pyrage.x25519.Identity.generate()
    with pytest.raises(age_files.BadFile, match="does not open"), backups.opened(target, str(other)):
        pass
    with backups.opened(target, str(age)) as (folder, manifest):
        with closing(
            Store(empty.engine.url.render_as_string(hide_password=False), replace(keys, master=b"o" * 32))
        ) as wrong:
            wrong._keys_fit = True
            with pytest.raises(WrongKeys, match="PORTAL_MASTER_KEY"):
                backups.restore(replace(context, store=wrong), folder, manifest)
        assert counted(empty)["challenges"] == 0
        with pytest.raises(backups.BadBackup, match="is not empty"):
            backups.restore(context, folder, manifest)
        with pytest.raises(backups.BadBackup, match="schema 0001"):
            backups.restore(replace(context, store=empty), folder, manifest | {"revision": "0001"})
    cut = tmp_path / "cut.age"
    cut.write_bytes(target.read_bytes()[:-100])
    with pytest.raises(age_files.BadFile, match="cut off"), backups.opened(cut, str(age)):
        pass
    assert counted(empty)["challenges"] == 0


def test_a_change_in_the_record_is_found(context, empty, age, tmp_path):
    send_in(context, PARENT)
    target = make(context, age, tmp_path)
    with backups.opened(target, str(age)) as (folder, manifest):
        (folder / "tables" / "events").write_bytes(b"")
        with pytest.raises(backups.BadBackup, match="other rows"):
            backups.restore(replace(context, store=empty), folder, manifest)
        assert counted(empty)[events.name] == 0


def test_the_commands_say_what_they_did(context, empty, postgresql_url, age, tmp_path):
    reference = send_in(context, PARENT)[1]
    scratch = empty.engine.url.render_as_string(hide_password=False)
    key, target = tmp_path / "key", tmp_path / "tonight.age"
    key.write_text(f"# public key: {age.to_public()}\n{age}\n")

    ours = {name: base64.b64encode(value * 32).decode() for name, value in KEYS.items()}
    environment = {"PORTAL_DATABASE_URL": postgresql_url, "PORTAL_DATA_DIR": str(tmp_path), **ours}

    def portal(*args):
        return CliRunner().invoke(main, args, env=environment)

    made = portal("backup", str(target), "--to", str(age.to_public()))
    assert (made.exit_code, "read again and sound" in made.output) == (0, True), made.output
    assert (tmp_path / "tonight.age.sha256").exists()
    assert "is there already" in portal("backup", str(target), "--to", "age1").output
    assert "no public key" in portal("backup", str(tmp_path / "x"), "--to", "age1no").output
    tried = portal("rehearse-restore", str(target), "--identity", str(key), "--into", scratch)
    assert (tried.exit_code, "The record verifies" in tried.output) == (0, True), tried.output
    with empty.read() as unit:
        assert unit.challenges.whole(reference)
    later = replace(context, clock=lambda: context.now() + timedelta(hours=25))
    assert reminders.last_beat(later, service_state.REHEARSAL)


KEYS = {"PORTAL_MASTER_KEY": b"m", "PORTAL_INDEX_KEY": b"i"}


def test_a_secret_key_is_written_once_and_for_its_owner_alone(tmp_path):
    key = tmp_path / "backup.key"
    made = CliRunner().invoke(main, ["new-backup-key", str(key)])
    assert (made.exit_code, key.stat().st_mode & 0o777) == (0, 0o600)
    public = made.stdout.strip()
    assert public.startswith("age1")
    assert f"# public key: {public}" in key.read_text()
    again = CliRunner().invoke(main, ["new-backup-key", str(key)])
    assert (again.exit_code, "is there already" in again.output) == (1, True)
