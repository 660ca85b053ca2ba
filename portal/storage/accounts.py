"""The accounts of the staff: who may come in at their door, and in which roles."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from portal.domain.people import Role
from portal.storage.tables import Room, staff


class EmailTaken(Exception):
    """Somebody has an account with this email address already."""


@dataclass(frozen=True, slots=True)
class Account:
    """``id`` is random and names the person in the ledger."""

    id: str
    email: str = field(repr=False)  # in small letters
    name: str = field(repr=False)
    password: str = field(repr=False)  # its Argon2id hash
    roles: frozenset[Role]
    rank: int  # of a reviewer: the highest stage they may review
    session: str = field(repr=False)  # random; a new one ends every session of this person
    totp: str | None = field(default=None, repr=False)  # what makes their codes, encrypted
    active: bool = True


class Accounts(Room):
    __slots__ = ()

    def by_email(self, email: str) -> Account | None:
        return self._find(staff.c.email == email.lower())

    def by_id(self, account_id: str) -> Account | None:
        return self._find(staff.c.id == account_id)

    def everybody(self) -> list[Account]:
        """Every account, by name."""
        rows = self.connection.execute(select(staff)).all()
        return sorted(map(_account, rows), key=lambda account: (account.name.casefold(), account.id))

    def by_session(self, session: str) -> Account | None:
        return self._find(staff.c.session == session)

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
            "roles": " ".join(sorted(account.roles)),
            "rank": account.rank,
            "session": account.session,
            "totp": account.totp,
            "active": account.active,
            "added_at": now,
        }
        try:
            self.connection.execute(insert(staff), row)
        except IntegrityError:  # its text would hold the row
            raise EmailTaken from None

    def change(self, account_id: str, **values: str | bool) -> None:
        """Give some columns new values; what others change meanwhile stays."""
        self.connection.execute(update(staff).where(staff.c.id == account_id).values(**values))

    def use_code(self, account_id: str, counter: int) -> bool:
        """Mark the code of this 30 seconds as used; false where it, or a later one, has been used before."""
        fresh = or_(staff.c.code_counter.is_(None), staff.c.code_counter < counter)
        used = update(staff).where(staff.c.id == account_id, fresh).values(code_counter=counter)
        return self.connection.execute(used).rowcount == 1

    def _find(self, where: ColumnElement[bool]) -> Account | None:
        row = self.connection.execute(select(staff).where(where)).one_or_none()
        return _account(row) if row else None


def _account(row: Row[Any]) -> Account:
    return Account(
        id=row.id,
        email=row.email,
        name=row.name,
        password=row.password,
        roles=frozenset(Role(role) for role in row.roles.split()),
        rank=row.rank,
        session=row.session,
        totp=row.totp,
        active=row.active,
    )
