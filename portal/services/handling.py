"""What staff do with a challenge."""

from typing import Any

from portal.domain.actions import decide
from portal.domain.challenge import replay
from portal.domain.people import Action, Actor
from portal.services import Office
from portal.services.telling import notices_for
from portal.storage import Erased


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
            unit.challenges.save(after := replay(events, challenge))
            unit.outbox.add(challenge.id, notices_for(office, challenge, after, events), now)
    except Erased:
        return False
    return True
