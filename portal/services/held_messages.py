"""Which messages go by themselves, and which are held until a colleague has looked."""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from portal.domain.challenge.state import Challenge, Event
from portal.domain.i18n import _
from portal.domain.notices.catalogue import TO_RAISER, Channel, Notice
from portal.domain.notices.send_limits import HeldReason, allowance, recipient
from portal.domain.permissions import RAISER
from portal.services import AppContext
from portal.storage import OutboxEntry, UnitOfWork

log = logging.getLogger(__name__)

TO_THINK = timedelta(hours=1)
"""How long after somebody who could stop it has read a challenge its letter goes: they still can."""

LETTERS = "letters"
"""The scope in which the letters of a day are counted."""


def add(office: AppContext, unit: UnitOfWork, challenge: Challenge, notices: Iterable[Notice], now: datetime) -> None:
    """Write the notices down. Each goes by itself, or is held: never lost, and never told as sent."""
    every = sorted(notices, key=_order)
    unit.outbox.add(challenge.id, every, now, [_why_held(office, unit, challenge, each, now) for each in every])


def _order(notice: Notice) -> tuple[bool, str]:
    """The raiser's first. So that no two wait for each other to count, those of colleagues are in one order always."""
    return notice.name not in TO_RAISER, recipient(notice)


def _why_held(office: AppContext, unit: UnitOfWork, challenge: Challenge, notice: Notice, now: datetime) -> str:
    """Why the notice is held; blank where it goes."""
    if challenge.work.junk and notice.name in TO_RAISER:
        return HeldReason.JUNK
    if not _counted(office, unit, notice, now):
        return HeldReason.MANY if notice.name in TO_RAISER else HeldReason.GATHERED
    letter = notice.channel is Channel.LETTER and notice.name in TO_RAISER
    return HeldReason.UNREAD if letter and not _looked_at(unit.ledger.events(challenge.id)) else ""


def _counted(office: AppContext, unit: UnitOfWork, notice: Notice, now: datetime) -> bool:
    """Count the notice for whom it goes to; false, and nothing, where that would be one too many."""
    kind = allowance(notice)
    if kind is None:
        return True
    limits = [(f"to {kind} {limit.per} {recipient(notice)}", limit) for limit in office.send_limits.to_one(kind)]
    for number, (scope, limit) in enumerate(limits):
        if unit.rate_limits.take(scope, limit, now):
            for before in limits[:number]:
                unit.rate_limits.give_back(*before, now)
            return False
    return True


def _looked_at(events: Sequence[Event]) -> bool:
    """Whether a colleague who works on it has seen it since its raiser last said how to reach them."""
    told = max((number for number, event in enumerate(events) if event.kind in {"received", "contact_changed"}))
    by_us = events[told].actor != RAISER.key
    return by_us or any(lets_go(event) for event in events[told:])


def lets_go(event: Event) -> bool:
    """Whether with it somebody has looked who could have stopped the letter."""
    return event.kind == "held_sent" or (event.kind == "read" and not event.what.get("looks_on"))


def read(unit: UnitOfWork, challenge_id: str, now: datetime) -> None:
    """A colleague has read the challenge: its letters wait for that no more."""
    unit.outbox.go_on(challenge_id, now + TO_THINK, HeldReason.UNREAD)


def set_aside(unit: UnitOfWork, before: Challenge, after: Challenge, now: datetime) -> None:
    """What still waits for the raiser of junk is held, and goes on once it is put back."""
    if after.work.junk and not before.work.junk:
        unit.outbox.hold_all(after.id, TO_RAISER, HeldReason.JUNK)
    elif before.work.junk and not after.work.junk:
        unit.outbox.go_on(after.id, now, HeldReason.JUNK)


def why_none(unit: UnitOfWork, challenge_id: str) -> str:
    """Why nobody can say what becomes of held messages: a plain sentence, blank where they can."""
    held = unit.outbox.held(1, challenge_id)
    return "" if held else _("No message is held. A colleague may just have decided about it.")


def one_letter_too_many(office: AppContext, waiting: OutboxEntry, now: datetime) -> bool:
    """Whether the letters of this day are used up: then it is held. One that a colleague let go goes anyway."""
    first_try = waiting.notice.channel is Channel.LETTER and waiting.attempts == 1
    if not first_try or waiting.let_go:
        return False
    with office.store.begin() as unit:
        if unit.rate_limits.take(LETTERS, office.send_limits.letters, now) is None:
            return False
        unit.outbox.hold_back(waiting.id, HeldReason.LETTERS)
    log.critical("As many letters as are sent in a day have gone: the others are held until a colleague lets them go.")
    return True
