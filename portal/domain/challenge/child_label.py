"""The child's initials and age, by which a line of a list is told from the others without saying a name."""

from dataclasses import dataclass, field
from datetime import date

from portal.domain.answer_holdings import Holds
from portal.domain.challenge.state import Challenge
from portal.domain.journey import Answers
from portal.domain.policy.model import Audience
from portal.domain.questions.answer_index import INDEX
from portal.domain.questions.young import YOUNG_QUESTIONS

_SKIPPED = "skip"
_LONGEST = 12  # characters of an age in somebody's own words


@dataclass(frozen=True, slots=True)
class ChildLabel:
    initials: str = field(repr=False)  # blank where no name is given
    age: str = field(repr=False)  # in years or words; blank where it is not known
    more: int  # how many other children it is about


def child_label(challenge: Challenge, today: date) -> ChildLabel | None:
    """Of the first child; ``None`` where neither name nor age is known."""
    children = INDEX.items(challenge.answers, Holds.CHILD)
    if challenge.audience is Audience.YOUNG_PERSON or not children:
        name = INDEX.typed(challenge.answers, Holds.CHILD_NAME) or INDEX.typed(challenge.answers, Holds.RAISER_NAME)
        found = ChildLabel(_initials(name), _age(challenge.answers, today), 0)
    else:
        first = children[0]
        found = ChildLabel(_initials(INDEX.typed(first, Holds.CHILD_NAME)), _age(first, today), len(children) - 1)
    return found if found.initials or found.age else None


def _initials(name: str) -> str:
    return "".join(f"{word[0].upper()}." for word in name.split() if word[0].isalpha())


def _age(answers: Answers, today: date) -> str:
    born = INDEX.typed(answers, Holds.BIRTH)
    if born:
        day = date.fromisoformat(born)
        return str(today.year - day.year - ((today.month, today.day) < (day.month, day.day)))
    said = INDEX.value(answers, Holds.AGE)
    return _CHOSEN.get(said, said if len(said) <= _LONGEST else "")


_CHOSEN = {
    choice.value: "" if choice.value == _SKIPPED else choice.words
    for question in YOUNG_QUESTIONS for part in (question, *question.inner())
    if part.holds is Holds.AGE for choice in part.choices
}  # fmt: skip
"""What a young person chooses instead of a number, in the words of the form."""
