"""A challenge: one person's disagreement with one MASH decision. Its state is what its events add up to.

:func:`portal.domain.challenge.evolution.evolve` is the only way it changes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from portal.domain.challenge.casework import Casework, Review, casework_from_json
from portal.domain.challenge.stored_versions import STATES, newest_state, with_version
from portal.domain.disclosure.internal import InternalOnly
from portal.domain.journey import Answers
from portal.domain.policy.calendar import Calendar, Extension, Pause, Span, TimeUnit, due, end_of
from portal.domain.policy.due_dates import DueDate, as_promised, due_from, plain_due
from portal.domain.policy.model import Audience, Escalation, Ladder, Pack, Stage, When
from portal.domain.policy.stage_clocks import StageClocks, StageHappened


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
    LANGUAGE_HELP = "language_help"  # the raiser needs what we wrote in their own language
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

    def last(self, kind: str) -> Event | None:
        return next((event for event in reversed(self.history) if event.kind == kind), None)


@dataclass(frozen=True, slots=True)
class Rules:
    """What decides about a challenge: its own pack, and the working days of its council."""

    pack: Pack
    calendar: Calendar
    ladder_key: str = "main"
    conditions: frozenset[When] = frozenset()  # those of the policy that hold; none: of no challenge in particular
    audience: Audience | None = None  # of its raiser; none: anybody

    @property
    def ladder(self) -> Ladder:
        """Without the stages that are left out for its raiser, or under these conditions; never without all of them."""
        return _ladder(self.pack, self.ladder_key, self.conditions, self.audience)

    @property
    def first_stage(self) -> Stage:
        """Where a challenge on this ladder begins."""
        return self.ladder.stages[0]

    def escalation(self, stage: Stage) -> Escalation:
        """How a challenge goes on from ``stage``."""
        return stage.escalation or self.ladder.escalation

    def no_answer(self, stage: Stage) -> bool:
        """Whether a raiser may go on from ``stage`` because its date has passed without an answer."""
        return self.escalation(stage).no_answer

    def began(self, challenge: Challenge) -> Mapping[str, datetime]:
        """When each stage so far of a challenge began; the first with the challenge itself.

        Where it began on another ladder, that is under a blank key.
        """
        began = {"" if challenge.work.entered else self.first_stage.key: challenge.received_at}
        return began | {key: datetime.fromisoformat(at) for key, at in challenge.work.began.items()}

    def due(
        self,
        stage: Stage,
        began: Mapping[str, datetime],
        review: Review = Review(),  # noqa: B008 - it is frozen
        paused_before: Iterable[Mapping[str, str]] = (),
    ) -> DueDate | None:
        """When ``stage`` is over, where each stage so far ``began``: after its own time, or what caps it.

        ``review``: with its pauses and what it was extended by. ``paused_before``: the pauses of the stages before it,
        in which no cap ran either.

        Raises :class:`portal.domain.policy.calendar.BeyondCalendar`.
        """
        ladder, clocks = self.pack.ladder(self.ladder_key), self.clocks(stage, began, review)
        keys = [each.key for each in ladder.stages]
        place, pauses = keys.index(stage.key), (*map(_pause, paused_before), *clocks.happened.pauses)
        over = (cap for cap in ladder.caps if keys.index(cap.first) <= place <= keys.index(cap.last))
        starts = (
            (cap.within, min(began[key] for key in keys[keys.index(cap.first) : place + 1] if key in began))
            for cap in over
        )
        ends = [due(within, start, self.pack.hours, self.calendar, pauses=pauses) for within, start in starts]
        ends += [date.fromisoformat(review.sooner)] if review.sooner else []
        end = min((end for end in (clocks.promised(), *ends) if end), key=end_of, default=None)
        return as_promised(end) if end else None

    def clocks(
        self,
        stage: Stage,
        began: Mapping[str, datetime],
        review: Review = Review(),  # noqa: B008 - it is frozen
    ) -> StageClocks:
        """The clocks of ``stage``, as :meth:`due`."""
        by = {**review.longer_by}
        by[TimeUnit.WORKING_DAYS] = by.get(TimeUnit.WORKING_DAYS, 0) + review.longer
        happened = StageHappened(
            received=min(began.values()),
            began=began[stage.key],
            taken=datetime.fromisoformat(review.taken) if review.taken else None,
            done={int(number): date.fromisoformat(on) for number, on in review.steps.items()},
            pauses=tuple(map(_pause, review.pauses)),
            longer=tuple(Extension(Span(n, TimeUnit(unit)), "with a reason") for unit, n in by.items() if n),
        )
        return StageClocks(stage, happened, self.pack.hours, self.calendar, self.pack.times.triage)


@lru_cache(maxsize=64)
def _ladder(pack: Pack, key: str, conditions: frozenset[When], audience: Audience | None) -> Ladder:
    ladder = pack.ladder(key)
    stages = tuple(stage for stage in ladder.stages if _happens(stage, conditions, audience))
    first = next((number for number, stage in enumerate(stages) if not stage.by_route), None)
    if first is None or len(stages) == len(ladder.stages):
        return ladder
    return replace(ladder, stages=(*stages[first:], *stages[:first]))


def _happens(stage: Stage, conditions: frozenset[When], audience: Audience | None) -> bool:
    """Whether a stage is one for such a challenge; where nothing is known of it, each is."""
    if not conditions:
        return stage.concerns(audience)
    return stage.skip_when not in conditions and stage.holds(audience, conditions)


def _pause(stored: Mapping[str, str]) -> Pause:
    return Pause(date.fromisoformat(stored["first"]), date.fromisoformat(stored["last"]), stored["why"])


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
