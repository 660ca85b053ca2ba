import importlib
import pkgutil
import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import OperationalError

from portal import storage
from portal.storage import Store, migrations
from portal.storage.tables import metadata

NUMBERED = ["0001", "0002"]
"""Every migration there is. A new one is added here on purpose; one that has been run is never changed."""

for room in pkgutil.iter_modules(storage.__path__, "portal.storage."):
    importlib.import_module(room.name)  # so that ``metadata`` knows every table


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request, tmp_path, keys):
    """A store on a database without any table."""
    if request.param == "sqlite":
        store = Store(f"sqlite:///{tmp_path}/new.db", keys)
        yield store
        store.close()
        return
    server = create_engine(request.getfixturevalue("postgresql_url"), isolation_level="AUTOCOMMIT")
    name = f"{server.url.database}_empty"
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    url = make_url(str(server.url)).set(database=name)
    store = Store(url.render_as_string(hide_password=False), keys)
    yield store
    store.close()
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name}"))
    server.dispose()


def test_from_nothing_to_the_head_in_order_and_once(empty):
    assert empty.pending() == NUMBERED
    assert empty.upgrade() == NUMBERED
    assert empty.pending() == empty.upgrade() == []


def test_the_tables_are_what_the_code_believes(empty):
    empty.upgrade()
    with empty.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_two_at_once_take_turns(empty):
    with ThreadPoolExecutor(2) as threads:
        applied = list(threads.map(lambda _: empty.upgrade(), range(2)))
    assert sorted(applied) == [[], NUMBERED]


def test_a_migration_that_fails_leaves_nothing_behind(empty, monkeypatch):
    folder = empty.engine.url.database
    broken = migrations._FOLDER
    assert broken.is_dir(), folder
    copied = shutil.copytree(broken, __import__("pathlib").Path(__import__("tempfile").mkdtemp()) / "m")
    (copied / "versions" / "9999_broken.py").write_text(
        "from alembic import op\n"
        f"revision = '9999'\ndown_revision = {NUMBERED[-1]!r}\n"
        "def upgrade():\n    op.execute('CREATE TABLE half (n int)')\n    op.execute('SELECT nonsense')\n"
    )
    monkeypatch.setattr(migrations, "_FOLDER", copied)
    with pytest.raises(Exception, match="nonsense"):
        empty.upgrade()
    assert empty.pending() == [*NUMBERED, "9999"]


def test_a_migration_gives_up_soon_when_somebody_holds_a_lock(empty, tmp_path):
    if empty.embedded:
        other = sqlite3.connect(f"{tmp_path}/new.db", isolation_level=None)
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError, match="locked"):
            empty.upgrade()
        other.close()
    else:
        with empty.engine.begin() as connection:
            migrations.take_turn(connection)
            timeouts = [
                connection.execute(text(f"SHOW {name}_timeout")).scalar() for name in ("lock", "statement")
            ]
        assert timeouts == ["4s", "5s"]
