"""What one manager proposes, another confirms and either ends; each row is bound as a whole.

Who writes such a row without a key agrees to nothing by it.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Generic, TypeVar
from uuid import uuid4

from sqlalchemy import ColumnElement, RowMapping, Select, Table, insert, select, update

from portal.storage.row_bindings import bind, bond, holds
from portal.storage.tables import Repository

What = TypeVar("What")


@dataclass(frozen=True, slots=True)
class ManagerAgreement(Generic[What]):
    """``by``, ``confirmed_by`` and ``ended_by``: ids of accounts, blank where nobody did."""

    id: str
    what: What
    by: str
    at: datetime
    confirmed_by: str
    confirmed_at: datetime | None
    ended_by: str
    ended_at: datetime | None


class ManagerAgreements(Repository, ABC, Generic[What]):
    __slots__ = ()
    table: ClassVar[Table]

    @abstractmethod
    def values(self, what: What) -> dict[str, Any]:
        """The columns that hold it."""

    @abstractmethod
    def read(self, row: RowMapping) -> What:
        """What the columns hold."""

    @abstractmethod
    def not_over(self, now: datetime) -> ColumnElement[bool]:
        """Which rows are still about something that is to come, or is."""

    def propose(self, what: What, by: str, now: datetime) -> str:
        """Keep what waits for a second manager: its id."""
        row = {"id": uuid4().hex, **self.values(what), "by": by, "at": now}
        self.connection.execute(insert(self.table), {**row, "bond": bond(self.keys, self.table, row)})
        return str(row["id"])

    def confirm(self, agreement_id: str, by: str, now: datetime) -> None:
        self._change(agreement_id, confirmed_by=by, confirmed_at=now)

    def end(self, agreement_id: str, by: str, now: datetime) -> None:
        self._change(agreement_id, ended_by=by, ended_at=now)

    def latest(self, most: int) -> list[ManagerAgreement[What]]:
        """Those that were written last, the newest first, ended or not."""
        return self._found(select(self.table).limit(most))

    def open(self, now: datetime) -> list[ManagerAgreement[What]]:
        """Those that wait or are confirmed, whose time is not over, the newest first."""
        return self._found(select(self.table).where(self.not_over(now), self.table.c.ended_at.is_(None)))

    def _change(self, agreement_id: str, **values: Any) -> None:
        """Change a row only where it is as we wrote it, so that a forged one is not bound by it."""
        this = self.table.c.id == agreement_id
        if self._found(select(self.table).where(this)):
            self.connection.execute(update(self.table).where(this).values(**values))
            bind(self, self.table, this)

    def _found(self, asked: Select[Any]) -> list[ManagerAgreement[What]]:
        ordered = asked.order_by(self.table.c.at.desc(), self.table.c.id)
        rows = self.connection.execute(ordered).mappings().all()
        return [self._agreement(row) for row in rows if holds(self.keys, self.table, row)]

    def _agreement(self, row: RowMapping) -> ManagerAgreement[What]:
        by, ended = row["confirmed_by"] or "", row["ended_by"] or ""
        return ManagerAgreement(
            row["id"], self.read(row), row["by"], row["at"], by, row["confirmed_at"], ended, row["ended_at"]
        )
