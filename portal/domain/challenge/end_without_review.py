"""Ending a challenge without a review: one proposes it, another who had no part confirms it, then the raiser hears.

They may object once: a manager who took no part in it then upholds the ending, or puts the challenge back before
triage. Nobody ends a challenge alone (LGSCO focus report 2015; 23-006-825).
"""

from dataclasses import dataclass
from datetime import date

from portal.domain.challenge.action_rule import Action, ActionContext, ActionGroup, AnyAction, Parameters, Words, said
from portal.domain.challenge.complaint_transfer import taken_up
from portal.domain.challenge.events.ending_events import (
    ENDING_PROPOSED,
    ENDING_SENT_BACK,
    ENDING_UPHELD,
    OBJECTED,
    TRIAGE_RESTORED,
)
from portal.domain.challenge.events.event_kind import EventDraft
from portal.domain.challenge.events.triage_events import TRIAGED
from portal.domain.challenge.state import OVER, Challenge, Rules, Status
from portal.domain.challenge.triage import DECLINED, TELLING, Outcome, why_not_independent, why_not_triage
from portal.domain.disclosure.table import may_know
from portal.domain.i18n import _
from portal.domain.permissions import MANAGERS, RAISERS, REVIEWERS, WORKERS, ActionRefused
from portal.domain.policy.calendar import BeyondCalendar, local
from portal.domain.questions.policy_questions import ASKED_BEFORE

OBJECT_WITHIN = 20  # working days after the raiser was told; our own measure, that of a finished review
LOOK_WITHIN = 5  # working days that a manager has to look at an objection; our own measure

ENDS = (*DECLINED, Outcome.COMPLAINT, Outcome.INFORMATION)
"""What a challenge can come to without a review."""

_WHY = _("Write your reasons.")
_GIVES_AWAY = _(
    "This person may not know whether the child is known to us, and this would tell them. "
    "Check who they are first, or accept it, look at what they told us, and tell them only that you have finished."
)
_NOT_OFFERED = _("This request has not been ended without a check of the decision.")
_TOOK_PART = _("You took part in ending it. Another manager has to look.")


def _why_not_outcome(at: ActionContext, outcome: str) -> str:
    """Why it cannot come to this, or nothing: asked when it is proposed, and again when it is confirmed."""
    challenge = at.challenge
    if outcome in TELLING and not may_know(at.rules.pack.disclosure, challenge.audience, challenge.work.checks):
        return _GIVES_AWAY
    if outcome in (Outcome.COMPLAINT, Outcome.INFORMATION) and not taken_up(challenge, outcome):
        return _("First pass the complaint on: until then nobody would look at it.")
    return _why_not_again(at, outcome)


def _why_not_again(at: ActionContext, outcome: str) -> str:
    """Whether it was looked at before counts as the policy has it; who brings something new is not turned away."""
    challenge, wanted = at.challenge, at.rules.pack.wants_news(at.challenge.audience)
    if outcome == Outcome.SETTLED and wanted:
        return _("The policy looks again where there is something new. If there is nothing new, choose that.")
    if outcome != Outcome.NOTHING_NEW:
        return ""
    if not wanted:
        return _("The policy does not ask this person for anything new.")
    before = challenge.answers.get(ASKED_BEFORE.key) == "yes" or challenge.work.links
    return "" if before else _("They did not say that they asked before. First link the challenge that was.")


def _why_not_propose(at: ActionContext) -> str:
    if at.challenge.work.ending:
        return _("That it ends without a review has been proposed already. Somebody else has to confirm it.")
    return why_not_triage(at) or why_not_independent(at)


@dataclass(frozen=True, slots=True, repr=False)
class EndingProposal(Parameters):
    outcome: str
    words: str  # our own reasons, for who confirms it


def _propose(at: ActionContext, given: EndingProposal) -> list[EventDraft]:
    """The raiser hears nothing yet."""
    outcome = given.outcome
    if outcome not in ENDS:
        raise ActionRefused(_("Choose why it ends without a review."))
    if why := _why_not_outcome(at, outcome):
        raise ActionRefused(why)
    return [ENDING_PROPOSED(outcome=outcome, words=said(given.words, _WHY))]


def proposed(challenge: Challenge) -> bool:
    """Whether an ending waits to be confirmed."""
    work = challenge.work
    return bool(work.ending) and not work.triaged and challenge.status is Status.RECEIVED


def _why_not_proposed(at: ActionContext) -> str:
    if not proposed(at.challenge):
        return _("Nobody has proposed to end this. A colleague may just have dealt with it.")
    return ""


def _why_not_confirm(at: ActionContext) -> str:
    if why := _why_not_proposed(at):
        return why
    if at.challenge.work.ending["by"] == at.actor.key:
        return _("You proposed this. Somebody else has to confirm it.")
    if at.challenge.work.ending["by"] in at.challenge.work.involved:
        return _("Who proposed this had a part in the decision, as we know now. Send it back.")
    return why_not_independent(at) or _why_not_outcome(at, at.challenge.work.ending["outcome"])


