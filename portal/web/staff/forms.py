"""The forms of what staff do. Data only."""

from functools import cache

from portal.domain.journey import Choice, Kind, Question
from portal.domain.people import Role
from portal.domain.words import _

ROLES = {
    Role.TRIAGE: _("Reads what comes in and passes it on"),
    Role.REVIEWER: _("Looks again at decisions"),
    Role.RELEASER: _("Checks what people are told before it is sent"),
    Role.MANAGER: _("Manages the team"),
    Role.AUDITOR: _("Sees the list but no details"),
    Role.ADMINISTRATOR: _("Looks after staff accounts"),
}

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

NAME = Question(key="name", kind=Kind.LINE, words=_("Name"), longest=200, empty=_("Enter their name"))
EMAIL = Question(
    key="email", kind=Kind.EMAIL, words=_("Work email address"), longest=254, empty=_("Enter their work email address")
)


@cache
def post(stages: tuple[tuple[int, str], ...], *, new: bool) -> Question:
    """What somebody does here, and who they are if they are ``new``; ``stages`` are the council's, by rank."""
    ranks = (Choice("0", _("None")), *(Choice(str(rank), words) for rank, words in stages))
    roles = Question(
        key="roles",
        kind=Kind.SOME,
        words=_("What do they do here?"),
        choices=tuple(Choice(role.value, words) for role, words in ROLES.items()),
        empty=_("Choose at least one role"),
    )
    rank = Question(
        key="rank",
        kind=Kind.ONE,
        words=_("Up to which stage may they look again?"),
        choices=ranks,
        empty=_("Choose a stage, or none"),
    )
    team = Question(key="team", kind=Kind.LINE, words=_("Team"), longest=64, optional=True)
    who = (NAME, EMAIL) if new else ()
    words = _("Invite somebody") if new else _("Change what they do")
    return Question(key="post", kind=Kind.GROUP, words=words, parts=(*who, roles, rank, team))
