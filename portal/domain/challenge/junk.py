"""What is no request: set aside by a manager, put back by any colleague or by whatever its raiser says next.

Nobody who sent it is cut off. Their page says what we think and how to put it right, and one word from them brings
it back. So a manager alone may do it, many at once, where ending a request takes a second person.
"""

from dataclasses import dataclass
from enum import StrEnum

from portal.domain.challenge.action_rule import Action, ActionContext, AnyAction, Nothing, Parameters, said
from portal.domain.challenge.events.event_kind import EventDraft
from portal.domain.challenge.events.triage_events import JUNKED, UNJUNKED
from portal.domain.challenge.state import Challenge, Status
from portal.domain.i18n import _
from portal.domain.permissions import MANAGERS, WORKERS
from portal.domain.policy.due_dates import plain_due


class Junk(StrEnum):
    """Why it is no request."""

    ADVERT = "advert"
    REPEATED = "repeated"  # the same was sent many times
    ABUSE = "abuse"
    TEST = "test"
    OTHER = "other"


SET_ASIDE = _("This is marked as junk. Put it back first.")
_WORKED_ON = _("Somebody works on it, or has decided about it. Only what waits for triage can be marked as junk.")


def why_not_with_junk(challenge: Challenge, action: AnyAction) -> str:
    """Why this is not done with what is set aside, or nothing: a plain sentence. It never stops the raiser."""
    return SET_ASIDE if challenge.work.junk and not action.despite_junk and not action.raisers else ""


def _why_not_mark(at: ActionContext) -> str:
    waits = at.challenge.status is Status.RECEIVED and not at.challenge.work.triaged
    theirs = at.challenge.work.assigned in {"", at.actor.key}
    return "" if waits and theirs else _WORKED_ON


@dataclass(frozen=True, slots=True, repr=False)
class JunkMark(Parameters):
    reason: str
    words: str = ""  # our own, wanted where no reason of ours says it


def _mark(at: ActionContext, given: JunkMark) -> list[EventDraft]:
    why = Junk(given.reason)
    if why is Junk.OTHER:
        said(given.words, _("Write why it is junk."))
    return [JUNKED(reason=why.value, words=given.words, due=plain_due(at.challenge.due))]


def _why_not_undo(at: ActionContext) -> str:
    return "" if at.challenge.work.junk else _("It is not marked as junk.")


def _undo(_at: ActionContext, _given: Nothing) -> list[EventDraft]:
    return [UNJUNKED()]


MARK_JUNK = Action("mark_junk", JunkMark, _why_not_mark, _mark, roles=MANAGERS)
UNDO_JUNK = Action("undo_junk", Nothing, _why_not_undo, _undo, roles=WORKERS, despite_alert=True, despite_junk=True)

ACTIONS: tuple[AnyAction, ...] = (MARK_JUNK, UNDO_JUNK)
