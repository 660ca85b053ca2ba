"""Rate limits: how often something may be done, counted in the database for every process together."""

from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite

from portal.domain.rate_limits import Limit
from portal.storage.tables import Repository, rate_limits


class RateLimits(Repository):
    """A scope is a keyed hash: the table says neither who did something nor where they were."""

    __slots__ = ()

    def take(self, scope: str, limit: Limit, now: datetime) -> datetime | None:
        """Count one more in ``scope`` (none), or say from when on there is one more, and count nothing."""
        key = self.keys.mac("rate_limits", scope)
        free_at = max(self._locked(key, now), now) + limit.each
        if free_at - now > limit.per:
            return free_at - limit.per
        self._set(key, free_at)
        return None

    def give_back(self, scope: str, limit: Limit, now: datetime) -> None:
        """What was counted in ``scope`` last does not count after all."""
        key = self.keys.mac("rate_limits", scope)
        self._set(key, self._locked(key, now) - limit.each)

    def sweep(self, now: datetime) -> int:
        """Delete what says nothing any more; how many scopes those were."""
        return self.connection.execute(delete(rate_limits).where(rate_limits.c.free_at <= now)).rowcount

    def _set(self, key: bytes, free_at: datetime) -> None:
        self.connection.execute(update(rate_limits).where(rate_limits.c.scope == key), {"free_at": free_at})

    def _locked(self, key: bytes, now: datetime) -> datetime:
        """When all of it is free again, ours to change until the unit ends."""
        dialect = postgresql if self.connection.dialect.name == "postgresql" else sqlite
        known = dialect.insert(rate_limits).on_conflict_do_update(index_elements=["scope"], set_={"scope": key})
        row = self.connection.execute(known.returning(rate_limits.c.free_at), {"scope": key, "free_at": now})
        found: datetime = row.scalar_one()
        return found
