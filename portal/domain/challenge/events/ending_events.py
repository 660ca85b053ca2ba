"""That a challenge ends without a review: proposed, sent back, objected to, upheld, or put back before triage."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from portal.domain.challenge.casework import Casework, Review, begun
from portal.domain.challenge.events.event_kind import EventKind, TimelineGroup, ToldToRaiser, WhoseWords, with_notice
from portal.domain.challenge.events.notice_names import RaiserNotice
from portal.domain.challenge.events.payload import EventPayload, WordsPayload
from portal.domain.challenge.events.raiser_events import flags_of_new, opens_alerts
from portal.domain.challenge.state import Challenge, Event, Status
from portal.domain.i18n import _
from portal.domain.policy.due_dates import due_from


def _proposed(work: Casework, event: Event) -> Casework:
    return replace(work, ending={"outcome": event.what["outcome"], "words": event.what["words"], "by": event.actor})


@dataclass(frozen=True, kw_only=True)
class EndingProposedPayload(EventPayload):
    outcome: str  # (Outcome)
    words: str


ENDING_PROPOSED = EventKind(
    "ending_proposed",
    EndingProposedPayload,
    _("Somebody proposed to end it without a review"),
    TimelineGroup.DECISIONS,
    work=_proposed,
    is_work=True,
)

ENDING_SENT_BACK = EventKind(
    "ending_sent_back",
    WordsPayload,
    _("That it ends without a review was sent back"),
    TimelineGroup.DECISIONS,
    work=lambda work, _event: replace(work, ending={}),
    is_work=True,
)


def _open_again(challenge: Challenge, event: Event) -> Mapping[str, Any]:
    flags = challenge.flags | flags_of_new(event)
    return {"status": Status.RECEIVED, "due": due_from(event.what["due"]), "flags": flags}


@dataclass(frozen=True, kw_only=True)
class ObjectedPayload(EventPayload):
    words: str
    new: bool  # whether something new has happened
    due: str | None


OBJECTED = EventKind(
    "objected",
    ObjectedPayload,
    _("They asked a manager to look at the ending"),
    TimelineGroup.DECISIONS,
    told=ToldToRaiser(
        _("You asked a manager to look."),
        ("words", "due"),
        WhoseWords.RAISERS,
        heading=_("Why you do not agree, %(moment)s"),
    ),
    state=_open_again,
    work=lambda work, event: replace(opens_alerts(work, event), objection={"decided_by": ""}),
    must_be_read=True,
)

ENDING_UPHELD = EventKind(
    "ending_upheld",
    WordsPayload,
    _("A manager decided that it stays ended"),
    TimelineGroup.DECISIONS,
    told=ToldToRaiser(
        _("A manager looked at our answer."),
        fixed=_("A manager who took no part in this has looked at it. Our answer stays as it is."),
        heading=_("What the manager says, %(moment)s"),
        notice=with_notice(RaiserNotice.ANSWER),
    ),
    state=lambda *_: {"status": Status.FINISHED, "due": None},
    work=lambda work, event: replace(work, objection={**work.objection, "decided_by": event.actor}),
    is_work=True,
)


def _restored(work: Casework, event: Event) -> Casework:
    """Before triage again, as if it had just come in; that the raiser has objected once stays."""
    objection = {**work.objection, "decided_by": event.actor}
    return replace(
        begun(work, event.what.get("stage", ""), event.at),
        triaged="",
        ending={},
        objection=objection,
        assigned="",
        review=Review(),
    )


@dataclass(frozen=True, kw_only=True)
class TriageRestoredPayload(EventPayload):
    words: str
    stage: str
    due: str | None


TRIAGE_RESTORED = EventKind(
    "triage_restored",
    TriageRestoredPayload,
    _("A manager put it back before triage"),
    TimelineGroup.DECISIONS,
    told=ToldToRaiser(
        _("A manager looked, and we start again."),
        ("due",),
        fixed=_("A manager has looked at it and agrees with you. We will look at your request again, from the start."),
        heading=_("What the manager says, %(moment)s"),
        notice=with_notice(RaiserNotice.ACCEPTED),
    ),
    state=_open_again,
    work=_restored,
    is_work=True,
)
