"""The forms of what staff do. Data only."""

from functools import cache

from portal.domain.challenge.received_by import ReceivedBy
from portal.domain.i18n import _
from portal.domain.journey import Choice, Kind, Question
from portal.domain.permissions import Role
from portal.domain.questions.young import ADULT, YOUNG

ROLES = {
    Role.TRIAGE: _("Triage officer: reads what comes in and passes it on"),
    Role.REVIEWER: _("Reviewer: looks again at decisions"),
    Role.RELEASER: _("Approver: checks what people are told before it is sent"),
    Role.MANAGER: _("Manager: manages the team"),
    Role.AUDITOR: _("Auditor: sees what was done, and what was said only with a reason"),
    Role.ADMINISTRATOR: _("Administrator: looks after staff accounts"),
}

CAME = {
    ReceivedBy.TELEPHONE: _("By telephone"),
    ReceivedBy.LETTER: _("By letter"),
    ReceivedBy.FACE_TO_FACE: _("Face to face"),
}
_HOW_IT_CAME = (
    Question(
        key="way",
        kind=Kind.ONE,
        words=_("How did it come?"),
        choices=tuple(Choice(way, words) for way, words in CAME.items()),
        empty=_("Select how it came"),
    ),
    Question(
        key="on",
        kind=Kind.DATE,
        words=_("When was it received?"),
        hint=_("The day somebody called or came, or the day the letter came in. The clock counts from then."),
        empty=_("Enter the date it was received"),
        wrong=_("Enter a real date that is not in the future"),
    ),
    Question(
        key="at",
        kind=Kind.LINE,
        words=_("What time?"),
        hint=_("Like 14:30 or 2:30pm. If you leave it blank, we count from noon."),
        optional=True,
        longest=20,
    ),
)


@cache
def take_request(*, young: bool, languages: tuple[tuple[str, str], ...]) -> Question:
    """How a request came, which form it goes on, and in which language we write to them.

    ``young``: where the council takes those of young people. ``languages``: those it offers, by code and name.
    """
    adults = (Choice(ADULT, _("The adults' form")),)
    flows = (*adults, Choice(YOUNG, _("The young people's form"))) if young else adults
    flow = Question(key="flow", kind=Kind.ONE, words=_("Which form?"), choices=flows, empty=_("Select which form"))
    parts = (*_HOW_IT_CAME, flow, _language(languages)) if len(languages) > 1 else (*_HOW_IT_CAME, flow)
    return Question(key="take", kind=Kind.GROUP, words=_("New challenge"), parts=parts)


def _language(languages: tuple[tuple[str, str], ...]) -> Question:
    return Question(
        key="language",
        kind=Kind.ONE,
        words=_("In which language do we write to them?"),
        hint=_("Our messages, the letter with their code and the page where they see what is happening."),
        choices=tuple(Choice(code, name) for code, name in languages),
        empty=_("Select the language in which we write to them"),
    )


@cache
def give_code(*, post: bool, in_person: bool) -> Question:
    """How somebody for whom staff entered a request gets the code: only as is safe."""
    ways = (
        (True, Choice("read_out", _("I read it out, and they repeated it back to me"))),
        (in_person, Choice("by_hand", _("I gave it to them on paper"))),
        (post, Choice("posted", _("I have printed the letter, and it will be posted"))),
        (True, Choice("none", _("I have no safe way to give it to them"))),
    )
    return Question(
        key="how",
        kind=Kind.ONE,
        words=_("Have you given them the code?"),
        hint=_("After this nobody can see the code again."),
        choices=tuple(choice for offered, choice in ways if offered),
        empty=_("Select how you have given them the code"),
    )


FILTER_NAME = Question(
    key="name", kind=Kind.LINE, words=_("Name of the filter"),
    hint=_("Only you see it. Do not use the name of a child or a family."),
    empty=_("Enter a name for this filter"), longest=40,
)  # fmt: skip

NAME = Question(key="name", kind=Kind.LINE, words=_("Name"), longest=200, empty=_("Enter their name"))
EMAIL = Question(
    key="email", kind=Kind.EMAIL, words=_("Work email address"), longest=254, empty=_("Enter their work email address")
)

WORK_ID = Question(
    key="work_id",
    kind=Kind.LINE,
    words=_("Their id in your sign-in service"),
    hint=_("Only if the service does not vouch for their email address. In Entra ID this is the object ID."),
    longest=255,
    optional=True,
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
    who = (NAME, EMAIL, WORK_ID) if new else ()
    words = _("Add somebody") if new else _("Change what they do")
    return Question(key="post", kind=Kind.GROUP, words=words, parts=(*who, roles, rank, team))


NOBODY = "nobody"


def hand_over_all(colleagues: tuple[tuple[str, str], ...]) -> Question:
    """To whom all the work of somebody goes; ``colleagues`` by the id of their account."""
    named = (Choice(key, name.replace("{", "{{").replace("}", "}}")) for key, name in colleagues)
    return Question(
        key="hand_over_all",
        kind=Kind.GROUP,
        words=_("Hand over their work"),
        parts=(
            Question(
                key="to", kind=Kind.ONE, words=_("Who takes it over?"),
                empty=_("Select who takes it over, or 'Nobody'"),
                choices=(*named, Choice(NOBODY, _("Nobody: leave it unassigned"))),
            ),
            Question(key="words", kind=Kind.WORDS, words=_("Why?"), empty=_("Write your reasons"), longest=4000),
        ),
    )  # fmt: skip


RECEIVED = Question(
    key="received",
    kind=Kind.GROUP,
    words=_("Received"),
    parts=(
        Question(
            key="from", kind=Kind.DATE, words=_("Received from"), hint=_("For example, 27 3 2026"), optional=True,
            wrong=_("Enter a day that is not in the future, like 27 3 2026"),
        ),
        Question(
            key="to", kind=Kind.DATE, words=_("Received up to"), hint=_("For example, 27 3 2026"), optional=True,
            wrong=_("Enter a day that is not in the future, like 27 3 2026"),
        ),
    ),
)  # fmt: skip

SEARCH = Question(
    key="search",
    kind=Kind.GROUP,
    words=_("Search"),
    parts=(
        Question(
            key="sought", kind=Kind.LINE, words=_("Reference, name, date of birth or telephone number"), longest=200,
            hint=_("Two letters of a name are enough, and it may be spelt otherwise. Also a postcode, a place or a "
                   "school, in full."),
            empty=_("Enter what you know"),
        ),
        Question(
            key="purpose",
            kind=Kind.ONE,
            words=_("Why are you searching?"),
            hint=_("We keep that you searched, and why. It is not asked again for half an hour. What you typed is "
                   "kept for a day, for you alone."),
            choices=(
                Choice("rang", _("Somebody got in touch about their request")),
                Choice("contact", _("There is a new contact about the child")),
                Choice("link", _("To link requests about the same child")),
                Choice("access", _("Somebody asked for the information we hold about them")),
                Choice("audit", _("An audit")),
            ),
            empty=_("Select why you are searching"),
        ),
    ),
)  # fmt: skip
