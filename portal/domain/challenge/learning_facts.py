"""What a report for learning counts of one challenge: nothing in it is anybody's, and nothing is in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from portal.domain.challenge.events.clock_events import LATE
from portal.domain.challenge.grounds import grounds
from portal.domain.challenge.raiser import is_late
from portal.domain.challenge.review_history import reviews
from portal.domain.challenge.state import Challenge, Event, Status
from portal.domain.challenge.triage import Outcome
from portal.domain.questions.policy_questions import AGENCY, DECIDED_BY, DISAGREEMENT

UNDECIDED, NONE = "undecided", "none"
IN_TIME, BEHIND, UNDER_WAY = "in_time", "late", "under_way"
ALL_DONE, SOME_OPEN = "done", "open"


@dataclass(frozen=True, slots=True)
class LearningFacts:
    """Each is one word out of a few, or the key of a stage."""

    audience: str
    stage: str  # the one that it has reached
    in_time: str
    before: str  # the key of the original decision's outcome
    after: str  # that of the newest one; how it ended, where that was without a review
    result: str  # what the last stage that was decided came to
    reason: str  # what the first of the things that its raiser disagrees with is about
    changes: str  # whether what was promised is done
    agency: str  # for whom its raiser works, as the policy names it
    decided_by: str  # whose decision it is about, the same way
    disagreement: str  # which of the policy's kinds of disagreement it is
    ladder: str  # the key of the ladder that it goes by


def learning_facts(challenge: Challenge, events: Iterable[Event], now: datetime) -> LearningFacts:
    happened = tuple(events)
    decided = [each for each in reviews(happened) if each.outcome]
    triaged = challenge.work.triaged
    ended = triaged if triaged and triaged != Outcome.REVIEW else UNDECIDED
    return LearningFacts(
        audience=challenge.audience.value,
        stage=challenge.stage,
        in_time=_in_time(challenge, happened, now),
        before=challenge.work.original.get("decision", NONE),
        after=decided[-1].review.decision.get("decision", NONE) if decided else ended,
        result=decided[-1].outcome if decided else ended,
        reason=grounds(challenge.answers)[0].kind or NONE,
        changes=_changes(challenge),
        agency=challenge.answers.get(AGENCY.key) or NONE,
        decided_by=challenge.answers.get(DECIDED_BY.key) or NONE,
        disagreement=challenge.answers.get(DISAGREEMENT.key) or NONE,
        ladder=challenge.ladder,
    )


def _in_time(challenge: Challenge, events: Iterable[Event], now: datetime) -> str:
    if challenge.work.late_before or is_late(challenge, now) or any(event.kind == LATE for event in events):
        return BEHIND
    return UNDER_WAY if challenge.status is Status.RECEIVED else IN_TIME


def _changes(challenge: Challenge) -> str:
    promised = challenge.work.promises
    if not promised:
        return NONE
    return ALL_DONE if all(each["kept"] for each in promised) else SOME_OPEN
