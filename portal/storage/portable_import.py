"""Rows that somebody brought along, sealed under our keys: data keys, bonds, chains and keyed hashes are made anew."""

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Date, LargeBinary, exists, insert, select, update

from portal.domain.disclosure.internal import InternalOnly
from portal.storage import hash_chains
from portal.storage.encryption import KEY_LENGTH, DataKey, Keys, key_id, place, probe_of
from portal.storage.event_log import START, link
from portal.storage.evidence import put_content
from portal.storage.evidence_table import evidence
from portal.storage.feedback import feedback
from portal.storage.outbox import lane_of
from portal.storage.portable_kinds import KINDS, PortableKind
from portal.storage.row_bindings import BOUND, bond, challenge_bond
from portal.storage.saved_filters import saved_filters
from portal.storage.signing_keys import SigningKeys, signing_keys
from portal.storage.tables import Moment, Repository, challenges, events, key_probes, metadata, outbox

Line = dict[str, Any]
_SOME = 500
_UNKNOWN = "00000000:"
"""Stands before the hash of an access code whose pepper we do not have: it fits no code."""


class NotNew(Exception):
    """There is something in the database already."""


def refuse_unless_new(room: Repository) -> None:
    """Raises :class:`NotNew` where there is anything but the tables."""
    for table in metadata.sorted_tables:
        if table is not key_probes and room.connection.scalar(select(exists().select_from(table))):
            raise NotNew(
                f"The table {table.name} is not empty. Import into a new database, before anything is started: two "
                "portals are not poured together, because each has its own people and its own policy."
            )


