"""A demo county of invented people and their challenges that fits the policy, made through the services only."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from dev.invented import AT_NIGHT, COLLEAGUES, EVERYBODY, ORDINARY, Sent
from portal.domain.policy.model import Audience, Pack, PolicyCondition
from portal.domain.questions.policy_questions import asked_by
from portal.services import AppContext, applications, new_token, tracker

HOUR = timedelta(hours=1)


WHO = {
    Audience.PARENT: "a parent",
    Audience.FAMILY: "the wider family",
    Audience.NEIGHBOUR: "a neighbour",
    Audience.YOUNG_PERSON: "a young person",
    Audience.SPEAKING_FOR: "somebody who speaks for a child",
    Audience.PROFESSIONAL: "a professional",
}


class SentCase(NamedTuple):
    """A request of the county, and what one sees by it."""

    reference: str
    code: str
    shows: str


def fill(context: AppContext) -> list[SentCase]:
    """Send the invented challenges, on which nobody has worked."""
    sent = []
    for ago, said in _requests(context):
        shows = f"to be triaged: from {WHO[Audience(said['who'])]}"
        sent.append(SentCase(*send(_context_at(context, context.now() - ago), said), shows))
    return sent


def told(pack: Pack, said: dict[str, Any]) -> dict[str, Any]:
    """What somebody says, with the usual answers to the rest."""
    usual = {**ORDINARY, **said}
    return usual | _in_its_words(pack, usual)


def _in_its_words(pack: Pack, said: dict[str, Any]) -> dict[str, Any]:
    """What the policy itself asks, answered by its choice that has the word which was said, or by its last."""
    answers = {}
    for question in asked_by(pack):
        word, choices = said.get(question.key, ""), [choice.value for choice in question.choices]
        alike = (value for value in choices if word and word in value.lower())
        answers[question.key] = next(alike, choices[-1])
    return answers


def _requests(context: AppContext) -> Iterator[Sent]:
    """Those whose requests this council takes; the fewer kinds of people that are, the more professionals.

    Where the policy goes by the hour, one arrives while the office is closed and all others while it is open.
    """
    taken = [each for each in EVERYBODY if _takes(context.pack, each)]
    if len(taken) < len(EVERYBODY):
        taken += [each for each in COLLEAGUES if _takes(context.pack, each)]
    if all(ladder.when is not PolicyCondition.OUT_OF_HOURS for ladder in context.pack.ladders):
        yield from taken
        return
    for ago, said in taken:
        yield last_time(context, ago, is_open=True), said
    if _takes(context.pack, (HOUR, AT_NIGHT)):
        yield last_time(context, HOUR, is_open=False), AT_NIGHT


def _takes(pack: Pack, sent: Sent) -> bool:
    return pack.takes(Audience(sent[1]["who"]))


def last_time(context: AppContext, ago: timedelta, *, is_open: bool) -> timedelta:
    """How long ago the office was open, or closed, last before this; this itself where it never is."""
    hours = (ago + number * HOUR for number in range(7 * 24))
    now, calendar = context.now(), context.calendar
    return next((each for each in hours if context.pack.hours.is_open(now - each, calendar) is is_open), ago)


def _context_at(context: AppContext, then: datetime) -> AppContext:
    return replace(context, clock=lambda: then)


def send(context: AppContext, said: dict[str, Any]) -> tuple[str, str]:
    """Send what somebody says, with the usual answers to the rest; its reference and access code."""
    token = new_token()
    applications.answer(context, token, "en", told(context.pack, said))
    reference = applications.submit(context, token)
    receipt = tracker.receipt(context, token)
    if reference is None or receipt is None:
        raise RuntimeError("an invented challenge does not answer every question")
    tracker.confirm_code(context, token, receipt.code)
    return receipt.reference, receipt.code
