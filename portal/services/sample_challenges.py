"""An invented challenge for each ladder of a policy, sent through the form, to see what becomes of it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from portal.domain.challenge.policy_conditions import known_conditions
from portal.domain.journey import Answers, Journey, Kind, Question, Step, more_key
from portal.domain.policy.calendar import local
from portal.domain.policy.model import Audience, Ladder, Pack, PolicyCondition, When
from portal.domain.policy.vocabulary import parts_of
from portal.domain.questions.policy_questions import answers_for
from portal.domain.questions.young import ADULT, YOUNG
from portal.services import AppContext, applications, new_token, tracker

HOUR = timedelta(hours=1)
A_WEEK = range(24 * 7)  # hours
A_YEAR = range(24 * 7, 24 * 365, 7)  # hours, not each
TRIES = 4000
"""Answers that are tried until a form is complete; a form has about forty pages."""

_WORDS = "Invented, to try the form."
_WRITTEN: Mapping[Kind, str] = {
    Kind.LINE: "Robin Example",
    Kind.WORDS: _WORDS,
    Kind.EMAIL: "sam@example.com",
    Kind.MOBILE: "+447700900123",
    Kind.PHONE: "+441632960001",
    Kind.POSTCODE: "NE27 0BY",
    Kind.STREET: "1 High Street",
    Kind.NOTE: "seen",
}
_QUIET = ("no", "none", "email", "other", "not_sure")
"""What is chosen before anything else, so that a sample says no more than it has to."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A challenge that was sent; without a reference where nobody comes to this ladder by the form."""

    ladder: str
    audience: str = ""
    reference: str = ""
    code: str = field(default="", repr=False)


def send_samples(context: AppContext) -> list[Sample]:
    """Send a challenge for each ladder of the policy in force."""
    return [_send(context, ladder) for ladder in context.pack.ladders]


def _send(context: AppContext, ladder: Ladder) -> Sample:
    for audience in (each for each in _may_come(context.pack) if ladder.concerns(each)):
        then = _then(context, parts_of(ladder.when))
        said = sample_answers(then, audience, _wanted(context.pack, ladder))
        if said and _ladder_of(then, said) == ladder.key:
            token = new_token()
            applications.answer(then, token, "en", said, YOUNG if audience is Audience.YOUNG_PERSON else ADULT)
            applications.submit(then, token)
            if receipt := tracker.receipt(then, token):
                return Sample(ladder.label, audience.value, receipt.reference, receipt.code)
    return Sample(ladder.label)


def _may_come(pack: Pack) -> list[Audience]:
    """Professionals first: they alone are asked what chooses a ladder."""
    taken = [each for each in Audience if pack.takes(each)]
    return sorted(taken, key=lambda each: each is not Audience.PROFESSIONAL)


def _then(context: AppContext, when: Collection[When]) -> AppContext:
    """The office at the last moment at which this held of the hour and the day; now where there was none."""
    now, hours = context.now(), context.pack.hours
    begins = context.pack.id.partition("@")[2]
    before = (now - number * HOUR for number in (*A_WEEK, *A_YEAR))
    closed, away = (each in when for each in (PolicyCondition.OUT_OF_HOURS, PolicyCondition.SCHOOL_HOLIDAYS))
    fits = (
        at for at in before
        if hours.is_open(at, context.calendar) is not closed
        and (not away or context.calendar.in_school_holidays(local(at).date()))
    )  # fmt: skip
    found = next((at for at in fits if local(at).date().isoformat() >= begins), now)
    return replace(context, clock=lambda: found)


def _wanted(pack: Pack, ladder: Ladder) -> Mapping[str, str]:
    """The answers that lead to this ladder."""
    so = parts_of(ladder.when)
    case = next((answer for when, key, answer in answers_for(pack) if key == "case" and when in so), "not_sure")
    said = {key: "yes" if when in so else "no" for when, key, answer in answers_for(pack) if answer == "yes"}
    return {**said, "case": case, "agency": ladder.agency or "other", "decided_by": ladder.decided_by or "other"}


def _ladder_of(context: AppContext, said: Answers) -> str:
    conditions = known_conditions(context.pack, context.calendar, said, context.now())
    return context.pack.ladder_for(
        conditions, str(said.get("agency", "")), str(said.get("decided_by", "")), Audience(said["who"])
    ).key


def sample_answers(context: AppContext, audience: Audience, wanted: Mapping[str, str]) -> dict[str, Any] | None:
    """Answers to a whole form, with these where they are asked; ``None`` where no form can be completed so."""
    flow = YOUNG if audience is Audience.YOUNG_PERSON else ADULT
    journey = context.journeys[flow]
    tried = iter(range(TRIES))
    return _complete(journey, {**journey.given}, {**wanted, "who": audience.value, "purpose": "look_again"}, tried)


def _complete(
    journey: Journey, answers: dict[str, Any], wanted: Mapping[str, str], tried: Iterator[int]
) -> dict[str, Any] | None:
    """The first answers that lead past every page: what leads to the end of a form is taken back."""
    step = journey.open(answers)
    if step is None:
        return answers
    if step.question.kind is Kind.EXIT or next(tried, None) is None:
        return None
    for said in _said(step, answers, wanted):
        if found := _complete(journey, {**answers, **said}, wanted, tried):
            return found
    return None


def _said(step: Step, answers: Answers, wanted: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """What may be said on a page, what is wanted first."""
    question, item = step
    if question.many is None:
        yield from _values(question, wanted)
    elif item is None:
        yield {more_key(question): "no"}
    else:
        for values in _values(question, wanted):
            yield {question.key: [*answers.get(question.key, ()), values]}


def _values(question: Question, wanted: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    if question.kind is Kind.GROUP:
        yield _parts(question, "", wanted)
    elif question.choices:
        for choice in sorted(question.choices, key=lambda each: _rank(each.value, wanted.get(question.key))):
            value = [choice.value] if question.kind is Kind.SOME else choice.value
            yield {question.key: value, **_parts(question, choice.value, wanted)}
    else:
        yield {question.key: _written(question)}


def _rank(value: str, wanted: str | None) -> int:
    if value == wanted:
        return -1
    return _QUIET.index(value) if value in _QUIET else len(_QUIET)


def _parts(question: Question, chosen: str, wanted: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for part in question.inner(chosen):
        found |= next(_values(part, wanted))
    return found


def _written(question: Question) -> str:
    if question.optional and question.kind is not Kind.NOTE:
        return ""
    return {Kind.DATE: "2026-10-05", Kind.MONTH: "2026-10"}.get(question.kind, _WRITTEN.get(question.kind, _WORDS))
