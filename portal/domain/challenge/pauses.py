"""The time of a stage stops and goes on again. What the raiser is told of it is said with it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from portal.domain.challenge.action_rule import Action, ActionContext, ActionGroup, AnyAction, Parameters, Words, said
from portal.domain.challenge.events.clock_events import PAUSED, RESUMED
from portal.domain.challenge.events.event_kind import EventDraft
from portal.domain.challenge.state import Challenge, Status
from portal.domain.challenge.triage import Outcome, why_not_independent, why_not_working_on_it
from portal.domain.i18n import _
from portal.domain.permissions import MANAGERS, WORKERS, ActionRefused
from portal.domain.policy.calendar import Span, TimeUnit
from portal.domain.policy.casework_times import PauseReason
from portal.domain.policy.due_dates import day_of, due_from, plain_due
from portal.domain.policy.model import Pack

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
    if why := why_not_a_manager(at, _("A manager decides this.")):
        return why
    if names_reasons(at.rules.pack) and not open_reasons(at):
        return _("The policy gives no reason to pause this stage, or none that is for a manager of this rank.")
    return ""


@dataclass(frozen=True, slots=True, repr=False)
class PauseUntil(Parameters):
    until: str  # the last day, ISO
    words: str  # what the raiser is told
    why: str  # our own reasons
    paused_for: str = ""  # which of those that the policy names, where it names any


def _pause(at: ActionContext, given: PauseUntil) -> list[EventDraft]:
    kind, what = paused(at, given.until, said(given.why, WHY), said(given.words, TELL), given.paused_for)
    if what["due"] == what["was"]:
        raise ActionRefused(UNCHANGED)
    return [(kind, what)]


def paused(at: ActionContext, until: str, why: str, words: str, reason: str = "") -> EventDraft:
    """The clock stops until this day. Raises :class:`ActionRefused` where it may not."""
    last = date.fromisoformat(until)
    if not at.today < last <= at.today + timedelta(days=LONGEST_PAUSE):
        raise ActionRefused(_("Choose a day after today, within 90 days."))
    pause = {"first": at.today.isoformat(), "last": until, "why": why, **({"paused_for": reason} if reason else {})}
    review = at.challenge.work.review
    due = at.due_of(at.stage, replace(review, pauses=(*review.pauses, pause)))
    ends = due_from(due)
    if ends is not None and day_of(ends) <= last:
        raise ActionRefused(_("The policy limits how long this may take, paused or not. Choose an earlier day."))
    if why := why_not_for(at, reason, pause) or _why_too_long_in_all(at, pause):
        raise ActionRefused(why)
    return PAUSED(**pause, words=words, due=due, was=plain_due(at.challenge.due))


def names_reasons(pack: Pack) -> bool:
    """Whether the policy names what a challenge may be paused for."""
    return bool(pack.pauses and pack.pauses.reasons)


def open_reasons(at: ActionContext) -> tuple[PauseReason, ...]:
    """For which of the reasons of the policy whoever acts may pause it now."""
    limit = at.rules.pack.pauses
    had = {each.get("paused_for") for each in _so_far(at)}
    return tuple(
        each
        for each in (limit.reasons_at(at.stage.key) if limit else ())
        if at.actor.rank >= each.rank and not (each.once and each.label in had)
    )


def why_not_for(at: ActionContext, reason: str, pause: Mapping[str, str]) -> str:
    """Why it may not be paused for this, or not so long, or nothing."""
    limit = at.rules.pack.pauses
    if limit is None or not limit.reasons:
        return _("The policy names no reasons for a pause.") if reason else ""
    found = next((each for each in open_reasons(at) if each.label == reason), None)
    if found is None:
        return _("The policy names the reasons for a pause, at which stage, how often and who decides it.")
    if found.at_most.unit is not TimeUnit.NOT_STATED and _counted(at, [pause], found.at_most) > _most(found.at_most):
        return _("The policy limits how long a pause for this may be. Choose an earlier day.")
    return ""


def _so_far(at: ActionContext) -> tuple[Mapping[str, str], ...]:
    """The pauses that it has had, at this stage and before."""
    return (*at.paused_before(at.stage), *at.challenge.work.review.pauses)


def _counted(at: ActionContext, pauses: Iterable[Mapping[str, str]], span: Span) -> int:
    """Of how many days they are, as the span counts them."""
    days = {day for each in pauses for day in _days(each)}
    if span.unit is TimeUnit.WORKING_DAYS:
        days = {day for day in days if at.rules.calendar.likely_working(day)}
    return len(days)


def _most(span: Span) -> int:
    return span.amount * (7 if span.unit is TimeUnit.WEEKS else 1)


def _why_too_long_in_all(at: ActionContext, pause: Mapping[str, str]) -> str:
    """Why it may not be paused so long, with all the pauses that it has had, or nothing."""
    limit = at.rules.pack.pauses
    if limit is None or limit.together.unit is TimeUnit.NOT_STATED:
        return ""
    if _counted(at, (*_so_far(at), pause), limit.together) <= _most(limit.together):
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
