"""A complaint that goes to the team whose it is: prepared here, sent by a person, and only then said to be passed on.

The raiser may ask for it too, and chooses the words. The portal sends none of it: what somebody told us is never put
into an email of ours. Whoever sent it writes down how
and when, and until then it waits like any other duty.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from portal.domain.challenge.action_rule import (
    Action,
    ActionContext,
    ActionGroup,
    AnyAction,
    Parameters,
    beside_the_form,
    said,
    typed,
)
from portal.domain.challenge.events.event_kind import WORKER, EventDraft, event_of
from portal.domain.challenge.events.question_events import ANSWERED
from portal.domain.challenge.events.raiser_events import ADDED
from portal.domain.challenge.events.review_events import PROMISED
from portal.domain.challenge.events.transfer_events import (
    COMPLAINT_PASSED,
    COMPLAINT_PREPARED,
    INFORMATION_PASSED,
    INFORMATION_PREPARED,
    TRANSFER_CHASED,
    TRANSFER_DROPPED,
)
from portal.domain.challenge.state import Challenge, Event, Status
from portal.domain.challenge.triage import why_not_working_on_it
from portal.domain.i18n import _
from portal.domain.permissions import WORKERS, ActionRefused
from portal.domain.policy.calendar import BeyondCalendar, Calendar, due, local
from portal.domain.policy.due_dates import day_of
from portal.domain.policy_rule import Rule

ACKNOWLEDGE_WITHIN = timedelta(days=30)  # of one about information, by law (Data (Use and Access) Act 2025)
SEND_WITHIN = 1  # working days after the day on which it was prepared; our own measure

ACKNOWLEDGE = "Acknowledge the complaint about information."  # kept as it is, like all that staff write
GIVE_NEWS = "Tell them how the complaint about information is going, or its outcome."  # the same
INFORMATION_DUTIES = frozenset({ACKNOWLEDGE, GIVE_NEWS})
"""What is done by recording a step of the complaint, by which the raiser is told, and in no other way."""


class SentBy(StrEnum):
    """How it was sent."""

    EMAIL = "email"
    TELEPHONE = "telephone"
    POST = "post"
    SYSTEM = "system"  # the complaints team's own
    IN_PERSON = "in_person"


COMPLAINT, INFORMATION = "complaint", "information"
"""What is passed on: how they were treated, or how their information was used."""

_NOTHING = _("There is nothing to hand over.")


def waiting(challenge: Challenge) -> list[int]:
    """The complaints that were prepared and not sent yet, counted from 1."""
    return [number for number, each in enumerate(challenge.work.transfers, 1) if not each["done"]]


def taken_up(challenge: Challenge, name: str) -> bool:
    """Whether a complaint of this name waits to be sent, or was."""
    return any(each["name"] == name and each["done"] != "dropped" for each in challenge.work.transfers)


def _why_not_prepare(at: ActionContext, name: str) -> str:
    """It is prepared once; again only where the raiser has told us more since it was sent."""
    if _waits(at.challenge, name):
        return _("It waits to be sent already. Send it, then write down that you did.")
    if _was_passed_on(at.challenge, name):
        return _("It was passed on already.")
    return why_not_working_on_it(at)


def _waits(challenge: Challenge, name: str) -> bool:
    return any(each["name"] == name and not each["done"] for each in challenge.work.transfers)


def _was_passed_on(challenge: Challenge, name: str) -> bool:
    """Whether it was, and the raiser has told us nothing since."""
    passed = challenge.last(COMPLAINT_PASSED if name == COMPLAINT else INFORMATION_PASSED)
    since = (each for each in challenge.history if each.kind in {ADDED, ANSWERED})
    return passed is not None and not any(each.at > passed.at for each in since)


def why_not_pass_on(challenge: Challenge, name: str) -> str:
    """Why its raiser cannot ask us to pass it on now; blank where they can."""
    if _waits(challenge, name):
        return _("We have your complaint. We will send it to the complaints team.")
    if _was_passed_on(challenge, name):
        return _("We have sent your complaint already. To add something, tell us more first.")
    return ""


@dataclass(frozen=True, slots=True, repr=False)
class Transfer(Parameters):
    words: str  # exactly what is to be sent
    agreed: str  # how the raiser said that it may be passed on
    own_words: bool = beside_the_form(default=False)  # whether that is what the raiser told us and nothing else


def _prepare_complaint(at: ActionContext, given: Transfer) -> list[EventDraft]:
    return [COMPLAINT_PREPARED(**_prepared(at, given))]


def _prepare_information(at: ActionContext, given: Transfer) -> list[EventDraft]:
    """It is a promise as well: that it will be acknowledged in time is looked after until it is done."""
    pack, by = at.rules.pack, acknowledged_by(at, at.challenge.received_at).isoformat()
    acknowledged = {"words": ACKNOWLEDGE, "owner": pack.contacts[pack.complaints.data.contacts[0]].name, "by": by}
    return [INFORMATION_PREPARED(**_prepared(at, given), due=by), PROMISED(**acknowledged, tell=False, told=False)]


def acknowledged_by(at: ActionContext, came: datetime) -> date:
    """By when a complaint about information is acknowledged: as the policy says, and never later than by law.

    ``came``: when it was made.
    """
    law = local(came).date() + ACKNOWLEDGE_WITHIN
    pack = at.rules.pack
    try:
        end = due(pack.complaints.data.acknowledge_within, came, pack.hours, at.rules.calendar)
    except BeyondCalendar:
        return law
    return min(day_of(end), law) if end else law


def _prepared(at: ActionContext, given: Transfer) -> dict[str, Any]:
    how, words = said(given.agreed, _("Say how they agreed.")), typed(given.words, _NOTHING)
    return {"on": at.today.isoformat(), "agreed": how, "words": words, "own_words": given.own_words}


def _why_not_send(at: ActionContext) -> str:
    if at.challenge.status is Status.CLOSED:
        return _("This challenge is finished.")
    if not waiting(at.challenge):
        return _("No complaint waits to be sent.")
    theirs = at.challenge.work.assigned == at.actor.key or at.actor.manages
    return "" if theirs else _("Take it first: it is not assigned to you.")


@dataclass(frozen=True, slots=True, repr=False)
class SentTransfer(Parameters):
    transfer: int  # which of them, counted from 1
    how: str  # it was sent (SentBy)
    on: str  # the day, ISO
    words: str  # the very text
    theirs: str = ""  # the other team's reference


def _sent(at: ActionContext, given: SentTransfer) -> list[EventDraft]:
    """Somebody has sent it."""
    prepared, words = _one_of(at.challenge, given.transfer), given.words
    if given.how not in set(SentBy):
        raise ActionRefused(_("Choose how you sent it."))
    if not prepared["on"] <= given.on <= at.today.isoformat():
        raise ActionRefused(_("Enter the day on which you sent it: not before it was prepared, and not in the future."))
    passed = (COMPLAINT_PASSED if prepared["name"] == COMPLAINT else INFORMATION_PASSED)(
        agreed=prepared.get("agreed", ""),
        due=prepared.get("due", ""),
        transfer=given.transfer,
        how=given.how,
        on=given.on,
        words=typed(words, _NOTHING),
        own_words=bool(prepared.get("own_words")) and only_taken_out(words, prepared["words"]),
        theirs=given.theirs,
    )
    return [passed]


@dataclass(frozen=True, slots=True, repr=False)
class DroppedTransfer(Parameters):
    transfer: int  # which of them, counted from 1
    words: str  # how they told us


def _drop(at: ActionContext, given: DroppedTransfer) -> list[EventDraft]:
    """The raiser does not want it passed on any more: that is told instead."""
    name = _one_of(at.challenge, given.transfer)["name"]
    why = said(given.words, _("Say how they told you."))
    return [TRANSFER_DROPPED(transfer=given.transfer, name=name, why=why)]


def only_taken_out(words: str, whole: str) -> bool:
    """Whether ``words`` are ``whole`` with nothing in it but what was there: lines may be left out, none added."""
    return {line.strip() for line in words.splitlines()} <= {"", *(line.strip() for line in whole.splitlines())}


def _one_of(challenge: Challenge, transfer: int) -> Mapping[str, Any]:
    if transfer not in waiting(challenge):
        raise ActionRefused(_("This complaint does not wait any more. A colleague may just have sent it."))
    return challenge.work.transfers[transfer - 1]


def _complaints_rule(at: ActionContext) -> Rule:
    return at.rules.pack.complaints.practice


def _information_rule(at: ActionContext) -> Rule:
    return at.rules.pack.complaints.data


PASS_COMPLAINT = Action(
    "pass_complaint", Transfer, lambda at: _why_not_prepare(at, COMPLAINT), _prepare_complaint,
    roles=WORKERS, group=ActionGroup.TRIAGE, clause=_complaints_rule, shows_words=True,
)  # fmt: skip
PASS_INFORMATION = Action(
    "pass_information", Transfer, lambda at: _why_not_prepare(at, INFORMATION), _prepare_information,
    roles=WORKERS, group=ActionGroup.TRIAGE, clause=_information_rule, shows_words=True,
)  # fmt: skip
RECORD_SENT = Action(
    "record_sent", SentTransfer, _why_not_send, _sent, roles=WORKERS, group=ActionGroup.TRIAGE, shows_words=True
)
DROP_TRANSFER = Action(
    "drop_transfer", DroppedTransfer, _why_not_send, _drop, roles=WORKERS, group=ActionGroup.TRIAGE, shows_words=True
)

ACTIONS: tuple[AnyAction, ...] = (PASS_COMPLAINT, PASS_INFORMATION, RECORD_SENT, DROP_TRANSFER)


def chase(challenge: Challenge, calendar: Calendar, now: datetime, last: datetime | None) -> list[Event]:
    """The reminder of a complaint that nobody has sent: one each working day once it is late.

    ``last`` is when the last one was. It comes too where no bank holidays are held.
    """
    today = local(now).date()
    since = min((date.fromisoformat(challenge.work.transfers[n - 1]["on"]) for n in waiting(challenge)), default=None)
    reminded = last is not None and local(last).date() >= today
    if since is None or reminded or challenge.status is Status.CLOSED or not calendar.likely_working(today):
        return []
    days = calendar.likely_days(since, today)
    return [event_of(TRANSFER_CHASED(days=days), now, WORKER)] if days > SEND_WITHIN else []
