"""Where a challenge is, in more words than its status has, as its raiser is told: only what is so now."""

from datetime import date

from portal.domain.challenge.casework import Review
from portal.domain.challenge.closure import last_of_all
from portal.domain.challenge.end_without_review import ended, objection_waits
from portal.domain.challenge.raiser import took_it_back
from portal.domain.challenge.state import Challenge, Rules, Status
from portal.domain.challenge.triage import Outcome


def whereabouts(
    challenge: Challenge, rules: Rules, status: Status, paused: date | None, *, nobody: bool = False
) -> str:
    """The status, or what is so within it. ``status`` and ``paused`` (the last day) are as far as they may know.

    ``nobody``: whether nobody is left here who could look at it.
    """
    if status is Status.RECEIVED:
        return _with_us(challenge, paused, nobody=nobody)
    if status is Status.CLOSED and ended(challenge) and not took_it_back(challenge):
        return "ended"
    return "last" if status is Status.REVIEWED and last_of_all(challenge, rules) else status.value


def _with_us(challenge: Challenge, paused: date | None, *, nobody: bool) -> str:
    if challenge.work.junk:
        return "junk"
    if objection_waits(challenge):
        return "objected"
    if paused:
        return "paused"
    if challenge.work.triaged != Outcome.REVIEW:
        return Status.RECEIVED.value
    return "finding" if nobody else _reviewed(challenge.work.review)


def _reviewed(review: Review) -> str:
    if review.outside:
        return "outside"
    return "looking" if review.points or review.findings or review.decided_by else "accepted"
