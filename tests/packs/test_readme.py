"""policies/README.md explains every key and every word of a pack, and none that does not exist."""

import re
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import Path

import pytest
from pack_values import TYPES

from portal.domain.policy_rule import Rule

README = (Path(__file__).parents[2] / "policies" / "README.md").read_text(encoding="utf-8")
SECTIONS = {part.partition("\n")[0]: part for part in README.split("\n## ")}
BACKING = {field.name for field in fields(Rule)}


@pytest.mark.parametrize("kind", [kind for kind in TYPES if is_dataclass(kind)], ids=lambda kind: kind.__name__)
def test_every_key_is_explained(kind):
    section = SECTIONS[kind.__name__]
    explained = re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)
    keys = [field.name for field in fields(kind) if not (issubclass(kind, Rule) and field.name in BACKING)]
    assert explained == keys
    assert ("*Rule.*" in section) == issubclass(kind, Rule)


@pytest.mark.parametrize("kind", [kind for kind in TYPES if issubclass(kind, Enum)], ids=lambda kind: kind.__name__)
def test_every_word_is_explained(kind):
    assert not [word.value for word in kind if word.value not in README]


def test_what_backs_a_rule_is_explained():
    assert set(re.findall(r"^\| `(\w+)` \|", SECTIONS["Every rule"], re.MULTILINE)) == BACKING
