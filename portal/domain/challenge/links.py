"""Challenges that belong together, such as several about one child. No raiser ever learns of another."""

from dataclasses import dataclass
from typing import NewType

from portal.domain.challenge.action_rule import (
    Action,
    ActionContext,
    ActionGroup,
    AnyAction,
    Parameters,
    always_possible,
    said,
)
from portal.domain.challenge.events.event_kind import EventDraft
from portal.domain.challenge.events.triage_events import LINKED, UNLINKED
from portal.domain.challenge.triage import WHY
from portal.domain.i18n import _
from portal.domain.permissions import WORKERS, ActionRefused

Reference = NewType("Reference", str)
"""A reference as it is kept: without what people put between its signs."""


@dataclass(frozen=True, slots=True, repr=False)
class Link(Parameters):
    reference: Reference  # of the other challenge
    words: str


def _why_not_unlink(at: ActionContext) -> str:
    return "" if at.challenge.work.links else _("No other is linked with it.")


def _link(at: ActionContext, given: Link) -> list[EventDraft]:
    if given.reference == at.challenge.reference:
        raise ActionRefused(_("This is the same challenge."))
    if given.reference in at.challenge.work.links:
        raise ActionRefused(_("They are linked already."))
    return [LINKED(reference=given.reference, words=said(given.words, WHY))]


def _unlink(at: ActionContext, given: Link) -> list[EventDraft]:
    if given.reference not in at.challenge.work.links:
        raise ActionRefused(_("They are not linked."))
    return [UNLINKED(reference=given.reference, words=said(given.words, WHY))]


LINK = Action("link", Link, always_possible, _link, roles=WORKERS, group=ActionGroup.NOTES, despite_alert=True)
UNLINK = Action("unlink", Link, _why_not_unlink, _unlink, roles=WORKERS, group=ActionGroup.NOTES, despite_alert=True)

ACTIONS: tuple[AnyAction, ...] = (LINK, UNLINK)
