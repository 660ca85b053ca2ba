import random
from dataclasses import replace
from itertools import pairwise

import pytest

from build import EVERY_WAY, EVERYONE, PARENT, YOUNG, our_packs, random_walk, take
from portal.domain.conditions import ALWAYS, Both, Either, Has, Is, Not
from portal.domain.journey import As, Kind, Line, Question, Step, answered, rows, shown
from portal.domain.policy.model import Audience, AudienceRule
from portal.domain.questions.young import flow_of, journey_of, journeys

PACK = our_packs().current("north-tyneside")
ELSEWHERE = (Audience.YOUNG_PERSON, Audience.SPEAKING_FOR, Audience.PROFESSIONAL)
SELDOM = replace(
    PACK, audiences={**PACK.audiences, **{who: AudienceRule(taken=False, assumed=True) for who in ELSEWHERE}}
)
FLOWS = [*journeys(PACK).values(), *journeys(SELDOM).values()]
NAMES = ["adult", "young", "adult where few are taken"]
JOURNEY = FLOWS[0]

each_flow = pytest.mark.parametrize("journey", FLOWS, ids=NAMES)


def keys(path):
    return [(step.question.key, step.item) for step in path]


def never(question):
    """Whether this pack has no use for the page: a condition that nothing fulfils."""
    return isinstance(question.when, Is) and not question.when.values


def test_where_few_are_taken_the_others_come_to_the_page_that_says_whom_to_call():
    rng = random.Random(2019)
    assert any("who_exit" in random_walk(FLOWS[2], rng)[1] for _ in range(100))


def pytest_generate_tests(metafunc):
    if "part" in metafunc.fixturenames:
        metafunc.parametrize("part", range(4 if metafunc.config.getoption("--prove") else 1))


@pytest.mark.parametrize("journey", FLOWS[:2], ids=NAMES[:2])
def test_every_walk_of_each_flow_ends_and_together_they_reach_every_question(journey, part, prove):
    """Ten thousand walks of each with --prove."""
    rng = random.Random(2006 + part)
    reached = set()
    for _ in range(2_500 if prove else 250):
        answers, visited = random_walk(journey, rng)
        reached |= visited
        last = journey.path(answers)[-1]
        assert journey.complete(answers) or last.question.kind is Kind.EXIT
    assert reached == {q.key for q in journey.questions if not never(q)}


@each_flow
def test_back_and_next_are_each_other_s_opposite_on_every_walk(journey, often):
    rng = random.Random(1738)
    for _ in often(200):
        answers, _ = random_walk(journey, rng)
        path = journey.path(answers)
        for earlier, later in pairwise(path):
            assert journey.after(earlier, answers) == later
            assert journey.before(later, answers) == earlier


@each_flow
def test_after_any_change_of_a_page_the_next_is_the_one_that_the_whole_path_has(journey, often):
    rng = random.Random(1666)
    for _ in often(200):
        answers, _ = random_walk(journey, rng)
        for step in journey.path(answers):
            changed = take(answers, step, rng)
            path = journey.path(changed)
            following = path[path.index(step) + 1 :] if step in path else path[-1:]
            assert journey.after(step, changed) == (following[0] if following else None)


@pytest.mark.parametrize("who", EVERYONE)
def test_each_audience_has_a_way_that_is_complete_and_keeps_all_it_was_asked(who):
    said = EVERYONE[who]
    journey = journey_of(PACK, said)
    assert journey.key == ("young" if who == "young_person" else "adult")
    assert journey.complete(said)
    assert journey.kept(journey.kept(said)) == journey.kept(said)
    asked = {question.key for question in (step.question for step in journey.path(said))}
    only = {"speaking_for": {"speaking", "their_words"}, "professional": {"risk", "urgent", "work"}}
    for other, pages in only.items():
        assert pages <= asked if who == other else not pages & asked


@pytest.mark.parametrize("journey", FLOWS[::2], ids=NAMES[::2])
def test_a_change_of_mind_leaves_nothing_of_another_audience_behind(journey, often):
    rng = random.Random(7)
    for _ in often(300):
        answers, _ = random_walk(journey, rng)
        mixed = {**answers, **EVERYONE[rng.choice(list(EVERYONE))]}
        pages = [step.question.fitted(mixed) for step in journey.path(mixed)]
        asked = {key for page in pages for key in (page.key, f"{page.key}.more", *page.fills())}
        assert set(journey.kept(mixed)) <= asked | set(journey.given)
        outside = {"professional": {"safe", "mobile", "times"}, "neighbour": {"risk", "standing", "orders"}}
        assert not outside.get(mixed["who"], set()) & asked


def test_a_young_person_who_comes_by_the_adults_form_goes_on_in_their_own():
    answers = {"danger": "no", "purpose": "look_again", "who": "young_person"}
    assert JOURNEY.open(answers).question.key == "young"
    assert flow_of(answers) == "adult"
    answers["young"] = "seen"
    journey = journey_of(PACK, answers)
    assert journey.key == "young"
    assert journey.open(answers).question.key == "promise"
    assert "purpose" not in journey.kept(answers)


def test_where_young_people_are_not_taken_there_is_no_journey_for_them():
    assert list(journeys(SELDOM)) == ["adult"]
    answers = {"danger": "no", "purpose": "look_again", "who": "young_person"}
    assert keys(journeys(SELDOM)["adult"].path(answers))[-1] == ("who_exit", None)


