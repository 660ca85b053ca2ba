"""Who may be told what. A table of the pack says, for every fact and every kind of raiser, how much."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NoReturn

from portal.domain.rule import Audience, Rule
from portal.domain.words import _


class Fact(StrEnum):
    """Everything that somebody could be told about a challenge."""

    RECEIVED = "received"  # that we got the challenge, and its reference
    STAGE = "stage"  # where it is on the ladder
    REVIEWER_ROLE = "reviewer_role"  # who acts next, by role
    NEXT_DATE = "next_date"
    OWN_WORDS = "own_words"  # what the raiser told us
    CONTACT_EXISTS = "contact_exists"  # that somebody contacted the MASH about the child
    DECISION_MADE = "decision_made"  # that the MASH decided something
    DECISION = "decision"
    ACTIONS = "actions"  # what the MASH decided to do
    REASONS = "reasons"
    OTHER_AGENCIES = "other_agencies"  # what police, health, schools said
    REVIEW_FINISHED = "review_finished"
    REVIEW_RESULT = "review_result"  # changed or not, and to what
    FIRST_RAISED_BY = "first_raised_by"  # who first told the MASH of a worry
    OTHER_CHALLENGERS = "other_challengers"  # who else has asked for another look


class Show(StrEnum):
    FULL = "full"
    RELEASED = "released"  # only the text that a named person has released to this raiser
    GIST = "gist"  # a fixed neutral sentence
    WITHHELD = "withheld"


class Column(StrEnum):
    """The audiences, and the stranger: what anyone is told until identity and standing are checked."""

    PARENT = Audience.PARENT
    FAMILY = Audience.FAMILY
    NEIGHBOUR = Audience.NEIGHBOUR
    YOUNG_PERSON = Audience.YOUNG_PERSON
    SPEAKING_FOR = Audience.SPEAKING_FOR
    PROFESSIONAL = Audience.PROFESSIONAL
    STRANGER = "stranger"


GISTS: Mapping[Fact, str] = {
    Fact.CONTACT_EXISTS: _("We got the message from you about a child."),
    Fact.DECISION_MADE: _("We have made a decision about what the child needs."),
    Fact.REVIEW_RESULT: _("We have finished looking at this again."),
}
"""All that is said of a fact where a table says "gist"."""

TO_NOBODY = frozenset({Fact.FIRST_RAISED_BY, Fact.OTHER_CHALLENGERS})
TO_STRANGERS = frozenset(
    {Fact.RECEIVED, Fact.STAGE, Fact.REVIEWER_ROLE, Fact.NEXT_DATE, Fact.OWN_WORDS, Fact.REVIEW_FINISHED}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell(Rule):
    show: Show


Table = Mapping[Fact, Mapping[Column, Cell]]


def shows(table: Table, audience: Audience, fact: Fact, *, checked: bool) -> Show:
    """How much of ``fact`` a person is told.

    ``checked`` is whether staff have established both who they are and their standing: parental
    responsibility, having made the contact, or being involved.
    """
    return table[fact][Column(audience) if checked else Column.STRANGER].show


def faults(table: Table) -> Iterator[tuple[tuple[str, ...], str]]:
    """What is wrong with a table: where, and a sentence."""
    for fact in Fact:
        row = table.get(fact, {})
        if missing := [column.value for column in Column if column not in row]:
            names = ", ".join(missing)
            yield (fact,), f"The disclosure table has a hole: say how much of “{fact}” to show to {names}"
        for column, cell in row.items():
            if cell.show is Show.GIST and fact not in GISTS:
                yield (fact, column), f"There is no neutral sentence (gist) for “{fact}”"
            if cell.show is not Show.WITHHELD and fact in TO_NOBODY:
                yield (fact, column), f"“{fact}” is told to nobody: write withheld"
            elif cell.show is not Show.WITHHELD and column is Column.STRANGER and fact not in TO_STRANGERS:
                yield (fact, column), f"“{fact}” is not told to someone we have not checked: write withheld"


class NotToBeTold(Exception):
    """Something tried to print, test or take apart what may not be told. Says nothing of it."""


class Withheld:
    """Stands where a fact would be. Holds no value, and refuses to be used as one.

    All that can be learnt from it is its name, which is the same for every fact.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return "Withheld()"

    def _refuse(self, *_: Any) -> NoReturn:
        raise NotToBeTold("This person may not be told this")

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("__"):  # what Python itself looks for
            raise AttributeError(name)
        self._refuse()

    __str__ = __format__ = __html__ = __bytes__ = __bool__ = __int__ = __float__ = __index__ = _refuse
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __hash__ = _refuse
    __iter__ = __reversed__ = __len__ = __contains__ = __getitem__ = __call__ = _refuse
    __add__ = __radd__ = __mod__ = __rmod__ = __mul__ = __rmul__ = _refuse
    __reduce_ex__ = __copy__ = __deepcopy__ = _refuse  # nor copied, or kept anywhere


@dataclass(frozen=True, slots=True)
class Shown:
    """A fact that this person may be told."""

    value: Any

    def __str__(self) -> str:
        return str(self.value)
