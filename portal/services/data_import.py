"""What another portal exported, into a new one with keys of its own: all of it, or nothing."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal.services import AppContext, data_export, event_log_checks, retention, security_log
from portal.services.data_export import BadExport
from portal.services.security_log import Happening
from portal.storage import UnitOfWork, portable_import, table_copies
from portal.storage.portable_kinds import KINDS, PortableKind

CAME_WITH = "imported-anchor.txt"
"""Where the last anchor of the portal that it came from is kept."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of it, for the report."""

    made_at: str
    council: str  # whose portal exported it
    challenges: int
    erased_again: int
    asked_before_sent: int
    codes: int  # access codes that open here
    without_code: list[str]  # the references of those whose code does not
    left_behind: dict[str, int]
    faults: list[str]


def read_in(context: AppContext, folder: Path) -> Imported:
    """Fill a new database from an export.

    Raises :class:`portal.services.data_export.BadExport`, and :class:`portal.storage.WrongKeys`.
    """
    manifest = data_export.checked(folder)
    _refuse_unknown(context, folder)
    with context.store.begin() as unit:
        table_copies.as_long_as_it_takes(unit.connection)
        try:
            portable_import.refuse_unless_new(unit)
        except portable_import.NotNew as why:
            raise BadExport(str(why)) from None
        head = table_copies.revision(unit.connection)
        if manifest["revision"] > head:
            raise BadExport(
                f"It is of schema {manifest['revision']}, this portal knows {head}: take the version that made it, "
                "or a later one."
            )
        filling = portable_import.Importer(
            unit, folder / data_export.CONTENT, context.evidence_folder, manifest["codes"]
        )
        counts = filling.read_in(lambda kind: _lines(folder, kind), context.now())
        if any(counts[name] != manifest["lines"][name] for name in counts):
            raise BadExport("It has other lines than its manifest says: export again.")
        _index(context, unit)
    return _finished(context, folder, manifest, filling)


def _finished(
    context: AppContext, folder: Path, manifest: dict[str, Any], filling: portable_import.Importer
) -> Imported:
    register = (folder / data_export.REGISTER).read_text()
    if context.records:
        event_log_checks.put(context.records, retention.REGISTER, register)
        event_log_checks.put(context.records, CAME_WITH, (folder / data_export.ANCHOR).read_text())
    erased = sum(retention.erase(context, each, again=True) for each in retention.registered(register))
    faults, _ = event_log_checks.verify(context)
    security_log.event(Happening.IMPORTED, challenges=manifest["lines"]["challenges"])
    return Imported(
        made_at=manifest["made_at"],
        council=manifest["council"],
        challenges=manifest["lines"]["challenges"],
        erased_again=erased,
        asked_before_sent=filling.asked,
        codes=filling.good,
        without_code=filling.lost,
        left_behind={name: count for name, count in manifest["left_behind"].items() if count},
        faults=faults,
    )


def _refuse_unknown(context: AppContext, folder: Path) -> None:
    """Raises :class:`BadExport` where a policy that a challenge goes by is not here."""
    for pack in sorted({line["pack"] for line in _lines(folder, KINDS_BY_NAME["challenges"])}):
        try:
            context.packs.get(pack)
        except KeyError:
            raise BadExport(f"The policy {pack} is not here: put its file into policies/ first.") from None


KINDS_BY_NAME = {kind.name: kind for kind in KINDS}


def _lines(folder: Path, kind: PortableKind) -> Iterator[dict[str, Any]]:
    with (folder / f"{kind.name}.jsonl").open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def _index(context: AppContext, unit: UnitOfWork) -> None:
    """Tell the lists and the search of all of them."""
    after = ""
    while ids := unit.challenges.unindexed(after=after):
        for each in ids:
            if not retention.index(context, unit, each):
                raise BadExport("A challenge in it cannot be read: take the version that made it, or a later one.")
        after = ids[-1]
