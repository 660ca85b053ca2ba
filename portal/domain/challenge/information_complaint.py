"""A complaint about how somebody's information was used: acknowledged in time, and followed until it is answered.

The portal sends none of it. The council's data protection team looks at the complaint and writes to them; staff write
down here that it did, so that the raiser sees each step beside their request.
Source: Data Protection Act 2018, section 164A, as the Data (Use and Access) Act 2025 put it there.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from portal.domain.challenge.action_rule import Action, ActionContext, ActionGroup, AnyAction, Parameters, typed
from portal.domain.challenge.complaint_transfer import (
    ACKNOWLEDGE,
    GIVE_NEWS,
    INFORMATION,
    INFORMATION_DUTIES,
    acknowledged_by,
    why_not_pass_on,
)
from portal.domain.challenge.events.event_kind import EventDraft
from portal.domain.challenge.events.information_events import (
    INFORMATION_ACKNOWLEDGED,
    INFORMATION_ANSWERED,
    INFORMATION_ASKED,
    INFORMATION_UPDATED,
)
from portal.domain.challenge.events.review_events import PROMISE_KEPT, PROMISED
from portal.domain.challenge.state import Challenge, Status
from portal.domain.i18n import _
from portal.domain.permissions import RAISERS, WORKERS, ActionRefused
from portal.domain.policy.calendar import local
from portal.domain.policy_rule import Rule

NEWS_WITHIN = timedelta(days=30)  # from one piece of news to the next or the outcome; our own measure


_EMPTY = _("There is nothing to send. Write something first.")
_CLOSED = _("Your request is finished. If you are worried again, call us or send a new one.")
_NO_TEAM = _("Call us to complain. We will tell you who looks at complaints.")


class InformationStep(StrEnum):
    """What the data protection team has done with it."""

    ACKNOWLEDGED = "acknowledged"
    UPDATED = "updated"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True, repr=False)
class InformationComplaint(Parameters):
    words: str  # exactly what is to be sent


def _why_not_complain(at: ActionContext) -> str:
    if at.challenge.status is Status.CLOSED:
        return _CLOSED
    road, contacts = at.rules.pack.complaints.data, at.rules.pack.contacts
    if not any(contacts[key].public for key in road.contacts):
        return _NO_TEAM
    return why_not_pass_on(at.challenge, INFORMATION)


def _complain(at: ActionContext, given: InformationComplaint) -> list[EventDraft]:
    """A person sends it, as every complaint; that it is acknowledged in time is a duty of its own."""
    agreed = "They chose these words here themselves and asked us to send them."
    by = acknowledged_by(at, at.now).isoformat()
    asked = INFORMATION_ASKED(
        on=at.today.isoformat(), agreed=agreed, words=typed(given.words, _EMPTY), own_words=True, last=by
    )
    return [asked, PROMISED(words=ACKNOWLEDGE, owner=_team(at), by=by, tell=False, told=False)]


def _team(at: ActionContext) -> str:
    return at.rules.pack.contacts[at.rules.pack.complaints.data.contacts[0]].name


def _open_duty(challenge: Challenge) -> int:
    """Which promise is the next step of it, from 1; 0 where none is open."""
    open_ones = (
        number
        for number, each in enumerate(challenge.work.promises, 1)
        if not each["kept"] and each["words"] in INFORMATION_DUTIES
    )
    return next(open_ones, 0)


def _why_not_step(at: ActionContext) -> str:
    return "" if _open_duty(at.challenge) else _("No complaint about information is open.")


@dataclass(frozen=True, slots=True, repr=False)
class InformationNews(Parameters):
    step: str  # (InformationStep)
    on: str  # the day, ISO


def _step(at: ActionContext, given: InformationNews) -> list[EventDraft]:
    """One duty is done, and the next begins, until it is answered."""
    if given.step not in set(InformationStep):
        raise ActionRefused(_("Choose what the data protection team has done."))
    step, number = InformationStep(given.step), _open_duty(at.challenge)
    duty = at.challenge.work.promises[number - 1]
    if step is InformationStep.UPDATED and duty["words"] == ACKNOWLEDGE:
        raise ActionRefused(_("It has not been acknowledged yet. Record that first."))
    if step is InformationStep.ACKNOWLEDGED and duty["words"] == GIVE_NEWS:
        raise ActionRefused(_("It was acknowledged already."))
    began = min(local(at.challenge.received_at).date(), at.today).isoformat()
    if not began <= given.on <= at.today.isoformat():
        raise ActionRefused(_("Enter the day on which they were told: not before the request, and not in the future."))
    told = {
        InformationStep.ACKNOWLEDGED: INFORMATION_ACKNOWLEDGED(on=given.on),
        InformationStep.UPDATED: INFORMATION_UPDATED(on=given.on),
        InformationStep.ANSWERED: INFORMATION_ANSWERED(on=given.on),
    }
    drafts = [
        PROMISE_KEPT(promise=number, on=at.today.isoformat(), words="", did=f"The team told them on {given.on}."),
        told[step],
    ]
    if step is not InformationStep.ANSWERED:
        by = (date.fromisoformat(given.on) + NEWS_WITHIN).isoformat()
        drafts.append(PROMISED(words=GIVE_NEWS, owner=duty["owner"], by=by, tell=False, told=False))
    return drafts


def _information_rule(at: ActionContext) -> Rule:
    return at.rules.pack.complaints.data


COMPLAIN_INFORMATION = Action(
    "complain_information", InformationComplaint, _why_not_complain, _complain,
    roles=RAISERS, known_by=INFORMATION_ASKED,
)  # fmt: skip
RECORD_INFORMATION = Action(
    "record_information", InformationNews, _why_not_step, _step,
    roles=WORKERS, group=ActionGroup.TRIAGE, clause=_information_rule, shows_words=True,
)  # fmt: skip

ACTIONS: tuple[AnyAction, ...] = (COMPLAIN_INFORMATION, RECORD_INFORMATION)
