"""Who had a part in the decision, as colleagues say: they cannot look at it again."""

from dataclasses import dataclass

from portal.domain.challenge.action_rule import (
    Action,
    ActionContext,
    ActionGroup,
    AnyAction,
    Parameters,
    Partaker,
    said,
)
from portal.domain.challenge.casework import Involved
from portal.domain.challenge.events.event_kind import EventDraft
from portal.domain.challenge.events.triage_events import INVOLVED, INVOLVEMENT_UNDONE
from portal.domain.challenge.state import Challenge
from portal.domain.challenge.triage import WHY, why_not_open
from portal.domain.i18n import _
from portal.domain.permissions import WORKERS, ActionRefused, Actor


def why_not_say_involved(at: ActionContext) -> str:
    """Whether somebody may say who had a part: that bars a colleague from the review."""
    if at.challenge.work.assigned == at.actor.key or at.actor.manages:
        return why_not_open(at)
    return _("Only who has it, or a manager, can do this.")


def _why_not_undo_involved(at: ActionContext) -> str:
    if why := why_not_say_involved(at):
        return why
    return "" if said_to_have_a_part(at.challenge) else _("Nobody is said to have had a part in the decision.")


def said_to_have_a_part(challenge: Challenge) -> tuple[str, ...]:
    """Those of whom a colleague said that they made the decision or advised on it."""
    return tuple(who for who, how in challenge.work.involved.items() if how in {Involved.MADE, Involved.ADVISED})


@dataclass(frozen=True, slots=True, repr=False)
class NoPart(Parameters):
    who: str  # the id of their account
    words: str


def _undo_involved(at: ActionContext, given: NoPart) -> list[EventDraft]:
    if given.who not in said_to_have_a_part(at.challenge):
        raise ActionRefused(_("They are not said to have had a part in the decision."))
    if given.who == at.actor.key:
        raise ActionRefused(_("Somebody else has to take this back for you."))
    return [INVOLVEMENT_UNDONE(who=given.who, words=said(given.words, WHY))]


@dataclass(frozen=True, slots=True, repr=False)
class PartInDecision(Parameters):
    who: str  # the id of their account
    how: str  # what they did (Involved)
    words: str


def _involved(at: ActionContext, given: PartInDecision) -> list[EventDraft]:
    if given.how not in {Involved.MADE, Involved.ADVISED}:
        raise ActionRefused(_("Choose what they did."))
    review = at.challenge.work.review
    if review.decided_by == given.who != review.outside.get("to"):
        raise ActionRefused(_("They have reviewed this stage already."))
    return [INVOLVED(who=given.who, how=given.how, words=said(given.words, WHY))]


def _any_colleague(_at: ActionContext, who: Actor) -> str | None:
    return "" if who.works else None


def _who_is_said(at: ActionContext, who: Actor) -> str | None:
    return "" if who.works and who.key in said_to_have_a_part(at.challenge) else None


SAY_INVOLVED = Action(
    "say_involved", PartInDecision, why_not_say_involved, _involved,
    roles=WORKERS, group=ActionGroup.TRIAGE, about=_any_colleague, despite_alert=True,
    uses_up=Partaker.OTHER, bars=True,
)  # fmt: skip
UNDO_INVOLVED = Action(
    "undo_involved", NoPart, _why_not_undo_involved, _undo_involved,
    roles=WORKERS, group=ActionGroup.TRIAGE, about=_who_is_said, despite_alert=True,
)  # fmt: skip

ACTIONS: tuple[AnyAction, ...] = (SAY_INVOLVED, UNDO_INVOLVED)
