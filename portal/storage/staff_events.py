"""What was done with the accounts of the staff, and which reports were sent. Only ever added to: else is refused."""

from collections.abc import Collection
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


_EVENTS = select(*(staff_events.c[name] for name in StaffEvent.__slots__))


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

    def last(self, whom: str, kind: str) -> StaffEvent | None:
        """The last of this kind that happened to somebody."""
        rows = _EVENTS.where(staff_events.c.whom == whom, staff_events.c.kind == kind)
        row = self.connection.execute(rows.order_by(staff_events.c.id.desc()).limit(1)).one_or_none()
        return StaffEvent(*row) if row else None

    def of_kinds(self, kinds: Collection[str], then: datetime) -> list[tuple[int, StaffEvent]]:
        """What of these kinds happened since then, the newest first, each with its number."""
        rows = _EVENTS.add_columns(staff_events.c.id).where(staff_events.c.kind.in_(kinds), staff_events.c.at >= then)
        found = self.connection.execute(rows.order_by(staff_events.c.id.desc()))
        return [(number, StaffEvent(*event)) for *event, number in found]

    def _found(self, where: ColumnElement[bool]) -> list[StaffEvent]:
        rows = self.connection.execute(_EVENTS.where(where).order_by(staff_events.c.id.desc()))
        return [StaffEvent(*row) for row in rows]
