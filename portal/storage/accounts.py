"""The accounts of the staff: who may come in at their door, and in which roles."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from portal.domain.disclosure.internal import InternalOnly
from portal.domain.permissions import Role
from portal.storage.row_bindings import bind, bond, holds
from portal.storage.tables import Repository, staff


class EmailTaken(Exception):
    """Somebody has an account with this email address already."""


@dataclass(frozen=True, slots=True)
class Account(InternalOnly):
    """``id`` is random and names the person in the event log."""

    id: str
    email: str = field(repr=False)  # in small letters
    name: str = field(repr=False)
    roles: frozenset[Role]
    rank: int  # of a reviewer: the highest stage they may review
    team: str = ""
    active: bool = True
    signed_in: bool = False  # whether they ever have: who has not is given nothing to do
    named: bool = False  # whether only who has a certain id at work may sign in the first time

    @property
    def arrived(self) -> bool:
        """Whether it is open, and somebody has used it."""
        return self.active and self.signed_in


class Accounts(Repository):
    __slots__ = ()

    def by_id(self, account_id: str) -> Account | None:
        return self._find(staff.c.id == account_id)

    def by_email(self, email: str) -> Account | None:
        return self._find(staff.c.email == email.lower())

    def by_work_id(self, work_id: str) -> Account | None:
        """Whom an administrator has said to have this id at work."""
        return self._find(staff.c.work_id == self._mac(work_id))

    def everybody(self) -> list[Account]:
        """Every account, by name. In a writing unit all of them stay as they are until it ends."""
        rows = self.connection.execute(self.locked(select(staff).order_by(staff.c.id)))
        return sorted(map(self._account, rows), key=lambda account: (account.name.casefold(), account.id))

    def names(self) -> dict[str, str]:
        """The name behind every id of an account, closed ones too."""
        return {row.id: row.name for row in self.connection.execute(select(staff.c.id, staff.c.name))}

    def add(self, account: Account, now: datetime, work_id: str = "") -> None:
        """``work_id``: how the sign-in service names them, where that is known. Raises :class:`EmailTaken`."""
        row = {
            "id": account.id,
            "email": account.email.lower(),
            "name": account.name,
            "roles": _written(account.roles),
            "rank": account.rank,
            "team": account.team,
            "active": account.active,
            "arrived": account.signed_in,
            "work_id": self._mac(work_id) if work_id else None,
            "added_at": now,
        }
        try:
            self.connection.execute(insert(staff), row | {"bond": bond(self.keys, staff, row)})
        except IntegrityError:  # its text would hold the row
            raise EmailTaken from None

    def change(self, account_id: str, **values: Any) -> None:
        """Give some columns new values; what others change meanwhile stays."""
        if "roles" in values:
            values["roles"] = _written(values["roles"])
        self.connection.execute(update(staff).where(staff.c.id == account_id).values(**values))
        bind(self, staff, staff.c.id == account_id)

    def arrive(self, account_id: str) -> None:
        """Somebody has signed in; from the first time on their id at work is bound, and the name for it not needed."""
        theirs = (staff.c.id == account_id) & (staff.c.arrived.is_(False) | staff.c.work_id.is_not(None))
        if self.connection.execute(update(staff).where(theirs).values(arrived=True, work_id=None)).rowcount:
            bind(self, staff, staff.c.id == account_id)

    def _find(self, where: ColumnElement[bool]) -> Account | None:
        row = self.connection.execute(select(staff).where(where)).one_or_none()
        return self._account(row) if row else None

    def _account(self, row: Row[Any]) -> Account:
        """The account as it stands; where somebody else has written to its row, one that opens nothing."""
        account = _read(row)
        if holds(self.keys, staff, row._mapping):  # noqa: SLF001  # SQLAlchemy's public name for it
            return account
        return replace(account, roles=frozenset(), rank=0, active=False)

    def _mac(self, work_id: str) -> bytes:
        return self.keys.mac("staff.work_id", work_id)


def _written(roles: frozenset[Role]) -> str:
    return " ".join(sorted(roles))


def _read(row: Row[Any]) -> Account:
    return Account(
        id=row.id,
        email=row.email,
        name=row.name,
        roles=frozenset(Role(role) for role in row.roles.split()),
        rank=row.rank,
        team=row.team,
        active=row.active,
        signed_in=row.arrived,
        named=row.work_id is not None,
    )
