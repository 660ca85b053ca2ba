"""The forms of what staff do. Data only.

A part without choices that needs some gets them from the challenge: see :mod:`portal.web.staff.act`.
"""

from collections.abc import Mapping

from portal.domain.journey import Choice, Kind, Question
from portal.domain.people import Action
from portal.domain.words import _
from portal.web.staff.deed import Form

_CHOICES = (Choice("yes", _("Yes")), Choice("no", _("No")))


def _words(words: str, empty: str, hint: str = "", *, key: str = "words", longest: int = 4000) -> Question:
    return Question(key=key, kind=Kind.WORDS, words=words, hint=hint, empty=empty, longest=longest)


def _line(key: str, words: str, empty: str, hint: str = "", longest: int = 200) -> Question:
    return Question(key=key, kind=Kind.LINE, words=words, hint=hint, empty=empty, longest=longest)


def _one(key: str, words: str, empty: str, choices: tuple[Choice, ...] = (), hint: str = "") -> Question:
    return Question(key=key, kind=Kind.ONE, words=words, hint=hint, choices=choices, empty=empty)


def _day(key: str, words: str, empty: str, hint: str) -> Question:
    return Question(key=key, kind=Kind.DATE, words=words, hint=hint, empty=empty, wrong=_("Enter a real date"))


def _asks(words: str, hint: str, *parts: Question) -> Question:
    return Question(key="act", kind=Kind.GROUP, words=words, hint=hint, parts=parts)


_REASONS = _words(_("Why?"), _("Write your reasons"))
_OUR_REASONS = _words(
    _("Why? This is for our own record"), _("Write your reasons"), _("The raiser does not see this."), key="why"
)
_TELL = _words(
    _("What do we tell them?"),
    _("Write what we tell them"),
    _("Short, plain words. Say what happens next. Give no names, no addresses and nothing about the decision."),
)
_AGREED = _words(
    _("How did they agree?"),
    _("Say how they agreed"),
    _("We pass it on only if they said that we may. Say when and how they told us."),
    key="agreed",
)
_GOES_ON = _one(
    "goes_on",
    _("Do they also want us to look at the decision again?"),
    _("Select yes if we also look at the decision again"),
    _CHOICES,
)
_HANDED_ON = _words(
    _("What we hand over"),
    _("There is nothing to hand over"),
    _("These are their own words. Take out what the people who get it do not need."),
    longest=40_000,
)

