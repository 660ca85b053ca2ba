"""Looking again at one stage: what was found and decided, is promised, written and released; and that it is over."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from portal.domain.challenge.casework import NEW_DECISION, Casework, Involved, to_be_recorded, with_review
from portal.domain.challenge.events.event_kind import (
    EventKind,
    ExportDepth,
    TimelineGroup,
    ToldToRaiser,
    WhoseWords,
    with_notice,
)
from portal.domain.challenge.events.notice_names import RaiserNotice
from portal.domain.challenge.events.payload import CLEARED, AccountId, EventPayload, OutwardText, WordsPayload
from portal.domain.challenge.state import Challenge, Event, Flag, Status
from portal.domain.disclosure.table import Fact
from portal.domain.i18n import _


def _point_decided(work: Casework, event: Event) -> Casework:
    answer = {key: event.what[key] for key in ("outcome", "reasons", "basis") if key in event.what}
    return with_review(work, points={**work.review.points, str(event.what["point"]): answer})


@dataclass(frozen=True, kw_only=True)
class PointDecidedPayload(EventPayload):
    point: int  # from 1
    outcome: str  # (Verdict)
    reasons: str
    basis: str = ""  # the clause, threshold or law applied; blank of before it was asked


POINT_DECIDED = EventKind(
    "point_decided",
    PointDecidedPayload,
    _("A ground was decided"),
    TimelineGroup.DECISIONS,
    work=_point_decided,
    export=ExportDepth.HAPPENED,
    is_work=True,
)


@dataclass(frozen=True, kw_only=True)
class FoundPayload(EventPayload):
    evidence: list[str]  # considered, piece by piece
    consulted: list[str]  # who was spoken to, by role
    views: str  # what the child wants and feels
    seen: str  # whether the child was seen (ChildSeen); blank of before it was asked
    new: str  # what was not known when the original decision was made; blank of before it was asked


FOUND = EventKind(
    "found",
    FoundPayload,
    _("Evidence and the child's views were recorded"),
    TimelineGroup.DECISIONS,
    work=lambda work, event: with_review(work, findings=dict(event.what)),
    export=ExportDepth.HAPPENED,
    is_work=True,
)


def _decided(work: Casework, event: Event) -> Casework:
    decides = not work.review.outside  # else they write down what somebody outside decided
    involved = {**work.involved, event.actor: Involved.REVIEWED.value} if decides else work.involved
    decision = {key: event.what[key] for key in NEW_DECISION if event.what.get(key)}
    work = with_review(replace(work, involved=involved), decided_by=event.actor, decision=decision)
    return to_be_recorded(work, event.what["stage"])


@dataclass(frozen=True, kw_only=True)
class DecidedPayload(EventPayload):
    """The findings taken together, and the new decision; of that nothing before it was asked."""

    stage: str
    outcome: str  # of the grounds together (Verdict)
    decision: str = ""  # the new one: the key of an outcome of the pack
    threshold: str = ""  # the level of need it goes by
    reasons: str = ""
    alternatives: str = ""  # what else was considered, and why not


DECIDED = EventKind(
    "decided",
    DecidedPayload,
    _("The new decision was made"),
    TimelineGroup.DECISIONS,
    work=_decided,
    export=ExportDepth.HAPPENED,
    is_work=True,
)


# What we say that we will do


def _promised(work: Casework, event: Event) -> Casework:
    promise = {key: value for key, value in event.what.items() if key != CLEARED}
    return replace(work, promises=(*work.promises, {**promise, "kept": "", "writer": event.actor}))


@dataclass(frozen=True, kw_only=True)
class PromisedPayload(EventPayload):
    words: OutwardText
    owner: str  # who does it, by role
    by: str  # day, ISO
    tell: bool  # whether the raiser is told, where allowed
    told: bool


PROMISED = EventKind(
    "promised",
    PromisedPayload,
    _("An action was promised"),
    TimelineGroup.DECISIONS,
    work=_promised,
    export=ExportDepth.HAPPENED,
    is_work=True,
)


def _promise_kept(work: Casework, event: Event) -> Casework:
    done = {"kept": event.what["on"], "did": event.what.get("did", "")}  # blank of before it was asked
    numbered = enumerate(map(dict, work.promises), 1)
    return replace(work, promises=tuple(each | done if n == event.what["promise"] else each for n, each in numbered))


@dataclass(frozen=True, kw_only=True)
class PromiseKeptPayload(EventPayload):
    promise: int  # from 1
    on: str  # day, ISO
    words: OutwardText  # what was promised, where the raiser was told of it
    did: str  # for colleagues


PROMISE_KEPT = EventKind(
    "promise_kept",
    PromiseKeptPayload,
    _("A promised action was done"),
    TimelineGroup.DECISIONS,
    told=ToldToRaiser(
        _("We did one of the things that we said we would do."),
        ("words",),
        WhoseWords.RELEASED,
        heading=_("What we did, %(moment)s"),
        notice=with_notice(RaiserNotice.ANSWER),
    ),
    work=_promise_kept,
    is_work=True,
)


# What the raiser is told


def _reply_written(work: Casework, event: Event) -> Casework:
    kept = ("words", "plain", "answers", "closing", "phrases")
    return with_review(work, reply={"by": event.actor, **{key: event.what[key] for key in kept if key in event.what}})


@dataclass(frozen=True, kw_only=True)
class ReplyWrittenPayload(EventPayload):
    words: OutwardText
    plain: OutwardText  # the young person's own reply
    answers: list[str] = field(default_factory=list)  # to each ground, as they stand in the words
    closing: str = ""  # what follows them
    phrases: list[str] = field(default_factory=list)  # of the policy, which follow that


REPLY_WRITTEN = EventKind(
    "reply_written",
    ReplyWrittenPayload,
    _("A reply was written"),
    TimelineGroup.MESSAGES,
    work=_reply_written,
    is_work=True,
)

SENT_BACK = EventKind(
    "sent_back",
    WordsPayload,
    _("The reply was sent back to the writer"),
    TimelineGroup.MESSAGES,
    work=lambda work, _event: with_review(work, reply={}),
    is_work=True,
)


def _released(work: Casework, event: Event) -> Casework:
    told = event.what.get("promises", ())
    promises = tuple({**each, "told": each["told"] or n in told} for n, each in enumerate(work.promises, 1))
    return with_review(replace(work, promises=promises), reply={})


@dataclass(frozen=True, kw_only=True)
class ReleasedPayload(EventPayload):
    fact: Fact
    words: OutwardText
    formal: OutwardText = ""  # the reply, where a young person reads another one
    promises: list[int] | None = None  # the numbers of those that are told, from 1
    writer: AccountId = ""
    harm: str  # why it could not seriously harm anybody
    letter: str = ""  # where it is posted as well: who released it had checked that their post is safe there


RELEASED = EventKind(
    "released",
    ReleasedPayload,
    _("We released a message to them"),
    TimelineGroup.MESSAGES,
    told=ToldToRaiser(
        _("We wrote you a message."),
        ("words", "fact"),
        WhoseWords.RELEASED,
        heading=_("Our message, %(moment)s"),
        notice=with_notice(RaiserNotice.ANSWER),
    ),
    work=_released,
    is_work=True,
)


def _over(challenge: Challenge, _: Event) -> Mapping[str, Any]:
    """A raiser who has withdrawn has nothing to answer until they come back."""
    waiting = challenge.status is Status.RECEIVED
    status = Status.REVIEWED if waiting else challenge.status
    return {"status": status, "due": None, "flags": challenge.flags - {Flag.ESCALATION_ASKED}}


@dataclass(frozen=True, kw_only=True)
class ReviewEndedPayload(EventPayload):
    over: bool = False  # nobody here comes after this stage


def _end_notice(event: Event) -> RaiserNotice:
    """After the last stage there is nothing that they could tell us now."""
    return RaiserNotice.ANSWER if event.what.get("over") else RaiserNotice.FINISHED


REVIEW_ENDED = EventKind(
    "review_ended",
    ReviewEndedPayload,
    _("The review ended"),
    TimelineGroup.DECISIONS,
    told=ToldToRaiser(_("We finished looking again."), ("over",), needs=Fact.REVIEW_FINISHED, notice=_end_notice),
    state=_over,
    work=lambda work, _event: with_review(work, ended=True),
    is_work=True,
)
