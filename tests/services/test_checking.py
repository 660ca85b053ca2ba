"""The checker knows everybody: in the challenge, in linked ones, and the staff."""

from dataclasses import replace

import pytest
from actions import Action

from build import NEIGHBOUR, PARENT, OnePack
from portal.domain.disclosure.redaction_check import SensitiveKind
from portal.domain.permissions import RAISER, Role
from portal.domain.questions.people_in_answers import ELSEWHERE, ONLY_US, STAFF
from portal.services import retention
from portal.services.redaction_terms import check
from portal.storage import Account

OTHER = PARENT | {
    "name": "Zoë Elsewhere",
    "email": "zoe@example.com",
    "child": [{"child.name": "Merrily Elsewhere", "child.age": "birth", "child.birth": "2016-03-04"}],
}


@pytest.fixture
def store(sqlite_store):
    """None of this depends on the database."""
    return sqlite_store


@pytest.fixture
def linked(arrive, act, context):
    """A neighbour's challenge, linked with a parent's about the same child; both references."""
    with context.store.begin() as unit:
        dana = Account("s", "s@example.com", "Dana Officer", frozenset({Role.TRIAGE}), 0, signed_in=True)
        unit.accounts.add(dana, context.now())
    mine = arrive(NEIGHBOUR | {"not_tell": "yes", "not_tell.words": "Alex must not know.", "missed": "Alex was there."})
    other = arrive(OTHER)
    act(mine, Action.LINK, reference=other, words="The same child.")
    return mine, other


def found(context, reference, text):
    return {(text[mark.start : mark.end], mark.kind, mark.why) for mark in check(context, reference, text)}


def test_people_of_a_linked_challenge_staff_and_whom_not_to_tell_are_marked(context, linked):
    text = "Merrily, born 4/3/16, and Zoe's mail zoe@example.com. Alex, Dana and Robin at the school."
    assert found(context, linked[0], text) == {
        ("Merrily", SensitiveKind.NAME, ELSEWHERE),
        ("4/3/16", SensitiveKind.BIRTH, ELSEWHERE),
        ("Zoe's", SensitiveKind.NAME, ELSEWHERE),
        ("zoe@example.com", SensitiveKind.EMAIL, ELSEWHERE),
        ("Alex", SensitiveKind.NAME, ONLY_US),
        ("Dana", SensitiveKind.NAME, STAFF),
    }, "Robin is the neighbour's own word"


def test_what_they_typed_later_is_theirs_too_and_so_is_whom_anybody_can_ring(context, linked, act):
    text = "Merrily. Ring 0345 2000 109. We finish by 30 November 2026."
    assert len(check(context, linked[0], text)) == 1
    act(linked[0], Action.ADD, RAISER, words="It is merrily who cries.", new=False)
    assert check(context, linked[0], text) == ()


def test_where_their_own_words_are_withheld_nobody_is_theirs(context, linked, withheld):
    assert check(context, linked[0], "Robin") == ()
    assert len(check(withheld(context), linked[0], "Robin")) == 1


def test_an_erased_link_or_challenge_marks_nobody(context, linked):
    retention.erase(context, linked[1])
    assert check(context, linked[0], "We saw merrily.") == ()
    retention.erase(context, linked[0])
    assert check(context, linked[0], "01632 960 001") == ()
    assert check(context, "UNKNOWN00", "01632 960 001") == ()


@pytest.fixture
def withheld():
    """An app context with a pack that withholds a person's own words from everybody."""

    def make(context):
        pack = context.pack
        row = {column: replace(cell, show="withheld") for column, cell in pack.disclosure["own_words"].items()}
        silent = replace(pack, disclosure={**pack.disclosure, "own_words": row})
        return replace(context, packs=OnePack(silent))

    return make
