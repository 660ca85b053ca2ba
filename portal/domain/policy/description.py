"""All that a pack says, in words: one description, which ``portal explain``, ``portal diff`` and staff pages show.

It is made from the types of a pack, so that nothing is left out: what has a sentence of its own is said in that, every
other key by its label. A default that says nothing (blank, "not stated", "always") is not said.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass, replace
from enum import StrEnum
from typing import Any

from portal.domain.i18n import _
from portal.domain.policy.calendar import Hours
from portal.domain.policy.key_words import label_of
from portal.domain.policy.model import Pack
from portal.domain.policy.phrases import Phrase
from portal.domain.policy.sentences import Names, condition, sentence_of
from portal.domain.policy.vocabulary import OwnCondition, PolicyCondition, Together
from portal.domain.policy_rule import Rule

BEFORE_ALL = ("audiences", "when", "agency", "decided_by", "before", "skip_when")
"""What is said before the rest of a rule: when it holds, and what comes before it."""

BACKING = frozenset(each.name for each in fields(Rule))


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a pack says.

    ``place`` as of :meth:`portal.domain.policy.model.Pack.rules`; ``label`` and ``said`` for a
    :class:`portal.domain.policy.phrases.Voice`; ``value`` is what that is said of. What is ``listed`` has no key: its
    place is only its turn.
    """

    place: str
    label: Any
    said: Any = None
    rule: Rule | None = None
    inner: tuple["Item", ...] = ()
    value: Any = field(default=None, compare=False)
    listed: bool = False

    def walk(self) -> Iterator["Item"]:
        yield self
        for each in self.inner:
            yield from each.walk()


def describe(pack: Pack) -> tuple[Item, ...]:
    """Everything that a pack says, in the order of its keys."""
    return _Describer(pack).keys_of(pack, "")


class _Describer:
    def __init__(self, pack: Pack) -> None:
        self.names = Names(pack)
        self.named: Mapping[str, Callable[[str], str]] = {
            "contact": self.names.contact,
            "contacts": self.names.contact,
            "stage": self.names.stage,
            "ladder": self.names.ladder,
            "like": self.names.ladder,
        }

    def keys_of(self, value: Any, place: str, said_already: tuple[str, ...] = ()) -> tuple[Item, ...]:
        """What a thing says, key by key."""
        found = []
        for each in sorted(fields(value), key=lambda each: each.name not in BEFORE_ALL):
            held = getattr(value, each.name)
            if each.name not in (*said_already, *BACKING, "key") and not _says_nothing(each, held):
                at = f"{place}.{each.name}".removeprefix(".")
                found.append(self.item(at, Phrase(label_of(type(value), each.name)), held, each.name))
        return tuple(found)

    def item(self, place: str, label: Any, held: Any, key: str) -> Item:
        if isinstance(held, Mapping):
            inner = (self.item(f"{place}.{name}", self._title(name, each), each, key) for name, each in held.items())
            return Item(place, label, inner=tuple(inner))
        if isinstance(held, tuple) and not all(map(_is_word, held)):
            return Item(place, label, inner=tuple(self._listed(place, held, key)))
        if is_dataclass(held) and not _is_word(held):
            return self._thing(place, label, held)
        return Item(place, label, self._simple(held, key), value=held)

    def _listed(self, place: str, held: tuple[Any, ...], key: str) -> Iterator[Item]:
        for number, each in enumerate(held, 1):
            name = getattr(each, "key", number)
            item = self.item(f"{place}.{name}", self._title("", each), each, key)
            yield replace(item, listed=name is number)

    def _thing(self, place: str, label: Any, held: Any) -> Item:
        said, holds = sentence_of(held, self.names)
        rule = held if isinstance(held, Rule) else None
        return Item(place, label, said, rule, self.keys_of(held, place, (*holds, "label")), held)

    def _title(self, name: Any, held: Any) -> Any:
        """What an item of a list or mapping is called: by the council, or by its key."""
        own = getattr(held, "label", "") or getattr(held, "name", "")
        if own:
            return own
        return Phrase("%(word)s", {"word": name}) if isinstance(name, StrEnum) else name

    def _simple(self, held: Any, key: str) -> Any:
        if held == ():
            return Phrase(_("none named"))
        if isinstance(held, PolicyCondition | OwnCondition | Together):
            return condition(held)
        if isinstance(held, tuple):
            return tuple(self._simple(each, key) for each in held)
        if isinstance(held, str) and not isinstance(held, StrEnum):
            return self.named.get(key, str)(held)
        return held if not isinstance(held, int) or isinstance(held, bool) else str(held)


def _is_word(held: Any) -> bool:
    """Whether this is said as one: a text, a number, a day, a length of time, hours."""
    return not is_dataclass(held) or hasattr(held, "parse") or isinstance(held, Hours)


def _says_nothing(of: "Field[Any]", held: Any) -> bool:
    """Whether this is a default that need not be said; how long there is for something always is."""
    return of.default is not MISSING and held == of.default and not isinstance(held, Rule)
