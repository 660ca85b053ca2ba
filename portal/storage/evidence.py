"""Files that raisers sent: each sealed under a key of its own, which opens only with that of its draft or challenge.

So a file goes over from a draft to its challenge without being touched, and is lost for ever with whichever has it.
Where the settings name a folder, what is sealed lies there; else in the table.
"""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import RowMapping, delete, func, insert, select, update

from portal.domain.disclosure.internal import InternalOnly
from portal.storage.encryption import Broken, DataKey, place
from portal.storage.evidence_table import evidence
from portal.storage.row_bindings import bind, holds
from portal.storage.tables import Repository

ORPHAN = timedelta(days=1)
"""A file in the folder that no row names is deleted once it is this old: until then its row may still be written."""

_FACE = [column for column in evidence.c if column.name != "content"]


@dataclass(frozen=True, slots=True)
class FileHolder(InternalOnly):
    """Whose files they are: a draft's or a challenge's, and its key."""

    column: str  # draft_id or challenge_id
    id: str
    key: DataKey = field(repr=False)

    @classmethod
    def draft(cls, draft_id: str, key: DataKey) -> "FileHolder":
        return cls("draft_id", draft_id, key)

    @classmethod
    def challenge(cls, challenge_id: str, key: DataKey) -> "FileHolder":
        return cls("challenge_id", challenge_id, key)


@dataclass(frozen=True, slots=True)
class StoredFile(InternalOnly):
    """All that is kept of a file but what is in it."""

    id: str
    number: int
    checked: bool
    about: Mapping[str, Any] = field(repr=False)  # kind, pages, seconds, digest, point, words, not_for


class Evidence(Repository):
    __slots__ = ()

    def add(
        self, holder: FileHolder, number: int, about: Mapping[str, Any], content: bytes, now: datetime,
        *, checked: bool, folder: Path | None = None,
    ) -> StoredFile:  # fmt: skip
        """Keep a file under ``number``, in the ``folder`` if there is one. Raises ``OSError`` where that is full."""
        file_id = uuid4().hex
        key, wrapped = holder.key.new_inner(place("evidence", file_id, "file_key"))
        sealed = key.seal_bytes(content, place("evidence", file_id, "content"))
        about = {**about, "digest": hashlib.sha256(content).hexdigest()}
        if folder:
            put_content(folder, file_id, sealed)
        row = {
            "id": file_id,
            holder.column: holder.id,
            "number": number,
            "checked": checked,
            "file_key": wrapped,
            "about": key.seal(about, place("evidence", file_id, "about")),
            "added_at": now,
            "content": None if folder else sealed,
        }
        self.connection.execute(insert(evidence), row)
        bind(self, evidence, evidence.c.id == file_id)
        return StoredFile(file_id, number, checked, about)

    def of(self, holder: FileHolder) -> tuple[StoredFile, ...]:
        """Its files, in the order in which they came. Raises :class:`Broken`."""
        found = select(*_FACE).where(evidence.c[holder.column] == holder.id).order_by(evidence.c.number)
        return tuple(self._stored(holder, row) for row in self.connection.execute(found).mappings())

    def content(self, holder: FileHolder, number: int, folder: Path | None = None) -> bytes | None:
        """What is in one of them; ``None`` where there is none, or it is gone. Raises :class:`Broken`."""
        this = (evidence.c[holder.column] == holder.id) & (evidence.c.number == number)
        row = self.connection.execute(select(evidence).where(this)).mappings().one_or_none()
        if row is None:
            return None
        sealed = row["content"]
        if sealed is None:
            sealed = _get(_path(folder, row["id"])) if folder else None
        return self._key(holder, row).open_bytes(sealed, place("evidence", row["id"], "content")) if sealed else None

    def hand_over(self, draft: FileHolder, challenge: FileHolder) -> None:
        """A draft's files are its challenge's from now on, numbered from 1."""
        own = select(*_FACE).where(evidence.c[draft.column] == draft.id).order_by(evidence.c.number)
        for number, row in enumerate(self.connection.execute(own).mappings().all(), 1):
            where = place("evidence", row["id"], "file_key")
            wrapped = challenge.key.take_over(draft.key, self._held(row)["file_key"], where)
            over = {"draft_id": None, "challenge_id": challenge.id, "number": number, "file_key": wrapped}
            self.connection.execute(update(evidence).where(evidence.c.id == row["id"]).values(over))
            bind(self, evidence, evidence.c.id == row["id"])

    def say(self, holder: FileHolder, number: int, said: Mapping[str, Any]) -> None:
        """Keep what its sender says of one of them."""
        this = (evidence.c[holder.column] == holder.id) & (evidence.c.number == number)
        row = self.connection.execute(select(*_FACE).where(this)).mappings().one_or_none()
        if row is not None:
            key, where = self._key(holder, row), place("evidence", row["id"], "about")
            sealed = key.seal({**key.open(row["about"], where), **said}, where)
            self.connection.execute(update(evidence).where(this).values(about=sealed))

    def remove(self, holder: FileHolder, number: int) -> None:
        """Delete one of them."""
        this = (evidence.c[holder.column] == holder.id) & (evidence.c.number == number)
        self.connection.execute(delete(evidence).where(this))

    def unchecked(self, limit: int = 20) -> list[tuple[str, int]]:
        """The ids of challenges, and the numbers, of files that no scanner has looked at, the oldest first."""
        waits = evidence.c.checked.is_(False) & evidence.c.challenge_id.is_not(None)
        found = select(evidence.c.challenge_id, evidence.c.number).where(waits).order_by(evidence.c.added_at)
        return [(row.challenge_id, row.number) for row in self.connection.execute(found.limit(limit))]

    def check(self, holder: FileHolder, number: int) -> None:
        """The scanner has looked at one of them and found nothing."""
        this = (evidence.c[holder.column] == holder.id) & (evidence.c.number == number)
        self.connection.execute(update(evidence).where(this).values(checked=True))
        bind(self, evidence, this)

    def count(self, holder: FileHolder) -> int:
        found = select(func.count()).where(evidence.c[holder.column] == holder.id)
        return int(self.connection.execute(found).scalar_one())

    def ids(self) -> frozenset[str]:
        """Of all files that are kept."""
        return frozenset(self.connection.execute(select(evidence.c.id)).scalars())

    def _stored(self, holder: FileHolder, row: RowMapping) -> StoredFile:
        about = self._key(holder, row).open(row["about"], place("evidence", row["id"], "about"))
        return StoredFile(row["id"], row["number"], row["checked"], about)

    def _key(self, holder: FileHolder, row: RowMapping) -> DataKey:
        return holder.key.inner(self._held(row)["file_key"], place("evidence", row["id"], "file_key"))

    def _held(self, row: RowMapping) -> RowMapping:
        if not holds(self.keys, evidence, row):
            raise Broken("a file is not as it was written")
        return row


def sweep_folder(folder: Path, known: frozenset[str], now: datetime) -> int:
    """Delete what lies in the folder and belongs to no row any more; how many those were."""
    old = [
        path
        for path in folder.glob("??/*")
        if path.name not in known and now.timestamp() - path.stat().st_mtime >= ORPHAN.total_seconds()
    ]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _path(folder: Path, file_id: str) -> Path:
    return folder / file_id[:2] / file_id


def put_content(folder: Path, file_id: str, sealed: bytes) -> None:
    """Write a file, and be sure that it is on the disk, whole or not at all."""
    path = _path(folder, file_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    begun = path.with_name(f"{path.name}.part")
    with begun.open("wb") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())
    begun.replace(path)


def _get(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
