"""What staff do with a challenge, and what reminds them where they have not."""

import logging
from datetime import datetime
from typing import Any

from portal.domain import advocate, codes
from portal.domain.actions import decide
from portal.domain.challenge import Flag, replay
from portal.domain.notices import remind
from portal.domain.people import Action, Actor
from portal.services import Office
from portal.storage import Erased

log = logging.getLogger(__name__)


def act(office: Office, actor: Actor, reference: str, action: Action, /, **said: Any) -> bool:
    """Let ``actor`` do something; false where there is no such challenge any more.

    Raises :class:`portal.domain.people.Refused` with a reason that they can read.
    """
    now = office.now()
    try:
        with office.store.begin() as unit:
            challenge = unit.challenges.get(reference)
            if challenge is None:
                return False
            events = decide(challenge, action, actor, office.rules(challenge), now, **said)
            unit.ledger.append(challenge.id, events)
            unit.challenges.save(replay(events, challenge))
    except Erased:
        return False
    return True


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
