"""Builds the types of a pack out of what its files hold, and notes everything that does not fit."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from difflib import get_close_matches
from enum import Enum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NoReturn, get_args, get_origin, get_type_hints

from portal.domain.policy.calendar import Hours
from portal.domain.policy.model import Allowed, AudienceRule, Colours, Complaints, Pack
from portal.domain.policy.validation import Fault, faults
from portal.domain.policy.vocabulary import OwnCondition, PolicyCondition, Together, When
from portal.domain.policy_rule import Absent, Rule
from portal.policy_loader.like_ladders import with_likes
from portal.policy_loader.source import BrokenPack, Spot

TRANSLATIONS = Path(__file__).parents[2] / "translations"
LONGEST_TEXT = 2_000  # characters
SHOWN = 60  # characters of what is wrong
MOST_ITEMS = 200  # of one list, or keys of one mapping

_UNPRINTED = frozenset({"Cc", "Cs", "Co", "Cn"})
"""Unicode categories of what no page can show."""
_TURNS_ROUND = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Marks that turn the direction of all the words after them."""


def build(spot: Spot, pack_id: str) -> Pack:
    """The pack that ``spot`` holds. Raises :class:`BrokenPack`."""
    reader = _Reader()
    try:
        pack: Pack = reader.read(spot := with_likes(spot), Pack, id=pack_id)
    except _Stop:
        raise BrokenPack(reader.faults) from None
    if found := [spot.at(place).says(sentence) for place, sentence in (*faults(pack), *_languages(pack))]:
        raise BrokenPack(found)
    return pack


def read_as(spot: Spot, kind: type) -> Any:
    """What ``spot`` holds, as a dataclass ``kind``. Raises :class:`BrokenPack`."""
    reader = _Reader()
    try:
        return reader.read(spot, kind)
    except _Stop:
        raise BrokenPack(reader.faults) from None


def _languages(pack: Pack) -> Iterator[Fault]:
    """The languages that are offered but that no page or no message speaks; English is what they are written in."""
    pages = {path.parents[1].name for path in TRANSLATIONS.glob("*/LC_MESSAGES/messages.po")}
    messages = {path.parents[1].name for path in TRANSLATIONS.glob("*/notices/news.*.txt")}
    spoken = {"en"} | {name.replace("_", "-") for name in pages & messages}
    for number, code in enumerate(pack.council.languages):
        if code not in spoken:
            sentence = f"The portal does not speak “{shortened(code)}”, but {', '.join(sorted(spoken))}"
            yield ("council", "languages", number), sentence


def _text(typed: str) -> str:
    """The words on one line. Raises :class:`ValueError` for what cannot be shown."""
    text = " ".join(typed.split())
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"These words are too long: at most {LONGEST_TEXT} letters and signs")
    if text.isascii() and text.isprintable():
        return text
    hidden = next((sign for sign in text if unicodedata.category(sign) in _UNPRINTED), None)
    if hidden or (hidden := next(iter(_TURNS_ROUND.findall(text)), None)):
        raise ValueError(f"There is a sign in these words that no page can show (U+{ord(hidden):04X}): take it out")
    return text


def shortened(text: str) -> str:
    """The words as a fault repeats them."""
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _number(typed: str) -> int:
    if not re.fullmatch("[0-9]{1,6}", typed):
        raise ValueError
    return int(typed)


WORDS: dict[Any, tuple[str, Callable[[str], Any]]] = {
    str: ("", _text),
    int: ("a whole number", _number),
    bool: ("true or false", {"true": True, "false": False}.__getitem__),
    date: ("a date; write it as 2026-12-23", date.fromisoformat),
}
"""How a word is read, and what it should have been; blank where the reading says so itself, as other types do."""

NAMES: Mapping[type, str] = MappingProxyType(
    {
        Allowed: "yes or no",
        AudienceRule: "kind of person",
        Complaints: "set of complaints",
        Colours: "set of colours",
        Hours: "set of hours",
    }
)
"""What people call a type, where it is not its name."""


_hints = cache(get_type_hints)


def _named(kind: Any) -> str:
    return NAMES.get(kind) or re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind.__name__).lower()


