"""The questions adults are asked, in order: data only.

Addresses are history entries on a device that somebody else may look at, so they are neutral words.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from portal.domain.answer_holdings import Holds
from portal.domain.conditions import Both, Is, Not
from portal.domain.i18n import _
from portal.domain.journey import Choice, Journey, Kind, Many, Question
from portal.domain.policy.model import Audience, Pack, Start
from portal.domain.questions.contact_questions import CONTACT_QUESTIONS, NAME, SAFE, SAFE_FOR_THEM, SECTION
from portal.domain.questions.danger import with_calls
from portal.domain.questions.policy_questions import asked_about_urgency, asked_by
from portal.domain.questions.representation import ACTING_FOR, ACTS_FOR, WHO_CHOICES, asked_of

_GROWN_UP = _(
    "Check the date of birth. This form is for decisions about children, and young people up to 25 who have left care"
)
_LONG_AGO = _("Check the year. This is a very long time ago. If it is right, call us")
_YES = Choice("yes", _("Yes"))
_NO = Choice("no", _("No"))
_NOT_SURE = Choice("not_sure", _("I am not sure"))
_SPEAKING = Is("who", Audience.SPEAKING_FOR)
_AT_WORK = Is("who", Audience.PROFESSIONAL)
_AT_HOME = Not(_AT_WORK)

NOW = _("Right now")
YOU = _("About you")
DECISION = _("The decision")
CHILDREN = _("The child")
YOUR_GROUNDS = _("What you disagree with")

# fmt: off
ADULT_QUESTIONS: tuple[Question, ...] = (
    Question(
        key="danger", holds=Holds.DANGER, slug="now", kind=Kind.ONE, section=NOW,
        words=_("Is anyone in danger right now?"),
        hint=_("This means someone is being hurt, or could be hurt very soon."),
        short=_("Anyone in danger right now"),
        choices=(replace(_YES, danger=True), _NO, replace(_NOT_SURE, danger=True)),
        empty=_("Select if anyone is in danger right now"),
    ),
    Question(
        key="purpose", slug="purpose", kind=Kind.ONE, section=YOU, words=_("What do you want to do?"),
        choices=(
            Choice("look_again", _("Ask you to look again at a decision about a child")),
            Choice("treated", _("Complain about how you treated me, or how long it took")),
            Choice("both", _("Both of these")),
            Choice("information", _("Complain about how you used my information")),
            Choice("new_worry", _("Tell you about something new that has happened")),
        ),
        empty=_("Select what you want to do"),
    ),
    Question(
        key="treated_exit", slug="how-we-treated-you", kind=Kind.EXIT, words=_("Complain about how we treated you"),
        page="public/notes/treated.html", when=Is("purpose", "treated"),
    ),
    Question(
        key="information_exit", slug="your-information", kind=Kind.EXIT,
        words=_("Complain about how we used your information"), page="public/notes/information.html",
        when=Is("purpose", "information"),
    ),
    Question(
        key="new_worry_exit", slug="something-new", kind=Kind.EXIT, words=_("Tell us what has happened"),
        page="public/notes/new_worry.html", when=Is("purpose", "new_worry"),
    ),
    Question(
        key="both_note", slug="both", kind=Kind.NOTE, section=YOU, words=_("You can do both"),
        page="public/notes/both.html", when=Is("purpose", "both"),
    ),
    Question(
        key="who", slug="you", kind=Kind.ONE, section=YOU, words=_("Who are you?"),
        choices=(
            Choice(Audience.PARENT, _("I am a parent or carer of the child")),
            Choice(Audience.FAMILY, _("I am someone else in the family"), _("Like a grandparent, aunt or brother")),
            Choice(Audience.NEIGHBOUR, _("I am a friend or neighbour")),
            Choice(Audience.YOUNG_PERSON, _("I am the child or young person")),
            Choice(Audience.SPEAKING_FOR, _("I speak for a child or young person")),
            *WHO_CHOICES,
            Choice(
                Audience.PROFESSIONAL, _("I work with the child"),
                _("Like a teacher, nurse or police officer"),
            ),
        ),
        empty=_("Select who you are"),
    ),
    Question(
        key="who_exit", slug="other-ways", kind=Kind.EXIT, words=_("Contact us another way"),
        page="public/notes/other_ways.html", when=Is("who"),  # filled from the pack: those this form does not take
    ),
    Question(
        key="young", slug="your-own-form", kind=Kind.NOTE, words=_("There is a form made for you"),
        page="public/notes/young.html", when=Is("who"),  # filled from the pack; from here on, their own journey
    ),
    ACTING_FOR,
    Question(
        key="needs", holds=Holds.NEEDS, slug="help", kind=Kind.SOME, section=YOU,
        words=_("Do you need any help or support?"),
        hint=_("All of this is free. Select all that apply."), short=_("Help you need"),
        choices=(
            Choice(
                "interpreter", _("An interpreter"),
                parts=(
                    Question(
                        key="needs.language", holds=Holds.NEEDS, kind=Kind.LINE, words=_("Which language?"),
                        empty=_("Enter the language you speak"), longest=60,
                    ),
                ),
            ),
            Choice("bsl", _("British Sign Language (BSL)")),
            Choice("large_print", _("Large print")),
            Choice("easy_read", _("Easy Read")),
            Choice("telephone", _("I need to talk by phone only")),
            Choice("speaker", _("Someone to speak for me")),
            Choice(
                "other", _("Something else"),
                parts=(
                    Question(
                        key="needs.other", holds=Holds.NEEDS, kind=Kind.LINE, words=_("What do you need?"),
                        empty=_("Tell us what you need"), longest=300,
                    ),
                ),
            ),
            Choice("no", _("No, I do not need help"), alone=True),
        ),
        empty=_("Select the help you need, or 'No, I do not need help'"),
    ),
    Question(
        key="can_tell", slug="what-we-can-tell-you", kind=Kind.NOTE, section=YOU, words=_("What we can tell you"),
        page="public/notes/can_tell.html", goes_by="who",
    ),
    Question(
        key="scope", slug="other-places", kind=Kind.NOTE, section=YOU, words=_("What this form is not for"),
        page="public/notes/scope.html", goes_by="who", when=Is("who"),  # filled from the pack: whom that concerns
    ),
    Question(
        key="speaking", slug="speaking-for-them", kind=Kind.GROUP, section=YOU, apart=True,
        words=_("You and the young person"),
        when=_SPEAKING,
        parts=(
            Question(
                key="speaking_as", holds=Holds.STANDING, kind=Kind.ONE,
                words=_("How do you know the young person?"),
                choices=(
                    Choice(
                        "advocate", _("I am their advocate"),
                        _("Someone on their side who helps them say what they want"),
                    ),
                    Choice("trusted", _("I am an adult they trust")),
                    Choice("foster_carer", _("I am their foster carer")),
                    Choice(
                        "other", _("Someone else"),
                        parts=(
                            Question(
                                key="speaking_as.words", holds=Holds.STANDING, kind=Kind.LINE,
                                words=_("How do you know them?"),
                                empty=_("Enter how you know the young person"), longest=200,
                            ),
                        ),
                    ),
                ),
                empty=_("Select how you know the young person"),
            ),
            Question(
                key="standing", holds=Holds.STANDING, kind=Kind.ONE,
                words=_("Why are you speaking for them?"),
                hint=_("We will check this before we tell you anything about them."),
                choices=(
                    Choice("asked", _("They asked me to")),
                    Choice(
                        "responsibility",
                        _("I am allowed to make big decisions for them ('parental responsibility')"),
                    ),
                    Choice("advocate", _("It is my job to be their advocate")),
                    Choice(
                        "other", _("Another reason"),
                        parts=(
                            Question(
                                key="standing.words", holds=Holds.STANDING, kind=Kind.LINE,
                                words=_("What is the reason?"),
                                empty=_("Enter why you are speaking for them"), longest=300,
                            ),
                        ),
                    ),
                ),
                empty=_("Select why you are speaking for them"),
            ),
            Question(
                key="they_know", holds=Holds.CARE, kind=Kind.ONE,
                words=_("Does the young person know you are doing this?"), short=_("Young person knows about this"),
                choices=(
                    _YES,
                    Choice(
                        "no", _("No"),
                        parts=(
                            Question(
                                key="they_know.why", holds=Holds.CARE, kind=Kind.WORDS,
                                words=_("Why have you not told them?"), optional=True,
                            ),
                        ),
                    ),
                    _NOT_SURE,
                ),
                empty=_("Select if the young person knows you are doing this"),
            ),
        ),
    ),
    Question(
        key="work", holds=Holds.WORK, slug="your-work", kind=Kind.GROUP, section=YOU, words=_("Where do you work?"),
        when=_AT_WORK,
        parts=(
            Question(
                key="name", holds=Holds.RAISER_NAME, kind=Kind.LINE, words=_("Your full name"),
                empty=_("Enter your full name"),
                autocomplete="name", longest=200,
            ),
            Question(
                key="work.agency", holds=Holds.WORKPLACE, kind=Kind.LINE, words=_("Where you work"),
                hint=_("For example, the name of your school, surgery or police force."),
                empty=_("Enter where you work"), autocomplete="organization", longest=200,
            ),
            Question(
                key="work.role", holds=Holds.DETAIL, kind=Kind.LINE, words=_("Your job"),
                empty=_("Enter your job"),
                autocomplete="organization-title", longest=200,
            ),
        ),
    ),
    Question(
        key="spoken", holds=Holds.TRIED, slug="your-manager", kind=Kind.ONE, section=YOU,
        words=_("Have you talked to your manager or safeguarding lead?"),
        short=_("Talked to your manager or safeguarding lead"), when=_AT_WORK,
        choices=(_YES, _NO), empty=_("Select yes if you have talked to your manager or safeguarding lead"),
    ),
    Question(
        key="speak_first", slug="talk-first", kind=Kind.NOTE, section=YOU, words=_("Talk to them first, if you can"),
        page="public/notes/speak_first.html", when=Both(_AT_WORK, Is("spoken", "no")),
    ),
    Question(
        key="talk_first", slug="first-step", kind=Kind.NOTE, section=YOU, words=_("What to try first"),
        page="public/notes/talk_first.html", goes_by="who",
        when=Is("who"),  # filled from the pack: those at home whom it asks to do something first
    ),
    Question(
        key="told", kind=Kind.ONE, section=DECISION, words=_("Have you been told what we decided?"),
        short=_("Told what we decided"), choices=(_YES, _NO, _NOT_SURE),
        empty=_("Select if you have been told what we decided"),
    ),
    Question(
        key="not_told", slug="still-deciding", kind=Kind.NOTE, section=DECISION, words=_("We may still be deciding"),
        page="public/notes/not_told.html", when=Is("told", "no"),
    ),
    Question(
        key="told_more", slug="more", kind=Kind.GROUP, section=DECISION, words=_("What you were told"), apart=True,
        when=Is("told", "yes"),
        parts=(
            Question(
                key="told_how", kind=Kind.SOME, words=_("How were you told?"),
                hint=_("Select all that apply."),
                choices=(
                    Choice("telephone", _("By phone")),
                    Choice("letter", _("By letter")),
                    Choice("email", _("By email")),
                    Choice("face", _("Face to face")),
                    Choice("someone", _("Through someone else")),
                ),
                empty=_("Select how you were told"),
            ),
            Question(
                key="told_when", kind=Kind.ONE, words=_("When were you told?"),
                choices=(
                    Choice(
                        "date", _("I know the date"), quiet=True,
                        parts=(
                            Question(
                                key="told_when.date", holds=Holds.DETAIL, kind=Kind.DATE, words=_("Date you were told"),
                                hint=_("For example, 27 3 2026"), empty=_("Enter the date you were told"),
                                wrong=_("Enter a real date in the past, like 27 3 2026"), years=26, too_old=_LONG_AGO,
                            ),
                        ),
                    ),
                    Choice(
                        "month", _("I know the month"), quiet=True,
                        parts=(
                            Question(
                                key="told_when.month", holds=Holds.DETAIL, kind=Kind.MONTH,
                                words=_("Month you were told"),
                                hint=_("For example, 3 2026"), empty=_("Enter the month you were told"),
                                wrong=_("Enter a real month in the past, like 3 2026"), years=26, too_old=_LONG_AGO,
                            ),
                        ),
                    ),
                    _NOT_SURE,
                ),
                empty=_("Select when you were told, or 'I am not sure'"),
            ),
            Question(
                key="told_what", holds=Holds.WAS_TOLD, kind=Kind.WORDS,
                words=_("What were you told?"),
                hint=_("Use your own words."), optional=True,
            ),
            Question(
                key="their_reference", holds=Holds.DETAIL, kind=Kind.LINE,
                words=_("Reference on your letter or email"),
                when=_AT_HOME, optional=True,
                longest=60,
            ),
        ),
    ),
    Question(
        key="contact_reference", holds=Holds.DETAIL, slug="reference", kind=Kind.LINE, section=DECISION,
        words=_("What is your contact reference?"),
        hint=_("Leave this blank if we did not give you one."), short=_("Contact reference"), when=_AT_WORK,
        optional=True, longest=60,
    ),
    Question(
        key="child", holds=Holds.CHILD, slug="who-for", kind=Kind.GROUP, section=CHILDREN, words=_("Who is the child?"),
        hint=_("Leave out anything you do not know."), short=_("Child"),
        many=Many(
            item=_("Child {number}"), more=_("Do you want to tell us about another child?"),
            summary=_("The children you have told us about"),
            more_empty=_("Select yes if you want to tell us about another child"),
        ),
        parts=(
            Question(
                key="child.name", holds=Holds.CHILD_NAME, kind=Kind.LINE, words=_("What is the child's name?"),
                short=_("Name"), optional=True, longest=200,
            ),
            Question(
                key="child.age", kind=Kind.ONE, words=_("How old are they?"), short=_("Age"),
                choices=(
                    Choice(
                        "birth", _("I know their date of birth"), quiet=True,
                        parts=(
                            Question(
                                key="child.birth", holds=Holds.BIRTH, kind=Kind.DATE, words=_("Date of birth"),
                                hint=_("For example, 27 3 2016"), empty=_("Enter their date of birth"),
                                wrong=_("Enter a real date in the past, like 27 3 2016"), years=26, too_old=_GROWN_UP,
                            ),
                        ),
                    ),
                    Choice(
                        "unborn", _("They are not born yet"),
                        parts=(
                            Question(
                                key="child.due", holds=Holds.DETAIL, kind=Kind.LINE, words=_("When is the baby due?"),
                                hint=_("For example, May 2027. Leave this blank if you do not know."),
                                short=_("Due"), optional=True, longest=60,
                            ),
                        ),
                    ),
                    Choice(
                        "about", _("I know roughly how old they are"), quiet=True,
                        parts=(
                            Question(
                                key="child.about", holds=Holds.AGE, kind=Kind.LINE,
                                words=_("Roughly how old are they?"),
                                hint=_("For example, 7, or between 10 and 12"),
                                empty=_("Enter roughly how old they are"), longest=60,
                            ),
                        ),
                    ),
                    Choice("unknown", _("I do not know")),
                ),
                empty=_("Tell us how old the child is, or choose 'I do not know'"),
            ),
            Question(
                key="child.lives", holds=Holds.LIVES, kind=Kind.LINE, words=_("Where do they live?"),
                hint=_("A street or a town is enough."), short=_("Lives"),
                optional=True, longest=300,
            ),
            Question(
                key="child.school", holds=Holds.SCHOOL, kind=Kind.LINE,
                words=_("Which school or nursery do they go to?"),
                short=_("School or nursery"), optional=True, longest=200,
            ),
        ),
    ),
    Question(
        key="you_and_child", slug="family", kind=Kind.GROUP, section=CHILDREN, words=_("You and the child"), apart=True,
        parts=(
            Question(
                key="responsibility", holds=Holds.STANDING, kind=Kind.ONE,
                words=_("Are you allowed to make big decisions for the child?"),
                hint=_("The law calls this 'parental responsibility'. Most parents have it."),
                short=_("Allowed to make big decisions for the child"),
                when=Is("who", Audience.PARENT),
                choices=(_YES, _NO, _NOT_SURE),
                empty=_("Select yes if you are allowed to make big decisions for the child"),
            ),
            Question(
                key="responsibility", holds=Holds.STANDING, kind=Kind.ONE,
                words=_("Are they allowed to make big decisions for the child?"),
                hint=_("The law calls this 'parental responsibility'. Most parents have it."),
                short=_("Allowed to make big decisions for the child"),
                when=Is("who", *(who for who, audience in ACTS_FOR.items() if audience is Audience.PARENT)),
                choices=(_YES, _NO, _NOT_SURE),
                empty=_("Select yes if they are allowed to make big decisions for the child"),
            ),
            Question(
                key="orders", holds=Holds.STANDING, kind=Kind.ONE,
                words=_("Is there a court order about the child?"),
                hint=_("Like an order about who the child lives with."),
                short=_("Court order about the child"),
                when=asked_of(Audience.PARENT),
                choices=(
                    Choice(
                        "yes", _("Yes"),
                        parts=(
                            Question(
                                key="orders.words", holds=Holds.STANDING, kind=Kind.WORDS,
                                words=_("What does the order say?"),
                                hint=_("Tell us what you remember."), optional=True,
                            ),
                        ),
                    ),
                    _NO,
                    _NOT_SURE,
                ),
                empty=_("Select yes if there is a court order about the child"),
            ),
            Question(
                key="contacted", kind=Kind.ONE,
                words=_("Have you contacted us about this before?"),
                short=_("Contacted us before"),
                choices=(_YES, _NO, _NOT_SURE), empty=_("Select yes if you have contacted us about this before"),
            ),
            Question(
                key="family_knows", kind=Kind.ONE,
                words=_("Does the family know you are asking us?"), short=_("Family knows you are asking"),
                when=_AT_WORK,
                choices=(_YES, _NO, _NOT_SURE), empty=_("Select if the family knows you are asking us"),
            ),
        ),
    ),
    Question(
        key="risk", holds=Holds.DANGER, slug="how-safe", kind=Kind.ONE, section=CHILDREN,
        words=_("How safe is the child now?"),
        short=_("How safe the child is now"), when=_AT_WORK,
        choices=(
            Choice("serious", _("They could be badly hurt soon"), danger=True),
            Choice("some", _("They are not safe, but it is not getting worse"), danger=True),
            Choice("worse", _("They are safe now, but things are getting worse"), danger=True),
            Choice("safe", _("They are safe now, but need more help")),
            replace(_NOT_SURE, danger=True),
        ),
        empty=_("Select how safe the child is now"),
    ),
    Question(
        key="urgent", holds=Holds.URGENCY, slug="how-soon", kind=Kind.ONE, section=CHILDREN,
        words=_("Does this need an urgent check?"),
        hint=_("If a child is in danger now, call 999. Do not wait for us."), short=_("Urgent"),
        when=_AT_WORK,
        choices=(
            Choice(
                "yes", _("Yes"), danger=True,
                parts=(
                    Question(
                        key="urgent.why", holds=Holds.URGENCY, kind=Kind.WORDS, words=_("Why can't it wait?"),
                        empty=_("Tell us why it cannot wait"),
                    ),
                ),
            ),
            _NO,
        ),
        empty=_("Select yes if this needs an urgent check"),
    ),
    Question(
        key="their_words", holds=Holds.YOUNG_VOICE, slug="their-words", kind=Kind.WORDS, section=YOUR_GROUNDS,
        words=_("What does the young person say?"),
        hint=_("Write their own words here. The next pages are for what you think."), when=_SPEAKING, optional=True,
    ),
    Question(
        key="point", holds=Holds.GROUND, slug="points", kind=Kind.GROUP, section=YOUR_GROUNDS,
        words=_("What do you disagree with?"),
        hint=_("Tell us one thing here. You can add more after this."), short=_("What you disagree with"),
        many=Many(
            item=_("Another thing you disagree with"), more=_("Is there anything else you disagree with?"),
            summary=_("What you have told us so far"),
            more_empty=_("Select yes if there is anything else you disagree with"),
        ),
        parts=(
            Question(
                key="point.kind", holds=Holds.GROUND_KIND, kind=Kind.ONE, words=_("What is it about?"),
                short=_("About"),
                choices=(
                    Choice("missing", _("You did not know something important")),
                    Choice("wrong", _("You were told something that is not true")),
                    Choice("more", _("The child needs more help or protection")),
                    Choice("less", _("Your decision goes too far")),
                    Choice("help", _("It is the wrong kind of help")),
                    Choice("unheard", _("You did not listen to me, or to the child")),
                    Choice("harm", _("Someone reported us to cause trouble")),
                    Choice("shared", _("You shared my information without asking me")),
                    Choice("other", _("Something else")),
                ),
                empty=_("Select what it is about"),
            ),
            Question(
                key="point.words", holds=Holds.GROUND, kind=Kind.WORDS, words=_("Tell us in your own words"),
                hint=_("A few lines are enough. You do not need to prove anything."), short=_("In your words"),
                empty=_("Tell us what you disagree with"),
            ),
        ),
    ),
    Question(
        key="wish", slug="put-right", kind=Kind.GROUP, section=YOUR_GROUNDS, words=_("What you want, and what is new"),
        apart=True,
        parts=(
            Question(
                key="right", holds=Holds.WISH, kind=Kind.WORDS,
                words=_("What do you want us to do?"), short=_("What you want us to do"), when=_AT_HOME, optional=True,
            ),
            Question(
                key="outcome", holds=Holds.WISH, kind=Kind.WORDS,
                words=_("What do you want to happen?"),
                short=_("What you want to happen"), when=_AT_WORK, empty=_("Tell us what you want to happen"),
            ),
            Question(
                key="missed", holds=Holds.MISSED, kind=Kind.WORDS,
                words=_("Is there anything we may not have known?"), short=_("What we may not have known"),
                optional=True,
            ),
            Question(
                key="since", holds=Holds.NEWS, kind=Kind.ONE,
                words=_("Has anything new happened that we may not know about?"), short=_("Something new has happened"),
                choices=(
                    Choice(
                        "yes", _("Yes"), danger=True,
                        parts=(
                            Question(
                                key="since.words", holds=Holds.NEWS, kind=Kind.WORDS, words=_("What has happened?"),
                                empty=_("Tell us what has happened"),
                            ),
                        ),
                    ),
                    _NO,
                ),
                empty=_("Select yes if anything new has happened"),
            ),
        ),
    ),
    Question(
        key="not_tell", holds=Holds.NOT_TELL, slug="private", kind=Kind.ONE, section=SECTION,
        words=_("Is there anyone we should not tell?"),
        hint=_("For example, someone who could hurt you or the child if they knew."),
        short=_("People we should not tell"),
        choices=(
            Choice(
                "yes", _("Yes"),
                parts=(
                    Question(
                        key="not_tell.words", holds=Holds.NOT_TELL, kind=Kind.WORDS,
                        words=_("Who should we not tell, and why?"),
                        empty=_("Tell us who we should not tell"),
                    ),
                ),
            ),
            _NO,
        ),
        empty=_("Select yes if there is anyone we should not tell"),
    ),
    *CONTACT_QUESTIONS,
)
# fmt: on

_TOLD = next(question.parts for question in ADULT_QUESTIONS if question.key == "told_more")
_LATE = Question(
    key="told_late", holds=Holds.DETAIL, kind=Kind.WORDS,
    words=_("If you were told a long time ago, why are you asking now?"),
    hint=_("Leave this blank if it was not long ago."), short=_("Why you are asking now"), optional=True,
)  # fmt: skip

GROUNDS: Mapping[str, str] = {
    choice.value: choice.words
    for question in ADULT_QUESTIONS
    for part in question.inner()
    if part.holds is Holds.GROUND_KIND
    for choice in part.choices
}
"""What somebody can disagree with, in the form's own words."""


