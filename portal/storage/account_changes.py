"""Changes to accounts of the staff that were asked for and wait for a second person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, insert, select

from portal.domain.permissions import Role
from portal.storage.tables import Repository, account_changes

GOOD_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class AccountChange:
    """``whom`` and ``asked_by`` are ids of accounts. What is to be theirs is blank where ``kind`` changes no post."""

    id: str
    kind: str
    whom: str
    asked_by: str
    asked_at: datetime
    roles: frozenset[Role] = frozenset()
    rank: int = 0
    team: str = ""


class AccountChanges(Repository):
    __slots__ = ()

    def ask(self, change: AccountChange) -> None:
        """Keep it, in place of what was asked for of this kind and for this account before."""
        c = account_changes.c
        self.connection.execute(delete(account_changes).where(c.whom == change.whom, c.kind == change.kind))
        row = {name: getattr(change, name) for name in AccountChange.__slots__}
        self.connection.execute(insert(account_changes), row | {"roles": " ".join(sorted(change.roles))})

    def waiting(self, now: datetime) -> list[AccountChange]:
        """What waits for a second person, the oldest first: for 7 days."""
        return list(self._found(account_changes.c.asked_at > now - GOOD_FOR))

    def take(self, change_id: str, now: datetime) -> AccountChange | None:
        """The change, which from now on waits no longer; none if unknown or 7 days old."""
        this = (account_changes.c.id == change_id) & (account_changes.c.asked_at > now - GOOD_FOR)
        found = next(iter(self._found(this)), None)
        gone = self.connection.execute(delete(account_changes).where(account_changes.c.id == change_id)).rowcount
        return found if gone else None

    def sweep(self, now: datetime) -> int:
        """Delete what nobody confirmed in 7 days; how many those were."""
        over = account_changes.c.asked_at <= now - GOOD_FOR
        return self.connection.execute(delete(account_changes).where(over)).rowcount

    def _found(self, where: ColumnElement[bool]) -> Iterable[AccountChange]:
        rows = self.connection.execute(select(account_changes).where(where).order_by(account_changes.c.asked_at))
        for row in rows.mappings():
            roles = frozenset(Role(role) for role in row["roles"].split())
            yield AccountChange(**{**row, "roles": roles})
