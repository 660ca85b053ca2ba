"""Who does what to a challenge: :func:`decide` lets them or says why not, and gives the events."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from portal.domain import advocate, raiser
from portal.domain.challenge import Challenge, Event, Rules
from portal.domain.people import Action, Actor, Refused
from portal.domain.raiser import Deed, Happening


def _read(_challenge: Challenge, _rules: Rules, _now: datetime, *, why: str) -> list[Happening]:
    return [("read", {"why": why})]


def _give_code(_challenge: Challenge, _rules: Rules, _now: datetime, *, how: str) -> list[Happening]:
    """How staff gave somebody for whom they entered it the code; blank where they could not."""
    return [("code_given" if how else "code_not_given", {"how": how})]


DEEDS: Mapping[Action, Deed] = {
    **raiser.DEEDS,
    **advocate.DEEDS,
    Action.READ: Deed(raiser.never, _read),
    Action.GIVE_CODE: Deed(raiser.never, _give_code),
}


def decide(challenge: Challenge, action: Action, actor: Actor, rules: Rules, now: datetime, **said: Any) -> list[Event]:
    """The events that ``action`` brings about, or :class:`Refused` with the reason."""
    if not actor.may(action):
        raise Refused(f"You are not allowed to do this: {action}.")
    deed = DEEDS[action]
    if why := deed.why_not(challenge, rules, now):
        raise Refused(why)
    return [Event(kind, now, actor.key, what) for kind, what in deed.happens(challenge, rules, now, **said)]


def possible(challenge: Challenge, actor: Actor, rules: Rules, now: datetime) -> frozenset[Action]:
    """What this person can do now: all else would be refused."""
    return frozenset(
        action for action, deed in DEEDS.items() if actor.may(action) and not deed.why_not(challenge, rules, now)
    )
