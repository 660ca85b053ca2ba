"""Complaints for another team: prepared, sent by a person, or not wanted any more."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from portal.domain.challenge.casework import DROPPED, Casework
from portal.domain.challenge.events.event_kind import (
    EventKind,
    ExportDepth,
    TimelineGroup,
    ToldToRaiser,
    WhoseWords,
    with_notice,
)
from portal.domain.challenge.events.notice_names import RaiserNotice
from portal.domain.challenge.events.payload import EventPayload, OutwardText
from portal.domain.challenge.state import Event
from portal.domain.i18n import _

COMPLAINT, INFORMATION = "complaint", "information"
"""What is passed on: how they were treated, or how their information was used."""


def _prepared(name: str) -> Callable[[Casework, Event], Casework]:
    return lambda work, event: replace(work, transfers=(*work.transfers, {**event.what, "name": name, "done": ""}))


def _done(work: Casework, event: Event) -> Casework:
    """It was sent, or is not to be sent any more. Some were said to be passed on before they were waited for."""
    done, transfer = event.what.get("on", DROPPED), event.what.get("transfer")
    every = enumerate(work.transfers, 1)
    return replace(work, transfers=tuple({**each, "done": done} if n == transfer else each for n, each in every))


@dataclass(frozen=True, kw_only=True)
class ComplaintPreparedPayload(EventPayload):
    on: str  # day, ISO
    agreed: str  # how they said that it may be passed on
    words: str  # exactly what is to be sent
    own_words: bool  # whether that is what they told us and nothing else
    due: str = ""  # day by which it is acknowledged, ISO, where the law says one


COMPLAINT_PREPARED = EventKind(
    "complaint_prepared",
    ComplaintPreparedPayload,
    _("A complaint about how we treated them is ready to be sent"),
    TimelineGroup.DECISIONS,
    told=ToldToRaiser(
        _("We said that we would pass on what you said about how we treated you."),
        notice=with_notice(RaiserNotice.ACCEPTED),
    ),
    work=_prepared(COMPLAINT),
    export=ExportDepth.HAPPENED,
    is_work=True,
)

COMPLAINT_ASKED = EventKind(
    "complaint_asked",
    ComplaintPreparedPayload,
    _("They asked us to send a complaint about how we treated them"),
    TimelineGroup.MESSAGES,
    told=ToldToRaiser(_("You asked us to send your complaint to the complaints team.")),
    work=_prepared(COMPLAINT),
    export=ExportDepth.HAPPENED,
    must_be_read=True,
)

INFORMATION_PREPARED = EventKind(
    "information_prepared",
    ComplaintPreparedPayload,
    _("A complaint about information is ready to be sent"),
    TimelineGroup.DECISIONS,
    told=ToldToRaiser(
        _("We said that we would pass on what you said about your information."),
        notice=with_notice(RaiserNotice.ACCEPTED),
    ),
    work=_prepared(INFORMATION),
    export=ExportDepth.HAPPENED,
    is_work=True,
)


@dataclass(frozen=True, kw_only=True)
class ComplaintPassedPayload(EventPayload):
    agreed: str = ""
    due: str = ""
    transfer: int  # which of those that were prepared, from 1
    how: str  # (SentBy)
    on: str  # day, ISO
    words: OutwardText  # the very text
    own_words: bool
    theirs: str = ""  # the other team's reference


COMPLAINT_PASSED = EventKind(
    "complaint_passed",
    ComplaintPassedPayload,
    _("We sent a complaint about how we treated them"),
    TimelineGroup.DECISIONS,
    told=ToldToRaiser(
        _("We passed on what you said about how we treated you."),
        ("words", "own_words", "on"),
        WhoseWords.PASSED,
        heading=_("What we passed on about how we treated you, %(day)s"),
        notice=with_notice(RaiserNotice.PASSED_ON),
    ),
    work=_done,
    export=ExportDepth.HAPPENED,
    is_work=True,
)

INFORMATION_PASSED = EventKind(
    "information_passed",
    ComplaintPassedPayload,
    _("We sent a complaint about information"),
    TimelineGroup.DECISIONS,
    told=ToldToRaiser(
        _("We passed on what you said about your information."),
        ("words", "own_words", "on"),
        WhoseWords.PASSED,
        heading=_("What we passed on about your information, %(day)s"),
        notice=with_notice(RaiserNotice.PASSED_ON),
    ),
    work=_done,
    export=ExportDepth.HAPPENED,
    is_work=True,
)


@dataclass(frozen=True, kw_only=True)
class TransferDroppedPayload(EventPayload):
    transfer: int
    name: str
    why: str


TRANSFER_DROPPED = EventKind(
    "transfer_dropped",
    TransferDroppedPayload,
    _("A complaint is not passed on: they no longer want it"),
    TimelineGroup.DECISIONS,
    told=ToldToRaiser(
        _("We did not pass on what you said, because you asked us not to."),
        ("name",),
        fixed=_("You told us not to pass it on, so we did not."),
        heading=_("What we did not pass on, %(moment)s"),
        notice=with_notice(RaiserNotice.ANSWER),
    ),
    work=_done,
    is_work=True,
)


@dataclass(frozen=True, kw_only=True)
class DaysPayload(EventPayload):
    days: int  # working days that it waits


TRANSFER_CHASED = EventKind(
    "transfer_chased",
    DaysPayload,
    _("We reminded colleagues of a complaint that nobody has sent"),
    TimelineGroup.CLOCK,
    export=ExportDepth.NOTHING,
)
