"""By what a challenge is found, and what speaks for the same child."""

from dataclasses import replace

import pytest

from build import PARENT, YOUNG
from portal.domain.finding import By, Find, alike, finds, normal, ways
from portal.domain.policy import Audience


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
    assert finds(replace(challenge, answers=answers)) == {
        (By.RAISER, "sam example"), (By.RAISER_WORD, "sam"), (By.RAISER_WORD, "example"), (By.CHILD, "jo example"),
        (By.CHILD_WORD, "jo"), (By.CHILD_WORD, "example"), (By.BIRTH, "2019-03-27"), (By.LIVES, "wallsend"),
        (By.POSTCODE, "ne261aa"),
    }  # fmt: skip


def test_a_young_person_is_the_child(challenge):
    answers = {**YOUNG, "find.name": "Robin Example", "find.birth": "2016-03-27"}
    found = finds(replace(challenge, answers=answers, audience=Audience.YOUNG_PERSON))
    assert {(By.CHILD, "robin"), (By.CHILD, "robin example"), (By.BIRTH, "2016-03-27")} <= found


def test_a_name_is_looked_for_whole_and_by_its_words():
    whole, words = ways(By.CHILD, "Example, Robin")
    assert whole == {(By.CHILD, "example robin")}
    assert words == {(By.CHILD_WORD, "robin"), (By.CHILD_WORD, "example")}
    assert ways(By.CHILD, "Jo") == [{(By.CHILD, "jo")}, {(By.CHILD_WORD, "jo")}]
    assert ways(By.BIRTH, "2016-03-27") == [{(By.BIRTH, "2016-03-27")}]
    assert ways(By.RAISER, "!") == []


@pytest.mark.parametrize("name", ["Ng", "Xu", "Li", "\u674e"])
def test_a_short_name_is_found_by_the_part_that_is_known(challenge, name):
    answers = {**challenge.answers, "name": f"Kim {name}", "child": [{"child.name": f"Robin {name}"}]}
    found = finds(replace(challenge, answers=answers))
    for by in (By.RAISER, By.CHILD):
        assert any(way <= found for way in ways(by, name)), by


@pytest.mark.parametrize(
    ("shared", "likely"),
    [
        ([Find(By.CHILD, "robin example")], True),
        ([Find(By.CHILD, "robin"), Find(By.CHILD_WORD, "robin")], False),
        ([Find(By.CHILD, "robin"), Find(By.SCHOOL, "example primary")], True),
        ([Find(By.BIRTH, "2016-03-27")], False),
        ([Find(By.BIRTH, "2016-03-27"), Find(By.CHILD_WORD, "robin")], True),
        ([Find(By.BIRTH, "2016-03-27"), Find(By.CHILD_WORD, "ng")], True),
        ([Find(By.BIRTH, "2016-03-27"), Find(By.CHILD_WORD, "j")], False),
        ([Find(By.CHILD_WORD, "robin"), Find(By.SCHOOL, "example primary"), Find(By.LIVES, "wallsend")], False),
    ],
)
def test_what_speaks_for_the_same_child(shared, likely):
    assert bool(alike(shared)) is likely


def test_more_in_common_is_likelier():
    whole = [Find(By.CHILD, "robin example")]
    assert alike([*whole, Find(By.BIRTH, "2016-03-27")]) > alike(whole)
