"""What stands beside an answer on somebody's own pages speaks to them, and never of them."""

import re

import pytest

from build import other_councils, our_packs
from portal.domain.journey import Kind
from portal.domain.questions.young import journeys

OF_THEM = re.compile(r"\b(they|their|them|theirs)\b", re.IGNORECASE)
ABOUT_SOMEBODY_ELSE = (
    "child.",
    "speaking_as.",
    "standing",
    "they_know.",
    "acting_as.",
    "agreed",
    "their_email",
    "their_mobile",
)
"""Keys of what is asked about the child, or about whom somebody speaks for."""


def _leaves(question):
    yield question
    for part in question.inner():
        yield from _leaves(part)


def labels(pack):
    for journey in journeys(pack).values():
        for question in journey.questions:
            for leaf in _leaves(question):
                if leaf.kind not in (Kind.NOTE, Kind.EXIT) and not leaf.key.startswith(ABOUT_SOMEBODY_ELSE):
                    yield leaf.key, leaf.short or leaf.words
                    yield f"{leaf.key} (section)", leaf.section


@pytest.fixture(scope="module")
def packs(tmp_path_factory):
    others = other_councils(tmp_path_factory.mktemp("packs"))
    found = [our_packs().current("north-tyneside")]
    return found + [others.current(council) for council in ("newcastle", "south-tyneside", "barnet", "medway")]


def test_no_label_speaks_of_whoever_reads_it(packs):
    spoken = {(key, words) for pack in packs for key, words in labels(pack) if OF_THEM.search(words)}
    assert not spoken


def test_such_a_label_would_be_found():
    assert OF_THEM.search("Why they are asking now")
    assert not OF_THEM.search("Why you are asking now")
