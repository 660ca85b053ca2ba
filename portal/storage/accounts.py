"""The accounts of the staff: who may come in at their door, and in which roles."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from portal.domain.inside import Inside
from portal.domain.people import Role
from portal.storage.bonds import bind, bond, holds
from portal.storage.tables import Room, staff


class EmailTaken(Exception):
    """Somebody has an account with this email address already."""


@dataclass(frozen=True, slots=True)
class Account(Inside):
    """``id`` is random and names the person in the ledger."""

    id: str
    email: str = field(repr=False)  # in small letters
    name: str = field(repr=False)
    password: str = field(repr=False)  # its Argon2id hash; blank until the person has chosen one
    roles: frozenset[Role]
    rank: int  # of a reviewer: the highest stage they may review
    totp: str | None = field(default=None, repr=False)  # what makes their codes, encrypted
    active: bool = True
    team: str = ""
    invited_until: datetime | None = None  # none once they have come in some way
    invitation: bool = False  # whether there is an address with which they choose a password

    @property
    def arrived(self) -> bool:
        """Whether it is open, and somebody has used it: who was only invited can be given nothing to do."""
        return self.active and not (self.invited_until and not self.password)


class Accounts(Room):
    __slots__ = ()

    def by_id(self, account_id: str) -> Account | None:
        return self._find(staff.c.id == account_id)

    def by_email(self, email: str) -> Account | None:
        return self._find(staff.c.email == email.lower())

    def by_invitation(self, token: str, now: datetime) -> Account | None:
        """Who was invited with ``token``, as long as that is good; of two writing units, the second looks again."""
        row = self.connection.execute(self.locked(select(staff).where(staff.c.invitation == self._mac(token))))
        invited = next(map(self._account, row), None)
        return invited if invited and invited.invited_until and now < invited.invited_until else None

    def everybody(self) -> list[Account]:
        """Every account, by name. In a writing unit all of them stay as they are until it ends."""
        rows = self.connection.execute(self.locked(select(staff).order_by(staff.c.id)))
        return sorted(map(self._account, rows), key=lambda account: (account.name.casefold(), account.id))

    def names(self) -> dict[str, str]:
        """The name behind every id of an account, closed ones too."""
        return {row.id: row.name for row in self.connection.execute(select(staff.c.id, staff.c.name))}

    def add(self, account: Account, now: datetime) -> None:
        """Raises :class:`EmailTaken`."""
        row = {
            "id": account.id,
            "email": account.email.lower(),
            "name": account.name,
            "password": account.password,
            "roles": _written(account.roles),
            "rank": account.rank,
            "team": account.team,
            "totp": account.totp,
            "active": account.active,
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

    def invite(self, account_id: str, token: str, until: datetime) -> None:
        """Let whoever holds ``token`` choose the password, in place of any earlier one."""
        self.change(account_id, invitation=self._mac(token), invited_until=until)

    def use_code(self, account_id: str, counter: int) -> bool:
        """Mark the code of this 30 seconds as used; false where it, or a later one, has been used before."""
        fresh = or_(staff.c.code_counter.is_(None), staff.c.code_counter < counter)
        used = update(staff).where(staff.c.id == account_id, fresh).values(code_counter=counter)
        return self.connection.execute(used).rowcount == 1

    def _find(self, where: ColumnElement[bool]) -> Account | None:
        row = self.connection.execute(select(staff).where(where)).one_or_none()
        return self._account(row) if row else None

    def _account(self, row: Row[Any]) -> Account:
        """The account as it stands; where somebody else has written to its row, one that opens nothing."""
        account = _read(row)
        if holds(self.keys, staff, row._mapping):  # noqa: SLF001  # SQLAlchemy's public name for it
            return account
        return replace(account, password="", roles=frozenset(), rank=0, totp=None, active=False, invited_until=None)

    def _mac(self, token: str) -> bytes:
        return self.keys.mac("staff.invitation", token)


def _written(roles: frozenset[Role]) -> str:
    return " ".join(sorted(roles))


def _read(row: Row[Any]) -> Account:
    return Account(
        id=row.id,
        email=row.email,
        name=row.name,
        password=row.password,
        roles=frozenset(Role(role) for role in row.roles.split()),
        rank=row.rank,
        totp=row.totp,
        active=row.active,
        team=row.team,
        invited_until=row.invited_until,
        invitation=row.invitation is not None,
    )
