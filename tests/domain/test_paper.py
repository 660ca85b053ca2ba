"""A journey on paper: every question that somebody may be asked stands on their form, and no other."""

import random
from functools import cache

import pytest

from build import our_packs, random_walk
from portal.domain.conditions import ALWAYS, Both, Either, Has, Is, Not
from portal.domain.journey import Kind
from portal.domain.letter_references import letter_reference
from portal.domain.questions import paper_form
from portal.domain.questions.young import journeys

PACK = our_packs().current("north-tyneside")
SHEETS = paper_form.sheets(PACK)


def keys(sheet):
    return [each.question.key for each in paper_form.asked(PACK, sheet)]


@cache
def walks(flow):
    journey, rng = journeys(PACK)[flow], random.Random(flow)
    return journey, [random_walk(journey, rng) for _ in range(600)]


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_form_asks_what_a_walk_can_ask(sheet):
    flow, people = paper_form.SHEETS[sheet]
    journey, walked = walks(flow)
    met = set()
    for answers, visited in walked:
        if answers.get("who", people[0]) in people:
            met |= visited
    together = {q.key: {part.key for part in q.parts} for q in journey.questions if q.apart and q.kind is Kind.GROUP}
    asked_apart = {key for page in met & set(together) for key in together[page] if key in keys(sheet)}
    assert all(asked_apart & together[page] for page in met & set(together))
    met = met - set(together) | asked_apart
    odd = {q.key for q in journey.questions if q.kind in (Kind.NOTE, Kind.EXIT)}
    printed = set(keys(sheet)) | (set() if len(people) > 1 else {"who"})
    assert met - odd - {"who"} == printed - {"who"}


def test_numbers_count_and_conditions_look_back():
    for sheet in SHEETS:
        asked = paper_form.asked(PACK, sheet)
        assert [each.number for each in asked] == list(range(1, len(asked) + 1))
        before = set()
        for each in asked:
            assert each.when.keys() <= before, each.question.key
            before |= set(each.question.fills())


def test_who_keeps_only_those_whom_the_form_is_for():
    who = next(each.question for each in paper_form.asked(PACK, "family") if each.question.key == "who")
    assert [choice.value for choice in who.choices] == ["parent", "family", "neighbour"]


@pytest.mark.parametrize(
    ("when", "left"),
    [
        (ALWAYS, True),
        (Is("who", "parent", "family", "neighbour"), True),
        (Is("who", "professional"), False),
        (Is("who", "parent"), Is("who", "parent")),
        (Not(Is("who", "professional")), True),
        (Both(Is("who", "professional"), Is("told", "yes")), False),
        (Both(Not(Is("who", "professional")), Has("safe", "email")), Has("safe", "email")),
        (Either(Is("who", "professional"), Is("told", "yes")), Is("told", "yes")),
        (Either(Is("told", "yes"), Not(Is("who", "professional"))), True),
    ],
)
def test_what_is_known_of_the_writer_is_not_asked_again(when, left):
    assert paper_form._open(when, paper_form.SHEETS["family"][1]) == left


@pytest.mark.parametrize("typed", ["NT26-004711", "nt26-004711 ", "MASH-2026-0042", "12345", "CR1234567"])
def test_a_reference_of_a_letter(typed):
    assert letter_reference(typed) == typed.strip().upper()


@pytest.mark.parametrize(
    "typed",
    ["", "ROBIN-EXAMPLE", "ROBIN123", "12", "A-1", "NT26--1", "-123", "NT26/0047", "NT26 0047", "<b>123", "1" * 31,
     "AB12345678901", "123-456-789-012-345-678", "NT26-0047\n11", "\u0661\u0662\u0663\u0664"],
)  # fmt: skip
def test_what_cannot_stand_in_an_address(typed):
    assert letter_reference(typed) == ""
