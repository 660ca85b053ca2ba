"""A journey as a form on paper: every question that may be asked of the people it is for, with no pages between."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from portal.domain.conditions import ALWAYS, Both, Condition, Either, Is, Not
from portal.domain.i18n import _
from portal.domain.journey import Choice, Journey, Kind, Question
from portal.domain.policy.model import Audience, Pack
from portal.domain.questions.contact_questions import NO_CONTACT
from portal.domain.questions.young import ADULT, YOUNG, journeys

SHEETS: Mapping[str, tuple[str, tuple[Audience, ...]]] = {
    "family": (ADULT, (Audience.PARENT, Audience.FAMILY, Audience.NEIGHBOUR)),
    "young": (YOUNG, (Audience.YOUNG_PERSON,)),
    "speaking": (ADULT, (Audience.SPEAKING_FOR,)),
    "work": (ADULT, (Audience.PROFESSIONAL,)),
}
"""The forms by their address: which journey each is, and whom it is for."""


@dataclass(frozen=True, slots=True)
class PaperQuestion:
    """One question of a form. ``when`` is what is still open about who answers it."""

    number: int
    question: Question
    when: Condition


def sheets(pack: Pack) -> list[str]:
    """The forms that one pack offers."""
    offered = journeys(pack)
    return [key for key, (flow, people) in SHEETS.items() if flow in offered and any(map(pack.takes, people))]


def asked(pack: Pack, sheet: str) -> list[PaperQuestion]:
    """The questions of a form, in order. ``who`` keeps only the choices of those whom the form is for."""
    flow, people = SHEETS[sheet]
    found: list[tuple[Question, Condition]] = []
    for question in _written(journeys(pack)[flow], people):
        when = _open(question.when, people)
        if not isinstance(when, bool):
            found.append((question, when))
        elif when:
            found.append((question, ALWAYS))
    return [PaperQuestion(number, question, when) for number, (question, when) in enumerate(found, 1)]


def _written(journey: Journey, people: Collection[Audience]) -> list[Question]:
    questions = []
    for question in journey.questions:
        if question.key == "who":
            choices = tuple(choice for choice in question.choices if choice.value in people)
            question = replace(question, choices=choices)  # noqa: PLW2901 - the same question, for fewer people
        if question.kind not in (Kind.NOTE, Kind.EXIT) and (question.key != "who" or len(people) > 1):
            questions += [_on_paper(each, journey.key) for each in _one_by_one(question)]
    return questions


def _one_by_one(question: Question) -> list[Question]:
    """What stands together on a screen and is asked apart has numbers of its own."""
    if question.kind is not Kind.GROUP or not question.apart:
        return [question]
    return [replace(part, when=Both(question.when, part.when)) for part in question.parts]


WORDS: Mapping[str, str] = {
    _("Select all that apply."): _("Tick all that apply."),
    _("Select all that are safe."): _("Tick all that are safe."),
    _("All of this is free. Select all that apply."): _("All of this is free. Tick all that apply."),
    _("Think about who else can see your phone, email or post. Select all that are safe."): _(
        "Think about who else can see your phone, email or post. Tick all that are safe."
    ),
    _("Tell us one thing here. You can add more after this."): _("Write one thing here."),
    _("Write their own words here. The next pages are for what you think."): _(
        "Write their own words here. The next questions are for what you think."
    ),
}
"""Hints that speak of a screen, and what paper says instead."""

UNANSWERED: Mapping[str, tuple[str, str]] = {
    ADULT: (_("Do not contact me"), _("We will not answer you. You can call us to ask what is happening.")),
    YOUNG: (_("Do not get back to me"), _("We will not write to you. You can call us to ask what happened.")),
}
"""By journey: how somebody says that nothing is to come back. A form on paper gives nobody a code."""

LEAD_ELSEWHERE = {"treated", "information", "new_worry"}
"""What somebody may want to do that this form is not for: on a screen these choices lead away from it."""


def _on_paper(question: Question, flow: str) -> Question:
    choices = tuple(_choice(choice, flow) for choice in question.choices)
    if question.key == "purpose":
        choices = tuple(choice for choice in choices if choice.value not in LEAD_ELSEWHERE)
    parts = tuple(_on_paper(part, flow) for part in question.parts)
    return replace(question, hint=WORDS.get(question.hint, question.hint), choices=choices, parts=parts)


def _choice(choice: Choice, flow: str) -> Choice:
    if choice.value == NO_CONTACT:
        words, hint = UNANSWERED[flow]
        return replace(choice, words=words, hint=hint)
    return replace(choice, parts=tuple(_on_paper(part, flow) for part in choice.parts))


def _open(when: Condition, people: Collection[Audience]) -> Condition | bool:
    """What is left of a condition once we know that one of ``people`` answers: maybe only yes or no."""
    match when:
        case Is("who", values):
            meant = {person in values for person in people}
            return when if len(meant) > 1 else meant.pop()
        case Not(of):
            inner = _open(of, people)
            return not inner if isinstance(inner, bool) else Not(inner)
        case Both(each):
            return _joined([_open(one, people) for one in each], Both, end=False)
        case Either(each):
            return _joined([_open(one, people) for one in each], Either, end=True)
    return when


def _joined(inner: list[Condition | bool], join: type[Both | Either], *, end: bool) -> Condition | bool:
    if end in inner:
        return end
    left = [when for when in inner if not isinstance(when, bool)]
    return join(*left) if len(left) > 1 else left[0] if left else not end
