"""The time of a stage stops and goes on again. What the raiser is told of it is said with it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from portal.domain.challenge.action_rule import Action, ActionContext, ActionGroup, AnyAction, Parameters, Words, said
from portal.domain.challenge.events.clock_events import PAUSED, RESUMED
from portal.domain.challenge.events.event_kind import EventDraft
from portal.domain.challenge.state import Challenge, Status
from portal.domain.challenge.triage import Outcome, why_not_independent, why_not_working_on_it
from portal.domain.i18n import _
from portal.domain.permissions import MANAGERS, WORKERS, ActionRefused
from portal.domain.policy.calendar import TimeUnit
from portal.domain.policy.due_dates import day_of, due_from, plain_due

LONGEST_PAUSE = 90  # days
TELL = _("Write what we tell them.")
WHY = _("Write your reasons.")
UNCHANGED = _("The date would stay as it is, so nothing was changed.")


def paused_until(challenge: Challenge, today: date) -> date | None:
    """The last day of the pause that is on, if one is."""
    pauses = challenge.work.review.pauses
    last = date.fromisoformat(pauses[-1]["last"]) if pauses else None
    return last if last and last >= today and challenge.status is Status.RECEIVED else None


def why_not_change_the_time(at: ActionContext) -> str:
    """Why no clock runs that could be stopped or given more time, or nothing."""
    if at.challenge.status is not Status.RECEIVED or at.challenge.due is None:
        return _("No clock runs here.")
    return "" if at.challenge.work.triaged == Outcome.REVIEW else _("Triage comes first.")


def why_not_a_manager(at: ActionContext, otherwise: str) -> str:
    """Why whoever acts is not the manager who decides this, or nothing: it need not be assigned to them."""
    return why_not_independent(at) if at.actor.manages else otherwise


def _why_not_pause(at: ActionContext) -> str:
    if why := why_not_change_the_time(at):
        return why
    if paused_until(at.challenge, at.today):
        return _("It is paused already.")
    return why_not_a_manager(at, _("A manager decides this."))


@dataclass(frozen=True, slots=True, repr=False)
class PauseUntil(Parameters):
    until: str  # the last day, ISO
    words: str  # what the raiser is told
    why: str  # our own reasons


def _pause(at: ActionContext, given: PauseUntil) -> list[EventDraft]:
    kind, what = paused(at, given.until, said(given.why, WHY), said(given.words, TELL))
    if what["due"] == what["was"]:
        raise ActionRefused(UNCHANGED)
    return [(kind, what)]


def paused(at: ActionContext, until: str, why: str, words: str) -> EventDraft:
    """The clock stops until this day. Raises :class:`ActionRefused` where it may not."""
    last = date.fromisoformat(until)
    if not at.today < last <= at.today + timedelta(days=LONGEST_PAUSE):
        raise ActionRefused(_("Choose a day after today, within 90 days."))
    pause = {"first": at.today.isoformat(), "last": until, "why": why}
    review = at.challenge.work.review
    due = at.due_of(at.stage, replace(review, pauses=(*review.pauses, pause)))
    ends = due_from(due)
    if ends is not None and day_of(ends) <= last:
        raise ActionRefused(_("The policy limits how long this may take, paused or not. Choose an earlier day."))
    if why := _why_too_long_in_all(at, pause):
        raise ActionRefused(why)
    return PAUSED(**pause, words=words, due=due, was=plain_due(at.challenge.due))


def _why_too_long_in_all(at: ActionContext, pause: Mapping[str, str]) -> str:
    """Why it may not be paused so long, with all the pauses that it has had, or nothing."""
    limit = at.rules.pack.pauses
    if limit is None:
        return ""
    paused = (*at.paused_before(at.stage), *at.challenge.work.review.pauses, pause)
    days = {day for each in paused for day in _days(each)}
    if limit.together.unit is TimeUnit.WORKING_DAYS:
        days = {day for day in days if at.rules.calendar.likely_working(day)}
    most = limit.together.amount * (7 if limit.together.unit is TimeUnit.WEEKS else 1)
    if len(days) <= most:
        return ""
    return _("The policy limits how long all pauses together may be. Choose an earlier day.")


def _days(pause: Mapping[str, str]) -> Iterator[date]:
    first, last = date.fromisoformat(pause["first"]), date.fromisoformat(pause["last"])
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _why_not_resume(at: ActionContext) -> str:
    if not paused_until(at.challenge, at.today):
        return _("It is not paused.")
    return "" if at.actor.manages else why_not_working_on_it(at)


def _resume(at: ActionContext, given: Words) -> list[EventDraft]:
    return [resumed(at, said(given.words, TELL))]


def resumed(at: ActionContext, words: str) -> EventDraft:
    """The clock goes on today."""
    yesterday = (at.today - timedelta(days=1)).isoformat()
    review = at.challenge.work.review
    *before, pause = review.pauses
    kept = [*before, *([] if yesterday < pause["first"] else [{**pause, "last": yesterday}])]
    due = at.due_of(at.stage, replace(review, pauses=tuple(kept)))
    was = plain_due(at.challenge.due)
    return RESUMED(last=yesterday, words=words, due=due, was=was)


PAUSE = Action(
    "pause", PauseUntil, _why_not_pause, _pause,
    roles=MANAGERS, group=ActionGroup.CLOCK, says=PAUSED, clause=lambda at: at.rules.pack.pauses,
)  # fmt: skip
RESUME = Action("resume", Words, _why_not_resume, _resume, roles=WORKERS, group=ActionGroup.CLOCK, says=RESUMED)

ACTIONS: tuple[AnyAction, ...] = (PAUSE, RESUME)
