"""How it stands with the whole service, in numbers and moments: nothing of anybody."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import Select, case, func, or_, select

from portal.domain.challenge.state import Status
from portal.domain.challenge.worklist_flags import Duty, Turn
from portal.storage.challenges import ALERT
from portal.storage.outbox import SET_UP
from portal.storage.tables import Repository, challenges, duties, outbox


@dataclass(frozen=True, slots=True)
class OutboxFigures:
    """How many notices wait, are held, have failed with nobody having looked, and have no receipt yet."""

    waiting: int
    held: int
    failed: int
    unsettled: int
    set_up: int  # of the waiting: not before somebody puts right how the portal or Notify is set up
    due_since: datetime | None  # of the oldest that could go now, or was tried and has not gone


_DUE_SINCE = func.min(case((outbox.c.attempts > 0, outbox.c.added_at), else_=outbox.c.not_before))


class Figures(Repository):
    __slots__ = ()

    def outbox(self, now: datetime) -> OutboxFigures:
        o = outbox.c
        states = select(o.state, func.count()).where(o.state.in_(("waiting", "held"))).group_by(o.state)
        counts: dict[str, int] = {row[0]: row[1] for row in self.connection.execute(states)}
        waits = (o.state == "waiting") & or_(o.attempts > 0, o.not_before <= now)
        return OutboxFigures(
            waiting=counts.get("waiting", 0),
            held=counts.get("held", 0),
            failed=self._count(select(func.count()).where(o.state == "failed", o.looked_after_at.is_(None))),
            unsettled=self._count(select(func.count()).where(o.state == "sent", o.settled_at.is_(None))),
            set_up=self._count(
                select(func.count()).where(o.state == "waiting", o.error.startswith(SET_UP, autoescape=True))
            ),
            due_since=self.connection.execute(select(_DUE_SINCE).where(waits)).scalar_one(),
        )

    def open_alerts(self) -> int:
        """How many challenges have a safety alert on which nobody has acted."""
        return self._count(select(func.count()).where(duties.c.kind == Duty.SAFETY.value))

    def alert_since(self) -> datetime | None:
        """Since when the longest of these waits, by the newest alert of each."""
        key = self.connection.scalar(select(func.min(duties.c.queue_key)).where(duties.c.kind == Duty.SAFETY.value))
        return datetime.fromtimestamp(int(key[len(ALERT) :][:14]) / 1000, UTC) if key else None

    def late(self, today: date) -> int:
        """How many challenges with us were due before ``today``."""
        with_us = (challenges.c.status == Status.RECEIVED.value) & (challenges.c.turn != Turn.JUNK.value)
        return self._count(select(func.count()).where(with_us, challenges.c.due < today))

    def _count(self, query: Select[int]) -> int:
        return self.connection.scalars(query).one()
