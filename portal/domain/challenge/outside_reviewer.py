"""Somebody outside who looks again, where nobody here is left who had no part in it and is senior enough.

They decide, and do not come in here: a colleague writes down what they decide, and a second person releases it.
"""

from dataclasses import dataclass

from portal.domain.challenge.action_rule import (
    Action,
    ActionContext,
    ActionGroup,
    AnyAction,
    EventDraft,
    Parameters,
    said,
)
from portal.domain.challenge.allocation import PARTS, why_not_let_stand_in
from portal.domain.challenge.review import NO_ROLE
from portal.domain.challenge.reviewers_left import able
from portal.domain.challenge.triage import WHY
from portal.domain.i18n import _
from portal.domain.permissions import REVIEWERS, ActionRefused, Actor

SOMEBODY_LEFT = _(
    "Somebody here can still look at it: they had no part in it and are senior enough. Hand it over to them."
)


def _why_not_name(at: ActionContext) -> str:
    if why := why_not_let_stand_in(at):
        return why
    return _("This stage has been decided.") if at.challenge.work.review.decided_by else ""


@dataclass(frozen=True, slots=True, repr=False)
class OutsideReviewer(Parameters):
    role: str  # who looks at it
    to: str  # the id of the account of who writes it down here
    words: str


def _name(at: ActionContext, given: OutsideReviewer) -> list[EventDraft]:
    to = at.colleague(given.to)
    if able(at.challenge, at.stage, at.staff, at.rules):
        raise ActionRefused(SOMEBODY_LEFT)
    if given.role.strip().casefold() in NO_ROLE:
        raise ActionRefused(_("Say who looks at it, by their role and where they work."))
    if not to.reviews:
        raise ActionRefused(_("They are not a reviewer."))
    if why := PARTS.get(at.challenge.work.involved.get(to.key, "")):
        raise ActionRefused(why)
    what = {"role": said(given.role, _("Enter their role and where they work.")), "to": to.key}
    return [("outside_named", {**what, "words": said(given.words, WHY)})]


def _why_not_write_it_down(at: ActionContext, who: Actor) -> str | None:
    return PARTS.get(at.challenge.work.involved.get(who.key, ""), "") if who.reviews else None


NAME_OUTSIDE = Action(
    "name_outside", OutsideReviewer, _why_not_name, _name,
    roles=REVIEWERS, group=ActionGroup.WHO_HAS_IT, despite_alert=True, about=_why_not_write_it_down,
)  # fmt: skip
"""A reviewer, where nobody here is left."""

ACTIONS: tuple[AnyAction, ...] = (NAME_OUTSIDE,)
