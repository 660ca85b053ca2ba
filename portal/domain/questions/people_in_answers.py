"""Who is named in what a raiser told us, and how they could be found: what the checker of outward text looks for."""

from collections.abc import Iterator, Mapping
from typing import Any

from portal.domain.answer_holdings import OWN_WORDS, Holds
from portal.domain.disclosure.redaction_check import names_in
from portal.domain.disclosure.sensitive_terms import Sensitive, SensitiveKind
from portal.domain.i18n import _
from portal.domain.journey import Answers
from portal.domain.questions.answer_index import INDEX, AnswerIndex

LOOKED_FOR: Mapping[Holds, SensitiveKind] = {
    Holds.RAISER_NAME: SensitiveKind.NAME,
    Holds.CHILD_NAME: SensitiveKind.NAME,
    Holds.BIRTH: SensitiveKind.BIRTH,
    Holds.LIVES: SensitiveKind.ADDRESS,
    Holds.SCHOOL: SensitiveKind.ADDRESS,
    Holds.STREET: SensitiveKind.ADDRESS,
    Holds.WORKPLACE: SensitiveKind.ADDRESS,
    Holds.POSTCODE: SensitiveKind.POSTCODE,
    Holds.EMAIL: SensitiveKind.EMAIL,
    Holds.TELEPHONE: SensitiveKind.TELEPHONE,
}
"""Answers that are about somebody, and what each is."""

ABOUT_NOBODY = frozenset(
    {
        *OWN_WORDS, Holds.DANGER, Holds.URGENCY, Holds.WAS_TOLD, Holds.AGE, Holds.CHILD, Holds.WORK, Holds.TRIED,
        Holds.WAYS, Holds.REACH, Holds.ADDRESS, Holds.TOWN, Holds.CARE, Holds.NEEDS, Holds.STANDING, Holds.DETAIL,
    }
)  # fmt: skip
"""Answers in which nobody is looked for: the raiser's own story. A town by itself says nothing of anybody."""

HERE = _("This is about somebody in this challenge.")
ELSEWHERE = _("This is about somebody in a linked challenge. Nobody outside learns of another.")
STAFF = _("This is the name of somebody who works here.")
ONLY_US = _("The person challenging asked us not to tell them, and named them for us only.")


def for_us_alone(holds: Holds) -> bool:
    """Whether nobody is told what is in an answer: whom not to tell, and whatever nobody has said what it holds."""
    return not (holds in LOOKED_FOR or holds in ABOUT_NOBODY or holds is Holds.NAMES)


def people_in(answers: Answers, why: str = HERE, index: AnswerIndex = INDEX) -> Iterator[Sensitive]:
    """All that the answers say of people. ``why`` they matter; those who must not be told say it themselves."""
    for holds, text in index.texts(answers):
        if kind := LOOKED_FOR.get(holds):
            yield Sensitive(kind, text, why)
        elif holds is Holds.NAMES:
            yield from (Sensitive(SensitiveKind.NAME, name, why) for name in names_in(text))
        elif for_us_alone(holds):
            yield from (Sensitive(SensitiveKind.NAME, name, ONLY_US, always=True) for name in names_in(text))


def tellable(answers: Answers, index: AnswerIndex = INDEX) -> dict[str, Any]:
    """The answers without those that are for us alone."""
    return {key: _inner(value, index) for key, value in answers.items() if not _hidden(key, index)}


def _hidden(key: str, index: AnswerIndex) -> bool:
    holds = index.holds(key)
    return holds is Holds.NOT_TELL or (for_us_alone(holds) and not index.chosen_only(key))


def _inner(value: Any, index: AnswerIndex) -> Any:
    if isinstance(value, list | tuple):
        return [tellable(each, index) if isinstance(each, dict) else each for each in value]
    return value
