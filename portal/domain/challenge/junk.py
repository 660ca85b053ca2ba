"""What is no request: set aside by a manager, put back by any colleague or by whatever its raiser says next.

Nobody who sent it is cut off. Their page says what we think and how to put it right, and one word from them brings
it back. So a manager alone may do it, many at once, where ending a request takes a second person.
"""

from collections.abc import Mapping
from enum import StrEnum

from portal.domain.challenge.action_rule import ActionContext, ActionRule, EventDraft, said
from portal.domain.challenge.state import Challenge, Status
from portal.domain.i18n import _
from portal.domain.permissions import RAISERS_OWN, Action
from portal.domain.policy.due_dates import plain_due


class Junk(StrEnum):
    """Why it is no request."""

    ADVERT = "advert"
    REPEATED = "repeated"  # the same was sent many times
    ABUSE = "abuse"
    TEST = "test"
    OTHER = "other"


GO_ON = frozenset(
    {
        Action.UNDO_JUNK, Action.READ, Action.NOTE, Action.SEE_MENTION, Action.EXPORT, Action.GIVE_CODE,
        Action.STOP_HELD,
    }
)  # fmt: skip
"""What staff may do with what is set aside."""

SET_ASIDE = _("This is marked as junk. Put it back first.")
_WORKED_ON = _("Somebody works on it, or has decided about it. Only what waits for triage can be marked as junk.")


def why_not_with_junk(challenge: Challenge, action: Action) -> str:
    """Why this is not done with what is set aside, or nothing: a plain sentence. It never stops the raiser."""
    stopped = challenge.work.junk and action not in GO_ON and action not in RAISERS_OWN
    return SET_ASIDE if stopped else ""


def _why_not_mark(at: ActionContext) -> str:
    waits = at.challenge.status is Status.RECEIVED and not at.challenge.work.triaged
    theirs = at.challenge.work.assigned in {"", at.actor.key}
    return "" if waits and theirs else _WORKED_ON


def _mark(at: ActionContext, *, reason: str, words: str = "") -> list[EventDraft]:
    """``words``: our own, wanted where no ``reason`` of ours says it."""
    why = Junk(reason)
    if why is Junk.OTHER:
        said(words, _("Write why it is junk."))
    return [("junked", {"reason": why.value, "words": words, "due": plain_due(at.challenge.due)})]


def _why_not_undo(at: ActionContext) -> str:
    return "" if at.challenge.work.junk else _("It is not marked as junk.")


def _undo(_at: ActionContext) -> list[EventDraft]:
    return [("unjunked", {})]


ACTION_RULES: Mapping[Action, ActionRule] = {
    Action.MARK_JUNK: ActionRule(_why_not_mark, _mark),
    Action.UNDO_JUNK: ActionRule(_why_not_undo, _undo),
}
