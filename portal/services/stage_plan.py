"""What would happen to a request that was sent now: the stages of the policy in force, as a public page shows them."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import pairwise

from portal.domain.challenge.state import Rules
from portal.domain.policy.calendar import BeyondCalendar, Hours, Span
from portal.domain.policy.due_dates import DueDate
from portal.domain.policy.model import Audience, Pack, PolicyCondition, Stage, Start, Who
from portal.domain.policy.phrases import Phrase
from portal.domain.policy.public_description import only_for, times_of, whom
from portal.domain.policy_rule import Absent
from portal.services import AppContext


@dataclass(frozen=True, slots=True)
class PlannedStage:
    """One stage as the public page shows it. ``by`` is a date only where it can be worked out now."""

    label: str
    reviewer: str
    within: Span
    times: tuple[Phrase, ...]  # each clock by itself, where the answer is not counted from the beginning of the stage
    by: DueDate | None
    sooner: bool  # the policy asks for it sooner, where a child is not safe
    there: tuple[tuple[str, Hours], ...]  # the roles of which the policy says when they are there
    only: tuple[Phrase, ...]  # for whom it is, where it is not for all


@dataclass(frozen=True, slots=True)
class Plan:
    stages: tuple[PlannedStage, ...]
    confirmed: bool
    rises: bool  # whoever looks next is always more senior
    raiser_goes_on: bool  # it is for them to ask for the next reviewer
    late_goes_on: bool  # also once we are late
    whom: tuple[Phrase, ...] = ()  # for whom it is, where there are several
    others: tuple["Plan", ...] = ()  # those of others


def _in_a_row(stage: Stage) -> Iterator[Phrase]:
    if stage.answer and stage.answer.after is not Start.REQUEST:
        yield from times_of(stage.deadlines)


def _sooner(stage: Stage) -> bool:
    return any(clock.sooner for clock in stage.deadlines)


def _there(pack: Pack, stage: Stage) -> Iterator[tuple[str, Hours]]:
    for role in stage.reviewers:
        if not isinstance(hours := pack.roles[role].hours, Absent):
            yield role, hours


def first_dates(context: AppContext) -> Mapping[str, DueDate]:
    """By when the first stage of each ladder would be over, for a request sent now; by the ladder's key."""
    now, found = context.now(), {}
    for ladder in context.pack.ladders:
        first = ladder.stages[0]
        with suppress(BeyondCalendar):
            if by := Rules(context.pack, context.calendar, ladder.key).due(first, {first.key: now}):
                found[ladder.key] = by
    return found


def next_steps(context: AppContext) -> Plan:
    """What would happen, and when, to a request sent now: without a date where none can be worked out.

    Where some audiences go by a ladder of their own, that is one of the ``others``.
    """
    own = [
        ladder
        for ladder in context.pack.ladders
        if ladder.audiences and ladder.when is PolicyCondition.ALWAYS and not (ladder.agency or ladder.decided_by)
    ]
    others = tuple(replace(_plan(context, each.key), whom=whom(each.audiences)) for each in own)
    rest = tuple(each for each in Audience if context.pack.takes(each) and not any(each in of.audiences for of in own))
    return replace(_plan(context, "main"), whom=whom(rest) if own else (), others=others)


def _plan(context: AppContext, ladder: str) -> Plan:
    now, rules = context.now(), Rules(context.pack, context.calendar, ladder)
    stages = tuple(stage for stage in rules.ladder.stages if not stage.by_route)
    try:
        first = rules.due(stages[0], {stages[0].key: now})
    except BeyondCalendar:
        first = None
    planned = tuple(
        PlannedStage(
            stage.label,
            stage.reviewer,
            stage.decide_within,
            tuple(_in_a_row(stage)),
            first if number == 0 else None,
            _sooner(stage),
            tuple(_there(context.pack, stage)),
            tuple(only_for(stage)),
        )
        for number, stage in enumerate(stages)
    )
    goes_on = rules.ladder.escalation
    rises = all(before.rank < after.rank for before, after in pairwise(stages))
    return Plan(planned, context.pack.confirmed, rises, Who.RAISER in goes_on.by, goes_on.no_answer)
