"""What raisers do with their challenge: when it is refused, and what then happens.

A reason is a plain sentence, blank where nothing stands in the way. What happens is kinds of event with
what they hold; :func:`portal.domain.actions.decide` makes events of them.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from portal.domain.challenge import Challenge, Rules, Status, plain_day
from portal.domain.deadlines import local
from portal.domain.journey import Answers
from portal.domain.people import Action, Refused
from portal.domain.words import _

CHANGE_OF_MIND = 10  # working days after withdrawing

_ANSWERED = _("There is no question that waits for your answer. You may have answered it already.")
_FINISHED = _("Your request is finished. If you are worried again, call us or send a new one.")
_NOT_REVIEWED = _("We have not finished looking again. You can tell us this when we have.")

Happening = tuple[str, Mapping[str, Any]]


class Deed(NamedTuple):
    """How an action is done: why not, if so; and what it brings about."""

    why_not: Callable[[Challenge, Rules, datetime], str]
    happens: Callable[..., list[Happening]]


def never(*_: Any) -> str:
    """Nothing stands in the way."""
    return ""


def is_late(challenge: Challenge, now: datetime) -> bool:
    """Whether the day on which this stage was to be over has passed."""
    return challenge.due is not None and challenge.due < local(now).date()


def open_questions(challenge: Challenge) -> list[int]:
    """The questions of staff that wait for an answer, counted from 1."""
    asked = sum(event.kind == "asked" for event in challenge.history)
    answered = {event.what["question"] for event in challenge.history if event.kind == "answered"}
    return [number for number in range(1, asked + 1) if number not in answered]


def reopens_until(challenge: Challenge, rules: Rules) -> date | None:
    """The last day on which a raiser who withdrew may come back."""
    withdrawn = challenge.last("withdrawn")
    if withdrawn is None or challenge.status is not Status.WITHDRAWN:
        return None
    return rules.calendar.add_working(local(withdrawn.at).date(), CHANGE_OF_MIND)


def _add(_challenge: Challenge, _rules: Rules, _now: datetime, *, words: str, new: bool) -> list[Happening]:
    return [("added", {"words": _said(words), "new": new})]


def _said(words: str) -> str:
    if not words.strip():
        raise Refused(_("There is nothing to send. Write something first."))
    return words


def _keep_code(challenge: Challenge, *_: Any) -> list[Happening]:
    return [] if challenge.code_kept else [("code_kept", {})]


def _answer(challenge: Challenge, _rules: Rules, _now: datetime, *, words: str, question: int) -> list[Happening]:
    if question not in open_questions(challenge):
        raise Refused(_ANSWERED)
    return [("answered", {"words": _said(words), "question": question})]


def _no_question(challenge: Challenge, *_: Any) -> str:
    return "" if open_questions(challenge) else _ANSWERED


def _change_contact(
    challenge: Challenge, _rules: Rules, _now: datetime, *, answers: Answers, keys: Iterable[str]
) -> list[Happening]:
    """``keys``: all that the questions about contact can fill, so that old details go."""
    if all(answers.get(key) == challenge.answers.get(key) for key in keys):
        return []
    return [("contact_changed", {"answers": dict(answers), "instead_of": sorted(keys)})]


def _not_finished_review(challenge: Challenge, *_: Any) -> str:
    return "" if challenge.status is Status.REVIEWED else _NOT_REVIEWED


def _not_ready_for_next(challenge: Challenge, rules: Rules, now: datetime) -> str:
    if challenge.status is not Status.REVIEWED and not is_late(challenge, now):
        return _("You can ask the next person when our date has passed, or when we have finished looking again.")
    if rules.ladder.after(challenge.stage) is None:
        return _("Nobody here comes after this person. You can ask the Ombudsman to look.")
    if challenge.at_this_stage("escalation_asked"):
        return _("You have asked for the next person already. We have your message.")
    return ""


def _still_worried(challenge: Challenge, rules: Rules, now: datetime) -> list[Happening]:
    ladder = rules.ladder
    stage = ladder.after(challenge.stage)
    if stage is None:
        return [("still_worried", {"stage": "", "due": None})]
    due = rules.due(stage, _began(challenge, rules) | {stage.key: now})
    return [("still_worried", {"stage": stage.key, "due": plain_day(due)})]


def _began(challenge: Challenge, rules: Rules) -> dict[str, datetime]:
    moved = {event.what["stage"]: event.at for event in challenge.history if event.kind == "still_worried"}
    return {rules.ladder.stages[0].key: challenge.received_at} | moved


def _cannot_withdraw(challenge: Challenge, *_rest: Any) -> str:
    if challenge.status is Status.WITHDRAWN:
        return _("You have taken your request back already.")
    return _FINISHED if challenge.status is Status.CLOSED else ""


def _withdraw(_challenge: Challenge, _rules: Rules, _now: datetime, *, pressure: str, words: str) -> list[Happening]:
    return [("withdrawn", {"pressure": pressure, "words": words})]


def _cannot_reopen(challenge: Challenge, rules: Rules, now: datetime) -> str:
    if challenge.status is Status.CLOSED:
        return _FINISHED
    until = reopens_until(challenge, rules)
    if until is None:
        return _("You have not taken your request back, so it is still open.")
    late = local(now).date() > until
    return _("The time to change your mind has passed. You can send a new request.") if late else ""


def _reopen(challenge: Challenge, rules: Rules, now: datetime) -> list[Happening]:
    """A stage that was not over begins again, with the whole of its time."""
    if challenge.at_this_stage("review_ended"):
        return [("reopened", {"status": Status.REVIEWED.value, "due": None})]
    stage = rules.ladder.stage(challenge.stage)
    due = rules.due(stage, _began(challenge, rules) | {stage.key: now})
    return [("reopened", {"status": Status.RECEIVED.value, "due": plain_day(due)})]


DEEDS: Mapping[Action, Deed] = {
    Action.ADD: Deed(never, _add),
    Action.KEEP_CODE: Deed(never, _keep_code),
    Action.ANSWER: Deed(_no_question, _answer),
    Action.CHANGE_CONTACT: Deed(never, _change_contact),
    Action.ASK_NEXT: Deed(_not_ready_for_next, lambda *_: [("escalation_asked", {})]),
    Action.STILL_WORRIED: Deed(_not_finished_review, _still_worried),
    Action.ACCEPT: Deed(_not_finished_review, lambda *_: [("accepted", {})]),
    Action.WITHDRAW: Deed(_cannot_withdraw, _withdraw),
    Action.REOPEN: Deed(_cannot_reopen, _reopen),
}
