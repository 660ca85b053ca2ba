"""A journey is a list of questions, and a person's path is derived from their answers.

Nothing stores progress: what comes next and before, and which answers count, follow from :meth:`Journey.path`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from portal.domain.answer_holdings import Holds
from portal.domain.conditions import ALWAYS, Condition
from portal.domain.contact_details import grouped

Answers = Mapping[str, Any]
"""What a person has answered, by question key: plain JSON.

A value is a string, a list of strings (``SOME``), or, where many are allowed, a list of such mappings.
"""


class Kind(StrEnum):
    """A kind of answer, and how it is stored. ``web.form_fields`` draws it, :func:`shown` reads it."""

    ONE = "one"  # radios; stores the choice's value
    SOME = "some"  # checkboxes; stores a list of values in the order of the choices
    LINE = "line"  # one line of text; stores the text
    WORDS = "words"  # a text area; stores the text
    EMAIL = "email"  # these five store what `domain.contact_details` makes of what was typed
    MOBILE = "mobile"
    PHONE = "phone"
    POSTCODE = "postcode"
    STREET = "street"  # a line of an address
    DATE = "date"  # stores "YYYY-MM-DD"
    MONTH = "month"  # stores "YYYY-MM"
    GROUP = "group"  # a page of parts; stores nothing itself
    NOTE = "note"  # a page to read, then go on; stores "seen"
    EXIT = "exit"  # a page where this journey stops; stores nothing


@dataclass(frozen=True, slots=True)
class Choice:
    """One radio or checkbox. Its ``parts`` are asked on the same page once it is chosen."""

    value: str
    words: str
    hint: str = ""
    parts: tuple["Question", ...] = ()
    alone: bool = False  # a checkbox that cannot be ticked beside others ("No, none of these")
    quiet: bool = False  # what is asked with it says it all: "I know the date" is not shown beside the date
    danger: bool = False  # it says that somebody is not safe, or could be hurt: see domain.questions.danger


@dataclass(frozen=True, slots=True)
class Many:
    """The question can be answered up to ``most`` times: "add another"."""

    item: str  # heading of the second and later ones: "Child {number}"
    more: str  # "Do you want to tell us about another child?"
    summary: str  # heading of the list: "The children you have told us about"
    more_empty: str  # the error when that is not answered
    most: int = 10


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """One page of a journey, or one part of such a page. Texts may hold ``{council}`` and other terms of the pack.

    ``words`` is the heading.
    """

    key: str
    kind: Kind
    words: str
    hint: str = ""
    choices: tuple[Choice, ...] = ()
    parts: tuple["Question", ...] = ()
    when: Condition = ALWAYS
    optional: bool = False
    empty: str = ""  # what we say when nothing is given
    wrong: str = ""  # what we say when we cannot understand it
    longest: int = 4000  # characters
    years: int = 0  # of a date: how many it may lie back; 0 for any number
    too_old: str = ""  # what we say when it lies further back
    many: Many | None = None
    section: str = ""
    short: str = ""  # the label on check answers and staff pages; the heading if blank
    slug: str = ""  # the page's address; the key if blank
    autocomplete: str = ""
    page: str = ""  # the template of an odd page
    goes_by: str = ""  # of a note: the answer that its words depend on, which lets it be read again when it changes
    calls: bool = False  # a note that says whom to call now
    apart: bool = False  # what is asked with it has lines of its own on check answers
    holds: Holds = Holds.UNSAID  # what an answer is good for, and whom it is about: never told from the key

    @property
    def label(self) -> str:
        return self.short or self.words

    @property
    def address(self) -> str:
        return self.slug or self.key

    def inner(self, chosen: Any = None, answers: Answers | None = None) -> Iterator["Question"]:
        """The parts on this page; with ``chosen``, only those that the chosen choices ask for.

        With ``answers``, those that are asked of who gave them.
        """
        for part in self._parts(chosen):
            if answers is None or part.when is ALWAYS or part.when.holds(answers):
                yield part

    def _parts(self, chosen: Any) -> Iterator["Question"]:
        yield from self.parts
        for choice in self.choices:
            if chosen is None or choice.value == chosen or (isinstance(chosen, list) and choice.value in chosen):
                yield from choice.parts

    @property
    def varies(self) -> bool:
        """Whether not everybody is asked each part of the page."""
        return any(part.when is not ALWAYS or part.varies for part in self.inner())

    def fitted(self, answers: Answers) -> "Question":
        """The page as it is asked of who gave these answers: the same object for the same parts."""
        if not self.varies:
            return self
        left_out = frozenset(part for part in _within(self) if not part.when.holds(answers))
        return _without(self, left_out)

    def fills(self) -> tuple[str, ...]:
        """Every key that this page can fill."""
        inner = tuple(key for part in self.inner() for key in part.fills())
        return inner if self.kind in (Kind.GROUP, Kind.EXIT) else (self.key, *inner)


def _within(question: Question) -> Iterator[Question]:
    for part in question.inner():
        yield part
        yield from _within(part)


@lru_cache(maxsize=500)
def _without(question: Question, left_out: frozenset[Question]) -> Question:
    """The question without these parts."""
    kept = tuple(_without(part, left_out) for part in question.parts if part not in left_out)
    choices = tuple(
        replace(choice, parts=tuple(_without(part, left_out) for part in choice.parts if part not in left_out))
        for choice in question.choices
    )
    return replace(question, parts=kept, choices=choices) if left_out & {*_within(question)} else question


class Step(NamedTuple):
    """A page of the path.

    ``item`` counts from 0 for one of many; ``None`` is the question itself or, where many are allowed, the
    list of them.
    """

    question: Question
    item: int | None = None


def more_key(question: Question) -> str:
    """Where the answer to "add another?" is kept."""
    return f"{question.key}.more"


@dataclass(frozen=True)
class Journey:
    """A list of questions in order. ``given`` is what a person has said by being on this journey at all."""

    key: str
    questions: tuple[Question, ...]
    given: Answers = field(default_factory=dict)

    @cached_property
    def sections(self) -> tuple[str, ...]:
        """The parts of the form, in order. What is asked before all else belongs to none of them."""
        found = dict.fromkeys(each.section for each in self.questions if each.section)
        return tuple(section for section in found if section != self.questions[0].section)

    def find(self, address: str) -> Question | None:
        return next((q for q in self.questions if q.address == address), None)

    def path(self, answers: Answers) -> list[Step]:
        """The pages of this person, in order, up to and including the first one still open."""
        return list(self.steps(answers))

    def steps(self, answers: Answers, first: int = 0) -> Iterator[Step]:
        """The path page by page, from the question of this number on: all that come before are answered."""
        for question in self.questions[first:]:
            if question.when is not ALWAYS and not question.when.holds(answers):
                continue
            for step in _steps(question, answers):
                yield step
                if not answered(step, answers):
                    return

    def answered(self, answers: Answers) -> Iterator[Step]:
        """The pages that apply and were answered.

        Unlike the path it does not stop at an open page: it, or a part of it, may be newer than the answers.
        """
        for question in self.questions:
            if question.when.holds(answers):
                steps = _steps(question, answers)
                yield from (step for step in steps if answered(step, answers) or _begun(step, answers))

    def complete(self, answers: Answers) -> bool:
        """Whether nothing is left to ask: the person may check the answers and send."""
        path = self.path(answers)
        return bool(path) and answered(path[-1], answers)

    def after(self, step: Step, answers: Answers) -> Step | None:
        """The page after one that they came to in turn, or ``None`` for check-answers.

        What was said there changes nothing before it, so the path is walked from there.
        """
        if step.question in self.questions:
            on = self.steps(answers, self.questions.index(step.question))
            if step in on:
                return next(on, None)
        return self.path(answers)[-1]

    def before(self, step: Step, answers: Answers) -> Step | None:
        path = self.path(answers)
        index = path.index(step) if step in path else 0
        return path[index - 1] if index else None

    def open(self, answers: Answers) -> Step | None:
        """The first page still open, or ``None`` for check-answers."""
        last = self.path(answers)[-1]
        return None if answered(last, answers) else last

    def kept(self, answers: Answers) -> dict[str, Any]:
        """Only the answers that this path asks for: what is checked, sent and stored."""
        kept: dict[str, Any] = dict(self.given)
        for question in dict.fromkeys(step.question for step in self.path(answers)):
            if question.many:
                kept[question.key] = [_page(question, item) for item in answers.get(question.key, ())]
                kept[more_key(question)] = answers.get(more_key(question), "")
            else:
                kept |= _page(question, answers)
        return kept


def _steps(question: Question, answers: Answers) -> Iterable[Step]:
    return (Step(question),) if question.many is None else _of_many(question, question.many, answers)


def _of_many(question: Question, many: Many, answers: Answers) -> Iterator[Step]:
    items = len(answers.get(question.key, ()))
    for index in range(items):
        yield Step(question, index)
    if items == 0 or (answers.get(more_key(question)) == "yes" and items < many.most):
        yield Step(question, items)
    if items:
        yield Step(question)


def answered(step: Step, answers: Answers) -> bool:
    """Whether the page needs nothing more from the person."""
    question, item = step
    if question.kind is Kind.EXIT:
        return False
    if question.many is not None:
        items = answers.get(question.key, ())
        if item is not None:
            return item < len(items)
        return len(items) >= question.many.most or answers.get(more_key(question)) == "no"
    if question.calls or question.goes_by:
        return bool(answers.get(question.key))
    return _filled(question, answers)


def _filled(question: Question, answers: Answers) -> bool:
    """Whether each thing that is asked on the page has an answer, if only a blank one."""
    own = question.kind is Kind.GROUP or question.key in answers
    return own and all(_filled(part, answers) for part in question.inner(answers.get(question.key, ""), answers))


def _begun(step: Step, answers: Answers) -> bool:
    """Whether anything on the page was answered: it may ask for more now than it did then."""
    question = step.question
    return question.many is None and any(key in answers for key in question.fills())


def _page(question: Question, answers: Answers) -> dict[str, Any]:
    own = question.kind is not Kind.GROUP and question.key in answers
    kept = {question.key: answers[question.key]} if own else {}
    for part in question.inner(answers.get(question.key, ""), answers):
        kept |= _page(part, answers)
    return kept


class As(StrEnum):
    """How the words of a line are to be read."""

    OURS = "ours"  # the form's own words: translated
    TYPED = "typed"  # the person's own words: never touched
    DATE = "date"
    MONTH = "month"


class Line(NamedTuple):
    words: str
    read: As
    label: str = ""  # the form's own words for it, where a page asks several things


def shown(question: Question, value: Any) -> list[Line]:
    """How an answer reads: one line for each choice, text or date; none for an answer left blank."""
    if question.choices:
        values = value if isinstance(value, list) else [value]
        chosen = [choice for choice in question.choices if choice.value in values]
        return [Line(choice.words, As.OURS) for choice in chosen if not choice.quiet]
    read = {Kind.DATE: As.DATE, Kind.MONTH: As.MONTH}.get(question.kind, As.TYPED)
    words = grouped(value) if value and question.kind in (Kind.MOBILE, Kind.PHONE) else value
    return [Line(words, read)] if value else []


def shown_page(question: Question, answers: Answers) -> list[Line]:
    """All that one page says, its parts with their labels."""
    value = answers.get(question.key, "")
    lines = shown(question, value)
    for part in question.inner(value, answers):
        lines += [
            line._replace(label=line.label or part.label) if question.kind is Kind.GROUP else line
            for line in shown_page(part, answers)
        ]
    return lines


class Row(NamedTuple):
    """One line of check answers, or of the page on which staff read them."""

    section: str
    label: str
    number: int  # counts from 1 where there can be many, else 0
    lines: list[Line]
    step: Step
    question: Question  # whose answer it is: the page's, or that of a part which stands apart


def rows(journey: Journey, answers: Answers) -> Iterator[Row]:
    """What a person said, page by page, in the order of their path."""
    for step in journey.answered(answers):
        question, item = step
        if question.kind in (Kind.NOTE, Kind.EXIT) or (question.many and item is None):
            continue
        said = answers if item is None else _item(question, answers, item)
        number = 0 if item is None else item + 1
        for each, lines in _lines(question, said):
            yield Row(question.section, each.label, number, lines, step, each)


def _lines(question: Question, answers: Answers) -> Iterator[tuple[Question, list[Line]]]:
    """What a page says, its parts by themselves where they stand apart."""
    if not question.apart:
        yield question, shown_page(question, answers)
        return
    value = answers.get(question.key, "")
    if question.kind is not Kind.GROUP:
        yield question, shown(question, value)
    for part in question.inner(value, answers):
        if any(key in answers for key in part.fills()):
            yield from _lines(part, answers)


def _item(question: Question, answers: Answers, item: int) -> Answers:
    items = answers.get(question.key, ())
    return items[item] if item < len(items) else {}
