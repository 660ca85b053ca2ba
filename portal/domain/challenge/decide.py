"""Who does what to a challenge: :func:`decide` lets them or says why not, and gives the events."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from portal.domain.challenge import (
    advocate,
    allocation,
    clock,
    closure,
    complaint_transfer,
    end_without_review,
    junk,
    outside_reviewer,
    raiser,
    review,
    safety_alert,
    sentence_truth,
    steps,
    triage,
)
from portal.domain.challenge.action_rule import ActionContext, ActionRule, EventDraft, always_possible
from portal.domain.challenge.cleared_marks import UNKNOWN, Redaction
from portal.domain.challenge.state import Challenge, Event, Rules
from portal.domain.disclosure import neutral_sentences  # fmt: skip
from portal.domain.permissions import Action, ActionRefused, Actor


def _give_code(_at: ActionContext, *, how: str) -> list[EventDraft]:
    """How staff gave somebody for whom they entered it the code; blank where they could not."""
    return [("code_given" if how else "code_not_given", {"how": how})]


def _read(at: ActionContext, *, why: str, shown: bool = True) -> list[EventDraft]:
    """``shown``: whether a page is shown with all that the raiser has told us; else it is only opened.

    Of whoever only looks on, like an auditor, it says so: a letter that waits to be read goes on waiting.
    """
    looks_on = {} if at.actor.may(Action.STOP_HELD) else {"looks_on": True}
    return [("read" if shown else "opened", {"why": why, **looks_on})]


ACTION_RULES: Mapping[Action, ActionRule] = {
    **raiser.ACTION_RULES,
    **advocate.ACTION_RULES,
    **allocation.ACTION_RULES,
    **triage.ACTION_RULES,
    **complaint_transfer.ACTION_RULES,
    **end_without_review.ACTION_RULES,
    **junk.ACTION_RULES,
    **review.ACTION_RULES,
    **outside_reviewer.ACTION_RULES,
    **clock.ACTION_RULES,
    **closure.ACTION_RULES,
    **steps.ACTION_RULES,
    Action.READ: ActionRule(always_possible, _read),
    Action.SEE_ALERT: ActionRule(always_possible, lambda _at: [("alert_shown", {})]),
    Action.EXPORT: ActionRule(always_possible, lambda _at, *, form: [("exported", {"form": form})]),
    Action.GIVE_CODE: ActionRule(always_possible, _give_code),
}


def decide(
    challenge: Challenge,
    action: Action,
    actor: Actor,
    rules: Rules,
    now: datetime,
    *,
    redaction: Redaction = UNKNOWN,
    **said: Any,
) -> list[Event]:
    """The events that ``action`` brings about, or :class:`ActionRefused` with the reason.

    ``redaction``: what the redaction check goes by, and what of its marks has been cleared. Where any is not,
    the refusal is :class:`portal.domain.challenge.cleared_marks.Uncleared`; where a safety alert is open and stops it,
    :class:`portal.domain.challenge.safety_alert.SafetyFirst`.
    """
    if not actor.may(action):
        raise ActionRefused(f"You are not allowed to do this: {action}.")
    if why := safety_alert.why_not_while_open(challenge.work.alerts, action):
        raise safety_alert.SafetyFirst(why)
    if why := junk.why_not_with_junk(challenge, action):
        raise ActionRefused(why)
    deed, at = ACTION_RULES[action], ActionContext(challenge, actor, rules, now)
    if why := deed.why_not(at):
        raise ActionRefused(why)
    events = [Event(kind, now, actor.key, what) for kind, what in deed.happens(at, **said)]
    events += steps.taken_on(challenge, events, rules, actor, now)
    table, audience, checks = rules.pack.disclosure, challenge.audience, challenge.work.checks
    if not all(neutral_sentences.may_be_said(table, audience, checks, event.kind, event.words) for event in events):
        raise ActionRefused(neutral_sentences.CHOOSE)
    if not all(sentence_truth.so(challenge, event.kind, event.words) for event in events):
        raise ActionRefused(sentence_truth.NOT_SO)
    return redaction.cleared_in(events)


def why_not(challenge: Challenge, action: Action, actor: Actor, rules: Rules, now: datetime) -> str:
    """Why this person cannot do it now: a plain sentence, blank where they can."""
    if not actor.may(action):
        return "You are not allowed to do this."
    first = safety_alert.why_not_while_open(challenge.work.alerts, action) or junk.why_not_with_junk(challenge, action)
    return first or ACTION_RULES[action].why_not(ActionContext(challenge, actor, rules, now))


def possible(challenge: Challenge, actor: Actor, rules: Rules, now: datetime) -> frozenset[Action]:
    """What this person can do now: all else would be refused."""
    at = ActionContext(challenge, actor, rules, now)
    stopped = bool(safety_alert.waiting(challenge.work.alerts))
    may = (action for action in ACTION_RULES if actor.may(action) and not (stopped and safety_alert.blocks(action)))
    return frozenset(
        action for action in may if not (junk.why_not_with_junk(challenge, action) or ACTION_RULES[action].why_not(at))
    )
