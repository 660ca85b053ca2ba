"""What staff ask the raiser: by when they are to answer, and that the time of the stage stops meanwhile."""

from dataclasses import dataclass
from datetime import date, datetime

from portal.domain.challenge.action_rule import Action, ActionContext, ActionGroup, AnyAction, Parameters, said
from portal.domain.challenge.events.clock_events import HAVE_IT, PAUSED, WAITS
from portal.domain.challenge.events.event_kind import WORKER, EventDraft, event_of
from portal.domain.challenge.events.question_events import ASKED, QUESTION_REMINDED, open_questions
from portal.domain.challenge.history import took_it_back
from portal.domain.challenge.pauses import names_reasons, paused, paused_until, resumed, why_not_change_the_time
from portal.domain.challenge.state import OVER, Challenge, Event
from portal.domain.challenge.triage import why_not_working_on_it
from portal.domain.i18n import _
from portal.domain.permissions import WORKERS, ActionRefused
from portal.domain.policy.calendar import ONE_DAY, Calendar, local

POST_TAKES = 3
"""How many working days earlier a reminder goes that goes by post."""

_WHY = "We asked them a question."


def _why_not_ask(at: ActionContext) -> str:
    return _("This challenge is finished.") if at.challenge.status in OVER else why_not_working_on_it(at)


@dataclass(frozen=True, slots=True, repr=False)
class StaffQuestion(Parameters):
    words: str
    by: str = ""  # the last day on which they can answer, ISO; blank where the time goes on


def _ask(at: ActionContext, given: StaffQuestion) -> list[EventDraft]:
    """The clock, where one runs, stops until the day by which they are asked to answer."""
    words = said(given.words, _("Write the question."))
    if not given.by:
        return [ASKED(words=words)]
    if date.fromisoformat(given.by) <= at.today:
        raise ActionRefused(_("Choose a day after today, within 90 days."))
    return [ASKED(words=words, last=given.by), *_waits(at, given.by)]


def _waits(at: ActionContext, by: str) -> list[EventDraft]:
    """Nothing where no clock runs or the date would stay, it is paused already, or the policy names what stops it."""
    if why_not_change_the_time(at) or paused_until(at.challenge, at.today) or names_reasons(at.rules.pack):
        return []
    kind, what = paused(at, by, _WHY, WAITS)
    return [(kind, what)] if what["due"] != what["was"] else []


def goes_on(at: ActionContext, answers: int) -> list[EventDraft]:
    """The clock goes on with the answer to this question, where it stopped for one and none else waits."""
    last = at.challenge.last(PAUSED)
    stopped = last is not None and last.words == WAITS and paused_until(at.challenge, at.today)
    return [resumed(at, HAVE_IT)] if stopped and open_questions(at.challenge) == [answers] else []


def reminders(challenge: Challenge, calendar: Calendar, now: datetime, *, by_post: bool) -> list[Event]:
    """Remind the raiser, once for each question, the day before that by which they are asked to answer it.

    Not where they took it back, where the time stands still for another reason, or where the question is no older.
    """
    today, pause = local(now).date(), challenge.last(PAUSED)
    stopped = paused_until(challenge, today) and pause is not None and pause.words != WAITS
    if challenge.status in OVER or took_it_back(challenge) or stopped:
        return []
    asked = [event for event in challenge.history if event.kind == ASKED]
    reminded = {event.what["question"] for event in challenge.history if event.kind == QUESTION_REMINDED}
    return [
        event_of(QUESTION_REMINDED(question=number, last=last), now, WORKER)
        for number in open_questions(challenge)
        if number not in reminded and (last := asked[number - 1].what.get("last"))
        if local(asked[number - 1].at).date() < _remind_on(last, calendar, by_post) <= today <= date.fromisoformat(last)
    ]


def _remind_on(last: str, calendar: Calendar, by_post: bool) -> date:
    day = date.fromisoformat(last) - ONE_DAY
    earlier = POST_TAKES if by_post else 0
    while earlier:
        day -= ONE_DAY
        earlier -= calendar.likely_working(day)
    return day


ASK = Action("ask", StaffQuestion, _why_not_ask, _ask, roles=WORKERS, group=ActionGroup.TELL, adds=True, says=ASKED)

ACTIONS: tuple[AnyAction, ...] = (ASK,)
