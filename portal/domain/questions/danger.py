"""Answers that say that somebody is not safe, or could be hurt, and the page that then says whom to call.

A choice is marked as such where its question is written. All else follows from the mark: each question with such a
choice is followed by a page that says whom to call, once for each time that it is chosen.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from portal.domain.conditions import Both, Is
from portal.domain.journey import Answers, Kind, Question


def choices_of_danger(question: Question) -> tuple[str, ...]:
    """The values that say so, of the question's own choices."""
    return tuple(str(choice.value) for choice in question.choices if choice.danger)


def says_danger(question: Question, answers: Answers) -> bool:
    """Whether these answers to the question, or to a part of it, say so."""
    own = answers.get(question.key) in choices_of_danger(question)
    return own or any(says_danger(part, answers) for part in question.inner(answers.get(question.key, "")))


def call_key(question: Question) -> str:
    """Where it is kept that the page which follows the question was read."""
    return f"{question.key}_call"


def with_calls(questions: Iterable[Question], words: str, page: str) -> tuple[Question, ...]:
    """The questions, each that can say so followed by the page that says whom to call.

    ``words`` is that page's heading and ``page`` its template.
    """
    return tuple(_followed(questions, words, page))


def _followed(questions: Iterable[Question], words: str, page: str) -> Iterator[Question]:
    number = 0
    for question in questions:
        yield question
        for asked in _asked_on(question):
            number += 1
            yield Question(
                key=call_key(asked),
                slug="call" if number == 1 else f"call-{number}",
                kind=Kind.NOTE,
                section=question.section,
                words=words,
                page=page,
                when=Both(question.when, Is(asked.key, *choices_of_danger(asked))),
                calls=True,
            )


def unread_again(question: Question, values: Mapping[str, Any]) -> dict[str, str]:
    """What a new answer to the question makes of the page that follows: it is to be read (again)."""
    return {call_key(asked): "" for asked in _asked_on(question) if says_danger(asked, values)}


def _asked_on(page: Question) -> tuple[Question, ...]:
    """The questions of a page that can say so: itself, or what a group asks."""
    parts = page.parts if page.kind is Kind.GROUP else ()
    return tuple(each for each in (page, *parts) if choices_of_danger(each))
