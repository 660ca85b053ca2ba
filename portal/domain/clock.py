"""The time a stage has: stopped, lengthened, and watched over. What the raiser is told of it is said with it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from portal.domain.challenge import OVER, Challenge, Event, Rules, Status
from portal.domain.deadlines import COUNTED, BeyondCalendar, Calendar, Unit, local
from portal.domain.deed import Deed, Happening, Situation, said
from portal.domain.people import Action, Refused
from portal.domain.policy import Act
from portal.domain.record import STILL_WORRIED_WITHIN, answers_until, called_until
from portal.domain.triage import TRIAGE_WITHIN, working_on
from portal.domain.words import _

LONGEST_PAUSE = 90  # days
LONGEST_EXTENSION = 20  # working days, where the policy does not say
WARN_BEFORE = 1  # working days
LAST_CALL = 5  # working days, at least, in which a finished review can still be answered once they are told so

_TELL = _("Write what we tell them.")
_WHY = _("Write your reasons.")


def paused_until(challenge: Challenge, today: date) -> date | None:
    """The last day of the pause that is on, if one is."""
    pauses = challenge.work.review.pauses
    last = date.fromisoformat(pauses[-1]["last"]) if pauses else None
    return last if last and last >= today and challenge.status is Status.RECEIVED else None


def _running(at: Situation) -> str:
    if at.challenge.status is not Status.RECEIVED or at.challenge.due is None:
        return _("No clock runs here.")
    return working_on(at)


def _cannot_pause(at: Situation) -> str:
    return _running(at) or (_("It is paused already.") if paused_until(at.challenge, at.today) else "")


def _pause(at: Situation, *, until: str, words: str, why: str) -> list[Happening]:
    """``words``: what the raiser is told; ``why``: our own reasons."""
    last = date.fromisoformat(until)
    if not at.today < last <= at.today + timedelta(days=LONGEST_PAUSE):
        raise Refused(_("Choose a day after today, within 90 days."))
    pause = {"first": at.today.isoformat(), "last": until, "why": said(why, _WHY)}
    review = at.challenge.work.review
    due = at.due_of(at.stage, replace(review, pauses=(*review.pauses, pause)))
    return [("paused", {**pause, "words": said(words, _TELL), "due": due})]


def _not_paused(at: Situation) -> str:
    return working_on(at) or ("" if paused_until(at.challenge, at.today) else _("It is not paused."))


def _resume(at: Situation, *, words: str) -> list[Happening]:
    """The clock goes on today."""
    yesterday = (at.today - timedelta(days=1)).isoformat()
    review = at.challenge.work.review
    *before, pause = review.pauses
    kept = [*before, *([] if yesterday < pause["first"] else [{**pause, "last": yesterday}])]
    due = at.due_of(at.stage, replace(review, pauses=tuple(kept)))
    return [("resumed", {"last": yesterday, "words": said(words, _TELL), "due": due})]


def longest_extension(at: Situation) -> int | None:
    """Working days by which this stage may still be extended; ``None`` where the policy allows none."""
    clocks = (each for each in at.stage.deadlines if each.act in (Act.DECIDE, Act.REPLY))
    limit = next((each.extend_by for each in clocks), None)
    if limit is None or limit.unit is Unit.NONE:
        return None
    most = limit.amount if limit.unit is Unit.WORKING_DAYS else LONGEST_EXTENSION
    return most - at.challenge.work.review.longer if limit.unit in (*COUNTED, Unit.NOT_STATED) else None


def _cannot_extend(at: Situation) -> str:
    if why := _running(at):
        return why
    return "" if (longest_extension(at) or 0) > 0 else _("The policy allows no more time for this stage.")


def _extend(at: Situation, *, days: int, words: str, why: str) -> list[Happening]:
    most = longest_extension(at) or 0
    if not 1 <= days <= most:
        raise Refused(_("Give a number of working days that the policy allows."))
    review = at.challenge.work.review
    due = at.due_of(at.stage, replace(review, longer=review.longer + days))
    return [("extended", {"days": days, "due": due, "words": said(words, _TELL), "why": said(why, _WHY)})]


def _cannot_ask(at: Situation) -> str:
    return _("This challenge is finished.") if at.challenge.status in OVER else working_on(at)


DEEDS: Mapping[Action, Deed] = {
    Action.PAUSE: Deed(_cannot_pause, _pause),
    Action.RESUME: Deed(_not_paused, _resume),
    Action.EXTEND: Deed(_cannot_extend, _extend),
    Action.ASK: Deed(_cannot_ask, lambda _at, *, words: [("asked", {"words": said(words, _("Write the question."))})]),
}


class Reminder(StrEnum):
    """Who is reminded of a date, and why: it climbs."""

    BEFORE = "before"  # who has it, the working day before
    TODAY = "today"  # who has it
    LATE = "late"  # who has it and the managers, each working day; the first time the raiser is told as well
    UNTRIAGED = "untriaged"  # the managers, each working day


def remind(challenge: Challenge, rules: Rules, now: datetime, last: datetime | None) -> list[Event]:
    """The reminder that is due now, once each working day. ``last`` is when the last one was.

    It comes too where no bank holidays are held: one too many on a day off harms nobody.
    """
    today = local(now).date()
    reminded = last is not None and local(last).date() >= today
    if reminded or challenge.status is not Status.RECEIVED or not rules.calendar.likely_working(today):
        return []
    kind = _reminder(challenge, rules, today)
    return [Event("reminded", now, "worker", {"why": kind.value, "stage": challenge.stage})] if kind else []


def _reminder(challenge: Challenge, rules: Rules, today: date) -> Reminder | None:
    due = challenge.due
    if due and due <= today:
        return Reminder.LATE if due < today else Reminder.TODAY
    if due and rules.calendar.likely_days(today, due - timedelta(days=1)) < WARN_BEFORE:
        return Reminder.BEFORE
    received = local(challenge.received_at).date()
    late = not challenge.work.triaged and rules.calendar.likely_days(received, today) > TRIAGE_WITHIN
    return Reminder.UNTRIAGED if late else None


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
    return [Event("promise_chased", now, "worker", {"due": by.isoformat()})]


def hold(challenge: Challenge, now: datetime) -> list[Event]:
    """Tell the raiser once for each date that it has passed."""
    if challenge.due is None or challenge.status is not Status.RECEIVED or challenge.due >= local(now).date():
        return []
    told = challenge.last("late")
    if told is not None and told.what["due"] == challenge.due.isoformat():
        return []
    return [Event("late", now, "worker", {"due": challenge.due.isoformat()})]


def last_calls(calendar: Calendar, today: date) -> date:
    """The last day on which a review ended for which the :func:`last_call` is due, as far as the days tell."""
    return calendar.likely_back(today, STILL_WORRIED_WITHIN - LAST_CALL)


def last_call(challenge: Challenge, rules: Rules, now: datetime) -> list[Event]:
    """Tell the raiser once, when a finished review still waits for their answer, until when it does.

    Where that is late, because nobody could be told before or they took it back meanwhile, they have longer.
    """
    until, today = answers_until(challenge, rules), local(now).date()
    if until is None or called_until(challenge) or rules.calendar.working_days(today, until) > LAST_CALL:
        return []
    try:
        last = max(until, rules.calendar.add_working(today, LAST_CALL))
    except BeyondCalendar:
        return []
    return [Event("window_closing", now, "worker", {"last": last.isoformat()})]
