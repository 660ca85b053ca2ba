"""Which of a policy's conditions hold for a challenge, as far as its raiser said and the hour tells."""

from datetime import datetime

from portal.domain.journey import Answers
from portal.domain.policy.calendar import Calendar
from portal.domain.policy.model import Pack, PolicyCondition

_SAID = (
    ("urgent", "yes", PolicyCondition.URGENT),
    ("case", "yes", PolicyCondition.OPEN_CASE),
    ("case", "no", PolicyCondition.NEW_REFERRAL),
    ("plan", "yes", PolicyCondition.PROTECTION_PLAN),
)
"""By the key of an answer, and the answer."""


def known_conditions(
    pack: Pack, calendar: Calendar, answers: Answers, received_at: datetime
) -> frozenset[PolicyCondition]:
    """What holds from the beginning; it never changes for a challenge."""
    said = {condition for key, answer, condition in _SAID if answers.get(key) == answer}
    late = set() if pack.hours.is_open(received_at, calendar) else {PolicyCondition.OUT_OF_HOURS}
    return frozenset({PolicyCondition.ALWAYS} | said | late)


_RULED_OUT = (
    ("urgent", "no", PolicyCondition.URGENT),
    ("case", "no", PolicyCondition.OPEN_CASE),
    ("case", "yes", PolicyCondition.NEW_REFERRAL),
    ("plan", "no", PolicyCondition.PROTECTION_PLAN),
)


def ruled_out(answers: Answers) -> frozenset[PolicyCondition]:
    """What the raiser said is not so; what they were not asked, or are not sure of, may be."""
    return frozenset(condition for key, answer, condition in _RULED_OUT if answers.get(key) == answer)
