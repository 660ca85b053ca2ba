"""What the worker does, and how often: it sends without a pause, and beside that reminds, checks and deletes."""

import logging
from datetime import datetime, timedelta
from threading import Event, Thread

from portal.domain.challenge.stored_versions import FromLaterVersion
from portal.services import (
    AppContext,
    digest,
    due_erasures,
    event_log_checks,
    evidence,
    later_version,
    office_closures,
    reminders,
    retention,
)
from portal.services.delivery import Hands, settle

log = logging.getLogger(__name__)

POLL_EVERY = timedelta(minutes=15)

LAST_WORK = 30.0  # seconds that a worker which is told to stop waits for what it does behind


class Behind:
    """What takes long is done in a thread of its own, so that nothing that waits to be sent waits for it."""

    def __init__(self, context: AppContext) -> None:
        self._context, self._stop = context, Event()
        self._thread: Thread | None = None
        self.failed = False

    def begin(self, now: datetime) -> None:
        """Let it begin, unless it is still at it."""
        if self._thread is None or not self._thread.is_alive():
            self._thread = Thread(target=self._do, args=(now,), name="behind", daemon=True)
            self._thread.start()

    def _do(self, now: datetime) -> None:
        try:
            settle(self._context, now, self._stop.is_set)
            evidence.check_waiting(self._context)
            evidence.sweep(self._context)
            event_log_checks.daily(self._context, now)
            due_erasures.erase_confirmed(self._context)  # last: where one cannot be erased, all else is done
            self.failed = False
        except FromLaterVersion as error:
            self.failed = True
            later_version.tell(error)
        except Exception as error:  # noqa: BLE001 - the worker outlives a database that is away
            self.failed = True
            log.critical("The worker could not do all its work behind: %s.", type(error).__name__)

    def end(self) -> None:
        self._stop.set()
        if self._thread:
            self._thread.join(LAST_WORK)


class _Times:
    """When what is done again and again is due. A clock that was set back puts nothing off."""

    def __init__(self, now: datetime) -> None:
        self.poll = self.beat = now
        self._last: datetime | None = None

    def set_back(self, now: datetime) -> bool:
        """Whether the clock was, or, as nobody knows at first, may have been set back since this was last asked."""
        back, self._last = self._last is None or now < self._last - reminders.AHEAD, now
        if back:
            self.poll = self.beat = now
        return back

    def after_a_fault(self, now: datetime) -> None:
        """All of it has to go well before the next sign of life."""
        self.poll = self.beat = now + reminders.BEAT


def run_worker(context: AppContext, stop: Event, *, rest: float = 1) -> None:
    """Send, remind and settle until told to stop. ``rest`` is how long to sleep (seconds) when nothing is due."""
    hands, behind, times = Hands(context), Behind(context), _Times(context.now())
    while not stop.is_set():
        now, tried = context.now(), 0
        try:
            if times.set_back(now):
                hands.pause()  # what is under way still goes by the wrong time
                _undo_wrong_clock(context, now)
            office_closures.look(context)
            tried = hands.take(now)
            _do_what_is_due(context, behind, times, now)
        except FromLaterVersion as error:
            times.after_a_fault(now)
            later_version.tell(error)
        except Exception as error:  # noqa: BLE001 - the worker outlives a database that is away
            times.after_a_fault(now)
            log.critical("The worker could not go on, and tries again: %s.", type(error).__name__)
        if not tried:
            stop.wait(rest)
    hands.rest()
    behind.end()


def _do_what_is_due(context: AppContext, behind: Behind, times: _Times, now: datetime) -> None:
    if now >= times.poll:
        _now_and_then(context, now)
        behind.begin(now)
        times.poll = now + POLL_EVERY
    if now >= times.beat:
        reminders.repeat_alerts(context, now)
        if not behind.failed:
            reminders.beat(context, now)
        times.beat = now + reminders.BEAT


def _now_and_then(context: AppContext, now: datetime) -> None:
    reminders.watch(context, now)
    reminders.look_for_reviewers(context, now)
    digest.tell_together(context, now)
    retention.sweep(context)


def _undo_wrong_clock(context: AppContext, now: datetime) -> None:
    """What was put off by a clock that was ahead would wait for the time that it showed: it is due now."""
    last = reminders.last_beat(context)
    if last is None or last <= now + reminders.AHEAD:
        return
    with context.store.begin() as unit:
        freed = unit.outbox_recovery.clock_set_back(now)
    log.critical("The clock was set back. Messages that waited for the time it showed before: %d.", freed)
