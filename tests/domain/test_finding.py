"""By what a challenge is found, and what speaks for the same child."""

from dataclasses import replace

import pytest

from build import PARENT, YOUNG
from portal.domain.challenge.search_keys import (
    SearchField,
    SearchKey,
    match_score,
    normal,
    query_alternatives,
    search_keys,
)
from portal.domain.policy.model import Audience


@pytest.mark.parametrize(
    ("typed", "spelt"),
    [
        ("  Zoë   O’Brien-Smith ", "zoe obrien smith"),  # noqa: RUF001
        ("STRAUẞ, Łukasz", "strauss lukasz"),
        ("Siobhán D'Arcy", "siobhan darcy"),
        ("محمد", "محمد"),
        ("NE26 1AA", "ne26 1aa"),
        ("–", ""),  # noqa: RUF001
    ],
)
def test_spelling_matters_less(typed, spelt):
    assert normal(typed) == spelt


def test_all_by_which_a_parents_challenge_is_found(challenge):
    child = {"child.name": "Jo Éxample", "child.birth": "2019-03-27", "child.lives": "Wallsend", "child.school": ""}
    answers = {**PARENT, "child": [child], "address.postcode": "ne26 1aa"}
    found = search_keys(replace(challenge, answers=answers))
    nearly = {SearchField.START, SearchField.SOUND}
    assert {find.value for find in found if find.by in nearly} >= {"jo", "sa", "sam", "ex", "exa", "25"}
    assert {find for find in found if find.by not in nearly} == {
        (SearchField.RAISER, "sam example"),
        (SearchField.RAISER_WORD, "sam"),
        (SearchField.RAISER_WORD, "example"),
        (SearchField.CHILD, "jo example"),
        (SearchField.CHILD_WORD, "jo"),
        (SearchField.CHILD_WORD, "example"),
        (SearchField.BIRTH, "2019-03-27"),
        (SearchField.LIVES, "wallsend"),
        (SearchField.POSTCODE, "ne261aa"),
    }


def test_a_young_person_is_the_child(challenge):
    answers = {**YOUNG, "find.name": "Robin Example", "find.birth": "2016-03-27"}
    found = search_keys(replace(challenge, answers=answers, audience=Audience.YOUNG_PERSON))
    assert {
        (SearchField.CHILD, "robin"),
        (SearchField.CHILD, "robin example"),
        (SearchField.BIRTH, "2016-03-27"),
    } <= found


def test_a_name_is_looked_for_whole_and_by_its_words():
    whole, words = query_alternatives(SearchField.CHILD, "Example, Robin")
    assert whole == {(SearchField.CHILD, "example robin")}
    assert words == {(SearchField.CHILD_WORD, "robin"), (SearchField.CHILD_WORD, "example")}
    assert query_alternatives(SearchField.CHILD, "Jo") == [
        {(SearchField.CHILD, "jo")},
        {(SearchField.CHILD_WORD, "jo")},
    ]
    assert query_alternatives(SearchField.BIRTH, "2016-03-27") == [{(SearchField.BIRTH, "2016-03-27")}]
    assert query_alternatives(SearchField.RAISER, "!") == []


@pytest.mark.parametrize("name", ["Ng", "Xu", "Li", "\u674e"])
def test_a_short_name_is_found_by_the_part_that_is_known(challenge, name):
    answers = {**challenge.answers, "name": f"Kim {name}", "child": [{"child.name": f"Robin {name}"}]}
    found = search_keys(replace(challenge, answers=answers))
    for by in (SearchField.RAISER, SearchField.CHILD):
        assert any(way <= found for way in query_alternatives(by, name)), by


@pytest.mark.parametrize(
    ("shared", "likely"),
    [
        ([SearchKey(SearchField.CHILD, "robin example")], True),
        ([SearchKey(SearchField.CHILD, "robin"), SearchKey(SearchField.CHILD_WORD, "robin")], False),
        ([SearchKey(SearchField.CHILD, "robin"), SearchKey(SearchField.SCHOOL, "example primary")], True),
        ([SearchKey(SearchField.BIRTH, "2016-03-27")], False),
        ([SearchKey(SearchField.BIRTH, "2016-03-27"), SearchKey(SearchField.CHILD_WORD, "robin")], True),
        ([SearchKey(SearchField.BIRTH, "2016-03-27"), SearchKey(SearchField.CHILD_WORD, "ng")], True),
        ([SearchKey(SearchField.BIRTH, "2016-03-27"), SearchKey(SearchField.CHILD_WORD, "j")], False),
        (
            [
                SearchKey(SearchField.CHILD_WORD, "robin"),
                SearchKey(SearchField.SCHOOL, "example primary"),
                SearchKey(SearchField.LIVES, "wallsend"),
            ],
            False,
        ),
    ],
)
def test_what_speaks_for_the_same_child(shared, likely):
    assert bool(match_score(shared)) is likely


def test_more_in_common_is_likelier():
    whole = [SearchKey(SearchField.CHILD, "robin example")]
    assert match_score([*whole, SearchKey(SearchField.BIRTH, "2016-03-27")]) > match_score(whole)
