"""Who is left who could look again: independent of the decision, and senior enough for a stage."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from portal.domain.challenge.casework import Review
from portal.domain.challenge.events.allocation_events import NOBODY_LEFT, SOMEBODY_LEFT
from portal.domain.challenge.events.event_kind import WORKER, event_of
from portal.domain.challenge.state import Challenge, Event, Rules, Status
from portal.domain.challenge.triage import Outcome, nobody_writes_it_down, why_not_reviewer
from portal.domain.permissions import Actor
from portal.domain.policy.calendar import local
from portal.domain.policy.model import Stage


def able(challenge: Challenge, stage: Stage, staff: Iterable[Actor], rules: Rules) -> tuple[Actor, ...]:
    """Those of the staff who could review ``stage``, and not only write down what somebody outside decides.

    For a later stage nothing of the review under way counts.
    """
    review = replace(challenge.work.review, outside={}) if stage.key == challenge.stage else Review()
    there = replace(challenge, stage=stage.key, work=replace(challenge.work, review=review))
    return tuple(who for who in staff if who.reviews and not why_not_reviewer(there, who, rules))


def last_for(
    challenge: Challenge, who: str, staff: Iterable[Actor], rules: Rules, *, barred: bool = False
) -> tuple[Stage, ...]:
    """The later stages for which this person is the only one left: none, once they have a part in this one.

    ``barred``: they would be from all of it, so the stage under way is one of them while it waits to be decided.
    """
    stages, every = rules.ladder.stages, tuple(staff)
    here = next(number for number, stage in enumerate(stages) if stage.key == challenge.stage)
    first = here if barred and _waits(challenge) else here + 1
    return tuple(
        stage for stage in stages[first:] if [each.key for each in able(challenge, stage, every, rules)] == [who]
    )


def nobody_left(challenge: Challenge, staff: Iterable[Actor], rules: Rules) -> bool:
    """Whether the stage that is under way waits for a review that nobody here can do."""
    return _waits(challenge) and not able(challenge, rules.ladder.stage(challenge.stage), staff, rules)


def _waits(challenge: Challenge) -> bool:
    """Whether the stage under way waits for somebody here who decides it."""
    return _is_open(challenge) and not (challenge.work.review.decided_by or challenge.work.review.outside)


def _is_open(challenge: Challenge) -> bool:
    work = challenge.work
    return challenge.status is Status.RECEIVED and not work.junk and work.triaged in {"", Outcome.REVIEW}


def somebody_is_wanted(challenge: Challenge, staff: Iterable[Actor], rules: Rules) -> bool:
    """Whether somebody has to be found: who looks at it or, where that is somebody outside, who writes it down here."""
    barred = _is_open(challenge) and nobody_writes_it_down(challenge)
    return barred or nobody_left(challenge, staff, rules)


def look_for_somebody(
    challenge: Challenge, staff: Iterable[Actor], rules: Rules, now: datetime, last: datetime | None
) -> list[Event]:
    """That nobody here is left, for whoever names somebody outside: at once, and again each working day.

    ``last``: when that was last so. And that somebody is left again, once.
    """
    every = tuple(staff)
    if not somebody_is_wanted(challenge, every, rules):
        return [event_of(SOMEBODY_LEFT(), now, WORKER)] if challenge.work.nobody else []
    today = local(now).date()
    told = last is not None and (local(last).date() >= today or not rules.calendar.likely_working(today))
    if challenge.work.nobody == challenge.stage and told:
        return []
    highest = max(stage.rank for stage in rules.ladder.stages)
    seniors = sorted(who.key for who in every if who.rank >= highest and who.reviews)
    return [event_of(NOBODY_LEFT(stage=challenge.stage, seniors=seniors), now, WORKER)]


def nobody_after(challenge: Challenge, staff: Iterable[Actor], rules: Rules) -> bool:
    """Whether there is a next stage, and nobody here who could review it."""
    after = rules.ladder.after(challenge.stage)
    return after is not None and not able(challenge, after, staff, rules)