# fmt: off
_TRIAGE: Mapping[Action, Form] = {
    Action.TAKE: Form(
        _asks(_("Take this challenge"), _("It is then yours to work on. Colleagues see that you have it.")),
        _("Take it"), _("You have this challenge now."),
    ),
    Action.HAND_BACK: Form(
        _asks(_("Hand this challenge back"), _("It goes back to those that nobody has."), _REASONS),
        _("Hand it back"), _("It was handed back."),
    ),
    Action.HAND_OVER: Form(
        _asks(
            _("Hand this challenge over"), _("From then on it is theirs to work on."),
            _one("to", _("Who takes it over?"), _("Select who takes it over")), _REASONS,
        ),
        _("Hand it over"), _("It was handed over."), refused="to",
    ),
    Action.STEP_ASIDE: Form(
        _asks(
            _("Step aside"),
            _("Do this if you know somebody in it, or cannot be independent. You cannot review it later."), _REASONS,
        ),
        _("Step aside"), _("You stepped aside."),
    ),
    Action.STAND_IN: Form(
        _asks(
            _("Let somebody stand in"),
            _("Do this only where nobody who is senior enough can look. It is reported."),
            _one("to", _("Who stands in?"), _("Select who stands in")), _REASONS,
        ),
        _("Let them stand in"), _("They stand in for this stage."), refused="to",
    ),
    Action.NOTE: Form(
        _asks(
            _("Write a note"), _("Only staff see notes."),
            _words(_("Note"), _("Write the note")),
            Question("mentions", Kind.SOME, _("Who should look at it?"), optional=True),
        ),
        _("Save the note"), _("The note was saved."), "timeline",
    ),
    Action.SEE_MENTION: Form(
        _asks(_("You have seen the note"), _("It no longer stands on your first page.")),
        _("I have seen it"), _("You have seen the note."), "timeline",
    ),
    Action.ACCEPT_FOR_REVIEW: Form(
        _asks(
            _("Accept this for review"),
            _("The decision is looked at again, by somebody who had no part in it."),
            _one("to", _("Who looks at it again?"), _("Select who looks at it again, or 'Nobody yet'")),
            Question("words", Kind.WORDS, _("What should they know?"), optional=True),
        ),
        _("Accept it"), _("It was accepted for review."), refused="to",
    ),
    Action.ACT_NOW: Form(
        _asks(
            _("Act on something new about safety"),
            _("Tell the front door now, by telephone. Then write down what you did. The challenge goes on."),
            _line("told", _("Whom did you tell?"), _("Enter whom you told")),
            _line(
                "when", _("When did you tell them?"), _("Enter when you told them"), _("For example, today at 10:15am"),
            ),
            _line("contact", _("Number of the new contact in the case system"), _("Enter the number of the contact")),
            _words(_("What did you do?"), _("Write what you did")),
        ),
        _("Save what you did"), _("What you did was saved."), "timeline",
    ),
    Action.PASS_COMPLAINT: Form(
        _asks(
            _("Pass on a complaint about how we treated them"),
            _("First to the team manager, then to complaints. Nothing is typed again."), _HANDED_ON, _AGREED, _GOES_ON,
        ),
        _("Pass it on"), _("The complaint was passed on."), "timeline", refused="goes_on",
    ),
    Action.PASS_INFORMATION: Form(
        _asks(
            _("Pass on a complaint about their information"),
            _("It must be acknowledged within 30 days of the day on which they sent it."),
            _HANDED_ON, _AGREED, _GOES_ON,
        ),
        _("Pass it on"), _("The complaint was passed on."), "timeline", refused="goes_on",
    ),
    Action.DECLINE: Form(
        _asks(
            _("Say that this is not for us"),
            _("They are told only that we cannot look at it here, and to call us. Your reasons stay with us."),
            _one(
                "outcome", _("Why is it not for us?"), _("Select why it is not for us"),
                (
                    Choice("not_ours", _("Another council decides this, or it is settled")),
                    Choice("court", _("A court decides this")),
                    Choice("no_decision", _("It is not about a decision of ours")),
                ),
            ),
            _words(_("Your reasons"), _("Write your reasons")),
        ),
        _("Continue"), _("They were told that it is not for us."), refused="outcome",
    ),
    Action.LINK: Form(
        _asks(
            _("Link it with another challenge"), _("No raiser ever learns of another."),
            _line("reference", _("Reference of the other challenge"), _("Enter the reference"), longest=40),
            _words(_("Why do they belong together?"), _("Write your reasons")),
        ),
        _("Link them"), _("They are linked."), "links", refused="reference",
    ),
    Action.UNLINK: Form(
        _asks(
            _("Take a link away"), _("Do this if they were linked by mistake."),
            _line("reference", _("Reference of the other challenge"), _("Enter the reference"), longest=40),
            _words(_("Why do they not belong together?"), _("Write your reasons")),
        ),
        _("Take the link away"), _("The link was taken away."), "links", refused="reference",
    ),
    Action.CHECK_IDENTITY: Form(
        _asks(
            _("Say that you checked who they are"),
            _("Until this and their standing are checked, they are told no more than a stranger."),
            _words(
                _("How did you check?"), _("Say how you checked"),
                _("For example, by calling a number from our own notes. Write no numbers of documents."),
            ),
        ),
        _("Save"), _("That you checked who they are was saved."),
    ),
    Action.CHECK_STANDING: Form(
        _asks(
            _("Say that you checked their standing"),
            _("That they are allowed to make big decisions for the child, made the contact, or work with the child."),
            _words(_("How did you check?"), _("Say how you checked")),
        ),
        _("Save"), _("That you checked their standing was saved."),
    ),
    Action.SAY_INVOLVED: Form(
        _asks(
            _("Say who had a part in the decision"), _("They can then not look at it again."),
            _one("who", _("Who?"), _("Select who it was")),
            _one(
                "how", _("What did they do?"), _("Select what they did"),
                (Choice("made", _("They made the decision")), Choice("advised", _("They advised on it"))),
            ),
        ),
        _("Save"), _("That they had a part in the decision was saved."), refused="who",
    ),
    Action.SEE_FLAGS: Form(
        _asks(
            _("Say that you have seen to the flags"),
            _("Danger, something new and an advocate need an answer of their own, and stay."),
            _words(_("What did you do?"), _("Write what you did")),
        ),
        _("Save"), _("What you did was saved."), "timeline",
    ),
    Action.SEE_LOST: Form(
        _asks(
            _("Say that you have seen to a message that did not arrive"),
            _("It then leaves the list. Tell them only in a way and at a time that their contact plan says is safe."),
            _words(_("What did you do?"), _("Write what you did")),
        ),
        _("Save"), _("What you did was saved."), "messages",
    ),
    Action.ANSWER_ADVOCATE: Form(
        _asks(
            _("Tell them who will help them"), "",
            _words(
                _("What have you arranged?"), _("Write what you have arranged"),
                _(
                    "The young person reads this when they come back with their code. Use short, plain words: who "
                    "will help them, and when and how that person gets in touch. Say nothing about the child's family "
                    "or the decision."
                ),
            ),
        ),
        _("Continue"), _("The young person was told."), "messages",
    ),
}
_CLOCK: Mapping[Action, Form] = {
    Action.ASK: Form(
        _asks(
            _("Ask them a question"), _("They read it when they come back with their code."),
            _words(
                _("Your question"), _("Write the question"),
                _("One question, in short, plain words. Give no names and nothing about the decision."),
            ),
        ),
        _("Continue"), _("They were asked."), "messages",
    ),
    Action.PAUSE: Form(
        _asks(
            _("Pause the clock"), _("It goes on by itself after the last day. 90 days are the most."),
            _day(
                "until", _("Last day of the pause"), _("Enter the last day of the pause"), _("For example, 27 3 2027")
            ),
            _TELL, _OUR_REASONS,
        ),
        _("Continue"), _("The clock is paused."), "messages", refused="until",
    ),
    Action.RESUME: Form(
        _asks(_("Let the clock go on"), _("It goes on today."), _TELL),
        _("Continue"), _("The clock goes on."), "messages",
    ),
    Action.EXTEND: Form(
        _asks(
            _("Take more time"), "",
            _line("days", _("How many more working days?"), _("Enter a number of working days"), longest=3),
            _TELL, _OUR_REASONS,
        ),
        _("Continue"), _("This stage has more time."), "messages", refused="days",
    ),
}
_REVIEW: Mapping[Action, Form] = {
    Action.DECIDE_POINT: Form(
        _asks(
            _("Decide this point"), "",
            _one(
                "outcome", _("What did you decide about it?"), _("Select what you decided"),
                (
                    Choice("changed", _("The decision changes")),
                    Choice("partly", _("Part of the decision changes")),
                    Choice("unchanged", _("The decision stays")),
                    Choice("unknown", _("We cannot say")),
                ),
            ),
            _words(_("Reasons"), _("Write the reasons"), key="reasons"),
        ),
        _("Save and go on"), _("The point was decided."), "points", refused="outcome",
    ),
    Action.FIND: Form(
        _asks(
            _("Write what you looked at"), "",
            _words(
                _("What did you look at, and whom did you speak to?"), _("Write what you looked at"), key="looked_at"
            ),
            _words(
                _("What does the child want and feel?"),
                _("Write what the child wants and feels, or why you could not find out"),
                _("If you could not find out, say why."), key="views",
            ),
        ),
        _("Save and go on"), _("What you looked at was saved."), "decision",
    ),
    Action.DECIDE: Form(
        _asks(
            _("Finish your review"),
            _("After this the answers to the points stay as they are. You then write what the raiser is told."),
        ),
        _("Finish the review"), _("The review is decided."), "decision",
    ),
    Action.PROMISE: Form(
        _asks(
            _("Promise an action"), _("It stays on the list until somebody says that it is done."),
            _words(_("What will be done?"), _("Write what will be done")),
            _line("owner", _("Who does it?"), _("Say who does it"), _("A role, not a name.")),
            _day("by", _("By when?"), _("Enter the day by which it is done"), _("For example, 27 3 2027")),
            _one(
                "tell", _("May the raiser be told?"), _("Select yes if the raiser may be told"), _CHOICES,
                _("If so, it is released with the reply, as far as the policy allows."),
            ),
        ),
        _("Save the action"), _("The action was saved."), "decision", refused="by",
    ),
    Action.KEEP_PROMISE: Form(
        _asks(
            _("Say that an action is done"), _("If the raiser knows of it, we tell them."),
            _one("promise", _("Which action is done?"), _("Select the action that is done")),
        ),
        _("Continue"), _("The action is done."), "decision", refused="promise", sends=_("Say that it is done"),
    ),
    Action.WRITE_REPLY: Form(
        _asks(
            _("Write the reply"),
            _("A colleague reads it and releases it. Until then nobody is told."),
            _words(
                _("What the young person reads"), _("Write the reply in plain words"),
                _("Their own words: short, warm and plain. Start with what we decided."), key="plain",
            ),
            _words(
                _("The reply"), _("Write the reply"),
                _("Answer every point. Give no names, addresses or dates of birth of anybody else."), longest=20_000,
            ),
        ),
        _("Continue"), _("The reply was written. A colleague has to release it."), "decision",
        sends=_("Give it to a colleague to release"),
    ),
    Action.SEND_BACK: Form(
        _asks(
            _("Send the reply back to the writer"), _("What they wrote is kept, for them to change."),
            _words(_("What should they change?"), _("Write what to change")),
        ),
        _("Send it back"), _("The reply was sent back."), "decision",
    ),
    Action.RELEASE: Form(
        _asks(
            _("Release the reply"), "",
            _one(
                "harm", _("Could telling them seriously harm the child or anybody else?"),
                _("Select yes if telling them could seriously harm somebody"), _CHOICES,
            ),
            _words(_("Why do you think so?"), _("Write the reason for your answer")),
        ),
        _("Continue"), _("The reply was released."), "decision", refused="harm", sends=_("Release"),
    ),
    Action.END_REVIEW: Form(
        _asks(
            _("Tell them that we have finished"),
            _("This raiser may not be told what you decided. They are told only that you have finished."),
        ),
        _("Continue"), _("They were told that we have finished."), "decision",
    ),
}
_RECORD: Mapping[Action, Form] = {
    Action.RECORD: Form(
        _asks(
            _("Record it in the case system"), _("Make the entry there first. Then say here where it is."),
            _one("kind", _("What is it recorded as?"), _("Select what it is recorded as")),
            _line("id", _("Number of the record"), _("Enter the number of the record"), longest=60),
            Question(
                "on", Kind.DATE, _("Day of the record"), _("For example, 27 3 2026"),
                empty=_("Enter the day of the record"), wrong=_("Enter a real date that is not in the future"),
            ),
        ),
        _("Save"), _("It is recorded."), "record", refused="on",
    ),
    Action.CLOSE: Form(
        _asks(_("Close this challenge"), _("Nothing more is done with it.")),
        _("Close it"), _("It is closed."), "record",
    ),
}
# fmt: on
FORMS: Mapping[Action, Form] = {**_TRIAGE, **_CLOCK, **_REVIEW, **_RECORD}
"""By action, in the order in which they are offered."""
