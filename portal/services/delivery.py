"""Handing notices to GOV.UK Notify, outside any transaction, and learning what became of them.

A notice is claimed, the claim is committed, Notify is asked, the answer is written down. If the worker
dies anywhere on the way, the claim runs out and the next one first asks Notify whether it has the notice.
A question without an answer is no reason to send, nor is one that is asked while an earlier call of ours has not
ended. Nothing is lost, and nothing is sent twice unless Notify itself takes it more than a minute after our call.
"""

import logging
import re
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import UTC, datetime, time, timedelta
from typing import Any

from portal.domain.notices.catalogue import Channel
from portal.domain.notices.safe_times import safe_from
from portal.notify import DailyLimit, Misconfigured, NotifyRefused, TryLater
from portal.services import AppContext, held_messages, undelivered_notices
from portal.storage import DOWN
from portal.storage.outbox import ARRIVED, LOST, SET_UP, OutboxEntry

log = logging.getLogger(__name__)

WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 360))
"""How long after each try that failed; the last one again and again."""

GIVE_UP = timedelta(hours=72)
"""How long a notice is tried for; one that waited for a worker still gets every wait above."""

POLL_AFTER = timedelta(hours=4)
"""A receipt that has not come after this long is asked for."""

HANDS = 12
"""How many notices one worker hands over at once: at 150 ms a call that is more than Notify takes in a second."""

LONGEST_WAIT = 1.0  # seconds for a hand to be free, before the worker looks round

ONE_BY_ONE = 20
"""More receipts than these are looked for in Notify's own list, which holds 250 on a page."""

_REFERENCE = re.compile("[0-9a-f-]{36}")

KEPT = timedelta(days=7)
"""How long Notify keeps what became of a message."""


def send_waiting(context: AppContext, now: datetime) -> int:
    """Hand over a few of the notices that are due, one after the other. How many were tried."""
    with context.store.begin() as unit:
        batch = unit.outbox.claim(now)
    full: dict[Channel, datetime] = {}
    for waiting in batch:
        _see_to(context, waiting, now, full)
    return len(batch)


def _see_to(context: AppContext, waiting: OutboxEntry, now: datetime, full: dict[Channel, datetime]) -> None:
    """Hand over one notice, unless its channel is ``full`` until a moment; whatever happens, the others go on."""
    channel = waiting.notice.channel
    try:
        if full.get(channel, now) <= now:
            _hand_over(context, waiting, now)
            return
    except DailyLimit:
        full[channel] = datetime.combine(now.date() + timedelta(days=1), time.min, UTC)
        log.critical("GOV.UK Notify takes no more by %s until midnight UTC.", channel)
    except Exception as error:  # noqa: BLE001 - one that cannot be seen to must not hold up the others
        log.critical("What came of a notice could not be written down: %s.", type(error).__name__)
        return
    try:
        with context.store.begin() as unit:
            unit.outbox.later(waiting.id, full[channel], "Notify's limit for the day is reached.")
    except DOWN as error:
        log.critical("What came of a notice could not be written down: %s.", type(error).__name__)


