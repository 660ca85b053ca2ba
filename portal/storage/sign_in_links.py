"""Addresses that let a member of staff in once without the council's sign-in service, for when that is down."""

from datetime import datetime

from sqlalchemy import delete, insert, select

from portal.storage.row_bindings import bond, holds
from portal.storage.tables import Repository, sign_in_links


class SignInLinks(Repository):
    __slots__ = ()

    def make(self, token: str, account_id: str, until: datetime) -> None:
        """Let whoever holds ``token`` in as this account, in place of any earlier one of theirs."""
        self.connection.execute(delete(sign_in_links).where(sign_in_links.c.account_id == account_id))
        row = {"token": self._mac(token), "account_id": account_id, "until": until}
        self.connection.execute(insert(sign_in_links), row | {"bond": bond(self.keys, sign_in_links, row)})

    def owner(self, token: str, now: datetime) -> str | None:
        """Whose account it opens, as long as it is good; in a writing unit nobody else uses it meanwhile."""
        found = self.locked(select(sign_in_links).where(sign_in_links.c.token == self._mac(token)))
        row = self.connection.execute(found).mappings().one_or_none()
        fits = row is not None and holds(self.keys, sign_in_links, row) and now < row["until"]
        return str(row["account_id"]) if row is not None and fits else None

    def use_up(self, token: str) -> bool:
        """Whether it was there; it is not any more."""
        gone = delete(sign_in_links).where(sign_in_links.c.token == self._mac(token))
        return self.connection.execute(gone).rowcount == 1

    def sweep(self, now: datetime) -> int:
        """Delete those whose time is over; how many those were."""
        return self.connection.execute(delete(sign_in_links).where(sign_in_links.c.until <= now)).rowcount

    def _mac(self, token: str) -> bytes:
        return self.keys.mac("sign_in_links.token", token)
