"""What comes before an action and is not seen in the challenge itself: what waits in the outbox, and who is left."""

from collections.abc import Callable, Mapping

from portal.domain.challenge.action_rule import ActionContext, AnyAction
from portal.domain.challenge.message_decisions import SEE_LOST, SEND_HELD, STOP_HELD
from portal.domain.challenge.outside_reviewer import NAME_OUTSIDE, SOMEBODY_LEFT
from portal.services.colleagues import somebody_left
from portal.services.held_messages import why_not_decide_held
from portal.services.notice_history import why_not_acknowledged
from portal.storage import UnitOfWork


def why_not_ready(unit: UnitOfWork, at: ActionContext, action: AnyAction) -> str:
    """Why it has to wait, or is not needed: a plain sentence, blank for nothing."""
    first = _FIRST.get(action)
    return first(unit, at) if first else ""


def _why_not_outside(unit: UnitOfWork, at: ActionContext) -> str:
    return SOMEBODY_LEFT if somebody_left(unit, at.challenge, at.rules) else ""


def _why_not_lost(unit: UnitOfWork, at: ActionContext) -> str:
    return why_not_acknowledged(unit, at.challenge.id, at.now)


def _why_not_held(unit: UnitOfWork, at: ActionContext) -> str:
    return why_not_decide_held(unit, at.challenge.id)


_FIRST: Mapping[AnyAction, Callable[[UnitOfWork, ActionContext], str]] = {
    NAME_OUTSIDE: _why_not_outside,
    SEE_LOST: _why_not_lost,
    SEND_HELD: _why_not_held,
    STOP_HELD: _why_not_held,
}
