"""Upgrades while others serve: what may change, in which order, how often it may be stopped, and the way back."""

import shutil
import threading
import time

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, insert, inspect, text
from sqlalchemy.exc import DBAPIError

from portal.storage import Store, UpgradeStopped, database_clients, migrations
from portal.storage.migrations import steps
from portal.storage.migrations.foreseen import foreseen
from portal.storage.migrations.schema_range import SINCE, newest, schema
from portal.storage.tables import drafts

pytestmark = pytest.mark.at_length

OURS = newest(migrations.FOLDER)

ADDS = """\"\"\"A label.\"\"\"
import sqlalchemy as sa
from alembic import op
from portal.storage.migrations.steps import Filled, Indexed
revision, down_revision, change = "9001", "{before}", "adds"
FILLS = (Filled("drafts", "id", "label = upper(language)"),)
INDEXES = (Indexed("ix_drafts_label", "drafts", ("label",)),)
def upgrade():
    op.add_column("drafts", sa.Column("label", sa.String(16)))
def downgrade():
    op.drop_column("drafts", "label")
"""
REMOVES = """\"\"\"The label goes.\"\"\"
from alembic import op
revision, down_revision, change, unused_since = "9002", "9001", "removes", "9001"
def upgrade():
    op.drop_index("ix_drafts_label")
    op.drop_column("drafts", "label")
"""
BROKEN = """\"\"\"Broken.\"\"\"
from alembic import op
revision, down_revision, change = "9001", "{before}", "adds"
def upgrade():
    op.execute("CREATE TABLE half (n int)")
    op.execute("SELECT nonsense")
"""


@pytest.fixture
def later(tmp_path):
    """The folder of a later release, with these migrations more."""
    made = []

    def release(*added):
        folder = shutil.copytree(migrations.FOLDER, tmp_path / f"release{len(made)}")
        made.append(folder)
        for number, source in enumerate(added, 9001):
            (folder / "versions" / f"{number}_it.py").write_text(source.replace("{before}", OURS))
        return folder

    return release


@pytest.fixture
def fresh(store_url, keys):
    """A database of its own with the tables of this release: other tests share theirs."""
    if store_url.startswith("sqlite"):
        store = Store(store_url, keys)
        yield store
        store.close()
        return
    server = create_engine(store_url, isolation_level="AUTOCOMMIT")
    name = f"{server.url.database}_beside"
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    store = Store(server.url.set(database=name).render_as_string(hide_password=False), keys)
    store.upgrade()
    yield store
    store.close()
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


def _drafts(store, count, now):
    row = {"data_key": b"k", "answers": b"a", "language": "en", "started_at": now, "seen_at": now}
    with store.begin() as unit:
        unit.connection.execute(insert(drafts), [row | {"id": f"{number:06}"} for number in range(count)])


def _labelled(store):
    with store.read() as unit:
        return unit.connection.scalar(text("SELECT count(*) FROM drafts WHERE label = 'EN'"))


def _at(store):
    with store.read() as unit:
        return schema(unit.connection)


def test_every_migration_since_says_whether_it_adds_or_removes():
    for step in steps.read(migrations.FOLDER):
        if step.number >= SINCE:
            assert step.change is not steps.Change.AT_ONCE, step.number
            removes = step.change is steps.Change.REMOVES
            assert bool(step.unused_since) is removes, step.number
            assert not removes or SINCE <= step.unused_since < step.number


def test_what_is_marked_as_adding_adds_and_nothing_else(empty_store):
    """The release of before goes on to write rows that know nothing of it, and its own rows go on to be good."""
    store, before = empty_store, None
    known = steps.read(migrations.FOLDER)
    for step in known[[each.number for each in known].index(SINCE) - 1 :]:
        with store.engine.begin() as connection:
            steps.apply(connection, migrations.FOLDER, step)
            after = _shape(connection)
        if step.change is steps.Change.ADDS:
            _only_added(step.number, before, after)
        before = after


@pytest.fixture
def empty_store(store_url, keys, tmp_path):
    if store_url.startswith("sqlite"):
        store = Store(f"sqlite:///{tmp_path}/new.db", keys)
        yield store
        store.close()
        return
    server = create_engine(store_url, isolation_level="AUTOCOMMIT")
    name = f"{server.url.database}_adding"
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    store = Store(server.url.set(database=name).render_as_string(hide_password=False), keys)
    yield store
    store.close()
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