def _told_to_talk_first(pack: Pack) -> tuple[Audience, ...]:
    """Those at home whom a step before the first stage names; those at work have a page of their own."""
    named = {each for ladder in pack.ladders for step in ladder.first_steps for each in step.audiences}
    taken = {each for each in Audience if pack.takes(each)}
    return tuple(sorted(named & taken - {Audience.PROFESSIONAL, Audience.YOUNG_PERSON}))


def _limited(pack: Pack) -> tuple[Audience, ...]:
    """Those whom the policy gives a time, from when they were told, in which to ask."""
    limits = {each: pack.raise_limit(each, [limit.when for limit in pack.raise_limits]) for each in Audience}
    return tuple(each for each, of in limits.items() if of.within.amount and of.after is Start.DECISION)


def _name(pack: Pack) -> tuple[Question, ...]:
    """The question about the name, which those whom the policy allows that may leave blank."""
    named = pack.anonymous.audiences
    if not named:
        return (replace(NAME, optional=pack.anonymous.allowed),)
    theirs = asked_of(*named)
    allowed = pack.anonymous.allowed
    return replace(NAME, optional=allowed, when=theirs), replace(NAME, optional=not allowed, when=Not(theirs))


def adult_journey(pack: Pack) -> Journey:
    """The adults' journey of one pack: who can use this form, and whether a name must be given."""
    elsewhere = tuple(audience for audience in Audience if not pack.takes(audience))
    asked: dict[str, dict[str, Any]] = {
        "who_exit": {"when": asked_of(*elsewhere)},
        "young": {"when": asked_of(*({Audience.YOUNG_PERSON} - set(elsewhere)))},
        "scope": {"when": asked_of(*(each for each in Audience if pack.taken_elsewhere(each) and pack.takes(each)))},
        "urgent": {"when": asked_of(*asked_about_urgency(pack))},
        "talk_first": {"when": asked_of(*_told_to_talk_first(pack))},
        "told_more": {"parts": (*_TOLD, replace(_LATE, when=asked_of(*_limited(pack)))) if _limited(pack) else _TOLD},
        "ways": {"parts": (*_name(pack), SAFE, SAFE_FOR_THEM)},
    }
    questions: list[Question] = []
    for question in ADULT_QUESTIONS:
        questions.append(replace(question, **asked.get(question.key, {})))
        if question.key == "work":
            questions += asked_by(pack)
    return Journey("adult", with_calls(questions, _("Please call now"), "public/notes/danger.html"))
