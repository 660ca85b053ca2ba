"""What staff do at a stage because the policy asks for it: an exchange with the other side, and an earlier date."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.domain.challenge.casework import Casework, with_review
from portal.domain.challenge.events.event_kind import EventKind, ExportDepth, TimelineGroup, ToldToRaiser, with_notice
from portal.domain.challenge.events.notice_names import RaiserNotice
from portal.domain.challenge.events.payload import EventPayload
from portal.domain.challenge.state import Challenge, Event
from portal.domain.disclosure.table import Fact
from portal.domain.i18n import _
from portal.domain.policy.due_dates import due_from

EXCHANGE = ("side", "person", "reached_by", "on", "words")
"""What is kept of an exchange: with whom, by role and by name, how they are reached, the day (ISO), what was said."""


def _exchanged(work: Casework, event: Event) -> Casework:
    kept = {key: event.what[key] for key in EXCHANGE}
    return with_review(work, exchanges=(*work.review.exchanges, kept))


@dataclass(frozen=True, kw_only=True)
class ExchangedPayload(EventPayload):
    stage: str
    side: str  # the role of the other side, as the policy calls it; or OTHER
    person: str
    reached_by: str
    on: str  # day, ISO
    words: str


EXCHANGED = EventKind(
    "exchanged",
    ExchangedPayload,
    _("The two sides exchanged what the policy asks for"),
    TimelineGroup.DECISIONS,
    work=_exchanged,
    is_work=True,
)


SEAT = ("role", "person", "decision")
"""What is kept of each who sat on a panel: the role, the name, the key of the new decision that they were for."""


def _panel_sat(work: Casework, event: Event) -> Casework:
    return with_review(work, panel=tuple({key: each[key] for key in SEAT} for each in event.what["sat"]))


@dataclass(frozen=True, kw_only=True)
class PanelSatPayload(EventPayload):
    stage: str
    on: str  # day, ISO
    sat: list[Mapping[str, str]]  # SEAT of each, first the chair if they sat
    words: str  # what they said, and who saw it otherwise


PANEL_SAT = EventKind(
    "panel_sat",
    PanelSatPayload,
    _("The panel sat"),
    TimelineGroup.DECISIONS,
    work=_panel_sat,
    export=ExportDepth.HAPPENED,
    is_work=True,
)


def _brought_forward(_: Challenge, event: Event) -> Mapping[str, Any]:
    return {"due": due_from(event.what["due"])}


@dataclass(frozen=True, kw_only=True)
class BroughtForwardPayload(EventPayload):
    by: str  # the day, ISO
    why: str  # for ourselves
    due: str | None
    was: str | None


BROUGHT_FORWARD = EventKind(
    "brought_forward",
    BroughtForwardPayload,
    _("An earlier date was set, because the child's safety asks for it"),
    TimelineGroup.CLOCK,
    told=ToldToRaiser(
        _("We plan to finish sooner."), ("due",), needs=Fact.NEXT_DATE, notice=with_notice(RaiserNotice.DATE_CHANGED)
    ),
    state=_brought_forward,
    work=lambda work, event: with_review(work, sooner=event.what["by"]),
    is_work=True,
)
