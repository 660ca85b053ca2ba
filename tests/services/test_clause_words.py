"""A clause opens what the rules that carry it say: in the words of the page of the policy, and nobody else's."""

from pathlib import Path

import pytest

from portal.domain.policy.description import describe
from portal.domain.policy.phrases import ENGLISH
from portal.policy_loader import Packs
from portal.services.clause_words import clause_words

PACKS = Packs(Path(__file__).parents[2] / "policies")


def test_a_clause_says_what_its_rules_say_and_where_they_stand():
    found = clause_words(PACKS.get("medway@2016-06-01"), "3, stage 4")
    lines = {part.place: part.lines for part in found.parts}
    assert list(lines) == ["roles", "ladders"]
    assert lines["roles"] == ("MSCB Learning Lessons Subgroup Chair: rank 4",)
    assert "Formal escalation process, Stage 4, Times: Decide at the next meeting" in lines["ladders"]


@pytest.mark.parametrize("pack_id", sorted(PACKS.ids()))
def test_every_line_is_said_on_the_page_of_the_policy(pack_id):
    pack = PACKS.get(pack_id)
    items = [item for top in describe(pack) for item in top.walk()]
    said = {str(ENGLISH.say(item.said)) for item in items if item.said is not None}
    cites = {item.rule.cite for item in items if item.rule and item.rule.cite}
    lines = [line for cite in cites for part in clause_words(pack, cite).parts for line in part.lines]
    assert len(lines) > 20
    assert [line for line in lines if not any(line.endswith(words) for words in said if words)] == []


def test_what_no_rule_carries_says_nothing():
    pack = PACKS.get("medway@2016-06-01")
    assert clause_words(pack, "99").parts == ()
    assert clause_words(pack, "").parts == ()
