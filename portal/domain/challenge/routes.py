"""The other ways on that a policy offers from a stage: whoever has it chooses one, and the others do not happen."""

from dataclasses import dataclass, replace
from typing import NamedTuple

from portal.domain.challenge.action_rule import Action, ActionContext, ActionGroup, AnyAction, Parameters, said
from portal.domain.challenge.events.event_kind import EventDraft
from portal.domain.challenge.events.raiser_events import ESCALATION_ASKED
from portal.domain.challenge.events.route_events import ROUTED
from portal.domain.challenge.history import at_this_stage
from portal.domain.challenge.policy_conditions import ruled_out
from portal.domain.challenge.raiser import leaving
from portal.domain.challenge.state import Challenge, Rules, Status
from portal.domain.challenge.triage import FINISHED, NOT_YOURS, WHY, Outcome, why_not_independent
from portal.domain.i18n import _
from portal.domain.permissions import WORKERS, ActionRefused, Actor
from portal.domain.policy.calendar import BeyondCalendar
from portal.domain.policy.due_dates import plain_due
from portal.domain.policy.model import Ladder, PolicyCondition, Route, Stage, Who
from portal.domain.policy_rule import Rule


class WayOn(NamedTuple):
    """A way on, by its number from 1 among all that this stage has."""

    number: int
    route: Route
    ladder: Ladder
    stage: Stage


def ways_on(challenge: Challenge, rules: Rules) -> tuple[WayOn, ...]:
    """The ways from the stage that it has reached, but for those whose condition is known not to hold."""
    ladder, here = rules.ladder, challenge.stage
    out = ruled_out(rules.pack, challenge.answers, rules.conditions)
    numbered = enumerate((*ladder.routes, *ladder.stage(here).routes), 1)
    ways = (
        WayOn(number, route, rules.pack.ladder_of(route.stage), rules.pack.stage(route.stage))
        for number, route in numbered
        if route.stage != here and route.when not in out
    )
    return tuple(way for way in ways if way.stage in replace(rules, ladder_key=way.ladder.key).ladder.stages)


def ways_for(challenge: Challenge, rules: Rules, actor: Actor) -> tuple[WayOn, ...]:
    """Those of the ways that this colleague may choose, for themselves or because their raiser asked to go on."""
    asked = at_this_stage(challenge, ESCALATION_ASKED)

    def may(by: tuple[Who, ...]) -> bool:
        theirs = Who.REVIEWER in by and challenge.work.assigned == actor.key
        return not by or theirs or (Who.MANAGER in by and actor.manages) or (Who.RAISER in by and asked)

    return tuple(way for way in ways_on(challenge, rules) if may(way.route.chosen_by))


def _why_not_route(at: ActionContext) -> str:
    challenge = at.challenge
    if challenge.work.triaged != Outcome.REVIEW:
        return _("Triage comes first.")
    if challenge.status not in (Status.RECEIVED, Status.REVIEWED):
        return FINISHED
    if not ways_on(challenge, at.rules):
        return _("The policy has no other way from this stage.")
    if challenge.status is Status.RECEIVED and challenge.work.review.decided_by:
        return _("This stage is decided. First tell them what came of it.")
    return _why_not_theirs(at)


def _why_not_theirs(at: ActionContext) -> str:
    """Why it is not for whoever acts to choose, or nothing."""
    if at.challenge.work.assigned != at.actor.key and not at.actor.manages:
        return NOT_YOURS
    if not ways_for(at.challenge, at.rules, at.actor):
        return _("By the policy somebody else chooses which way it goes.")
    return why_not_independent(at)


@dataclass(frozen=True, slots=True, repr=False)
class ChosenRoute(Parameters):
    route: int  # its number among the ways from this stage
    words: str  # why, for ourselves


def _route(at: ActionContext, given: ChosenRoute) -> list[EventDraft]:
    way = next((each for each in ways_for(at.challenge, at.rules, at.actor) if each.number == given.route), None)
    if way is None:
        raise ActionRefused(_("The policy has no such way from this stage."))
    elsewhere = way.ladder.key != at.challenge.ladder
    routed = ROUTED(
        **leaving(at),
        stage=way.stage.key,
        due=_due_on(at, way) if elsewhere else at.due_of(way.stage),
        route=way.route.label,
        ladder=way.ladder.key if elsewhere else "",
        when="" if way.route.when is PolicyCondition.ALWAYS else way.route.when.value,
        why=said(given.words, WHY),
    )
    return [routed]


def _due_on(at: ActionContext, way: WayOn) -> str | None:
    """When the first stage on another ladder is over: what limits it there counts from now."""
    rules = replace(at.rules, ladder_key=way.ladder.key)
    try:
        return plain_due(rules.due(way.stage, {"": at.challenge.received_at, way.stage.key: at.now}))
    except BeyondCalendar:
        return None


def _first_way(at: ActionContext) -> Rule | None:
    ways = ways_on(at.challenge, at.rules)
    return ways[0].route if ways else None


CHOOSE_ROUTE = Action(
    "choose_route", ChosenRoute, _why_not_route, _route, roles=WORKERS, group=ActionGroup.REVIEW, clause=_first_way
)

ACTIONS: tuple[AnyAction, ...] = (CHOOSE_ROUTE,)