@dataclass(slots=True)
class Importer(InternalOnly):
    """Fills new tables. ``contents``: the folder with what is in files; ``kept``: where ours lie, if in a folder."""

    room: Repository
    contents: Path
    kept: Path | None
    pepper: str = field(repr=False)  # what tells the pepper of codes that name none
    lost: list[str] = field(default_factory=list)  # of which challenges the access code does not open here
    good: int = 0  # access codes that do
    asked: int = 0  # notices that wait, of which Notify is asked first
    _raw: dict[str, bytes] = field(default_factory=dict, repr=False)  # the data key of each challenge

    def read_in(self, lines: Callable[[PortableKind], Iterable[Line]], now: datetime) -> dict[str, int]:
        """Take in every kind; how many lines of each."""
        counts = {kind.name: self._kind(kind, lines(kind)) for kind in KINDS}
        SigningKeys(self.room.connection, self.keys, writing=True).add(now)  # theirs have no private half here
        return counts

    @property
    def keys(self) -> Keys:
        return self.room.keys

    def _kind(self, kind: PortableKind, lines: Iterable[Line]) -> int:
        rows = (_typed(kind, line) for line in lines)
        if kind.table in hash_chains.CHAINED:
            return self._chained(kind, rows)
        if kind.table is events:
            made: Iterator[Line] = self._linked(rows)
        else:
            made = (self._made(kind, row) for row in rows)
        count = 0
        while some := list(islice(made, _SOME)):
            self.room.connection.execute(insert(kind.table), some)
            count += len(some)
        return count

    def _chained(self, kind: PortableKind, rows: Iterable[Line]) -> int:
        count = 0
        for row in rows:
            hash_chains.add(self.room, kind.table, row)
            count += 1
        return count

    def _made(self, kind: PortableKind, row: Line) -> Line:
        table = kind.table
        own = {
            challenges: self._challenge,
            evidence: self._file,
            outbox: self._notice,
            feedback: self._said,
            saved_filters: self._filter,
        }
        if table in own:
            row = own[table](row)
        elif table is signing_keys:
            raw = secrets.token_bytes(KEY_LENGTH)  # stands for the private half, which stays where it was
            row["data_key"] = self.keys.wrap(raw, table.name, row["id"])
        elif kind.opened:
            row = self._sealed(kind, row, self._key(row["challenge_id"]), row["challenge_id"])
        return row | {"bond": bond(self.keys, table, row)} if table in BOUND else row

    def _sealed(self, kind: PortableKind, row: Line, key: DataKey, named: str) -> Line:
        places = {name: place(kind.table.name, named, name) for name in kind.opened if row[name] is not None}
        return row | {name: key.seal(row[name], where) for name, where in places.items()}

    def _key(self, challenge_id: str) -> DataKey:
        return DataKey(self._raw[challenge_id])

    def _challenge(self, row: Line) -> Line:
        row |= {"chain_length": 0, "chain_head": START, "indexed": 0, "data_key": None}
        if row["body"] is not None:
            raw = self._raw[row["id"]] = secrets.token_bytes(KEY_LENGTH)
            row["data_key"] = self.keys.wrap(raw, "challenges", row["id"])
            row["body"] = DataKey(raw).seal(row["body"], place("challenges", row["id"], "body"))
        row["code_hash"] = self._code(row["code_hash"], row["reference"])
        return row | {"bond": challenge_bond(self.keys, row)}

    def _code(self, stored: str | None, reference: str) -> str | None:
        """The hash of an access code under the name of its pepper."""
        if not stored:
            return stored
        known = {key_id(each).hex(): each for each in self.keys.peppers}
        named, _, hashed = stored.rpartition(":")
        if not named:
            fits = (name for name, each in known.items() if probe_of(each, key_probes.name).hex() == self.pepper)
            named = next(fits, "")
        if named not in known:
            self.lost.append(reference)
            return f"{named}:{hashed}" if named else _UNKNOWN + hashed
        self.good += 1
        return f"{named}:{hashed}"

    def _linked(self, rows: Iterable[Line]) -> Iterator[Line]:
        """Events, each linked to the one before it of its challenge; those of an erased one with nothing in them."""
        for challenge_id, chain in groupby(rows, itemgetter("challenge_id")):
            head, number = START, 0
            key = self._key(challenge_id) if challenge_id in self._raw else None
            for row in chain:
                number = row["number"]
                where = place("events", f"{challenge_id}/{number}", "what")
                row["what"] = key.seal(row["what"], where) if key else b""
                row["hash"] = head = link(self.keys, head, _Row(**{name: row[name] for name in _Row._fields}))
                yield row
            self._lengthen(challenge_id, {"chain_length": number, "chain_head": head})

    def _lengthen(self, challenge_id: str, chain: Line) -> None:
        this = challenges.c.id == challenge_id
        row = self.room.connection.execute(select(challenges).where(this)).mappings().one()
        chain |= {"bond": challenge_bond(self.keys, {**row, **chain})}
        self.room.connection.execute(update(challenges).where(this).values(chain))

    def _file(self, row: Line) -> Line:
        key, wrapped = self._key(row["challenge_id"]).new_inner(place("evidence", row["id"], "file_key"))
        row |= {"file_key": wrapped, "about": key.seal(row["about"], place("evidence", row["id"], "about"))}
        content = self.contents / row["id"]
        if not content.is_file():
            return row | {"content": None}  # it was gone where it came from
        sealed = key.seal_bytes(content.read_bytes(), place("evidence", row["id"], "content"))
        if self.kept:
            put_content(self.kept, row["id"], sealed)
        return row | {"content": None if self.kept else sealed}

    def _notice(self, row: Line) -> Line:
        """What waits is asked for at Notify before it is sent: the old portal may have done that since."""
        to, challenge_id, reference = row["message"]["to"], row["challenge_id"], row["reference"]
        row |= {"lane": lane_of(self.keys, challenge_id or "", to), "data_key": None}
        if challenge_id:
            key = self._key(challenge_id)
        else:
            key, row["data_key"] = self.keys.new_data_key("outbox", reference)
        row["message"] = key.seal(row["message"], place("outbox", reference, "message"))
        if row["state"] == "waiting":
            self.asked += 1
            row["attempts"] = max(1, row["attempts"])
        return row

    def _said(self, row: Line) -> Line:
        return self._own(row, "words", "feedback", row["id"])

    def _filter(self, row: Line) -> Line:
        return self._own(row, "said", "saved_filters", f"{row['account_id']} {row['id']}")

    def _own(self, row: Line, column: str, table: str, named: str) -> Line:
        """A row that has a data key of its own, where there is something to seal."""
        if row[column] is None:
            return row | {"data_key": None}
        key, wrapped = self.keys.new_data_key(table, row["id"])
        return row | {"data_key": wrapped, column: key.seal(row[column], place(table, named, column))}


class _Row(NamedTuple):
    """What a link covers."""

    challenge_id: str
    number: int
    kind: str
    at: datetime
    actor: str
    what: bytes


def _typed(kind: PortableKind, line: Mapping[str, Any]) -> Line:
    """A line as its table has it. What an earlier version did not know is not there."""
    return {each.name: _value(each.type, line.get(each.name), each.name in kind.opened) for each in kind.columns}


def _value(type_: Any, value: Any, opened: bool) -> Any:
    if value is None or opened:
        return value
    match type_:
        case Moment():
            return datetime.fromisoformat(value)
        case Date():
            return date.fromisoformat(value)
        case LargeBinary():
            return bytes.fromhex(value)
        case _:
            return value
