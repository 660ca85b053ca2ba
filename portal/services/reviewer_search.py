"""That nobody here is left who could look at a challenge: written down as it comes about, for who can help."""

from collections.abc import Iterable
from datetime import datetime

from portal.domain.challenge.events.allocation_events import NOBODY_LEFT
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.reviewers_left import look_for_somebody, somebody_is_wanted
from portal.domain.challenge.state import Challenge, Event
from portal.services import AppContext
from portal.services.colleagues import staff
from portal.storage import UnitOfWork


def found(context: AppContext, unit: UnitOfWork, challenge: Challenge, now: datetime) -> list[Event]:
    """What of it is not written down yet: that nobody is left, again each working day, or that somebody is again."""
    last = unit.event_log.last(challenge.id, NOBODY_LEFT)
    return look_for_somebody(challenge, staff(unit), context.rules(challenge), now, last)


def with_found(
    context: AppContext, unit: UnitOfWork, before: Challenge, events: Iterable[Event], now: datetime
) -> list[Event]:
    """``events``, and with those that use up the last, or bring somebody, that it is so: the worker says it again."""
    happened = list(events)
    after, every, rules = replay(happened, before), staff(unit), context.rules(before)
    still = somebody_is_wanted(before, every, rules) and somebody_is_wanted(after, every, rules)
    return happened if still else [*happened, *found(context, unit, after, now)]
