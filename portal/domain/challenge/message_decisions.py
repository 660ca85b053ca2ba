"""What colleagues decide about messages to a raiser that did not arrive, or are held."""

from portal.domain.challenge.action_rule import (
    Action,
    ActionContext,
    ActionGroup,
    AnyAction,
    Words,
    always_possible,
    said,
)
from portal.domain.challenge.events.alert_events import HELD_SENT, HELD_STOPPED, LOST_SEEN
from portal.domain.challenge.events.event_kind import EventDraft
from portal.domain.challenge.triage import DID, why_not_open
from portal.domain.permissions import WORKERS


def _see(_at: ActionContext, given: Words) -> list[EventDraft]:
    return [LOST_SEEN(words=said(given.words, DID))]


def _send(_at: ActionContext, given: Words) -> list[EventDraft]:
    return [HELD_SENT(words=said(given.words, DID))]


def _stop(_at: ActionContext, given: Words) -> list[EventDraft]:
    return [HELD_STOPPED(words=said(given.words, DID))]


SEE_LOST = Action("see_lost", Words, why_not_open, _see, roles=WORKERS, group=ActionGroup.TELL, despite_alert=True)
SEND_HELD = Action("send_held", Words, always_possible, _send, roles=WORKERS, group=ActionGroup.TELL)
STOP_HELD = Action(
    "stop_held", Words, always_possible, _stop,
    roles=WORKERS, group=ActionGroup.TELL, despite_alert=True, despite_junk=True,
)  # fmt: skip

ACTIONS: tuple[AnyAction, ...] = (SEE_LOST, SEND_HELD, STOP_HELD)
