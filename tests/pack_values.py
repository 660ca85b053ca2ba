"""The values of the pack that uses every key, each changed by itself to another that a council might write."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import is_dataclass
from datetime import date, timedelta
from enum import Enum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, get_args, get_type_hints

import yaml
from mutated_packs import GONE, Place, _spot, _with

from build import OURS, _merged
from portal.domain.disclosure.table import Show
from portal.domain.policy.calendar import OnHolidays
from portal.domain.policy.model import (
    Act,
    Agreement,
    Audience,
    Breakdown,
    ExitWhen,
    Frequency,
    KeyPage,
    Matter,
    Pack,
    PolicyCondition,
    Start,
    Who,
)
from portal.policy_loader.reader import build
from portal.policy_loader.source import BrokenPack

EVERY_KEY = Path(__file__).parent / "packs" / "every_key" / "2025-01-01.yaml"
PACK_ID = "every-key@2025-01-01"


def reachable(kind: type, seen: set[type]) -> Iterator[type]:
    for inner in get_args(kind):
        yield from reachable(inner, seen)
    if not isinstance(kind, type) or kind in seen:
        return
    seen.add(kind)
    if is_dataclass(kind) and not hasattr(kind, "parse"):
        yield kind
        for hint in get_type_hints(kind).values():
            yield from reachable(hint, seen)
    elif issubclass(kind, Enum):
        yield kind


TYPES = list(reachable(Pack, set()))
"""Every type that a pack is made of, and every set of words that it has."""


@cache
def _words() -> tuple[Any, Any]:
    """What the pack says itself, and that with what it takes from its base."""
    own = yaml.load(EVERY_KEY.read_text(), yaml.BaseLoader)  # noqa: S506 - it makes nothing but words
    base = yaml.load((OURS / f"base-{own.pop('base')}.yaml").read_text(), yaml.BaseLoader)  # noqa: S506
    return own, _merged(base, own)


@cache
def every_key() -> Pack:
    """The pack as it is written."""
    return _built(_words()[1])


def _built(plain: Any) -> Pack:
    return build(_spot(plain), PACK_ID)


@cache
def places() -> Mapping[str, Place]:
    """Every value that the pack writes down, by its name: "ladders.main.stages.1.rank". The keys of things are none."""
    own, _all = _words()
    return {_named(own, place): place for place in _leaves(own) if place[-1] != "key"}


def kind_of(name: str) -> str:
    """Of which kind a value is: without which stage, contact, ladder or item of a list it is of."""
    own, _all = _words()
    place, whole, parts = places()[name], own, []
    for part in place:
        named = isinstance(part, int) or (parts and parts[-1] in {"contacts", "roles", "audiences"})
        whole = whole[part]
        if not named:
            parts.append(str(part))
        elif not isinstance(whole, str):
            parts.append("*")
    return ".".join(parts)


def _leaves(value: Any, place: Place = ()) -> Iterator[Place]:
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    if not pairs:
        yield place
    for key, inner in pairs:
        yield from _leaves(inner, (*place, key))


def _named(whole: Any, place: Place) -> str:
    """As a rule is named elsewhere: an item of a list by its key, or counted from 1."""
    parts = []
    for part in place:
        whole = whole[part]
        by_key = isinstance(whole, dict) and "key" in whole
        parts.append(whole["key"] if isinstance(part, int) and by_key else part + 1 if isinstance(part, int) else part)
    return ".".join(map(str, parts))


def changed(name: str) -> Pack | None:
    """The pack with another value there, the first that is sound; ``None`` where nothing else can stand there."""
    own, whole = _words()
    place = places()[name]
    value = own
    for part in place:
        value = value[part]
    for other in (*_others(place, value), GONE):
        try:
            return _built(_with(whole, place, other))
        except BrokenPack:
            continue
    return None


def _others(place: Place, value: str) -> Iterable[str]:
    """What might stand there instead."""
    key = str(next(part for part in reversed(place) if isinstance(part, str)))
    kind = ExitWhen if place[0] == "exits" and key == "when" else KINDS_OF_WORDS.get(key)
    if kind:
        return [word.value for word in reversed([*kind]) if word.value != value]
    if key in NAMES:
        return [each for each in NAMES[key](_words()[0]) if each != value]
    return [OTHERWISE[key](value)] if key in OTHERWISE else _by_its_looks(value)


def _by_its_looks(value: str) -> Iterable[str]:
    if value in ("true", "false"):
        return ["false" if value == "true" else "true"]
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return [(date.fromisoformat(value) + timedelta(days=days)).isoformat() for days in (-700, 3, 700)]
    if re.fullmatch(r"\d{4}-\d\d", value):
        return [f"{int(value[:4]) + 1}{value[4:]}"]
    if found := re.fullmatch(r"(\d+) (hour|day|working day|school day|week|month|year)s?", value):
        return [f"{int(found[1]) + more} {found[2]}s" for more in (3, 1)]
    return ["5 working days"] if value == "next meeting" else [f"Other {value}"]


def _day_later(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


KINDS_OF_WORDS: Mapping[str, type] = MappingProxyType(
    {
        "act": Act, "after": Start, "when": PolicyCondition, "skip_when": PolicyCondition, "every": Frequency,
        "by": Who, "chosen_by": Who, "matter": Matter, "audiences": Audience, "holidays": OnHolidays, "show": Show,
        "agreement": Agreement, "also_by": Breakdown, "page": KeyPage,
    }
)  # fmt: skip
"""Keys with a word out of a few."""


def _stages(own: Any) -> list[str]:
    return [stage["key"] for ladder in own["ladders"] for stage in ladder.get("stages", ())]


NAMES: Mapping[str, Callable[[Any], Iterable[str]]] = MappingProxyType(
    {
        **dict.fromkeys(("contact", "contacts"), lambda own: own["contacts"]),
        **dict.fromkeys(
            ("reviewers", "other_side", "stand_ins", "decided_with", "chair", "members"), lambda own: own["roles"]
        ),
        **dict.fromkeys(("stage", "stages", "first", "last"), _stages),
        "like": lambda own: [ladder["key"] for ladder in own["ladders"]],
    }
)
"""Keys that name something: what else there is of that."""

OTHERWISE: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "languages": lambda _text: "cy",
        **dict.fromkeys(("brand", "brand_dark"), lambda _text: "#552211"),
        "telephone": lambda text: f"{text[:-1]}9",
        "duty_mobile": lambda _text: "07700 900999",
        "email": lambda text: f"other.{text}",
        "website": lambda text: f"{text}/other",
        "short_name": lambda text: f"Z{text}"[:11],
        "terms": lambda text: " to ".join(_day_later(each) for each in text.split(" to ")),
        "open": lambda text: re.sub(r"\d\d:\d\d$", "10:00", text),
        **dict.fromkeys(("rank", "at_least", "minutes"), lambda text: str(int(text) + 1)),
        **dict.fromkeys(("agency", "decided_by"), lambda _text: "health"),
    }
)
"""What else may stand at a key whose value is written in a way of its own."""
