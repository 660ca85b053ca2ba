"""What becomes of a request when the MASH first reads it, within the time that the policy gives.

Triage does not decide anything about the child: it says which way a request goes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from portal.domain.challenge.action_rule import (
    Action,
    ActionContext,
    ActionGroup,
    AnyAction,
    Parameters,
    Partaker,
    said,
    stage_rule,
    typed,
)
from portal.domain.challenge.casework import Involved
from portal.domain.challenge.events.alert_events import ACTED
from portal.domain.challenge.events.allocation_events import ASSIGNED
from portal.domain.challenge.events.ending_events import TRIAGE_RESTORED
from portal.domain.challenge.events.event_kind import EventDraft
from portal.domain.challenge.events.review_events import RELEASED
from portal.domain.challenge.events.triage_events import TRIAGED
from portal.domain.challenge.history import typed as typed_words
from portal.domain.challenge.safety_alert import waiting
from portal.domain.challenge.state import OVER, Challenge, Rules, Status
from portal.domain.i18n import _
from portal.domain.permissions import READERS, WORKERS, ActionRefused, Actor
from portal.domain.policy.calendar import BeyondCalendar, TimeUnit, due, local
from portal.domain.policy.due_dates import DueDate, as_promised

TOLD_BEFORE = timedelta(days=1)  # the same may have been told by telephone before it was written to us
CLOCKS_DIFFER = timedelta(minutes=2)  # an officer's from ours


class Outcome(StrEnum):
    """What triage comes to."""

    REVIEW = "review"  # we look again
    COMPLAINT = "complaint"  # about how we treated them, and nothing else
    INFORMATION = "information"  # about how we used their information, and nothing else
    NOT_OURS = "not_ours"  # another council's
    SETTLED = "settled"  # looked at before
    NOTHING_NEW = "nothing_new"  # looked at before, and the policy looks again only where there is something new
    COURT = "court"  # a court decides this
    NO_DECISION = "no_decision"  # it is not about a decision of the MASH


DECLINED = (Outcome.NOT_OURS, Outcome.SETTLED, Outcome.NOTHING_NEW, Outcome.COURT, Outcome.NO_DECISION)

TELLING = frozenset({Outcome.SETTLED, Outcome.NOTHING_NEW, Outcome.COURT, Outcome.NO_DECISION})
"""What can only be said of a child by somebody who has looked whether it is known."""

FINISHED = _("This challenge is finished.")
_TRIAGED = _("This has been triaged. A colleague may just have done it.")
_NAMED = _("Somebody whose name is in what the person challenging wrote cannot do this.")
NOT_YOURS = _("Take it first: it is not assigned to you.")
WHY = _("Write your reasons.")
HANDED_ON = "Accepted for review."  # kept as it is, like all that staff write
DID = _("Write what you did.")
IN_THE_WAY: Mapping[str, str] = {
    Involved.MADE: _("Somebody who made the decision cannot look at it again."),
    Involved.ADVISED: _("Somebody who advised on the decision cannot look at it again."),
    Involved.REVIEWED: _("Somebody who reviewed this decision before cannot look at it again."),
    Involved.ASIDE: _("Somebody who stepped aside cannot look at it again."),
}

_RELEASED = _("Somebody who released a reply about this decision cannot look at it again.")


def to_triage(challenge: Challenge) -> date:
    """The day on which it came before triage: when it was received, or a manager put it back there."""
    return local(_before_triage(challenge)).date()


def _before_triage(challenge: Challenge) -> datetime:
    restored = challenge.last(TRIAGE_RESTORED)
    return restored.at if restored else challenge.received_at


def triage_by(challenge: Challenge, rules: Rules) -> DueDate | None:
    """By when triage is done; ``None`` once it was, or where no bank holidays are held.

    Hours count from when the office is open. Going on to a later stage does not move it; a manager who puts the
    challenge back before triage does.
    """
    if challenge.work.triaged or challenge.status in OVER:
        return None
    within, hours = rules.pack.times.triage, rules.pack.hours
    try:
        if within.unit is TimeUnit.HOURS:
            begins = hours.next_open(_before_triage(challenge), rules.calendar)
            end = due(within, begins, hours, rules.calendar)
            return as_promised(end) if end else None
        return rules.calendar.after(to_triage(challenge), within)
    except BeyondCalendar:
        return None


def why_not_reviewer(challenge: Challenge, who: Actor, rules: Rules) -> str:
    """Why ``who`` may not review this stage, or nothing.

    Independence is never waived. The most senior may let somebody stand in who lacks the rank, or who only
    shares a name with somebody in the challenge.
    """
    if why := why_not_look_again(challenge, who.key):
        return why
    if who.key in {challenge.work.review.stands_in, challenge.work.review.outside.get("to")}:
        return ""
    if who.rank < rules.ladder.stage(challenge.stage).rank:
        return _("This stage needs somebody more senior.")
    if named(challenge, who.name):
        return _NAMED
    return ""


def why_not_look_again(challenge: Challenge, who: str) -> str:
    """Why ``who`` is not independent of what would be reviewed now, or nothing.

    Who writes down what an outside reviewer decides does not decide it: that they reviewed an earlier stage, or
    released a reply, is no bar to that. That they had a part in the decision, or stepped aside, is.
    """
    how = challenge.work.involved.get(who, "")
    if challenge.work.review.outside.get("to") == who and how in {"", Involved.REVIEWED}:
        return ""
    if how:
        return IN_THE_WAY[how]
    released = any(event.kind == RELEASED and event.actor == who for event in challenge.history)
    return _RELEASED if released else ""


def nobody_writes_it_down(challenge: Challenge) -> bool:
    """Whether somebody outside decides, and who was named to write it down here turns out to have had a part in it."""
    to = challenge.work.review.outside.get("to", "")
    return bool(to) and bool(why_not_look_again(challenge, to))


def why_not_independent(at: ActionContext) -> str:
    """Why whoever acts is not the one to end this or to say what the raiser is told of it, or nothing.

    Who has reviewed it is: that is their work.
    """
    how = at.challenge.work.involved.get(at.actor.key, Involved.REVIEWED)
    if how != Involved.REVIEWED:
        return IN_THE_WAY[how]
    review = at.challenge.work.review
    allowed = at.actor.key in {review.stands_in, review.outside.get("to")}
    return _NAMED if not allowed and named(at.challenge, at.actor.name) else ""


def why_not_without_part(at: ActionContext) -> str:
    """Why whoever acts had a part in it, or nothing: in the decision, or in a review of it."""
    reviewed = at.challenge.work.involved.get(at.actor.key) == Involved.REVIEWED
    return IN_THE_WAY[Involved.REVIEWED] if reviewed else why_not_independent(at)


def named(challenge: Challenge, name: str) -> bool:
    """Whether the raiser wrote the whole ``name`` of somebody."""
    wanted = " ".join(name.casefold().split())
    return bool(wanted) and wanted in " ".join(" | ".join(typed_words(challenge)).casefold().split())


def why_not_working_on_it(at: ActionContext) -> str:
    """Why whoever acts may not work on this challenge, or nothing: it is over, or not theirs."""
    if at.challenge.status in OVER:
        return FINISHED
    return "" if at.challenge.work.assigned == at.actor.key else NOT_YOURS


def why_not_open(at: ActionContext) -> str:
    """Why nothing is done with it any more: it is closed."""
    return FINISHED if at.challenge.status is Status.CLOSED else ""


def why_not_triage(at: ActionContext) -> str:
    """Why whoever acts cannot triage it, or nothing: it was triaged, it is over, or it is not theirs."""
    return _TRIAGED if at.challenge.work.triaged else why_not_working_on_it(at)


@dataclass(frozen=True, slots=True, repr=False)
class Acceptance(Parameters):
    to: str = ""  # the id of the account of who looks at it; blank for nobody yet
    words: str = ""  # for them


def _accept(at: ActionContext, given: Acceptance) -> list[EventDraft]:
    """Who accepts it ``to`` somebody hands it over as well."""
    accepted: list[EventDraft] = [TRIAGED(outcome=Outcome.REVIEW.value, goes_on=True, words=given.words)]
    if not given.to:
        return accepted
    to = at.colleague(given.to)
    if why := _why_not_given_to(at.challenge, to, at.rules):
        raise ActionRefused(why)
    return [*accepted, ASSIGNED(to=to.key, words=said(given.words or HANDED_ON, WHY))]


def _why_not_given_to(challenge: Challenge, to: Actor, rules: Rules) -> str:
    """Why it cannot be theirs once it is accepted."""
    if not to.works:
        return _("They cannot work on challenges.")
    if to.key == challenge.work.assigned:
        return _("They have it already.")
    return why_not_reviewer(challenge, to, rules)


def _why_not_review_it(at: ActionContext, who: Actor) -> str | None:
    if not who.reviews or who.key == at.challenge.work.assigned:
        return None
    return why_not_reviewer(at.challenge, who, at.rules)


def _why_not_act(at: ActionContext) -> str:
    """Whoever sees it first acts on it, at any time: a child's safety does not wait for who has the challenge."""
    return "" if waiting(at.challenge.work.alerts) else _("No safety alert is open. A colleague may just have acted.")


