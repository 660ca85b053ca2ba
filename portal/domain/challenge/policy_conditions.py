"""Which of a policy's conditions hold for a challenge, as far as its raiser said and the hour tells."""

from collections.abc import Collection, Iterator
from datetime import datetime

from portal.domain.journey import Answers
from portal.domain.policy.calendar import Calendar
from portal.domain.policy.model import Pack, PolicyCondition, When
from portal.domain.questions.policy_questions import answers_for, written_together


def known_conditions(pack: Pack, calendar: Calendar, answers: Answers, received_at: datetime) -> frozenset[When]:
    """What holds from the beginning; it never changes for a challenge."""
    late = set() if pack.hours.is_open(received_at, calendar) else {PolicyCondition.OUT_OF_HOURS}
    holds = {PolicyCondition.ALWAYS, *_said(pack, answers, so=True), *late}
    return frozenset({*holds, *(each for each in written_together(pack) if holds.issuperset(each.parts))})


_BY_NIGHT = frozenset({PolicyCondition.OUT_OF_HOURS})


def ruled_out(pack: Pack, answers: Answers, known: Collection[When] = _BY_NIGHT) -> frozenset[When]:
    """What the raiser said is not so; what they were not asked, or are not sure of, may be.

    ``known``: what holds, where that is known: it tells whether it came out of hours.
    """
    out: set[When] = {*_said(pack, answers, so=False)}
    by_day = _BY_NIGHT - set(known)
    return frozenset({*out, *by_day, *(each for each in written_together(pack) if {*out, *by_day} & set(each.parts))})


def _said(pack: Pack, answers: Answers, *, so: bool) -> Iterator[When]:
    """What they said holds, or does not."""
    for when, key, answer in answers_for(pack):
        if answers.get(key) == (answer if so else {"yes": "no", "no": "yes"}[answer]):
            yield when
