"""What would happen to a request that was sent now: the stages of the policy in force, as a public page shows them."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from portal.domain.challenge.state import Rules
from portal.domain.i18n import _
from portal.domain.policy.calendar import BeyondCalendar, Hours, Span
from portal.domain.policy.due_dates import DueDate
from portal.domain.policy.model import Audience, Ladder, Pack, Stage, Start, Who
from portal.domain.policy.phrases import Phrase
from portal.domain.policy.public_description import PublicStep, for_whom, only_for, steps_of, times_of, together, whom
from portal.domain.policy.seniority import rises
from portal.domain.policy.sentences import Names
from portal.domain.policy.vocabulary import PolicyCondition, parts_of
from portal.domain.policy_rule import Absent
from portal.domain.questions.policy_questions import for_whomever, may_come_to
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
    before: tuple[PublicStep, ...]  # what comes before it, after the stage before


@dataclass(frozen=True, slots=True)
class Plan:
    """The stages of one ladder, or ``same_as`` which other one they are."""

    label: str
    stages: tuple[PlannedStage, ...]
    raiser_goes_on: bool  # it is for them to ask for each next stage
    late_goes_on: bool  # also once we are late
    before: tuple[PublicStep, ...] = ()  # what comes before the first stage
    together: tuple[Phrase, ...] = ()  # what several stages may take in all
    says: tuple[Phrase, ...] = ()  # for whom it is, where there are several
    same_as: str = ""  # the label of another plan with the same stages


@dataclass(frozen=True, slots=True)
class Plans:
    """What may happen to a request that is sent now, by each ladder that it may come to."""

    ladders: tuple[Plan, ...]
    confirmed: bool
    rises: bool  # whoever looks next is always a more senior manager
    panels: bool  # a panel decides at one of the stages
    way: Plan | None  # one of them, where it goes on from stage to stage in the same way whatever the ladder


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
        if not _comes_now(context, ladder):
            continue
        first = ladder.begins_with()[0]
        with suppress(BeyondCalendar):
            if by := Rules(context.pack, context.calendar, ladder.key).due(first, {first.key: now}):
                found[ladder.key] = by
    return found


def _comes_now(context: AppContext, ladder: Ladder) -> bool:
    """Whether a request that is sent now may come to this ladder, as far as the office hours decide it."""
    closed = PolicyCondition.OUT_OF_HOURS in parts_of(ladder.when)
    return not (closed and context.pack.hours.is_open(context.now(), context.calendar))


def next_steps(context: AppContext, audiences: Collection[Audience]) -> Plans:
    """What would happen, and when, to a request that one of these sent now: without a date where there is none.

    It has every ladder that they may come to. Stages that one shares with another are shown once.
    """
    pack, met = context.pack, [each for each in context.pack.ladders if may_come_to(context.pack, each, audiences)]
    plans: list[Plan] = []
    for ladder in met:
        plan = _plan(context, ladder)
        like = next((each for each in plans if _alike(each, plan)), None)
        whole = replace(plan, stages=(), before=(), together=(), same_as=like.label) if like else plan
        plans.append(replace(whole, says=tuple(_says(pack, ladder, audiences)) if len(met) > 1 else ()))
    several = [each for each in plans if len(each.stages) > 1]
    ways = {(each.raiser_goes_on, each.late_goes_on): each for each in several}
    way = several[0] if len(ways) == 1 else None
    stages = [tuple(stage for stage in each.stages if not stage.by_route) for each in met]
    panels = any(stage.panel for each in stages for stage in each)
    return Plans(tuple(plans), pack.confirmed, all(rises(pack, each) for each in stages), panels, way)


def _alike(one: Plan, other: Plan) -> bool:
    return bool(one.stages) and replace(one, label=other.label, says=()) == other


def _says(pack: Pack, ladder: Ladder, audiences: Collection[Audience]) -> Iterator[Phrase]:
    """For whom a ladder is; of the usual one, who of these has no other."""
    if ladder.key != "main" or ladder.audiences:
        yield from for_whom(ladder)
        return
    own = [each for each in pack.ladders if each.audiences and for_whomever(each)]
    rest = [each for each in audiences if not any(each in of.audiences for of in own)]
    if own:
        yield Phrase(_("This is for: %(whom)s."), {"whom": whom(rest)})


def _plan(context: AppContext, ladder: Ladder) -> Plan:
    now, rules = context.now(), Rules(context.pack, context.calendar, ladder.key)
    stages = tuple(stage for stage in rules.ladder.begins_with() if not stage.by_route)
    try:
        first = rules.due(stages[0], {stages[0].key: now}) if _comes_now(context, ladder) else None
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
            steps_of(ladder.before_stage(stage.key)),
        )
        for number, stage in enumerate(stages)
    )
    ways = [rules.escalation(stage) for stage in stages[:-1]]
    theirs = all(Who.RAISER in way.by for way in ways)
    asks = theirs and all(way.no_answer for way in ways)
    return Plan(
        ladder.label, planned, theirs, asks, steps_of(ladder.first_steps), together(ladder, Names(context.pack))
    )
