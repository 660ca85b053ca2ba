"""Alarms that need nobody to look: what is not as it should be is told, again while it lasts, and when it is over.

A process of its own finds out (`portal watch`), because the worker cannot tell of its own end.
"""

import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event

from portal.alarm_channels import Alarm, Channel, NotSent
from portal.services import AppContext
from portal.services.service_state import Finding, Grade, condition
from portal.storage import DOWN

log = logging.getLogger(__name__)

WATCH = "watch"
"""Under this name it is kept when somebody last looked."""

LOOK = timedelta(minutes=1)
FIRST_AGAIN, LAST_AGAIN = timedelta(hours=1), timedelta(hours=24)
"""After how long a fault that lasts is told again: twice as long each time."""

FOR_STAFF = frozenset({"late"})
"""What is the staff's to see to: they have it on their pages, and no operator can do anything."""


@dataclass(slots=True)
class _Told:
    again_at: datetime
    pause: timedelta = FIRST_AGAIN


@dataclass(slots=True)
class Watch:
    """What one channel was told of so far."""

    council: str
    channel: Channel
    _told: dict[str, _Told] = field(default_factory=dict)

    def tell(self, found: Sequence[Finding], now: datetime) -> None:
        """Tell what is new, what lasts, and what is over. What cannot be told now is told the next time."""
        for each in found:
            well, known = each.grade is Grade.WELL, self._told.get(each.name)
            due = known is not None if well else known is None or now >= known.again_at
            if not due or not self._sent(Alarm(self.council, each.name, each.said, well)):
                continue
            if well:
                del self._told[each.name]
            else:
                pause = min(2 * known.pause, LAST_AGAIN) if known else FIRST_AGAIN
                self._told[each.name] = _Told(now + pause, pause)

    def _sent(self, alarm: Alarm) -> bool:
        try:
            self.channel(alarm)
        except NotSent as why:
            log.critical("An alarm (%s) reached nobody: %s.", alarm.name, why)
            return False
        return True


def look(context: AppContext, watches: Sequence[Watch]) -> list[Finding]:
    """Find out how the service is, and let each channel know."""
    try:
        found = condition(context)
    except Exception as error:  # noqa: BLE001 - whatever it is, somebody has to know
        found = [Finding("watch", Grade.NOT_READY, f"Nobody knows how the service is: {type(error).__name__}.")]
    else:
        found.append(Finding("watch", Grade.WELL, "The service is watched again."))
    found = [each for each in found if each.name not in FOR_STAFF]
    for each in found:
        if each.grade is not Grade.WELL:
            log.critical("%s: %s", each.name, each.said)
    for watch in watches:
        watch.tell(found, context.now())
    with suppress(*DOWN), context.store.begin() as unit:
        unit.heartbeats.beat(WATCH, context.now())
    return found


def run(context: AppContext, channels: Sequence[Channel], stop: Event, rest: timedelta = LOOK) -> None:
    """Look once a minute until told to stop."""
    watches = [Watch(context.council, channel) for channel in channels]
    while not stop.is_set():
        look(context, watches)
        stop.wait(rest.total_seconds())
