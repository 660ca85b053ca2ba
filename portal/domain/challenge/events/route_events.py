"""A challenge goes another way than the next stage, as the policy offers it and staff choose."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from portal.domain.challenge.casework import Casework
from portal.domain.challenge.events.event_kind import EventKind, TimelineGroup, ToldToRaiser, with_notice
from portal.domain.challenge.events.notice_names import RaiserNotice
from portal.domain.challenge.events.raiser_events import NEWS_OF_REVIEW, MovedPayload, begins_review_afresh, goes_to
from portal.domain.challenge.state import Challenge, Event
from portal.domain.i18n import _
from portal.domain.policy.vocabulary import PolicyCondition


def _routed(challenge: Challenge, event: Event) -> Mapping[str, Any]:
    return {**goes_to(challenge, event), "ladder": event.what.get("ladder", challenge.ladder)}


def _routed_work(work: Casework, event: Event) -> Casework:
    what = event.what
    entered = what["stage"] if what.get("ladder") else work.entered
    gap = what.get("when") == PolicyCondition.POLICY_ISSUE
    return replace(
        begins_review_afresh(work, event), entered=entered, policy_issue=what["stage"] if gap else work.policy_issue
    )


@dataclass(frozen=True, kw_only=True)
class RoutedPayload(MovedPayload):
    route: str  # the policy's words for this way
    ladder: str = ""  # blank where it stays on the same one
    when: str = ""  # (PolicyCondition) what is so, where the policy asks for that
    why: str  # for ourselves


ROUTED = EventKind(
    "routed",
    RoutedPayload,
    _("It went another way, by the policy"),
    TimelineGroup.DECISIONS,
    told=ToldToRaiser(_("Your request went to another step."), ("stage",), notice=with_notice(RaiserNotice.NEXT_STAGE)),
    state=_routed,
    work=_routed_work,
    is_work=True,
    moves_on=True,
    overtakes=NEWS_OF_REVIEW,
)
