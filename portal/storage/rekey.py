"""What a migration cannot do because it takes keys: binding the rows, and linking the chains, of before."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import groupby
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    Boolean,
    Connection,
    Integer,
    LargeBinary,
    RowMapping,
    String,
    Table,
    column,
    select,
    text,
    true,
    update,
)
from sqlalchemy import table as sa_table

from portal.storage import hash_chains
from portal.storage.encryption import Keys
from portal.storage.erasure_tables import erasure_proposals
from portal.storage.event_log import START, link
from portal.storage.office_closure_table import office_closures
from portal.storage.restricted_table import restricted_readers
from portal.storage.row_bindings import BOUND, bind, challenge_bond, plain
from portal.storage.site_notice_table import site_notices
from portal.storage.tables import Moment, Repository, challenges, events, staff

SINCE = "0013"
"""The migration after which everything is bound and linked for the first time."""

STAFF_CHANGED = "0019"
"""The migration that takes columns of accounts away which were bound with the others."""

LATER: Mapping[str, Table] = MappingProxyType(
    {"0030": restricted_readers, "0033": erasure_proposals, "0034": site_notices, "0035": office_closures}
)
"""Tables that are younger than that, and the migrations after which each is bound."""

_STAFF_BEFORE = sa_table(
    "staff",
    column("id", String), column("email", String), column("password", String), column("roles", String),
    column("rank", Integer), column("team", String), column("invitation", LargeBinary),
    column("invited_until", Moment), column("totp", String), column("active", Boolean), column("bond", LargeBinary),
)  # fmt: skip
"""What was bound of an account before that, in this order."""


class Rekeying:
    """What takes keys about the migrations of one upgrade: before them and after them."""

    def __init__(self, keys: Keys) -> None:
        self.keys = keys
        self._intact: list[str] = []  # accounts that nobody else had written to

    def first(self, connection: Connection, waiting: list[str]) -> None:
        if STAFF_CHANGED in waiting and SINCE not in waiting:
            rows = connection.execute(select(_STAFF_BEFORE)).mappings()
            self._intact = [row["id"] for row in rows if self._held(row)]

    def then(self, connection: Connection, applied: list[str]) -> None:
        room = Repository(connection, self.keys, writing=True)
        if SINCE in applied:
            rekey(room)
        elif STAFF_CHANGED in applied and self._intact:
            bind(room, staff, staff.c.id.in_(self._intact))
        for number, table in LATER.items():
            if number in applied:
                bind(room, table, true())

    def _held(self, row: RowMapping) -> bool:
        bound = [plain(value) for name, value in row.items() if name != "bond"]
        return bool(row["bond"] == self.keys.bond("staff", *bound))


def rekey(room: Repository) -> None:
    """Bind every row, and give every chain keyed links; where the old chain did not hold, it does not hold after."""
    for bound in BOUND:
        if bound not in LATER.values():
            bind(room, bound, true())
    for linked in (events, *hash_chains.CHAINED):
        with _changeable(room.connection, linked):
            _link_events(room) if linked is events else _link_rows(room, linked)
    for row in room.connection.execute(select(challenges)).mappings().all():
        rebound = update(challenges).where(challenges.c.id == row["id"])
        room.connection.execute(rebound.values(bond=challenge_bond(room.keys, row)))


def _link_events(room: Repository) -> None:
    rows = room.connection.execute(select(events).order_by(events.c.challenge_id, events.c.number)).all()
    for challenge_id, chain in groupby(rows, attrgetter("challenge_id")):
        before = head = START
        for row in chain:
            before = _unkeyed(before, row)
            if before != row.hash:
                break  # it stays as it is, so that it is found
            head = link(room.keys, head, row)
            this = (events.c.challenge_id == challenge_id) & (events.c.number == row.number)
            room.connection.execute(update(events).where(this).values(hash=head))
        else:
            room.connection.execute(
                update(challenges)
                .where(challenges.c.id == challenge_id, challenges.c.chain_head == before)
                .values(chain_head=head)
            )


def _unkeyed(previous: bytes, row: Any) -> bytes:
    """The links of before had no key."""
    clear = json.dumps([row.challenge_id, row.number, row.kind, row.at.isoformat(), row.actor])
    sealed = hashlib.sha256(row.what).digest()
    return hashlib.sha256(previous + hashlib.sha256(clear.encode()).digest() + sealed).digest()


def _link_rows(room: Repository, table: Table) -> None:
    head = hash_chains.START
    for row in room.connection.execute(select(table).order_by(table.c.id)).mappings().all():
        head = hash_chains.link(room, head, row)
        room.connection.execute(update(table).where(table.c.id == row["id"]).values(hash=head))


@contextmanager
def _changeable(connection: Connection, table: Table) -> Iterator[None]:
    """Let the rows of a table be changed that never are."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"ALTER TABLE {table.name} DISABLE TRIGGER USER"))
        yield
        connection.execute(text(f"ALTER TABLE {table.name} ENABLE TRIGGER USER"))
        return
    name = f"{table.name}_never_update"
    made = connection.scalar(text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": name})
    connection.execute(text(f"DROP TRIGGER {name}"))
    yield
    connection.execute(text(made))
