"""The forms of what staff do. Data only."""

import functools

from portal.domain.journey import Choice, Kind, Question
from portal.domain.taken import Way
from portal.domain.words import _
from portal.domain.young import ADULT, YOUNG

CAME = {Way.TELEPHONE: _("By telephone"), Way.LETTER: _("By letter"), Way.FACE_TO_FACE: _("Face to face")}
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


@functools.cache
def take_request(*, young: bool) -> Question:
    """How a request came, and which form it goes on; ``young`` where the council takes those of young people."""
    adults = (Choice(ADULT, _("The adults' form")),)
    flows = (*adults, Choice(YOUNG, _("The young people's form"))) if young else adults
    flow = Question(key="flow", kind=Kind.ONE, words=_("Which form?"), choices=flows, empty=_("Select which form"))
    return Question(key="take", kind=Kind.GROUP, words=_("Take a request"), parts=(*_HOW_IT_CAME, flow))


@functools.cache
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
