"""Reads packs: YAML in, :mod:`portal.domain.policy` out. Strict, and plain about what is wrong and where."""

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date
from difflib import get_close_matches
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, NoReturn, get_args, get_origin, get_type_hints

import yaml
from govuk_bank_holidays.bank_holidays import BankHolidays

from portal.domain.deadlines import Calendar
from portal.domain.policy import Pack
from portal.domain.rule import Absent, Rule
from portal.domain.soundness import Place, faults

BASE = "base.yaml"
PUBLISHED = "PUBLISHED"
NOT_RULES = ("contacts", "council")
"""What may be corrected in a published pack: a telephone number is not a rule."""

BACKING = {field.name for field in fields(Rule)}


@dataclass(frozen=True)
class Spot:
    """A piece of YAML, and where it stands."""

    value: "str | dict[str, Spot] | list[Spot]"
    file: str
    line: int
    tag: str = ""  # what YAML takes an unquoted word for: "bool", "null", …

    def says(self, sentence: str) -> str:
        return f"{self.file}:{self.line}: {sentence}."

    def at(self, place: Place) -> "Spot":
        """The piece at ``place``, or the nearest around it that is written down."""
        if place and isinstance(self.value, dict) and str(place[0]) in self.value:
            return self.value[str(place[0])].at(place[1:])
        if place and isinstance(self.value, list) and isinstance(place[0], int):
            return self.value[place[0]].at(place[1:])
        return self

    def plain(self) -> Any:
        if isinstance(self.value, dict):
            return {key: spot.plain() for key, spot in self.value.items()}
        return [spot.plain() for spot in self.value] if isinstance(self.value, list) else self.value


class BrokenPack(ValueError):
    """A pack that cannot be used. ``faults`` has a line "file:line: sentence" for each thing wrong."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class Packs:
    """The packs of a folder: ``base.yaml``, ``<council>/<from-date>.yaml`` and ``PUBLISHED``."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._held: dict[str, Pack] = {}

    def ids(self, council: str = "*") -> list[str]:
        """Every pack of a council (or of all), the oldest first."""
        found = (path.relative_to(self.directory) for path in self.directory.glob(f"{council}/*.yaml"))
        return sorted(f"{path.parent.name}@{path.stem}" for path in found)

    def current(self, council: str, on: date = date.max) -> Pack:
        """The newest pack of a council that is in force ``on`` a day.

        Raises:
            KeyError: there is none.
            BrokenPack: it cannot be used.

        """
        ids = [pack_id for pack_id in self.ids(council) if pack_id <= f"{council}@{on}"]
        if not ids:
            raise KeyError(f"no policy for “{council}”")
        return self.get(ids[-1])

    def get(self, pack_id: str) -> Pack:
        if pack_id not in self._held:
            self._held[pack_id] = _build(self._spot(pack_id), pack_id)
        return self._held[pack_id]

    def calendar(self, pack: Pack) -> Calendar:
        """The bank holidays of England and Wales, and the council's own closure days."""
        days = _bank_holidays()
        return Calendar(days, min(days).year, max(days).year, frozenset(pack.office.closures))

    def fingerprint(self, pack_id: str) -> str:
        """A hash of the rules of a pack, with what it takes from the base; comments and contacts left out."""
        plain = self._spot(pack_id).plain()
        rules = {key: value for key, value in plain.items() if key not in NOT_RULES}
        return hashlib.sha256(json.dumps(rules, sort_keys=True).encode()).hexdigest()

    def published(self) -> dict[str, str]:
        """The fingerprints that published packs were published with."""
        path = self.directory / PUBLISHED
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        pairs = (line.split() for line in lines if line and not line.startswith("#"))
        return {pack_id: fingerprint for fingerprint, pack_id in pairs}

    def _spot(self, pack_id: str) -> Spot:
        council, _, begins = pack_id.partition("@")
        own = self.directory / council / f"{begins}.yaml"
        if not re.fullmatch("[a-z-]+", council) or not own.exists():
            raise KeyError(f"no pack “{pack_id}”")
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", begins):
            spot = Spot("", str(own.relative_to(self.directory.parent)), 1)
            raise BrokenPack([spot.says("A pack is named after the day from which it counts: 2026-12-23.yaml")])
        return _merge(_parse(self.directory, self.directory / BASE), _parse(self.directory, own))


@cache
def _bank_holidays() -> frozenset[date]:
    held = BankHolidays(use_cached_holidays=True).get_holidays(division=BankHolidays.ENGLAND_AND_WALES)
    return frozenset(holiday["date"] for holiday in held)


def _parse(directory: Path, path: Path) -> Spot:
    file = str(path.relative_to(directory.parent))
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BrokenPack([Spot("", file, line).says(f"This is not YAML: {error.problem}")]) from None
    twice: list[str] = []
    spot = _spot_of(node, file, twice) if node else Spot({}, file, 1)
    if twice or not isinstance(spot.value, dict):
        raise BrokenPack(twice or [spot.says("A pack is a list of keys and values")])
    return spot


