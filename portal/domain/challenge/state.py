"""A challenge: one person's disagreement with one MASH decision. Its state is what its events add up to.

:func:`evolve` is the only way the state changes; it is pure, as is all that makes events.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from enum import StrEnum
from itertools import takewhile
from typing import Any

from portal.domain.challenge.casework import MOVES, Casework, Review, apply_event, casework_from_json
from portal.domain.challenge.received_by import ReceivedBy
from portal.domain.challenge.safety_alert import SAYS_DANGER
from portal.domain.challenge.stored_versions import STATES, newest_state, with_version
from portal.domain.disclosure.internal import InternalOnly
from portal.domain.journey import Answers
from portal.domain.permissions import ActionRefused, Actor
from portal.domain.policy.calendar import (
    BeyondCalendar,
    Calendar,
    Extension,
    Pause,
    Span,
    TimeUnit,
    day_zero,
    due,
    end_of,
)
from portal.domain.policy.due_dates import DueDate, as_promised, due_from, plain_due
from portal.domain.policy.model import Audience, Ladder, Pack, Stage


class Status(StrEnum):
    """Whose turn it is."""

    RECEIVED = "received"  # ours: to look again
    REVIEWED = "reviewed"  # the raiser's: to say whether they are still worried
    WITHDRAWN = "withdrawn"  # the raiser's, for a while
    FINISHED = "finished"  # ours: to record and close
    CLOSED = "closed"  # nobody's


OVER = frozenset({Status.FINISHED, Status.CLOSED})
"""Nothing more is looked at; the raiser sees no difference."""


class Flag(StrEnum):
    """What staff see on the list at once, and what moves a challenge up there: the most pressing first."""

    DANGER = "danger"  # this and the next two are up while a safety alert of that kind is open
    NEW_INFORMATION = "new_information"
    PRESSURE = "pressure"  # somebody may be making the raiser withdraw
    URGENT = "urgent"  # somebody asked for it to be quick
    ADVOCATE = "advocate"  # the raiser wants somebody on their side, and waits for us to find one
    ESCALATION_ASKED = "escalation_asked"  # we are late, and the raiser asks for the next reviewer
    ANSWERED = "answered"  # the raiser answered what we asked
    MESSAGE = "message"  # the raiser told us more
    CONTACT_CHANGED = "contact_changed"


@dataclass(frozen=True, slots=True)
class Event(InternalOnly):
    """Something that happened. ``what`` is plain JSON and may be personal; the rest is not."""

    kind: str
    at: datetime
    actor: str
    what: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def words(self) -> str:
        """What somebody wrote, if that is what happened."""
        return str(self.what.get("words", ""))


@dataclass(frozen=True, slots=True)
class Challenge(InternalOnly):
    id: str
    reference: str
    pack: str
    audience: Audience
    language: str
    received_at: datetime
    answers: Answers = field(repr=False)
    status: Status
    stage: str
    due: DueDate | None
    flags: frozenset[Flag]
    history: tuple[Event, ...] = ()  # what happened that the raiser may come to see, as far as TOLD keeps it
    code_kept: bool = False
    ladder: str = "main"
    work: Casework = field(default_factory=Casework, repr=False)

    @property
    def additions(self) -> tuple[Event, ...]:
        """More that the raiser told us after sending."""
        return tuple(event for event in self.history if event.kind == "added")

    def last(self, kind: str) -> Event | None:
        return next((event for event in reversed(self.history) if event.kind == kind), None)

    def at_this_stage(self, kind: str) -> bool:
        """Whether it has happened since this stage began."""
        here = takewhile(lambda event: event.kind not in MOVES, reversed(self.history))
        return any(event.kind == kind for event in here)


@dataclass(frozen=True, slots=True)
class Rules:
    """What decides about a challenge: its own pack, and the working days of its council."""

    pack: Pack
    calendar: Calendar
    ladder_key: str = "main"

    @property
    def ladder(self) -> Ladder:
        return self.pack.ladder(self.ladder_key)

    def no_answer(self, stage: Stage) -> bool:
        """Whether a raiser may go on from ``stage`` because its date has passed without an answer."""
        return (stage.escalation or self.ladder.escalation).no_answer

    def due(
        self,
        stage: Stage,
        began: Mapping[str, datetime],
        review: Review = Review(),  # noqa: B008 - it is frozen
    ) -> DueDate | None:
        """When ``stage`` is over, where each stage so far ``began``: after its own time, or what caps it.

        ``review``: with its pauses and what it was extended by.

        Raises :class:`portal.domain.policy.calendar.BeyondCalendar`.
        """
        ladder, hours = self.ladder, self.pack.hours
        keys = [each.key for each in ladder.stages]
        place = keys.index(stage.key)
        over = (cap for cap in ladder.caps if keys.index(cap.first) <= place <= keys.index(cap.last))
        ends = [due(cap.within, began[cap.first], hours, self.calendar) for cap in over if cap.first in began]
        cap = min((end for end in ends if end), key=end_of, default=None)
        pauses = [Pause(_day(each["first"]), _day(each["last"]), each["why"]) for each in review.pauses]
        by = {**review.longer_by}
        by[TimeUnit.WORKING_DAYS] = by.get(TimeUnit.WORKING_DAYS, 0) + review.longer
        longer = [Extension(Span(amount, TimeUnit(unit)), "with a reason") for unit, amount in by.items() if amount]
        since = began[stage.key]
        end = due(stage.decide_within, since, hours, self.calendar, pauses=pauses, extended=longer, cap=cap)
        return as_promised(end) if end else None


@dataclass(frozen=True, slots=True)
class Submission(InternalOnly):
    """What a person sends: the answers that their path asked for.

    ``received_at`` is when it reached us where staff entered it later.
    """

    id: str
    reference: str
    language: str
    answers: Answers = field(repr=False)
    way: ReceivedBy = ReceivedBy.ONLINE
    received_at: datetime | None = None


def receive(sent: Submission, actor: Actor, pack: Pack, calendar: Calendar, now: datetime) -> list[Event]:
    """Take a new challenge in. Day 0 of the first stage is the working day it counts as received.

    Where no bank holidays are held for the dates it is taken in without one: a request is never lost for
    that, and a date never guessed. Raises :class:`ActionRefused` for an audience that the pack does not take here.
    """
    audience = Audience(sent.answers["who"])
    if not pack.takes(audience):
        raise ActionRefused(f"This form does not take requests from: {audience}.")
    flags = flags_of(sent.answers)
    ladder = pack.first_ladder(urgent=Flag.URGENT in flags)
    stage, received_at = ladder.stages[0], sent.received_at or now
    try:
        counted_from = plain_due(day_zero(received_at, pack.hours, calendar))
        due_on = plain_due(Rules(pack, calendar, ladder.key).due(stage, {stage.key: received_at}))
    except BeyondCalendar:
        counted_from = due_on = None
    what = {
        "id": sent.id,
        "reference": sent.reference,
        "pack": pack.id,
        "audience": audience.value,
        "language": sent.language,
        "answers": dict(sent.answers),
        "ladder": ladder.key,
        "stage": stage.key,
        "day_zero": counted_from,
        "due": due_on,
        "flags": sorted(flags),
        "way": sent.way.value,
    }
    if sent.received_at:
        what |= {"received_at": received_at.isoformat(), "taken_by": actor.key}
    return [Event("received", now, actor.key, what)]


def flags_of(answers: Answers) -> set[Flag]:
    raised = {
        Flag.DANGER: any(answers.get(key) in says for key, says in SAYS_DANGER.items()),
        Flag.URGENT: answers.get("urgent") == "yes",
        Flag.ADVOCATE: answers.get("advocate") == "yes",
        Flag.NEW_INFORMATION: answers.get("since") == "yes",
    }
    return {flag for flag, up in raised.items() if up}


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


def plain(challenge: Challenge) -> dict[str, Any]:
    """The state as plain JSON, to be sealed."""
    return with_version(_flat(challenge), STATES) | {
        "received_at": challenge.received_at.isoformat(),
        "due": plain_due(challenge.due),
        "flags": sorted(challenge.flags),
        "history": [_flat(event) | {"at": event.at.isoformat()} for event in challenge.history],
        "work": _flat(challenge.work) | {"review": _flat(challenge.work.review)},
    }


def _flat(whole: Challenge | Event | Casework | Review) -> dict[str, Any]:
    """What it holds, as it is: nothing is copied that is only looked at."""
    return {each.name: getattr(whole, each.name) for each in fields(whole)}


def unplain(stored: Mapping[str, Any]) -> Challenge:
    """The state back from :func:`plain`, of whatever version. Raises :class:`FromLaterVersion`."""
    stored = newest_state(stored)
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
        due=due_from(stored["due"]),
        flags=frozenset(Flag(flag) for flag in stored["flags"]),
        history=tuple(Event(**{**event, "at": datetime.fromisoformat(event["at"])}) for event in stored["history"]),
        code_kept=stored["code_kept"],
        ladder=stored["ladder"],
        work=casework_from_json(stored["work"]),
    )


def _day(stored: str) -> date:
    return date.fromisoformat(stored)
