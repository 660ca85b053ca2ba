"""Many cases allocated to a colleague at once, with how many each has already: each in its own history."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from portal.domain import reference_codes
from portal.domain.challenge.allocation import HAND_OVER, Handover, why_not_take_over
from portal.domain.challenge.state import Challenge
from portal.domain.permissions import ActionRefused, Actor
from portal.services import AppContext, casework, leave, restricted_cases
from portal.services.casework import Performed
from portal.services.colleagues import as_actor
from portal.services.leave import Caseload
from portal.storage import UnitOfWork

MOST = 100
"""No more are allocated at once."""


@dataclass(frozen=True, slots=True)
class OfferedColleague:
    """A colleague who may have at least one of the cases, and what they have already."""

    id: str
    name: str = field(repr=False)
    load: Caseload
    can: int  # of the cases that were chosen


@dataclass(frozen=True, slots=True)
class Allocation:
    """The cases that were chosen, and to whom they can go: who has least comes first."""

    references: tuple[str, ...]
    written: tuple[str, ...]
    candidates: tuple[OfferedColleague, ...]
    away: tuple[str, ...] = field(repr=False)  # who could have some and is on leave today: their names
    due: date | None  # the last day on which one of them is due


def allocation(context: AppContext, actor: Actor, references: Iterable[str]) -> Allocation:
    """What stands on the page on which somebody is chosen. Raises :class:`ActionRefused`."""
    _must_manage(actor)
    with context.store.read() as unit:
        there = unit.restricted_readers.shown(_some(references), actor.key)
        found = [each for one in there if (each := unit.challenges.whole(one))]
        staff = [as_actor(each) for each in unit.accounts.everybody() if each.active and each.arrived]
        loads = [(who, sum(_can(context, unit, each, who) for each in found)) for who in staff if who.works]
        due = max((day for each in found if (day := leave.due_day(context, each))), default=None)
        has = leave.caseloads(context, unit, actor, [who.key for who, can in loads if can], due)
    every = [OfferedColleague(who.key, who.name, has[who.key], can) for who, can in loads if can]
    every.sort(key=lambda each: (each.load.open, each.name))
    known, here = tuple(each.reference for each in found), tuple(each for each in every if not each.load.away_today)
    away = tuple(each.name for each in every if each.load.away_today)
    return Allocation(known, tuple(map(reference_codes.grouped, known)), here, away, due)


def _can(context: AppContext, unit: UnitOfWork, challenge: Challenge, who: Actor) -> bool:
    unnamed = restricted_cases.opens_unnamed(unit, who, challenge.reference)
    return not unnamed and not why_not_take_over(challenge, who, context.rules(challenge))


def allocate(context: AppContext, actor: Actor, references: Iterable[str], *, to: str, words: str) -> list[str]:
    """Allocate them; those that could not be, because of who it is or of what happened meanwhile.

    Raises :class:`ActionRefused` for who is no manager, and where the reason says too little for any of them.
    """
    _must_manage(actor)
    left, refusal = [], None
    for reference in (wanted := _some(references)):
        try:
            done = casework.perform(context, actor, reference, HAND_OVER, Handover(to, words)) is Performed.DONE
        except ActionRefused as refused:
            done, refusal = False, refused
        if not done:
            left.append(reference)
    if refusal and len(left) == len(wanted):
        raise refusal
    return left


def _must_manage(actor: Actor) -> None:
    if not actor.manages:
        raise ActionRefused("Only a manager allocates many at once.")


def _some(references: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(references))[:MOST]
