"""Notes between colleagues, and that somebody has seen to what was marked. The raiser sees none of it."""

from dataclasses import dataclass

from portal.domain.challenge.action_rule import (
    Action,
    ActionContext,
    ActionGroup,
    AnyAction,
    Nothing,
    Parameters,
    Words,
    always_possible,
    said,
)
from portal.domain.challenge.events.alert_events import FLAGS_SEEN
from portal.domain.challenge.events.event_kind import EventDraft
from portal.domain.challenge.events.triage_events import MENTION_SEEN, NOTED
from portal.domain.challenge.state import Flag
from portal.domain.challenge.triage import DID
from portal.domain.i18n import _
from portal.domain.permissions import READERS, WORKERS, Actor

SEEN_BY_LOOKING = frozenset({Flag.URGENT, Flag.ANSWERED, Flag.MESSAGE, Flag.LANGUAGE_HELP, Flag.CONTACT_CHANGED})
"""The flags that go down when somebody says that they have seen to it. The others need a deed of their own.

That somebody went on because we were late stays until the review of that stage ends: seeing it does not make it good.
"""


@dataclass(frozen=True, slots=True, repr=False)
class Note(Parameters):
    words: str
    mentions: tuple[str, ...] = ()  # the ids of the accounts of those who are asked to look


def _note(at: ActionContext, given: Note) -> list[EventDraft]:
    others = sorted(set(given.mentions) - {at.actor.key})
    return [NOTED(words=said(given.words, _("Write the note.")), mentions=others)]


def _why_not_mention(at: ActionContext, who: Actor) -> str | None:
    return "" if who.may(NOTE) and who.key != at.actor.key else None


def _why_not_see_mention(at: ActionContext) -> str:
    return "" if at.actor.key in at.challenge.work.mentioned else _("No note asks you to look.")


def _why_not_see_flags(at: ActionContext) -> str:
    return "" if at.challenge.flags & SEEN_BY_LOOKING else _("Nothing waits to be seen.")


def _see(at: ActionContext, given: Words) -> list[EventDraft]:
    flags = sorted(flag.value for flag in at.challenge.flags & SEEN_BY_LOOKING)
    return [FLAGS_SEEN(flags=flags, words=said(given.words, DID))]


NOTE = Action(
    "note", Note, always_possible, _note,
    roles=READERS, group=ActionGroup.NOTES, about=_why_not_mention, despite_alert=True, despite_junk=True, adds=True,
)  # fmt: skip
SEE_MENTION = Action(
    "see_mention", Nothing, _why_not_see_mention, lambda _at, _given: [MENTION_SEEN()],
    roles=READERS, group=ActionGroup.NOTES, despite_alert=True, despite_junk=True,
)  # fmt: skip
SEE_FLAGS = Action("see_flags", Words, _why_not_see_flags, _see, roles=WORKERS, group=ActionGroup.NOTES)

ACTIONS: tuple[AnyAction, ...] = (NOTE, SEE_MENTION, SEE_FLAGS)
