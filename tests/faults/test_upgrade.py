"""A later release brings the tables up to date while gunicorn serves the one of before, and takes away what it used."""

import os
import re
import shutil
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
from contextlib import closing, contextmanager

import psycopg
import pytest
from demo_process import free_ports
from gunicorn_process import answers, log_of
from sqlalchemy import create_engine, text

from portal.settings import ROOT
from portal.storage import migrations
from portal.storage.migrations.schema_range import newest
from posting import until

MANY = 300_000
OURS = newest(migrations.FOLDER)
ROWS = f"""INSERT INTO challenges (id, reference, data_key, body, pack, audience, status, stage, received_at, flags,
    queue_key, due_key, received_key, turn, assigned, indexed, chain_length, chain_head, added_at)
    SELECT lpad(n::text, 36, '0'), n::text, NULL, decode(repeat('ab', 600), 'hex'), 'p', 'parent', 'closed', '1', now(),
    '', '', '', '', 'closed', '', 999, 0, '', now() FROM generate_series(1, {MANY}) AS n"""  # noqa: S608  # our own number
ADDS = f"""\"\"\"The year in which a request came.\"\"\"
import sqlalchemy as sa
from alembic import op
from portal.storage.migrations.steps import Filled, Indexed
revision, down_revision, change = "9001", "{OURS}", "adds"
FILLS = (Filled("challenges", "id", "year = extract(year FROM received_at)"),)
INDEXES = (Indexed("ix_challenges_year", "challenges", ("year",)),)
def upgrade():
    op.add_column("challenges", sa.Column("year", sa.Integer))
"""
REMOVES = """\"\"\"What nothing uses any more.\"\"\"
from alembic import op
revision, down_revision, change, unused_since = "9002", "9001", "removes", "9001"
def upgrade():
    op.drop_column("challenges", "year")
"""


@pytest.fixture
def database(postgresql_server):
    server = create_engine(postgresql_server, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text("CREATE DATABASE upgraded"))
    yield server.url.set(database="upgraded").render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(text("DROP DATABASE upgraded WITH (FORCE)"))
    server.dispose()


@pytest.fixture
def release(tmp_path):
    """The folder of a later release of the portal: this one, and two migrations more."""
    folder = tmp_path / "later"
    shutil.copytree(ROOT / "portal", folder / "portal", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("policies", "templates", "translations", "build", "gunicorn.conf.py"):
        (folder / name).symlink_to(ROOT / name)
    for number, source in (("9001", ADDS), ("9002", REMOVES)):
        (folder / f"portal/storage/migrations/versions/{number}_it.py").write_text(source)
    return folder


def environment(database, folder, release):
    mine = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    return mine | {
        "PORTAL_ENV": "demo",
        "PORTAL_DATABASE_URL": database,
        "PORTAL_DATA_DIR": str(folder),
        "PORTAL_REQUESTS_PER_MINUTE": "100000",
        "PORTAL_DRAFTS_PER_HOUR": "100000",
        "PYTHONPATH": str(release),
        "WEB_CONCURRENCY": "2",
    }


def portal(release, environment, *command):
    run = [sys.executable, "-m", "portal", *command]
    done = subprocess.run(run, cwd=release, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@contextmanager
def door(release, environment, folder):
    (port,) = free_ports(1)
    command = [sys.executable, "-m", "gunicorn", f"--bind=127.0.0.1:{port}", "portal.apps:public_app()"]
    folder.mkdir(exist_ok=True)
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(command, cwd=release, stdout=log, stderr=log, env=environment)
    try:
        until(lambda: answers(port, process), seconds=90)
        yield port
    finally:
        process.terminate()
        process.wait(30)


class Visitors:
    """People who read, and who begin a request, without a pause."""

    def __init__(self, port):
        self.served, self.failed, self.slowest = 0, [], 0.0
        self._port, self._stop = port, threading.Event()
        self._threads = [threading.Thread(target=self._visit, args=(write,)) for write in (False, True)]

    def __enter__(self):
        for each in self._threads:
            each.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        for each in self._threads:
            each.join()

    def _visit(self, write):
        while not self._stop.is_set():
            began = time.monotonic()
            try:
                self._begin_a_request() if write else self._ask("/health")
            except (OSError, AssertionError) as error:
                self.failed.append(repr(error))
            self.served += 1
            self.slowest = max(self.slowest, time.monotonic() - began)
            time.sleep(0.02)

    def _ask(self, path, opener=None, **values):
        opener = opener or urllib.request.build_opener()
        data = urllib.parse.urlencode(values).encode() if values else None
        with opener.open(f"http://127.0.0.1:{self._port}{path}", data, timeout=30) as answer:
            return answer.read().decode(), answer.url

    def _begin_a_request(self):
        """The first answer makes a draft; the page after it reads that again."""
        mine = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        page, _ = self._ask("/request/now", mine)
        token = re.search(r'name="csrf_token" value="(\w+)"', page)
        assert token, page[:500]
        _, address = self._ask("/request/now", mine, csrf_token=token[1], danger="no")
        assert address.endswith("/request/purpose"), address


@pytest.mark.timeout(1500)
def test_people_are_served_while_the_tables_change(database, release, tmp_path, capsys):
    old, new = environment(database, tmp_path, ROOT), environment(database, tmp_path, release)
    assert portal(ROOT, old, "upgrade")[0] == 0
    with closing(psycopg.connect(database.replace("+psycopg", ""), autocommit=True)) as connection:
        connection.execute(ROWS)
    with door(ROOT, old, tmp_path / "old") as port, Visitors(port) as visitors:
        code, said = portal(release, new, "upgrade", "--check")
        assert code == 0, said
        assert f"9001  adds, {2 * MANY:,} rows" in said
        assert "9002  removes: What nothing uses any more. Left for later: what runs now uses it." in said
        began = time.monotonic()
        code, said = portal(release, new, "upgrade")
        took = time.monotonic() - began
        assert (code, "Applied 9001" in said, "9002 is left for later" in said) == (0, True, True), said
    told = f"old release, {MANY:,} rows changed in {took:.0f} s: served {visitors.served}, "
    told += f"failed {len(visitors.failed)}, slowest {visitors.slowest:.2f} s"
    assert visitors.failed == [], log_of(tmp_path / "old")[-3000:]
    with door(release, new, tmp_path / "new") as port, Visitors(port) as later:
        code, said = portal(release, new, "upgrade")
        assert (code, "Applied 9002" in said) == (0, True), said
        time.sleep(3)
    with capsys.disabled():
        print(f"\n{told}\nnew release, while it takes away: served {later.served}, failed {len(later.failed)}")
    assert later.failed == []
    code, said = portal(ROOT, old, "upgrade")
    assert code == 1
    assert "The database was written by a later version of the portal." in said