def test_young_people_are_asked_little_and_need_say_little():
    assert len(FLOWS[1].path(YOUNG)) <= 12
    required = {step.question.key for step in FLOWS[1].path(YOUNG) if not step.question.optional}
    assert "find.name" not in required
    first = FLOWS[1].find("get-back").choices[0]
    assert (first.value, first.alone) == ("none", True)
    order = [question.key for question in FLOWS[1].questions]
    assert order.index("promise") < order.index("unhappy")
    assert order.index("advocate") < order.index("safe") < order.index("find")


@each_flow
def test_conditions_look_only_backwards(journey):
    before = set(journey.given)
    for question in journey.questions:
        assert question.when.keys() <= before, question.key
        for part in question.inner():
            assert part.when.keys() <= before, part.key
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
    assert JOURNEY.open(answers).question.key == "ways"
    address = {key: said for key, said in EVERY_WAY.items() if key.startswith("address")}
    assert JOURNEY.open({**answers, **address}).question.key == "reach"
    assert JOURNEY.open({**answers, **address, "fallback": "no"}) is None
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


@pytest.mark.parametrize("said", [PARENT, YOUNG], ids=["adult", "young"])
def test_adding_a_question_is_one_entry(said):
    was = journey_of(PACK, said)
    more = Question(key="pet", kind=Kind.LINE, words="What is your pet called?", when=Is("danger", "no"))
    journey = replace(was, questions=(*was.questions[:5], more, *was.questions[5:]))
    assert journey.open(said) == Step(more)
    assert journey.complete({**said, "pet": "Rex"})
    assert journey.kept({**said, "pet": "Rex"})["pet"] == "Rex"
    assert [row.lines for row in rows(journey, {**said, "pet": "Rex"}) if row.step.question is more] == [
        [Line("Rex", As.TYPED)]
    ]
    assert any("pet" in random_walk(journey, random.Random(seed))[1] for seed in range(20))


def test_an_answer_reads_as_its_choice_s_words():
    name, safe, _safe_for_them = JOURNEY.find("safe-ways").parts
    assert [line.words for line in shown(safe, ["email", "letter"])] == ["Email", "Letter"]
    assert shown(name, "Sam") == [Line("Sam", As.TYPED)]
    assert shown(name, "") == []


def test_what_a_person_said_reads_page_by_page_with_its_parts():
    said = {(row.label, row.number): [line.words for line in row.lines] for row in rows(JOURNEY, PARENT)}
    assert said["Child", 1] == ["Robin Example", "7", "Wallsend"]
    assert said["What you disagree with", 1] == [
        "You did not know something important",
        "You did not speak to the school.",
    ]
    assert said["When were you told?", 0] == ["2026-10"]
    assert said["What we may not have known", 0] == []
    assert said["Safe ways to contact you", 0] == ["Email"]
    assert said["Email address", 0] == ["sam@example.com"]
    assert not [label for label, _ in said if "call" in label]


@pytest.mark.parametrize("said", EVERYONE.values(), ids=EVERYONE)
def test_everybody_goes_through_each_part_of_the_form_in_order(said):
    journey = journey_of(PACK, said)
    met = dict.fromkeys(step.question.section for step in journey.path(said)[1:])
    assert tuple(met) == journey.sections


def test_a_part_of_a_page_is_asked_only_of_those_for_whom_it_is():
    reach = JOURNEY.find("safe-times")
    asked = {
        "email": ["say_who"],
        "text": ["say_who", "times"],
        "telephone": ["say_who", "voicemail", "times", "safe_word"],
    }
    for way, parts in asked.items():
        fitted = reach.fitted({**PARENT, "safe": [way]})
        assert [part.key for part in fitted.parts] == parts
        assert fitted is reach.fitted({**PARENT, "safe": [way], "name": "Another"})
    assert JOURNEY.find("points").fitted(PARENT) is JOURNEY.find("points")
    assert "times" not in JOURNEY.kept({**PARENT, "times": ["any"]})


def test_a_page_with_a_part_that_is_newer_than_the_answers_is_asked_again_and_still_shown():
    older = {key: said for key, said in PARENT.items() if key != "contacted"}
    assert JOURNEY.open(older).question.key == "you_and_child"
    labels = [row.label for row in rows(JOURNEY, older)]
    assert "Court order about the child" in labels
    assert "Contacted us before" not in labels


def test_what_was_said_is_all_shown_even_if_a_question_is_newer():
    newer = Question(key="pet", kind=Kind.LINE, words="What is your pet called?")
    journey = replace(JOURNEY, questions=(JOURNEY.questions[0], newer, *JOURNEY.questions[1:]))
    assert [row.label for row in rows(journey, PARENT)] == [row.label for row in rows(JOURNEY, PARENT)]


TELLING = ("child", "safeguarding", "social", "abuse", "mash", "neglect", "violence", "worried", "protect", "court")


@each_flow
def test_no_address_in_the_browser_s_history_gives_the_subject_away(journey):
    for question in journey.questions:
        assert not [word for word in TELLING if word in question.address], question.key


@each_flow
def test_every_choice_and_required_text_has_an_error_of_its_own(journey):
    def all_of(question):
        yield question
        for part in question.inner():
            yield from all_of(part)

    for question in (part for q in journey.questions for part in all_of(q)):
        if question.kind in (Kind.NOTE, Kind.EXIT, Kind.GROUP) or question.optional:
            continue
        assert question.empty, question.key
        if question.kind in (Kind.EMAIL, Kind.MOBILE, Kind.PHONE, Kind.DATE, Kind.MONTH):
            assert question.wrong, question.key
