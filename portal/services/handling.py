"""What staff do with a challenge, what its raiser is told of it, and what reminds staff where they have not."""

import logging
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from portal.domain import advocate, codes
from portal.domain.actions import DEEDS, decide
from portal.domain.challenge import Challenge, Event, Flag, replay
from portal.domain.deed import Situation
from portal.domain.disclosure import Fact, Shown
from portal.domain.notices import remind
from portal.domain.people import Action, Actor, Refused
from portal.domain.policy import Audience
from portal.domain.views import Happened, View, view_for
from portal.domain.words import _
from portal.services import Office
from portal.storage import Account, Erased, Unit

log = logging.getLogger(__name__)

_HANDED_ON = "Accepted for review."


def act(office: Office, actor: Actor, reference: str, action: Action, /, **said: Any) -> bool:
    """Let ``actor`` do something; false where there is no such challenge any more.

    ``to``, where the action has somebody to go to, is the id of their account. Raises
    :class:`portal.domain.people.Refused` with a reason that they can read.
    """
    try:
        with office.store.begin() as unit:
            challenge = unit.challenges.get(reference)
            if challenge is None:
                return False
            events = _events(unit, office, challenge, actor, action, said)
            unit.ledger.append(challenge.id, events)
            unit.challenges.save(replay(events, challenge))
    except Erased:
        return False
    return True


def _events(
    unit: Unit, office: Office, challenge: Challenge, actor: Actor, action: Action, said: dict[str, Any]
) -> list[Event]:
    """What comes of it. Who accepts a challenge ``to`` somebody hands it over as well."""
    rules, now = office.rules(challenge), office.now()
    if action is Action.LINK and unit.challenges.code_hash(said["reference"]) is None:
        raise Refused(_("There is no challenge with this reference."))
    if "to" not in said:
        return decide(challenge, action, actor, rules, now, **said)
    given = {key: value for key, value in said.items() if key != "to"}
    to = _colleague(unit, said["to"])
    if action is not Action.ACCEPT_FOR_REVIEW:
        return decide(challenge, action, actor, rules, now, **given, to=to)
    accepted = decide(challenge, action, actor, rules, now, **given)
    words = given.get("words") or _HANDED_ON
    return accepted + decide(replay(accepted, challenge), Action.HAND_OVER, actor, rules, now, to=to, words=words)


def _colleague(unit: Unit, account_id: str) -> Actor:
    account = unit.accounts.by_id(account_id)
    if account is None or not account.active:
        raise Refused(_("They do not work here any more."))
    return as_actor(account)


def as_actor(account: Account) -> Actor:
    return Actor(account.id, account.roles, account.rank, account.name)


@dataclass(frozen=True, slots=True)
class Preview:
    """What the pages of the raiser will say that they do not say yet."""

    audience: Audience
    told: tuple[Happened, ...] = field(repr=False)
    due: date | None  # the date that they will read, where it changes
    promised: date | None  # the one that they read now


def preview(office: Office, actor: Actor, reference: str, action: Action, /, **said: Any) -> Preview | None:
    """What the raiser would be told if ``actor`` did this; ``None`` where that is nothing.

    Nothing is kept. What is written now to be released later is shown as if it were released. Raises
    :class:`portal.domain.people.Refused` as :func:`act` would.
    """
    try:
        with office.store.read() as unit:
            challenge = unit.challenges.get(reference)
            if challenge is None:
                return None
            events = _events(unit, office, challenge, actor, action, said)
    except Erased:
        return None
    after = replay(events, challenge)
    if action is Action.WRITE_REPLY:
        after = _as_released(office, after, actor)
    return _difference(_view(office, challenge), _view(office, after), challenge.audience)


def _as_released(office: Office, challenge: Challenge, actor: Actor) -> Challenge:
    at = Situation(challenge, actor, office.rules(challenge), office.now())
    happens = DEEDS[Action.RELEASE].happens(at, harm="no", words=_HANDED_ON)
    return replay((Event(kind, at.now, actor.key, what) for kind, what in happens), challenge)


def _difference(now: View, then: View, audience: Audience) -> Preview | None:
    told = then.history[len(now.history) :]
    promised, due = (view[Fact.NEXT_DATE] for view in (now, then))
    dates = [told.value if isinstance(told, Shown) else None for told in (promised, due)]
    if not told and dates[0] == dates[1]:
        return None
    return Preview(audience, told, dates[1] if dates[0] != dates[1] else None, dates[0])


def _view(office: Office, challenge: Challenge) -> View:
    return view_for(challenge.audience, challenge, office.packs.get(challenge.pack))


def chase(office: Office, now: datetime) -> int:
    """Remind the MASH of every young person who waits too long for an advocate, once a working day. How many."""
    with office.store.read() as unit:
        waiting = unit.challenges.open_with(Flag.ADVOCATE)
    reminded = 0
    for reference in waiting:
        try:
            reminded += _remind(office, reference, now)
        except Exception as error:  # noqa: BLE001 - one challenge must not hold up the others
            log.critical("A reminder about an advocate could not be written: %s.", type(error).__name__)
    return reminded


def _remind(office: Office, reference: str, now: datetime) -> bool:
    with office.store.begin() as unit:
        challenge = unit.challenges.get(reference)
        if challenge is None:
            return False
        last = unit.ledger.last(challenge.id, "advocate_chased")
        due = advocate.chase(challenge, office.rules(challenge).calendar, now, last)
        unit.ledger.append(challenge.id, due)
        written = codes.grouped(reference)
        notices = [remind(written, event.what["days"], office.mailbox, office.staff_address) for event in due]
        unit.outbox.add(challenge.id, notices, now)
    return bool(due)
