"""Whether whoever looks at a challenge is a manager of the council, and a more senior one than before.

A panel, a meeting and somebody from outside are none: of them a page says only that somebody looks.
"""

import re
from itertools import pairwise

from portal.domain.policy.calendar import TimeUnit
from portal.domain.policy.model import Pack, Stage

_MANAGER = re.compile(r"\b(managers?|head of|directors?|chief executive)\b", re.IGNORECASE)
_SEVERAL = re.compile(
    r"\b(panel|board|committee|group|subgroup|meeting|conference|forum|chair|partnership|independent)\b", re.IGNORECASE
)


def by_manager(pack: Pack, stage: Stage) -> bool:
    """Whether one manager of the council looks at this stage, whichever of its roles it is."""
    if stage.panel or stage.decided_with or stage.decide_within.unit is TimeUnit.NEXT_MEETING:
        return False
    roles = (*stage.reviewers, *stage.stand_ins)
    return all(not pack.roles[each].agency and names_manager(each) for each in roles)


def names_manager(role: str) -> bool:
    """Whether this is what a manager's post is called: "Head of Service", "Team Manager or Service Manager"."""
    return all(_MANAGER.search(each) for each in role.split(" or ")) and not _SEVERAL.search(role)


def managers_only(pack: Pack) -> bool:
    """Whether at every stage of every ladder a manager of the council looks."""
    return all(by_manager(pack, stage) for ladder in pack.ladders for stage in ladder.stages)


def rises(pack: Pack, stages: tuple[Stage, ...]) -> bool:
    """Whether at each of these stages a manager looks, who is always more senior than the one before."""
    return all(by_manager(pack, stage) for stage in stages) and all(
        before.rank < after.rank for before, after in pairwise(stages)
    )


def more_senior(pack: Pack, before: Stage, after: Stage) -> bool:
    """Whether a more senior manager looks at ``after`` than at ``before``."""
    return not before.panel and after.rank > before.rank and by_manager(pack, after)
