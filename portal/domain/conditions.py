"""When a question is asked: a closed set of conditions, which look only at earlier answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol


class Condition(Protocol):
    """A condition that looks only at earlier answers."""

    def holds(self, answers: Mapping[str, Any]) -> bool: ...
    def keys(self) -> frozenset[str]: ...


@dataclass(frozen=True, slots=True)
class Is:
    """The answer to ``key`` is one of ``values``."""

    key: str
    values: tuple[str, ...]

    def __init__(self, key: str, *values: str) -> None:
        object.__setattr__(self, "key", key)
        object.__setattr__(self, "values", values)

    def holds(self, answers: Mapping[str, Any]) -> bool:
        return answers.get(self.key) in self.values

    def keys(self) -> frozenset[str]:
        return frozenset({self.key})


@dataclass(frozen=True, slots=True)
class Has:
    """``value`` is ticked in the checkboxes of ``key``."""

    key: str
    value: str

    def holds(self, answers: Mapping[str, Any]) -> bool:
        return self.value in answers.get(self.key, ())

    def keys(self) -> frozenset[str]:
        return frozenset({self.key})


@dataclass(frozen=True, slots=True)
class Several:
    """More than one of ``values`` is ticked in the checkboxes of ``key``."""

    key: str
    values: tuple[str, ...]

    def holds(self, answers: Mapping[str, Any]) -> bool:
        return len({*self.values} & {*answers.get(self.key, ())}) > 1

    def keys(self) -> frozenset[str]:
        return frozenset({self.key})


@dataclass(frozen=True, slots=True)
class Both:
    """Each of ``of`` holds; of none, always."""

    of: tuple[Condition, ...]

    def __init__(self, *of: Condition) -> None:
        object.__setattr__(self, "of", of)

    def holds(self, answers: Mapping[str, Any]) -> bool:
        return all(when.holds(answers) for when in self.of)

    def keys(self) -> frozenset[str]:
        return frozenset().union(*(when.keys() for when in self.of))


@dataclass(frozen=True, slots=True)
class Either:
    """At least one of ``of`` holds."""

    of: tuple[Condition, ...]

    def __init__(self, *of: Condition) -> None:
        object.__setattr__(self, "of", of)

    def holds(self, answers: Mapping[str, Any]) -> bool:
        return any(when.holds(answers) for when in self.of)

    def keys(self) -> frozenset[str]:
        return frozenset().union(*(when.keys() for when in self.of))


@dataclass(frozen=True, slots=True)
class Not:
    """``of`` does not hold."""

    of: Condition

    def holds(self, answers: Mapping[str, Any]) -> bool:
        return not self.of.holds(answers)

    def keys(self) -> frozenset[str]:
        return self.of.keys()


ALWAYS = Both()
