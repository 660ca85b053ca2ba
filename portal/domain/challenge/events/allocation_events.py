"""Who has a challenge, and who may review it beside those whom the policy says."""

from dataclasses import dataclass, replace

from portal.domain.challenge.casework import Casework, Involved, with_review
from portal.domain.challenge.events.event_kind import EventKind, ExportDepth, TimelineGroup
from portal.domain.challenge.events.payload import AccountId, EventPayload, NoPayload, OutwardText
from portal.domain.challenge.state import Event
from portal.domain.i18n import _


def _assigned(work: Casework, event: Event) -> Casework:
    return replace(work, assigned=event.what["to"])


@dataclass(frozen=True, kw_only=True)
class AssignedPayload(EventPayload):
    to: AccountId
    own_work: bool = False  # they took it, and it waited for somebody in their role
    words: str = ""  # why, where it did not, or where it was handed over
    since: str = ""  # they had it and did nothing with it, from this moment on, ISO


ASSIGNED = EventKind("assigned", AssignedPayload, _("It was allocated"), TimelineGroup.DECISIONS, work=_assigned)


@dataclass(frozen=True, kw_only=True)
class HandedBackPayload(EventPayload):
    who: AccountId = ""  # who has left, where an administrator does it for them
    words: str
    since: str = ""  # as of AssignedPayload
    why: str | None = None  # whom it was meant for may not have it; blank where it was meant for nobody


HANDED_BACK = EventKind(
    "handed_back",
    HandedBackPayload,
    _("It was handed back"),
    TimelineGroup.DECISIONS,
    work=lambda work, _event: replace(work, assigned=""),
)


def _declared(work: Casework, event: Event) -> Casework:
    return with_review(work, declared=tuple(sorted({*work.review.declared, event.actor})))


DECLARED = EventKind(
    "declared",
    NoPayload,
    _("They declared that they are independent of the decision and do not know the family"),
    TimelineGroup.DECISIONS,
    work=_declared,
)


def _stepped_aside(work: Casework, event: Event) -> Casework:
    """Who does not have it, but would have released a reply, leaves it to whoever has."""
    assigned = "" if work.assigned == event.actor else work.assigned
    how = event.what.get("how") or Involved.ASIDE.value
    return replace(work, assigned=assigned, involved={**work.involved, event.actor: how})


@dataclass(frozen=True, kw_only=True)
class SteppedAsidePayload(EventPayload):
    words: str
    since: str = ""  # as of AssignedPayload
    how: str = ""  # (Involved) where they declare a part in the decision; blank for any other reason


STEPPED_ASIDE = EventKind(
    "stepped_aside", SteppedAsidePayload, _("The reviewer stepped aside"), TimelineGroup.DECISIONS, work=_stepped_aside
)


@dataclass(frozen=True, kw_only=True)
class StoodInPayload(EventPayload):
    to: AccountId
    words: str


STOOD_IN = EventKind(
    "stood_in",
    StoodInPayload,
    _("Somebody was let stand in as reviewer"),
    TimelineGroup.DECISIONS,
    work=lambda work, event: with_review(_assigned(work, event), stands_in=event.what["to"]),
    is_work=True,
)


def _outside_named(work: Casework, event: Event) -> Casework:
    """What was written down by somebody who had a part does not count. The clock of the stage goes on."""
    blank = {"points": {}, "findings": {}, "decision": {}, "decided_by": "", "reply": {}}
    anew = blank if event.what.get("anew") else {}
    outside = {"role": event.what["role"], "to": event.what["to"], "by": event.actor}
    return replace(with_review(_assigned(work, event), outside=outside, **anew), nobody="")


@dataclass(frozen=True, kw_only=True)
class OutsideNamedPayload(EventPayload):
    role: OutwardText
    to: AccountId  # who writes it down here
    words: str
    anew: bool = False  # who wrote it down before turned out to have had a part in the decision


OUTSIDE_NAMED = EventKind(
    "outside_named",
    OutsideNamedPayload,
    _("An outside reviewer was named"),
    TimelineGroup.DECISIONS,
    work=_outside_named,
    is_work=True,
)


@dataclass(frozen=True, kw_only=True)
class NobodyLeftPayload(EventPayload):
    stage: str
    seniors: list[str]  # the ids of the accounts of the most senior, who are told


NOBODY_LEFT = EventKind(
    "nobody_left",
    NobodyLeftPayload,
    _("Nobody here is left who could look at it: somebody outside has to be named"),
    TimelineGroup.DECISIONS,
    work=lambda work, event: replace(work, nobody=event.what["stage"]),
    export=ExportDepth.NOTHING,
)

SOMEBODY_LEFT = EventKind(
    "somebody_left",
    NoPayload,
    _("Somebody here can look at it again"),
    TimelineGroup.DECISIONS,
    work=lambda work, _event: replace(work, nobody=""),
    export=ExportDepth.NOTHING,
)
