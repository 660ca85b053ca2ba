"""A challenge: one person's disagreement with one MASH decision. Its state is what its events add up to.

:func:`receive` and :func:`decide` are the only ways an event comes about; :func:`evolve` is the only way
the state changes. All three are pure.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from portal.domain.deadlines import Calendar, day_zero, due
from portal.domain.journey import Answers
from portal.domain.people import Action, Actor
from portal.domain.policy import Audience, Pack


class Status(StrEnum):
    RECEIVED = "received"


class Flag(StrEnum):
    """What puts a challenge first on the list."""

    DANGER = "danger"
    NEW_INFORMATION = "new_information"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. ``what`` is plain JSON and may be personal; the rest is not."""

    kind: str
    at: datetime
    actor: str
    what: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Addition:
    """More that the raiser told us after sending."""

    at: datetime
    words: str = field(repr=False)
    new: bool


@dataclass(frozen=True, slots=True)
class Challenge:
    id: str
    reference: str
    pack: str
    audience: Audience
    language: str
    received_at: datetime
    answers: Answers = field(repr=False)
    status: Status
    stage: str
    due: date | None
    flags: frozenset[Flag]
    additions: tuple[Addition, ...] = ()
    code_kept: bool = False


class Refused(Exception):
    """Nothing happened. ``reason`` is a plain sentence for the person who tried."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Sent:
    """What a person sends: the answers that their path asked for."""

    id: str
    reference: str
    language: str
    answers: Answers = field(repr=False)


def receive(sent: Sent, actor: Actor, pack: Pack, calendar: Calendar, now: datetime) -> list[Event]:
    """Take a new challenge in. Day 0 of the first stage is the working day it counts as received.

    Raises :class:`Refused` for an audience that the pack does not take here, and
    :class:`portal.domain.deadlines.BeyondCalendar` where no bank holidays are held for the dates.
    """
    audience = Audience(sent.answers["who"])
    if not pack.takes(audience):
        raise Refused(f"This form does not take requests from: {audience}.")
    stage = pack.ladder().stages[0]
    due_on = due(stage.decide_within, now, pack.hours, calendar)
    what = {
        "id": sent.id,
        "reference": sent.reference,
        "pack": pack.id,
        "audience": audience.value,
        "language": sent.language,
        "answers": dict(sent.answers),
        "stage": stage.key,
        "day_zero": day_zero(now, pack.hours, calendar).isoformat(),
        "due": _day(due_on),
        "flags": sorted(flags_of(sent.answers)),
    }
    return [Event("received", now, actor.key, what)]


def flags_of(answers: Answers) -> set[Flag]:
    danger = answers.get("danger") in {"yes", "not_sure"}
    new = answers.get("since") == "yes"
    return ({Flag.DANGER} if danger else set()) | ({Flag.NEW_INFORMATION} if new else set())


def decide(challenge: Challenge, action: Action, actor: Actor, now: datetime, **said: Any) -> list[Event]:
    """The events that ``action`` brings about, or :class:`Refused` with the reason."""
    if not actor.may(action):
        raise Refused(f"You are not allowed to do this: {action}.")
    return _DECIDED[action](challenge, actor, now, **said)


def _add(_: Challenge, actor: Actor, now: datetime, *, words: str, new: bool) -> list[Event]:
    if not words.strip():
        raise Refused("There is nothing to add.")
    return [Event("added", now, actor.key, {"words": words, "new": new})]


def _keep_code(challenge: Challenge, actor: Actor, now: datetime) -> list[Event]:
    return [] if challenge.code_kept else [Event("code_kept", now, actor.key)]


def _read(_: Challenge, actor: Actor, now: datetime, *, why: str) -> list[Event]:
    return [Event("read", now, actor.key, {"why": why})]


_DECIDED: dict[Action, Callable[..., list[Event]]] = {
    Action.ADD: _add,
    Action.KEEP_CODE: _keep_code,
    Action.READ: _read,
}


def evolve(challenge: Challenge | None, event: Event) -> Challenge:
    """The state after ``event``. The first event of every challenge is ``received``."""
    if event.kind == "received":
        return unplain({"received_at": event.at.isoformat(), "status": "received", **event.what})
    if challenge is None:
        raise ValueError(f"a challenge cannot begin with '{event.kind}'")
    return _EVOLVED.get(event.kind, _unchanged)(challenge, event)


def _added(challenge: Challenge, event: Event) -> Challenge:
    addition = Addition(event.at, event.what["words"], event.what["new"])
    flags = challenge.flags | ({Flag.NEW_INFORMATION} if addition.new else set())
    return replace(challenge, additions=(*challenge.additions, addition), flags=frozenset(flags))


def _code_kept(challenge: Challenge, _: Event) -> Challenge:
    return replace(challenge, code_kept=True)


def _unchanged(challenge: Challenge, _: Event) -> Challenge:
    return challenge


_EVOLVED: dict[str, Callable[[Challenge, Event], Challenge]] = {
    "added": _added,
    "code_kept": _code_kept,
    "read": _unchanged,
    "erased": _unchanged,
}


def replay(events: Iterable[Event], challenge: Challenge | None = None) -> Challenge:
    """The state that a history adds up to. Raises :class:`ValueError` for an empty one."""
    for event in events:
        challenge = evolve(challenge, event)
    if challenge is None:
        raise ValueError("a challenge has at least one event")
    return challenge


def plain(challenge: Challenge) -> dict[str, Any]:
    """The state as plain JSON, to be sealed."""
    return asdict(challenge) | {
        "received_at": challenge.received_at.isoformat(),
        "due": _day(challenge.due),
        "flags": sorted(challenge.flags),
        "additions": [asdict(a) | {"at": a.at.isoformat()} for a in challenge.additions],
    }


def unplain(stored: Mapping[str, Any]) -> Challenge:
    """The state back from :func:`plain`."""
    return Challenge(
        id=stored["id"],
        reference=stored["reference"],
        pack=stored["pack"],
        audience=Audience(stored["audience"]),
        language=stored["language"],
        received_at=datetime.fromisoformat(stored["received_at"]),
        answers=stored["answers"],
        status=Status(stored["status"]),
        stage=stored["stage"],
        due=date.fromisoformat(stored["due"]) if stored["due"] else None,
        flags=frozenset(Flag(flag) for flag in stored["flags"]),
        additions=tuple(
            Addition(datetime.fromisoformat(a["at"]), a["words"], a["new"]) for a in stored.get("additions", ())
        ),
        code_kept=stored.get("code_kept", False),
    )


def _day(day: date | datetime | None) -> str | None:
    return day.date().isoformat() if isinstance(day, datetime) else day.isoformat() if day else None
