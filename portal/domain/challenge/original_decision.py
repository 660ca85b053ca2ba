"""The decision that somebody disagrees with: what the MASH decided, when, at which level of need, and who did.

Triage records it. While nobody knows who made it the review waits, because nobody can be sure of being independent.
"""

from dataclasses import dataclass
from datetime import date

from portal.domain.challenge.action_rule import (
    Action,
    ActionContext,
    ActionGroup,
    AnyAction,
    Parameters,
    Partaker,
    typed,
)
from portal.domain.challenge.casework import Involved
from portal.domain.challenge.events.event_kind import EventDraft
from portal.domain.challenge.events.triage_events import ORIGINAL_RECORDED
from portal.domain.challenge.involvement import said_to_have_a_part, why_not_say_involved
from portal.domain.challenge.state import Challenge
from portal.domain.i18n import _
from portal.domain.permissions import WORKERS, ActionRefused, Actor
from portal.domain.policy.calendar import local
from portal.domain.policy.contact_ids import example, is_contact_id, tidy_id
from portal.domain.policy.model import Pack

NOT_KNOWN, ELSEWHERE = "not_known", "elsewhere"
"""Chosen as who made it, where that is still to be found out, or they have no account here."""

_RECORD_IT = _("Record the original decision first: what was decided, when, and by whom.")
_FIND_OUT = _("Record who made the original decision first. Until then nobody can be sure of being independent of it.")


def maker_known(challenge: Challenge) -> bool:
    """Whether it is known who made the original decision."""
    return bool(challenge.work.original.get("maker_name")) or Involved.MADE in challenge.work.involved.values()


def why_not_known(challenge: Challenge) -> str:
    """Why nobody can review the original decision yet, or nothing: it is not recorded, or nobody knows who made it."""
    if not challenge.work.original:
        return _RECORD_IT
    return "" if maker_known(challenge) else _FIND_OUT


def contact_id(pack: Pack, given: str, about: str = "contact") -> str:
    """The id of a contact in the case system, as it is kept. Raises :class:`ActionRefused`, beside ``about``."""
    patterns = pack.recording.contact_id
    number = typed(given, _("Enter the contact ID."))
    if patterns and not is_contact_id(number, patterns):
        looks = _("Enter the contact ID as the case system shows it, like {example}.")
        raise ActionRefused(looks.replace("{example}", example(patterns[0])), about)
    if not is_contact_id(number, ()):
        raise ActionRefused(_("Enter the contact ID as the case system shows it, like C-1042."), about)
    return tidy_id(number) if patterns else number.strip()


@dataclass(frozen=True, slots=True, repr=False)
class OriginalDecision(Parameters):
    contact: str  # its id in the case system
    on: str  # the day, ISO
    decision: str  # the key of an outcome of the pack
    maker: str  # the id of the account, NOT_KNOWN or ELSEWHERE
    threshold: str = ""  # the level of need
    maker_name: str = ""  # by name and role, where they have no account here
    advisers: tuple[str, ...] = ()  # the ids of the accounts
    words: str = ""  # what else the reviewer has to know


def _record(at: ActionContext, given: OriginalDecision) -> list[EventDraft]:
    """All that is known of it is said anew each time; that somebody had no part after all is said by itself."""
    decisions = at.rules.pack.decisions
    if given.decision not in {each.key for each in decisions.outcomes}:
        raise ActionRefused(_("Choose what was decided."), "decision")
    if decisions.thresholds and given.threshold not in decisions.thresholds:
        raise ActionRefused(_("Choose the level of need."), "threshold")
    if date.fromisoformat(given.on) > local(at.challenge.received_at).date():
        raise ActionRefused(_("Enter the day of the decision: not after the day on which they told us."), "on")
    maker = "" if given.maker in {NOT_KNOWN, ELSEWHERE} else given.maker
    name = typed(given.maker_name, _("Enter who made the decision.")) if given.maker == ELSEWHERE else ""
    advisers = [who for who in given.advisers if who != maker]
    _those_named_may_be(at, [each for each in (maker, *advisers) if each])
    contact = contact_id(at.rules.pack, given.contact)
    said = {"contact": contact, "on": given.on, "decision": given.decision, "threshold": given.threshold}
    return [ORIGINAL_RECORDED(**said, maker=maker, maker_name=name, advisers=advisers, words=given.words)]


def _those_named_may_be(at: ActionContext, named: list[str]) -> None:
    """Raises :class:`ActionRefused` for somebody unknown, and for who decided this stage."""
    before, review = said_to_have_a_part(at.challenge), at.challenge.work.review
    if any(who not in before and who not in {each.key for each in at.staff} for who in named):
        raise ActionRefused(_("Choose who made the decision, or say that this is not known yet."), "maker")
    if review.decided_by and review.decided_by in named and not review.outside:
        raise ActionRefused(_("They have reviewed this stage already."), "maker")


def _could_be(at: ActionContext, who: Actor) -> str | None:
    return "" if who.works or who.key in said_to_have_a_part(at.challenge) else None


RECORD_ORIGINAL = Action(
    "record_original", OriginalDecision, why_not_say_involved, _record,
    roles=WORKERS, group=ActionGroup.TRIAGE, about=_could_be, despite_alert=True,
    uses_up=Partaker.OTHER, bars=True,
)  # fmt: skip

ACTIONS: tuple[AnyAction, ...] = (RECORD_ORIGINAL,)
