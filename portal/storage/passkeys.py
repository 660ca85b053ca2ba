"""Passkeys of the staff: the public half of each. The other half never leaves the person's own device."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, delete, insert, select, update

from portal.storage.bonds import bond, holds
from portal.storage.tables import Room, passkeys


@dataclass(frozen=True, slots=True)
class Passkey:
    id: str
    account_id: str
    name: str
    credential: bytes
    public_key: bytes
    uses: int
    added_at: datetime
    used_at: datetime | None = None


class Passkeys(Room):
    __slots__ = ()

    def add(self, passkey: Passkey) -> None:
        row = {name: getattr(passkey, name) for name in Passkey.__slots__}
        self.connection.execute(insert(passkeys), row | {"bond": bond(self.keys, passkeys, row)})

    def by_credential(self, credential: bytes) -> Passkey | None:
        """The passkey that calls itself this; in a writing unit it stays as it is until that ends."""
        found = self.locked(select(passkeys).where(passkeys.c.credential == credential))
        row = self.connection.execute(found).mappings().one_or_none()
        return _passkey(row) if row and holds(self.keys, passkeys, row) else None

    def of(self, account_id: str) -> list[Passkey]:
        """The passkeys of somebody, the oldest first."""
        theirs = select(passkeys).where(passkeys.c.account_id == account_id).order_by(passkeys.c.added_at)
        return [_passkey(row) for row in self.connection.execute(theirs).mappings() if holds(self.keys, passkeys, row)]

    def used(self, passkey: Passkey, uses: int, now: datetime) -> None:
        self.connection.execute(update(passkeys).where(passkeys.c.id == passkey.id).values(uses=uses, used_at=now))

    def remove(self, account_id: str, passkey_id: str | None = None) -> int:
        """Remove one passkey of somebody, or all of them; how many those were."""
        which = [passkeys.c.id == passkey_id] if passkey_id is not None else []
        theirs = delete(passkeys).where(passkeys.c.account_id == account_id, *which)
        return self.connection.execute(theirs).rowcount


def _passkey(row: RowMapping) -> Passkey:
    return Passkey(**{name: row[name] for name in Passkey.__slots__})