def _confirm(at: ActionContext, given: Words) -> list[EventDraft]:
    """The raiser is told fixed words for the outcome; those given are the second person's reasons."""
    ending = at.challenge.work.ending
    triaged = TRIAGED(
        outcome=ending["outcome"],
        goes_on=False,
        stage=at.challenge.stage,
        proposed_by=ending["by"],
        words=said(given.words, _WHY),
    )
    return [triaged]


def _why_not_send_back(at: ActionContext) -> str:
    return _why_not_proposed(at) or why_not_independent(at)


# The objection


def ended(challenge: Challenge) -> bool:
    """Whether it was ended without a review."""
    return challenge.work.triaged in set(ENDS)


def objects_until(challenge: Challenge, rules: Rules) -> date | None:
    """The last day on which the raiser may object; ``None`` where they may not, or no bank holidays are held."""
    told = challenge.last(TRIAGED)
    if told is None or not may_still_object(challenge):
        return None
    try:
        return rules.calendar.add_working(local(told.at).date(), OBJECT_WITHIN)
    except BeyondCalendar:
        return None


def may_still_object(challenge: Challenge) -> bool:
    """Whether the raiser has not objected yet to an ending that they know of, however long ago that was."""
    return challenge.status in OVER and ended(challenge) and not challenge.work.objection


def _why_not_object(at: ActionContext) -> str:
    if at.challenge.work.objection:
        return _("You have asked a manager to look already. You can do this once.")
    if at.challenge.status is not Status.FINISHED or not ended(at.challenge):
        return _NOT_OFFERED
    until = objects_until(at.challenge, at.rules)
    late = until is not None and at.today > until
    return _("The time to ask a manager has passed. You can send a new request.") if late else ""


@dataclass(frozen=True, slots=True, repr=False)
class Objection(Parameters):
    words: str = ""
    new: bool = False  # whether something new means that somebody is not safe


def _object(at: ActionContext, given: Objection) -> list[EventDraft]:
    try:
        due = at.rules.calendar.add_working(at.today, LOOK_WITHIN).isoformat()
    except BeyondCalendar:
        due = None
    return [OBJECTED(words=given.words, new=given.new, due=due)]


def objection_waits(challenge: Challenge) -> bool:
    """Whether the raiser objected and no manager has looked yet."""
    objection = challenge.work.objection
    return bool(objection) and not objection["decided_by"] and challenge.status is Status.RECEIVED


def took_part(challenge: Challenge) -> frozenset[str]:
    """Who proposed or confirmed that it ends."""
    told = challenge.last(TRIAGED)
    return frozenset({challenge.work.ending.get("by", ""), told.actor if told else ""} - {""})


def _why_not_decide_objection(at: ActionContext) -> str:
    if not objection_waits(at.challenge):
        return _("No objection waits here. A colleague may just have dealt with it.")
    return _TOOK_PART if at.actor.key in took_part(at.challenge) else why_not_independent(at)


def _restore(at: ActionContext, given: Words) -> list[EventDraft]:
    """It stands before triage again, and its stage has the whole of its time."""
    stage = at.stage
    return [TRIAGE_RESTORED(words=said(given.words, _WHY), stage=stage.key, due=at.due_of(stage))]


def _send_back(_at: ActionContext, given: Words) -> list[EventDraft]:
    return [ENDING_SENT_BACK(words=said(given.words, _("Write what to change.")))]


def _uphold(_at: ActionContext, given: Words) -> list[EventDraft]:
    return [ENDING_UPHELD(words=said(given.words, _WHY))]


DECLINE = Action("decline", EndingProposal, _why_not_propose, _propose, roles=WORKERS, group=ActionGroup.TRIAGE)
CONFIRM_END = Action(
    "confirm_end", Words, _why_not_confirm, _confirm,
    roles=REVIEWERS, group=ActionGroup.TRIAGE, shows_words=True, shows_all=True,
)  # fmt: skip
SEND_BACK_END = Action(
    "send_back_end", Words, _why_not_send_back, _send_back,
    roles=REVIEWERS, group=ActionGroup.TRIAGE, despite_alert=True, shows_words=True, shows_all=True,
)  # fmt: skip
OBJECT = Action("object", Objection, _why_not_object, _object, roles=RAISERS, known_by=OBJECTED)
UPHOLD_END = Action(
    "uphold_end", Words, _why_not_decide_objection, _uphold,
    roles=MANAGERS, group=ActionGroup.TRIAGE, shows_words=True, shows_all=True,
)  # fmt: skip
RESTORE_TRIAGE = Action(
    "restore_triage", Words, _why_not_decide_objection, _restore,
    roles=MANAGERS, group=ActionGroup.TRIAGE, shows_words=True, shows_all=True,
)  # fmt: skip

ACTIONS: tuple[AnyAction, ...] = (DECLINE, CONFIRM_END, SEND_BACK_END, OBJECT, UPHOLD_END, RESTORE_TRIAGE)