def _shape(connection):
    look = inspect(connection)
    return {
        table: {
            "columns": {each["name"]: each for each in look.get_columns(table)},
            "rules": (
                {each["name"] for each in look.get_unique_constraints(table)},
                {each["name"] for each in look.get_foreign_keys(table)},
                {each["name"] for each in look.get_check_constraints(table)},
                {each["name"] for each in look.get_indexes(table) if each["unique"]},
            ),
        }
        for table in look.get_table_names()
    }


def _only_added(number, before, after):
    assert before.keys() <= after.keys(), number
    for table, was in before.items():
        now = after[table]
        assert now["rules"] == was["rules"], (number, table)
        for name, column in was["columns"].items():
            kept = now["columns"].get(name)
            assert kept, (number, table, name)
            assert str(kept["type"]) == str(column["type"]), (number, table, name)
            assert kept["nullable"] == column["nullable"], (number, table, name)
        for name in now["columns"].keys() - was["columns"].keys():
            new = now["columns"][name]
            assert new["nullable"] or new["default"] is not None, (number, table, name)


def test_tables_that_only_grew_serve_the_release_of_before(fresh, later, now):
    _drafts(fresh, 10, now)
    folder = later(ADDS)
    assert migrations.pending(fresh.engine, folder) == ["9001"]
    assert "run `portal upgrade`" in migrations.why_unfit(fresh.engine, folder)
    assert migrations.upgrade(fresh.engine, folder).applied == ["9001"]
    assert fresh.unfit() == migrations.why_unfit(fresh.engine, folder) == ""
    assert _at(fresh) == ("9001", SINCE, None)
    assert fresh.upgrade() == [], "of its own it has nothing to apply"


def test_once_something_it_uses_is_gone_it_says_in_a_sentence_that_the_database_is_newer(fresh, later):
    folder = later(ADDS, REMOVES)
    assert migrations.upgrade(fresh.engine, folder).applied == ["9001", "9002"]
    said = f"Its tables are of 9002, and this portal knows {OURS}: deploy a later one."
    assert fresh.unfit() == f"The database was written by a later version of the portal. {said}"
    assert migrations.why_unfit(fresh.engine, folder) == ""


def test_a_release_serves_tables_from_which_something_it_does_not_use_is_still_to_go(fresh, later):
    migrations.upgrade(fresh.engine, later(ADDS))
    assert migrations.why_unfit(fresh.engine, later(ADDS, REMOVES)) == ""


def test_nothing_is_taken_away_that_a_release_at_work_uses(fresh, later):
    folder, running = later(ADDS, REMOVES), {OURS}
    with fresh.engine.connect() as connection:
        plan = foreseen(connection, folder, running)
    assert [(step.number, step.left) for step in plan.steps] == [("9001", False), ("9002", True)]
    assert plan.serves_on
    done = migrations.upgrade(fresh.engine, folder, at_work=lambda _connection: running)
    assert done.applied == ["9001"]
    assert done.left.startswith("9002 is left for later")
    assert OURS in done.left
    assert fresh.unfit() == ""
    running = {"9002"}
    assert migrations.upgrade(fresh.engine, folder, at_work=lambda _connection: running) == (["9002"], "")


def test_the_check_says_when_what_runs_cannot_go_on(fresh, later):
    with fresh.engine.begin() as connection:
        assert not foreseen(connection, later(ADDS, REMOVES), set()).serves_on, "nobody is connected: it is as before"
        connection.execute(text("UPDATE alembic_version SET version_num = '0025'"))
        assert not foreseen(connection, migrations.FOLDER, set()).serves_on, "0025 knew of no later tables"


def test_each_connection_says_which_release_it_is(fresh, keys):
    if fresh.embedded:
        return
    other = Store(fresh.engine.url.render_as_string(hide_password=False), keys)
    with fresh.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        assert database_clients.at_work(connection, fresh._name) == set()
        with other.read():
            assert database_clients.at_work(connection, fresh._name) == {OURS}
    other.close()


