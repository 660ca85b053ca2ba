"""The advocate whom a young person asks for: staff answer them, and are reminded until they do."""

from dataclasses import dataclass
from datetime import datetime

from portal.domain.challenge.action_rule import Action, ActionContext, ActionGroup, AnyAction, Parameters, said, typed
from portal.domain.challenge.events.advocate_events import ADVOCATE_ANSWERED, ADVOCATE_CHASED, STILL_LOOKING
from portal.domain.challenge.events.event_kind import WORKER, EventDraft, event_of
from portal.domain.challenge.neutral_sentences import SENTENCES
from portal.domain.challenge.state import OVER, Challenge, Event, Flag
from portal.domain.i18n import _
from portal.domain.permissions import WORKERS, ActionRefused
from portal.domain.policy.calendar import Calendar, local

_NOT_WHAT_IS_TOLD = _("This is not what you say you have arranged. Change one of the two.")

ANSWER_WITHIN = 1  # working days after the day on which the young person asked


def _why_not_answer(at: ActionContext) -> str:
    if Flag.ADVOCATE in at.challenge.flags:
        return ""
    return _("Nobody waits for an answer about an advocate here. A colleague may have given it already.")


@dataclass(frozen=True, slots=True, repr=False)
class AdvocateAnswer(Parameters):
    words: str  # what they are told
    found: bool
    advocate: str = ""
    agency: str = ""
    referred: str = ""  # the date on which they were asked, ISO
    reach: str = ""


def _answer(_at: ActionContext, given: AdvocateAnswer) -> list[EventDraft]:
    """What they are told and, once somebody was ``found``, who it is, of which agency, how they may be reached.

    Until somebody is found they go on waiting, and we go on being reminded. Raises :class:`ActionRefused` where one
    thing is told and another kept.
    """
    words = said(given.words, _("Write what you have arranged."))
    if words in SENTENCES[ADVOCATE_ANSWERED] and (words == STILL_LOOKING) is given.found:
        raise ActionRefused(_NOT_WHAT_IS_TOLD)
    if not given.found:
        return [ADVOCATE_ANSWERED(words=words, waits=True)]
    answer = ADVOCATE_ANSWERED(
        words=words,
        advocate=typed(given.advocate, _("Enter the name of the advocate.")),
        agency=typed(given.agency, _("Enter the agency.")),
        referred=typed(given.referred, _("Enter the date of the referral.")),
        reach=typed(given.reach, _("Say how the advocate may be reached.")),
    )
    return [answer]


ANSWER_ADVOCATE = Action(
    "answer_advocate", AdvocateAnswer, _why_not_answer, _answer,
    roles=WORKERS, group=ActionGroup.TELL, despite_alert=True, adds=True, says=ADVOCATE_ANSWERED,
)  # fmt: skip

ACTIONS: tuple[AnyAction, ...] = (ANSWER_ADVOCATE,)


def chase(challenge: Challenge, calendar: Calendar, now: datetime, last: datetime | None) -> list[Event]:
    """The reminder that is due now: one each working day once we are late. ``last`` is when the last one was.

    A request that was taken back is still open: who may have been made to do that needs an advocate the most.
    It comes too where no bank holidays are held.
    """
    asked, today = local(challenge.received_at).date(), local(now).date()
    waits = Flag.ADVOCATE in challenge.flags and challenge.status not in OVER
    reminded = last is not None and local(last).date() >= today
    days = calendar.likely_days(asked, today)
    if not waits or reminded or not calendar.likely_working(today) or days <= ANSWER_WITHIN:
        return []
    return [event_of(ADVOCATE_CHASED(days=days), now, WORKER)]
