"""policies/README.md explains every key and every word of a pack, each key with an example."""

import re
import shutil
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

import pytest
from pack_reference import BEGINS, GUIDE, examples, guide_page, named
from pack_values import TYPES

from portal.domain.policy.model import Pack
from portal.domain.policy_rule import Absent, Rule
from portal.pack_commands import COMMANDS
from portal.policy_loader import Packs
from portal.services.new_council import OF_A_STAGE, QUESTIONS
from portal.services.policy_explanation import worked_dates
from portal.services.policy_report import check

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


def _fenced():
    """The example that the page leads through, put together as it tells to."""
    return "".join(re.findall(r"^```yaml\n(.*?)^```$", README.partition(BEGINS)[0], re.MULTILINE | re.DOTALL))


def test_the_policy_that_the_page_leads_through_is_sound_and_says_what_the_page_says(tmp_path, now):
    folder = tmp_path / "policies"
    (folder / "newtown").mkdir(parents=True)
    for base in GUIDE.parent.glob("base-*.yaml"):
        shutil.copy(base, folder)
    (folder / "newtown" / "2026-01-01.yaml").write_text(_fenced(), encoding="utf-8")
    checked = check(Packs(folder), now)
    assert checked["sound"], checked
    pack = Packs(folder).get("newtown@2026-01-01")
    assert [stage.key for ladder in pack.ladders for stage in ladder.stages] == ["1", "2", "3", "u1"]
    dates = worked_dates(pack, Packs(folder).calendar(pack), datetime(2026, 11, 23, 10, tzinfo=UTC))
    assert [str(dates[f"ladders.main.stages.{n}"]) for n in (1, 2, 3)] == ["2026-11-26", "2026-12-03", "2026-12-17"]
    assert pack.document.review.last == date(2028, 3, 31)


def test_the_page_names_every_command_for_who_writes_a_policy():
    written = README.partition(BEGINS)[0]
    assert [each.name for each in COMMANDS if f"portal {each.name}" not in written] == ["pack-schema"]


def test_what_new_council_writes_is_what_the_page_says():
    written = README.partition(BEGINS)[0]
    assert f"asks about {WORDS_FOR[len(QUESTIONS)]} things" in written


WORDS_FOR = {15: "fifteen"}


def test_an_example_is_what_somebody_wrote():
    assert all(examples().values())


def test_the_list_of_answers_is_in_the_order_in_which_they_are_asked():
    listed = re.findall(r"^\d+\. (.*)$", README.partition(BEGINS)[0].partition("--answers FILE")[2], re.MULTILINE)
    assert listed[: len(QUESTIONS)] == [question.words for question in QUESTIONS]
    after = README.partition("for each stage, four lines")[2].partition("\n\n")[0].replace("\n", " ")
    for question in OF_A_STAGE:
        asked = question.words.partition(": ")[2].partition(";")[0]
        assert asked in after, asked
