"""The reviews of a challenge, one after the other, as its events tell: nobody else adds them up.

What each holds comes from :func:`portal.domain.challenge.evolution.apply_event`, which the state comes from too, so the
two cannot disagree.
A review goes on where its raiser withdrew and came back; it begins afresh with a stage, or with triage.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from portal.domain.challenge.casework import Casework, Review
from portal.domain.challenge.events.review_events import DECIDED, REVIEW_ENDED
from portal.domain.challenge.evolution import apply_event, begins_afresh
from portal.domain.challenge.state import Event
from portal.domain.disclosure.internal import InternalOnly


@dataclass(frozen=True, slots=True)
class Looked(InternalOnly):
    """What has come of looking again once."""

    stage: str  # its key
    began: datetime
    review: Review = field(default_factory=Review, repr=False)
    outcome: str = ""
    decided_at: datetime | None = None
    decided_by: str = ""
    ended_at: datetime | None = None


def reviews(events: Iterable[Event]) -> tuple[Looked, ...]:
    """Every review so far, the last being the one that the state holds. The first event is "received"."""
    work, found = Casework(), list[Looked]()
    for event in events:
        work = apply_event(work, event)
        if not found or begins_afresh(event):
            stage = event.what.get("stage") or found[-1].stage
            untouched = bool(found) and found[-1].review == Review() and found[-1].stage == stage
            found[len(found) - untouched :] = [Looked(stage, event.at)]
        found[-1] = _after(replace(found[-1], review=work.review), event)
    return tuple(found)


def _after(now: Looked, event: Event) -> Looked:
    if event.kind == DECIDED:
        return replace(now, outcome=event.what["outcome"], decided_at=event.at, decided_by=event.actor)
    return replace(now, ended_at=event.at) if event.kind == REVIEW_ENDED else now
