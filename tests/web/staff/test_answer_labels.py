"""Staff never read "you" for the family: not in a label, not in the words of a choice, not in the record."""

import re

import pytest
from actions import Action
from deeds_done import done

from build import EVERYONE, other_councils, our_packs
from portal.domain.journey import Kind
from portal.domain.permissions import Actor, Role
from portal.domain.questions.young import journeys
from portal.web.staff.answer_labels import LABELS

YOU = re.compile(r"\b(you|your|yours|yourself)\b", re.IGNORECASE)
TO_US = ("ground", "point.kind", "purpose")
"""Where the words of a choice are theirs, and "you" is the MASH."""
TONI = Actor("toni", frozenset({Role.TRIAGE}), 0, "Toni Example")


def _leaves(question):
    yield question
    for part in question.inner():
        yield from _leaves(part)


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    """Every label, section and choice of every council's forms, with the key of its question."""
    others = other_councils(tmp_path_factory.mktemp("packs"))
    packs = [
        our_packs().current("north-tyneside"),
        *(others.current(each) for each in ("newcastle", "barnet", "medway")),
    ]
    return {
        (words, leaf.key)
        for pack in packs
        for journey in journeys(pack).values()
        for question in journey.questions
        for leaf in _leaves(question)
        if leaf.kind not in (Kind.NOTE, Kind.EXIT)
        for words in (
            leaf.short or leaf.words,
            leaf.section,
            *(() if leaf.key in TO_US else [each.words for each in leaf.choices]),
        )
    }  # fmt: skip


def test_whatever_speaks_to_them_has_words_of_its_own_for_staff(said):
    assert sorted(words for words, _key in said if YOU.search(words) and words not in LABELS) == []


def test_no_such_words_are_left_over_and_none_says_you(said):
    assert sorted(set(LABELS) - {words for words, _key in said}) == []
    assert [words for words in LABELS.values() if YOU.search(words)] == []


@pytest.mark.parametrize("who", EVERYONE)
def test_no_label_on_a_page_or_in_the_record_says_you(context, arrive, signed_in, who):
    reference = arrive(**EVERYONE[who] | {"danger": "no"})
    done(context, Actor("triage", frozenset({Role.TRIAGE})), reference, Action.TAKE)
    labels = []
    for page in ("", "/grounds", "/record", "/do/triage"):
        found = signed_in.get(f"/challenges/{reference}{page}")
        labels += [each.text_content() for each in found.all("dt")]
        labels += [each.text_content() for each in found.all("h3")]
    assert len(labels) > 10
    assert [words for words in labels if YOU.search(words)] == []