def _needed_keys(kind: Any) -> str:
    needed = [field.name for field in fields(kind) if field.default is MISSING and field.name != "id"]
    backed = ["cite (or assumed: true)"] if issubclass(kind, Rule) else []
    return ", ".join(needed + backed)


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
            items = self._inside(spot, list, self._list_of(inner[0], spot))
            read = self._all((index, item, inner[0]) for index, item in enumerate(items))
            self._not_blank(spot, read.values())
            return tuple(read.values())
        if origin is Mapping:
            pairs = self._inside(spot, dict, "names, each on a line of its own, with a colon and what is said of it")
            values = self._all((key, item, inner[1]) for key, item in pairs.items())
            keys = self._all((key, Spot(key, item.file, item.line), inner[0]) for key, item in pairs.items())
            self._not_blank(spot, keys.values())
            return {keys[key]: value for key, value in values.items()}
        if inner:  # a union: something, or one of the words that say it is absent
            if Absent in inner and spot.value in list(Absent):
                return Absent(spot.value)
            return self._condition(spot) if OwnCondition in inner else self.read(spot, inner[0])
        if is_dataclass(kind) and not hasattr(kind, "parse"):
            return self._mapping(spot, kind, given)
        return self._word(spot, kind)

    def _condition(self, spot: Spot) -> When:
        """One condition, or several in a list, all of which have to hold."""
        if not isinstance(spot.value, list):
            own = isinstance(spot.value, str) and spot.value.startswith("if ")
            one: When = self.read(spot, OwnCondition if own else PolicyCondition)
            return one
        read = self._all((number, item, When) for number, item in enumerate(self._inside(spot, list, "a list")))
        try:
            return Together.of(read.values())
        except ValueError as error:
            self.stop(spot, str(error))

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
        if not isinstance(spot.value, str) and len(spot.value) > MOST_ITEMS:
            self.stop(spot, f"There are more than {MOST_ITEMS} of these")
        return spot.value

    def _list_of(self, kind: Any, spot: Spot) -> str:
        """What a list is, with the words that stand there instead as an example."""
        if is_dataclass(kind) and not hasattr(kind, "parse"):
            return f"a list of {_named(kind)}s, each after “- ”"
        word = shortened(spot.value) if isinstance(spot.value, str) and spot.value else "…"
        return f"a list: put square brackets round it, like [{word}]"

    def _not_blank(self, spot: Spot, words: Iterable[Any]) -> None:
        if "" in words:
            self.stop(spot, "One of these is blank")

    def _mapping(self, spot: Spot, kind: Any, given: dict[str, Any]) -> Any:
        name = _named(kind)
        a_name = f"{'an' if name[0] in 'aeio' else 'a'} {name}"
        wanted = f"the keys of {a_name}, each with a colon and its value: {_needed_keys(kind)}"
        pairs: dict[str, Spot] = self._inside(spot, dict, wanted)
        hints = {key: hint for key, hint in _hints(kind).items() if key not in given}
        before = len(self.faults)
        for key in (key for key in pairs if key not in hints):
            near = get_close_matches(key, hints, 1)
            hint = f"; did you mean “{near[0]}”?" if near else f"; it has {', '.join(hints)}"
            self.faults.append(pairs[key].says(f"“{shortened(key)}” is not a key of {a_name}{hint}").replace("?.", "?"))
        for field in fields(kind):
            if field.name not in pairs and field.name in hints and field.default is MISSING:
                self.faults.append(spot.says(f"This {name} has no “{field.name}”"))
        known = ((key, item, hints[key]) for key, item in pairs.items() if key in hints)
        values = self._all(known)
        for field in fields(kind):
            if values.get(field.name) == "" and field.default is MISSING:
                self.faults.append(pairs[field.name].says("Nothing is written here"))
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
        if kind is PolicyCondition:
            expected += "; or what the policy says in circumstances, with “if” before it"
        try:
            return make(text)
        except (ValueError, KeyError) as error:
            self.stop(spot, f"“{shortened(text)}” is not {expected}" if expected else str(error))
