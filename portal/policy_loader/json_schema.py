"""The JSON Schema of a policy file, made from the types: by it an editor completes and explains keys and marks slips.

It is less strict than the reader: it does not know what the base adds, nor which role or contact a name means.
"""

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from portal.domain.policy.calendar import COUNTED, Opening, Span, TimeUnit
from portal.domain.policy.closures import Closure
from portal.domain.policy.document import DocumentDate
from portal.domain.policy.key_words import KEYS
from portal.domain.policy.model import Colours, Ladder, Pack, Stage
from portal.domain.policy.school_terms import SchoolTerm
from portal.domain.policy.type_meanings import MEANINGS
from portal.domain.policy.vocabulary import OwnCondition
from portal.domain.policy.word_meanings import WORDS
from portal.domain.policy_rule import Absent, Rule

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_SINGULAR = [unit.value.removesuffix("s") for unit in COUNTED]
_REST = [unit.value for unit in TimeUnit if unit not in COUNTED]
_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_BACKED = [{"required": ["cite"]}, {"required": ["assumed"], "properties": {"assumed": {"const": True}}}]

Schema = dict[str, Any]

_LINES: Mapping[Any, Schema] = {
    str: {"type": ["string", "number"]},
    int: {"type": "integer", "minimum": 0},
    bool: {"type": "boolean"},
    date: {"type": "string", "pattern": f"^{_DAY}$"},
    DocumentDate: {"type": "string", "pattern": f"^({_DAY}|[0-9]{{4}}-[0-9]{{2}})$"},
    Span: {"type": "string", "pattern": f"^([1-9][0-9]* ({'|'.join(_SINGULAR)})s?|{'|'.join(_REST)})$"},
    Closure: {
        "type": "string",
        "pattern": f"^({_DAY}|[Ee]very ([0-9]{{1,2}}|[A-Za-z]+) [A-Za-z]+)( from [0-2][0-9]:[0-5][0-9])?$",
        "examples": ["2026-12-29", "every 24 december from 12:00", "every first friday"],
    },
    SchoolTerm: {"type": "string", "pattern": f"^{_DAY} to {_DAY}$", "examples": ["2026-09-02 to 2026-10-23"]},
    Opening: {
        "type": "string",
        "pattern": "^[A-Za-z]+(( to |, )[A-Za-z]+)? [0-2][0-9]:[0-5][0-9] to [0-2][0-9]:[0-5][0-9]$",
        "examples": ["monday to friday 09:00 to 17:00"],
    },
}
"""What is written as one line."""

PATTERNS: Mapping[tuple[type, str], str] = {(Colours, "brand"): "^#[0-9A-Fa-f]{6}$"}


def pack_schema() -> Schema:
    """The schema of a council's file."""
    made = _SchemaMaker()
    root = made.thing(Pack, whole=False)
    root["properties"] = {"base": _BASE} | {key: of for key, of in root["properties"].items() if key != "id"}
    return {
        "$schema": DIALECT,
        "title": "A council's policy",
        "description": "policies/README.md leads through it.",
        **root,
        "required": ["base"],
        "$defs": dict(sorted(made.defined.items())),
    }


_BASE: Schema = {"type": "integer", "minimum": 1, "description": "the base on which this policy is built, the newest"}


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


class _SchemaMaker:
    """Makes a schema of each type once. An item of a list is ``whole``; what merges with a base is not."""

    def __init__(self) -> None:
        self.defined: dict[str, Schema] = {}

    def of(self, hint: Any, *, whole: bool) -> Schema:
        origin, inner = get_origin(hint), get_args(hint)
        if origin is tuple:
            return {"type": "array", "items": self.of(inner[0], whole=True)}
        if origin is Mapping:
            return self._mapping(*inner, whole=whole)
        if origin is UnionType:
            return self._one_of(inner, whole=whole)
        if hint in _LINES:
            return dict(_LINES[hint])
        if is_dataclass(hint):
            return self._named(hint, whole=whole)
        return _words(hint)

    def _mapping(self, key: Any, value: Any, *, whole: bool) -> Schema:
        inner = self.of(value, whole=whole)
        if key is str:
            return {"type": "object", "additionalProperties": inner}
        named = {word.value: {**inner, "description": WORDS[key][word]} for word in key}
        return {"type": "object", "properties": named, "additionalProperties": False}

    def _one_of(self, inner: tuple[Any, ...], *, whole: bool) -> Schema:
        rest = [each for each in inner if each not in (Absent, type(None))]
        first = self.of(rest[0], whole=whole)
        if OwnCondition in inner:
            one = [first, {"type": "string", "pattern": "^if .*[^ ]$"}]
            return {"anyOf": [*one, {"type": "array", "minItems": 1, "items": {"anyOf": one}}]}
        return {"anyOf": [first, _words(Absent)]} if Absent in inner else first

    def _named(self, kind: Any, *, whole: bool) -> Schema:
        name = kind.__name__ if whole else f"{kind.__name__}InPart"
        if name not in self.defined:
            self.defined[name] = {}  # while it is being made
            self.defined[name] = self.thing(kind, whole=whole)
        return {"$ref": f"#/$defs/{name}"}

    def thing(self, kind: Any, *, whole: bool) -> Schema:
        """The keys of a type, each with what it means."""
        keys = {field.name: self._key(kind, field.name, whole=whole) for field in fields(kind)}
        made: Schema = {"type": "object", "properties": keys, "additionalProperties": False}
        if meaning := MEANINGS.get(kind):
            made["description"] = meaning
        needed = [field.name for field in fields(kind) if field.default is MISSING]
        if whole and needed:
            made["required"] = needed
        if whole and issubclass(kind, Rule):
            made["anyOf"] = _BACKED
        if whole and kind is Ladder:
            stages = keys["stages"] = {"type": "array", "description": keys["stages"]["description"]}
            made["required"] = [key for key in needed if key not in ("stages", "escalation")]
            whole_stages = {**stages, "items": self.of(Stage, whole=True)}
            made["if"] = {"required": ["like"]}
            made["then"] = {"properties": {"stages": {**stages, "items": self.of(Stage, whole=False)}}}
            made["else"] = {
                "required": ["stages", "escalation"],
                "properties": {"stages": whole_stages},
                "anyOf": made.pop("anyOf"),  # one that is like another has its clause, too
            }
        return made

    def _key(self, kind: Any, name: str, *, whole: bool) -> Schema:
        made = self.of(_hints(kind)[name], whole=whole)
        words = KEYS.get(kind, {}).get(name) or KEYS[Rule].get(name)
        if pattern := PATTERNS.get((kind, name)):
            made["pattern"] = pattern
        return {**made, "description": words.meaning} if words else made


def _words(kind: type[StrEnum]) -> Schema:
    return {"enum": [word.value for word in kind]}
