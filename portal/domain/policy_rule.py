"""What every rule of a pack has in common: where the policy says it, or that it is our assumption."""

from dataclasses import dataclass
from enum import StrEnum


class Absent(StrEnum):
    """Two ways of having no value, which are never the same thing."""

    NONE = "none"  # the policy says that there is none
    NOT_STATED = "not stated"  # the policy does not say


class Audience(StrEnum):
    """Which kind of person raises a challenge."""

    PARENT = "parent"  # or carer
    FAMILY = "family"  # wider family
    NEIGHBOUR = "neighbour"  # or friend
    YOUNG_PERSON = "young_person"
    SPEAKING_FOR = "speaking_for"  # someone who speaks for a young person
    PROFESSIONAL = "professional"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A thing that a policy lays down.

    ``cite`` is the clause of the policy, ``assumed`` says that we read more into it than it says (or
    that it is silent). One of them is always there; both are, where a clause is only part of the way.
    """

    cite: str = ""
    assumed: bool = False
    note: str = ""

    def __post_init__(self) -> None:
        if not self.cite and not self.assumed:
            raise ValueError("Say which clause this comes from (cite), or mark it assumed: true")
