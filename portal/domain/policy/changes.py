"""What changes between two versions of a policy: one description compared with the other, thing by thing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from typing import Any

from portal.domain.policy.calendar import COUNTED, Span, TimeUnit
from portal.domain.policy.description import Item, describe
from portal.domain.policy.model import AudienceRule, Pack
from portal.domain.policy.phrases import Voice
from portal.domain.policy_rule import Rule

NOT_COMPARED = "id"  # of the pack: every version has its own
_HOURS = {TimeUnit.HOURS: 1, TimeUnit.DAYS: 24, TimeUnit.WEEKS: 168}


class ChangeKind(StrEnum):
    ADDED = "new"
    REMOVED = "no longer"
    LONGER = "longer"
    SHORTER = "shorter"
    TAKEN = "taken from now on"
    NOT_TAKEN = "no longer taken"
    OTHER = "other"
    SOURCE = "said elsewhere"  # the same rule, with another clause or note


@dataclass(frozen=True, slots=True)
class PolicyChange:
    """``trail``: where, from the outside in. ``before`` and ``after`` in words; one is blank where it is not there."""

    kind: ChangeKind
    place: str
    trail: tuple[str, ...]
    before: str
    after: str


def changes(old: Pack, new: Pack, voice: Voice) -> list[PolicyChange]:
    """Everything that is another in ``new``, in the order of its description."""
    return list(_Comparison(voice).lists(_compared(old), _compared(new), ()))


def _compared(pack: Pack) -> tuple[Item, ...]:
    return tuple(item for item in describe(pack) if item.place != NOT_COMPARED)


class _Comparison:
    def __init__(self, voice: Voice) -> None:
        self.voice = voice

    def lists(self, old: Sequence[Item], new: Sequence[Item], trail: tuple[str, ...]) -> Iterator[PolicyChange]:
        pairs = self._pairs(old, new)
        for before, after in pairs:
            yield from self._pair(before, after, trail)
        known = {id(before) for before, _after in pairs}
        for item in old:
            if id(item) not in known:
                yield from self._whole(ChangeKind.REMOVED, item, trail)

    def _pairs(self, old: Sequence[Item], new: Sequence[Item]) -> list[tuple[Item | None, Item]]:
        """Each of the new ones, and what it was: the same key, the same words, or what stood in its turn."""
        left = list(old)
        found: dict[int, Item] = {}
        for same in (self._same_words, _same_name, _same_kind):
            for item in new:
                before = next((each for each in left if id(item) not in found and same(each, item)), None)
                if before is not None:
                    found[id(item)] = before
                    left = [each for each in left if each is not before]
        return [(found.get(id(item)), item) for item in new]

    def _same_words(self, before: Item, after: Item) -> bool:
        return before.listed and after.listed and self._words(before) == self._words(after)

    def _words(self, item: Item) -> str:
        label, said = self._label(item), self._said(item)
        return f"{label}: {said}" if label and said else label or said

    def _label(self, item: Item) -> str:
        return self.voice.say(item.label)

    def _said(self, item: Item) -> str:
        return "" if item.said is None else self.voice.say(item.said)

    def _pair(self, before: Item | None, after: Item, trail: tuple[str, ...]) -> Iterator[PolicyChange]:
        if before is None:
            yield from self._whole(ChangeKind.ADDED, after, trail)
            return
        here = (*trail, self._label(after)) if after.label else trail
        was, now = (self._said(before), self._said(after)) if after.label else (self._words(before), self._words(after))
        if was != now or self._label(before) != self._label(after):
            renamed = (self._words(before), self._words(after))
            words = renamed if self._label(before) != self._label(after) else (was, now)
            yield PolicyChange(_kind(before.value, after.value), after.place, here, *words)
        if (source := (_source(before.rule), _source(after.rule))) and source[0] != source[1]:
            yield PolicyChange(ChangeKind.SOURCE, after.place, here, *source)
        yield from self.lists(before.inner, after.inner, here)

    def _whole(self, kind: ChangeKind, item: Item, trail: tuple[str, ...]) -> Iterator[PolicyChange]:
        """Something that came or went, with all that is in it."""
        words = self._words(item)
        before, after = (words, "") if kind is ChangeKind.REMOVED else ("", words)
        yield PolicyChange(kind, item.place, trail, before, after)
        for each in item.inner:
            yield from self._whole(kind, each, (*trail, self._label(item)) if item.label else trail)


def _same_name(before: Item, after: Item) -> bool:
    return before.label == after.label if before.listed else before.place == after.place


def _same_kind(before: Item, after: Item) -> bool:
    """Of what has no key: the next of its kind that is left over."""
    return before.listed and after.listed and type(before.value) is type(after.value)


def _source(rule: Rule | None) -> str:
    if rule is None:
        return ""
    return "; ".join(filter(None, (rule.cite, "assumed" if rule.assumed else "", rule.note)))


def _kind(before: Any, after: Any) -> ChangeKind:
    """In what way something is another."""
    if isinstance(before, AudienceRule) and isinstance(after, AudienceRule) and before.taken is not after.taken:
        return ChangeKind.TAKEN if after.taken else ChangeKind.NOT_TAKEN
    for was, now in zip(_spans(before), _spans(after), strict=False):
        if (order := _order(was, now)) != 0:
            return ChangeKind.LONGER if order > 0 else ChangeKind.SHORTER
    return ChangeKind.OTHER


def _spans(value: Any) -> list[Span]:
    if isinstance(value, Span):
        return [value]
    if not is_dataclass(value):
        return []
    return [held for each in fields(value) if isinstance(held := getattr(value, each.name), Span)]


def _order(was: Span, now: Span) -> int:
    """More than 0 where it is longer now, less where it is shorter; 0 where nobody can say."""
    if not {was.unit, now.unit} <= set(COUNTED):
        return 0
    if was.unit is now.unit:
        return now.amount - was.amount
    if {was.unit, now.unit} <= set(_HOURS):
        return now.amount * _HOURS[now.unit] - was.amount * _HOURS[was.unit]
    return 0
