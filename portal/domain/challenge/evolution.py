"""How a challenge changes: its state after an event, and what a whole history adds up to. All of it is pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from portal.domain.challenge.casework import Casework, apply_event
from portal.domain.challenge.state import Challenge, Event, Flag, Status, unplain
from portal.domain.policy.due_dates import DueDate, due_from

TOLD: Mapping[str, tuple[str, ...]] = {
    "added": ("words", "new"),
    "asked": ("words",),
    "answered": ("words", "question", "new"),
    "released": ("words", "fact"),
    "contact_changed": (),
    "escalation_asked": (),
    "review_ended": ("over",),
    "still_worried": ("stage",),
    "moved_on": ("stage",),
    "triaged": ("outcome", "goes_on"),
    "paused": ("words", "due"),
    "resumed": ("words", "due"),
    "extended": ("words", "due"),
    "promise_kept": ("words",),
    "late": ("due",),
    **dict.fromkeys(("complaint_prepared", "information_prepared"), ()),
    **dict.fromkeys(("complaint_passed", "information_passed"), ("words", "own_words", "on")),
    "transfer_dropped": ("name",),
    "objected": ("words", "due"),
    "ending_upheld": (),
    "triage_restored": ("due",),
    "window_closing": ("last",),
    "closed": ("unanswered",),
    "accepted": (),
    "withdrawn": ("words",),
    "reopened": (),
    "advocate_answered": ("words",),
}
"""The kinds of event that the state keeps in its history, and how much of each. No result of a review is kept."""


def evolve(challenge: Challenge | None, event: Event) -> Challenge:
    """The state after ``event``. The first event of every challenge is ``received``."""
    if event.kind == "received":
        return unplain({"received_at": event.at.isoformat(), "status": "received", **event.what})
    if challenge is None:
        raise ValueError(f"a challenge cannot begin with '{event.kind}'")
    if change := _CHANGES.get(event.kind):
        challenge = replace(challenge, **change(challenge, event.what))
    if (work := apply_event(challenge.work, event.kind, event.at, event.actor, event.what)) != challenge.work:
        challenge = replace(challenge, work=work, due=_due_again(challenge, work))
    if event.kind not in TOLD:
        return challenge
    kept = {key: event.what[key] for key in TOLD[event.kind] if key in event.what}
    return replace(challenge, history=(*challenge.history, replace(event, what=kept)))


def _due_again(challenge: Challenge, work: Casework) -> DueDate | None:
    """Its date; that of what is no longer set aside as junk is the one that it had."""
    back = challenge.work.junk if not work.junk else {}
    return due_from(back["due"]) if back.get("due") and challenge.status is Status.RECEIVED else challenge.due


_What = Mapping[str, Any]


def _flags_of_new(what: _What) -> frozenset[Flag]:
    return frozenset({Flag.NEW_INFORMATION}) if what.get("new") else frozenset()


def _contact_changed(challenge: Challenge, what: _What) -> _What:
    left = {key: value for key, value in challenge.answers.items() if key not in what["instead_of"]}
    return {"answers": left | what["answers"], "flags": challenge.flags | {Flag.CONTACT_CHANGED}}


def _triaged(_: Challenge, what: _What) -> _What:
    return {} if what["goes_on"] else {"status": Status.FINISHED, "due": None}


def _review_ended(challenge: Challenge, _: _What) -> _What:
    """A raiser who has withdrawn has nothing to answer until they come back."""
    waiting = challenge.status is Status.RECEIVED
    status = Status.REVIEWED if waiting else challenge.status
    return {"status": status, "due": None, "flags": challenge.flags - {Flag.ESCALATION_ASKED}}


def _moved(_: Challenge, what: _What) -> _What:
    if not what["stage"]:
        return {"status": Status.FINISHED, "due": None}
    return {"status": Status.RECEIVED, "stage": what["stage"], "due": due_from(what["due"])}


def _withdrawn(challenge: Challenge, what: _What) -> _What:
    pressed = {Flag.PRESSURE} if what["pressure"] == "yes" else frozenset[Flag]()
    return {"status": Status.WITHDRAWN, "due": None, "flags": challenge.flags | pressed | _flags_of_new(what)}


def _advocate_answered(challenge: Challenge, what: _What) -> _What:
    """Who was told that we are still looking still waits."""
    return {} if what.get("waits") else {"flags": challenge.flags - {Flag.ADVOCATE}}


def _raised(flag: Flag) -> Callable[[Challenge, _What], _What]:
    return lambda challenge, what: {"flags": challenge.flags | {flag} | _flags_of_new(what)}


def _lowered(challenge: Challenge, what: _What) -> _What:
    return {"flags": challenge.flags - {Flag(flag) for flag in what["flags"]}}


def _redated(_: Challenge, what: _What) -> _What:
    return {"due": due_from(what["due"])}


def _open_again(challenge: Challenge, what: _What) -> _What:
    flags = challenge.flags | _flags_of_new(what)
    return {"status": Status.RECEIVED, "due": due_from(what["due"]), "flags": flags}


_CHANGES: Mapping[str, Callable[[Challenge, _What], _What]] = {
    "added": _raised(Flag.MESSAGE),
    "code_kept": lambda *_: {"code_kept": True},
    "answered": _raised(Flag.ANSWERED),
    "contact_changed": _contact_changed,
    "escalation_asked": _raised(Flag.ESCALATION_ASKED),
    "triaged": _triaged,
    "review_ended": _review_ended,
    "still_worried": _moved,
    "moved_on": _moved,
    "accepted": lambda *_: {"status": Status.FINISHED},
    "withdrawn": _withdrawn,
    "reopened": lambda _, what: {"status": Status(what["status"]), "due": due_from(what["due"])},
    "advocate_answered": _advocate_answered,
    "acted": _lowered,
    "flags_seen": _lowered,
    "paused": _redated,
    "resumed": _redated,
    "extended": _redated,
    **dict.fromkeys(("step_done", "review_taken"), lambda _, what: _redated(_, what) if "due" in what else {}),
    "closure_counted": _redated,
    **dict.fromkeys(("objected", "triage_restored"), _open_again),
    "junked": lambda *_: {"due": None},
    "ending_upheld": lambda *_: {"status": Status.FINISHED, "due": None},
    "closed": lambda *_: {"status": Status.CLOSED, "due": None, "flags": frozenset()},  # what is raised now is news
}
"""What an event changes in the state. Other kinds change nothing."""


def replay(events: Iterable[Event], challenge: Challenge | None = None) -> Challenge:
    """The state that a history adds up to. Raises :class:`ValueError` for an empty one."""
    for event in events:
        challenge = evolve(challenge, event)
    if challenge is None:
        raise ValueError("a challenge has at least one event")
    return challenge
