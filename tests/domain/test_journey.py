import random
from dataclasses import replace
from itertools import pairwise

import pytest

from build import PARENT, random_walk, take
from portal.domain.journey import (
    ALWAYS,
    As,
    Both,
    Either,
    Has,
    Is,
    Journey,
    Kind,
    Line,
    Not,
    Question,
    Step,
    answered,
    rows,
    shown,
)
from portal.domain.questions import ADULT_QUESTIONS

ELSEWHERE = ("young_person", "speaking_for", "professional")
JOURNEY = Journey(
    "adult", tuple(replace(q, when=Is("who", *ELSEWHERE)) if q.key == "who_exit" else q for q in ADULT_QUESTIONS)
)


def keys(path):
    return [(step.question.key, step.item) for step in path]


def test_a_thousand_walks_end_and_reach_every_question():
    rng = random.Random(2006)
    reached = set()
    for _ in range(1000):
        answers, visited = random_walk(JOURNEY, rng)
        reached |= visited
        last = JOURNEY.path(answers)[-1]
        assert JOURNEY.complete(answers) or last.question.kind is Kind.EXIT
    assert reached == {q.key for q in JOURNEY.questions}


def test_back_and_next_are_each_other_s_opposite_on_every_walk():
    rng = random.Random(1738)
    for _ in range(200):
        answers, _ = random_walk(JOURNEY, rng)
        path = JOURNEY.path(answers)
        for earlier, later in pairwise(path):
            assert JOURNEY.after(earlier, answers) == later
            assert JOURNEY.before(later, answers) == earlier


def test_conditions_look_only_backwards():
    before = set()
    for question in JOURNEY.questions:
        assert question.when.keys() <= before, question.key
        before |= set(question.fills())


def test_what_no_longer_applies_is_dropped_and_what_applies_is_kept():
    answers = {**PARENT, "told": "no", "not_told": "seen", "email": "sam@example.com", "mobile": "07700 900982"}
    kept = JOURNEY.kept(answers)
    assert "told_how" not in kept
    assert "mobile" not in kept
    assert kept["email"] == "sam@example.com"
    assert JOURNEY.kept(kept) == kept
    assert JOURNEY.kept(PARENT) == PARENT


def test_a_part_of_a_choice_that_was_not_made_is_dropped():
    kept = JOURNEY.kept({**PARENT, "since": "no", "since.words": "left over"})
    assert "since.words" not in kept


def test_changing_an_answer_opens_only_the_pages_that_follow_from_it():
    answers = {**PARENT, "safe": ["email", "letter"]}
    assert JOURNEY.open(answers).question.key == "address"
    assert JOURNEY.open(PARENT) is None
    assert JOURNEY.complete(PARENT)


def test_another_one_can_be_added_and_taken_away():
    rng = random.Random(1)
    question = JOURNEY.find("points")
    answers = {**PARENT, "point.more": "yes"}
    assert JOURNEY.open(answers) == Step(question, 1)
    assert JOURNEY.after(Step(question), answers) == Step(question, 1)
    answers = take(answers, Step(question, 1), rng)
    assert len(answers["point"]) == 2
    assert JOURNEY.open(answers) == Step(question)
    assert not answered(Step(question), answers)


def test_no_more_than_the_most_can_be_added():
    question = JOURNEY.find("points")
    answers = {**PARENT, "point": PARENT["point"] * question.many.most, "point.more": "yes"}
    assert JOURNEY.complete(answers)


def test_a_page_that_ends_the_journey_is_never_complete():
    answers = {"danger": "no", "purpose": "treated"}
    assert keys(JOURNEY.path(answers))[-1] == ("treated_exit", None)
    assert not JOURNEY.complete(answers)


@pytest.mark.parametrize(
    ("when", "holds"),
    [
        (ALWAYS, True),
        (Is("a", "x", "y"), True),
        (Is("a", "z"), False),
        (Is("a"), False),
        (Has("b", "1"), True),
        (Has("c", "1"), False),
        (Not(Is("a", "x")), False),
        (Both(Is("a", "x"), Has("b", "2")), True),
        (Both(Is("a", "x"), Has("b", "3")), False),
        (Either(Is("a", "z"), Has("b", "2")), True),
        (Either(), False),
    ],
)
def test_conditions(when, holds):
    assert when.holds({"a": "x", "b": ["1", "2"]}) is holds


def test_adding_a_question_is_one_entry():
    more = Question(key="pet", kind=Kind.LINE, words="What is your pet called?", when=Has("safe", "email"))
    journey = replace(JOURNEY, questions=(*JOURNEY.questions, more))
    assert journey.open(PARENT) == Step(more)
    assert journey.complete({**PARENT, "pet": "Rex"})
    assert journey.kept({**PARENT, "pet": "Rex"})["pet"] == "Rex"


def test_an_answer_reads_as_its_choice_s_words():
    safe = JOURNEY.find("safe-ways")
    assert [line.words for line in shown(safe, ["email", "letter"])] == ["Email", "Letter"]
    assert shown(JOURNEY.find("name"), "Sam") == [Line("Sam", As.TYPED)]
    assert shown(JOURNEY.find("name"), "") == []


def test_what_a_person_said_reads_page_by_page_with_its_parts():
    said = {(row.label, row.number): [line.words for line in row.lines] for row in rows(JOURNEY, PARENT)}
    assert said["Child", 1] == ["Robin Example", "7", "Wallsend"]
    assert said["Point", 1] == ["You did not know something important", "You did not speak to the school."]
    assert said["When were you told?", 0] == ["2026-10"]
    assert said["What might we not have known?", 0] == []
    assert not [label for label, _ in said if "call" in label]


def test_what_was_said_is_all_shown_even_if_a_question_is_newer():
    newer = Question(key="pet", kind=Kind.LINE, words="What is your pet called?")
    journey = replace(JOURNEY, questions=(JOURNEY.questions[0], newer, *JOURNEY.questions[1:]))
    assert [row.label for row in rows(journey, PARENT)] == [row.label for row in rows(JOURNEY, PARENT)]


TELLING = ("child", "safeguarding", "social", "abuse", "mash", "neglect", "violence", "worried", "protect", "court")


def test_no_heading_in_the_browser_s_history_gives_the_subject_away():
    for question in JOURNEY.questions:
        title = (question.tab or question.words).lower()
        assert not [word for word in TELLING if word in f"{title} {question.address}"], question.key


def test_every_choice_and_required_text_has_an_error_of_its_own():
    def all_of(question):
        yield question
        for part in question.inner():
            yield from all_of(part)

    for question in (part for q in JOURNEY.questions for part in all_of(q)):
        if question.kind in (Kind.NOTE, Kind.EXIT, Kind.GROUP) or question.optional:
            continue
        assert question.empty, question.key
        if question.kind in (Kind.EMAIL, Kind.PHONE, Kind.DATE, Kind.MONTH):
            assert question.wrong, question.key
