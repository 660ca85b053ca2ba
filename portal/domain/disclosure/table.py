"""Who may be told what.

A table of the pack says how much, for every fact, every kind of raiser and all that staff have established
about them: who they are, where they stand, and whether the contact with the MASH was theirs.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import product
from typing import Any, NamedTuple, NoReturn

from portal.domain.i18n import _
from portal.domain.policy_rule import Audience, Rule


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


class FactWords(NamedTuple):
    """What a fact is called: on staff pages, and where the public reads what we tell ("We can tell you …")."""

    staff: str
    public: str


FACT_WORDS: Mapping[Fact, FactWords] = {
    Fact.RECEIVED: FactWords(_("That we have the request"), _("that we have your request")),
    Fact.STAGE: FactWords(_("Where it is"), _("what is happening with your request")),
    Fact.REVIEWER_ROLE: FactWords(_("Who acts next, by role"), _("the job title of the person looking at it")),
    Fact.NEXT_DATE: FactWords(_("The date we plan to finish by"), _("when we plan to finish")),
    Fact.OWN_WORDS: FactWords(_("Their own words"), _("what you told us")),
    Fact.CONTACT_EXISTS: FactWords(
        _("That somebody contacted us about the child"), _("if anyone contacted us about the child")
    ),
    Fact.DECISION_MADE: FactWords(_("That a decision was made"), _("that we made a decision")),
    Fact.DECISION: FactWords(_("The decision"), _("what the decision was")),
    Fact.ACTIONS: FactWords(_("The actions"), _("what we decided to do")),
    Fact.REASONS: FactWords(_("The reasons"), _("why we decided it")),
    Fact.OTHER_AGENCIES: FactWords(
        _("What other agencies said"), _("what other services told us, like schools or doctors")
    ),
    Fact.REVIEW_FINISHED: FactWords(_("That we have finished looking again"), _("when we have finished looking again")),
    Fact.REVIEW_RESULT: FactWords(_("What came of looking again"), _("what we found when we looked again")),
    Fact.FIRST_RAISED_BY: FactWords(_("Who first raised a concern"), _("who first told us they were worried")),
    Fact.OTHER_CHALLENGERS: FactWords(_("Who else has challenged it"), _("if anyone else has asked us to look again")),
}


class Show(StrEnum):
    FULL = "full"
    RELEASED = "released"  # only the text that a named person has released to this raiser
    GIST = "gist"  # a fixed neutral sentence
    WITHHELD = "withheld"


class Column(StrEnum):
    """Every raiser has one: the audiences, once identity and standing are checked, and those before that."""

    PARENT = Audience.PARENT
    FAMILY = Audience.FAMILY
    FAMILY_MADE_CONTACT = "family_made_contact"
    NEIGHBOUR = Audience.NEIGHBOUR
    NEIGHBOUR_MADE_CONTACT = "neighbour_made_contact"
    YOUNG_PERSON = Audience.YOUNG_PERSON
    SPEAKING_FOR = Audience.SPEAKING_FOR
    PROFESSIONAL = Audience.PROFESSIONAL
    PROFESSIONAL_MADE_CONTACT = "professional_made_contact"
    IDENTIFIED = "identified"  # we know who they are, not where they stand
    STRANGER = "stranger"  # anyone: we do not know who they are, whatever else we know


@dataclass(frozen=True, slots=True)
class Checks:
    """What staff have established about a raiser. Nothing that a raiser says of themselves counts.

    ``standing``: parental responsibility, being who they say in the child's life, or working with the child.
    ``made_contact``: that the contact with the MASH which led to the decision was theirs; part of their standing.
    """

    identity: bool = False
    standing: bool = False
    made_contact: bool = False

    @property
    def complete(self) -> bool:
        """Whether words about the decision may be released to them at all."""
        return self.identity and self.standing


NOBODY_CHECKED = Checks()

_MADE_CONTACT: Mapping[Audience, Column] = {
    Audience.FAMILY: Column.FAMILY_MADE_CONTACT,
    Audience.NEIGHBOUR: Column.NEIGHBOUR_MADE_CONTACT,
    Audience.PROFESSIONAL: Column.PROFESSIONAL_MADE_CONTACT,
}

MAKERS = frozenset(_MADE_CONTACT)
"""The audiences for whom it matters whether the contact was theirs."""


def column_of(audience: Audience, checks: Checks) -> Column:
    """Which column says what somebody may be told."""
    if not checks.identity:
        return Column.STRANGER
    if not checks.standing:
        return Column.IDENTIFIED
    return _MADE_CONTACT[audience] if checks.made_contact and audience in MAKERS else Column(audience)


def every_checks(audience: Audience) -> Iterator[Checks]:
    """Everything that staff may have established about somebody of this audience."""
    for identity, standing, made_contact in product((False, True), repeat=3):
        if not made_contact or (standing and audience in MAKERS):
            yield Checks(identity, standing, made_contact)


GISTS: Mapping[Fact, str] = {
    Fact.CONTACT_EXISTS: _("We got the message from you about a child."),
    Fact.DECISION_MADE: _("We have made a decision about what the child needs."),
    Fact.REVIEW_RESULT: _("We have finished looking at this again."),
}
"""All that is said of a fact where a table says "gist"."""

TO_NOBODY = frozenset({Fact.FIRST_RAISED_BY, Fact.OTHER_CHALLENGERS})
UNCHECKED = frozenset({Column.IDENTIFIED, Column.STRANGER})
TO_STRANGERS = frozenset(
    {Fact.RECEIVED, Fact.STAGE, Fact.REVIEWER_ROLE, Fact.NEXT_DATE, Fact.OWN_WORDS, Fact.REVIEW_FINISHED}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell(Rule):
    show: Show


Table = Mapping[Fact, Mapping[Column, Cell]]


def shows(table: Table, audience: Audience, fact: Fact, checks: Checks) -> Show:
    """How much of ``fact`` a person is told: nothing where the table does not say it in its own words."""
    cell = table.get(fact, {}).get(column_of(audience, checks))
    return cell.show if cell and isinstance(cell.show, Show) else Show.WITHHELD


def may_know(table: Table, audience: Audience, checks: Checks) -> bool:
    """Whether somebody may find out from us that the child is known to us: the contact is not withheld.

    To anybody else we neither confirm nor deny it: they hear the same whether the child is known or not.
    """
    return shows(table, audience, Fact.CONTACT_EXISTS, checks) is not Show.WITHHELD


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
            if cell.show is not Show.WITHHELD and (sentence := _why_not_shown(table, fact, column)):
                yield (fact, column), sentence


def _why_not_shown(table: Table, fact: Fact, column: Column) -> str:
    """Why a cell that shows something should not, or nothing."""
    if fact in TO_NOBODY:
        return f"“{fact}” is told to nobody: write withheld"
    if column in UNCHECKED and fact not in TO_STRANGERS:
        return f"“{fact}” is not told to someone we have not checked: write withheld"
    if _gives_away(table, fact, column):
        return f"“{fact}” would tell them of the contact, which is withheld from them"
    if _in_vain(table, fact, column):
        return f"There is no way to tell them “{fact}”: write withheld, or released with a reply"
    if fact in _OF_THE_CONTACT and table[fact][column].show is Show.FULL:
        return f"“{fact}” is told in one fixed sentence and no more: write gist"
    return ""


def _gives_away(table: Table, fact: Fact, column: Column) -> bool:
    """Whether somebody who may not know that the child is known to us would learn it from this.

    That we have finished looking, which is all that the gist of a result says, we tell everybody.
    """
    contact, show = table.get(Fact.CONTACT_EXISTS, {}).get(column), table[fact][column].show
    if contact is None or contact.show is not Show.WITHHELD or fact in TO_STRANGERS:
        return False
    return not (fact is Fact.REVIEW_RESULT and show is Show.GIST)


_OF_THE_CONTACT = frozenset({Fact.CONTACT_EXISTS, Fact.DECISION_MADE})
_BY_ITSELF = TO_STRANGERS | TO_NOBODY | {Fact.REVIEW_RESULT}
_UNRELEASED = frozenset({Show.FULL, Show.GIST})


def _in_vain(table: Table, fact: Fact, column: Column) -> bool:
    """Whether this promises what nobody would ever be told.

    A sentence about the contact goes to whom it was; all else about the child is said in the reply.
    """
    show, result = table[fact][column].show, table.get(Fact.REVIEW_RESULT, {}).get(column)
    if fact in _OF_THE_CONTACT and show in _UNRELEASED:
        return column not in _MADE_CONTACT.values()
    if result is None or fact in _BY_ITSELF:
        return False
    return result.show in (Show.GIST, Show.WITHHELD)


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

    value: Any = field(repr=False)

    def __str__(self) -> str:
        return str(self.value)
