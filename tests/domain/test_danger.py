"""Every answer that says that somebody is not safe leads to the page that says whom to call."""

import re

import pytest

from portal.domain.journey import Journey, Kind
from portal.domain.questions.adult import ADULT_QUESTIONS, adult_journey
from portal.domain.questions.danger import call_key, choices_of_danger, says_danger, unread_again
from portal.domain.questions.young import YOUNG, YOUNG_QUESTIONS, journeys

TELLING = re.compile(
    r"\b(danger|hurt|(un)?safe|harm|risk|urgent(ly)?|wait|new|making you|worse|protect)\b", re.IGNORECASE
)

SAYS_SO = {
    ("danger", "yes"), ("danger", "not_sure"),
    ("risk", "serious"), ("risk", "some"), ("risk", "worse"), ("risk", "not_sure"),
    ("urgent", "yes"), ("since", "yes"),
}  # fmt: skip
SAYS_SOMETHING_ELSE = {
    ("danger", "no"), ("risk", "safe"), ("urgent", "no"), ("since", "no"),
    ("not_tell", "yes"), ("not_tell", "no"),  # whom not to tell: it names who could, not that anybody will
    ("purpose", "new_worry"),  # its page is one that says whom to call, and nothing follows
    ("point.kind", "more"),  # what we ought to do: how safe the child is has a question of its own
}  # fmt: skip


UNRELATED = {"safe", "times", "they_know", "voicemail", "contacted", "say_who", "needs", "their_way"}
"""Questions whose words are about safe ways to reach somebody, not about how safe anybody is."""


def every(questions):
    for question in questions:
        yield question
        yield from every(question.inner())


def worded(question, choice):
    """What somebody says who makes this choice: the question's words and the choice's."""
    return " ".join((question.words, question.hint, choice.words, choice.hint, *(p.words for p in choice.parts)))


def marked(questions):
    return {(q.key, value) for q in every(questions) for value in choices_of_danger(q)}


@pytest.mark.parametrize("questions", [ADULT_QUESTIONS, YOUNG_QUESTIONS], ids=["adult", "young"])
def test_every_choice_worded_like_danger_is_marked_or_known_to_say_something_else(questions):
    for question in every(questions):
        for choice in question.choices:
            if TELLING.search(worded(question, choice)):
                where = (question.key, choice.value)
                known = where in SAYS_SO or where in SAYS_SOMETHING_ELSE or question.key in UNRELATED
                assert known, f"{where} reads like danger: {worded(question, choice)}"


def test_the_choices_that_say_so_are_those_marked():
    assert marked(ADULT_QUESTIONS) == SAYS_SO
    assert marked(YOUNG_QUESTIONS) == {("danger", "yes"), ("danger", "not_sure")}


def everybody(pack):
    for journey in journeys(pack).values():
        for question in journey.questions:
            for asked in (question, *(question.parts if question.kind is Kind.GROUP else ())):
                for value in choices_of_danger(asked):
                    yield journey, question, asked, value


def test_each_such_answer_is_followed_by_the_page_that_says_whom_to_call(pack):
    assert len(list(everybody(pack))) == 10
    for journey, question, asked, value in everybody(pack):
        note = journey.questions[journey.questions.index(question) + 1]
        assert (note.key, note.kind, note.calls) == (call_key(asked), Kind.NOTE, True)
        said = {"who": "professional", asked.key: value}
        assert note.when.holds(said)
        quiet = next(str(c.value) for c in asked.choices if not c.danger)
        assert not note.when.holds({**said, asked.key: quiet})


def test_the_page_is_read_once_for_each_such_answer(pack):
    short = Journey("short", adult_journey(pack).questions[:2])
    question = short.questions[0]
    answers = {"danger": "yes", **unread_again(question, {"danger": "yes"})}
    assert short.open(answers).question.calls
    answers |= {"danger_call": "seen"}
    assert short.complete(answers)
    answers |= {"danger": "no", **unread_again(question, {"danger": "no"})}
    assert short.complete(answers)
    answers |= {"danger": "not_sure", **unread_again(question, {"danger": "not_sure"})}
    assert short.open(answers).question.calls


def test_an_answer_of_somebody_who_was_not_asked_leads_nowhere(pack):
    stale = {"who": "parent", "risk": "serious", "urgent": "yes"}
    calls = [q for q in adult_journey(pack).questions if q.calls and q.when.holds(stale)]
    assert calls == []


def test_a_part_of_a_page_may_say_so_too():
    page = next(q for q in ADULT_QUESTIONS if q.key == "wish")
    said = {"since": "yes", "since.words": "He came back."}
    assert says_danger(page, said)
    assert unread_again(page, said) == {"since_call": ""}
    assert not says_danger(page, {"since": "no"})
    assert unread_again(page, {"since": "no"}) == {}


def test_young_people_read_a_page_of_their_own(pack):
    note = next(q for q in journeys(pack)[YOUNG].questions if q.calls)
    assert note.page == "public/young/danger.html"
