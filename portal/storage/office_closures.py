"""Days on which the office is closed besides what the policy says."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, select

from portal.domain.policy.calendar import local
from portal.domain.policy.closures import Closure
from portal.storage.agreements import ManagerAgreements
from portal.storage.office_closure_table import office_closures


class OfficeClosures(ManagerAgreements[Closure]):
    __slots__ = ()
    table = office_closures

    def values(self, what: Closure) -> dict[str, Any]:
        return {"day": what.day, "closed": what.text}

    def read(self, row: RowMapping) -> Closure:
        return Closure.parse(row["closed"])

    def not_over(self, now: datetime) -> ColumnElement[bool]:
        return office_closures.c.day >= local(now).date()

    def agreed(self) -> frozenset[Closure]:
        """All that two managers agreed on and nobody ended, those that are over too: days are counted across them."""
        c = office_closures.c
        asked = select(office_closures).where(c.confirmed_at.is_not(None), c.ended_at.is_(None))
        return frozenset(each.what for each in self._found(asked) if each.confirmed_by)
