"""What a policy says to the public, in plain words: what happens at each stage, who does it, by when, and who goes on.

It has the sentences of :mod:`portal.domain.policy.description`, as somebody reads them who is not of the trade.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from portal.domain.i18n import _
from portal.domain.policy.calendar import COUNTED, TimeUnit
from portal.domain.policy.model import (
    Audience,
    Cap,
    Deadline,
    Escalation,
    ForSome,
    Ladder,
    Notification,
    Pack,
    Panel,
    PreStage,
    Route,
    Stage,
)
from portal.domain.policy.phrases import BOTH, Phrase, condition_words
from portal.domain.policy.public_phrases import AGREEMENTS, AUDIENCES, GOES_ON, STARTS, WILL_DO
from portal.domain.policy.sentences import Names
from portal.domain.policy.vocabulary import PolicyCondition, When


@dataclass(frozen=True, slots=True)
class PublicStep:
    """One step. ``says``: for a :class:`portal.domain.policy.phrases.Voice`, a sentence each."""

    label: str
    who: str
    says: tuple[Phrase, ...]
    key: str = ""  # of a stage; blank of what comes before one
    before: tuple["PublicStep", ...] = ()  # what comes before it, after the stage before


@dataclass(frozen=True, slots=True)
class PublicLadder:
    key: str
    label: str
    says: tuple[Phrase, ...]  # for whom it is
    before: tuple[PublicStep, ...]
    stages: tuple[PublicStep, ...]
    after: tuple[Phrase, ...]  # who takes it on, and what several stages may take together


@dataclass(frozen=True, slots=True)
class PublicDescription:
    taken: tuple[Audience, ...]
    sent_on: tuple[tuple[Audience, tuple[str, ...]], ...]  # who is not taken, and the names of whom they can ask
    ladders: tuple[PublicLadder, ...]


def describe_to_public(pack: Pack) -> PublicDescription:
    """The stages of a policy, and who can ask for them, in plain words."""
    names = Names(pack)
    sent_on = ((each, names.contacts(rule.contacts)) for each, rule in pack.audiences.items() if not rule.taken)
    return PublicDescription(
        taken=tuple(each for each in Audience if pack.takes(each)),
        sent_on=tuple(sent_on),
        ladders=tuple(_ladder(ladder, names) for ladder in pack.ladders),
    )


def _ladder(ladder: Ladder, names: Names) -> PublicLadder:
    return PublicLadder(
        ladder.key,
        ladder.label,
        tuple(for_whom(ladder)),
        steps_of(ladder.first_steps),
        tuple(
            PublicStep(
                each.label,
                each.reviewer,
                tuple(_of_stage(each, names)),
                each.key,
                steps_of(ladder.before_stage(each.key)),
            )
            for each in ladder.stages
        ),
        (
            *_goes_on(ladder.escalation),
            *together(ladder, names),
            *(_tells_everywhere(told) for told in ladder.notify),
            *_leads_to(ladder.routes, names),
        ),
    )


def steps_of(steps: Iterable[PreStage]) -> tuple[PublicStep, ...]:
    """Those that come before a stage."""
    return tuple(PublicStep(step.label, step.who, tuple(_of_step(step))) for step in steps)


def for_whom(ladder: Ladder) -> Iterator[Phrase]:
    """Of whom a ladder is, and when, where it is not for all."""
    if ladder.when is not PolicyCondition.ALWAYS and ladder.key != "main":
        yield Phrase(_("This is for when %(so)s."), {"so": condition_words(ladder.when)})
    if ladder.audiences:
        yield Phrase(_("This is for: %(whom)s."), {"whom": whom(ladder.audiences)})
    if ladder.agency:
        yield Phrase(_("This is for people who work for: %(agency)s."), {"agency": ladder.agency})
    if ladder.decided_by:
        yield Phrase(_("This is about what was decided by: %(agency)s."), {"agency": ladder.decided_by})


def whom(audiences: Iterable[Audience]) -> tuple[Phrase, ...]:
    """Those of these audiences, in plain words."""
    return tuple(Phrase(AUDIENCES[each]) for each in audiences)


def only_for(rule: ForSome) -> Iterator[Phrase]:
    """For whom a step is, where it is not for all."""
    if rule.audiences:
        yield Phrase(_("This step is only for: %(whom)s."), {"whom": whom(rule.audiences)})
    if rule.when is not PolicyCondition.ALWAYS:
        yield Phrase(_("This step is only for when %(so)s."), {"so": condition_words(rule.when)})


def _of_step(step: PreStage) -> Iterator[Phrase]:
    yield from only_for(step)
    yield from times_of(step.deadlines)
    yield from _left_out(step.skip_when)


def _of_stage(stage: Stage, names: Names) -> Iterator[Phrase]:
    yield from only_for(stage)
    if stage.by_route:
        yield Phrase(_("A request comes to this step only if someone sends it there."))
    yield from _with_whom(stage)
    yield from times_of(stage.deadlines)
    if stage.answer_within.unit in COUNTED:
        yield Phrase(
            _("After it you have %(time)s to tell us if you are still worried."), {"time": stage.answer_within}
        )
    if not stage.deadlines:
        yield Phrase(_("The policy gives no time for this step."))
    yield from _left_out(stage.skip_when)
    for told in stage.notify:
        yield _tells(told)
    yield from _leads_to(stage.routes, names)
    if stage.escalation:
        yield from _goes_on(stage.escalation)


def _with_whom(stage: Stage) -> Iterator[Phrase]:
    if stage.other_side:
        yield Phrase(_("They work on it with someone from the other side: %(who)s."), {"who": stage.other_side})
    if stage.panel:
        yield from _panel(stage.panel)
    if stage.decided_with:
        yield Phrase(_("They decide it together with: %(who)s."), {"who": stage.decided_with})


def _panel(panel: Panel) -> Iterator[Phrase]:
    yield Phrase(_("A panel decides this step: %(how)s."), {"how": Phrase(AGREEMENTS[panel.agreement])})
    if panel.quorum < len(panel.seats):
        yield Phrase(_("At least this many of them have to be there: %(number)s."), {"number": str(panel.quorum)})


def _chosen(routes: Iterable[Route], names: Names) -> Iterator[Phrase]:
    for route in routes:
        if route.chosen_by:
            who: tuple[Any, ...] = tuple(Phrase(GOES_ON[each]) for each in route.chosen_by)
            yield Phrase(_("%(stage)s: %(who)s can choose this."), {"stage": names.stage(route.stage), "who": who})


def _leads_to(routes: tuple[Route, ...], names: Names) -> Iterator[Phrase]:
    if stages := tuple(names.stage(route.stage) for route in routes):
        yield Phrase(_("From here it can also go on to: %(stages)s."), {"stages": stages})
        yield from _chosen(routes, names)


def _left_out(when: When | None) -> Iterator[Phrase]:
    if when:
        yield Phrase(_("This step is left out if %(so)s."), {"so": condition_words(when)})


def _tells(told: Notification) -> Phrase:
    if so := _in_case(told):
        values = {"who": told.who, "so": so}
        return Phrase(_("At this step, if %(so)s, the policy asks us to tell: %(who)s."), values)
    return Phrase(_("At this step the policy asks us to tell: %(who)s."), {"who": told.who})


def _tells_everywhere(told: Notification) -> Phrase:
    if so := _in_case(told):
        values = {"who": told.who, "so": so}
        return Phrase(_("At every step, if %(so)s, the policy asks us to tell: %(who)s."), values)
    return Phrase(_("At every step the policy asks us to tell: %(who)s."), {"who": told.who})


def _in_case(told: Notification) -> Any:
    """Who has to have asked and what has to hold, as the end of a sentence that begins with "if"; blank: nothing."""
    always = told.when is PolicyCondition.ALWAYS
    if not told.audiences:
        return "" if always else condition_words(told.when)
    asked = Phrase(_("the request comes from: %(whom)s"), {"whom": whom(told.audiences)})
    return asked if always else Phrase(BOTH, {"first": asked, "last": condition_words(told.when)})


def times_of(clocks: Iterable[Deadline]) -> Iterator[Phrase]:
    """What is planned by when, a sentence for each clock, and from when it counts where that is not plain."""
    for clock in clocks:
        yield Phrase(
            _time_of(clock.within.unit), {"what": clock.words or Phrase(WILL_DO[clock.act]), "time": clock.within}
        )
        if clock.within.unit in COUNTED and STARTS[clock.after]:
            yield Phrase(STARTS[clock.after])
        if clock.optional:
            yield Phrase(_("They do this only if they need to."))
        if clock.sooner:
            yield Phrase(_("The policy asks for it sooner if a child is not safe."))
        if clock.if_missed:
            yield Phrase(_("If it is late, the policy asks us to tell: %(who)s."), {"who": clock.if_missed.who})


def _time_of(unit: TimeUnit) -> str:
    if unit in COUNTED:
        return _("The plan is to %(what)s in %(time)s or less.")
    return {
        TimeUnit.IMMEDIATELY: _("The plan is to %(what)s on the same day."),
        TimeUnit.NEXT_MEETING: _("The plan is to %(what)s at their next meeting."),
        TimeUnit.NONE: _("The plan is to %(what)s. It has no time limit."),
    }.get(unit, _("The plan is to %(what)s. The policy gives no time for it."))


def _goes_on(way: Escalation) -> Iterator[Phrase]:
    who: tuple[Any, ...] = tuple(Phrase(GOES_ON[each]) for each in way.by)
    yield Phrase(_("If it is not settled, this is who can take it to the next step: %(who)s."), {"who": who})
    if way.required:
        yield Phrase(_("It has to go on if it is not settled."))
    if way.by_itself:
        yield Phrase(_("It goes on by itself if there is no answer in time."))
    if way.no_answer:
        yield Phrase(_("It can go on too if there is no answer in time."))


def together(ladder: Ladder, names: Names) -> tuple[Phrase, ...]:
    """What several of its stages may take in all."""
    return tuple(_together(cap, names) for cap in ladder.caps)


def _together(cap: Cap, names: Names) -> Phrase:
    stages = {"first": names.stage(cap.first), "last": names.stage(cap.last), "time": cap.within}
    if cap.within.unit in COUNTED:
        return Phrase(_("From %(first)s to %(last)s, all together: %(time)s or less."), stages)
    return Phrase(_("From %(first)s to %(last)s there is no time for all together."), stages)
