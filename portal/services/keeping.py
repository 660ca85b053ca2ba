"""Keeping what people told us, and letting it go."""

from portal.domain import codes
from portal.domain.challenge import Event
from portal.services import Office
from portal.storage import Erased


def verify_ledger(office: Office) -> tuple[list[str], str]:
    """What is wrong with any chain of events, and the line that anchors all of them today."""
    with office.store.read() as unit:
        return unit.ledger.verify(), unit.ledger.heads(office.now())


def erase(office: Office, reference: str) -> bool:
    """Destroy the data key of a challenge; false where there is none with this reference.

    What is left cannot be read by anybody, in this database or any copy of it; the chain of its events,
    which now ends with the erasure, still verifies.
    """
    now, reference = office.now(), codes.tidy(reference)
    with office.store.begin() as unit:
        try:
            challenge = unit.challenges.get(reference)
        except Erased:
            return True
        if challenge is None:
            return False
        unit.ledger.append(challenge.id, [Event("erased", now, "operator")])
        unit.challenges.erase(reference, now)
    return True


def sweep(office: Office) -> None:
    """Delete what is over: drafts of 7 days, forms kept for a day, visits that ended, tries, sign-ins of last year."""
    now = office.now()
    with office.store.begin() as unit:
        unit.drafts.sweep(now)
        unit.visits.sweep(now)
        unit.tries.sweep(now)
        unit.kept.sweep(now)
        unit.sessions.sweep(now)
