"""What a raiser sent by post, brought or told us by telephone after sending: staff write down what came and when."""

from dataclasses import dataclass

from portal.domain.challenge.action_rule import (
    Action,
    ActionContext,
    ActionGroup,
    AnyAction,
    Parameters,
    always_possible,
    said,
)
from portal.domain.challenge.events.event_kind import EventDraft
from portal.domain.challenge.events.papers_events import PAPERS_RECEIVED, PaperSort
from portal.domain.i18n import _
from portal.domain.permissions import WORKERS, ActionRefused
from portal.domain.policy.calendar import local


@dataclass(frozen=True, slots=True, repr=False)
class PapersReceived(Parameters):
    sort: str  # (PaperSort)
    on: str  # day, ISO
    words: str  # for colleagues


def _record(at: ActionContext, given: PapersReceived) -> list[EventDraft]:
    if given.sort not in set(PaperSort):
        raise ActionRefused(_("Choose what came."))
    began = min(local(at.challenge.received_at).date(), at.today).isoformat()
    if not began <= given.on <= at.today.isoformat():
        raise ActionRefused(_("Enter the day on which it came: not before the request, and not in the future."))
    note = said(given.words, _("Write what it is and where it lies."))
    return [PAPERS_RECEIVED(sort=given.sort, on=given.on, words=note)]


RECORD_PAPERS = Action(
    "record_papers", PapersReceived, always_possible, _record,
    roles=WORKERS, group=ActionGroup.NOTES, adds=True, shows_words=True,
)  # fmt: skip

ACTIONS: tuple[AnyAction, ...] = (RECORD_PAPERS,)
