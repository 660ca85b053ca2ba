"""Keeping what people told us, and letting it go."""

from portal.domain import codes
from portal.services import Office


def verify_ledger(office: Office) -> tuple[list[str], str]:
    """What is wrong with any chain of events, and the line that anchors all of them today."""
    with office.store.read() as unit:
        return unit.ledger.verify(), unit.ledger.heads(office.now())


def erase(office: Office, reference: str) -> bool:
    """Destroy the data key of a challenge; false where there is none with this reference.

    What is left cannot be read by anybody, in this database or any copy of it; the chain of its events
    still verifies.
    """
    reference = codes.tidy(reference)
    with office.store.begin() as unit:
        if unit.challenges.code_hash(reference) is None:
            return False
        unit.challenges.erase(reference, office.now())
    return True


def sweep(office: Office) -> None:
    """Delete drafts that are 7 days old, visits that have ended and tries that no longer count."""
    now = office.now()
    with office.store.begin() as unit:
        unit.drafts.sweep(now)
        unit.visits.sweep(now)
        unit.tries.sweep(now)
