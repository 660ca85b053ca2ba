"""An earlier date than the policy's, where it says "or sooner" and the child's safety asks for it."""

from dataclasses import dataclass, replace
from datetime import date

from portal.domain.challenge.action_rule import Action, ActionContext, ActionGroup, AnyAction, Parameters, said
from portal.domain.challenge.events.event_kind import EventDraft
from portal.domain.challenge.events.stage_events import BROUGHT_FORWARD
from portal.domain.challenge.state import Status
from portal.domain.challenge.triage import NOT_YOURS, WHY, Outcome
from portal.domain.i18n import _
from portal.domain.permissions import WORKERS, ActionRefused
from portal.domain.policy.due_dates import day_of, plain_due
from portal.domain.policy_rule import Rule


def _sooner_rule(at: ActionContext) -> Rule | None:
    """The time of the stage of which the policy says "or sooner"."""
    return next((clock for clock in at.stage.deadlines if clock.sooner), None)


def _why_not_bring_forward(at: ActionContext) -> str:
    if at.challenge.work.triaged != Outcome.REVIEW:
        return _("Triage comes first.")
    if at.challenge.status is not Status.RECEIVED:
        return _("There is no review under way.")
    if _sooner_rule(at) is None:
        return _("The policy does not ask for it sooner at this stage.")
    return "" if at.challenge.work.assigned == at.actor.key or at.actor.manages else NOT_YOURS


@dataclass(frozen=True, slots=True, repr=False)
class EarlierDate(Parameters):
    by: str  # the day, ISO
    words: str  # why the child's safety asks for it, for ourselves


def _bring_forward(at: ActionContext, given: EarlierDate) -> list[EventDraft]:
    by, due = date.fromisoformat(given.by), at.challenge.due
    if by < at.today or (due and by >= day_of(due)):
        raise ActionRefused(_("Choose a day from today on that is before the date that it has now."))
    sooner = at.due_of(at.stage, replace(at.challenge.work.review, sooner=given.by))
    return [BROUGHT_FORWARD(by=given.by, why=said(given.words, WHY), due=sooner, was=plain_due(due))]


BRING_FORWARD = Action(
    "bring_forward", EarlierDate, _why_not_bring_forward, _bring_forward,
    roles=WORKERS, group=ActionGroup.CLOCK, clause=_sooner_rule,
)  # fmt: skip

ACTIONS: tuple[AnyAction, ...] = (BRING_FORWARD,)
