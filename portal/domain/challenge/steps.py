"""The steps of a stage before its answer: that it was acknowledged, that people met, that the other side replied.

Somebody writes down the day on which each was done. What counts from it moves with it, and so does the date of the
stage, but only ever forward.
"""

from dataclasses import dataclass, replace
from datetime import date

from portal.domain.challenge.action_rule import Action, ActionContext, ActionGroup, AnyAction, Parameters, said
from portal.domain.challenge.events.clock_events import REVIEW_TAKEN, STEP_DONE
from portal.domain.challenge.events.event_kind import EventDraft, event_of
from portal.domain.challenge.evolution import evolve
from portal.domain.challenge.state import Challenge, Event, Rules, Status
from portal.domain.challenge.triage import Outcome
from portal.domain.i18n import _
from portal.domain.permissions import WORKERS, ActionRefused
from portal.domain.policy.calendar import BeyondCalendar, end_of, local
from portal.domain.policy.due_dates import DueDate, plain_due
from portal.domain.policy.model import Start
from portal.domain.policy.stage_clocks import ClockDate

_HOW = _("Write what was done.")


def stage_dates(challenge: Challenge, rules: Rules) -> tuple[ClockDate, ...]:
    """Every clock of the stage that a challenge has reached; none where no bank holidays are held for its dates."""
    stage = rules.ladder.stage(challenge.stage)
    try:
        return rules.clocks(stage, rules.began(challenge), challenge.work.review).dates
    except BeyondCalendar:
        return ()


def open_steps(challenge: Challenge, rules: Rules) -> tuple[ClockDate, ...]:
    """The steps of this stage that nobody has written down as done."""
    if challenge.status is not Status.RECEIVED:
        return ()
    steps = rules.ladder.stage(challenge.stage).steps
    return tuple(each for each in stage_dates(challenge, rules) if each.number in steps and not each.done)


def next_date(challenge: Challenge, rules: Rules) -> DueDate | None:
    """What is due first of a stage under way: one of its steps, or the stage itself."""
    waiting = (each for each in open_steps(challenge, rules) if not each.clock.optional)
    ends = [challenge.due, *(each.due for each in waiting if not each.expected)]
    return min((end for end in ends if end), key=end_of, default=None)


def _why_not_record_step(at: ActionContext) -> str:
    if not open_steps(at.challenge, at.rules):
        return _("No step of this stage waits to be done.")
    theirs = at.challenge.work.assigned == at.actor.key or at.actor.manages
    return "" if theirs else _("Take it first: it is not assigned to you.")


@dataclass(frozen=True, slots=True, repr=False)
class StepDone(Parameters):
    step: int  # its number among the clocks of the stage
    on: str  # the day, ISO
    words: str  # how it was done


def _record_step(at: ActionContext, given: StepDone) -> list[EventDraft]:
    step, on = given.step, given.on
    wanted = next((each for each in open_steps(at.challenge, at.rules) if each.number == step), None)
    if wanted is None:
        raise ActionRefused(_("This step does not wait any more. A colleague may just have written it down."))
    began = local(at.rules.began(at.challenge)[at.challenge.stage]).date()
    if not began <= date.fromisoformat(on) <= at.today:
        raise ActionRefused(_("Enter the day on which it was done: since this stage began, and not in the future."))
    review = at.challenge.work.review
    due = at.due_of(at.stage, replace(review, steps={**review.steps, str(step): on}))
    done = STEP_DONE(
        stage=at.stage.key,
        step=step,
        act=wanted.clock.act,
        on=on,
        words=said(given.words, _HOW),
        due=_sooner(at.challenge, due),
    )
    return [done]


def _sooner(challenge: Challenge, due: str | None) -> str:
    """The new date, where there is one and it is another than before; else blank."""
    return due if due and challenge.due and due != plain_due(challenge.due) else ""


def taken_on(at: ActionContext, events: list[Event]) -> list[Event]:
    """That a reviewer has now taken it on, where a clock of the stage counts from that."""
    challenge, rules, now = at.challenge, at.rules, at.now
    for event in events:
        challenge = evolve(challenge, event)
    stage, work = rules.pack.stage(challenge.stage), challenge.work
    counts = any(clock.after is Start.TAKEN for clock in stage.deadlines)
    if not counts or work.review.taken or not work.assigned or work.triaged != Outcome.REVIEW:
        return []
    if challenge.status is not Status.RECEIVED:
        return []
    review = replace(work.review, taken=now.isoformat())
    due = replace(at, challenge=challenge).due_of(stage, review)
    taken = REVIEW_TAKEN(at=now.isoformat(), due=_sooner(challenge, due))
    return [event_of(taken, now, at.actor.key)]


RECORD_STEP = Action(
    "record_step", StepDone, _why_not_record_step, _record_step, roles=WORKERS, group=ActionGroup.REVIEW
)

ACTIONS: tuple[AnyAction, ...] = (RECORD_STEP,)
