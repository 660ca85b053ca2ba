"""The reference of policies/README.md, made from the types of a pack, with examples from the policies that are here."""

import json
import re
import types
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import yaml
from pack_values import TYPES

from portal.domain.policy.calendar import Opening, Span
from portal.domain.policy.closures import Closure
from portal.domain.policy.document import DocumentDate
from portal.domain.policy.key_words import KEYS
from portal.domain.policy.model import Pack
from portal.domain.policy.school_terms import SchoolTerm
from portal.domain.policy.type_meanings import MEANINGS
from portal.domain.policy.vocabulary import OwnCondition
from portal.domain.policy.word_meanings import WORDS
from portal.domain.policy_rule import Absent, Rule
from portal.policy_loader.json_schema import pack_schema

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = ROOT / "policies" / "pack.schema.json"
GUIDE = ROOT / "policies" / "README.md"
BEGINS = "<!-- From here on this page is made from the code: make pages -->\n"
PACKS = (
    *sorted((ROOT / "policies").glob("*/*.yaml")),
    *sorted((ROOT / "policies").glob("base-*.yaml")),
    *sorted((ROOT / "tests" / "packs").glob("*/*/*.yaml")),
    ROOT / "tests" / "packs" / "every_key" / "2025-01-01.yaml",
)
"""Where examples are looked for, one after the other."""

BACKING = frozenset(field.name for field in fields(Rule))
LONGEST = 110  # characters of an example
_NEEDS_QUOTES = re.compile(r"[,:#{}\[\]\"]|^[^\w+(]|^(yes|no|on|off|true|false|null)$", re.IGNORECASE)


PLAIN: Mapping[Any, str] = {
    str: "words",
    int: "number",
    bool: "`true` or `false`",
    date: "day",
    Span: "span",
    Opening: "opening hours",
    Closure: "day, or days that come again",
    SchoolTerm: "first to last day",
    DocumentDate: "day or month",
}
"""What is written as one word or line."""


def named(kind: type) -> str:
    """ "PreStage" is "pre stage"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind.__name__).lower()


def _link(kind: type) -> str:
    return f"[{named(kind)}](#{named(kind).replace(' ', '-')})"


def value_words(hint: Any) -> str:
    """What is written at a key: "list of stages", "span, or none, or not stated"."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin is tuple:
        return f"list of {value_words(inner[0])}"
    if origin is Mapping:
        key = "a name" if inner[0] is str else value_words(inner[0])
        return f"for each {key.removeprefix('a ')}: {value_words(inner[1])}"
    if origin is types.UnionType:
        rest = [each for each in inner if each not in (Absent, type(None))]
        own = (
            ", or `if` and what `circumstances` say, or a list of those that all have to hold"
            if OwnCondition in inner
            else ""
        )
        return value_words(rest[0]) + own + (", or `none`, or `not stated`" if Absent in inner else "")
    if hint in PLAIN:
        return PLAIN[hint]
    return _link(hint) if is_dataclass(hint) or issubclass(hint, StrEnum) else hint.__name__


def _default(field: "Field[Any]") -> str:
    held = field.default
    if held is MISSING:
        return "**needed**"
    if is_dataclass(held) and not hasattr(held, "parse"):
        return "see there"
    words = {"": "blank", (): "empty", None: "none", True: "true", False: "false"}
    return words[held] if (isinstance(held, str | tuple | bool) and held in words) or held is None else f"{held}"


Examples = dict[tuple[type, str], Any]
WHOLE = ""
"""Instead of a key: an example of the whole type."""


def _examples(written: Any, hint: Any, found: Examples) -> None:
    """Note what the packs write at each key, and of each type, the first that is short."""
    inner = get_args(hint)
    kind = next((each for each in (hint, *inner) if is_dataclass(each)), None)
    if isinstance(written, list):
        for each in written:
            _examples(each, inner[0], found)
    elif isinstance(written, dict) and get_origin(hint) is Mapping:
        for each in written.values():
            _examples(each, inner[1], found)
    elif isinstance(written, dict) and kind:
        _of_kind(written, kind, found)


def _of_kind(written: dict[str, Any], kind: Any, found: Examples) -> None:
    hints = get_type_hints(kind)
    if len(written) > 1 and all(map(_is_short, written.values())) and issubclass(kind, Rule):
        found.setdefault((kind, WHOLE), written)
    for key, value in written.items():
        if key in hints and _is_short(value):
            found.setdefault((kind, key), value)
        _examples(value, hints.get(key), found)


def _is_short(value: Any) -> bool:
    items = value if isinstance(value, list) else [value]
    return items != [] and all(isinstance(each, str) and each for each in items) and len(_flow(value)) <= LONGEST


def _flow(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    return json.dumps(value, ensure_ascii=False) if _NEEDS_QUOTES.search(value) else value


def examples() -> Examples:
    found: Examples = {}
    for path in PACKS:
        _examples(yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader), Pack, found)  # noqa: S506 - words only
    return found


def _row(kind: type, field: "Field[Any]", found: Examples) -> str:
    hint = get_type_hints(kind)[field.name]
    example = f"`{field.name}: {_flow(found[kind, field.name])}`" if (kind, field.name) in found else ""
    meaning = KEYS[kind][field.name].meaning
    return f"| `{field.name}` | {meaning} | {value_words(hint)} | {_default(field)} | {example} |"


def _kind(kind: type, found: Examples) -> Iterator[str]:
    yield f"### {named(kind).capitalize()}\n"
    rule = "*A rule: it has `cite`, `assumed` and `note` too.*" if issubclass(kind, Rule) else ""
    if intro := " ".join(filter(None, (MEANINGS.get(kind, ""), rule))):
        yield f"{intro}\n"
    if (kind, WHOLE) in found:
        pairs = (f"{key}: {_flow(value)}" for key, value in found[kind, WHOLE].items())
        yield f"    {{{', '.join(pairs)}}}\n"
    yield "| key | what it says | written as | if left out | for example |\n|---|---|---|---|---|"
    for field in fields(kind):
        if not (issubclass(kind, Rule) and field.name in BACKING) and (kind, field.name) != (Pack, "id"):
            yield _row(kind, field, found)
    yield ""


def _words(kind: type[StrEnum]) -> Iterator[str]:
    yield f"### {named(kind).capitalize()}\n"
    yield from (f"- `{word}`: {WORDS[kind][word]}" for word in kind)
    yield ""


def reference() -> str:
    """All keys and all words, in the order in which a pack names them."""
    found = examples()
    lines = ["## Every key\n"]
    lines += ["What backs a rule:\n", "| key | what it says |", "|---|---|"]
    lines += [f"| `{key}` | {words.meaning} |" for key, words in KEYS[Rule].items()]
    lines += ["\n`cite` or `assumed: true` has to be there; both may be.\n"]
    for kind in TYPES:
        if is_dataclass(kind):
            lines += _kind(kind, found)
    lines += ["## Every word\n"]
    for kind in TYPES:
        if issubclass(kind, StrEnum) and kind is not Absent:
            lines += _words(kind)
    return "\n".join(lines).rstrip() + "\n"


def schema_page() -> str:
    return json.dumps(pack_schema(), indent=2, ensure_ascii=False) + "\n"


def guide_page() -> str:
    """The page, with its written part as it is."""
    written = GUIDE.read_text(encoding="utf-8").partition(BEGINS)[0]
    return f"{written}{BEGINS}\n{reference()}"