def _spot_of(node: yaml.Node, file: str, twice: list[str], line: int = 0) -> Spot:
    line = line or node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        return Spot([_spot_of(item, file, twice) for item in node.value], file, line)
    if not isinstance(node, yaml.MappingNode):
        return Spot(node.value, file, line, node.tag.rpartition(":")[2])
    pairs: dict[str, Spot] = {}
    for key, value in node.value:
        spot = _spot_of(value, file, twice, key.start_mark.line + 1)
        if str(key.value) in pairs:
            first = pairs[str(key.value)].line
            twice.append(spot.says(f"“{key.value}” is here twice; the first is on line {first}"))
        pairs[str(key.value)] = spot
    return Spot(pairs, file, line)


def _merge(base: Spot, own: Spot) -> Spot:
    """Mappings merge, everything else is replaced; so is, as one, what backs a rule."""
    if not (isinstance(base.value, dict) and isinstance(own.value, dict)):
        return own
    dropped = BACKING if own.value.keys() & BACKING else set()
    kept = {key: spot for key, spot in base.value.items() if key not in dropped}
    merged = {key: _merge(kept.get(key, spot), spot) for key, spot in own.value.items()}
    return Spot(kept | merged, own.file, own.line)


def _build(spot: Spot, pack_id: str) -> Pack:
    reader = _Reader()
    try:
        pack: Pack = reader.read(spot, Pack, id=pack_id)
    except _Stop:
        raise BrokenPack(reader.faults) from None
    if found := [spot.at(place).says(sentence) for place, sentence in faults(pack)]:
        raise BrokenPack(found)
    return pack


WORDS: dict[Any, tuple[str, Callable[[str], Any]]] = {
    str: ("text", str),
    int: ("a whole number", int),
    bool: ("true or false", {"true": True, "false": False}.__getitem__),
    date: ("a date; write it as 2026-12-23", date.fromisoformat),
}
"""How a word is read, and what it should have been. Other types say so themselves."""


class _Stop(Exception):
    """A fault has been noted; what holds it cannot be built."""


class _Reader:
    """Builds the types of a pack, and notes everything that does not fit."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def stop(self, spot: Spot, sentence: str) -> NoReturn:
        self.faults.append(spot.says(sentence))
        raise _Stop

    def read(self, spot: Spot, kind: Any, **given: Any) -> Any:
        origin, inner = get_origin(kind), get_args(kind)
        if origin is tuple:
            items = self._inside(spot, list, "a list")
            return tuple(self._all((index, item, inner[0]) for index, item in enumerate(items)).values())
        if origin is Mapping:
            pairs = self._inside(spot, dict, "keys and values")
            values = self._all((key, item, inner[1]) for key, item in pairs.items())
            keys = self._all((key, Spot(key, item.file, item.line), inner[0]) for key, item in pairs.items())
            return {keys[key]: value for key, value in values.items()}
        if inner:  # a union: something, or one of the words that say it is absent
            if Absent in inner and spot.value in list(Absent):
                return Absent(spot.value)
            return self.read(spot, inner[0])
        if is_dataclass(kind) and not hasattr(kind, "parse"):
            return self._mapping(spot, kind, given)
        return self._word(spot, kind)

    def _all(self, items: Iterator[tuple[Any, Spot, Any]]) -> dict[Any, Any]:
        read, before = {}, len(self.faults)
        for key, spot, kind in items:
            try:
                read[key] = self.read(spot, kind)
            except _Stop:
                continue
        if len(self.faults) > before:
            raise _Stop
        return read

    def _inside(self, spot: Spot, kind: type, name: str) -> Any:
        if not isinstance(spot.value, kind):
            self.stop(spot, f"Here should be {name}")
        return spot.value

    def _mapping(self, spot: Spot, kind: Any, given: dict[str, Any]) -> Any:
        name = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind.__name__).lower()
        pairs: dict[str, Spot] = self._inside(spot, dict, f"the keys and values of a {name}")
        hints = {key: hint for key, hint in get_type_hints(kind).items() if key not in given}
        before = len(self.faults)
        for key in (key for key in pairs if key not in hints):
            near = get_close_matches(key, hints, 1)
            hint = f"; did you mean “{near[0]}”?" if near else f"; it has {', '.join(hints)}"
            self.faults.append(pairs[key].says(f"“{key}” is not a key of a {name}{hint}").replace("?.", "?"))
        for field in fields(kind):
            if field.name not in pairs and field.name in hints and field.default is MISSING:
                self.faults.append(spot.says(f"This {name} has no “{field.name}”"))
        known = ((key, item, hints[key]) for key, item in pairs.items() if key in hints)
        values = self._all(known)
        if len(self.faults) > before:
            raise _Stop
        try:
            return kind(**values, **given)
        except ValueError as error:
            self.stop(spot, str(error))

    def _word(self, spot: Spot, kind: Any) -> Any:
        text = self._inside(spot, str, "a word")
        if spot.tag == "null":
            self.stop(spot, "Nothing is written here")
        if kind is not bool and spot.tag == "bool":
            words = f"write one of: {', '.join(kind)}" if issubclass(kind, Enum) else "put it in quotes"
            self.stop(spot, f"“{text}” without quotes is not a word in YAML, it means true or false; {words}")
        expected, make = WORDS[kind] if kind in WORDS else ("", getattr(kind, "parse", kind))
        if issubclass(kind, Enum):
            expected = f"one of: {', '.join(kind)}"
        try:
            return make(text)
        except (ValueError, KeyError) as error:
            self.stop(spot, f"“{text}” is not {expected}" if expected else str(error))
