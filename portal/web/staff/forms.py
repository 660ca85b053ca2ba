"""The forms of what staff do. Data only."""

from portal.domain.journey import Kind, Question
from portal.domain.words import _

ANSWER_ADVOCATE = Question(
    key="words",
    kind=Kind.WORDS,
    words=_("What have you arranged?"),
    hint=_(
        "The young person reads this when they come back with their code. Use short, plain words: who will help "
        "them, and when and how that person gets in touch. Say nothing about the child's family or the decision."
    ),
    empty=_("Write what you have arranged"),
)
