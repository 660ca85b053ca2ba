"""What was done with the accounts of the staff, and which reports were sent. Only ever added to: else is refused."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select

from portal.storage import hash_chains
from portal.storage.tables import Repository, staff_events


@dataclass(frozen=True, slots=True)
class StaffEvent:
    """``actor`` and ``whom`` are ids of accounts; "operator" is whoever runs the portal. ``detail``: which roles.

    Of a report ``whom`` is its name, and ``detail`` how and to whom it was sent.
    """

    at: datetime
    actor: str
    kind: str
    whom: str
    detail: str = ""


class StaffEvents(Repository):
    __slots__ = ()

    def add(self, event: StaffEvent) -> None:
        row = {name: getattr(event, name) for name in StaffEvent.__slots__}
        hash_chains.add(self, staff_events, row)

    def of(self, whom: str) -> list[StaffEvent]:
        """What happened to somebody's account, the newest first."""
        return self._found(staff_events.c.whom == whom)

    def since(self, then: datetime) -> list[StaffEvent]:
        """What happened to anybody's account since then, the newest first."""
        return self._found(staff_events.c.at >= then)

    def _found(self, where: ColumnElement[bool]) -> list[StaffEvent]:
        columns = (staff_events.c[name] for name in StaffEvent.__slots__)
        rows = self.connection.execute(select(*columns).where(where).order_by(staff_events.c.id.desc()))
        return [StaffEvent(*row) for row in rows]
