"""However long or odd the text that is sent: what is too long is refused by its length, before anything reads it."""

import sys
from contextlib import contextmanager
from datetime import date

import pytest
from werkzeug.datastructures import MultiDict

from portal.domain import plain_text
from portal.domain.journey import Kind
from portal.domain.questions.adult import ADULT_QUESTIONS
from portal.domain.questions.young import YOUNG_QUESTIONS
from portal.web import form_fields
from portal.web.public import forms
from portal.web.staff import action_forms, staff_forms
from portal.web.typed_text import LONGEST_BOX

BOMB = "a" + "\u0301" * 60_000 + "\u0316" * 60_000  # 240 kB that an unbounded normaliser takes half a minute for
BESIDE = (
    forms.CARRY_ON,
    forms.COME_BACK,
    forms.KEPT,
    forms.ADD,
    forms.ANSWER,
    forms.WITHDRAW,
    forms.NEXT,
    forms.LANGUAGE_HELP,
)
OFFERED = (("en", "English"), ("cy", "Welsh"))
AT_WORK = (
    *(form.question for form in action_forms.FORMS.values()),
    staff_forms.SEARCH, staff_forms.RECEIVED, staff_forms.take_request(young=True, languages=OFFERED),
    staff_forms.post((), new=True),
    staff_forms.hand_over_all(()),
)  # fmt: skip


@contextmanager
def measured():
    """The lengths of all that is normalised meanwhile: what is counted is the work, so no clock is needed."""
    lengths = []

    def look(frame, event, _arg):
        if event == "call" and frame.f_code is plain_text._without_long_runs.__code__:
            lengths.append(len(frame.f_locals["text"]))

    sys.setprofile(look)
    try:
        yield lengths
    finally:
        sys.setprofile(None)


def leaves(question):
    yield question
    for part in question.inner():
        yield from leaves(part)


def filled(question, text):
    """A form with ``text`` in every field, and every choice made that has a field within."""
    typed = MultiDict()
    for leaf in leaves(question):
        for box in ("", "-day", "-month", "-year"):
            typed.add(f"{leaf.key}{box}", text)
    return typed


@pytest.fixture(autouse=True)
def page(door):
    with door.test_request_context("/"):
        yield


@pytest.mark.parametrize(
    "question", [*ADULT_QUESTIONS, *YOUNG_QUESTIONS, *BESIDE, *AT_WORK], ids=lambda question: question.key
)
def test_a_form_full_of_combining_marks_is_refused_by_its_length(question):
    for leaf in leaves(question):
        alone = leaf if leaf.kind is not Kind.GROUP else question
        with measured() as lengths:
            read = form_fields.form_for(alone, filled(alone, BOMB), date(2026, 11, 23))
        assert max(lengths, default=0) <= 4 * max(each.longest for each in leaves(alone)) + LONGEST_BOX
        wrong = {problem.key for problem in read.problems}
        kept = [value for key, value in read.values.items() if key not in wrong]
        assert all(len(str(value)) <= 2 * plain_text.LONGEST_RUN for value in kept)


def test_the_longest_answer_that_is_taken_may_be_typed_in_any_way():
    words = forms.ANSWER.parts[0]
    for typed in ("é" * words.longest, "e\u0301" * words.longest, "a\r\n" * (words.longest // 2), "a" + " " * 9000):
        assert form_fields.form_for(words, MultiDict({"words": typed})).problems == ()
    for typed in ("é" * (words.longest + 1), "a" * 100_000):
        (problem,) = form_fields.form_for(words, MultiDict({"words": typed})).problems
        over = len(typed) - words.longest
        assert problem.text == f"'{words.words}' is too long by {over}. Use 4000 characters or fewer"


def test_a_box_ticked_a_thousand_times_is_ticked_once():
    needs = next(each for each in ADULT_QUESTIONS if each.kind is Kind.SOME)
    choice = needs.choices[0].value
    read = form_fields.form_for(needs, MultiDict([(needs.key, choice)] * 1000))
    assert read.values[needs.key] == [choice]
