"""A stage that a panel decides: who sat, what each of them was for, and whether that is a decision by the policy."""

from collections.abc import Iterator, Mapping
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
)
from portal.domain.challenge.events.event_kind import EventDraft
from portal.domain.challenge.events.stage_events import PANEL_SAT
from portal.domain.challenge.state import Challenge, Rules, Status
from portal.domain.challenge.triage import NOT_YOURS, Outcome
from portal.domain.i18n import _
from portal.domain.permissions import WORKERS, ActionRefused
from portal.domain.policy.calendar import local
from portal.domain.policy.model import Agreement, Panel

FIRST = _("The policy has a panel decide this. First write down who sat, and what each of them was for.")
_UNFINISHED = _("Write a name and a decision for each who sat, and leave both blank for who did not.")
_TOO_FEW = _("By the policy more of them have to sit before they can decide.")
_NO_CHAIR = _("By the policy somebody has to take the chair.")
_HAD_A_PART = _("Nobody who had a part in the decision sits on the panel. Somebody else has to take their seat.")
_MISSING = {
    Agreement.UNANIMOUS: _("By the policy all of the panel have to agree, and not all of them were for this."),
    Agreement.MAJORITY: _("By the policy more than half of the panel have to agree, and fewer were for this."),
    Agreement.CASTING_VOTE: _(
        "By the policy more than half of the panel have to agree, or half of them with the chair, and fewer were for "
        "this."
    ),
    Agreement.CHAIR: _("By the policy the chair decides, and the chair was not for this."),
}


def still_to_sit(challenge: Challenge, rules: Rules) -> bool:
    """Whether a panel decides at this stage, and nobody has written down that it sat."""
    return rules.ladder.stage(challenge.stage).panel is not None and not challenge.work.review.panel


def why_not_by_panel(challenge: Challenge, rules: Rules, decision: str) -> str:
    """Why this is not what the panel decided, by the policy; nothing where it is, or where no panel decides."""
    panel, sat = rules.ladder.stage(challenge.stage).panel, challenge.work.review.panel
    if panel is None:
        return ""
    if not sat:
        return FIRST
    votes = sum(each["decision"] == decision for each in sat)
    chair = bool(panel.chair) and any(each["role"] == panel.chair and each["decision"] == decision for each in sat[:1])
    enough = {
        Agreement.UNANIMOUS: votes == len(sat),
        Agreement.MAJORITY: votes * 2 > len(sat),
        Agreement.CASTING_VOTE: votes * 2 > len(sat) or (chair and votes * 2 == len(sat)),
        Agreement.CHAIR: chair,
    }
    return "" if enough[panel.agreement] else _MISSING[panel.agreement]


def _why_not_record(at: ActionContext) -> str:
    if at.challenge.work.triaged != Outcome.REVIEW:
        return _("Triage comes first.")
    if at.challenge.status is not Status.RECEIVED:
        return _("There is no review under way.")
    if at.stage.panel is None:
        return _("The policy has no panel at this stage.")
    if at.challenge.work.review.decided_by:
        return _("This stage has been decided.")
    return "" if at.challenge.work.assigned == at.actor.key or at.actor.manages else NOT_YOURS


@dataclass(frozen=True, slots=True, repr=False)
class PanelMeeting(Parameters):
    on: str  # the day, ISO
    sat: tuple[str, ...]  # the name of who took each seat, in the order of the policy; blank: nobody did
    vote: tuple[str, ...]  # the key of the decision that each was for
    part: str  # whether any of them had a part in the decision: yes or no
    words: str  # what they said, and who saw it otherwise


def _record(at: ActionContext, given: PanelMeeting) -> list[EventDraft]:
    panel = at.stage.panel
    assert panel is not None  # noqa: S101 - refused before
    if not local(at.challenge.received_at).date() <= date.fromisoformat(given.on) <= at.today:
        raise ActionRefused(_("Enter the day on which it was: since we received this, and not in the future."))
    if given.part != "no":
        raise ActionRefused(_HAD_A_PART)
    sat: list[Mapping[str, str]] = [*_sat(at, panel, given)]
    if len(sat) < panel.quorum:
        raise ActionRefused(_TOO_FEW)
    if panel.chair and sat[0]["role"] != panel.chair:
        raise ActionRefused(_NO_CHAIR)
    words = said(given.words, _("Write what the panel said."))
    return [PANEL_SAT(stage=at.stage.key, on=given.on, sat=sat, words=words)]


def _sat(at: ActionContext, panel: Panel, given: PanelMeeting) -> Iterator[dict[str, str]]:
    """Each who sat. Raises :class:`ActionRefused` for who has a name and no decision, or the other way round."""
    outcomes = {each.key for each in at.rules.pack.decisions.outcomes}
    if not len(panel.seats) == len(given.sat) == len(given.vote):
        raise ActionRefused(_UNFINISHED)
    for role, name, vote in zip(panel.seats, given.sat, given.vote, strict=True):
        person = name.strip()
        if bool(person) != bool(vote) or (vote and vote not in outcomes):
            raise ActionRefused(_UNFINISHED)
        if person:
            yield {"role": role, "person": person, "decision": vote}


RECORD_PANEL = Action(
    "record_panel", PanelMeeting, _why_not_record, _record,
    roles=WORKERS, group=ActionGroup.REVIEW, clause=stage_rule,
)  # fmt: skip

ACTIONS: tuple[AnyAction, ...] = (RECORD_PANEL,)