def test_a_step_that_was_stopped_goes_on_where_it_was(fresh, later, now):
    _drafts(fresh, 2500, now)
    folder, heard = later(ADDS), []

    def told(said):
        heard.append(said)
        if len(heard) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        migrations.upgrade(fresh.engine, folder, told=told)
    assert _labelled(fresh) == 1000, "the first thousand stays, the second was not whole"
    assert migrations.pending(fresh.engine, folder) == ["9001"]
    assert fresh.unfit() == "", "who serves meanwhile serves on"
    assert "run `portal upgrade`" in migrations.why_unfit(fresh.engine, folder), "the new one waits for the end"
    with fresh.engine.begin() as connection:
        connection.execute(text("UPDATE drafts SET label = 'mine' WHERE id = '000007'"))
    migrations.upgrade(fresh.engine, folder)
    assert _labelled(fresh) == 2499, "what was done is not done again"
    assert migrations.pending(fresh.engine, folder) == []
    with fresh.engine.connect() as connection:
        assert "ix_drafts_label" in {each["name"] for each in inspect(connection).get_indexes("drafts")}


def test_the_last_step_can_be_taken_back(fresh, later, now):
    _drafts(fresh, 10, now)
    folder = later(ADDS)
    migrations.upgrade(fresh.engine, folder)
    with pytest.raises(UpgradeStopped, match="is at work"):
        migrations.downgrade(fresh.engine, folder, at_work=lambda _connection: {"9001"})
    with pytest.raises(UpgradeStopped, match="not known here"):
        fresh.downgrade()
    assert migrations.downgrade(fresh.engine, folder, at_work=lambda _connection: {OURS}) == "9001"
    assert _at(fresh) == (OURS, SINCE, None)
    assert fresh.unfit() == ""
    assert migrations.upgrade(fresh.engine, folder).applied == ["9001"], "and taken again"


def test_what_took_something_away_has_no_way_back(fresh, later):
    folder = later(ADDS, REMOVES)
    migrations.upgrade(fresh.engine, folder)
    with pytest.raises(UpgradeStopped, match="restore a backup"):
        migrations.downgrade(fresh.engine, folder)


def test_each_step_since_has_a_way_back_or_says_that_it_has_none(fresh):
    while (at := _at(fresh).version) >= SINCE:
        step = next(each for each in steps.read(migrations.FOLDER) if each.number == at)
        if step.change is steps.Change.REMOVES:
            return
        assert fresh.downgrade() == at
    assert fresh.upgrade()[0] == SINCE
    assert fresh.unfit() == ""


def test_a_step_that_fails_leaves_nothing_behind(fresh, later):
    folder = later(BROKEN)
    with pytest.raises(DBAPIError, match="nonsense"):
        migrations.upgrade(fresh.engine, folder)
    assert migrations.pending(fresh.engine, folder) == ["9001"]
    with fresh.engine.connect() as connection:
        assert not inspect(connection).has_table("half")


def test_no_reader_waits_for_a_step_that_waits_for_another(fresh, later, now, monkeypatch):
    """Somebody reads for a long time; whoever reads after the step asked for its lock is not kept behind it."""
    if fresh.embedded:
        return
    monkeypatch.setattr(migrations, "AGAIN", 0.2)
    _drafts(fresh, 10, now)
    done, slowest, heard = [], 0.0, []
    upgrade = threading.Thread(
        target=lambda: done.append(migrations.upgrade(fresh.engine, later(ADDS), told=heard.append))
    )
    with fresh.read() as unit:
        unit.connection.execute(text("SELECT count(*) FROM drafts"))
        upgrade.start()
        until = time.monotonic() + 3
        while time.monotonic() < until:
            began = time.monotonic()
            with fresh.read() as other:
                other.connection.execute(text("SELECT count(*) FROM drafts"))
            slowest = max(slowest, time.monotonic() - began)
    upgrade.join(60)
    assert done == [(["9001"], "")]
    assert any("tries again" in said for said in heard)
    assert slowest < 1, slowest


def test_a_second_upgrade_says_that_one_is_at_work(fresh, monkeypatch):
    if fresh.embedded:
        return
    monkeypatch.setattr(migrations, "TURN", 1)
    with migrations.turn(fresh.engine), pytest.raises(UpgradeStopped, match="Another"), migrations.turn(fresh.engine):
        pass


def test_the_numbers_follow_each_other():
    folder = ScriptDirectory(str(migrations.FOLDER))
    assert len(folder.get_heads()) == 1
