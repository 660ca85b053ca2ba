"""Which answer holds what, over all the forms: made from the questions, for whoever must know it of a stored answer."""

from collections.abc import Iterable, Iterator
from typing import Any

from portal.domain.answer_holdings import Holds
from portal.domain.journey import Answers, Kind, Question, more_key
from portal.domain.questions.adult import ADULT_QUESTIONS
from portal.domain.questions.danger import call_key, choices_of_danger
from portal.domain.questions.policy_questions import POLICY_QUESTIONS
from portal.domain.questions.young import YOUNG_QUESTIONS

_NOT_TYPED = (Kind.GROUP, Kind.NOTE, Kind.EXIT)


class AnswerIndex:
    """What the answers to these questions hold. Raises ``ValueError`` where two of one key say different things."""

    def __init__(self, questions: Iterable[Question]) -> None:
        self._holds: dict[str, Holds] = {}
        self._typed: set[str] = set()  # the keys under which somebody's own text is
        self._alarms: dict[str, set[str]] = {}  # the choices that say that somebody could be hurt, by key
        for question in questions:
            self._add(question)

    def _add(self, question: Question) -> None:
        if self._holds.setdefault(question.key, question.holds) is not question.holds:
            raise ValueError(f"{question.key} holds one thing in one form and another in the other")
        if is_typed(question):
            self._typed.add(question.key)
        if question.many:
            self._holds[more_key(question)] = Holds.UNSAID
        if values := choices_of_danger(question):
            self._holds[call_key(question)] = Holds.UNSAID
            self._alarms.setdefault(question.key, set()).update(values)
        for part in question.inner():
            self._add(part)

    def keys(self, *holds: Holds) -> tuple[str, ...]:
        """The keys whose answers hold one of these, in the order of the forms."""
        return tuple(key for key, each in self._holds.items() if each in holds)

    def holds(self, key: str) -> Holds:
        """What is under a key; unsaid for one that no question has."""
        return self._holds.get(key, Holds.UNSAID)

    def chosen_only(self, key: str) -> bool:
        """Whether under this key there are only words of our own."""
        return key in self._holds and key not in self._typed

    def texts(self, answers: Answers) -> Iterator[tuple[Holds, str]]:
        """All that was typed, also as one of many, and what each text holds. What no question asks for was typed."""
        for key, value in answers.items():
            for each in value if isinstance(value, list | tuple) else (value,):
                if isinstance(each, dict):
                    yield from self.texts(each)
                elif isinstance(each, str) and each and not self.chosen_only(key):
                    yield self.holds(key), each

    def typed(self, answers: Answers, *holds: Holds) -> str:
        """The first text that holds one of these, in the order in which they are named; blank where there is none."""
        found = (answers.get(key) for each in holds for key in self.keys(each) if key in self._typed)
        return next((text for text in found if text), "")

    def value(self, answers: Answers, holds: Holds) -> str:
        """The first answer that holds this, typed or chosen; blank where there is none."""
        return next((str(answers[key]) for key in self.keys(holds) if answers.get(key)), "")

    def items(self, answers: Answers, holds: Holds) -> list[Answers]:
        """The answers to a question that can be given many times."""
        found: list[Any] = [answers.get(key) for key in self.keys(holds)]
        return [item for each in found if isinstance(each, list | tuple) for item in each]

    def alarms(self, answers: Answers, holds: Holds) -> dict[str, str]:
        """Those choices of questions which hold this that say that somebody could be hurt, by key."""
        asked = [key for key in self.keys(holds) if key in self._alarms]
        return {key: answers[key] for key in asked if answers.get(key) in self._alarms[key]}

    def grounds(self, answers: Answers) -> list[tuple[str, str]]:
        """Each ground that somebody gave: what it is about, and their words. None where they were asked for no list."""
        given = self.items(answers, Holds.GROUND)
        return [(self.value(item, Holds.GROUND_KIND), self.typed(item, Holds.GROUND)) for item in given]


def is_typed(question: Question) -> bool:
    """Whether its answer is somebody's own text, a number or a date, and not a choice of ours."""
    return not question.choices and question.kind not in _NOT_TYPED


INDEX = AnswerIndex((*ADULT_QUESTIONS, *POLICY_QUESTIONS, *YOUNG_QUESTIONS))
