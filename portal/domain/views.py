"""What a person may see of a challenge, built up from nothing.

A view starts empty and gains only what the pack's disclosure table gives this audience; a fact that the
table withholds has no value in it at all (design §6).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.domain.challenge import Challenge
from portal.domain.disclosure import GISTS, Column, Fact, Show, Shown, Table, Withheld, shows
from portal.domain.policy import Audience, Pack

Told = Shown | Withheld


@dataclass(frozen=True, slots=True)
class View:
    """One challenge as one person may see it. A fact that nobody has established yet is withheld too."""

    facts: Mapping[Fact, Told] = field(repr=False)

    def __getitem__(self, fact: Fact) -> Told:
        return self.facts.get(fact, Withheld())

    def tells(self, fact: Fact) -> bool:
        return isinstance(self[fact], Shown)


_ESTABLISHED: Mapping[Fact, Callable[[Challenge, Pack], Any]] = {
    Fact.RECEIVED: lambda challenge, _: (challenge.reference, challenge.received_at),
    Fact.STAGE: lambda challenge, pack: pack.ladder().stage(challenge.stage).label,
    Fact.REVIEWER_ROLE: lambda challenge, pack: pack.ladder().stage(challenge.stage).reviewer,
    Fact.NEXT_DATE: lambda challenge, _: challenge.due,
    Fact.OWN_WORDS: lambda challenge, _: challenge.answers,
}


def view_for(audience: Audience, challenge: Challenge, pack: Pack, *, checked: bool = False) -> View:
    """The view of the raiser. ``checked`` is whether staff have established identity and standing."""
    facts: dict[Fact, Told] = {}
    for fact, value in _ESTABLISHED.items():
        show = shows(pack.disclosure, audience, fact, checked=checked)
        if show is Show.FULL:
            facts[fact] = Shown(value(challenge, pack))
        elif show is Show.GIST:
            facts[fact] = Shown(GISTS[fact])
    return View(facts)


def promises(table: Table, audience: Audience) -> tuple[list[Fact], list[Fact]]:
    """What this audience may come to be told once we have checked who they are, and what never."""
    row = {fact: table[fact][Column(audience)].show for fact in Fact}
    may = [fact for fact, show in row.items() if show is not Show.WITHHELD]
    return may, [fact for fact, show in row.items() if show is Show.WITHHELD]
