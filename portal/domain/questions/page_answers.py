"""What a page that somebody sends makes of their answers: pure, from the answers as they are when it is kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.domain.journey import Answers, Journey, Step, more_key
from portal.domain.questions.danger import unread_again
from portal.domain.questions.unfinished_answers import mark_of, overtaken


@dataclass(frozen=True, slots=True)
class PageAnswer:
    """A page as it was sent. ``seen``: the mark of what the answers said when it was shown; ``None`` for unknown."""

    page: Step
    values: Mapping[str, Any] = field(repr=False)
    seen: str | None = None

    def changes(self, journey: Journey, answers: Answers) -> dict[str, Any] | None:
        """The changes it makes; ``None`` where the page was answered otherwise since it was shown."""
        if self.seen is not None and overtaken(self.page, answers, self.seen, self.values):
            return None
        return placed(journey, answers, self.page, self.values)


@dataclass(frozen=True, slots=True)
class Removal:
    """That one of many is to be taken away. ``seen``: as of a :class:`PageAnswer`, of the one."""

    item: Step
    seen: str | None = None

    @property
    def page(self) -> Step:
        """The list of them."""
        return Step(self.item.question)

    def changes(self, _journey: Journey, answers: Answers) -> dict[str, Any]:
        """The changes it makes; none where there is no such one, or it says something else by now."""
        as_shown = self.seen in (None, mark_of(self.item, answers))
        return removed(answers, self.item) if as_shown else {}


def placed(journey: Journey, answers: Answers, step: Step, values: Mapping[str, Any]) -> dict[str, Any]:
    """The changes that a page's values make: in place, or as one of many."""
    question, item = step
    if question.many is None:
        return {**values, **unread_again(question, values), **_read_anew(journey, answers, values)}
    if item is None:
        return {more_key(question): values[more_key(question)]}
    items = list(answers.get(question.key, ()))
    items[item : item + 1] = [dict(values)]
    return {question.key: items, more_key(question): ""}


def _read_anew(journey: Journey, answers: Answers, values: Mapping[str, Any]) -> dict[str, str]:
    """The notes that say something else to who gave another answer are to be read again."""
    new = {key for key, value in values.items() if value != answers.get(key)}
    return {note.key: "" for note in journey.questions if note.goes_by in new}


def removed(answers: Answers, step: Step) -> dict[str, Any]:
    """The changes that taking one of many away makes; none where there is no such one."""
    question, item = step
    items = list(answers.get(question.key, ())) if question.many else []
    if item is None or not 0 <= item < len(items):
        return {}
    return {question.key: items[:item] + items[item + 1 :], more_key(question): ""}
