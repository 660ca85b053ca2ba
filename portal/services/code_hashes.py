"""Access codes and the pepper with which each was hashed, while that is changed."""

from contextlib import suppress

from portal.domain.challenge.state import Challenge
from portal.domain.rate_limits import Busy
from portal.services import AppContext
from portal.storage import Keys, hash_code


def anew(keys: Keys, code: str, stored: str) -> str:
    """The code hashed with the pepper of today, where it was with another; blank where all are busy: then next time."""
    if keys.peppered_now(stored):
        return ""
    with suppress(Busy):
        return hash_code(code, keys)
    return ""


def code_made(context: AppContext, token: str, challenge: Challenge) -> str:
    """The access code that was made for a session, with the pepper with which it was hashed."""
    with context.store.read() as unit:
        stored = unit.challenges.code_hash(challenge.reference)
    return context.code(token, challenge.audience, stored or "")
