"""The times of a policy that are not those of a stage, and how long a challenge may be paused."""

from dataclasses import dataclass

from portal.domain.policy.calendar import NOT_STATED, Span, TimeUnit
from portal.domain.policy_rule import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseworkTimes(Rule):
    """How long there is for what is not the time of a stage."""

    triage: Span  # from receipt, until a challenge has been read and it is said which way it goes
    answer: Span  # from the end of a review, in which the raiser can say that they are still worried
    change_mind: Span  # in which a raiser who took their challenge back may come back


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseReason(Rule):
    """For what the time of a stage may stand still."""

    label: str
    at_most: Span = NOT_STATED  # each time
    rank: int = 0  # the least rank of the manager who decides it
    once: bool = False  # in all the stages of a challenge
    stages: tuple[str, ...] = ()  # at which; empty: at every one

    def fits(self, stage: str) -> bool:
        return not self.stages or stage in self.stages


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseLimit(Rule):
    """How long a challenge may be paused, all its pauses together, and for what; of nothing named, for anything."""

    together: Span = NOT_STATED
    reasons: tuple[PauseReason, ...] = ()

    def reasons_at(self, stage: str) -> tuple[PauseReason, ...]:
        """What it may be paused for at a stage."""
        return tuple(each for each in self.reasons if each.fits(stage))


USUAL_TIMES = CaseworkTimes(
    triage=Span(1, TimeUnit.WORKING_DAYS),
    answer=Span(20, TimeUnit.WORKING_DAYS),
    change_mind=Span(10, TimeUnit.WORKING_DAYS),
    cite="North Tyneside, 2.1; Getting the Best from Complaints (2006), 3.6.2",
    assumed=True,
)
"""Where a pack says nothing else."""
