"""The time a stage has: lengthened and watched over. What the raiser is told of it is said with it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from portal.domain.challenge.action_rule import Action, ActionContext, ActionGroup, AnyAction, Parameters, said
from portal.domain.challenge.closure import answers_until, called_until, record_by
from portal.domain.challenge.end_without_review import objection_waits
from portal.domain.challenge.events.clock_events import (
    CLOSURE_COUNTED,
    EXTENDED,
    LATE,
    PROMISE_CHASED,
    REMINDED,
    WINDOW_CLOSING,
)
from portal.domain.challenge.events.event_kind import WORKER, EventDraft, event_of
from portal.domain.challenge.events.review_events import REVIEW_ENDED
from portal.domain.challenge.new_date import new_date
from portal.domain.challenge.pauses import TELL, UNCHANGED, WHY, why_not_a_manager, why_not_change_the_time
from portal.domain.challenge.state import Challenge, Event, Rules, Status
from portal.domain.challenge.steps import next_date
from portal.domain.challenge.triage import to_triage, triage_by, why_not_working_on_it
from portal.domain.i18n import _
from portal.domain.permissions import RAISER, WORKERS, ActionRefused
from portal.domain.policy.calendar import COUNTED, NOT_STATED, BeyondCalendar, Calendar, Span, TimeUnit, end_of, local
from portal.domain.policy.due_dates import day_of, due_from, is_past, plain_due
from portal.domain.policy_rule import Rule

WARN_BEFORE = 1  # working days
LAST_CALL = 5  # working days in which a finished review can still be answered once they are told so


PAST = _("The date would have passed already. Give more time, or tell them a new date and why it is late.")


def last_call_of(answer: int) -> int:
    """:data:`LAST_CALL` where there are so many working days to answer: of few they are told when one has passed."""
    return min(LAST_CALL, max(answer - 1, 1))


BEYOND: Mapping[TimeUnit, int] = {
    TimeUnit.HOURS: 48, TimeUnit.DAYS: 28, TimeUnit.WORKING_DAYS: 20, TimeUnit.SCHOOL_DAYS: 20, TimeUnit.WEEKS: 4,
    TimeUnit.MONTHS: 1,
}  # fmt: skip
"""What a manager may add to a stage beyond what its policy says, or where it is silent; our own measure."""


def _date_before(at: ActionContext, due: str | None) -> str | None:
    """The date that it has now. Raises :class:`ActionRefused` where it would stay the same: nothing is told then."""
    was = plain_due(at.challenge.due)
    if due == was:
        raise ActionRefused(UNCHANGED)
    return was


def policy_allows(at: ActionContext) -> Span | None:
    """By how much the policy still lets this stage take longer; ``None`` where it gives no more, or does not say."""
    limit = _limit(at)
    if limit.unit not in COUNTED:
        return None
    left = limit.amount - _longer(at, limit.unit)
    return Span(left, limit.unit) if left > 0 else None


def longest_extension(at: ActionContext) -> Span | None:
    """By how much whoever acts may let this stage take longer; ``None`` where they may not at all."""
    limit = _limit(at)
    if limit.unit is TimeUnit.NONE:
        return None
    if not at.actor.manages:
        return policy_allows(at)
    unit = limit.unit if limit.unit in COUNTED else _own_unit(at)
    left = limit.amount + BEYOND[unit] - _longer(at, unit)
    return Span(left, unit) if left > 0 else None


def _limit(at: ActionContext) -> Span:
    return at.stage.answer.extend_by if at.stage.answer else NOT_STATED


def _own_unit(at: ActionContext) -> TimeUnit:
    """In what a stage is lengthened of which the policy does not say it: in hours where it counts in hours."""
    return TimeUnit.HOURS if at.stage.decide_within.unit is TimeUnit.HOURS else TimeUnit.WORKING_DAYS


def _longer(at: ActionContext, unit: TimeUnit) -> int:
    """By how much it takes longer already."""
    review = at.challenge.work.review
    return review.longer_by.get(unit, 0) + (review.longer if unit is TimeUnit.WORKING_DAYS else 0)


def _why_not_extend(at: ActionContext) -> str:
    if why := why_not_change_the_time(at):
        return why
    if _limit(at).unit is TimeUnit.NONE:
        return _("The policy allows no more time for this stage.")
    if longest_extension(at) is None and at.actor.manages:
        return _("This stage has been extended by as much as a manager may.")
    beyond = _("The policy gives no more time. A manager decides this.")
    return why_not_a_manager(at, why_not_working_on_it(at) if policy_allows(at) else beyond)


@dataclass(frozen=True, slots=True, repr=False)
class MoreTime(Parameters):
    amount: int  # in the unit in which the policy counts it, else in working days
    words: str  # what the raiser is told
    why: str  # our own reasons


def _extend(at: ActionContext, given: MoreTime) -> list[EventDraft]:
    amount = given.amount
    most = longest_extension(at)
    if most is None or not 1 <= amount <= most.amount:
        raise ActionRefused(_("Enter a whole number that is not more than you may give."))
    review, unit = at.challenge.work.review, most.unit.value
    longer = {**review.longer_by, unit: review.longer_by.get(unit, 0) + amount}
    due = at.due_of(at.stage, replace(review, longer_by=longer, sooner=""))
    if is_past(due_from(due), at.now):
        raise ActionRefused(PAST)
    words, why = said(given.words, TELL), said(given.why, WHY)
    return [EXTENDED(amount=amount, unit=unit, words=words, why=why, due=due, was=_date_before(at, due))]


def _extension_rule(at: ActionContext) -> Rule | None:
    """The time of the stage that the policy says may be longer, or may not."""
    answer = at.stage.answer
    return answer if answer and answer.extend_by.unit is not TimeUnit.NOT_STATED else None


EXTEND = Action(
    "extend", MoreTime, _why_not_extend, _extend,
    roles=WORKERS, group=ActionGroup.CLOCK, clause=_extension_rule, says=EXTENDED,
)  # fmt: skip
ACTIONS: tuple[AnyAction, ...] = (EXTEND,)


class Reminder(StrEnum):
    """Who is reminded of a date, and why: it climbs."""

    BEFORE = "before"  # who has it, the working day before
    TODAY = "today"  # who has it
    LATE = "late"  # who has it and the managers, each working day; the first time the raiser is told as well
    UNTRIAGED = "untriaged"  # the managers, each working day
    RECORD = "record"  # who has it and the managers, each working day: what was not recorded in time


def remind(challenge: Challenge, rules: Rules, now: datetime, last: datetime | None) -> list[Event]:
    """The reminder of what is due first, the stage or a step of it.

    Once each working day, or each day where the clock does not stop for days off.

    That a moment has passed is said as soon as it has, whatever was said that day before.

    ``last`` is when the last one was.

    It comes too where no bank holidays are held: one too many on a day off harms nobody.
    """
    today, due = local(now).date(), next_date(challenge, rules)
    reminded = last is not None and local(last).date() >= today
    passed = last is not None and is_past(due, now) and not is_past(due, last)
    if (reminded and not passed) or challenge.status is not Status.RECEIVED or _rests(challenge, rules, today):
        return []
    kind = _reminder(challenge, rules, now)
    if kind is None:
        return []
    at_once = isinstance(due, datetime)
    return [event_of(REMINDED(why=kind, stage=challenge.stage, at_once=at_once), now, WORKER)]


def _rests(challenge: Challenge, rules: Rules, today: date) -> bool:
    """Whether nobody need be reminded today: but a clock of hours or days runs through nights and holidays."""
    unit = rules.ladder.stage(challenge.stage).decide_within.unit
    goes_on = isinstance(next_date(challenge, rules), datetime) or unit in (TimeUnit.HOURS, TimeUnit.DAYS)
    return not goes_on and not rules.calendar.likely_working(today)


def _reminder(challenge: Challenge, rules: Rules, now: datetime) -> Reminder | None:
    due, today = next_date(challenge, rules), local(now).date()
    if due and (is_past(due, now) or day_of(due) <= today):
        return Reminder.LATE if is_past(due, now) else Reminder.TODAY
    if due and rules.calendar.likely_days(today, day_of(due) - timedelta(days=1)) < WARN_BEFORE:
        return Reminder.BEFORE
    return Reminder.UNTRIAGED if _is_untriaged(challenge, rules, now) else None


def _is_untriaged(challenge: Challenge, rules: Rules, now: datetime) -> bool:
    """Whether triage is late. Working days are counted though no bank holidays are held."""
    within = rules.pack.times.triage
    if within.unit is not TimeUnit.WORKING_DAYS:
        return is_past(triage_by(challenge, rules), now)
    waited = rules.calendar.likely_days(to_triage(challenge), local(now).date())
    return not challenge.work.triaged and waited > within.amount


def remind_to_record(challenge: Challenge, rules: Rules, now: datetime, last: datetime | None) -> list[Event]:
    """The reminder that the case system does not hold in time what the policy has it hold: one each working day."""
    today = local(now).date()
    reminded = last is not None and local(last).date() >= today
    if reminded or not is_past(record_by(challenge, rules), now) or not rules.calendar.likely_working(today):
        return []
    return [event_of(REMINDED(why=Reminder.RECORD, stage=challenge.stage), now, WORKER)]


def promised(challenge: Challenge) -> date | None:
    """When the first promise that is still open has to be kept."""
    days = (date.fromisoformat(each["by"]) for each in challenge.work.promises if not each["kept"])
    return min(days, default=None)


def chase_promise(challenge: Challenge, calendar: Calendar, now: datetime, last: datetime | None) -> list[Event]:
    """The reminder of a promise whose day is past: one each working day until it is kept, also after closing.

    ``last`` is when the last one was.
    """
    by, today = promised(challenge), local(now).date()
    reminded = last is not None and local(last).date() >= today
    if by is None or by >= today or reminded or not calendar.likely_working(today):
        return []
    return [event_of(PROMISE_CHASED(due=by.isoformat()), now, WORKER)]


def count_closures(challenge: Challenge, rules: Rules, now: datetime) -> list[Event]:
    """Move a date for a day of closing that was entered after the date was given, such as a new bank holiday.

    A date only ever moves back: nobody is late for a day on which the council is closed by law.
    """
    if challenge.due is None or challenge.status is not Status.RECEIVED or objection_waits(challenge):
        return []
    due = ActionContext(challenge, RAISER, rules, now).due_of(
        rules.ladder.stage(challenge.stage), challenge.work.review
    )
    ends = due_from(due)
    if ends is None or end_of(ends) <= end_of(challenge.due):
        return []
    return [event_of(CLOSURE_COUNTED(due=due), now, WORKER)]


def overdue_event(challenge: Challenge, now: datetime) -> list[Event]:
    """Tell the raiser once for each date that it has passed: the stage's own, and each new one that we gave them."""
    if challenge.status is not Status.RECEIVED or not is_past(challenge.due, now):
        return []
    given = new_date(challenge)
    if given is not None and not is_past(given.by, now):
        return []
    told, due = challenge.last(LATE), plain_due(given.by if given else challenge.due)
    if told is not None and told.what["due"] == due:
        return []
    return [event_of(LATE(due=due), now, WORKER)]


def closing_cutoff(calendar: Calendar, today: date, answer: Span) -> date:
    """The last day on which a review ended for which the :func:`closing_reminder` may be due, as far as the days tell.

    ``answer``: the shortest time in which raisers answer.
    """
    least = answer.least_working_days
    return calendar.likely_back(today, least - last_call_of(least))


def closing_reminder(challenge: Challenge, rules: Rules, now: datetime) -> list[Event]:
    """Tell the raiser once, when a finished review still waits for their answer, until when it does.

    Where that is late, because nobody could be told before or they took it back meanwhile, they have longer.
    """
    until, today, ended = answers_until(challenge, rules), local(now).date(), challenge.last(REVIEW_ENDED)
    if until is None or ended is None or called_until(challenge):
        return []
    try:
        call = last_call_of(rules.calendar.working_days(local(ended.at).date(), until))
        if rules.calendar.working_days(today, until) > call:
            return []
        last = max(until, rules.calendar.add_working(today, call))
    except BeyondCalendar:
        return []
    return [event_of(WINDOW_CLOSING(last=last.isoformat()), now, WORKER)]
