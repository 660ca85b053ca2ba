"""Who is left who could look again: independent of the decision, and senior enough for a stage."""

from collections.abc import Iterable
from dataclasses import replace

from portal.domain.challenge.casework import Review
from portal.domain.challenge.state import Challenge, Rules, Status
from portal.domain.challenge.triage import Outcome, why_not_reviewer
from portal.domain.permissions import Actor
from portal.domain.policy.model import Stage


def able(challenge: Challenge, stage: Stage, staff: Iterable[Actor], rules: Rules) -> tuple[Actor, ...]:
    """Those of the staff who could review ``stage``, and not only write down what somebody outside decides.

    For a later stage nothing of the review under way counts.
    """
    review = replace(challenge.work.review, outside={}) if stage.key == challenge.stage else Review()
    there = replace(challenge, stage=stage.key, work=replace(challenge.work, review=review))
    return tuple(who for who in staff if who.reviews and not why_not_reviewer(there, who, rules))


def last_for(challenge: Challenge, who: str, staff: Iterable[Actor], rules: Rules) -> tuple[Stage, ...]:
    """The later stages for which this person is the only one left: none, once they have a part in this one."""
    stages, every = rules.ladder.stages, tuple(staff)
    here = next(number for number, stage in enumerate(stages) if stage.key == challenge.stage)
    return tuple(
        stage for stage in stages[here + 1 :] if [each.key for each in able(challenge, stage, every, rules)] == [who]
    )


def nobody_left(challenge: Challenge, staff: Iterable[Actor], rules: Rules) -> bool:
    """Whether the stage that is under way waits for a review that nobody here can do."""
    work, review = challenge.work, challenge.work.review
    waits = challenge.status is Status.RECEIVED and not work.junk and work.triaged in {"", Outcome.REVIEW}
    if not waits or review.decided_by or review.outside:
        return False
    return not able(challenge, rules.ladder.stage(challenge.stage), staff, rules)


def nobody_after(challenge: Challenge, staff: Iterable[Actor], rules: Rules) -> bool:
    """Whether there is a next stage, and nobody here who could review it."""
    after = rules.ladder.after(challenge.stage)
    return after is not None and not able(challenge, after, staff, rules)
