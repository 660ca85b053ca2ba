"""What we promise to do, and that it was done: the raiser is told of it with the reply, as far as they may be."""

from dataclasses import dataclass
from datetime import date, timedelta

from portal.domain.challenge import other_forms
from portal.domain.challenge.action_rule import Action, ActionContext, ActionGroup, AnyAction, Parameters, said, typed
from portal.domain.challenge.complaint_transfer import INFORMATION_DUTIES
from portal.domain.challenge.events.event_kind import EventDraft
from portal.domain.challenge.events.review_events import PROMISE_KEPT, PROMISED, RELEASED
from portal.domain.challenge.history import at_this_stage
from portal.domain.challenge.triage import Outcome
from portal.domain.i18n import _
from portal.domain.permissions import WORKERS, ActionRefused

LONGEST_PROMISE = timedelta(days=365)  # our own measure: what is further off is never chased

NO_ROLE = frozenset({"i", "me", "myself", "us", "we", "you", "they", "somebody", "someone", "anyone", "nobody"})
"""What is written instead of who does something."""


def _why_not_promise(at: ActionContext) -> str:
    return "" if at.challenge.work.triaged == Outcome.REVIEW else _("Triage comes first.")


@dataclass(frozen=True, slots=True, repr=False)
class NewPromise(Parameters):
    words: str
    owner: str  # who does it, by role
    by: str  # the date, ISO
    tell: bool  # whether the raiser is told, where allowed


def _promise(at: ActionContext, given: NewPromise) -> list[EventDraft]:
    owner = given.owner
    if not at.today <= date.fromisoformat(given.by) <= at.today + LONGEST_PROMISE:
        raise ActionRefused(_("Choose a day that is still to come, within a year."))
    if owner.strip().casefold() in NO_ROLE:
        raise ActionRefused(_("Say who does it, by their role: somebody else has to find them."))
    if given.tell and at_this_stage(at.challenge, RELEASED):
        raise ActionRefused(
            _("They have our reply already, so they would not hear of this. Say that they are not told.")
        )
    words, owner = said(given.words, _("Write what will be done.")), typed(owner, _("Say who does it."))
    return [PROMISED(words=words, owner=owner, by=given.by, tell=given.tell, told=False)]


def _why_not_keep_promise(at: ActionContext) -> str:
    open_ones = (each for each in at.challenge.work.promises if not each["kept"])
    by_hand = any(each["words"] not in INFORMATION_DUTIES for each in open_ones)
    return "" if by_hand else _("Nothing promised is open.")


@dataclass(frozen=True, slots=True, repr=False)
class KeptPromise(Parameters):
    promise: int  # which of them, counted from 1
    did: str  # what was done, for colleagues


def _keep_promise(at: ActionContext, given: KeptPromise) -> list[EventDraft]:
    """The raiser, where they were told of it, reads what was promised."""
    promises, promise = at.challenge.work.promises, given.promise
    if not 1 <= promise <= len(promises) or promises[promise - 1]["kept"]:
        raise ActionRefused(_("This is done already."))
    if promises[promise - 1]["words"] in INFORMATION_DUTIES:
        raise ActionRefused(_("Record what the data protection team has done instead: then they are told as well."))
    told = promises[promise - 1]["words"] if promises[promise - 1]["told"] else ""
    done = said(given.did, _("Write what was done."))
    kept = PROMISE_KEPT(promise=promise, on=at.today.isoformat(), words=told, did=done)
    return [kept, *other_forms.given(at, promises[promise - 1]["words"])]


PROMISE = Action(
    "promise", NewPromise, _why_not_promise, _promise,
    roles=WORKERS, group=ActionGroup.REVIEW, adds=True, for_release=True,
)  # fmt: skip
KEEP_PROMISE = Action(
    "keep_promise", KeptPromise, _why_not_keep_promise, _keep_promise,
    roles=WORKERS, group=ActionGroup.REVIEW, shows_words=True,
)  # fmt: skip

ACTIONS: tuple[AnyAction, ...] = (PROMISE, KEEP_PROMISE)
