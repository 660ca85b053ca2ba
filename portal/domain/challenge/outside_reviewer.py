"""Somebody outside who looks again, where nobody here is left who had no part in it and is senior enough.

They decide, and do not come in here: a colleague writes down what they decide, and a second person releases it.
"""

from collections.abc import Iterable, Mapping

from portal.domain.challenge.action_rule import ActionContext, ActionRule, EventDraft, said
from portal.domain.challenge.allocation import PARTS, why_not_let_stand_in
from portal.domain.challenge.review import NO_ROLE
from portal.domain.challenge.reviewers_left import able
from portal.domain.challenge.triage import WHY
from portal.domain.i18n import _
from portal.domain.permissions import Action, ActionRefused, Actor

SOMEBODY_LEFT = _(
    "Somebody here can still look at it: they had no part in it and are senior enough. Hand it over to them."
)


def _why_not_name(at: ActionContext) -> str:
    if why := why_not_let_stand_in(at):
        return why
    return _("This stage has been decided.") if at.challenge.work.review.decided_by else ""


def _name(at: ActionContext, *, role: str, to: Actor, words: str, staff: Iterable[Actor]) -> list[EventDraft]:
    """``role``: who looks at it, by role; ``to``: who writes it down here; ``staff``: everybody who works here."""
    if able(at.challenge, at.stage, staff, at.rules):
        raise ActionRefused(SOMEBODY_LEFT)
    if role.strip().casefold() in NO_ROLE:
        raise ActionRefused(_("Say who looks at it, by their role and where they work."))
    if not to.may(Action.DECIDE):
        raise ActionRefused(_("They are not a reviewer."))
    if why := PARTS.get(at.challenge.work.involved.get(to.key, "")):
        raise ActionRefused(why)
    what = {"role": said(role, _("Enter their role and where they work.")), "to": to.key}
    return [("outside_named", {**what, "words": said(words, WHY)})]


ACTION_RULES: Mapping[Action, ActionRule] = {Action.NAME_OUTSIDE: ActionRule(_why_not_name, _name)}
