"""Recovery codes of the staff: each opens an account once in place of the authenticator app's code."""

from collections.abc import Iterable

from sqlalchemy import delete, func, insert, select

from portal.storage.tables import Room, staff_recovery


class Recovery(Room):
    __slots__ = ()

    def renew(self, account_id: str, codes: Iterable[str]) -> None:
        """Keep these codes of somebody, in place of all others; of none, none are left."""
        self.connection.execute(delete(staff_recovery).where(staff_recovery.c.account_id == account_id))
        if rows := [{"code": self._mac(account_id, code), "account_id": account_id} for code in codes]:
            self.connection.execute(insert(staff_recovery), rows)

    def use(self, account_id: str, code: str) -> bool:
        """Whether this is a code of theirs; it is none any more."""
        used = delete(staff_recovery).where(staff_recovery.c.code == self._mac(account_id, code))
        return self.connection.execute(used).rowcount == 1

    def left(self, account_id: str) -> int:
        counted = select(func.count()).where(staff_recovery.c.account_id == account_id)
        return self.connection.execute(counted).scalar_one()

    def _mac(self, account_id: str, code: str) -> bytes:
        return self.keys.mac("staff_recovery.code", f"{account_id} {code}")
