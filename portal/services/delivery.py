"""Handing notices to GOV.UK Notify, outside any transaction, and learning what became of them.

A notice is claimed, the claim is committed, Notify is asked, the answer is written down. If the worker
dies anywhere on the way, the claim runs out and the next one first asks Notify whether it has the notice.
A question without an answer is no reason to send, nor is one that is asked while an earlier call of ours has not
ended. Nothing is lost, and nothing is sent twice unless Notify itself takes it more than a minute after our call.
"""

import logging
import re
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from threading import Event
from typing import Any

from portal.domain.challenge.stored_versions import FromLaterVersion
from portal.domain.notices.safe_times import safe_from
from portal.notify import DailyLimit, Misconfigured, NotifyRefused, TryLater
from portal.services import (
    AppContext,
    digest,
    event_log_checks,
    held_messages,
    later_version,
    reminders,
    retention,
    undelivered_notices,
)
from portal.storage.outbox import ARRIVED, LOST, SET_UP, OutboxEntry

log = logging.getLogger(__name__)

WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 360))
"""How long after each try that failed; the last one again and again."""

GIVE_UP = timedelta(hours=72)
"""How long a notice is tried for; one that waited for a worker still gets every wait above."""

POLL_AFTER = timedelta(hours=4)
"""A receipt that has not come after this long is asked for."""

POLL_EVERY = timedelta(minutes=15)

_REFERENCE = re.compile("[0-9a-f-]{36}")

KEPT = timedelta(days=7)
"""How long Notify keeps what became of a message."""


def send_waiting(office: AppContext, now: datetime) -> int:
    """Hand over a few of the notices that are due. How many were tried."""
    with office.store.begin() as unit:
        batch = unit.outbox.claim(now)
    full: set[str] = set()
    for waiting in batch:
        channel = waiting.notice.channel
        try:
            if channel not in full:
                _hand_over(office, waiting, now)
                continue
        except DailyLimit:
            full.add(channel)
            log.critical("GOV.UK Notify takes no more by %s until midnight UTC.", channel)
        except Exception as error:  # noqa: BLE001 - one that cannot be seen to must not hold up the others
            log.critical("What came of a notice could not be written down: %s.", type(error).__name__)
            continue
        midnight = datetime.combine(now.date() + timedelta(days=1), time.min, UTC)
        with office.store.begin() as unit:
            unit.outbox.later(waiting.id, midnight, "Notify's limit for the day is reached.")
    return len(batch)


def _hand_over(office: AppContext, waiting: OutboxEntry, now: datetime) -> None:
    """Ask Notify to take one notice, and write down what came of it."""
    if not _goes(office, waiting, now):
        return
    try:
        found = office.notify.find(waiting.reference) if waiting.attempts > 1 else None
        notify_id = found.id if found else office.notify.send(waiting.notice, waiting.reference)
    except DailyLimit:
        raise
    except NotifyRefused as refusal:
        log.critical("Notify will never take a notice (%s): %s", waiting.notice.name, refusal)
        undelivered_notices.give_up(office, waiting, str(refusal), now)
    except TryLater as reason:
        _again(office, waiting, now, _noted(waiting, reason), reason.after)
    except Exception as error:  # noqa: BLE001 - one broken notice must not hold up the others
        _again(office, waiting, now, f"The portal could not send it: {type(error).__name__}.")
    else:
        with office.store.begin() as unit:
            unit.outbox.sent(waiting.id, notify_id, now)


def _goes(office: AppContext, waiting: OutboxEntry, now: datetime) -> bool:
    """Whether it is still to be sent, and now; else it is left for later or for a colleague."""
    with office.store.read() as unit:
        if not unit.outbox.wanted(waiting):
            return False
    if held_messages.one_letter_too_many(office, waiting, now):
        return False
    if until := safe_from(waiting.notice.times, now):
        with office.store.begin() as unit:
            unit.outbox.hold(waiting.id, until)
    return until is None


def _noted(waiting: OutboxEntry, reason: TryLater) -> str:
    """What is kept of why it has to wait; what somebody has to set up right is shouted."""
    if isinstance(reason, Misconfigured):
        log.critical("Nothing goes out like this (%s): %s", waiting.notice.name, reason)
        return f"{SET_UP}{reason}"
    return str(reason)


def _again(office: AppContext, waiting: OutboxEntry, now: datetime, why: str, after: timedelta | None = None) -> None:
    log.warning("A notice waits after try %d: %s", waiting.attempts, why)
    if waiting.attempts > len(WAITS) and now - waiting.added_at > GIVE_UP:
        undelivered_notices.give_up(office, waiting, why, now)
        return
    wait = after or WAITS[min(waiting.attempts, len(WAITS)) - 1]
    with office.store.begin() as unit:
        unit.outbox.later(waiting.id, now + wait, why)


def send_now(office: AppContext) -> int:
    """Let all that waits after a try in vain be tried again now, for when Notify is back. How many those are."""
    with office.store.begin() as unit:
        return unit.outbox.try_now(office.now())


def receipt(office: AppContext, body: Any, now: datetime) -> bool:
    """Note a receipt whose bearer token is already checked; whether it told us anything.

    Whatever else comes (other kinds of callback, references that are not ours) changes nothing.
    """
    told = body if isinstance(body, Mapping) else {}
    reference, status = str(told.get("reference")), str(told.get("status"))
    if status not in ARRIVED | LOST or not _REFERENCE.fullmatch(reference):
        return False
    return undelivered_notices.note(office, reference, status, now)


def settle(office: AppContext, now: datetime) -> int:
    """Ask Notify about notices whose receipts have not come. How many it told us something new about."""
    with office.store.read() as unit:
        open_still = unit.outbox.unsettled(now - POLL_AFTER)
    news = 0
    for waiting in open_still:
        if now - waiting.added_at > KEPT + GIVE_UP:
            continue
        try:
            if found := office.notify.find(waiting.reference):
                news += undelivered_notices.note(office, waiting.reference, found.status, now)
        except TryLater:
            break
        except Exception as error:  # noqa: BLE001 - one that cannot be seen to must not hold up the others
            log.critical("What became of a notice could not be written down: %s.", type(error).__name__)
    return news


def run_worker(office: AppContext, stop: Event, *, rest: float = 1) -> None:
    """Send, remind and settle until told to stop. ``rest`` is how long to sleep (seconds) when nothing is due."""
    next_poll = next_beat = office.now()
    while not stop.is_set():
        now, tried = office.now(), 0
        try:
            tried = send_waiting(office, now)
            if now >= next_poll:
                reminders.watch(office, now)
                reminders.look_for_reviewers(office, now)
                digest.tell_together(office, now)
                settle(office, now)
                retention.sweep(office)
                event_log_checks.daily(office, now)
                next_poll = now + POLL_EVERY
            if now >= next_beat:
                reminders.repeat_alerts(office, now)
                reminders.beat(office, now)
                next_beat = now + reminders.BEAT
        except FromLaterVersion as error:
            next_poll = next_beat = now + reminders.BEAT
            later_version.tell(error)
        except Exception as error:  # noqa: BLE001 - the worker outlives a database that is away
            next_poll = next_beat = now + reminders.BEAT  # all of it has to go well before the next sign of life
            log.critical("The worker could not go on, and tries again: %s.", type(error).__name__)
        if not tried:
            stop.wait(rest)
