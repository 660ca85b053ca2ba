"""What a challenge asks of staff, as the lists show it: whose turn it is and what waits. Nothing of it is personal."""

from datetime import date
from enum import StrEnum

from portal.domain.challenge import notification_duties, safety_alert
from portal.domain.challenge.clock import promised
from portal.domain.challenge.complaint_transfer import waiting
from portal.domain.challenge.end_without_review import objection_waits, proposed
from portal.domain.challenge.events.raiser_events import ESCALATION_ASKED
from portal.domain.challenge.events.review_events import REVIEW_ENDED
from portal.domain.challenge.history import at_this_stage
from portal.domain.challenge.pauses import paused_until
from portal.domain.challenge.state import Challenge, Flag, Status
from portal.domain.challenge.triage import Outcome
from portal.domain.policy.model import Audience


class Turn(StrEnum):
    """Who has to do something next."""

    FREE = "free"  # we, and nobody has it yet
    OURS = "ours"
    RAISER = "raiser"
    OVER = "over"  # we: to record and close
    CLOSED = "closed"
    JUNK = "junk"  # nobody: it is no request


class Duty(StrEnum):
    """What waits, beside what each flag says by itself."""

    SAFETY = "safety"  # a safety alert is open
    YOUNG = "young"  # a young person waits to be read
    REQUEST = "request"  # the raiser asked or told us something that nobody has seen to
    TRIAGE = "triage"
    REVIEW = "review"  # nobody has it yet who looks at it again
    OUTSIDE = "outside"  # nobody here is left who could look at it: somebody outside has to be named
    CONFIRM_END = "confirm_end"  # somebody proposed that it ends without a review
    OBJECTION = "objection"  # the raiser objected to that
    SEND = "send"  # a complaint was prepared, and nobody has sent it
    NOTIFY = "notify"  # somebody has to be told, by the policy
    MENTION = "mention"  # a note asks a colleague to look
    RELEASE = "release"  # a reply waits for a second person
    RECORD = "record"  # the case system does not hold it yet, or it can be closed
    PROMISE = "promise"  # what we said we would do


_TURNS = {
    Status.RECEIVED: Turn.OURS,
    Status.REVIEWED: Turn.RAISER,
    Status.WITHDRAWN: Turn.RAISER,
    Status.FINISHED: Turn.OVER,
    Status.CLOSED: Turn.CLOSED,
}
_TOLD = frozenset({Flag.MESSAGE, Flag.ANSWERED})
_REQUESTS = _TOLD | {Flag.LANGUAGE_HELP, Flag.CONTACT_CHANGED, Flag.URGENT}


def turn(challenge: Challenge) -> Turn:
    if challenge.work.junk:
        return Turn.JUNK
    whose = Turn.OVER if _nothing_to_answer(challenge) else _TURNS[challenge.status]
    return Turn.FREE if whose is Turn.OURS and not challenge.work.assigned else whose


def _nothing_to_answer(challenge: Challenge) -> bool:
    """Whether the last stage that there is has been reviewed: nobody is asked whether they go on."""
    ended = challenge.last(REVIEW_ENDED)
    return challenge.status is Status.REVIEWED and ended is not None and bool(ended.what.get("over"))


def pause(challenge: Challenge) -> date | None:
    """The last day of the latest pause, if it may still be on."""
    return paused_until(challenge, date.min)


def duties(challenge: Challenge) -> frozenset[tuple[str, str]]:
    """What waits, and for whom: blank where it waits for whoever comes first.

    After closing only a promise still to be kept, and what the raiser has told us since. Of junk nothing.
    """
    if challenge.work.junk:
        return frozenset()
    kept = set() if promised(challenge) is None else {(Duty.PROMISE.value, challenge.work.assigned)}
    closed = challenge.status is Status.CLOSED
    mentions = set() if closed else {(Duty.MENTION.value, who) for who in challenge.work.mentioned}
    flags = {(flag.value, "") for flag in challenge.flags}
    return frozenset(kept | mentions | flags | {(duty.value, "") for duty in _waiting(challenge)})


def _asked_in_vain(challenge: Challenge) -> bool:
    """Whether they asked for the next stage, and it has not gone there."""
    return Flag.ESCALATION_ASKED in challenge.flags and at_this_stage(challenge, ESCALATION_ASKED)


def _waiting(challenge: Challenge) -> set[Duty]:
    flags, work, received = challenge.flags, challenge.work, challenge.status is Status.RECEIVED
    untriaged = received and not work.triaged
    young = challenge.audience is Audience.YOUNG_PERSON
    waits = {
        Duty.SAFETY: safety_alert.waiting(work.alerts),
        Duty.YOUNG: young and (untriaged or flags & _TOLD),
        Duty.REQUEST: flags & _REQUESTS or _asked_in_vain(challenge),
        Duty.TRIAGE: untriaged,
        Duty.REVIEW: received and work.triaged == Outcome.REVIEW and not work.review.decided_by and not work.assigned,
        Duty.OUTSIDE: received and work.nobody == challenge.stage,
        Duty.CONFIRM_END: proposed(challenge),
        Duty.OBJECTION: objection_waits(challenge),
        Duty.NOTIFY: challenge.status is not Status.CLOSED and notification_duties.waiting(challenge),
        Duty.SEND: challenge.status is not Status.CLOSED and waiting(challenge),
        Duty.RELEASE: work.review.reply and challenge.status in (Status.RECEIVED, Status.REVIEWED),
        Duty.RECORD: challenge.status is not Status.CLOSED and (turn(challenge) is Turn.OVER or work.to_record),
    }
    return {duty for duty, waiting in waits.items() if waiting}
