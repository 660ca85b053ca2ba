"""The filters of lists that somebody has saved: sealed, and opened for their account alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, String, Table, delete, insert, select

from portal.storage.encryption import place
from portal.storage.tables import Moment, Repository, metadata

saved_filters = Table(
    "saved_filters",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("account_id", String(32), ForeignKey("staff.id"), nullable=False),
    Column("data_key", LargeBinary, nullable=False),
    Column("said", LargeBinary, nullable=False),  # sealed: its name, and what the address of the list says
    Column("at", Moment, nullable=False),
    Index(None, "account_id"),
)


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """A list as its address asks for it, under the name that somebody gave it."""

    id: str
    name: str = field(repr=False)
    address: Mapping[str, str] = field(repr=False)


class SavedFilters(Repository):
    __slots__ = ()

    def of(self, account_id: str) -> list[SavedFilter]:
        """Those of somebody, the first saved first."""
        found = select(saved_filters).where(saved_filters.c.account_id == account_id)
        rows = self.connection.execute(found.order_by(saved_filters.c.at, saved_filters.c.id)).all()
        opened = []
        for row in rows:
            key = self.keys.data_key(row.data_key, "saved_filters", row.id)
            opened.append(SavedFilter(row.id, **key.open(row.said, _place(account_id, row.id))))
        return opened

    def add(self, account_id: str, name: str, address: Mapping[str, str], now: datetime) -> None:
        new = uuid4().hex
        key, wrapped = self.keys.new_data_key("saved_filters", new)
        said = key.seal({"name": name, "address": dict(address)}, _place(account_id, new))
        row = {"id": new, "account_id": account_id, "data_key": wrapped, "said": said, "at": now}
        self.connection.execute(insert(saved_filters), row)

    def drop(self, account_id: str, filter_id: str) -> None:
        """Delete one, if it is theirs."""
        this = (saved_filters.c.account_id == account_id) & (saved_filters.c.id == filter_id)
        self.connection.execute(delete(saved_filters).where(this))


def _place(account_id: str, filter_id: str) -> bytes:
    return place("saved_filters", f"{account_id} {filter_id}", "said")
