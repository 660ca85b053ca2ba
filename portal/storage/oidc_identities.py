"""How the council's own sign-in service names the staff: each name belongs to one account."""

from datetime import datetime

from sqlalchemy import delete, exists, select
from sqlalchemy.dialects import postgresql, sqlite

from portal.storage.row_bindings import bond, holds
from portal.storage.tables import Repository, staff_logins


class Logins(Repository):
    __slots__ = ()

    def owner(self, issuer: str, subject: str) -> str | None:
        """The id of the account that ``subject`` of ``issuer`` belongs to."""
        one, other = self._macs(issuer, subject)
        where = (staff_logins.c.issuer == one, staff_logins.c.subject == other)
        row = self.connection.execute(select(staff_logins).where(*where)).mappings().one_or_none()
        return str(row["account_id"]) if row and holds(self.keys, staff_logins, row) else None

    def bind(self, issuer: str, subject: str, account_id: str, now: datetime) -> bool:
        """Give the subject its account; false where either of them is bound already."""
        one, other = self._macs(issuer, subject)
        row = {"issuer": one, "subject": other, "account_id": account_id, "bound_at": now}
        row["bond"] = bond(self.keys, staff_logins, row)
        dialect = postgresql if self.connection.dialect.name == "postgresql" else sqlite
        bound = dialect.insert(staff_logins).values(row).on_conflict_do_nothing().returning(staff_logins.c.account_id)
        return self.connection.scalar(bound) is not None

    def bound(self, account_id: str) -> bool:
        """Whether the service has a name for the account."""
        return bool(self.connection.scalar(select(exists().where(staff_logins.c.account_id == account_id))))

    def unbind(self, account_id: str) -> bool:
        """Let the account go: the next sign-in finds it by its address. False where it was not bound."""
        gone = delete(staff_logins).where(staff_logins.c.account_id == account_id)
        return self.connection.execute(gone).rowcount > 0

    def _macs(self, issuer: str, subject: str) -> tuple[bytes, bytes]:
        return self.keys.mac("staff_logins.issuer", issuer), self.keys.mac("staff_logins.subject", subject)
