"""Independence is asked of whoever takes, decides or releases: they did not make, advise on or review the decision.

Who cannot declare it does nothing else by that: they step aside, and are not offered it again (LGSCO 24-004-684).
"""

from enum import StrEnum

from portal.domain.challenge.action_rule import ActionContext, AnyAction, Parameters
from portal.domain.challenge.casework import Involved
from portal.domain.challenge.events.allocation_events import DECLARED, STEPPED_ASIDE
from portal.domain.challenge.events.event_kind import EventDraft
from portal.domain.challenge.state import Status
from portal.domain.i18n import _
from portal.domain.permissions import ActionRefused


class Independent(StrEnum):
    """What somebody declares."""

    YES = "yes"
    MADE = "made"
    ADVISED = "advised"
    REVIEWED = "reviewed"
    KNOWS = "knows"  # the child or the family


_ASIDE: dict[str, tuple[Involved, str]] = {
    Independent.MADE: (Involved.MADE, "Declared: I made the decision."),
    Independent.ADVISED: (Involved.ADVISED, "Declared: I advised on the decision."),
    Independent.REVIEWED: (Involved.ASIDE, "Declared: I reviewed the decision before."),
    Independent.KNOWS: (Involved.ASIDE, "Declared: I know the child or the family."),
}
"""What comes of it, and what is kept of it, which stays as it is like all that staff write."""

_DECLARE = _("Say whether you are independent of the decision and the family.")


def has_declared(at: ActionContext) -> bool:
    """Whether they have declared at this stage that they are independent: it holds until the stage is over."""
    return at.actor.key in at.challenge.work.review.declared


def who_takes_declares(at: ActionContext) -> bool:
    """What waits to be triaged or decided is taken by who is independent; what is to be closed by anybody."""
    undecided = not at.challenge.work.review.decided_by
    return at.challenge.status is Status.RECEIVED and undecided and not has_declared(at)


def who_decides_declares(at: ActionContext) -> bool:
    """Whoever writes down what somebody outside decides does not decide it."""
    return at.challenge.work.review.outside.get("to") != at.actor.key and not has_declared(at)


def who_releases_declares(at: ActionContext) -> bool:
    return not has_declared(at)


def is_asked(at: ActionContext, action: AnyAction) -> bool:
    """Whether who does this now has to declare it with it."""
    return action.declares(at)


def declared(at: ActionContext, action: AnyAction, given: Parameters) -> tuple[list[EventDraft], bool]:
    """What comes of the declaration, and whether they go on. Raises :class:`ActionRefused` where there is none."""
    if not is_asked(at, action):
        return [], True
    said = getattr(given, "independent", "")
    if said == Independent.YES:
        return [DECLARED()], True
    if said not in _ASIDE:
        raise ActionRefused(_DECLARE)
    how, words = _ASIDE[said]
    return [STEPPED_ASIDE(words=words, since=nothing_done(at), how=how.value)], False


def nothing_done(at: ActionContext) -> str:
    """Since when they have it who take it without a reason, let it go now and have done nothing with it; else blank."""
    taken = at.challenge.work.taken
    return taken["at"] if taken.get("by") == at.actor.key else ""
