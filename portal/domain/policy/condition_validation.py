"""What is wrong with for whom, and under which conditions, the rules of a pack hold."""

import re
from collections.abc import Iterator
from typing import Any

from portal.domain.policy.contact_validation import Fault, Place
from portal.domain.policy.model import ForSome, Ladder, Pack
from portal.domain.policy.vocabulary import (
    AT_FIRST,
    ExitWhen,
    OwnCondition,
    PolicyCondition,
    Start,
    When,
    known_at_first,
    parts_of,
)

_KNOWN = ", ".join(condition for condition in PolicyCondition if condition in AT_FIRST)


def condition_faults(pack: Pack) -> Iterator[Fault]:
    """Where a rule is for nobody, or goes by something that nobody is asked about: where, and a sentence."""
    whole = {ladder.key for ladder in pack.ladders if not ladder.like}
    for index, ladder in enumerate(pack.ladders):
        for place, sentence in _of_ladder(ladder):
            yield ("ladders", index, *place), sentence
        if ladder.like and ladder.like not in whole - {ladder.key}:
            said = f"There is no other ladder “{ladder.like}” that writes its own stages"
            yield ("ladders", index, "like"), said
    yield from _limits(pack)
    yield from _own(pack)
    yield from _reached(pack)
    stages = {stage.key for ladder in pack.ladders for stage in ladder.stages}
    for number, way in enumerate(pack.exits):
        named = way.when is ExitWhen.AFTER_STAGE
        if named != bool(way.stage):
            said = "Write after which stage" if named else "Write when: after the stage"
            yield ("exits", number), f"{said}: {{when: after the stage, stage: …}}"
        elif named and way.stage not in stages:
            yield ("exits", number, "stage"), f"There is no stage “{way.stage}”"


def _of_ladder(ladder: Ladder) -> Iterator[Fault]:
    """A challenge begins on a ladder, and leaves a stage out, by what is known when it begins."""
    if not known_at_first(ladder.when):
        yield ("when",), _not_known(ladder.when)
    if ladder.key == "main" and ladder.audiences:
        yield ("audiences",), "“main” is for everybody for whom there is no other: write a ladder with another key"
    for name in ("stages", "before"):
        for number, step in enumerate(getattr(ladder, name)):
            if step.skip_when is PolicyCondition.ALWAYS:
                yield (name, number, "skip_when"), "What is always left out need not be written"
            for key in ("when", "skip_when"):
                condition = getattr(step, key)
                if condition is not None and not known_at_first(condition):
                    yield (name, number, key), _not_known(condition)


def _not_known(condition: When) -> str:
    return f"“{condition}” is not known when a challenge begins: write one of {_KNOWN}"


def _limits(pack: Pack) -> Iterator[Fault]:
    for number, limit in enumerate(pack.raise_limits):
        if not limit.audiences and limit.when is PolicyCondition.ALWAYS:
            yield (("raise_limits", number), "Say for whom this is (audiences or when); for all it is raise_within")
        if limit.after not in (Start.DECISION, Start.CONTACT):
            yield ("raise_limits", number, "after"), f"“{limit.after}” comes later: write decision, or contact"
        if not known_at_first(limit.when):
            yield ("raise_limits", number, "when"), _not_known(limit.when)


def _own(pack: Pack) -> Iterator[Fault]:
    """What the policy says itself is asked about, and what is asked about something goes by."""
    said = [each.so for each in pack.circumstances]
    used = list(_gone_by(pack))
    for place, condition in used:
        if condition not in said:
            known = f"; there are {', '.join(said)}" if said else ""
            yield place, f"Nobody is asked whether “{condition}”: write it in circumstances, as so{known}"
    letters = [re.sub("[^a-z0-9]", "", each.casefold()) for each in said]
    for number, each in enumerate(said):
        if not letters[number] or letters[number] in letters[:number]:
            yield ("circumstances", number, "so"), "Another one says the same"
        if each not in {condition for _place, condition in used}:
            yield ("circumstances", number, "so"), f"Nothing goes by it: write when: if {each} where something does"


def _gone_by(pack: Pack) -> Iterator[tuple[Place, OwnCondition]]:
    for number, limit in enumerate(pack.raise_limits):
        yield from _own_of(limit, ("raise_limits", number))
    for index, ladder in enumerate(pack.ladders):
        yield from _own_of(ladder, ("ladders", index))
        for name in ("before", "notify", "routes", "stages"):
            for number, each in enumerate(getattr(ladder, name)):
                place: Place = ("ladders", index, name, number)
                yield from _own_of(each, place)
                for inner in ("notify", "routes"):
                    for count, told in enumerate(getattr(each, inner, ())):
                        yield from _own_of(told, (*place, inner, count))
                for count, told in getattr(each, "missed", ()):
                    yield from _own_of(told, (*place, "deadlines", count - 1, "if_missed"))


def _own_of(rule: ForSome | Any, place: Place) -> Iterator[tuple[Place, OwnCondition]]:
    for key in ("when", "skip_when"):
        for condition in parts_of(getattr(rule, key, None)):
            if isinstance(condition, OwnCondition):
                yield (*place, key), condition


def _reached(pack: Pack) -> Iterator[Fault]:
    """A stage to which only a route leads has one."""
    led_to = {route.stage for ladder in pack.ladders for route in ladder.routes}
    led_to |= {route.stage for ladder in pack.ladders for stage in ladder.stages for route in stage.routes}
    for index, ladder in enumerate(pack.ladders):
        for number, stage in enumerate(ladder.stages):
            if stage.by_route and stage.key not in led_to:
                yield ("ladders", index, "stages", number, "by_route"), "No route leads to this stage"
