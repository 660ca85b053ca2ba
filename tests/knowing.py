"""How staff come to know what they know about a raiser, and what the table then shows: for all the proofs alike."""

from collections.abc import Callable, Iterator
from typing import Any

from actions import Action

from portal.domain.challenge.action_rule import AnyAction
from portal.domain.disclosure.table import Checks, Fact, Show, Table, shows
from portal.domain.policy.model import Audience

ALL = Checks(identity=True, standing=True)
MADE_CONTACT = Checks(identity=True, standing=True, made_contact=True)


def shown_by(table: Table, audience: Audience, checks: Checks) -> Callable[[Fact], Show]:
    return lambda fact: shows(table, audience, fact, checks)


def established(checks: Checks, identity: str, standing: str) -> Iterator[tuple[AnyAction, dict[str, Any]]]:
    """The actions with which staff establish it, and what they say of how they did."""
    if checks.identity:
        yield Action.CHECK_IDENTITY, {"words": identity}
    if checks.standing:
        yield Action.CHECK_STANDING, {"words": standing, "made_contact": checks.made_contact}
