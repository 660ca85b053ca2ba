"""Somebody outside who looks again, where nobody here is left who had no part in it and is senior enough.

They decide, and do not come in here: a colleague writes down what they decide, and a second person releases it.
"""

from dataclasses import dataclass

from portal.domain.challenge.action_rule import Action, ActionContext, ActionGroup, AnyAction, Parameters, said
from portal.domain.challenge.allocation import PARTS, is_most_senior, why_not_choose_who_reviews
from portal.domain.challenge.events.allocation_events import OUTSIDE_NAMED
from portal.domain.challenge.events.event_kind import EventDraft
from portal.domain.challenge.promises import NO_ROLE
from portal.domain.challenge.reviewers_left import able
from portal.domain.challenge.triage import WHY, nobody_writes_it_down
from portal.domain.i18n import _
from portal.domain.permissions import REVIEWERS, ActionRefused, Actor

SOMEBODY_LEFT = _(
    "Somebody here can still look at it: they had no part in it and are senior enough. Hand it over to them."
)


def _why_not_name(at: ActionContext) -> str:
    """The most senior does this, or a manager: one of them had no part in it, or is appointed."""
    if not (is_most_senior(at) or at.actor.manages):
        return _("Only the most senior reviewer or a manager can do this.")
    if why := why_not_choose_who_reviews(at):
        return why
    decided = at.challenge.work.review.decided_by and not nobody_writes_it_down(at.challenge)
    return _("This stage has been decided.") if decided else ""


@dataclass(frozen=True, slots=True, repr=False)
class OutsideReviewer(Parameters):
    role: str  # who looks at it
    to: str  # the id of the account of who writes it down here
    words: str


def _name(at: ActionContext, given: OutsideReviewer) -> list[EventDraft]:
    """Where who wrote it down had a part in the decision, all of what they wrote is written down anew."""
    to = at.colleague(given.to)
    if able(at.challenge, at.stage, at.staff, at.rules):
        raise ActionRefused(SOMEBODY_LEFT)
    if given.role.strip().casefold() in NO_ROLE:
        raise ActionRefused(_("Say who looks at it, by their role and where they work."))
    if not to.reviews:
        raise ActionRefused(_("They are not a reviewer."))
    if why := PARTS.get(at.challenge.work.involved.get(to.key, "")):
        raise ActionRefused(why)
    role = said(given.role, _("Enter their role and where they work."))
    return [OUTSIDE_NAMED(role=role, to=to.key, anew=nobody_writes_it_down(at.challenge), words=said(given.words, WHY))]


def _why_not_write_it_down(at: ActionContext, who: Actor) -> str | None:
    return PARTS.get(at.challenge.work.involved.get(who.key, ""), "") if who.reviews else None


NAME_OUTSIDE = Action(
    "name_outside", OutsideReviewer, _why_not_name, _name,
    roles=REVIEWERS, group=ActionGroup.WHO_HAS_IT, despite_alert=True, about=_why_not_write_it_down, read_first=True,
)  # fmt: skip
"""A reviewer, where nobody here is left."""

ACTIONS: tuple[AnyAction, ...] = (NAME_OUTSIDE,)
