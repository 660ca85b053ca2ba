"""Who outside the council can look at a challenge now, for this raiser and as far as they know how it stands."""

from dataclasses import dataclass

from portal.domain.challenge.state import Challenge, Rules, Status
from portal.domain.policy.calendar import NOT_STATED, Span
from portal.domain.policy.model import ExitWhen


@dataclass(frozen=True, slots=True)
class Outside:
    """Somebody who is not part of the council."""

    contact: str  # its key
    within: Span  # from our answer, in which they have to be asked; "not stated" before there is one


def ways_outside(challenge: Challenge, rules: Rules, status: Status, *, over: bool, heard: bool) -> tuple[Outside, ...]:
    """``status``: as they know it. ``over``: whether they know that nobody here comes next; ``heard``: of an answer."""
    under_way = {challenge.stage} if status is Status.RECEIVED else set()
    behind = rules.began(challenge).keys() - under_way
    ways = (
        way
        for way in rules.pack.ways_out
        if way.concerns(challenge.audience) and (over or way.when is ExitWhen.ANY_TIME or way.stage in behind)
    )
    public = (way for way in ways if rules.pack.contacts[way.contact].public)
    return tuple(Outside(way.contact, way.raise_within if heard else NOT_STATED) for way in public)
