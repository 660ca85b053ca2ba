"""All of a review in one go: a finding on each ground, the evidence and the child's views, and the new decision.

It is made of the single actions, each of which stays for what comes by itself; nothing is refused or kept otherwise.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from portal.domain.challenge.action_rule import (
    Action,
    ActionContext,
    ActionGroup,
    AnyAction,
    Parameters,
    Partaker,
    stage_rule,
)
from portal.domain.challenge.events.event_kind import EventDraft, event_of
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.grounds import grounds
from portal.domain.challenge.independence import who_decides_declares
from portal.domain.challenge.review import DECIDE, DECIDE_GROUND, FIND, Findings, GroundAnswer, NewDecision
from portal.domain.i18n import _
from portal.domain.permissions import REVIEWERS, ActionRefused


@dataclass(frozen=True, slots=True, repr=False)
class FullReview(Parameters):
    finding: tuple[str, ...]  # this and the next two: one for each ground, in their order, as of GroundAnswer
    because: tuple[str, ...]
    applied: tuple[str, ...]
    evidence: str  # this and the next four as of Findings
    consulted: str
    new: str
    seen: str
    views: str
    decision: str  # this and what follows as of NewDecision
    reasons: str
    alternatives: str
    threshold: str = ""
    independent: str = ""


def _review(at: ActionContext, given: FullReview) -> list[EventDraft]:
    drafts = [draft for ground in _grounds(at, given) for draft in DECIDE_GROUND.happens(at, ground)]
    found = Findings(given.evidence, given.consulted, given.views, given.seen, given.new)
    drafts += FIND.happens(at, found)
    after = _after(at, drafts)
    if why := DECIDE.why_not(after):
        raise ActionRefused(why)
    new = NewDecision(given.decision, given.reasons, given.alternatives, given.threshold)
    return [*drafts, *DECIDE.happens(after, new)]


def _grounds(at: ActionContext, given: FullReview) -> list[GroundAnswer]:
    numbers = [each.number for each in grounds(at.challenge.answers)]
    said = (given.finding, given.because, given.applied)
    if any(len(each) != len(numbers) for each in said):
        raise ActionRefused(_("Every ground needs its own answer and reasons first."))
    found = zip(numbers, *said, strict=True)
    return [GroundAnswer(outcome, reasons, basis, ground=number) for number, outcome, reasons, basis in found]


def _after(at: ActionContext, drafts: Iterable[EventDraft]) -> ActionContext:
    """As it is once that has happened: every ground has its finding."""
    events = [event_of(draft, at.now, at.actor.key) for draft in drafts]
    return replace(at, challenge=replay(events, at.challenge))


FULL_REVIEW = Action(
    "full_review", FullReview, DECIDE_GROUND.why_not, _review,
    roles=REVIEWERS, group=ActionGroup.REVIEW, clause=stage_rule, shows_words=True, shows_all=True,
    uses_up=Partaker.ACTOR, declares=who_decides_declares,
)  # fmt: skip

ACTIONS: tuple[AnyAction, ...] = (FULL_REVIEW,)
