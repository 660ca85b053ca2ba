"""The closed days that managers added, as the database had them at most 30 seconds ago: every date counts them."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from portal.domain.policy.calendar import Calendar
from portal.domain.policy.closures import Closure

KNOWN_FOR = timedelta(seconds=30)
"""As long a day that was confirmed or withdrawn just now may take to count."""


class ClosedDays:
    """Each process has its own. Counting asks no database: whoever begins something says when it is time to look."""

    def __init__(self) -> None:
        self._asked_at: datetime | None = None
        self._closures: frozenset[Closure] = frozenset()
        self._with: dict[int, tuple[Calendar, Calendar]] = {}
        self._asking = threading.Lock()

    def look(self, now: datetime, ask: Callable[[], frozenset[Closure]]) -> None:
        """Ask for them where that was last done 30 seconds ago. Where it fails, those that were known stay."""
        asked_at = self._asked_at
        if asked_at is not None and timedelta(0) <= now - asked_at < KNOWN_FOR:
            return
        if not self._asking.acquire(blocking=asked_at is None):
            return
        try:
            self._asked_at = now
            found = ask()
            if found != self._closures:
                self._closures, self._with = found, {}
        finally:
            self._asking.release()

    def within(self, calendar: Calendar) -> Calendar:
        """A calendar of the policy's, and these days: the same object for the same."""
        if not self._closures:
            return calendar
        kept = self._with.get(id(calendar))
        if kept is None or kept[0] is not calendar:
            kept = self._with[id(calendar)] = (calendar, calendar.also_closed(self._closures))
        return kept[1]
