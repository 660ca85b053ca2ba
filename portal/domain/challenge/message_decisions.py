"""What colleagues decide about messages to a raiser that did not arrive, or are held."""

from collections.abc import Callable

from portal.domain.challenge.action_rule import (
    Action,
    ActionContext,
    ActionGroup,
    AnyAction,
    EventDraft,
    Words,
    always_possible,
    said,
)
from portal.domain.challenge.triage import DID, why_not_open
from portal.domain.permissions import WORKERS


def _decided(kind: str) -> Callable[[ActionContext, Words], list[EventDraft]]:
    return lambda _at, given: [(kind, {"words": said(given.words, DID)})]


SEE_LOST = Action(
    "see_lost", Words, why_not_open, _decided("lost_seen"), roles=WORKERS, group=ActionGroup.TELL, despite_alert=True
)
SEND_HELD = Action("send_held", Words, always_possible, _decided("held_sent"), roles=WORKERS, group=ActionGroup.TELL)
STOP_HELD = Action(
    "stop_held", Words, always_possible, _decided("held_stopped"),
    roles=WORKERS, group=ActionGroup.TELL, despite_alert=True, despite_junk=True,
)  # fmt: skip

ACTIONS: tuple[AnyAction, ...] = (SEE_LOST, SEND_HELD, STOP_HELD)
