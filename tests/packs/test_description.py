"""What a pack says is said in words, all of it: each value that is another makes another description."""

import re
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from enum import StrEnum
from html import unescape

import pytest
from pack_values import TYPES, changed, every_key, kind_of, places

from build import PROFESSIONAL, our_packs
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.submission import Submission, receive
from portal.domain.permissions import RAISER
from portal.domain.policy.calendar import LONDON
from portal.domain.policy.changes import changes
from portal.domain.policy.description import describe
from portal.domain.policy.key_words import KEYS
from portal.domain.policy.phrases import ENGLISH, Phrase
from portal.domain.policy.word_meanings import WORDS
from portal.domain.policy_rule import Rule
from portal.services.policy_explanation import worked_dates

BACKING = {field.name for field in fields(Rule)}
KINDS = [kind for kind in TYPES if is_dataclass(kind)]
WORD_KINDS = [kind for kind in TYPES if issubclass(kind, StrEnum)]


def said(pack):
    """The description as lines: where, what, and under which clause."""
    lines = []
    for top in describe(pack):
        for item in top.walk():
            words = "" if item.said is None else ENGLISH.say(item.said)
            rule = item.rule and (item.rule.cite, item.rule.assumed, item.rule.note)
            lines.append(f"{item.place} | {ENGLISH.say(item.label)} | {words} | {rule}")
    return lines


BEFORE = said(every_key())
GROUPS = sorted({name.split(".")[0] for name in places()})


@pytest.mark.timeout(240)
@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.tries(6)
def test_each_value_of_a_pack_is_said_and_is_a_change_when_it_is_another(group, prove):
    """Of each kind of value one; with --prove every single one."""
    names = [name for name in places() if name.split(".")[0] == group]
    kinds = {kind_of(name): name for name in names}
    others = ((name, changed(name)) for name in (names if prove else kinds.values()))
    for name, pack in others:
        if pack:
            assert said(pack) != BEFORE, name
            assert changes(every_key(), pack, ENGLISH), name


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_each_key_has_words(kind):
    keys = {field.name for field in fields(kind)} - (BACKING if issubclass(kind, Rule) else set())
    assert set(KEYS.get(kind, ())) == keys, "add what it is called and what it means to key_words.KEYS"


def test_no_key_has_words_that_is_not_there():
    assert set(KEYS) - {Rule} <= set(KINDS)
    assert set(KEYS[Rule]) == BACKING


@pytest.mark.parametrize("kind", WORD_KINDS, ids=lambda kind: kind.__name__)
def test_each_word_has_a_meaning(kind):
    assert set(WORDS.get(kind, ())) == set(kind), "add what it means to word_meanings.WORDS"


def test_a_description_is_plain_sentences():
    for line in BEFORE:
        words = line.split(" | ", 1)[1]
        assert not re.search(r"Span\(|Phrase|Absent|<|%\(|MappingProxy", words), line


def test_a_stage_is_said_as_somebody_would_say_it():
    text = "\n".join(BEFORE)
    assert "Step 1 | Team Lead or equivalent (rank 1 or higher)" in text
    meet = "Reply within 3 working days, counted from when they met or talked; sooner if the child's safety asks for it"
    assert meet in text
    assert "Step 2 to Step 3 together within 6 working days" in text
    assert "A friend or neighbour | not taken; sent on to Conference Complaints" in text
    assert "on to Night step; only if a social worker works with the family" in text


def test_places_are_those_of_the_rules():
    described = {item.place for top in describe(every_key()) for item in top.walk()}
    rules = {place for place, _rule in every_key().rules()}
    assert rules <= described


def test_the_words_of_a_council_are_not_translated():
    labels = [item.label for top in describe(every_key()) for item in top.walk()]
    assert "Step 1" in labels
    assert not [each for each in labels if isinstance(each, Phrase) and each.text == "Step 1"]


def test_staff_read_all_of_it_on_their_page(surfaces):
    page = unescape(surfaces.before("staff /policy"))
    assert page.startswith("200")
    missing = []
    for top in describe(every_key()):
        for item in top.walk():
            rule = item.rule
            words = [ENGLISH.say(item.said)] if isinstance(item.said, str) else []
            words += [rule.cite, rule.note] if rule else []
            missing += [(item.place, each) for each in (*words, ENGLISH.say(item.label)) if each not in page]
    assert missing == []


MOMENTS = ("2026-12-23 17:30", "2027-03-25 10:00", "2027-05-28 16:59", "2026-10-25 00:30")


@pytest.mark.parametrize("pack_id", our_packs().ids())
@pytest.mark.parametrize("moment", MOMENTS)
def test_the_dates_explained_are_those_that_a_challenge_gets(pack_id, moment):
    packs = our_packs()
    pack, at = packs.get(pack_id), datetime.fromisoformat(moment).replace(tzinfo=LONDON).astimezone(UTC)
    calendar = packs.calendar(pack)
    dates = worked_dates(pack, calendar, at)
    for urgent in ("yes", "no"):
        said = PROFESSIONAL | {"urgent": urgent}
        state = replay(receive(Submission("c" * 32, "ABCDEFGH7", "en", said), RAISER, pack, calendar, at))
        assert state.due == dates.get(f"ladders.{state.ladder}.stages.{state.stage}"), (state.ladder, state.stage)
