"""How often a secret may be guessed. Counted in the database, for every process together.

Five tries in 15 minutes, then a wait after each further one: 15 minutes, 30, 1 hour, … 24 hours. The
right code works again after every wait, so nobody is locked out for good. Where somebody is looking for a
code from many networks, each of them has :data:`FEW` free tries.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from portal.storage.tables import Repository, tries

FREE, FEW = 5, 2
QUIET = timedelta(minutes=15)
LONGEST = timedelta(hours=24)


class GuessLimits(Repository):
    __slots__ = ()

    def waits(self, scope: str, now: datetime) -> datetime | None:
        """Until when no try at ``scope`` is taken; none where one is. Counts nothing."""
        known = select(tries.c.until).where(tries.c.scope == self.keys.mac("tries", scope))
        until: datetime | None = self.connection.execute(known).scalar_one_or_none()
        return until if until is not None and now < until else None

    def begin(self, scope: str, now: datetime, free: int = FREE) -> datetime | None:
        """Count a try at ``scope`` and allow it (none), or refuse it until the moment returned.

        To be called, and its unit ended, *before* the secret is looked at: many at once then count too.
        """
        key = self.keys.mac("tries", scope)
        row = self._locked(key, now)
        until: datetime | None = row.until
        if until is not None and now < until:
            return until
        taken = 1 if _forgotten(row.last_at, until, now) else row.taken + 1
        values = {"taken": taken, "last_at": now, "until": wait_after(taken, now, free)}
        self.connection.execute(update(tries).where(tries.c.scope == key), values)
        return None

    def forgive(self, scope: str) -> None:
        """The secret was right: count afresh."""
        self.connection.execute(delete(tries).where(tries.c.scope == self.keys.mac("tries", scope)))

    def sweep(self, now: datetime) -> int:
        """Delete what no longer counts; how many scopes those were."""
        free = and_(tries.c.until.is_(None), tries.c.last_at <= now - QUIET)
        over = or_(free, tries.c.until <= now - LONGEST)
        return self.connection.execute(delete(tries).where(over)).rowcount

    def _locked(self, key: bytes, now: datetime) -> Row[Any]:
        """What was counted so far, ours until the unit ends; in one step, as it may be forgiven at any moment."""
        dialect = postgresql if self.connection.dialect.name == "postgresql" else sqlite
        known = dialect.insert(tries).on_conflict_do_update(index_elements=["scope"], set_={"scope": key})
        return self.connection.execute(known.returning(tries), {"scope": key, "taken": 0, "last_at": now}).one()


def wait_after(taken: int, now: datetime, free: int = FREE) -> datetime | None:
    """Until when no further try is taken once ``taken`` have been; none while some of the ``free`` ones are left."""
    if taken < free:
        return None
    return now + min(QUIET * (1 << min(taken - free, 10)), LONGEST)


def _forgotten(last_at: datetime, until: datetime | None, now: datetime) -> bool:
    """Free tries are forgotten after 15 quiet minutes, waits after a quiet day."""
    return now - last_at >= QUIET if until is None else now - until >= LONGEST
