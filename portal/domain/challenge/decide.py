"""Who does what to a challenge: :func:`decide` lets them or says why not, and gives the events."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import ModuleType

from portal.domain.challenge import (
    advocate,
    allocation,
    clock,
    closure,
    complaint_transfer,
    earlier_date,
    end_without_review,
    evidence,
    exchange,
    full_review,
    full_triage,
    independence,
    information_complaint,
    involvement,
    junk,
    links,
    message_decisions,
    neutral_sentences,
    new_date,
    notes,
    notification_duties,
    original_decision,
    other_forms,
    outside_reviewer,
    panel,
    papers,
    pauses,
    promises,
    raiser,
    raiser_checks,
    raiser_requests,
    review,
    routes,
    safety_alert,
    staff_questions,
    steps,
    triage,
)
from portal.domain.challenge.action_rule import (
    Action,
    ActionContext,
    AnyAction,
    Given,
    Nothing,
    Parameters,
    always_possible,
)
from portal.domain.challenge.cleared_marks import UNKNOWN, Redaction
from portal.domain.challenge.events import record_events
from portal.domain.challenge.events.alert_events import ALERT_SHOWN
from portal.domain.challenge.events.event_kind import EventDraft, event_of
from portal.domain.challenge.events.record_events import CODE_GIVEN, CODE_NOT_GIVEN, EXPORTED, OPENED
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.state import Challenge, Event, Rules
from portal.domain.permissions import READERS, WORKERS, ActionRefused, Actor, Role


@dataclass(frozen=True, slots=True, repr=False)
class CodeGiven(Parameters):
    how: str  # staff gave somebody for whom they entered it the code; blank where they could not


def _give_code(_at: ActionContext, given: CodeGiven) -> list[EventDraft]:
    return [(CODE_GIVEN if given.how else CODE_NOT_GIVEN)(how=given.how)]


@dataclass(frozen=True, slots=True, repr=False)
class ReasonToRead(Parameters):
    why: str
    shown: bool = True  # whether a page is shown with all that the raiser has told us; else it is only opened


def _read(at: ActionContext, given: ReasonToRead) -> list[EventDraft]:
    """Of whoever only looks on, like an auditor, it says so: a letter that waits to be read goes on waiting."""
    return [(record_events.READ if given.shown else OPENED)(why=given.why, looks_on=not at.actor.works)]


@dataclass(frozen=True, slots=True, repr=False)
class ExportForm(Parameters):
    form: str


def _export(_at: ActionContext, given: ExportForm) -> list[EventDraft]:
    return [EXPORTED(form=given.form)]


READ = Action(
    "read", ReasonToRead, always_possible, _read,
    roles=READERS | {Role.AUDITOR}, despite_alert=True, despite_junk=True,
)  # fmt: skip
SEE_ALERT = Action(
    "see_alert", Nothing, always_possible, lambda _at, _given: [ALERT_SHOWN()], roles=READERS, despite_alert=True
)
"""What somebody said whose safety alert is open, before opening all of it."""
EXPORT = Action("export", ExportForm, always_possible, _export, roles=WORKERS, despite_alert=True, despite_junk=True)
GIVE_CODE = Action(
    "give_code", CodeGiven, always_possible, _give_code, roles=WORKERS, despite_alert=True, despite_junk=True
)

_MODULES: tuple[ModuleType, ...] = (
    allocation, outside_reviewer, full_triage, triage, complaint_transfer, end_without_review, raiser_checks,
    original_decision, involvement, pauses, clock, new_date, staff_questions, advocate, steps, earlier_date,
    exchange, panel, full_review, review, promises, routes, notification_duties, message_decisions,
    notes, papers, links, closure, raiser, raiser_requests, other_forms, information_complaint, evidence, junk,
)  # fmt: skip
"""Those with actions, in the order in which the page of a challenge offers them."""

ACTIONS: Mapping[str, AnyAction] = {
    action: action
    for action in (
        *(each for module in _MODULES for each in module.ACTIONS), READ, SEE_ALERT, EXPORT, GIVE_CODE
    )
}  # fmt: skip
"""All that somebody can do with a challenge, by name."""


def why_not_while_alert_open(challenge: Challenge, action: AnyAction) -> str:
    """Why an open safety alert stops this, or nothing: a plain sentence. It never stops the raiser."""
    stopped = action.waits_for_alert and safety_alert.waiting(challenge.work.alerts)
    return safety_alert.FIRST if stopped else ""


def decide(at: ActionContext, action: Action[Given], given: Given, *, redaction: Redaction = UNKNOWN) -> list[Event]:
    """The events that ``action`` brings about, or :class:`ActionRefused` with the reason.

    ``redaction``: what the redaction check goes by, and what of its marks has been cleared. Where any is not,
    the refusal is :class:`portal.domain.challenge.cleared_marks.Uncleared`.
    """
    return redaction.cleared_in(foreseen(at, action, given))


def foreseen(at: ActionContext, action: Action[Given], given: Given) -> list[Event]:
    """What would come of it, before the marks of the redaction check are cleared: to be shown, and never kept.

    Raises :class:`ActionRefused` with the reason; where a safety alert is open and stops it,
    :class:`portal.domain.challenge.safety_alert.SafetyFirst`.
    """
    challenge, actor, now = at.challenge, at.actor, at.now
    if not actor.may(action):
        raise ActionRefused(f"You are not allowed to do this: {action}.")
    if why := why_not_while_alert_open(challenge, action):
        raise safety_alert.SafetyFirst(why)
    if why := junk.why_not_with_junk(challenge, action):
        raise ActionRefused(why)
    if why := action.why_not(at):
        raise ActionRefused(why)
    drafts, goes_on = independence.declared(at, action, given)
    drafts += action.happens(at, given) if goes_on else []
    events = [event_of(draft, now, actor.key) for draft in drafts]
    events += steps.taken_on(at, events)
    if events:
        events += notification_duties.arising(replay(events, challenge), at.rules, now)
    table, audience, checks = at.rules.pack.disclosure, challenge.audience, challenge.work.checks
    if not all(neutral_sentences.may_be_said(table, audience, checks, event.kind, event.words) for event in events):
        raise ActionRefused(neutral_sentences.CHOOSE)
    if not all(neutral_sentences.so(before, event.kind, event.words) for before, event in _in_turn(challenge, events)):
        raise ActionRefused(neutral_sentences.NOT_SO)
    return events


def _in_turn(challenge: Challenge, events: list[Event]) -> Iterator[tuple[Challenge, Event]]:
    """Each event with the challenge as it is when that happens."""
    for event in events:
        yield challenge, event
        challenge = replay([event], challenge)


def why_not(challenge: Challenge, action: AnyAction, actor: Actor, rules: Rules, now: datetime) -> str:
    """Why this person cannot do it now: a plain sentence, blank where they can."""
    if not actor.may(action):
        return "You are not allowed to do this."
    first = why_not_while_alert_open(challenge, action) or junk.why_not_with_junk(challenge, action)
    return first or action.why_not(ActionContext(challenge, actor, rules, now))


def possible(challenge: Challenge, actor: Actor, rules: Rules, now: datetime) -> frozenset[AnyAction]:
    """What this person can do now: all else would be refused."""
    return frozenset(each for each in ACTIONS.values() if not why_not(challenge, each, actor, rules, now))
