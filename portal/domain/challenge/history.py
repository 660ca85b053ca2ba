"""What has happened to a challenge, as far as its state keeps it."""

from collections.abc import Iterator
from itertools import takewhile

from portal.domain.challenge.events.raiser_events import ADDED, REOPENED, WITHDRAWN
from portal.domain.challenge.events.registry import MOVES, RAISERS_WORDS
from portal.domain.challenge.grounds import texts
from portal.domain.challenge.state import Challenge, Event


def at_this_stage(challenge: Challenge, kind: str) -> bool:
    """Whether it has happened since this stage began."""
    here = takewhile(lambda event: event.kind not in MOVES, reversed(challenge.history))
    return any(event.kind == kind for event in here)


def additions(challenge: Challenge) -> tuple[Event, ...]:
    """More that the raiser told us after sending."""
    return tuple(event for event in challenge.history if event.kind == ADDED)


def took_it_back(challenge: Challenge) -> bool:
    """Whether they withdrew and have not come back, whatever we did with it since: they are left in peace."""
    turns = (event.kind for event in reversed(challenge.history) if event.kind in {WITHDRAWN, REOPENED})
    return next(turns, "") == WITHDRAWN


def typed(challenge: Challenge) -> Iterator[str]:
    """All that the raiser typed, then and since."""
    yield from texts(challenge.answers)
    yield from (event.words for event in challenge.history if event.kind in RAISERS_WORDS)
