"""Whether the keys at hand are those of this database: asked before anything is written under other ones.

A probe of each key lies in the database. `portal upgrade` writes those of the master key and of the index key, the
first door to open that of the pepper, which no command has.
"""

import hmac
from typing import Any

from sqlalchemy import Connection, inspect, select, text
from sqlalchemy.dialects import postgresql, sqlite

from portal.storage.encryption import Broken, Keys, WrongKeys
from portal.storage.tables import Repository, key_probes

MASTER, INDEX, PEPPER = "master", "index", "pepper"
VARIABLES = {MASTER: "PORTAL_MASTER_KEY", INDEX: "PORTAL_INDEX_KEY", PEPPER: "PORTAL_PEPPER"}
_SEALED = {"challenges": "id", "drafts": "id"}
"""Where data keys lie, and what names the row that each belongs to."""


def check(room: Repository) -> None:
    """Raises :class:`WrongKeys` where a probe, or what was sealed before there were any, does not fit our keys.

    What has no probe yet gets one, where we may write.
    """
    if not inspect(room.connection).has_table(key_probes.name):
        _open_one(room.connection, room.keys)
        return
    known = {row.name: row.value for row in room.connection.execute(select(key_probes))}
    ours = {MASTER, INDEX, PEPPER} if room.keys.pepper_known else {MASTER, INDEX}
    if wrong := sorted(name for name in ours & known.keys() if not _fits(room.keys, name, bytes(known[name]))):
        raise WrongKeys([VARIABLES[name] for name in wrong])
    missing = sorted(ours - known.keys())
    if missing and room.writing:
        _open_one(room.connection, room.keys)
        _add(room, missing)


def _add(room: Repository, names: list[str]) -> None:
    """Two doors that begin at the same moment both come here: the first one's probe stays."""
    dialect = postgresql if room.connection.dialect.name == "postgresql" else sqlite
    for name in names:
        new = dialect.insert(key_probes).values(name=name, value=_probe(room.keys, name))
        room.connection.execute(new.on_conflict_do_nothing())


def _probe(keys: Keys, name: str) -> bytes:
    if name == MASTER:
        return keys.new_data_key(key_probes.name, MASTER)[1]
    return keys.mac(key_probes.name, INDEX) if name == INDEX else keys.of_pepper(key_probes.name)


def _fits(keys: Keys, name: str, kept: bytes) -> bool:
    if name != MASTER:
        return hmac.compare_digest(kept, _probe(keys, name))
    try:
        keys.data_key(kept, key_probes.name, MASTER)
    except Broken:
        return False
    return True


def _open_one(connection: Connection, keys: Keys) -> None:
    """Open the data key of a row of each kind. Raises :class:`WrongKeys`."""
    for table, named in _SEALED.items():
        row: Any = None
        if inspect(connection).has_table(table):
            one = f"SELECT {named}, data_key FROM {table} WHERE data_key IS NOT NULL LIMIT 1"  # noqa: S608  our own names
            row = connection.execute(text(one)).one_or_none()
        if row is None:
            continue
        try:
            keys.data_key(bytes(row[1]), table, row[0])
        except Broken:
            raise WrongKeys([VARIABLES[MASTER]]) from None
