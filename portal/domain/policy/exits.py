"""The ways to bodies outside the council, and who each is for."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from portal.domain.policy.calendar import NOT_STATED, Span
from portal.domain.policy.vocabulary import ExitWhen
from portal.domain.policy_rule import Audience, Rule

OMBUDSMAN = "ombudsman"
"""The contact that is the Local Government and Social Care Ombudsman."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exit(Rule):
    """The way to a body outside."""

    contact: str
    when: ExitWhen
    stage: str = ""  # from when that has been decided, where it is after a stage that is named
    audiences: tuple[Audience, ...] = ()  # for whom; empty: everybody
    raise_within: Span = NOT_STATED

    def concerns(self, audience: Audience | None) -> bool:
        return not self.audiences or audience is None or audience in self.audiences


def ways_out(exits: Iterable[Exit], taken: frozenset[Audience]) -> tuple[Exit, ...]:
    """Each with those of the audiences ``taken`` that it takes; without those that take none of them.

    A professional does not complain of their work to the Ombudsman, who hears members of the public.
    Source: Local Government Act 1974, sections 26A and 27.
    """
    public = taken - {Audience.PROFESSIONAL}
    found = []
    for way in exits:
        theirs = frozenset(way.audiences) & taken if way.audiences else public if way.contact == OMBUDSMAN else taken
        if theirs:
            found.append(
                way if theirs == taken else replace(way, audiences=tuple(each for each in Audience if each in theirs))
            )
    return tuple(found)
