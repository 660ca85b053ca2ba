"""Finding challenges by what is personal in them, through keyed hashes: nothing typed is stored or compared."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select

from portal.domain.challenge.search_keys import CERTAIN, SearchKey, match_score, search_keys
from portal.domain.challenge.state import Challenge
from portal.storage import hash_chains
from portal.storage.encryption import Keys
from portal.storage.tables import Repository, challenges, finders, searches

MOST = 200
"""Of how many challenges that may be about the same child we look closer."""


def keyed(keys: Keys, find: SearchKey) -> bytes:
    return keys.mac(f"finder {find.by}", find.value)


@dataclass(frozen=True, slots=True)
class LoggedSearch:
    """That somebody searched: by what and what for, and how many were found."""

    at: datetime
    actor: str
    by: str
    purpose: str
    hits: int


class SearchIndex(Repository):
    __slots__ = ()

    def matching(self, ways: Iterable[Iterable[SearchKey]], limit: int) -> list[str]:
        """The ids of challenges that have all of any one of these; of more than ``limit`` the most pressing."""
        found: dict[str, str] = {}
        for way in ways:
            keys = {keyed(self.keys, find) for find in way}
            this = select(finders.c.challenge_id, challenges.c.queue_key).join(challenges)
            fit = this.where(finders.c.key.in_(keys)).group_by(finders.c.challenge_id, challenges.c.queue_key)
            rows = fit.having(func.count() == len(keys)).order_by(challenges.c.queue_key.desc()).limit(limit)
            found |= {row.challenge_id: row.queue_key for row in self.connection.execute(rows)}
        return sorted(found, key=found.__getitem__, reverse=True)[:limit]

    def matching_each(self, groups: Iterable[Iterable[SearchKey]], limit: int) -> list[str]:
        """The ids of challenges that have a key of each of these groups; of more than ``limit`` the most pressing."""
        wanted = [{keyed(self.keys, find) for find in group} for group in groups]
        key, every = finders.c.key, set[bytes]().union(*wanted)
        this = select(finders.c.challenge_id, challenges.c.queue_key).join(challenges).where(key.in_(every))
        fit = this.group_by(finders.c.challenge_id, challenges.c.queue_key)
        for group in wanted:
            fit = fit.having(func.max(case((key.in_(group), 1), else_=0)) == 1)
        rows = self.connection.execute(fit.order_by(challenges.c.queue_key.desc()).limit(limit))
        return [row.challenge_id for row in rows]

    def others(self, challenge: Challenge, limit: int = 10) -> list[str]:
        """The ids of challenges that may be about the same child, the likeliest first."""
        known = {keyed(self.keys, find): find for find in search_keys(challenge)}
        certain = [key for key, find in known.items() if find.by in CERTAIN]
        of_another = finders.c.challenge_id != challenge.id
        some = select(finders.c.challenge_id).where(finders.c.key.in_(certain), of_another).distinct().limit(MOST)
        near = self.connection.execute(some).scalars().all()
        theirs = select(finders.c.challenge_id, finders.c.key).where(
            finders.c.challenge_id.in_(near), finders.c.key.in_(known)
        )
        shared: dict[str, set[SearchKey]] = defaultdict(set)
        for other, key in self.connection.execute(theirs):
            shared[other].add(known[key])
        likely = {other: match_score(found) for other, found in shared.items()}
        return sorted(filter(likely.get, likely), key=lambda other: (-likely[other], other))[:limit]

    def hash_of(self, find: SearchKey) -> bytes:
        """The keyed hash under which this stands here."""
        return keyed(self.keys, find)

    def has_any(self, challenge_id: str, finds: Iterable[SearchKey]) -> bool:
        """Whether a challenge can be found by one of these."""
        return self._has(challenge_id, [keyed(self.keys, find) for find in finds])

    def has_key(self, challenge_id: str, key: bytes) -> bool:
        """Whether a challenge can be found by what has this keyed hash."""
        return self._has(challenge_id, [key])

    def _has(self, challenge_id: str, keys: list[bytes]) -> bool:
        found = select(finders.c.key).where(finders.c.challenge_id == challenge_id, finders.c.key.in_(keys))
        return bool(keys) and self.connection.execute(found.limit(1)).first() is not None

    def searches(self, first: datetime, before: datetime, limit: int) -> list[LoggedSearch]:
        """The searches of this time, the newest first."""
        columns = (searches.c[name] for name in LoggedSearch.__slots__)
        within = (searches.c.at >= first) & (searches.c.at < before)
        rows = self.connection.execute(select(*columns).where(within).order_by(searches.c.id.desc()).limit(limit))
        return [LoggedSearch(*row) for row in rows]

    def log(self, actor: str, by: str, purpose: str, hits: int, now: datetime) -> None:
        """That somebody searched, by what and what for; never for whom."""
        row = {"at": now, "actor": actor, "by": by, "purpose": purpose, "hits": hits}
        hash_chains.add(self, searches, row)
