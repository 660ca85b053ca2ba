"""A database that says nothing is away after a few seconds: nobody waits for it until it is there again."""

import resource
import subprocess
import sys
import time
from contextlib import closing

import psutil
import pytest
import tcp_proxy
from sqlalchemy import make_url, text

from portal.storage import DOWN, Store
from portal.storage.time_limits import AT_A_DOOR, AWAY, PROBE, Away, Presence, TimeLimits

QUICK = TimeLimits(statement=30, lock=30, answer=0.5, connect=2)


@pytest.fixture
def network(postgresql_url):
    """What lies between the portal and PostgreSQL, and its port."""
    folder = make_url(postgresql_url).query["host"]
    command = [sys.executable, tcp_proxy.__file__, f"{folder}/.s.PGSQL.5432"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        yield psutil.Process(process.pid), int(process.stdout.readline())
        process.kill()


@pytest.fixture
def store(network, postgresql_url, keys):
    url = make_url(postgresql_url).difference_update_query(["host"]).set(host="127.0.0.1", port=network[1])
    with closing(Store(url.render_as_string(hide_password=False), keys, QUICK)) as store:
        yield store


def fails(use, within):
    began = time.monotonic()
    with pytest.raises(DOWN) as failed, use() as unit:
        unit.connection.execute(text("SELECT 1"))
    assert time.monotonic() - began < within
    return failed.type


@pytest.mark.at_length
def test_nobody_waits_for_a_database_that_says_nothing(store, network):
    now = 100.0
    store._presence = Presence(lambda: now)
    with store.read() as unit:
        assert unit.connection.scalar(text("SELECT 1")) == 1
    network[0].suspend()
    while network[0].status() != psutil.STATUS_STOPPED:  # the signal was sent, and not taken yet
        time.sleep(0.01)
    assert fails(store.read, within=QUICK.answer + 3) is not Away
    assert fails(store.read, within=0.2) is Away
    assert fails(store.begin, within=0.2) is Away
    now += AWAY
    assert fails(store.begin, within=QUICK.connect + 3) is not Away, "one asks again, and cannot connect"
    assert fails(store.begin, within=0.2) is Away
    network[0].resume()
    now += AWAY
    with store.begin() as unit:
        assert unit.connection.scalar(text("SELECT 1")) == 1
    with store.read() as unit:
        assert unit.connection.scalar(text("SELECT 1")) == 1


def test_while_one_asks_again_all_others_are_told_at_once():
    now = 100.0
    presence = Presence(lambda: now)
    presence.ask()
    presence._ask_again = now + AWAY
    with pytest.raises(Away):
        presence.ask()
    now += AWAY
    presence.ask()
    with pytest.raises(Away):
        presence.ask()
    now += PROBE
    presence.ask()
    presence.answered()
    presence.ask()
    presence.ask()


def test_a_standby_is_none_of_ours(postgresql_store, postgresql_url, keys):
    name = make_url(postgresql_url).database
    with postgresql_store.engine.connect() as owner:
        owner.execute(text(f"ALTER DATABASE {name} SET default_transaction_read_only = on"))
        owner.commit()
        try:
            with closing(Store(postgresql_url, keys)) as store, pytest.raises(DOWN), store.read():
                pytest.fail("what is written there is lost")
        finally:
            owner.execute(text("SET TRANSACTION READ WRITE"))
            owner.execute(text(f"ALTER DATABASE {name} RESET default_transaction_read_only"))
            owner.commit()


def test_a_database_that_takes_nothing_that_is_written_is_down(postgresql_store, now):
    def write():
        with postgresql_store.begin() as unit:
            unit.connection.execute(text("SET TRANSACTION READ ONLY"))
            unit.drafts.start("token", {}, "en", now)

    with pytest.raises(DOWN):
        write()


def test_a_page_waits_for_a_statement_and_a_lock_for_a_few_seconds_only(postgresql_url, keys):
    with closing(Store(postgresql_url, keys, AT_A_DOOR)) as store, store.read() as unit:
        shown = [unit.connection.scalar(text(f"SHOW {name}_timeout")) for name in ("statement", "lock")]
    assert shown == ["4s", "3s"]


def test_a_full_disk_is_told_and_once_there_is_room_it_goes_on(sqlite_store, now):
    def write():
        with sqlite_store.begin() as unit:
            unit.drafts.start("token", {"words": "x" * 300_000}, "en", now)

    write()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        for _ in range(3):
            with pytest.raises(DOWN):
                write()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    write()
