"""Which messages go by themselves, and which are held until a colleague has looked."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from portal.domain.challenge.events.alert_events import HELD_SENT, HELD_STOPPED
from portal.domain.challenge.events.raiser_events import CONTACT_CHANGED, RECEIVED
from portal.domain.challenge.events.record_events import READ
from portal.domain.challenge.events.triage_events import JUNKED, UNJUNKED
from portal.domain.challenge.evolution import lifts_junk
from portal.domain.challenge.state import Challenge, Event
from portal.domain.i18n import _
from portal.domain.notices.catalogue import TO_RAISER, Channel, Notice
from portal.domain.notices.send_limits import HeldReason, allowance, recipient
from portal.domain.permissions import RAISER
from portal.services import AppContext
from portal.storage import OutboxEntry, UnitOfWork
from portal.storage.outbox import Posted

log = logging.getLogger(__name__)

TO_THINK = timedelta(hours=1)
"""How long after somebody who could stop it has read a challenge its letter goes: they still can."""

LETTERS = "letters"
"""The scope in which the letters of a day are counted."""


def add(context: AppContext, unit: UnitOfWork, challenge: Challenge, notices: Iterable[Notice], now: datetime) -> None:
    """Write the notices down. Each goes by itself, or is held: never lost, and never told as sent."""
    every = sorted(notices, key=_order)
    unit.outbox.add(challenge.id, every, now, [_why_not_sent(context, unit, challenge, each, now) for each in every])
    if not challenge.work.junk and any(map(_to_post, every)):
        _let_wait(unit, challenge.id)


def _to_post(notice: Notice) -> bool:
    """Whether it is a letter to a raiser."""
    return notice.channel is Channel.LETTER and notice.name in TO_RAISER


def _order(notice: Notice) -> tuple[bool, str]:
    """The raiser's first. So that no two wait for each other to count, those of colleagues are in one order always."""
    return notice.name not in TO_RAISER, recipient(notice)


def _why_not_sent(context: AppContext, unit: UnitOfWork, challenge: Challenge, notice: Notice, now: datetime) -> str:
    """Why the notice is held; blank where it goes."""
    if challenge.work.junk and notice.name in TO_RAISER:
        return HeldReason.JUNK
    if not _counted(context, unit, notice, now):
        return HeldReason.MANY if notice.name in TO_RAISER else HeldReason.GATHERED
    if not _to_post(notice):
        return ""
    may = letters_may_go(unit.event_log.events(challenge.id))
    if may.since is None or may.since > now:
        return may.why
    return next((each.held for each in unit.outbox.of(challenge.id) if _stands_before(each)), "")


def _stands_before(earlier: Posted) -> bool:
    """Whether it is a letter to the raiser that is held: those after it wait with it."""
    return earlier.state == "held" and earlier.channel == Channel.LETTER and earlier.name in TO_RAISER


def _counted(context: AppContext, unit: UnitOfWork, notice: Notice, now: datetime) -> bool:
    """Count the notice for whom it goes to; false, and nothing, where that would be one too many."""
    kind = allowance(notice)
    if kind is None:
        return True
    limits = [(f"to {kind} {limit.per} {recipient(notice)}", limit) for limit in context.send_limits.to_one(kind)]
    for number, (scope, limit) in enumerate(limits):
        if unit.rate_limits.take(scope, limit, now):
            for before in limits[:number]:
                unit.rate_limits.give_back(*before, now)
            return False
    return True


class LettersMayGo(NamedTuple):
    """From when the letters of a challenge may go, or why not before somebody here does something."""

    since: datetime | None
    why: HeldReason


def letters_may_go(events: Iterable[Event]) -> LettersMayGo:
    """An hour after a colleague who works on it has first seen it; at once where one entered it or sends what is held.

    It begins anew where its raiser says how to reach them, or brings back what was set aside as junk. Once a
    colleague has stopped letters, only a colleague who sends one lets them go again.
    """
    since, stopped, junk = None, False, False
    for event in events:
        back = junk and lifts_junk(event)
        junk = event.kind == JUNKED or (junk and not back and event.kind != UNJUNKED)
        if event.kind in _DECIDED:
            stopped = event.kind == HELD_STOPPED
            since = None if stopped else event.at
        elif back or event.kind in {RECEIVED, CONTACT_CHANGED}:
            since = None if event.actor == RAISER.key else event.at
        elif since is None and lets_go(event):
            since = event.at + TO_THINK
    return LettersMayGo(None, HeldReason.STOPPED) if stopped else LettersMayGo(since, HeldReason.UNREAD)


_DECIDED = frozenset({HELD_SENT, HELD_STOPPED})


def lets_go(event: Event) -> bool:
    """Whether with it somebody has looked who could have stopped the letter."""
    return event.kind == HELD_SENT or (event.kind == READ and not event.what.get("looks_on"))


def read(unit: UnitOfWork, challenge: Challenge) -> None:
    """A colleague has read the challenge: its letters wait for that no more, unless it is set aside as junk."""
    if not challenge.work.junk:
        _let_wait(unit, challenge.id)


def _let_wait(unit: UnitOfWork, challenge_id: str) -> None:
    """Letters that nobody has to look at any more go once their hour is over."""
    since = letters_may_go(unit.event_log.events(challenge_id)).since
    if since is not None:
        unit.outbox.go_on(challenge_id, since, HeldReason.UNREAD)


def set_aside(unit: UnitOfWork, before: Challenge, after: Challenge, now: datetime) -> None:
    """What still waits for the raiser of junk is held, and goes on once it is put back.

    But its letters go by the rule for letters: where its raiser brought it back, somebody has to look anew.
    """
    if after.work.junk and not before.work.junk:
        unit.outbox.hold_all(after.id, TO_RAISER, HeldReason.JUNK)
    elif before.work.junk and not after.work.junk:
        unit.outbox.hold_letters_for(after.id, HeldReason.JUNK, letters_may_go(unit.event_log.events(after.id)).why)
        _let_wait(unit, after.id)
        unit.outbox.go_on(after.id, now, HeldReason.JUNK)


def why_not_decide_held(unit: UnitOfWork, challenge_id: str) -> str:
    """Why nobody can say what becomes of held messages: a plain sentence, blank where they can."""
    held = unit.outbox.held(1, challenge_id)
    return "" if held else _("No message is held. A colleague may just have decided about it.")


def one_letter_too_many(context: AppContext, waiting: OutboxEntry, now: datetime) -> bool:
    """Whether the letters of this day are used up: then it is held. One that a colleague let go goes anyway."""
    first_try = waiting.notice.channel is Channel.LETTER and waiting.attempts == 1
    if not first_try or waiting.let_go:
        return False
    with context.store.begin() as unit:
        if unit.rate_limits.take(LETTERS, context.send_limits.letters, now) is None:
            return False
        unit.outbox.hold_back(waiting.id, HeldReason.LETTERS)
    log.critical("As many letters as are sent in a day have gone: the others are held until a colleague lets them go.")
    return True
