"""Which releases can serve which tables.

A release knows the schema of its newest migration, and serves from that one on. What comes after only adds, until
a step takes something away: it says since which schema nothing uses that, and the database keeps the latest of these.
"""

from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, inspect, text

from portal.domain.challenge.stored_versions import FromLaterVersion

SINCE = "0026"
"""The step with which the database begins to keep this. What is older serves from its own schema alone."""


class Schema(NamedTuple):
    version: str  # of the last step; blank where there are no tables
    serves_from: str  # the oldest schema that a release must know; blank where nobody knows
    unfinished: str | None  # how far the last step has come, while rows are still filled in

    def serves(self, known: str) -> bool:
        """Whether a release can serve whose newest schema is ``known``."""
        return bool(self.serves_from) and self.serves_from <= known


NONE = Schema("", "", None)


def schema(connection: Connection) -> Schema:
    """What the tables are."""
    if not inspect(connection).has_table("alembic_version"):
        return NONE
    row = connection.execute(text("SELECT * FROM alembic_version")).mappings().one_or_none()
    if row is None:
        return NONE
    return Schema(row["version_num"], row.get("serves_from") or "", row.get("unfinished"))


def too_new(at: Schema, ours: str) -> FromLaterVersion:
    """What a release says that the tables of ``at`` are too new for."""
    return FromLaterVersion(f"Its tables are of {at.version}, and this portal knows {ours}: deploy a later one")


def note(connection: Connection, *, serves_from: str, unfinished: str | None) -> None:
    """Keep beside the version who can serve these tables, and how far the last step has come."""
    kept = text("UPDATE alembic_version SET serves_from = :serves_from, unfinished = :unfinished")
    connection.execute(kept, {"serves_from": serves_from, "unfinished": unfinished})


def newest(folder: Path) -> str:
    """The newest schema that this release knows."""
    return max(file.name for file in folder.glob("versions/[0-9]*.py")).partition("_")[0]
