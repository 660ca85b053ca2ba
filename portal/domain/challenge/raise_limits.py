"""Whether a challenge was raised in the time that the policy gives for it, as far as its raiser said."""

from calendar import monthrange
from datetime import date, datetime, time

from portal.domain.challenge.state import Challenge, Rules
from portal.domain.journey import Answers
from portal.domain.policy.calendar import COUNTED, LONDON, BeyondCalendar, due
from portal.domain.policy.due_dates import DueDate, as_promised
from portal.domain.policy.model import Start

NOON = time(12)


def raise_by(challenge: Challenge, rules: Rules) -> DueDate | None:
    """The end of the time in which it had to be raised; ``None`` where the policy has none, or they said no day.

    Where they know the month alone it is counted from the last day of that: in doubt for them.
    """
    limit = rules.pack.raise_limit(challenge.audience, rules.conditions)
    told = _told_on(challenge.answers)
    if told is None or limit.within.unit not in COUNTED or limit.after is not Start.DECISION:
        return None
    try:
        end = due(limit.within, datetime.combine(told, NOON, LONDON), rules.pack.hours, rules.calendar)
    except BeyondCalendar:
        return None
    return as_promised(end) if end else None


def _told_on(answers: Answers) -> date | None:
    """The day on which they were told of the decision."""
    if answers.get("told_when") == "date" and (on := answers.get("told_when.date")):
        return date.fromisoformat(on)
    if answers.get("told_when") == "month" and (month := answers.get("told_when.month")):
        first = date.fromisoformat(f"{month}-01")
        return first.replace(day=monthrange(first.year, first.month)[1])
    return None
