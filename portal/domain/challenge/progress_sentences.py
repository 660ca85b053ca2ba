"""Where a challenge is, in more words than its status has, as its raiser is told: only what is so now."""

from datetime import date, datetime

from portal.domain.challenge.casework import Review
from portal.domain.challenge.closure import last_of_all
from portal.domain.challenge.end_without_review import ended, objection_waits
from portal.domain.challenge.history import took_it_back
from portal.domain.challenge.state import Challenge, Rules, Status
from portal.domain.challenge.triage import Outcome, triage_by
from portal.domain.policy.calendar import end_of
from portal.domain.policy.due_dates import day_of
from portal.domain.policy.model import Pack, Stage, Who
from portal.domain.policy.seniority import by_manager, more_senior

_OF_OTHERS = {"outside": "outside", "looking": "looking_other", "accepted": "accepted_other"}
"""The same where it is not a manager of the council who looks."""


def reviewer_is_independent(challenge: Challenge, rules: Rules) -> bool:
    """Whether whoever looks again has declared that they had no part in the decision. A panel declares nothing."""
    work = challenge.work
    if rules.pack.stage(challenge.stage).panel:
        return False
    return work.triaged == Outcome.REVIEW and not work.review.outside and work.assigned in work.review.declared


def reads_by(challenge: Challenge, rules: Rules, now: datetime) -> date | None:
    """The day to whose end we have to read it and say what becomes of it, as long as that can be promised.

    ``None`` once that is done or has passed, and where the policy has all of it done before that day is over.
    """
    by = triage_by(challenge, rules)
    sooner = by and challenge.due and end_of(challenge.due) < end_of(by)
    return None if by is None or sooner or now >= end_of(by) else day_of(by)


def whereabouts(
    challenge: Challenge, rules: Rules, status: Status, paused: date | None, now: datetime, *, nobody: bool = False
) -> str:
    """The status, or what is so within it. ``status`` and ``paused`` (the last day) are as far as they may know.

    ``nobody``: whether nobody is left here who could look at it.
    """
    if status is Status.RECEIVED:
        return _with_us(challenge, rules, paused, nobody=nobody) or _to_read(challenge, rules, now)
    if status is Status.CLOSED and ended(challenge) and not took_it_back(challenge):
        return "ended"
    return "last" if status is Status.REVIEWED and last_of_all(challenge, rules) else status.value


def _with_us(challenge: Challenge, rules: Rules, paused: date | None, *, nobody: bool) -> str:
    if challenge.work.junk:
        return "junk"
    if objection_waits(challenge):
        return "objected"
    if paused:
        return "paused"
    if challenge.work.triaged != Outcome.REVIEW:
        return ""
    if nobody:
        return "finding"
    return _under_way(challenge.work.review, rules.pack, rules.pack.stage(challenge.stage))


def _under_way(review: Review, pack: Pack, stage: Stage) -> str:
    if stage.panel and not review.outside:
        return "looking_panel" if review.panel else "accepted_panel"
    return _reviewed(review) if by_manager(pack, stage) else _OF_OTHERS[_reviewed(review)]


def goes_on(challenge: Challenge, rules: Rules) -> str:
    """How it goes on: to a "senior" manager, to the "next" stage, or if they "tell" us; blank where it does not."""
    stage, after = rules.pack.stage(challenge.stage), rules.ladder.after(challenge.stage)
    if after is None:
        return ""
    if Who.RAISER not in rules.escalation(stage).by:
        return "tell"
    return "senior" if more_senior(rules.pack, stage, after) else "next"


def _to_read(challenge: Challenge, rules: Rules, now: datetime) -> str:
    by = triage_by(challenge, rules)
    if by and now >= end_of(by):
        return "unread"
    return "to_read" if reads_by(challenge, rules, now) else Status.RECEIVED.value


def _reviewed(review: Review) -> str:
    if review.outside:
        return "outside"
    return "looking" if review.points or review.findings or review.decided_by else "accepted"
