"""What staff establish about a raiser: who they are, and how they stand to the child. It opens what they are told."""

from dataclasses import dataclass
from enum import StrEnum

from portal.domain.challenge.action_rule import Action, ActionContext, ActionGroup, AnyAction, Parameters, Words, said
from portal.domain.challenge.events.event_kind import EventDraft
from portal.domain.challenge.events.triage_events import (
    AUTHORITY_CHECKED,
    CHECKS_UNDONE,
    IDENTITY_CHECKED,
    STANDING_CHECKED,
)
from portal.domain.challenge.triage import NOT_YOURS, WHY, why_not_open
from portal.domain.disclosure.table import MAKERS
from portal.domain.i18n import _
from portal.domain.permissions import WORKERS

_HOW = _("Say how you checked.")


def _why_not_check(at: ActionContext) -> str:
    """Who somebody is decides what they are told: whoever has the challenge checks it."""
    return why_not_open(at) or ("" if at.challenge.work.assigned == at.actor.key else NOT_YOURS)


@dataclass(frozen=True, slots=True, repr=False)
class StandingCheck(Parameters):
    words: str  # how it was checked
    made_contact: bool = False  # that the contact with the MASH was the raiser's; matters only to some audiences


def _check_standing(at: ActionContext, given: StandingCheck) -> list[EventDraft]:
    theirs = given.made_contact and at.challenge.audience in MAKERS
    return [STANDING_CHECKED(words=said(given.words, _HOW), made_contact=theirs)]


def _why_not_undo_checks(at: ActionContext) -> str:
    work = at.challenge.work
    return "" if work.identity or work.standing or work.authority else _("Nothing has been checked.")


class Authority(StrEnum):
    """By what right somebody acts for an adult.

    Source: Mental Capacity Act 2005, sections 4 (best interests), 9 (lasting powers), 16 (the court and its deputies).
    """

    SIGNED = "signed"
    ASKED = "asked"
    APPOINTED = "appointed"  # a power of attorney, a deputy, an order of the court
    BEST_INTERESTS = "best_interests"  # of somebody who lacks capacity for this decision


@dataclass(frozen=True, slots=True, repr=False)
class AuthorityCheck(Parameters):
    right: str  # (Authority)
    words: str  # how it was checked


def _why_not_check_authority(at: ActionContext) -> str:
    acted_for = at.challenge.work.acted_for
    return _why_not_check(at) if acted_for else _("Nobody acts for the person challenging: they sent it themselves.")


def _check_authority(_at: ActionContext, given: AuthorityCheck) -> list[EventDraft]:
    return [AUTHORITY_CHECKED(right=Authority(given.right).value, words=said(given.words, _HOW))]


def _check_identity(_at: ActionContext, given: Words) -> list[EventDraft]:
    return [IDENTITY_CHECKED(words=said(given.words, _HOW))]


def _undo_checks(_at: ActionContext, given: Words) -> list[EventDraft]:
    return [CHECKS_UNDONE(words=said(given.words, WHY))]


CHECK_IDENTITY = Action(
    "check_identity", Words, _why_not_check, _check_identity,
    roles=WORKERS, group=ActionGroup.TRIAGE, despite_alert=True, read_first=True, step_up=True,
)  # fmt: skip
CHECK_STANDING = Action(
    "check_standing", StandingCheck, _why_not_check, _check_standing,
    roles=WORKERS, group=ActionGroup.TRIAGE, despite_alert=True, read_first=True, step_up=True,
)  # fmt: skip
CHECK_AUTHORITY = Action(
    "check_authority", AuthorityCheck, _why_not_check_authority, _check_authority,
    roles=WORKERS, group=ActionGroup.TRIAGE, despite_alert=True, read_first=True, step_up=True,
)  # fmt: skip
UNDO_CHECKS = Action(
    "undo_checks", Words, _why_not_undo_checks, _undo_checks,
    roles=WORKERS, group=ActionGroup.TRIAGE, despite_alert=True,
)  # fmt: skip

ACTIONS: tuple[AnyAction, ...] = (CHECK_IDENTITY, CHECK_STANDING, CHECK_AUTHORITY, UNDO_CHECKS)
