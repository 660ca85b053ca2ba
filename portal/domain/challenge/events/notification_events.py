"""Those whom the policy has told that a stage was reached: that it is due, that it was done, or why it need not be."""

from dataclasses import dataclass, replace

from portal.domain.challenge.casework import DROPPED, Casework
from portal.domain.challenge.events.event_kind import EventKind, ExportDepth, TimelineGroup
from portal.domain.challenge.events.payload import EventPayload
from portal.domain.challenge.events.transfer_events import DaysPayload
from portal.domain.challenge.state import Event
from portal.domain.i18n import _
from portal.domain.policy.calendar import local


def _due(work: Casework, event: Event) -> Casework:
    since = {**event.what, "on": local(event.at).date().isoformat(), "done": ""}
    return replace(work, notifications=(*work.notifications, since))


@dataclass(frozen=True, kw_only=True)
class NotificationDuePayload(EventPayload):
    stage: str
    number: int  # which of those that the policy names for the stage, from 1
    who: str  # as the policy calls them
    when: str = ""  # (PolicyCondition) where staff have to see whether it holds; blank where it does


NOTIFICATION_DUE = EventKind(
    "notification_due",
    NotificationDuePayload,
    _("Somebody has to be told, by the policy"),
    TimelineGroup.DECISIONS,
    work=_due,
)


def _done(work: Casework, event: Event) -> Casework:
    what = event.what
    made = {"done": what.get("on", DROPPED), "how": what.get("how", ""), "whom": what.get("whom", "")}
    every = enumerate(work.notifications, 1)
    return replace(work, notifications=tuple({**each, **made} if n == what["entry"] else each for n, each in every))


@dataclass(frozen=True, kw_only=True)
class NotificationMadePayload(EventPayload):
    entry: int  # which of those that are due, from 1
    who: str  # as the policy calls them
    whom: str  # who it was that heard of it
    how: str  # (SentBy)
    on: str  # day, ISO
    words: str


NOTIFICATION_MADE = EventKind(
    "notification_made",
    NotificationMadePayload,
    _("Somebody was told, as the policy asks"),
    TimelineGroup.DECISIONS,
    work=_done,
    is_work=True,
)


@dataclass(frozen=True, kw_only=True)
class NotificationNotNeededPayload(EventPayload):
    entry: int
    who: str
    words: str  # why it does not apply


NOTIFICATION_NOT_NEEDED = EventKind(
    "notification_not_needed",
    NotificationNotNeededPayload,
    _("Somebody need not be told: the condition of the policy does not hold"),
    TimelineGroup.DECISIONS,
    work=_done,
    is_work=True,
)

NOTIFICATION_CHASED = EventKind(
    "notification_chased",
    DaysPayload,
    _("We reminded colleagues of somebody who has to be told"),
    TimelineGroup.CLOCK,
    export=ExportDepth.NOTHING,
)
