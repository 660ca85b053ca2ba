"""When staff are on leave: from a day to a day, and nothing of why."""

from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from sqlalchemy import Column, Date, ForeignKey, Index, String, Table, delete, insert, select

from portal.storage.tables import Repository, metadata

staff_leave = Table(
    "staff_leave",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("account_id", String(32), ForeignKey("staff.id"), nullable=False),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    Index(None, "account_id"),
)


@dataclass(frozen=True, slots=True)
class Leave:
    """Both days are days of leave."""

    id: str
    account_id: str
    first: date
    last: date

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last


class StaffLeave(Repository):
    __slots__ = ()

    def within(self, first: date, last: date) -> list[Leave]:
        """Everybody's leave of which a day lies between these, the soonest first."""
        c = staff_leave.c
        rows = select(staff_leave).where(c.first <= last, c.last >= first).order_by(c.first, c.last, c.id)
        return [Leave(**row) for row in self.connection.execute(rows).mappings()]

    def add(self, account_id: str, first: date, last: date) -> None:
        row = {"id": uuid4().hex, "account_id": account_id, "first": first, "last": last}
        self.connection.execute(insert(staff_leave), row)

    def drop(self, leave_id: str) -> Leave | None:
        """Take it away; what it was."""
        row = self.connection.execute(select(staff_leave).where(staff_leave.c.id == leave_id)).mappings().one_or_none()
        self.connection.execute(delete(staff_leave).where(staff_leave.c.id == leave_id))
        return Leave(**row) if row else None

    def sweep(self, before: date) -> int:
        """Delete what was over before this day; how many those were."""
        return self.connection.execute(delete(staff_leave).where(staff_leave.c.last < before)).rowcount
