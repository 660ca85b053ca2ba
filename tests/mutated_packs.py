"""Packs changed in every place: what an officer might write, by slip or for want of words, in a pack that is sound."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple

import yaml

from build import file_of, with_bases
from portal.domain.policy.model import Pack
from portal.policy_loader.reader import build
from portal.policy_loader.source import BrokenPack, Spot

Place = tuple[Any, ...]
GONE = object()

ODD = "Ŝtage ﷽ 第 \U0001f480 e\u0301 \u05d0\u05d1 {council} %s %(x)s <b>&\"'"
WORDS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "blank": lambda _text: "",
        "odd signs": lambda text: f"{ODD} {text}",
        "very long": lambda text: (f"{text} " * 2000)[:1990].strip(),
        "a number": lambda _text: "0",
        "not stated": lambda _text: "not stated",
        "none": lambda _text: "none",
        "the other of two": lambda text: {"true": "false", "false": "true"}.get(text, text),
        "a day long ago": lambda text: "0001-01-01" if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else text,
        "a day far ahead": lambda text: "9999-12-31" if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else text,
        "one": lambda text: re.sub(r"^\d+", "1", text),
        "much": lambda text: re.sub(r"^\d+", "250", text),
        "far too much": lambda text: re.sub(r"^\d+", "999999", text),
        "not in words": lambda text: re.sub(r"^\d+", "-1", text),
        "hours": lambda text: re.sub(r"^(\d+) .*s?$", r"\1 hours", text),
        "months": lambda text: re.sub(r"^(\d+) .*s?$", r"\1 months", text),
        "next meeting": lambda text: "next meeting" if re.fullmatch(r"\d+ .*", text) else text,
        "round the week": lambda text: re.sub(r"^monday to \w+", "friday to monday", text),
        "all night": lambda text: re.sub(r"\d\d:\d\d to \d\d:\d\d$", "23:59 to 00:00", text),
    }
)
LISTS: Mapping[str, Callable[[list[Any]], list[Any]]] = MappingProxyType(
    {
        "emptied": lambda _items: [],
        "only its first": lambda items: items[:1],
        "its first twice": lambda items: [*items[:1], *items],
        "turned round": lambda items: items[::-1],
    }
)


class Mutant(NamedTuple):
    """A pack changed in one place, or in all the places where the same change is taken."""

    council: str
    how: str
    places: tuple[Place, ...]
    plain: Any


@cache
def _words_of(council: str) -> Any:
    """All that a council's pack says, its base included, as words."""
    own = yaml.load(file_of(council).read_text(), yaml.BaseLoader)  # noqa: S506 - it makes nothing but words
    return {key: value for key, value in with_bases(own, yaml.BaseLoader).items() if key != "base"}


def _places(value: Any, place: Place = ()) -> Iterator[tuple[Place, Any]]:
    if place:
        yield place, value
    if place[:1] == ("disclosure",) and len(place) > 1 and place[1] not in ("contact_exists", "stage"):
        return  # a table of 165 cells that are all alike
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        yield from _places(inner, (*place, key))


def _changes(council: str) -> Iterator[tuple[str, Place, Any]]:
    """Each way in which each place can be changed."""
    for place, value in _places(_words_of(council)):
        if isinstance(place[-1], str):
            yield "taken away", place, GONE
        if isinstance(value, str):
            yield from ((how, place, new(value)) for how, new in WORDS.items() if new(value) != value)
        elif isinstance(value, list):
            yield from ((f"list {how}", place, new(value)) for how, new in LISTS.items() if new(value) != value)
        else:
            yield "emptied", place, {}


def _with(value: Any, place: Place, new: Any) -> Any:
    """``value``, with something else at a place."""
    if not place:
        return new
    copied = value.copy()
    changed = _with(copied[place[0]], place[1:], new)
    if changed is GONE:
        del copied[place[0]]
    else:
        copied[place[0]] = changed
    return copied


def _spot(value: Any, lines: dict[int, Place] | None = None, place: Place = ()) -> Spot:
    """As if it had been read from a file, with a line of its own for each place."""
    line = 1
    if lines is not None:
        line = len(lines) + 1
        lines[line] = place
    if isinstance(value, dict):
        return Spot({key: _spot(each, lines, (*place, key)) for key, each in value.items()}, "a.yaml", line)
    if isinstance(value, list):
        return Spot([_spot(each, lines, (*place, index)) for index, each in enumerate(value)], "a.yaml", line)
    return Spot(value, "a.yaml", line)


def singles(council: str) -> list[Mutant]:
    """The pack with one change, for each change there is."""
    words = _words_of(council)
    return [Mutant(council, how, (place,), _with(words, place, new)) for how, place, new in _changes(council)]


def all_at_once(council: str) -> Iterator[Mutant]:
    """For each kind of change, the pack with all of that kind that are taken together."""
    kinds: dict[str, dict[Place, Any]] = {}
    for how, place, new in _changes(council):
        kinds.setdefault(how, {})[place] = new
    for how, changes in kinds.items():
        yield _taken(council, how, changes)


def _taken(council: str, how: str, changes: dict[Place, Any]) -> Mutant:
    """Those changes that the reader takes: what it finds fault with is put back, until it finds none."""
    while True:  # it ends: with no change left the pack is sound
        plain = _words_of(council)
        for place in sorted(changes, key=len, reverse=True):  # what lies within comes before what holds it
            plain = _with(plain, place, changes[place])
        lines: dict[int, Place] = {}
        try:
            build(_spot(plain, lines), f"{council}@2020-01-01")
        except BrokenPack as broken:
            wrong = {lines[int(fault.split(":")[1])] for fault in broken.faults}
            back = {place for place in changes if any(_concerns(place, fault) for fault in wrong)}
            kept = [place for place in changes if place not in back]
            changes = {place: changes[place] for place in (kept if back else kept[1::2])}
        else:
            return Mutant(council, f"all {how}", tuple(changes), plain)


def _concerns(place: Place, fault: Place) -> bool:
    """Whether a fault found at one place may come from a change at the other: there, just within or round it."""
    return fault == place or fault == place[:-1] or fault[: len(place)] == place


def pack_of(mutant: Mutant, pack_id: str) -> Pack:
    """The pack as read. Raises :class:`BrokenPack`."""
    return build(_spot(mutant.plain), pack_id)
