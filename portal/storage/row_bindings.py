"""Rows that say whose something is are bound: a keyed hash over the columns that belong together.

So nobody who can write to the database, but has no key, gives a session, a code or a role to somebody else by
copying it from one row to another.
"""

import hashlib
import logging
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Table, and_, select, update

from portal.storage.encryption import Broken, Keys
from portal.storage.erasure_tables import erasure_proposals
from portal.storage.evidence_table import evidence
from portal.storage.office_closure_table import office_closures
from portal.storage.restricted_table import restricted_readers
from portal.storage.site_notice_table import site_notices
from portal.storage.tables import Repository, drafts, sign_in_links, staff, staff_logins, staff_sessions, visits

log = logging.getLogger("portal.security")

BOUND: Mapping[Table, tuple[str, ...]] = MappingProxyType(
    {
        visits: ("token", "reference"),
        drafts: ("id", "token", "code"),
        evidence: ("id", "draft_id", "challenge_id", "number", "checked"),
        staff: ("id", "email", "roles", "rank", "team", "active", "arrived", "work_id"),
        staff_sessions: ("id", "token", "account_id"),
        sign_in_links: ("token", "account_id", "until"),
        staff_logins: ("issuer", "subject", "account_id"),
        restricted_readers: ("challenge_id", "account_id"),
        erasure_proposals: ("challenge_id", "by", "at", "confirmed_by", "confirmed_at"),
        **{
            each: tuple(column.name for column in each.c if column.name != "bond")
            for each in (site_notices, office_closures)
        },
    }
)
"""The columns of each table that belong together."""


Values = Mapping[str, Any] | RowMapping


def bond(keys: Keys, table: Table, row: Values) -> bytes:
    """What stands in the ``bond`` of a row with these values."""
    return keys.bond(table.name, *(plain(row.get(name)) for name in BOUND[table]))


def holds(keys: Keys, table: Table, row: Values) -> bool:
    """Whether a row is as we wrote it; if not, the security log says so."""
    return told(table.name, row["bond"] == bond(keys, table, row))


def told(table: str, intact: bool) -> bool:
    if not intact:
        log.critical("row_broken table=%s", table)
    return intact


def bind(room: Repository, table: Table, where: ColumnElement[bool]) -> None:
    """Bind the rows again, some of whose columns have changed."""
    key = and_ if len(table.primary_key) > 1 else lambda only: only
    for row in room.connection.execute(select(table).where(where)).mappings().all():
        this = key(*(column == row[column.name] for column in table.primary_key))
        room.connection.execute(update(table).where(this).values(bond=bond(room.keys, table, row)))


_CHALLENGE = ("id", "reference", "draft_id", "code_hash", "data_key", "body", "chain_length", "chain_head", "bond")


def challenge_row(room: Repository, by: str, key: str) -> dict[str, Any] | None:
    """What is sealed and bound of the challenge whose column ``by`` is ``key``, as we wrote it.

    Raises :class:`Broken` where somebody else has written to it.
    """
    found = room.find(f"SELECT {', '.join(_CHALLENGE)} FROM challenges WHERE {by} = ?", key)  # noqa: S608  our own names
    if found is None:
        return None
    row = dict(zip(_CHALLENGE, found, strict=True))
    if not told("challenges", row["bond"] == challenge_bond(room.keys, row)):
        raise Broken("a challenge is not as it was written")
    return row


def challenge_rows(room: Repository, ids: Collection[str]) -> Iterator[dict[str, Any]]:
    """The same of many in one go, without those to which somebody else has written: the security log says so."""
    marks = ", ".join("?" * len(ids))
    found = room.every(f"SELECT {', '.join(_CHALLENGE)} FROM challenges WHERE id IN ({marks})", *ids) if ids else ()  # noqa: S608
    for values in found:
        row = dict(zip(_CHALLENGE, values, strict=True))
        if told("challenges", row["bond"] == challenge_bond(room.keys, row)):
            yield row


def challenge_bond(keys: Keys, row: Values) -> bytes:
    """The bond of a challenge: its names, its code, and its body with as much of the chain as led to it."""
    body = hashlib.sha256(row["body"]).hexdigest() if row["body"] is not None else None
    names = (row["id"], row["reference"], row["draft_id"], row["code_hash"])
    return keys.bond("challenges", *names, body, row["chain_length"], bytes(row["chain_head"]).hex())


def plain(value: Any) -> Any:
    match value:
        case bytes() | memoryview():
            return bytes(value).hex()
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case _:
            return value
