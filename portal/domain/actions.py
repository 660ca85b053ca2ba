"""Who does what to a challenge: :func:`decide` lets them or says why not, and gives the events."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from portal.domain import (
    advocate,
    allocation,
    clock,
    complaint_transfer,
    end_without_review,
    junk,
    neutral,
    outside_reviewer,
    raiser,
    record,
    review,
    safety_alert,
    sentence_truth,
    triage,
)  # fmt: skip
from portal.domain.challenge import Challenge, Event, Rules
from portal.domain.deed import Deed, Happening, Situation, never
from portal.domain.people import Action, Actor, Refused
from portal.domain.redaction import UNKNOWN, Redaction


def _give_code(_at: Situation, *, how: str) -> list[Happening]:
    """How staff gave somebody for whom they entered it the code; blank where they could not."""
    return [("code_given" if how else "code_not_given", {"how": how})]


def _read(at: Situation, *, why: str, shown: bool = True) -> list[Happening]:
    """``shown``: whether a page is shown with all that the raiser has told us; else it is only opened.

    Of whoever only looks on, like an auditor, it says so: a letter that waits to be read goes on waiting.
    """
    looks_on = {} if at.actor.may(Action.STOP_HELD) else {"looks_on": True}
    return [("read" if shown else "opened", {"why": why, **looks_on})]


DEEDS: Mapping[Action, Deed] = {
    **raiser.DEEDS,
    **advocate.DEEDS,
    **allocation.DEEDS,
    **triage.DEEDS,
    **complaint_transfer.DEEDS,
    **end_without_review.DEEDS,
    **junk.DEEDS,
    **review.DEEDS,
    **outside_reviewer.DEEDS,
    **clock.DEEDS,
    **record.DEEDS,
    Action.READ: Deed(never, _read),
    Action.SEE_ALERT: Deed(never, lambda _at: [("alert_shown", {})]),
    Action.EXPORT: Deed(never, lambda _at, *, form: [("exported", {"form": form})]),
    Action.GIVE_CODE: Deed(never, _give_code),
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
    """The events that ``action`` brings about, or :class:`Refused` with the reason.

    ``redaction``: what the redaction check goes by, and what of its marks has been cleared. Where any is not,
    the refusal is :class:`portal.domain.redaction.Uncleared`; where a safety alert is open and stops it,
    :class:`portal.domain.safety_alert.SafetyFirst`.
    """
    if not actor.may(action):
        raise Refused(f"You are not allowed to do this: {action}.")
    if why := safety_alert.in_the_way(challenge.work.alerts, action):
        raise safety_alert.SafetyFirst(why)
    if why := junk.in_the_way(challenge, action):
        raise Refused(why)
    deed, at = DEEDS[action], Situation(challenge, actor, rules, now)
    if why := deed.why_not(at):
        raise Refused(why)
    events = [Event(kind, now, actor.key, what) for kind, what in deed.happens(at, **said)]
    table, audience, checks = rules.pack.disclosure, challenge.audience, challenge.work.checks
    if not all(neutral.may_be_said(table, audience, checks, event.kind, event.words) for event in events):
        raise Refused(neutral.CHOOSE)
    if not all(sentence_truth.so(challenge, event.kind, event.words) for event in events):
        raise Refused(sentence_truth.NOT_SO)
    return redaction.cleared_in(events)


def why_not(challenge: Challenge, action: Action, actor: Actor, rules: Rules, now: datetime) -> str:
    """Why this person cannot do it now: a plain sentence, blank where they can."""
    if not actor.may(action):
        return "You are not allowed to do this."
    first = safety_alert.in_the_way(challenge.work.alerts, action) or junk.in_the_way(challenge, action)
    return first or DEEDS[action].why_not(Situation(challenge, actor, rules, now))


def possible(challenge: Challenge, actor: Actor, rules: Rules, now: datetime) -> frozenset[Action]:
    """What this person can do now: all else would be refused."""
    at = Situation(challenge, actor, rules, now)
    stopped = bool(safety_alert.waiting(challenge.work.alerts))
    may = (action for action in DEEDS if actor.may(action) and not (stopped and safety_alert.blocks(action)))
    return frozenset(action for action in may if not (junk.in_the_way(challenge, action) or DEEDS[action].why_not(at)))
