"""policies/README.md explains every key and every word of a pack, each key with an example."""

import re
from dataclasses import fields, is_dataclass
from enum import StrEnum

import pytest
from pack_reference import BEGINS, GUIDE, examples, guide_page, named
from pack_values import TYPES

from portal.domain.policy.model import Pack
from portal.domain.policy_rule import Absent, Rule

README = GUIDE.read_text(encoding="utf-8")
SECTIONS = {part.partition("\n")[0].lower(): part for part in README.partition(BEGINS)[2].split("\n### ")}
BACKING = {field.name for field in fields(Rule)}
NOT_WRITTEN = {(Pack, "id")}


def keys_of(kind):
    own = (field.name for field in fields(kind) if not (issubclass(kind, Rule) and field.name in BACKING))
    return [name for name in own if (kind, name) not in NOT_WRITTEN]


def test_the_reference_is_what_the_types_say():
    assert guide_page() == README, "make pages"


@pytest.mark.parametrize("kind", [kind for kind in TYPES if is_dataclass(kind)], ids=lambda kind: kind.__name__)
def test_every_key_is_explained(kind):
    section = SECTIONS[named(kind)]
    assert re.findall(r"^\| `(\w+)` \| [^|]{4,}", section, re.MULTILINE) == keys_of(kind)
    assert ("*A rule:" in section) == issubclass(kind, Rule)


@pytest.mark.parametrize("kind", [kind for kind in TYPES if is_dataclass(kind)], ids=lambda kind: kind.__name__)
def test_every_key_that_is_written_in_words_has_an_example(kind):
    rows = re.findall(r"^\| `(\w+)` \| .* \| (.*?) \| .*? \| (.*?) \|$", SECTIONS[named(kind)], re.MULTILINE)
    nested = {"[" + named(other) + "]" for other in TYPES if is_dataclass(other)}
    wanting = [key for key, written, example in rows if not example and not any(each in written for each in nested)]
    assert wanting == [], "use it in tests/packs/every_key, or better in a policy"


@pytest.mark.parametrize("kind", [kind for kind in TYPES if issubclass(kind, StrEnum)], ids=lambda kind: kind.__name__)
def test_every_word_is_explained(kind):
    section = README if kind is Absent else SECTIONS[named(kind)]
    assert not [word.value for word in kind if f"`{word.value}`" not in section]


def test_what_backs_a_rule_is_explained():
    backing = README.partition("What backs a rule:")[2].partition("###")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", backing, re.MULTILINE)) == BACKING


def test_an_example_is_what_somebody_wrote():
    assert all(examples().values())
