"""Reads the trace of a pack: each clause of the policy, the rules that carry it, where that is seen, and the tests.

It lies beside the pack, ``<from-date>.trace``, in YAML. Rules are named by their place in the pack's own file, such as
``ladders.main.stages.3.notify.1``: what stands in a list by its ``key``, or by its number from 1.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from portal.policy_loader import Packs
from portal.policy_loader.reader import read_as
from portal.policy_loader.source import BrokenPack, Spot, parse

_PARTS = re.compile(r"[,;]\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Words on a screen, in a message or on a form. ``at``: which, as "public /what-happens-next"."""

    at: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One thing that the policy says. Either rules carry it, or ``missing`` is the reason why nothing does."""

    says: str
    cite: str
    rules: tuple[str, ...] = ()
    seen: tuple[Seen, ...] = ()
    tests: tuple[str, ...] = ()  # "tests/packs/test_x.py::test_y"
    missing: str = ""

    @property
    def carried(self) -> bool:
        return not self.missing


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseTrace:
    """The clauses in the order of the policy; they are numbered from 1."""

    clauses: tuple[Clause, ...]


def trace_of(packs: Packs, pack_id: str) -> ClauseTrace:
    """What became of each clause. Raises :class:`BrokenPack` where the file is not there, or says what is not so."""
    council, _, begins = pack_id.partition("@")
    path = packs.directory / council / f"{begins}.trace"
    if not path.is_file():
        raise BrokenPack([Spot("", _named(packs, path), 1).says("There is no trace of this policy's clauses")])
    spot = parse(packs.directory, path)
    trace: ClauseTrace = read_as(spot, ClauseTrace)
    if found := list(_faults(trace, spot, packs, pack_id)):
        raise BrokenPack(found)
    return trace


def _named(packs: Packs, path: Path) -> str:
    return str(path.relative_to(packs.directory.parent))


def _faults(trace: ClauseTrace, spot: Spot, packs: Packs, pack_id: str) -> Iterator[str]:
    places = dict(_places(packs.merged(pack_id), ""))
    for number, clause in enumerate(trace.clauses):
        here = spot.at(("clauses", number))
        parts = [bool(part) for part in (clause.rules, clause.seen, clause.tests)]
        if parts != [clause.carried] * len(parts):
            yield here.says("A clause has rules, where they are seen and tests, or else the reason why it is missing")
        for index, rule in enumerate(clause.rules):
            at = spot.at(("clauses", number, "rules", index))
            if rule not in places:
                yield at.says(f"The pack has no “{rule}”")
            elif (cited := _cite(rule, places)) and not _alike(cited, clause.cite):
                yield at.says(f"“{rule}” comes from “{cited}”, and this clause from “{clause.cite}”")
    named = {rule for clause in trace.clauses for rule in clause.rules}
    for place, held in _places(packs.own(pack_id), ""):
        if isinstance(held.value, dict) and "cite" in held.value and not _is_under(place, named):
            yield held.says(f"No clause of the trace names this rule: “{place}”")


def _places(spot: Spot, place: str) -> Iterator[tuple[str, Spot]]:
    """Everything in a pack, with its place."""
    if place:
        yield place, spot
    if isinstance(spot.value, dict):
        inner = list(spot.value.items())
    elif isinstance(spot.value, list):
        inner = [(_key(item) or str(number), item) for number, item in enumerate(spot.value, 1)]
    else:
        return
    for key, item in inner:
        yield from _places(item, f"{place}.{key}" if place else key)


def _key(item: Spot) -> str:
    held = item.value.get("key") if isinstance(item.value, dict) else None
    return held.value if held and isinstance(held.value, str) else ""


def _cite(place: str, places: dict[str, Spot]) -> str:
    """What backs the value at a place: the ``cite`` of the rule that it is in; blank where none does."""
    while place:
        value = places[place].value
        if isinstance(value, dict) and "cite" in value:
            return str(value["cite"].value)
        place = _around(place, places)
    return ""


def _around(place: str, places: dict[str, Spot]) -> str:
    """The place that this one is in; a role's name may hold a full stop."""
    while place := place.rpartition(".")[0]:
        if place in places:
            return place
    return ""


def _alike(one: str, other: str) -> bool:
    """Whether two citations name a section in common: "2; 3, step 1" and "3"."""
    return bool({*_PARTS.split(one)} & {*_PARTS.split(other)})


def _is_under(place: str, named: set[str]) -> bool:
    """Whether a clause names this rule, or what it is in, or a value of it."""
    return any(f"{place}.".startswith(f"{each}.") or f"{each}.".startswith(f"{place}.") for each in named)
