"""A kind of event is one entry of the registry, and code names it by that: never by a bare string."""

import ast
import random
from collections.abc import Mapping
from dataclasses import MISSING, fields
from datetime import timedelta
from pathlib import Path
from types import ModuleType, UnionType
from typing import Any, get_args, get_origin

import pytest
from histories import STEPS, begun, step
from reference_pages import RULES, START

from portal.domain.challenge.events import registry
from portal.domain.challenge.events.event_kind import EventKind, ExportDepth
from portal.domain.challenge.events.payload import CLEARED
from portal.domain.challenge.events.registry import KINDS
from portal.domain.challenge.evolution import replay

ROOT = Path(__file__).parents[2]
CODE = sorted([*(ROOT / "portal").rglob("*.py"), *(ROOT / "dev").rglob("*.py")])
OF_OLD = {"portal/domain/challenge/safety_alert.py", "portal/domain/challenge/stored_versions.py"}
"""Reads what was stored before alerts were kept, by the words of then."""

TAKES_A_KIND = {
    "last",
    "since",
    "number",
    "at_this_stage",
    "happened",
    "any_since",
    "event_of",
    "Event",
    "move",
    "_just_done",
}
SAYS_A_KIND = {"kind", "says", "known_by"}


def of_kind(node):
    """Whether an expression is the kind of an event."""
    return ast.unparse(node).endswith((".kind", ".c.kind", "['kind']")) or ast.unparse(node) == "kind"


def bare(tree):
    """The kinds that stand in code as strings: compared, looked for, made or said."""
    for node in ast.walk(tree):
        found = []
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            found = [each for side in sides for each in ast.walk(side)] if any(map(of_kind, sides)) else []
        elif isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            found = [
                *(node.args if name in TAKES_A_KIND else ()),
                *(k.value for k in node.keywords if k.arg in SAYS_A_KIND),
            ]
        elif isinstance(node, ast.Tuple) and len(node.elts) == 2 and isinstance(node.elts[1], ast.Dict):
            found = node.elts[:1]
        yield from (each.value for each in found if isinstance(each, ast.Constant) and each.value in KINDS)


@pytest.mark.parametrize("path", CODE, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_code_names_a_kind_by_a_bare_string(path):
    if path.relative_to(ROOT).as_posix() not in OF_OLD:
        assert list(bare(ast.parse(path.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize(
    ("code", "kinds"),
    [
        ("event.kind == 'asked'", ["asked"]),
        ("event.kind in {'asked', 'answered'}", ["asked", "answered"]),
        ("events.c.kind == 'triaged'", ["triaged"]),
        ("challenge.last('paused')", ["paused"]),
        ("[('late', {'due': due})]", ["late"]),
        ("Action('add', Addition, known_by='added')", ["added"]),
        ("event.kind == ASKED", []),
        ("notice.name == 'released'", []),
        ("{'status': 'closed'}", []),
    ],
)
def test_a_bare_string_is_found(code, kinds):
    assert sorted(bare(ast.parse(code))) == sorted(kinds)


def modules():
    return [module for module in vars(registry).values() if isinstance(module, ModuleType)]


def test_every_kind_is_named_as_it_is_stored_and_stands_in_one_place():
    named = [(name, kind) for module in modules() for name, kind in vars(module).items() if isinstance(kind, EventKind)]
    assert [(name, kind) for name, kind in named if name.lower() != kind] == []
    made = [
        node.targets[0].id
        for module in modules()
        for node in ast.parse(Path(module.__file__).read_text(encoding="utf-8")).body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Call)
        and ast.unparse(node.value.func) == "EventKind"
    ]
    assert sorted(name.lower() for name in made) == sorted(KINDS), "each once, and none outside of the registry"


def test_what_the_state_keeps_of_a_kind_is_something_that_it_holds():
    assert [kind for kind in KINDS.values() if kind.told and not set(kind.told.keeps) <= kind.keys] == []


def test_what_is_told_to_a_raiser_is_in_the_record_too():
    silent = [kind for kind in KINDS.values() if kind.told and kind.export is ExportDepth.NOTHING]
    assert silent == []


def fits(value, wanted):
    """Whether a value of plain JSON is of the type that a payload names."""
    origin, args = get_origin(wanted), get_args(wanted)
    if wanted is Any:
        return True
    if hasattr(wanted, "__metadata__"):
        return fits(value, wanted.__origin__)
    if origin is UnionType:
        return any(fits(value, each) for each in args)
    if origin is list:
        return isinstance(value, list) and all(fits(each, args[0]) for each in value)
    if origin is Mapping:
        return isinstance(value, dict) and all(fits(each, args[1]) for each in value.values())
    return isinstance(value, str) if issubclass(wanted, str) else isinstance(value, wanted)


def test_whatever_happens_an_event_holds_what_its_payload_says():
    seen = set()
    for seed in range(12):
        dice = random.Random(seed)
        events, challenge = begun(dice, RULES, lambda words: words.value)
        at = START
        for _ in range(STEPS):
            at += timedelta(hours=dice.randrange(1, 60))
            happened = step(challenge, dice, at, RULES, lambda words: words.value)
            challenge = replay(happened, challenge) if happened else challenge
            events += happened
        for event in events:
            types = {each.name: each for each in fields(KINDS[event.kind].payload)}
            assert set(event.what) <= {*types, CLEARED}, event.kind
            assert {name for name, each in types.items() if each.default is MISSING} <= set(event.what), event.kind
            wrong = {
                key: value for key, value in event.what.items() if key != CLEARED and not fits(value, types[key].type)
            }
            assert wrong == {}, event.kind
            seen.add(event.kind)
    assert len(seen) > 30


def test_what_a_payload_does_not_name_cannot_be_made():
    with pytest.raises(TypeError, match="worst"):
        KINDS["noted"](words="x", mentions=[], worst=1)
    with pytest.raises(TypeError, match="mentions"):
        KINDS["noted"](words="x")
    assert KINDS["review_ended"](over=False) == ("review_ended", {}), "what says nothing is left out"
