"""The advocate whom a young person asks for."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from portal.domain.challenge.casework import ADVOCATE, Casework
from portal.domain.challenge.events.event_kind import (
    EventKind,
    ExportDepth,
    NeutralSentence,
    TimelineGroup,
    ToldToRaiser,
    WhoseWords,
    with_notice,
)
from portal.domain.challenge.events.notice_names import RaiserNotice
from portal.domain.challenge.events.payload import EventPayload, OutwardText
from portal.domain.challenge.events.sentence_truth import comes_back, reachable
from portal.domain.challenge.events.transfer_events import DaysPayload
from portal.domain.challenge.state import Challenge, Event, Flag
from portal.domain.i18n import _

STILL_LOOKING = _("We have not found someone to help you yet. We are still looking.")
"""Who is told this goes on waiting for somebody to help them."""


def _waits_no_more(challenge: Challenge, event: Event) -> Mapping[str, Any]:
    """Who was told that we are still looking still waits."""
    return {} if event.what.get("waits") else {"flags": challenge.flags - {Flag.ADVOCATE}}


def _advocate(work: Casework, event: Event) -> Casework:
    found = {key: event.what[key] for key in ADVOCATE if key in event.what}
    return replace(work, advocate=found) if found else work


@dataclass(frozen=True, kw_only=True)
class AdvocateAnsweredPayload(EventPayload):
    words: OutwardText
    waits: bool = False  # nobody is found yet
    advocate: str = ""
    agency: str = ""
    referred: str = ""  # day, ISO
    reach: str = ""  # how the advocate may be reached


ADVOCATE_ANSWERED = EventKind(
    "advocate_answered",
    AdvocateAnsweredPayload,
    _("We answered them about an advocate"),
    TimelineGroup.MESSAGES,
    told=ToldToRaiser(
        _("We have news about your helper."),
        ("words",),
        WhoseWords.STAFFS,
        sentences=(
            NeutralSentence(
                _("Someone who can help you will get in touch. They use a way that you said is safe."), reachable
            ),
            NeutralSentence(_("Someone can help you. Call us, and we tell you who it is and how to meet them.")),
            NeutralSentence(STILL_LOOKING),
            NeutralSentence(
                _("We found someone to help you. You can tell us here where and how you want to meet them."), comes_back
            ),
        ),
        heading=_("News about your helper, %(moment)s"),
        notice=with_notice(RaiserNotice.ANSWER),
    ),
    state=_waits_no_more,
    work=_advocate,
    is_work=True,
)

ADVOCATE_CHASED = EventKind(
    "advocate_chased",
    DaysPayload,
    _("We reminded the team that they wait for an advocate"),
    TimelineGroup.CLOCK,
    export=ExportDepth.NOTHING,
)
