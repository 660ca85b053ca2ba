"""Somebody leaves: all that they have goes to one colleague, or to nobody, so that nothing waits for them.

Who does this sees references and counts, and nothing that a raiser said.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from portal.domain import reference_codes
from portal.domain.challenge.action_rule import ActionContext
from portal.domain.challenge.allocation import HAND_OVER_ALL, LeaverHandover
from portal.domain.challenge.decide import decide
from portal.domain.challenge.events.allocation_events import HANDED_BACK
from portal.domain.challenge.state import Event
from portal.domain.characters import shows
from portal.domain.i18n import _
from portal.domain.notices.catalogue import for_handover
from portal.domain.permissions import ActionRefused, Actor
from portal.services import AppContext, held_messages, leave, restricted_cases
from portal.services.casework import keep
from portal.services.colleagues import as_actor
from portal.services.notifications import to_staff
from portal.storage import UnitOfWork

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Leaver:
    """Somebody whose work can be handed over, and the colleagues who might take it, by id and name."""

    id: str
    name: str = field(repr=False)
    waiting: int  # challenges that they have, or where something waits for them
    colleagues: tuple[tuple[str, str], ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Left:
    """A challenge that the colleague could not take, and why: nobody has it now."""

    reference: str
    written: str  # the reference in groups
    why: str


@dataclass(frozen=True, slots=True)
class Handed:
    """What became of all of it."""

    to: str = field(repr=False)  # the name; blank for nobody
    moved: int
    freed: int  # that nobody has now, because nobody was to have them
    left: tuple[Left, ...]
    failed: tuple[str, ...]  # references in groups: something went wrong, and they are where they were


def leaver(context: AppContext, actor: Actor, account_id: str) -> Leaver | None:
    """Whose work it is; ``None`` where there is no such account."""
    _may(actor)
    with context.store.read() as unit:
        account = unit.accounts.by_id(account_id)
        if account is None:
            return None
        others = (as_actor(each) for each in unit.accounts.everybody() if each.arrived and each.id != account_id)
        colleagues = tuple((each.key, each.name) for each in others if each.works)
        return Leaver(
            account.id,
            account.name,
            len(unit.restricted_readers.shown(unit.challenges.waiting_for(account_id), actor.key)),
            colleagues,
        )


def hand_over_all(context: AppContext, actor: Actor, account_id: str, to: str, words: str) -> Handed:
    """Hand over all that somebody has ``to`` the account of a colleague, or to nobody where that is blank.

    Each challenge stands or falls by itself. The colleague gets one message for all. Raises :class:`ActionRefused`.
    """
    _may(actor)
    with context.store.read() as unit:
        references = unit.restricted_readers.shown(unit.challenges.waiting_for(account_id), actor.key)
        colleague, away = unit.accounts.by_id(to) if to else None, leave.is_away(context, unit, to)
    if to and (colleague is None or not colleague.arrived or to == account_id):
        raise ActionRefused(_("They do not work here now, or have not signed in yet."))
    if to and away:
        raise ActionRefused(leave.AWAY)
    if not shows(words):
        raise ActionRefused(_("Write your reasons."))
    after = as_actor(colleague) if colleague else None
    given = LeaverHandover(account_id, to, words)
    done: dict[str, Sequence[Event]] = {}
    failed: list[str] = []
    told: set[str] = set()
    for reference in references:
        try:
            with context.store.begin() as unit:
                if to and restricted_cases.is_for_others(unit, reference, to):
                    failed.append(reference_codes.grouped(reference))
                    continue
                events, names = _one(unit, context, actor, reference, given, after, told)
        except ActionRefused:
            continue  # somebody else has it by now
        except Exception as error:  # noqa: BLE001 - one challenge must not hold up the others
            log.critical("A challenge could not be handed over: %s.", type(error).__name__)
            failed.append(reference_codes.grouped(reference))
            continue
        told |= names
        done[reference] = events
    return _handed(after.name if after else "", done, failed)


def _one(
    unit: UnitOfWork,
    context: AppContext,
    actor: Actor,
    reference: str,
    given: LeaverHandover,
    to: Actor | None,
    told: set[str],
) -> tuple[list[Event], set[str]]:
    """Hand one over: what happened, and the messages that were written. None of those ``told`` is written again."""
    challenge = unit.challenges.whole(reference)
    if challenge is None:
        return [], set()
    staff = (to,) if to else ()
    events = decide(
        ActionContext(challenge, actor, context.rules(challenge), context.now(), staff), HAND_OVER_ALL, given
    )
    after = keep(context, unit, challenge, events)
    wanted = [call for event in events for call in for_handover(event, given.to) if call.name not in told]
    held_messages.add(context, unit, after, to_staff(context, unit, after, wanted), context.now())
    return events, {call.name for call in wanted if call.name != "mentioned"}


def _handed(to: str, done: Mapping[str, Sequence[Event]], failed: Sequence[str]) -> Handed:
    freed = {reference: event for reference, events in done.items() for event in events if event.kind == HANDED_BACK}
    left = [
        Left(each, reference_codes.grouped(each), event.what["why"])
        for each, event in freed.items()
        if event.what["why"]
    ]
    moved = sum(bool(events) for events in done.values()) - len(freed)
    return Handed(to, moved, len(freed) - len(left), tuple(left), tuple(failed))


def _may(actor: Actor) -> None:
    if not actor.may(HAND_OVER_ALL):
        raise ActionRefused(_("Only a manager or an administrator may do this"))