class Hands:
    """Several threads that hand over what one process has claimed.

    A claim holds at most one notice for each recipient and challenge, and the next one is not claimed before that is
    seen to, so the order in which a person reads is kept.
    """

    def __init__(self, context: AppContext, count: int = HANDS) -> None:
        self._context, self._count = context, count
        self._pool = ThreadPoolExecutor(count, "hand")
        self._busy: set[Future[None]] = set()
        self._full: dict[Channel, datetime] = {}

    def take(self, now: datetime) -> int:
        """Claim as many as hands are free and let them begin, once at least half of them are. How many."""
        self._busy = {each for each in self._busy if not each.done()}
        while self._count - len(self._busy) < max(1, self._count // 2):
            done, self._busy = wait(self._busy, LONGEST_WAIT, FIRST_COMPLETED)
            if not done:
                return 0
        with self._context.store.begin() as unit:
            batch = unit.outbox.claim(now, limit=self._count - len(self._busy))
        self._busy |= {self._pool.submit(_see_to, self._context, each, now, self._full) for each in batch}
        return len(batch)

    def pause(self) -> None:
        """Wait for what is under way."""
        wait(self._busy)

    def rest(self) -> None:
        """The same, and take nothing any more."""
        self._pool.shutdown()


def _hand_over(context: AppContext, waiting: OutboxEntry, now: datetime) -> None:
    """Ask Notify to take one notice, and write down what came of it."""
    if not _goes(context, waiting, now):
        return
    try:
        found = context.notify.find(waiting.reference) if waiting.attempts > 1 else None
        notify_id = found.id if found else context.notify.send(waiting.notice, waiting.reference)
    except DailyLimit:
        raise
    except NotifyRefused as refusal:
        log.critical("Notify will never take a notice (%s): %s", waiting.notice.name, refusal)
        undelivered_notices.give_up(context, waiting, str(refusal), now)
    except TryLater as reason:
        _again(context, waiting, now, _noted(waiting, reason), reason.after)
    except Exception as error:  # noqa: BLE001 - one broken notice must not hold up the others
        _again(context, waiting, now, f"The portal could not send it: {type(error).__name__}.")
    else:
        with context.store.begin() as unit:
            unit.outbox.sent(waiting.id, notify_id, now)


def _goes(context: AppContext, waiting: OutboxEntry, now: datetime) -> bool:
    """Whether it is still to be sent, and now; else it is left for later or for a colleague."""
    with context.store.read() as unit:
        if not unit.outbox.wanted(waiting):
            return False
    if held_messages.one_letter_too_many(context, waiting, now):
        return False
    if until := safe_from(waiting.notice.times, now):
        with context.store.begin() as unit:
            unit.outbox.hold(waiting.id, until)
    return until is None


def _noted(waiting: OutboxEntry, reason: TryLater) -> str:
    """What is kept of why it has to wait; what somebody has to set up right is shouted."""
    if isinstance(reason, Misconfigured):
        log.critical("Nothing goes out like this (%s): %s", waiting.notice.name, reason)
        return f"{SET_UP}{reason}"
    return str(reason)


def _again(context: AppContext, waiting: OutboxEntry, now: datetime, why: str, after: timedelta | None = None) -> None:
    log.warning("A notice waits after try %d: %s", waiting.attempts, why)
    if waiting.attempts > len(WAITS) and now - waiting.added_at > GIVE_UP:
        undelivered_notices.give_up(context, waiting, why, now)
        return
    wait = after or WAITS[min(waiting.attempts, len(WAITS)) - 1]
    with context.store.begin() as unit:
        unit.outbox.later(waiting.id, now + wait, why)


def send_now(context: AppContext) -> int:
    """Let all that waits after a try in vain be tried again now, for when Notify is back. How many those are."""
    with context.store.begin() as unit:
        return unit.outbox_recovery.try_now(context.now())


def receipt(context: AppContext, body: Any, now: datetime) -> bool:
    """Note a receipt whose bearer token is already checked; whether it told us anything.

    Whatever else comes (other kinds of callback, references that are not ours) changes nothing.
    """
    told = body if isinstance(body, Mapping) else {}
    reference, status = str(told.get("reference")), str(told.get("status"))
    if status not in ARRIVED | LOST or not _REFERENCE.fullmatch(reference):
        return False
    return undelivered_notices.note(context, reference, status, now)


def settle(context: AppContext, now: datetime, stop: Callable[[], bool] = lambda: False) -> int:
    """Ask Notify about notices whose receipts have not come. How many it told us something new about.

    A few are asked for one by one. Of many Notify's own list is read, page by page, until ``stop``.
    """
    with context.store.read() as unit:
        open_still = unit.outbox.unsettled(now - POLL_AFTER)
    wanted = {each.reference for each in open_still if now - each.added_at <= KEPT + GIVE_UP}
    news = 0
    try:
        for reference, status in _found(context, wanted):
            news += _noted_as(context, reference, status, now)
            if stop():
                break
    except TryLater as reason:
        log.warning("What became of %d notices is not known yet: %s", len(wanted), reason)
    return news


def _found(context: AppContext, wanted: set[str]) -> Iterator[tuple[str, str]]:
    if len(wanted) <= ONE_BY_ONE:
        for reference in sorted(wanted):
            if found := context.notify.find(reference):
                yield reference, found.status
        return
    missing = set(wanted)
    for page in context.notify.pages():
        yield from ((reference, page[reference].status) for reference in missing & page.keys())
        missing -= page.keys()
        if not missing:
            return


def _noted_as(context: AppContext, reference: str, status: str, now: datetime) -> bool:
    try:
        return undelivered_notices.note(context, reference, status, now)
    except Exception as error:  # noqa: BLE001 - one that cannot be seen to must not hold up the others
        log.critical("What became of a notice could not be written down: %s.", type(error).__name__)
        return False
