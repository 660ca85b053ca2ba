"""A door as production serves it: gunicorn, with `gunicorn.conf.py`, as a process of its own."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from pathlib import Path

from demo_process import free_ports, read

from portal.settings import ROOT


@contextmanager
def gunicorn(app, folder, **environment):
    """One worker: of several, one that still begins while another answers would not hear that it has to stop."""
    (port,) = free_ports(1)
    environment = {"PORTAL_ENV": "demo", "PORTAL_DATA_DIR": str(folder), "WEB_CONCURRENCY": "1", **environment}
    mine = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    command = [Path(sys.executable).with_name("gunicorn"), f"--bind=127.0.0.1:{port}", f"portal.apps:{app}()"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, env={**mine, **environment})
    try:
        yield process, port
    finally:
        process.terminate()
        process.wait(10)


def log_of(folder):
    return (folder / "log").read_text()


def answers(port, process):
    assert process.poll() is None
    try:
        return read(f"http://127.0.0.1:{port}/health") == "ok"
    except OSError:
        return False


def before_any_key(file, folder):
    """A database that no key was tried on yet: these doors have those of the demo."""
    with closing(sqlite3.connect(shutil.copy(file, folder / "portal.sqlite3"))) as made, made:
        made.execute("DELETE FROM key_probes")
