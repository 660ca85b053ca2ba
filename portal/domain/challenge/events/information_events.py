"""A complaint about how we used somebody's information: asked for, and each step until it is answered."""

from dataclasses import dataclass, replace

from portal.domain.challenge.casework import Casework
from portal.domain.challenge.events.event_kind import EventKind, ExportDepth, TimelineGroup, ToldToRaiser, with_notice
from portal.domain.challenge.events.notice_names import RaiserNotice
from portal.domain.challenge.events.payload import EventPayload
from portal.domain.challenge.events.transfer_events import INFORMATION
from portal.domain.challenge.state import Event
from portal.domain.i18n import _


@dataclass(frozen=True, kw_only=True)
class InformationAskedPayload(EventPayload):
    on: str  # day, ISO
    agreed: str
    words: str  # exactly what is to be sent
    own_words: bool
    last: str  # day by which the law wants it acknowledged, ISO


def _waits(work: Casework, event: Event) -> Casework:
    waiting = {**event.what, "due": event.what["last"], "name": INFORMATION, "done": ""}
    return replace(work, transfers=(*work.transfers, waiting))


INFORMATION_ASKED = EventKind(
    "information_asked",
    InformationAskedPayload,
    _("They complained about how we used their information"),
    TimelineGroup.MESSAGES,
    told=ToldToRaiser(
        _("You complained about how we used your information. We must confirm by {day} that we have your complaint."),
        ("last",),
    ),
    work=_waits,
    export=ExportDepth.HAPPENED,
    must_be_read=True,
)


@dataclass(frozen=True, kw_only=True)
class InformationStepPayload(EventPayload):
    on: str  # day on which the other team did it, ISO


INFORMATION_ACKNOWLEDGED = EventKind(
    "information_acknowledged",
    InformationStepPayload,
    _("The complaint about information was acknowledged"),
    TimelineGroup.DECISIONS,
    told=ToldToRaiser(
        _("We confirmed that we have your complaint about your information."), notice=with_notice(RaiserNotice.ANSWER)
    ),
    export=ExportDepth.HAPPENED,
    is_work=True,
)

INFORMATION_UPDATED = EventKind(
    "information_updated",
    InformationStepPayload,
    _("They were told how the complaint about information is going"),
    TimelineGroup.DECISIONS,
    told=ToldToRaiser(
        _("We told you how your complaint about your information is going."), notice=with_notice(RaiserNotice.ANSWER)
    ),
    export=ExportDepth.HAPPENED,
    is_work=True,
)

INFORMATION_ANSWERED = EventKind(
    "information_answered",
    InformationStepPayload,
    _("The complaint about information was answered"),
    TimelineGroup.DECISIONS,
    told=ToldToRaiser(
        _("We told you what we found about how we used your information."), notice=with_notice(RaiserNotice.ANSWER)
    ),
    export=ExportDepth.HAPPENED,
    is_work=True,
)
