"""What a raiser asks of us beside the review: to correct what they sent, call them back, or pass on a complaint."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from portal.domain.challenge import addition_limits
from portal.domain.challenge.action_rule import Action, ActionContext, AnyAction, Parameters, always_possible, typed
from portal.domain.challenge.complaint_transfer import COMPLAINT, why_not_pass_on
from portal.domain.challenge.events.event_kind import EventDraft
from portal.domain.challenge.events.raiser_request_events import CALL_ASKED, CORRECTED
from portal.domain.challenge.events.review_events import PROMISED
from portal.domain.challenge.events.transfer_events import COMPLAINT_ASKED
from portal.domain.challenge.state import Challenge, Status
from portal.domain.contact_details import grouped
from portal.domain.i18n import _
from portal.domain.permissions import RAISERS, ActionRefused
from portal.domain.policy.calendar import BeyondCalendar, Calendar

DAYS = 5
"""On how many of the next working days we offer to call."""

_EMPTY = _("There is nothing to send. Write something first.")
_NOT_THEN = _("We cannot call you on that day. Choose another day.")
_CLOSED = _("Your request is finished. If you are worried again, call us or send a new one.")
_NO_TEAM = _("Call us to complain. We will tell you who looks at complaints.")


@dataclass(frozen=True, slots=True, repr=False)
class Correction(Parameters):
    key: str  # of the question whose answer is wrong
    item: int  # which of several, from 1; 0 where there can be one only
    words: str
    new: bool = False  # whether something new means that somebody is not safe


def _correct(at: ActionContext, given: Correction) -> list[EventDraft]:
    """The same once more is not another."""
    made = CORRECTED(key=given.key, item=given.item, words=typed(given.words, _EMPTY), new=given.new)
    if any(event.kind == CORRECTED and event.what == made[1] for event in at.challenge.history) and not given.new:
        return []
    addition_limits.may_correct(at, new=given.new)
    return [made]


class Corrected(NamedTuple):
    """What an answer should say, beside the answer."""

    key: str  # of the question
    item: int  # which of several, from 1; 0 where there can be one only
    at: datetime
    words: str


def corrections(challenge: Challenge) -> tuple[Corrected, ...]:
    """What the raiser said is wrong with what they sent, the oldest first."""
    made = (each for each in challenge.history if each.kind == CORRECTED)
    return tuple(Corrected(each.what["key"], each.what["item"], each.at, each.words) for each in made)


class CallTime(StrEnum):
    """When on a day we call."""

    MORNING = "morning"
    AFTERNOON = "afternoon"


_SAID = {CallTime.MORNING: "in the morning", CallTime.AFTERNOON: "in the afternoon"}  # kept as it is, in English


def call_days(calendar: Calendar, today: date) -> tuple[date, ...]:
    """The next working days, as far as bank holidays are held."""
    found: list[date] = []
    try:
        while len(found) < DAYS:
            found.append(calendar.add_working(found[-1] if found else today, 1))
    except BeyondCalendar:
        ahead = (today + timedelta(days=number) for number in range(1, 3 * DAYS))
        return tuple(day for day in ahead if calendar.likely_working(day))[:DAYS]
    return tuple(found)


@dataclass(frozen=True, slots=True, repr=False)
class CallWanted(Parameters):
    on: str  # day, ISO
    part: str  # (CallTime)
    telephone: str
    name: str
    word: str = ""


def _ask_call(at: ActionContext, given: CallWanted) -> list[EventDraft]:
    """It is a thing that we have to do by that day, so that it waits on our list until somebody has."""
    offered = {day.isoformat() for day in call_days(at.rules.calendar, at.today)}
    if given.on not in offered or given.part not in set(CallTime):
        raise ActionRefused(_NOT_THEN)
    words = f"Call them {_SAID[CallTime(given.part)]} on {grouped(given.telephone)}. Ask for {given.name}."
    words += f" Say this word first: {given.word}." if given.word else ""
    words += " They asked for this call themselves."
    if any(each["words"] == words and not each["kept"] for each in at.challenge.work.promises):
        return []
    addition_limits.may_ask_call(at)
    promised = {"words": words, "owner": "The MASH", "by": given.on}
    asked = CALL_ASKED(on=given.on, part=given.part, telephone=given.telephone, name=given.name, word=given.word)
    return [asked, PROMISED(**promised, tell=False, told=False)]


@dataclass(frozen=True, slots=True, repr=False)
class OwnComplaint(Parameters):
    words: str  # exactly what is to be sent


def _why_not_complain(at: ActionContext) -> str:
    if at.challenge.status is Status.CLOSED:
        return _CLOSED
    road, contacts = at.rules.pack.complaints.practice, at.rules.pack.contacts
    if not any(contacts[key].public for key in road.contacts):
        return _NO_TEAM
    return why_not_pass_on(at.challenge, COMPLAINT)


def _complain(at: ActionContext, given: OwnComplaint) -> list[EventDraft]:
    """A person sends it, as every complaint: it waits on our list until somebody has."""
    agreed = "They chose these words here themselves and asked us to send them."
    words = typed(given.words, _EMPTY)
    return [COMPLAINT_ASKED(on=at.today.isoformat(), agreed=agreed, words=words, own_words=True)]


CORRECT = Action("correct", Correction, always_possible, _correct, roles=RAISERS)
ASK_CALL = Action("ask_call", CallWanted, always_possible, _ask_call, roles=RAISERS)
COMPLAIN = Action("complain", OwnComplaint, _why_not_complain, _complain, roles=RAISERS, known_by=COMPLAINT_ASKED)

ACTIONS: tuple[AnyAction, ...] = (CORRECT, ASK_CALL, COMPLAIN)
