"""All of triage in one go: who they are, where they stand, the original decision, which way it goes and to whom.

It is made of the single actions, each of which stays for what comes by itself; nothing is refused or kept otherwise.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from portal.domain.challenge.action_rule import (
    Action,
    ActionContext,
    ActionGroup,
    AnyAction,
    Parameters,
    Partaker,
    Words,
    stage_rule,
)
from portal.domain.challenge.end_without_review import DECLINE, EndingProposal
from portal.domain.challenge.events.event_kind import EventDraft, event_of
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.original_decision import RECORD_ORIGINAL, OriginalDecision
from portal.domain.challenge.raiser_checks import (
    CHECK_AUTHORITY,
    CHECK_IDENTITY,
    CHECK_STANDING,
    Authority,
    AuthorityCheck,
    StandingCheck,
)
from portal.domain.challenge.triage import ACCEPT_FOR_REVIEW, Acceptance, why_not_triage
from portal.domain.i18n import _
from portal.domain.permissions import WORKERS, ActionRefused


class TriageRoute(StrEnum):
    """Which way it goes."""

    REVIEW = "review"
    END = "end"  # without a review, once a colleague confirms it


@dataclass(frozen=True, slots=True, repr=False)
class FullTriage(Parameters):
    """What is blank was not done; it can be done by itself later."""

    route: str  # (TriageRoute)
    identity: str = ""  # how it was checked
    standing: str = ""
    made_contact: bool = False
    right: str = ""  # this and what follows as of AuthorityCheck, where somebody acts for the raiser
    authority: str = ""
    contact: str = ""  # this and what follows as of OriginalDecision
    on: str = ""
    decision: str = ""
    threshold: str = ""
    maker: str = ""
    maker_name: str = ""
    advisers: tuple[str, ...] = ()
    known: str = ""
    to: str = ""  # the id of the account of who looks at it; blank for nobody yet
    words: str = ""  # for them
    outcome: str = ""  # why it ends without a review
    why: str = ""


def _triage(at: ActionContext, given: FullTriage) -> list[EventDraft]:
    drafts: list[EventDraft] = []
    if given.identity:
        drafts += CHECK_IDENTITY.happens(at, Words(given.identity))
    if given.standing:
        drafts += CHECK_STANDING.happens(at, StandingCheck(given.standing, given.made_contact))
    if given.right or given.authority:
        drafts += _authority(at, given)
    if given.contact or given.on or given.decision or given.maker:
        drafts += RECORD_ORIGINAL.happens(at, _original(given))
    return [*drafts, *_routed(_after(at, drafts), given)]


def _authority(at: ActionContext, given: FullTriage) -> list[EventDraft]:
    if why := CHECK_AUTHORITY.why_not(at):
        raise ActionRefused(why, "right")
    if given.right not in set(Authority):
        raise ActionRefused(_("Choose why they may act for this person, or leave out how you checked it."), "right")
    return CHECK_AUTHORITY.happens(at, AuthorityCheck(given.right, given.authority))


def _original(given: FullTriage) -> OriginalDecision:
    if not (given.on and given.contact and given.decision and given.maker):
        said = _("Enter the contact ID, the date, what was decided, and who decided it or that this is not known yet.")
        raise ActionRefused(said, "contact")
    return OriginalDecision(
        contact=given.contact,
        on=given.on,
        decision=given.decision,
        maker=given.maker,
        threshold=given.threshold,
        maker_name=given.maker_name,
        advisers=given.advisers,
        words=given.known,
    )


def _routed(at: ActionContext, given: FullTriage) -> list[EventDraft]:
    if given.route == TriageRoute.REVIEW:
        return ACCEPT_FOR_REVIEW.happens(at, Acceptance(given.to, given.words))
    if given.route != TriageRoute.END:
        raise ActionRefused(_("Choose which way it goes."), "route")
    if why := DECLINE.why_not(at):
        raise ActionRefused(why, "route")
    return DECLINE.happens(at, EndingProposal(given.outcome, given.why))


def _after(at: ActionContext, drafts: Iterable[EventDraft]) -> ActionContext:
    """As it is once that has happened: who has just been named as the maker is not to review it."""
    events = [event_of(draft, at.now, at.actor.key) for draft in drafts]
    return replace(at, challenge=replay(events, at.challenge)) if events else at


TRIAGE = Action(
    "triage", FullTriage, why_not_triage, _triage,
    roles=WORKERS, group=ActionGroup.TRIAGE, clause=stage_rule, about=ACCEPT_FOR_REVIEW.about, gives_it=True,
    uses_up=Partaker.OTHER, shows_words=True, shows_all=True, step_up=True,
)  # fmt: skip

ACTIONS: tuple[AnyAction, ...] = (TRIAGE,)
