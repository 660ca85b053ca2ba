"""What the two sides exchange at a stage, where the policy pairs managers: with whom, and what was said."""

from dataclasses import dataclass
from datetime import date

from portal.domain.challenge.action_rule import (
    Action,
    ActionContext,
    ActionGroup,
    AnyAction,
    Parameters,
    said,
    stage_rule,
    typed,
)
from portal.domain.challenge.events.event_kind import EventDraft
from portal.domain.challenge.events.stage_events import EXCHANGED
from portal.domain.challenge.state import Challenge, Rules, Status
from portal.domain.challenge.triage import NOT_YOURS, Outcome
from portal.domain.i18n import _
from portal.domain.permissions import WORKERS, ActionRefused
from portal.domain.policy.calendar import local
from portal.domain.policy.model import Absent, Stage

OTHER = "other"
"""Chosen for a role that the policy does not name: the equivalent of another agency."""


def is_paired(stage: Stage) -> bool:
    """Whether the policy has the two sides exchange something at this stage."""
    return bool(stage.other_side or stage.decided_with) or not isinstance(stage.exchange, Absent)


def still_to_agree(challenge: Challenge, rules: Rules) -> tuple[str, ...]:
    """The roles, of agencies with which it is decided together, of which nobody has been written down at this stage."""
    stage = rules.ladder.stage(challenge.stage)
    agencies = {role: rules.pack.roles[role].agency for role in stage.decided_with}
    heard = {agencies[each["side"]] for each in challenge.work.review.exchanges if each["side"] in agencies}
    return tuple(role for role, agency in agencies.items() if agency not in heard)


def _why_not_record(at: ActionContext) -> str:
    if at.challenge.work.triaged != Outcome.REVIEW:
        return _("Triage comes first.")
    if at.challenge.status is not Status.RECEIVED:
        return _("There is no review under way.")
    if not is_paired(at.stage):
        return _("The policy asks for no exchange at this stage.")
    return "" if at.challenge.work.assigned == at.actor.key or at.actor.manages else NOT_YOURS


@dataclass(frozen=True, slots=True, repr=False)
class Exchange(Parameters):
    side: str  # their role, as the policy calls it, or OTHER
    whom: str  # who it was
    reach: str  # how they are reached
    on: str  # the day, ISO
    words: str  # what each side said and gave


def _record(at: ActionContext, given: Exchange) -> list[EventDraft]:
    if given.side not in (*at.stage.other_side, *at.stage.decided_with, OTHER):
        raise ActionRefused(_("Choose the role of the other side."))
    if not local(at.challenge.received_at).date() <= date.fromisoformat(given.on) <= at.today:
        raise ActionRefused(_("Enter the day on which it was: since we received this, and not in the future."))
    exchanged = EXCHANGED(
        stage=at.stage.key,
        side=given.side,
        person=typed(given.whom, _("Write who it was.")),
        reached_by=typed(given.reach, _("Write how they are reached.")),
        on=given.on,
        words=said(given.words, _("Write what each side said.")),
    )
    return [exchanged]


RECORD_EXCHANGE = Action(
    "record_exchange", Exchange, _why_not_record, _record,
    roles=WORKERS, group=ActionGroup.REVIEW, clause=stage_rule, adds=True,
)  # fmt: skip

ACTIONS: tuple[AnyAction, ...] = (RECORD_EXCHANGE,)