@dataclass(frozen=True, slots=True, repr=False)
class AlertAnswer(Parameters):
    told: str  # whom the officer told
    told_at: datetime
    contact: str  # the number of the new contact in the case system
    words: str


def _act(at: ActionContext, given: AlertAnswer) -> list[EventDraft]:
    """On every open alert. The challenge goes on."""
    alerts = waiting(at.challenge.work.alerts)
    if not alerts[0].at - TOLD_BEFORE <= given.told_at <= at.now + CLOCKS_DIFFER:
        raise ActionRefused(_("Enter when you told them: not in the future, and not long before the alert."))
    did = {
        "told": typed(given.told, _("Enter whom you told.")),
        "told_at": local(given.told_at).isoformat(),
        "contact": typed(given.contact, _("Enter the number of the contact.")),
        "words": said(given.words, DID),
    }
    return [ACTED(flags=sorted({alert.kind.value for alert in alerts}), **did)]


ACCEPT_FOR_REVIEW = Action(
    "accept_for_review", Acceptance, why_not_triage, _accept,
    roles=WORKERS, group=ActionGroup.TRIAGE, clause=stage_rule, about=_why_not_review_it, gives_it=True,
    uses_up=Partaker.OTHER,
)  # fmt: skip
ACT_NOW = Action(
    "act_now", AlertAnswer, _why_not_act, _act,
    roles=READERS, group=ActionGroup.TRIAGE, despite_alert=True, answers_alert=True,
)  # fmt: skip

ACTIONS: tuple[AnyAction, ...] = (ACCEPT_FOR_REVIEW, ACT_NOW)
