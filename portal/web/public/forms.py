"""The small forms beside the journey: coming back, keeping a code, and all that follows. Data only."""

from portal.domain.i18n import _
from portal.domain.journey import Choice, Kind, Question

CARRY_ON = Question(
    key="code",
    kind=Kind.LINE,
    words=_("Carry on with your answers"),
    hint=_("Enter the code you were given when you saved them."),
    empty=_("Enter your code"),
    wrong=_(
        "We cannot open anything with that code. Check it and try again. "
        "If you have sent your request, use its reference and the code that you got then."
    ),
    longest=200,
)
COME_BACK = Question(
    key="come_back",
    kind=Kind.GROUP,
    words=_("See what is happening"),
    wrong=_(
        "We cannot open anything with that reference and code. Check both and try again. "
        "After a few wrong tries you will have to wait, longer each time."
    ),
    parts=(
        Question(
            key="reference",
            kind=Kind.LINE,
            words=_("Your reference"),
            hint=_("9 letters and numbers, like 4F7K-9Q2M-X"),
            empty=_("Enter your reference"),
            longest=200,
        ),
        Question(
            key="code",
            kind=Kind.LINE,
            words=_("Your code"),
            hint=_("6 words, or 12 letters and numbers. Capitals and gaps do not matter."),
            empty=_("Enter your code"),
            wrong=_("Check your code"),
            longest=200,
        ),
    ),
)
KEPT = Question(
    key="kept",
    kind=Kind.LINE,
    words=_("Type your code here, to check that you have it"),
    hint=_("We will not show it again after this."),
    empty=_("Enter your code"),
    wrong=_("That is not the same code. Look at it again and type it here."),
    longest=200,
)
ADD = Question(
    key="add",
    kind=Kind.GROUP,
    words=_("Tell us more"),
    parts=(
        Question(
            key="more",
            kind=Kind.WORDS,
            words=_("What do you want to add?"),
            hint=_("Someone in our team will read it."),
            empty=_("Tell us what you want to add"),
        ),
        Question(
            key="new",
            kind=Kind.ONE,
            words=_("Has this happened since you sent your request?"),
            choices=(Choice("yes", _("Yes"), danger=True), Choice("no", _("No"))),
            empty=_("Select yes if this has happened since you sent your request"),
        ),
    ),
)
NEW = Question(
    key="new",
    kind=Kind.ONE,
    words=_("Has anything new happened that means someone may not be safe?"),
    choices=(Choice("yes", _("Yes, this is new"), danger=True), Choice("no", _("No, nothing like that"))),
    empty=_("Select yes if something new means that someone may not be safe"),
)
"""Asked wherever they can write to us after sending, so that danger told there is not left to be read later."""

ANSWER = Question(
    key="answer",
    kind=Kind.GROUP,
    words=_("Answer our question"),
    parts=(Question(key="words", kind=Kind.WORDS, words=_("Your answer"), empty=_("Write your answer")), NEW),
)
LANGUAGE_HELP = Question(
    key="how",
    kind=Kind.ONE,
    words=_("What would help you read our messages?"),
    hint=_("Our team writes in English. This is free."),
    choices=(
        Choice("translate", _("You write it here in my language")),
        Choice(
            "read_out",
            _("You call me with an interpreter, who reads it to me"),
            _("Choose this if you told us that it is safe to call you."),
        ),
    ),
    empty=_("Select what would help you read our messages"),
)
OTHER_FORM = Question(
    key="form",
    kind=Kind.ONE,
    words=_("How would you like our messages?"),
    hint=_("This is free."),
    choices=(
        Choice("easy_read", _("Easy Read"), _("Short words with pictures")),
        Choice("large_print", _("Large print")),
        Choice("sound", _("A recording to listen to")),
        Choice("bsl", _("British Sign Language (BSL)")),
        Choice("read_out", _("Someone reads them to me")),
    ),
    empty=_("Select how you would like our messages"),
)
WITHDRAW = Question(
    key="withdraw",
    kind=Kind.GROUP,
    words=_("Cancel your request"),
    parts=(
        Question(
            key="pressure",
            kind=Kind.ONE,
            words=_("Is anyone making you do this?"),
            hint=_("We do not show your answer again, to you or to anyone else who opens this page."),
            choices=(
                Choice("yes", _("Yes"), danger=True),
                Choice("no", _("No")),
                Choice("unsaid", _("I do not want to say")),
            ),
            empty=_("Tell us if anyone is making you do this, or choose 'I do not want to say'"),
        ),
        Question(
            key="words",
            kind=Kind.WORDS,
            words=_("Why do you want to cancel it?"),
            hint=_("You do not have to tell us."),
            optional=True,
        ),
        NEW,
    ),
)
OBJECT = Question(
    key="object",
    kind=Kind.GROUP,
    words=_("Ask a manager to look"),
    parts=(
        Question(
            key="words",
            kind=Kind.WORDS,
            words=_("Why do you not agree?"),
            hint=_("You do not have to tell us. The manager will read it."),
            optional=True,
        ),
        NEW,
    ),
)
NEXT = Question(
    key="next",
    kind=Kind.ONE,
    words=_("Are you still worried?"),
    choices=(
        Choice(
            "yes",
            _("Yes, I am still worried"),
            parts=(
                Question(
                    key="still_wrong",
                    kind=Kind.WORDS,
                    words=_("What is still wrong?"),
                    hint=_("You do not have to tell us. Whoever looks next will read it."),
                    optional=True,
                ),
            ),
        ),
        Choice(
            "no", _("No, I want to stop here"), _("We will close your request. You can still read it with your code.")
        ),
    ),
    empty=_("Tell us if you are still worried"),
)
