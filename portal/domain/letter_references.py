"""The council's own letters: the reference in the address that a letter shows, as words and as a picture."""

import hashlib
import re

from portal.domain.characters import without_invisible

LONGEST, _LONGEST_TYPED = 30, 200
_GROUP = "(?:[A-Z]{1,4}[0-9]{0,10}|[0-9]{1,10})"
_REFERENCE = re.compile(f"{_GROUP}(?:-{_GROUP}){{0,4}}", re.ASCII)
_FEWEST_FIGURES = 3


def letter_reference(typed: str) -> str:
    """The reference of a letter as it may stand in an address, or "".

    Short groups of capitals and figures, like "NT26-004711": nothing that could be a name.
    """
    tidied = without_invisible(typed[:_LONGEST_TYPED]).strip().upper()
    figures = sum(character.isdecimal() for character in tidied)
    fits = len(tidied) <= LONGEST and figures >= _FEWEST_FIGURES and _REFERENCE.fullmatch(tidied)
    return tidied if fits else ""


def decision_code(key: str) -> str:
    """What stands for an outcome of the policy in that address: the same in every version, and it says nothing.

    The history of a browser is read by whoever looks at it, so the address names no decision.
    """
    return hashlib.sha256(key.encode()).hexdigest()[:4]
