"""What the forms of what staff do are made of. Data only."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from portal.domain.i18n import _
from portal.domain.journey import Choice, Kind, Question


@dataclass(frozen=True, slots=True)
class ActionForm:
    """How an action is asked for. Each part of the question is what the action takes of that name."""

    question: Question
    button: str
    done: str  # what is said once it is done
    leads: str = "summary"  # the section of the challenge where that is seen
    refused: str = ""  # the part beside which a refusal stands; blank: at the button
    headings: Mapping[str, str] = field(default_factory=dict)  # by the part before which each stands
    sends: str = _("Send")  # the button below the preview of what the raiser is told


INFORMATION_STEPS = (
    Choice("acknowledged", _("That we have it")),
    Choice("updated", _("How it is going")),
    Choice("answered", _("What was found: the outcome")),
)
PAPER_SORTS = (
    Choice("letter", _("A letter")),
    Choice("report", _("A report")),
    Choice("photos", _("Photos")),
    Choice("drawing", _("A drawing")),
    Choice("several", _("Several papers")),
    Choice("spoken", _("What they told us, by telephone or in person")),
)
LATE_REASONS = (
    Choice("busy", _("More people asked us than we could answer in time")),
    Choice("away", _("Some of our team are away")),
    Choice("reading", _("We need more time to read all that they told us")),
    Choice("mistake", _("We made a mistake, and it cost time")),
)
"""Why a stage is late."""

WAYS = (
    Choice("email", _("By secure email")),
    Choice("telephone", _("By telephone")),
    Choice("post", _("By post")),
    Choice("system", _("In their own system")),
    Choice("in_person", _("In person")),
)
"""How something was sent, or somebody told."""

LATER = "later"
"""Chosen where nobody has it yet."""

YES_NO = (Choice("yes", _("Yes")), Choice("no", _("No")))


def words(asked: str, empty: str, hint: str = "", *, key: str = "words", longest: int = 4000) -> Question:
    return Question(key=key, kind=Kind.WORDS, words=asked, hint=hint, empty=empty, longest=longest)


def line(key: str, words: str, empty: str, hint: str = "", longest: int = 200) -> Question:
    return Question(key=key, kind=Kind.LINE, words=words, hint=hint, empty=empty, longest=longest)


def one(key: str, words: str, empty: str, choices: tuple[Choice, ...] = (), hint: str = "") -> Question:
    return Question(key=key, kind=Kind.ONE, words=words, hint=hint, choices=choices, empty=empty)


def day(key: str, words: str, empty: str, hint: str) -> Question:
    return Question(key=key, kind=Kind.DATE, words=words, hint=hint, empty=empty, wrong=_("Enter a real date"))


def optional(part: Question) -> Question:
    """The part, which may be left blank."""
    return replace(part, optional=True)


def out_of(part: Question, sentences: tuple[str, ...]) -> Question:
    """The part as a choice of ``sentences``, for a raiser to whom nothing is written freely."""
    return Question(
        key=part.key, kind=Kind.ONE, words=part.words, choices=tuple(Choice(each, each) for each in sentences),
        hint=_(
            "They may not know whether the child is known to us. So we neither confirm nor deny it: choose a sentence."
        ),
        empty=_("Select one of the sentences"),
    )  # fmt: skip


def asks(words: str, hint: str, *parts: Question) -> Question:
    return Question(key="act", kind=Kind.GROUP, words=words, hint=hint, parts=parts)


REASONS = words(_("Why?"), _("Write your reasons"))
OUR_REASONS = words(
    _("Why? This is for our own record"),
    _("Write your reasons"),
    _("The person challenging does not see this."),
    key="why",
)
TELL = words(
    _("What do we tell them?"),
    _("Write what we tell them"),
    _("Short, plain words. Say what happens next. Give no names, no addresses and nothing about the decision."),
)
AGREED = words(
    _("How did they agree?"),
    _("Say how they agreed"),
    _("We pass it on only if they said that we may. Say when and how they told us."),
    key="agreed",
)
HANDED_ON = words(
    _("Text to send"),
    _("There is nothing to hand over"),
    _(
        "These are their own words. Take out what the complaints team does not need. If you add words of your own, "
        "only somebody who may know of the decision can read it later."
    ),
    longest=40_000,
)
SENT_TEXT = words(
    _("The text as you sent it"),
    _("There is nothing to hand over"),
    _("Word for word: the person challenging reads it, as far as they may."),
    longest=40_000,
)
