"""Everything that a portal holds, opened, in files that any program reads: for whoever leaves, or moves.

It is readable by whoever has it, unlike a backup. `docs/export.md` describes the files.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from portal import VERSION
from portal.services import AppContext, age_files, case_export, event_log_checks, retention, security_log
from portal.services.security_log import Happening
from portal.storage import Erased, UnitOfWork, portable_rows, table_copies
from portal.storage.portable_kinds import KINDS, LEFT, SCHEMA

FORMAT = 1
MANIFEST, REGISTER, ANCHOR = "manifest.json", "erasures.txt", "anchor.txt"
CONTENT, SCHEMAS, RECORDS = "content", "schemas", "records.jsonl"
EVERYTHING = "everything"


class BadExport(age_files.BadFile):
    """What cannot be taken along or brought in: why, and what to do."""


def encrypted(context: AppContext, target: Path, recipient: str) -> dict[str, Any]:
    """Write all of it into one file that opens with another key; its manifest. Raises :class:`BadFile`."""
    return _noted(age_files.write(target, recipient, lambda folder: gather(context, folder), checked))


def plain(context: AppContext, folder: Path) -> dict[str, Any]:
    """Write all of it into a new folder as it is; its manifest. Raises :class:`BadExport`."""
    manifest = gather(context, folder)
    checked(folder)
    return _noted(manifest)


def _noted(manifest: dict[str, Any]) -> dict[str, Any]:
    security_log.event(Happening.EXPORTED, form=EVERYTHING)
    return manifest


def gather(context: AppContext, folder: Path) -> dict[str, Any]:
    """Everything, as of one moment. Raises :class:`BadExport` where the record is not as it was written."""
    for each in (folder, folder / CONTENT, folder / SCHEMAS):
        each.mkdir(mode=0o700, parents=True)
    faults, anchor = event_log_checks.verify(context)
    if faults:
        raise BadExport(f"The record is not as it was written: {faults[0]} `portal verify-ledger` says all.")
    with context.store.read() as unit:
        table_copies.as_long_as_it_takes(unit.connection)
        counts = portable_rows.write_out(unit, folder)
        counts["records"] = _write_records(context, unit, folder / RECORDS)
        for name, content in portable_rows.contents(unit, context.evidence_folder):
            (folder / CONTENT / name).write_bytes(content)
        facts = {
            "revision": table_copies.revision(unit.connection),
            "codes": portable_rows.first_pepper(unit),
            "left_behind": portable_rows.left_behind(unit),
        }
    _write_schemas(folder / SCHEMAS)
    (folder / ANCHOR).write_text(anchor)
    register = context.records / retention.REGISTER if context.records else None
    (folder / REGISTER).write_text(register.read_text() if register and register.exists() else "")
    manifest = {
        "format": FORMAT,
        "made_at": context.now().isoformat(),
        "version": VERSION,
        "council": context.council,
        **facts,
        "why_left_behind": {table.name: why for table, why in LEFT.items()},
        "lines": counts,
        "sha256": table_copies.digests(folder),
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n")
    for path in folder.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
    return manifest


def checked(folder: Path) -> dict[str, Any]:
    """The manifest of an export. Raises :class:`BadExport` where a file is missing or changed."""
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
    except (OSError, ValueError):
        raise BadExport(f"There is no {MANIFEST} in it: it is no export of a portal.") from None
    if manifest.get("format") != FORMAT:
        raise BadExport(f"Its format is {manifest.get('format')}: bring it in with a later version of the portal.")
    found = {name: digest for name, digest in table_copies.digests(folder).items() if name != MANIFEST}
    changed = sorted(name for name, _ in found.items() ^ manifest["sha256"].items())
    if changed:
        raise BadExport(f"It is not what was written, beginning with {changed[0]}: export again.")
    return manifest


def _write_records(context: AppContext, unit: UnitOfWork, path: Path) -> int:
    """Each challenge that was not erased as its record, as ``docs/record.md`` describes it."""
    names, count = unit.accounts.names(), 0
    with path.open("x", encoding="utf-8") as file:
        for challenge_id, reference in unit.challenges.every_id():
            try:
                challenge = unit.challenges.get(reference)
            except Erased:
                continue
            if challenge:
                entry = case_export.entry_of(context, challenge, unit.event_log.events(challenge_id), names)
                file.write(json.dumps(case_export.as_json(entry), ensure_ascii=False) + "\n")
                count += 1
    return count


def _write_schemas(folder: Path) -> None:
    for name, schema in {**{kind.name: kind.schema() for kind in KINDS}, "records": _record_schema()}.items():
        (folder / f"{name}.schema.json").write_text(json.dumps(schema, ensure_ascii=False, indent=1) + "\n")


def _record_schema() -> Mapping[str, Any]:
    keys = case_export.KEYS
    return {
        "$schema": SCHEMA,
        "title": "records",
        "description": f"A challenge as its record, format {case_export.FORMAT}. For reading: import uses it not.",
        "type": "object",
        "properties": {key: {"const": case_export.FORMAT} if key == "format" else {} for key in keys},
        "required": list(keys),
        "additionalProperties": False,
    }
