"""Whether the keys at hand are those of this database: asked before anything is written under other ones.

A probe of each key lies in the database. `portal upgrade` writes those of the master key and of the index key, the
first door to open that of the pepper, which no command has. The probe of the master key is the key of the event log's
links, wrapped: it stays the same when the master key is changed, so that every link goes on to hold.
"""

import hmac
from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, inspect, select, text
from sqlalchemy.dialects import postgresql, sqlite

from portal.storage.encryption import Broken, Keys, WrongKeys, first_chain, probe_of
from portal.storage.tables import Repository, key_probes

MASTER, INDEX, PEPPER = "master", "index", "pepper"
FIRST = "first pepper"
"""The pepper with which access codes were hashed before their hashes named it. It never changes."""

VARIABLES = {MASTER: "PORTAL_MASTER_KEY", INDEX: "PORTAL_INDEX_KEY", PEPPER: "PORTAL_PEPPER"}
_SEALED = {"challenges": "id", "drafts": "id"}
"""Where data keys lie, and what names the row that each belongs to."""


class Tried(NamedTuple):
    """What came of trying the keys: the key of the links, the first pepper, and whether all of them have a probe."""

    chain: bytes | None
    complete: bool
    first_pepper: bytes | None = None


def check(room: Repository) -> Tried:
    """Raises :class:`WrongKeys` where a probe, or what was sealed before there were any, does not fit our keys.

    What has no probe yet gets one, where we may write.
    """
    if not inspect(room.connection).has_table(key_probes.name):
        _open_one(room.connection, room.keys)
        return Tried(None, complete=False)
    known = {row.name: bytes(row.value) for row in room.connection.execute(select(key_probes))}
    ours = {MASTER, INDEX, PEPPER, FIRST} if room.keys.pepper_known else {MASTER, INDEX}
    if wrong := sorted(name for name in ours & known.keys() if not _fits(room.keys, name, known[name])):
        raise WrongKeys([VARIABLES[name] for name in wrong])
    missing = sorted(ours - known.keys())
    if missing and room.writing:
        opened = _open_one(room.connection, room.keys)
        for name in missing:
            known[name] = _add(room, name, _value(room.keys, name, opened, known))
    chain = room.keys.unwrap(known[MASTER], key_probes.name, MASTER) if MASTER in known else None
    first = next((each for each in room.keys.peppers if probe_of(each, key_probes.name) == known.get(FIRST)), None)
    return Tried(chain, complete=not missing or room.writing, first_pepper=first)


def rewrap(room: Repository) -> None:
    """Wrap the key of the links with the master key of today."""
    found = select(key_probes.c.value).where(key_probes.c.name == MASTER)
    chain = room.keys.unwrap(bytes(room.connection.execute(found).scalar_one()), key_probes.name, MASTER)
    again = key_probes.update().where(key_probes.c.name == MASTER)
    room.connection.execute(again.values(value=room.keys.wrap(chain, key_probes.name, MASTER)))


def repepper(room: Repository) -> None:
    """Let the probe be of the pepper of today. Raises :class:`WrongKeys` where it was of none of ours."""
    check(room)
    again = key_probes.update().where(key_probes.c.name == PEPPER)
    room.connection.execute(again.values(value=_probe(room.keys, PEPPER)))


def _value(keys: Keys, name: str, opened: bytes | None, known: Mapping[str, bytes]) -> bytes:
    if name == MASTER:
        return keys.wrap(first_chain(opened or keys.master), key_probes.name, MASTER)
    if name == FIRST and PEPPER in known:
        return known[PEPPER]  # as it was before hashes named theirs
    return _probe(keys, name)


def _add(room: Repository, name: str, value: bytes) -> bytes:
    """Write a probe. Two doors that begin at the same moment both come here: the first one's stays."""
    dialect = postgresql if room.connection.dialect.name == "postgresql" else sqlite
    room.connection.execute(dialect.insert(key_probes).values(name=name, value=value).on_conflict_do_nothing())
    return value


def _probe(keys: Keys, name: str) -> bytes:
    return keys.mac(key_probes.name, INDEX) if name == INDEX else probe_of(keys.pepper, key_probes.name)


def _fits(keys: Keys, name: str, kept: bytes) -> bool:
    if name == FIRST:
        return True  # it may be gone for good
    if name == PEPPER:
        return any(hmac.compare_digest(kept, probe_of(each, key_probes.name)) for each in keys.peppers)
    if name == INDEX:
        return hmac.compare_digest(kept, _probe(keys, name))
    try:
        keys.unwrap(kept, key_probes.name, MASTER)
    except Broken:
        return False
    return True


def _open_one(connection: Connection, keys: Keys) -> bytes | None:
    """Open the data key of a row of each kind; the master key that did. Raises :class:`WrongKeys`."""
    opened = None
    for table, named in _SEALED.items():
        row: Any = None
        if inspect(connection).has_table(table):
            one = f"SELECT {named}, data_key FROM {table} WHERE data_key IS NOT NULL LIMIT 1"  # noqa: S608  our own names
            row = connection.execute(text(one)).one_or_none()
        if row is None:
            continue
        opened = keys.opener(bytes(row[1]), table, row[0])
        if opened is None:
            raise WrongKeys([VARIABLES[MASTER]])
    return opened
