"""The date that staff have to meet first, by which the lists sort: that of triage is one like any other."""

from portal.domain.challenge.state import Challenge, Rules, Status
from portal.domain.challenge.triage import triage_by
from portal.domain.policy.calendar import end_of
from portal.domain.policy.due_dates import DueDate


def first_date(challenge: Challenge, rules: Rules) -> DueDate | None:
    """That of triage, until it is done, or that of the stage: whichever comes first."""
    dates = (_triage(challenge, rules), challenge.due)
    return min((each for each in dates if each), key=end_of, default=None)


def is_for_triage(challenge: Challenge, rules: Rules) -> bool:
    """Whether :func:`first_date` is by when triage is done."""
    by = _triage(challenge, rules)
    return by is not None and by == first_date(challenge, rules)


def _triage(challenge: Challenge, rules: Rules) -> DueDate | None:
    waits = challenge.status is Status.RECEIVED and not challenge.work.junk
    return triage_by(challenge, rules) if waits else None
