"""The forms of what staff do. Data only."""

from portal.domain.journey import Choice, Kind, Question
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
            key="by",
            kind=Kind.ONE,
            words=_("What do you know?"),
            choices=(
                Choice(
                    "reference",
                    _("The reference"),
                    parts=(
                        Question(
                            key="reference", kind=Kind.LINE, words=_("Reference"), empty=_("Enter the reference"),
                            longest=40,
                        ),
                    ),
                ),
                Choice(
                    "raiser",
                    _("The name of who sent it"),
                    parts=(
                        Question(
                            key="raiser", kind=Kind.LINE, words=_("Their name"), longest=200,
                            hint=_("The whole name, or only the part you know."), empty=_("Enter their name"),
                        ),
                    ),
                ),
                Choice(
                    "child",
                    _("The child's name"),
                    parts=(
                        Question(
                            key="child", kind=Kind.LINE, words=_("The name of the child"), longest=200,
                            hint=_("The whole name, or only the part you know."), empty=_("Enter the child's name"),
                        ),
                    ),
                ),
                Choice(
                    "birth",
                    _("The child's date of birth"),
                    parts=(
                        Question(
                            key="birth", kind=Kind.DATE, words=_("Date of birth"), hint=_("For example, 27 3 2016"),
                            empty=_("Enter the date of birth"),
                        ),
                    ),
                ),
            ),
            empty=_("Select what you know"),
        ),
        Question(
            key="purpose",
            kind=Kind.ONE,
            words=_("Why are you searching?"),
            hint=_("We keep that you searched, and why. We do not keep the words."),
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
