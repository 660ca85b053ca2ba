"""What happens to the time that a stage has: stopped, lengthened, counted anew, past; and who is reminded of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from portal.domain.challenge.casework import Casework, with_review
from portal.domain.challenge.events.event_kind import (
    EventKind,
    ExportDepth,
    NeutralSentence,
    TimelineGroup,
    ToldToRaiser,
    WhoseWords,
    with_notice,
)
from portal.domain.challenge.events.notice_names import RaiserNotice
from portal.domain.challenge.events.payload import EventPayload, OutwardText
from portal.domain.challenge.events.question_events import ANSWERED, no_question_waits, open_questions, question_waits
from portal.domain.challenge.events.raiser_events import ADDED
from portal.domain.challenge.events.sentence_truth import known, staff_know, unknown
from portal.domain.challenge.state import Challenge, Event
from portal.domain.disclosure.table import Fact
from portal.domain.i18n import _
from portal.domain.policy.due_dates import due_from


def _redated(_: Challenge, event: Event) -> Mapping[str, Any]:
    return {"due": due_from(event.what["due"])}


# Stopped


def _paused(work: Casework, event: Event) -> Casework:
    pause = {key: event.what[key] for key in ("first", "last", "why", "paused_for") if event.what.get(key)}
    return with_review(work, pauses=(*work.review.pauses, pause))


def _date_notice(event: Event) -> RaiserNotice:
    """Where the date is the one they have we wrote only why."""
    return RaiserNotice.ANSWER if event.what.get("was", "") == event.what["due"] else RaiserNotice.DATE_CHANGED


@dataclass(frozen=True, kw_only=True)
class PausedPayload(EventPayload):
    first: str  # days, ISO
    last: str
    why: str  # for ourselves
    words: OutwardText
    due: str | None
    was: str | None
    paused_for: str = ""  # as the policy names it, where it names any


PAUSED = EventKind(
    "paused",
    PausedPayload,
    _("The clock was paused"),
    TimelineGroup.CLOCK,
    told=ToldToRaiser(
        _("We have to wait for a while. Our message says why."),
        ("words", "due"),
        WhoseWords.STAFFS,
        needs=Fact.NEXT_DATE,
        sentences=(
            NeutralSentence(WAITS := _("We asked you a question. We wait for your answer."), question_waits),
            NeutralSentence(_("First we have to check who you are."), unknown),
            NeutralSentence(_("You asked us to wait."), staff_know),
            NeutralSentence(AWAY := _("Some of our team are away."), staff_know),
            NeutralSentence(_("We cannot go on just now. You do not have to do anything."), no_question_waits),
        ),
        heading=_("Why we have to wait, %(moment)s"),
        notice=_date_notice,
    ),
    state=_redated,
    work=_paused,
    is_work=True,
)


def _answered(challenge: Challenge) -> bool:
    """Since the pause began, and nothing else that we asked still waits."""
    paused, answered = challenge.last(PAUSED), challenge.last(ANSWERED)
    in_time = answered is not None and (paused is None or answered.at >= paused.at)
    return in_time and not open_questions(challenge)


def _was_said(words: str) -> Callable[[Challenge], bool]:
    """Whether the pause that is on was said to be for this."""

    def so(challenge: Challenge) -> bool:
        paused = challenge.last(PAUSED)
        return paused is not None and paused.words == words

    return so


def _resumed(work: Casework, event: Event) -> Casework:
    """The last pause ends with the day before; one that ends before it began never was."""
    *before, pause = work.review.pauses
    kept = () if event.what["last"] < pause["first"] else ({**pause, "last": event.what["last"]},)
    return with_review(work, pauses=(*before, *kept))


@dataclass(frozen=True, kw_only=True)
class ResumedPayload(EventPayload):
    last: str  # day of the pause, ISO
    words: OutwardText
    due: str | None
    was: str | None


RESUMED = EventKind(
    "resumed",
    ResumedPayload,
    _("The clock goes on"),
    TimelineGroup.CLOCK,
    told=ToldToRaiser(
        _("We started again."),
        ("words", "due"),
        WhoseWords.STAFFS,
        needs=Fact.NEXT_DATE,
        sentences=(
            NeutralSentence(HAVE_IT := _("We have your answer. Thank you."), _answered),
            NeutralSentence(_("We have checked who you are. Thank you."), known),
            NeutralSentence(_("You asked us to go on."), staff_know),
            NeutralSentence(_("Our team is back."), _was_said(AWAY)),
            NeutralSentence(_("We can go on now. You do not have to do anything."), no_question_waits),
        ),
        heading=_("Why we started again, %(moment)s"),
        notice=_date_notice,
    ),
    state=_redated,
    work=_resumed,
    is_work=True,
)


# Lengthened


def _told_more(challenge: Challenge) -> bool:
    return any(event.kind in {ADDED, ANSWERED} for event in challenge.history)


def _extended(work: Casework, event: Event) -> Casework:
    """In working days, unless it says another unit."""
    what, so_far = event.what, work.review.longer_by
    if not (unit := what.get("unit", "")):
        return with_review(work, longer=work.review.longer + what["days"], sooner="")
    return with_review(work, longer_by={**so_far, unit: so_far.get(unit, 0) + what["amount"]}, sooner="")


@dataclass(frozen=True, kw_only=True)
class ExtendedPayload(EventPayload):
    amount: int
    unit: str  # (TimeUnit)
    days: int = 0  # working days, in those of before there were units
    words: OutwardText
    why: str  # for ourselves
    due: str | None
    was: str | None


EXTENDED = EventKind(
    "extended",
    ExtendedPayload,
    _("The time was extended"),
    TimelineGroup.CLOCK,
    told=ToldToRaiser(
        _("We need more time. Our message says why."),
        ("words", "due"),
        WhoseWords.STAFFS,
        needs=Fact.NEXT_DATE,
        sentences=(
            NeutralSentence(READING := _("We need more time to read all that you told us.")),
            NeutralSentence(_("You told us something new. We need more time to read it."), _told_more),
            NeutralSentence(_("We need more time to check who you are."), unknown),
            NeutralSentence(_("We need more time because some of our team are away."), staff_know),
            NeutralSentence(_("We need more time to do this well. You do not have to do anything."), no_question_waits),
        ),
        heading=_("Why we need more time, %(moment)s"),
        notice=_date_notice,
    ),
    state=_redated,
    work=_extended,
    is_work=True,
)


# Steps before the answer


def _sooner(challenge: Challenge, event: Event) -> Mapping[str, Any]:
    return _redated(challenge, event) if "due" in event.what else {}


def _step_done(work: Casework, event: Event) -> Casework:
    return with_review(work, steps={**work.review.steps, str(event.what["step"]): event.what["on"]})


@dataclass(frozen=True, kw_only=True)
class StepDonePayload(EventPayload):
    stage: str
    step: int  # its number among the clocks of the stage
    act: str  # (Act)
    on: str  # day, ISO
    words: str
    due: str = ""  # of the stage, where that moves forward


STEP_DONE = EventKind(
    "step_done",
    StepDonePayload,
    _("A step of the stage was done"),
    TimelineGroup.CLOCK,
    state=_sooner,
    work=_step_done,
    is_work=True,
)


@dataclass(frozen=True, kw_only=True)
class ReviewTakenPayload(EventPayload):
    at: str  # moment, ISO
    due: str = ""  # of the stage, where that moves forward


REVIEW_TAKEN = EventKind(
    "review_taken",
    ReviewTakenPayload,
    _("A reviewer took it on, so the clock of this stage runs"),
    TimelineGroup.CLOCK,
    state=_sooner,
    work=lambda work, event: with_review(work, taken=event.what["at"]),
)


# Counted anew, past, and reminded of


@dataclass(frozen=True, kw_only=True)
class DuePayload(EventPayload):
    due: str | None


CLOSURE_COUNTED = EventKind(
    "closure_counted",
    DuePayload,
    _("A day on which the council is closed moved the date"),
    TimelineGroup.CLOCK,
    state=_redated,
)

LATE = EventKind(
    "late",
    DuePayload,
    _("We told them that we are late"),
    TimelineGroup.CLOCK,
    told=ToldToRaiser(
        _("We did not finish by the date we gave you. We are sorry."),
        ("due",),
        needs=Fact.NEXT_DATE,
        notice=with_notice(RaiserNotice.LATE),
    ),
)


class LateReason(StrEnum):
    """Why a stage is late, as far as its raiser is told."""

    BUSY = "busy"
    AWAY = "away"
    READING = "reading"
    MISTAKE = "mistake"


LATE_BECAUSE: Mapping[str, str] = {
    LateReason.BUSY: _("More people asked us than we could answer in time."),
    LateReason.AWAY: AWAY,
    LateReason.READING: READING,
    LateReason.MISTAKE: _("We made a mistake, and it cost time."),
}
"""What the raiser reads of it: nothing that gives away whether the child is known to us."""


@dataclass(frozen=True, kw_only=True)
class NewDatePayload(EventPayload):
    sort: str  # why it is late (LateReason)
    due: str  # day by which we now plan to finish, ISO; the policy's own date stays as it was


NEW_DATE_GIVEN = EventKind(
    "new_date_given",
    NewDatePayload,
    _("We told them why we are late, and a new date"),
    TimelineGroup.CLOCK,
    told=ToldToRaiser(
        _("We told you why we are late."),
        ("sort", "due"),
        heading=_("Why we are late, %(moment)s"),
        fixed_by=LATE_BECAUSE,
        needs=Fact.NEXT_DATE,
        notice=with_notice(RaiserNotice.DATE_CHANGED),
    ),
    is_work=True,
)


@dataclass(frozen=True, kw_only=True)
class WindowClosingPayload(EventPayload):
    last: str  # day on which they can answer, ISO


WINDOW_CLOSING = EventKind(
    "window_closing",
    WindowClosingPayload,
    _("We told them until when they can answer"),
    TimelineGroup.CLOCK,
    told=ToldToRaiser(
        _("We said that you can tell us until {day} if you are still worried."),
        ("last",),
        needs=Fact.REVIEW_FINISHED,
        notice=with_notice(RaiserNotice.WINDOW_CLOSING),
    ),
)


@dataclass(frozen=True, kw_only=True)
class RemindedPayload(EventPayload):
    why: str  # (Reminder)
    stage: str
    at_once: bool = False  # the policy counts in hours: colleagues hear of it without waiting for the morning


REMINDED = EventKind(
    "reminded",
    RemindedPayload,
    _("We reminded colleagues of the date"),
    TimelineGroup.CLOCK,
    export=ExportDepth.NOTHING,
)

PROMISE_CHASED = EventKind(
    "promise_chased",
    DuePayload,
    _("We reminded colleagues of an action that is late"),
    TimelineGroup.CLOCK,
    export=ExportDepth.NOTHING,
)
