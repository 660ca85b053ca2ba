"""A notice that does not arrive: it goes another way that its raiser agreed to, or staff look after it.

All of it is written with the bad news itself, in one transaction.
"""

from datetime import datetime

from portal.domain.challenge.events.event_kind import WORKER, event_of
from portal.domain.challenge.state import Challenge, Status
from portal.domain.notices.fallback_channel import bounced, lost, other_way
from portal.services import AppContext, held_messages
from portal.services.notifications import to_staff
from portal.storage import Erased, OutboxEntry, UnitOfWork
from portal.storage.outbox import LOST

GIVEN_UP = "failed"
"""Where Notify never had it."""


def give_up(context: AppContext, waiting: OutboxEntry, why: str, now: datetime) -> None:
    """It is not tried any more. ``why`` is a sentence without personal data."""
    with context.store.begin() as unit:
        challenge = _locked(unit, waiting)
        if unit.outbox.failed(waiting.id, why, now) and challenge:
            _go_on(context, unit, challenge, waiting, GIVEN_UP, now)


def note(context: AppContext, reference: str, status: str, now: datetime) -> bool:
    """Note what Notify says became of the notice with this ``reference``; whether that was news."""
    with context.store.begin() as unit:
        waiting = unit.outbox.named(reference) if status in LOST else None
        challenge = _locked(unit, waiting) if waiting else None
        news = unit.outbox.receipt(reference, status, now)
        if news and waiting and challenge:
            _go_on(context, unit, challenge, waiting, status, now)
    return news


def _locked(unit: UnitOfWork, waiting: OutboxEntry) -> Challenge | None:
    """Before the notice, as whoever changes how a raiser is reached does it: so that no two wait for each other."""
    try:
        return unit.challenges.by_id(waiting.challenge_id)
    except Erased:
        return None


def _go_on(
    context: AppContext, unit: UnitOfWork, challenge: Challenge, waiting: OutboxEntry, status: str, now: datetime
) -> None:
    council = context.packs.get(challenge.pack).council
    other = other_way(waiting.notice, challenge, council, waiting.added_at, now)
    event = event_of(lost(waiting.notice, status, other), now, WORKER)
    unit.event_log.append(challenge.id, [event])
    if other:
        held_messages.add(context, unit, challenge, [other], now)
        unit.outbox.looked_after(challenge.id, now, waiting.reference)
    elif challenge.status is not Status.CLOSED and not challenge.work.junk:
        told = to_staff(context, unit, challenge, bounced(waiting.notice, challenge))
        held_messages.add(context, unit, challenge, told, now)
