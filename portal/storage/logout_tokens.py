"""Which logout tokens of the council's sign-in service have been acted on: each counts once."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from portal.storage.tables import Repository, logout_tokens


class LogoutTokens(Repository):
    __slots__ = ()

    def first_time(self, issuer: str, token_id: str, until: datetime) -> bool:
        """Whether it has not been here before. It is remembered until it would be too old anyway."""
        row = {"id": self.keys.mac("logout_tokens.id", f"{issuer} {token_id}"), "until": until}
        dialect = postgresql if self.connection.dialect.name == "postgresql" else sqlite
        kept = dialect.insert(logout_tokens).values(row).on_conflict_do_nothing().returning(logout_tokens.c.id)
        return self.connection.scalar(kept) is not None

    def sweep(self, now: datetime) -> int:
        """Forget those that are too old to be taken; how many those were."""
        return self.connection.execute(delete(logout_tokens).where(logout_tokens.c.until <= now)).rowcount
