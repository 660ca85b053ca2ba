"""Which of a policy's conditions hold for a challenge, as far as its raiser said and the hour tells."""

from collections.abc import Iterator
from datetime import datetime

from portal.domain.journey import Answers
from portal.domain.policy.calendar import Calendar
from portal.domain.policy.model import Pack, PolicyCondition, When
from portal.domain.questions.policy_questions import answers_for


def known_conditions(pack: Pack, calendar: Calendar, answers: Answers, received_at: datetime) -> frozenset[When]:
    """What holds from the beginning; it never changes for a challenge."""
    late = set() if pack.hours.is_open(received_at, calendar) else {PolicyCondition.OUT_OF_HOURS}
    return frozenset({PolicyCondition.ALWAYS, *_said(pack, answers, so=True), *late})


def ruled_out(pack: Pack, answers: Answers) -> frozenset[When]:
    """What the raiser said is not so; what they were not asked, or are not sure of, may be."""
    return frozenset(_said(pack, answers, so=False))


def _said(pack: Pack, answers: Answers, *, so: bool) -> Iterator[When]:
    """What they said holds, or does not."""
    for when, key, answer in answers_for(pack):
        if answers.get(key) == (answer if so else {"yes": "no", "no": "yes"}[answer]):
            yield when
