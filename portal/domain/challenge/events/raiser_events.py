"""What raisers do: they send, add, answer, change how we reach them, go on, stop, withdraw and come back."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from portal.domain.challenge import safety_alert
from portal.domain.challenge.casework import Casework, Review, begun, to_be_recorded, with_review
from portal.domain.challenge.events.event_kind import (
    EventKind,
    ExportDepth,
    StateChange,
    TimelineGroup,
    ToldToRaiser,
    WhoseWords,
)
from portal.domain.challenge.events.notice_names import FIRST_NOTICE, REPLY_LETTER, RaiserNotice
from portal.domain.challenge.events.payload import AccountId, EventPayload, NoPayload
from portal.domain.challenge.state import Challenge, Event, Flag, Status
from portal.domain.i18n import _
from portal.domain.policy.due_dates import due_from

Changed = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class ReceivedPayload(EventPayload):
    """The state of a challenge as it begins."""

    id: str
    reference: str
    pack: str
    audience: str
    language: str
    answers: Mapping[str, Any]
    ladder: str
    stage: str
    day_zero: str | None  # the working day it counts as received, ISO; none where no bank holidays are held
    due: str | None
    flags: list[str]
    way: str  # how it reached us (ReceivedBy)
    received_at: str = ""  # when it did, where staff entered it later
    taken_by: AccountId = ""


RECEIVED = EventKind(
    "received", ReceivedPayload, _("They sent it"), TimelineGroup.MESSAGES, export=ExportDepth.HAPPENED
)


CODE_KEPT = EventKind(
    "code_kept",
    NoPayload,
    _("They checked that they have their code"),
    TimelineGroup.MESSAGES,
    state=lambda *_: {"code_kept": True},
    export=ExportDepth.NOTHING,
)


# What they tell us later


def flags_of_new(event: Event) -> frozenset[Flag]:
    """The flag of something new about safety, where they said that something new has happened."""
    return frozenset({Flag.NEW_INFORMATION}) if event.what.get("new") else frozenset()


def opens_alerts(work: Casework, event: Event) -> Casework:
    """What they said may open a safety alert, or two."""
    raised = tuple(safety_alert.raised(event.at.isoformat(), event.what))
    return replace(work, alerts=(*work.alerts, *raised)) if raised else work


def raises(flag: Flag) -> StateChange:
    """The flag goes up, and that of something new where they said so."""
    return lambda challenge, event: {"flags": challenge.flags | {flag} | flags_of_new(event)}


@dataclass(frozen=True, kw_only=True)
class AddedPayload(EventPayload):
    words: str
    new: bool  # whether something new has happened


ADDED = EventKind(
    "added",
    AddedPayload,
    _("They told us more"),
    TimelineGroup.MESSAGES,
    told=ToldToRaiser(_("You told us more."), ("words", "new"), WhoseWords.RAISERS),
    state=raises(Flag.MESSAGE),
    work=opens_alerts,
    must_be_read=True,
)


def _reached_otherwise(challenge: Challenge, event: Event) -> Changed:
    left = {key: value for key, value in challenge.answers.items() if key not in event.what["instead_of"]}
    return {"answers": left | event.what["answers"], "flags": challenge.flags | {Flag.CONTACT_CHANGED}}


@dataclass(frozen=True, kw_only=True)
class ContactChangedPayload(EventPayload):
    answers: Mapping[str, Any]
    instead_of: list[str]  # the questions about contact, whose answers go


CONTACT_CHANGED = EventKind(
    "contact_changed",
    ContactChangedPayload,
    _("They changed how we may contact them"),
    TimelineGroup.MESSAGES,
    told=ToldToRaiser(_("You changed how we contact you.")),
    state=_reached_otherwise,
    export=ExportDepth.HAPPENED,
    must_be_read=True,
)


@dataclass(frozen=True, kw_only=True)
class LanguageHelpPayload(EventPayload):
    how: str  # written here ("translate"), or read out by an interpreter who calls ("read_out")
    language: str  # what it is called in English


LANGUAGE_HELP_ASKED = EventKind(
    "language_help_asked",
    LanguageHelpPayload,
    _("They asked for what we wrote in their language"),
    TimelineGroup.MESSAGES,
    told=ToldToRaiser(_("You asked us to tell you in your language.")),
    state=lambda challenge, _event: {"flags": challenge.flags | {Flag.LANGUAGE_HELP}},
    must_be_read=True,
)


# On to the next stage


def goes_to(challenge: Challenge, event: Event) -> Changed:
    """What they asked for once a review had ended they have now."""
    if not event.what["stage"]:
        return {"status": Status.FINISHED, "due": None}
    asked = {Flag.ESCALATION_ASKED} if event.what.get("as_asked") else set[Flag]()
    to = {"status": Status.RECEIVED, "stage": event.what["stage"], "due": due_from(event.what["due"])}
    return {**to, "flags": challenge.flags - asked}


def begins_review_afresh(work: Casework, event: Event) -> Casework:
    """Where it was late that stays known. The review of the next stage begins with nothing, and nobody has it."""
    if late := event.what.get("late"):
        work = replace(work, late_before={**work.late_before, **late})
    if paused := event.what.get("paused"):
        work = replace(work, paused_before=(*work.paused_before, *paused))
    return (
        replace(begun(work, event.what.get("stage", ""), event.at), review=Review(), assigned="", nobody="")
        if event.what["stage"]
        else work
    )


@dataclass(frozen=True, kw_only=True)
class MovedPayload(EventPayload):
    stage: str  # blank in old ones, where none came after it
    due: str | None
    late: Mapping[str, str | None] | None = None  # the stage that it leaves and its date, where that had passed
    paused: list[Mapping[str, str]] | None = None  # the pauses of that stage, where it had any
    as_asked: bool = False  # once the review had ended they asked for it; old ones leave the flag of that up


ESCALATION_ASKED = EventKind(
    "escalation_asked",
    NoPayload,
    _("They asked for the next reviewer"),
    TimelineGroup.MESSAGES,
    told=ToldToRaiser(_("You asked for the next step.")),
    state=lambda challenge, _event: {"flags": challenge.flags | {Flag.ESCALATION_ASKED}},
    must_be_read=True,
)


def _next_stage_notice(event: Event) -> RaiserNotice | None:
    """Nobody comes after the last stage."""
    return RaiserNotice.NEXT_STAGE if event.what["stage"] else None


NEWS_OF_REVIEW = (RaiserNotice.FINISHED, RaiserNotice.WINDOW_CLOSING)


STILL_WORRIED = EventKind(
    "still_worried",
    MovedPayload,
    _("They are still worried"),
    TimelineGroup.DECISIONS,
    told=ToldToRaiser(_("You told us that you are still worried."), ("stage",), notice=_next_stage_notice),
    state=goes_to,
    work=begins_review_afresh,
    moves_on=True,
    overtakes=NEWS_OF_REVIEW,
)

MOVED_ON = EventKind(
    "moved_on",
    MovedPayload,
    _("It went to the next stage"),
    TimelineGroup.DECISIONS,
    told=ToldToRaiser(_("We passed your request on."), ("stage",), notice=_next_stage_notice),
    state=goes_to,
    work=begins_review_afresh,
    moves_on=True,
    overtakes=NEWS_OF_REVIEW,
)


# To stop, and to come back

ACCEPTED = EventKind(
    "accepted",
    NoPayload,
    _("They accept this"),
    TimelineGroup.DECISIONS,
    told=ToldToRaiser(_("You told us that you want to stop here.")),
    state=lambda *_: {"status": Status.FINISHED},
    overtakes=NEWS_OF_REVIEW,
)


def _taken_back(challenge: Challenge, event: Event) -> Changed:
    pressed = {Flag.PRESSURE} if event.what["pressure"] == "yes" else frozenset[Flag]()
    return {"status": Status.WITHDRAWN, "due": None, "flags": challenge.flags | pressed | flags_of_new(event)}


def _taken_back_work(work: Casework, event: Event) -> Casework:
    work = opens_alerts(work, event)
    return to_be_recorded(work, event.what["stage"]) if event.what.get("stage") else work


@dataclass(frozen=True, kw_only=True)
class WithdrawnPayload(EventPayload):
    pressure: str  # whether somebody makes them do it: yes or no
    words: str
    new: bool
    stage: str


WITHDRAWN = EventKind(
    "withdrawn",
    WithdrawnPayload,
    _("They withdrew"),
    TimelineGroup.DECISIONS,
    told=ToldToRaiser(_("You cancelled your request."), ("words",), WhoseWords.RAISERS),
    state=_taken_back,
    work=_taken_back_work,
    must_be_read=True,
    overtakes=(FIRST_NOTICE, REPLY_LETTER, *RaiserNotice),  # they are left in peace
)


@dataclass(frozen=True, kw_only=True)
class ReopenedPayload(EventPayload):
    status: Status
    stage: str = ""  # has the whole of its time again; blank where its review had ended
    due: str | None


REOPENED = EventKind(
    "reopened",
    ReopenedPayload,
    _("They opened it again"),
    TimelineGroup.DECISIONS,
    told=ToldToRaiser(_("You opened your request again.")),
    state=lambda _challenge, event: {"status": Status(event.what["status"]), "due": due_from(event.what["due"])},
    work=lambda work, event: with_review(
        begun(work, event.what.get("stage", ""), event.at), pauses=(), longer=0, longer_by={}, sooner=""
    ),
)
