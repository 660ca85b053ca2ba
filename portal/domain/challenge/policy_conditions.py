"""Which of a policy's conditions hold for a challenge, as far as its raiser said and the hour tells."""

from collections.abc import Collection, Iterator
from datetime import datetime

from portal.domain.journey import Answers
from portal.domain.policy.calendar import Calendar, local
from portal.domain.policy.model import Pack, PolicyCondition, When
from portal.domain.policy.vocabulary import BY_THE_CLOCK
from portal.domain.questions.policy_questions import answers_for, written_together


def known_conditions(pack: Pack, calendar: Calendar, answers: Answers, received_at: datetime) -> frozenset[When]:
    """What holds from the beginning; it never changes for a challenge."""
    holds = {PolicyCondition.ALWAYS, *_said(pack, answers, so=True)}
    if not pack.hours.is_open(received_at, calendar):
        holds.add(PolicyCondition.OUT_OF_HOURS)
    if calendar.in_school_holidays(local(received_at).date()):
        holds.add(PolicyCondition.SCHOOL_HOLIDAYS)
    return frozenset({*holds, *(each for each in written_together(pack) if holds.issuperset(each.parts))})


def ruled_out(pack: Pack, answers: Answers, known: Collection[When] = BY_THE_CLOCK) -> frozenset[When]:
    """What the raiser said is not so; what they were not asked, or are not sure of, may be.

    ``known``: what holds, where that is known: it tells whether it came out of hours, or in school holidays.
    """
    out: set[When] = {*_said(pack, answers, so=False)}
    not_then = BY_THE_CLOCK - set(known)
    return frozenset(
        {*out, *not_then, *(each for each in written_together(pack) if {*out, *not_then} & set(each.parts))}
    )


def _said(pack: Pack, answers: Answers, *, so: bool) -> Iterator[When]:
    """What they said holds, or does not."""
    for when, key, answer in answers_for(pack):
        if answers.get(key) == (answer if so else {"yes": "no", "no": "yes"}[answer]):
            yield when
