"""What the portal knows of a kind of event: one entry says all of it.

The entries stand by subject in the modules beside this one; the registry has them all.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, ParamSpec, Self, cast

from portal.domain.challenge.casework import Casework
from portal.domain.challenge.events.notice_names import RaiserNotice
from portal.domain.challenge.events.payload import EventPayload, accounts_in, keys_of, outward_texts_in
from portal.domain.challenge.state import Challenge, Event
from portal.domain.disclosure.table import Fact

WORKER = "worker"
"""Who acted, where nobody did: the portal by itself."""

EventDraft = tuple[str, Mapping[str, Any]]
"""What is to happen: a kind of event, and what it holds as plain JSON."""

StateChange = Callable[[Challenge, Event], Mapping[str, Any]]
"""The fields of the state that an event changes, with what they are then."""

WorkChange = Callable[[Casework, Event], Casework]
"""The casework after an event."""


class TimelineGroup(StrEnum):
    """What the timeline of a challenge can be narrowed to."""

    DECISIONS = "decisions"
    MESSAGES = "messages"
    READS = "reads"
    CLOCK = "clock"


class ExportDepth(StrEnum):
    """How much of an event goes into the case system and the child's file."""

    WHOLE = "whole"
    HAPPENED = "happened"  # only that it happened: what it holds stands in another place of the record
    NOTHING = "nothing"  # it says nothing of the child or the decision, and stays in the event log


class WhoseWords(StrEnum):
    """Whose words somebody reads who is told of an event. Words of a kind that says nothing of it, nobody reads."""

    NOBODYS = "nobodys"
    RAISERS = "raisers"  # their own
    STAFFS = "staffs"  # read at once: written freely for who may know, else one of the neutral sentences
    RELEASED = "released"  # by a second person
    PASSED = "passed"  # the text of a complaint as it was sent


def in_silence(_event: Event) -> RaiserNotice | None:
    """Nobody is written to because of it."""
    return None


def with_notice(news: RaiserNotice) -> Callable[[Event], RaiserNotice]:
    """The raiser is always sent this notice because of it."""
    return lambda _event: news


def always(_of: Challenge) -> bool:
    """It holds whenever it can be said."""
    return True


@dataclass(frozen=True, slots=True)
class NeutralSentence:
    """What can be said to somebody who may not know whether the child is known to us, and when it is ``true``."""

    words: str
    true: Callable[[Challenge], bool] = always


@dataclass(frozen=True, slots=True)
class ToldToRaiser:
    """What the raiser of a challenge may come to see of a kind of event. Young people read it too."""

    line: str  # on their timeline; ``{day}`` is the last on which they can answer
    keeps: tuple[str, ...] = ()  # what of it the state keeps: no result of a review
    words: WhoseWords = WhoseWords.NOBODYS
    heading: str = ""  # of what they read, among the messages: with its moment, day or number; blank where it is none
    fixed: str = ""  # what is said of it, the same to everybody
    fixed_by: Mapping[str, str] = field(default_factory=dict)  # the same, by the code that it holds as its ``sort``
    needs: Fact | None = None  # the fact that it gives away just by having happened
    sentences: tuple[NeutralSentence, ...] = ()
    notice: Callable[[Event], RaiserNotice | None] = in_silence  # what is sent to who may see it


_P = ParamSpec("_P")


class EventKind(str, Generic[_P]):
    """The name of a kind of event, as it is stored, with all that the portal knows of it.

    Called with what it holds, by the fields of its payload, it is what is to happen (:data:`EventDraft`).
    """

    __slots__ = (
        "accounts", "export", "group", "is_work", "keys", "moves_on", "must_be_read", "outward_texts", "overtakes",
        "payload", "runs_together", "staff", "state", "told", "work",
    )  # fmt: skip

    payload: Callable[_P, EventPayload]
    keys: frozenset[str]  # all that it may hold
    accounts: frozenset[str]  # what of it is the id of an account
    outward_texts: tuple[str, ...]  # what of it we write freely and a raiser reads: it goes through the redaction check
    staff: str  # what staff read of it; blank where no timeline is left to say it
    group: TimelineGroup | None  # what shows it when the timeline is narrowed
    told: ToldToRaiser | None
    state: StateChange | None
    work: WorkChange | None
    export: ExportDepth
    is_work: bool  # a colleague brings the challenge on its way by it
    must_be_read: bool  # the raiser tells us something that staff have to see before they go on
    moves_on: bool  # the challenge goes on to the next stage
    overtakes: tuple[str, ...]  # the notices that are not sent any more then, where they still wait
    runs_together: bool  # several in a row by the same person are one line of the timeline

    def __new__(  # noqa: PLR0913  # one entry says everything
        cls,
        name: str,
        payload: Callable[_P, EventPayload],
        staff: str = "",
        group: TimelineGroup | None = None,
        *,
        told: ToldToRaiser | None = None,
        state: StateChange | None = None,
        work: WorkChange | None = None,
        export: ExportDepth = ExportDepth.WHOLE,
        is_work: bool = False,
        must_be_read: bool = False,
        moves_on: bool = False,
        overtakes: tuple[str, ...] = (),
        runs_together: bool = False,
    ) -> Self:
        kind = super().__new__(cls, name)
        kind.payload, kind.staff, kind.group, kind.told = payload, staff, group, told
        holds = cast("type[EventPayload]", payload)
        kind.keys, kind.accounts, kind.outward_texts = keys_of(holds), accounts_in(holds), outward_texts_in(holds)
        kind.state, kind.work, kind.export, kind.is_work, kind.must_be_read = state, work, export, is_work, must_be_read
        kind.moves_on, kind.runs_together, kind.overtakes = moves_on, runs_together, overtakes
        return kind

    def __call__(self, *args: _P.args, **holds: _P.kwargs) -> EventDraft:
        """It is to happen, and holds this."""
        return str(self), self.payload(*args, **holds).as_json()


def event_of(draft: EventDraft, at: datetime, actor: str) -> Event:
    """It has happened, at this moment. ``actor``: the key of who did it."""
    kind, what = draft
    return Event(kind, at, actor, what)
