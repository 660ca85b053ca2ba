"""Backups: one encrypted file with all of the database, the register of erasures and the anchors; and the way back.

Whoever makes a backup cannot read it: it is encrypted (age, https://age-encryption.org) to a public key, whose other
half lies elsewhere. What is personal is sealed once more inside, under the portal's own keys, which no backup holds.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal.services import AppContext, age_files, event_log_checks, retention
from portal.services.service_state import BACKUP, REHEARSAL
from portal.storage import table_copies

FORMAT = 1
RECORDS, TABLES, FILES, MANIFEST = "records", "tables", "files", "manifest.json"
ANCHOR = "anchor-of-this-backup.txt"


class BadBackup(age_files.BadFile):
    """A backup that cannot be made or used: why, and what to do."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of a restore, for the report."""

    made_at: str
    rows: int
    erased_again: int
    asked_before_sent: int
    faults: list[str]


def make(context: AppContext, target: Path, recipient: str) -> dict[str, Any]:
    """Write a backup to ``target``, which is complete and checked as soon as it has that name; its manifest.

    Raises :class:`portal.services.age_files.BadFile`.
    """
    if context.store.embedded:
        raise BadBackup("SQLite is for the demo: stop it and copy its file.")
    manifest = age_files.write(target, recipient, lambda folder: _gather(context, folder), _check)
    with context.store.begin() as unit:
        unit.heartbeats.beat(BACKUP, context.now())
    return manifest


def _gather(context: AppContext, folder: Path) -> dict[str, Any]:
    """Everything that belongs into a backup, as files in a folder."""
    for name in (TABLES, RECORDS, FILES):
        (folder / name).mkdir(parents=True)
    with context.store.read() as unit:
        counts = table_copies.write_out(unit.connection, folder / TABLES)
        revision = table_copies.revision(unit.connection)
        anchor = unit.anchors.of(context.now())
    (folder / RECORDS / ANCHOR).write_text(anchor)
    _copy(context.records, folder / RECORDS)
    _copy(context.evidence_folder, folder / FILES)
    manifest = {
        "format": FORMAT,
        "made_at": context.now().isoformat(),
        "council": context.council,
        "revision": revision,
        "rows": counts,
        "sha256": table_copies.digests(folder),
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1))
    return manifest


def _copy(source: Path | None, target: Path) -> None:
    if source is not None and source.exists():
        shutil.copytree(source, target, dirs_exist_ok=True)


def _check(folder: Path) -> dict[str, Any]:
    """The manifest of what was unpacked. Raises :class:`BadBackup` where a file is missing or changed."""
    manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
    if manifest["format"] != FORMAT:
        raise BadBackup(f"Its format is {manifest['format']}: restore it with the version of the portal that made it.")
    found = {name: digest for name, digest in table_copies.digests(folder).items() if name != MANIFEST}
    if found != manifest["sha256"]:
        raise BadBackup("What is in it is not what was put there: take another backup.")
    return manifest


@contextmanager
def opened(backup: Path, identity: str) -> Iterator[tuple[Path, dict[str, Any]]]:
    """What is in a backup, as files in a folder that is deleted afterwards; its manifest.

    Raises :class:`portal.services.age_files.BadFile`.
    """
    with age_files.opened(backup, identity) as folder:
        yield folder, _check(folder)


def restore(context: AppContext, folder: Path, manifest: dict[str, Any], register: str = "") -> Restored:
    """Fill an empty, migrated database from an opened backup, and erase again what was erased.

    ``register``: a newer register of erasures than that of the backup. All of the database is there afterwards, or
    nothing. Raises :class:`BadBackup`, :class:`portal.storage.WrongKeys`.
    """

    def fill(connection: Any) -> tuple[int, int]:
        if manifest["revision"] != (head := table_copies.revision(connection)):
            raise BadBackup(f"It is of schema {manifest['revision']}, this of {head}: take the version that made it.")
        rows = table_copies.read_in(connection, folder / TABLES)
        if rows != manifest["rows"]:
            raise BadBackup("It has other rows than its manifest says: take another backup.")
        return sum(rows.values()), table_copies.ask_before_sending(connection)

    try:
        rows, asked = context.store.refill(fill)
    except table_copies.NotEmpty as why:
        raise BadBackup(str(why)) from None
    if context.evidence_folder:
        _copy(folder / FILES, context.evidence_folder)
    known = folder / RECORDS / retention.REGISTER
    wanted = retention.registered((known.read_text() if known.exists() else "") + register)
    erased = sum(retention.erase(context, reference, again=True) for reference in wanted)
    faults, _ = event_log_checks.verify(context, [(folder / RECORDS / ANCHOR).read_text()])
    return Restored(manifest["made_at"], rows, erased, asked, faults)


def rehearse(context: AppContext, scratch: AppContext, folder: Path, manifest: dict[str, Any]) -> Restored:
    """Restore into another, empty database, and note in ours that it went well."""
    done = restore(scratch, folder, manifest)
    if not done.faults:
        with context.store.begin() as unit:
            unit.heartbeats.beat(REHEARSAL, context.now())
    return done
