"""A raiser's button pressed twice, or a page sent again from the browser's history: it happens once."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from portal.domain.challenge.action_rule import AnyAction
from portal.domain.challenge.events.allocation_events import NOBODY_LEFT, SOMEBODY_LEFT
from portal.domain.challenge.events.raiser_events import MOVED_ON
from portal.domain.challenge.raiser import ADD, ANSWER
from portal.domain.challenge.state import Challenge
from portal.domain.permissions import RAISER
from portal.storage import UnitOfWork

SENT_AGAIN = timedelta(hours=1)
"""Within this time the same from the same person is the same once more, and not another."""

FOLLOW = frozenset({MOVED_ON, NOBODY_LEFT, SOMEBODY_LEFT})
"""What may happen by itself when they ask for the next step."""


def done_already(
    unit: UnitOfWork, challenge: Challenge, action: AnyAction, said: dict[str, Any], now: datetime
) -> bool:
    """Whether this is a button pressed twice, or a page sent again from the browser's history.

    What adds words is the same where the words are; what changes how things stand, where nothing happened since.
    """
    kind = action.known_by
    recent = [each for each in unit.event_log.events(challenge.id) if now - each.at < SENT_AGAIN] if kind else []
    if action in (ADD, ANSWER) and not said.get("new"):  # what is new has to be seen to each time
        theirs = [each for each in recent if each.kind == kind and each.actor == RAISER.key]
        return any(_words(each.what) == _words(said) for each in theirs)
    last = [each for each in recent if each.kind not in FOLLOW][-1:]
    if said.get("new"):
        last = [each for each in last if _words(each.what) == _words(said)]
    same = all(_words(each.what) == _words(said) for each in last) if action is ADD else True
    return same and any(each.kind == kind and each.actor == RAISER.key for each in last)


def _words(said: Mapping[str, Any]) -> dict[str, Any]:
    told = {key: value for key, value in said.items() if key not in _OURS}
    return {"new": False, **told, "words": str(said.get("words", "")).strip()}


_OURS = frozenset({"stage", "due"})
"""What we keep beside what they said."""
