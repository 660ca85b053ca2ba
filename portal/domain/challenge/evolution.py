"""How a challenge changes: its state after an event, and what a whole history adds up to. All of it is pure."""

from collections.abc import Iterable
from dataclasses import replace

from portal.domain.challenge.casework import Casework
from portal.domain.challenge.events.allocation_events import ASSIGNED
from portal.domain.challenge.events.ending_events import TRIAGE_RESTORED
from portal.domain.challenge.events.raiser_events import CODE_KEPT, RECEIVED
from portal.domain.challenge.events.registry import KINDS, MOVES
from portal.domain.challenge.state import Challenge, Event, Status, unplain
from portal.domain.permissions import RAISER
from portal.domain.policy.due_dates import DueDate, due_from
from portal.domain.questions.representation import acts_for_other


def evolve(challenge: Challenge | None, event: Event) -> Challenge:
    """The state after ``event``. The first event of every challenge is ``received``."""
    kind = KINDS.get(event.kind)
    if kind is RECEIVED:
        begun = unplain({"received_at": event.at.isoformat(), "status": Status.RECEIVED.value, **event.what})
        return replace(begun, work=replace(begun.work, acted_for=acts_for_other(begun.answers)))
    if challenge is None:
        raise ValueError(f"a challenge cannot begin with '{event.kind}'")
    if kind and kind.state:
        challenge = replace(challenge, **kind.state(challenge, event))
    if (work := apply_event(challenge.work, event)) != challenge.work:
        challenge = replace(challenge, work=work, due=_due_again(challenge, work))
    if kind is None or kind.told is None:
        return challenge
    kept = {key: event.what[key] for key in kind.told.keeps if key in event.what}
    return replace(challenge, history=(*challenge.history, replace(event, what=kept)))


def apply_event(work: Casework, event: Event) -> Casework:
    """The casework after an event; a kind that changes nothing of it leaves it as it is."""
    after, taken, kind = work, work.taken, KINDS.get(event.kind)
    if after.junk and lifts_junk(event):
        after = replace(after, junk={})
    if kind and kind.work:
        after = kind.work(after, event)
    if kind is ASSIGNED and event.what.get("own_work"):
        taken = {"by": event.actor, "at": event.at.isoformat()}
    elif taken and (after.assigned != taken["by"] or (event.actor == taken["by"] and kind and kind.is_work)):
        taken = {}
    return after if taken == after.taken else replace(after, taken=taken)


def lifts_junk(event: Event) -> bool:
    """Whether what is set aside as junk comes back by it: it is its raiser's to say that it is a request."""
    return event.actor == RAISER.key and event.kind != CODE_KEPT


def begins_afresh(event: Event) -> bool:
    """Whether after this nothing of a review before counts any more."""
    return event.kind == TRIAGE_RESTORED or (event.kind in MOVES and bool(event.what["stage"]))


def _due_again(challenge: Challenge, work: Casework) -> DueDate | None:
    """Its date; that of what is no longer set aside as junk is the one that it had."""
    back = challenge.work.junk if not work.junk else {}
    return due_from(back["due"]) if back.get("due") and challenge.status is Status.RECEIVED else challenge.due


def replay(events: Iterable[Event], challenge: Challenge | None = None) -> Challenge:
    """The state that a history adds up to. Raises :class:`ValueError` for an empty one."""
    for event in events:
        challenge = evolve(challenge, event)
    if challenge is None:
        raise ValueError("a challenge has at least one event")
    return challenge
