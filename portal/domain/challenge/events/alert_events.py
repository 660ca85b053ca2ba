"""What is done about safety alerts, and about whatever else waits to be seen to."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from portal.domain.challenge import safety_alert
from portal.domain.challenge.casework import Casework
from portal.domain.challenge.events.event_kind import EventKind, ExportDepth, TimelineGroup
from portal.domain.challenge.events.notice_names import ALERTED
from portal.domain.challenge.events.payload import EventPayload, NoPayload, WordsPayload
from portal.domain.challenge.state import Challenge, Event, Flag
from portal.domain.i18n import _


def _lowered(challenge: Challenge, event: Event) -> Mapping[str, Any]:
    return {"flags": challenge.flags - {Flag(flag) for flag in event.what["flags"]}}


def _acted(work: Casework, event: Event) -> Casework:
    return replace(work, alerts=safety_alert.acted_on(work.alerts, event.at, event.actor, event.what))


@dataclass(frozen=True, kw_only=True)
class ActedPayload(EventPayload):
    flags: list[str]  # the kinds of the alerts
    told: str  # whom
    told_at: str  # moment, ISO
    when: str = ""  # the same in words, in those of before it was asked for as a moment
    contact: str  # the number of the new contact in the case system
    words: str


ACTED = EventKind(
    "acted",
    ActedPayload,
    _("We acted on something new about safety"),
    TimelineGroup.DECISIONS,
    state=_lowered,
    work=_acted,
    is_work=True,
    overtakes=(ALERTED,),
)


@dataclass(frozen=True, kw_only=True)
class FlagsSeenPayload(EventPayload):
    flags: list[str]
    words: str


FLAGS_SEEN = EventKind(
    "flags_seen", FlagsSeenPayload, _("Somebody saw to the flags"), TimelineGroup.MESSAGES, state=_lowered, work=_acted
)

ALERT_SHOWN = EventKind(
    "alert_shown",
    NoPayload,
    _("Its safety alert was shown on a list or beside a form"),
    TimelineGroup.READS,
    export=ExportDepth.NOTHING,
    runs_together=True,
)

ALERT_REPEATED = EventKind(
    "alert_repeated",
    NoPayload,
    _("We told colleagues on duty again that a safety alert is open"),
    TimelineGroup.CLOCK,
    export=ExportDepth.NOTHING,
)


# Messages that did not arrive, or were held


@dataclass(frozen=True, kw_only=True)
class NoticeLostPayload(EventPayload):
    """Nothing of whom it went to."""

    notice: str  # its name
    channel: str
    status: str  # Notify's last word, or that we gave it up
    other: str  # the channel by which it was sent again; blank for none


NOTICE_LOST = EventKind("notice_lost", NoticeLostPayload, _("A message did not arrive"), TimelineGroup.MESSAGES)
LOST_SEEN = EventKind(
    "lost_seen", WordsPayload, _("Somebody saw to a message that did not arrive"), TimelineGroup.MESSAGES
)
HELD_SENT = EventKind(
    "held_sent", WordsPayload, _("Somebody let the messages go that were held"), TimelineGroup.MESSAGES
)
HELD_STOPPED = EventKind(
    "held_stopped", WordsPayload, _("Somebody stopped the messages that were held"), TimelineGroup.MESSAGES
)
