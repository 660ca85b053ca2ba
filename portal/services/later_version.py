"""Says that a later version of the portal wrote to the database: once, and nothing of what it holds."""

import logging
from functools import cache

from portal.domain.challenge.stored_versions import FromLaterVersion

log = logging.getLogger(__name__)


def tell(error: FromLaterVersion) -> None:
    """Let whoever operates the portal know, once for each thing that cannot be read."""
    _tell(str(error))


@cache
def _tell(sentence: str) -> None:
    log.critical(sentence)
