"""Putting right what an outage or a wrong clock has left of the outbox."""

from datetime import datetime

from sqlalchemy import case, or_, update

from portal.domain.notices.catalogue import Channel
from portal.storage.outbox import LEASE
from portal.storage.tables import Repository, outbox


class OutboxRecovery(Repository):
    __slots__ = ()

    def try_now(self, now: datetime) -> int:
        """Let what waits after a try be due at once, but not what is being handed over. How many."""
        free = or_(outbox.c.leased_until.is_(None), outbox.c.leased_until <= now)
        tried = (outbox.c.state == "waiting") & (outbox.c.attempts > 0) & (outbox.c.not_before > now) & free
        return self.connection.execute(update(outbox).where(tried).values(not_before=now)).rowcount

    def clock_set_back(self, now: datetime) -> int:
        """Let what was put off, or is leased, by a clock that was ahead be due now. How many.

        Whoever hands it over looks at its safe times again. A letter that waits for its hour goes on waiting.
        """
        letter = (outbox.c.channel == Channel.LETTER.value) & (outbox.c.attempts == 0)
        ahead = or_(outbox.c.not_before > now, outbox.c.leased_until > now + LEASE)
        off = (outbox.c.state == "waiting") & ahead & ~letter
        soon = case((outbox.c.not_before > now, now), else_=outbox.c.not_before)
        return self.connection.execute(update(outbox).where(off).values(not_before=soon, leased_until=None)).rowcount
