"""What was done with the accounts of the staff. Only ever added to: the database refuses anything else."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from portal.storage.tables import Room, staff_events


@dataclass(frozen=True, slots=True)
class StaffEvent:
    """``actor`` and ``whom`` are ids of accounts; "operator" is whoever runs the portal."""

    at: datetime
    actor: str
    kind: str
    whom: str


class StaffEvents(Room):
    __slots__ = ()

    def add(self, event: StaffEvent) -> None:
        row = {"at": event.at, "actor": event.actor, "kind": event.kind, "whom": event.whom}
        self.connection.execute(insert(staff_events), row)

    def of(self, whom: str) -> list[StaffEvent]:
        """What happened to somebody's account, the newest first."""
        c = staff_events.c
        theirs = select(c.at, c.actor, c.kind, c.whom).where(c.whom == whom).order_by(c.id.desc())
        return [StaffEvent(*row) for row in self.connection.execute(theirs)]
