"""The questions adults are asked, in order: data only.

Addresses are history entries on a device that somebody else may look at, so they are neutral words.
"""

from dataclasses import replace
from typing import Any

from portal.domain.answer_holdings import Holds
from portal.domain.conditions import Both, Either, Has, Is, Not, Several
from portal.domain.i18n import _
from portal.domain.journey import Choice, Journey, Kind, Many, Question
from portal.domain.policy.model import Audience, Pack
from portal.domain.questions.danger import with_calls
from portal.domain.questions.policy_questions import asked_by

NO_CONTACT = "none"
SEVERAL_WAYS = Several("safe", ("email", "text", "letter"))
"""There is another way to write to them."""

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
_BY_EMAIL, _BY_TEXT, _BY_TELEPHONE, _BY_LETTER = (
    Both(_AT_HOME, Has("safe", way)) for way in ("email", "text", "telephone", "letter")
)
_SOMEONE_TO_CONTACT = Both(_AT_HOME, Not(Has("safe", NO_CONTACT)))

DECISION = _("The decision")
CHILDREN = _("The child or children")
POINTS = _("What you disagree with")
SAFETY = _("Keeping you safe")
CONTACT = _("How we contact you")
START = _("Your request")
SPEAKING = _("The young person you speak for")
THEIR_WORDS = _("In the young person's own words")
WORK = _("Your work")

# fmt: off
ADULT_QUESTIONS: tuple[Question, ...] = (
    Question(
        key="danger", holds=Holds.DANGER, slug="now", kind=Kind.ONE, section=START,
        words=_("Is anyone in danger right now?"),
        hint=_("This means someone is being hurt, or could be hurt very soon."),
        short=_("Anyone in danger right now"),
        choices=(replace(_YES, danger=True), _NO, replace(_NOT_SURE, danger=True)),
        empty=_("Select if anyone is in danger right now"),
    ),
    Question(
        key="purpose", slug="purpose", kind=Kind.ONE, section=START, words=_("What do you want to do?"),
        choices=(
            Choice("look_again", _("Ask you to look again at a decision about a child")),
            Choice("treated", _("Complain about how you treated us, or how long it took")),
            Choice("both", _("Both of these")),
            Choice("information", _("Complain about how you used my information")),
            Choice("new_worry", _("Tell you that something new has happened")),
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
        key="both_note", slug="both", kind=Kind.NOTE, section=START, words=_("We will help you with both"),
        page="public/notes/both.html", when=Is("purpose", "both"),
    ),
    Question(
        key="who", slug="you", kind=Kind.ONE, section=START, words=_("Who are you?"),
        choices=(
            Choice(Audience.PARENT, _("A parent or carer of the child")),
            Choice(Audience.FAMILY, _("Someone else in the family"), _("For example a grandparent, aunt or brother")),
            Choice(Audience.NEIGHBOUR, _("A friend or neighbour")),
            Choice(Audience.YOUNG_PERSON, _("I am the child or young person")),
            Choice(Audience.SPEAKING_FOR, _("Someone who speaks for a child or young person")),
            Choice(
                Audience.PROFESSIONAL, _("I work with the child"),
                _("For example a teacher, nurse or police officer"),
            ),
        ),
        empty=_("Select who you are"),
    ),
    Question(
        key="who_exit", slug="other-ways", kind=Kind.EXIT, words=_("Talk to us another way"),
        page="public/notes/other_ways.html", when=Is("who"),  # filled from the pack: those this form does not take
    ),
    Question(
        key="young", slug="your-own-form", kind=Kind.NOTE, words=_("There is a form made for you"),
        page="public/notes/young.html", when=Is("who"),  # filled from the pack; from here on, their own journey
    ),
    Question(
        key="can_tell", slug="what-we-can-tell-you", kind=Kind.NOTE, section=START, words=_("What we can tell you"),
        page="public/notes/can_tell.html", goes_by="who",
    ),
    Question(
        key="scope", slug="other-places", kind=Kind.NOTE, section=START, words=_("What this form is not for"),
        page="public/notes/scope.html", goes_by="who", when=Is("who"),  # filled from the pack: whom that concerns
    ),
    Question(
        key="speaking_as", holds=Holds.STANDING, slug="how-you-know-them", kind=Kind.ONE, section=SPEAKING,
        words=_("Who are you to the young person?"), when=_SPEAKING,
        choices=(
            Choice("advocate", _("Their advocate"), _("Someone on their side who helps them say what they want")),
            Choice("trusted", _("An adult they trust")),
            Choice("foster_carer", _("Their foster carer")),
            Choice(
                "other", _("Someone else"),
                parts=(
                    Question(
                        key="speaking_as.words", holds=Holds.STANDING, kind=Kind.LINE, words=_("Who are you?"),
                        empty=_("Enter who you are to the young person"), longest=200,
                    ),
                ),
            ),
        ),
        empty=_("Select who you are to the young person"),
    ),
    Question(
        key="standing", holds=Holds.STANDING, slug="speaking-for-them", kind=Kind.ONE, section=SPEAKING,
        words=_("Why are you speaking for them?"), hint=_("We check this before we tell you anything about them."),
        when=_SPEAKING,
        choices=(
            Choice("asked", _("They asked me to")),
            Choice("responsibility", _("I am allowed to make big decisions for them ('parental responsibility')")),
            Choice("advocate", _("It is my job to be their advocate")),
            Choice(
                "other", _("Another reason"),
                parts=(
                    Question(
                        key="standing.words", holds=Holds.STANDING, kind=Kind.LINE, words=_("What is the reason?"),
                        empty=_("Enter why you are speaking for them"), longest=300,
                    ),
                ),
            ),
        ),
        empty=_("Select why you are speaking for them"),
    ),
    Question(
        key="they_know", holds=Holds.CARE, slug="do-they-know", kind=Kind.ONE, section=SPEAKING,
        words=_("Does the young person know that you are doing this?"), short=_("They know about this"), when=_SPEAKING,
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
        empty=_("Select if the young person knows that you are doing this"),
    ),
    Question(
        key="work", holds=Holds.WORK, slug="your-work", kind=Kind.GROUP, section=WORK, words=_("Where do you work?"),
        when=_AT_WORK,
        parts=(
            Question(
                key="name", holds=Holds.RAISER_NAME, kind=Kind.LINE, words=_("Your full name"),
                empty=_("Enter your full name"),
                autocomplete="name", longest=200,
            ),
            Question(
                key="work.agency", holds=Holds.WORKPLACE, kind=Kind.LINE, words=_("Where you work"),
                hint=_("For example, the name of your school, surgery or police force."), short=_("Agency"),
                empty=_("Enter where you work"), autocomplete="organization", longest=200,
            ),
            Question(
                key="work.role", holds=Holds.DETAIL, kind=Kind.LINE, words=_("Your job"), short=_("Role"),
                empty=_("Enter your job"),
                autocomplete="organization-title", longest=200,
            ),
        ),
    ),
    Question(
        key="spoken", holds=Holds.TRIED, slug="your-manager", kind=Kind.ONE, section=WORK,
        words=_("Have you talked to your manager or safeguarding lead?"),
        short=_("Talked to their manager or safeguarding lead"), when=_AT_WORK,
        choices=(_YES, _NO), empty=_("Select yes if you have talked to your manager or safeguarding lead"),
    ),
    Question(
        key="speak_first", slug="talk-first", kind=Kind.NOTE, section=WORK, words=_("Talk to them first, if you can"),
        page="public/notes/speak_first.html", when=Both(_AT_WORK, Is("spoken", "no")),
    ),
    Question(
        key="told", kind=Kind.ONE, section=DECISION, words=_("Has anyone told you what was decided?"),
        short=_("Told what was decided"), choices=(_YES, _NO, _NOT_SURE),
        empty=_("Select if anyone has told you what was decided"),
    ),
    Question(
        key="not_told", slug="still-deciding", kind=Kind.NOTE, section=DECISION, words=_("We may still be deciding"),
        page="public/notes/not_told.html", when=Is("told", "no"),
    ),
    Question(
        key="told_how", slug="how-told", kind=Kind.SOME, section=DECISION, words=_("How were you told?"),
        hint=_("Select all that apply."), when=Is("told", "yes"),
        choices=(
            Choice("telephone", _("By telephone")),
            Choice("letter", _("By letter")),
            Choice("email", _("By email")),
            Choice("face", _("Face to face")),
            Choice("someone", _("Someone else told me")),
        ),
        empty=_("Select how you were told"),
    ),
    Question(
        key="told_when", slug="when-told", kind=Kind.ONE, section=DECISION, words=_("When were you told?"),
        when=Is("told", "yes"),
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
                        key="told_when.month", holds=Holds.DETAIL, kind=Kind.MONTH, words=_("Month you were told"),
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
        key="told_what", holds=Holds.WAS_TOLD, slug="what-told", kind=Kind.WORDS, section=DECISION,
        words=_("What were you told?"),
        hint=_("Use your own words. A few lines are enough."), when=Is("told", "yes"), optional=True,
    ),
    Question(
        key="their_reference", holds=Holds.DETAIL, slug="letter", kind=Kind.LINE, section=DECISION,
        words=_("Is there a reference on your letter or email?"),
        hint=_("It may be at the top. Leave this blank if you do not have one."),
        short=_("Reference on your letter or email"), when=Both(_AT_HOME, Is("told", "yes")), optional=True,
        longest=60,
    ),
    Question(
        key="contact_reference", holds=Holds.DETAIL, slug="reference", kind=Kind.LINE, section=DECISION,
        words=_("What is the reference of your contact with us?"),
        hint=_("Leave this blank if you did not get one."), short=_("Contact reference"), when=_AT_WORK, optional=True,
        longest=60,
    ),
    Question(
        key="child", holds=Holds.CHILD, slug="who-for", kind=Kind.GROUP, section=CHILDREN, words=_("Who is the child?"),
        hint=_("Tell us what you can. It helps us to find the right notes."), short=_("Child"),
        many=Many(
            item=_("Child {number}"), more=_("Do you want to tell us about another child?"),
            summary=_("The children you have told us about"),
            more_empty=_("Select yes if you want to tell us about another child"),
        ),
        parts=(
            Question(
                key="child.name", holds=Holds.CHILD_NAME, kind=Kind.LINE, words=_("What name do you know them by?"),
                hint=_("Leave this blank if you do not know."), short=_("Name"), optional=True, longest=200,
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
                        "about", _("I know about how old they are"), quiet=True,
                        parts=(
                            Question(
                                key="child.about", holds=Holds.AGE, kind=Kind.LINE, words=_("About how old?"),
                                hint=_("For example, 7, or between 10 and 12"),
                                empty=_("Enter about how old they are"), longest=60,
                            ),
                        ),
                    ),
                    Choice("unknown", _("I do not know")),
                ),
                empty=_("Tell us how old the child is, or choose 'I do not know'"),
            ),
            Question(
                key="child.lives", holds=Holds.LIVES, kind=Kind.LINE, words=_("Where do they live?"),
                hint=_("A street or a town is enough. Leave this blank if you do not know."), short=_("Lives"),
                optional=True, longest=300,
            ),
            Question(
                key="child.school", holds=Holds.SCHOOL, kind=Kind.LINE,
                words=_("Which school or nursery do they go to?"),
                hint=_("Leave this blank if you do not know."), short=_("School or nursery"), optional=True,
                longest=200,
            ),
        ),
    ),
    Question(
        key="responsibility", holds=Holds.STANDING, slug="big-decisions", kind=Kind.ONE, section=CHILDREN,
        words=_("Are you allowed to make big decisions for the child?"),
        hint=_("The law calls this 'parental responsibility'. Most parents have it."),
        short=_("Parental responsibility"), when=Is("who", Audience.PARENT),
        choices=(_YES, _NO, _NOT_SURE), empty=_("Select yes if you are allowed to make big decisions for the child"),
    ),
    Question(
        key="orders", holds=Holds.STANDING, slug="papers", kind=Kind.ONE, section=CHILDREN,
        words=_("Is there a court order about the child?"),
        hint=_("For example, an order that says who the child lives with or sees."), short=_("Court orders"),
        when=Is("who", Audience.PARENT),
        choices=(
            Choice(
                "yes", _("Yes"),
                parts=(
                    Question(
                        key="orders.words", holds=Holds.STANDING, kind=Kind.WORDS, words=_("What does the order say?"),
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
        key="contacted", slug="first-contact", kind=Kind.ONE, section=CHILDREN,
        words=_("Did you contact us about this before?"),
        hint=_("For example, you called us because you were worried."), short=_("You contacted us before"),
        choices=(_YES, _NO, _NOT_SURE), empty=_("Select yes if you contacted us about this before"),
    ),
    Question(
        key="risk", holds=Holds.DANGER, slug="how-safe", kind=Kind.ONE, section=CHILDREN,
        words=_("How safe is the child now?"),
        short=_("Risk now"), when=_AT_WORK,
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
        words=_("Do you need us to look again urgently?"),
        hint=_("If a child is in danger now, call 999. Do not wait for us."), short=_("Urgent"),
        when=_AT_WORK,
        choices=(
            Choice(
                "yes", _("Yes"), danger=True,
                parts=(
                    Question(
                        key="urgent.why", holds=Holds.URGENCY, kind=Kind.WORDS, words=_("Why can it not wait?"),
                        empty=_("Tell us why it cannot wait"),
                    ),
                ),
            ),
            _NO,
        ),
        empty=_("Select yes if you need us to look again urgently"),
    ),
    Question(
        key="family_knows", slug="who-knows", kind=Kind.ONE, section=CHILDREN,
        words=_("Does the family know that you are asking us?"), short=_("The family knows"), when=_AT_WORK,
        choices=(_YES, _NO, _NOT_SURE), empty=_("Select if the family knows that you are asking us"),
    ),
    Question(
        key="their_words", holds=Holds.YOUNG_VOICE, slug="their-words", kind=Kind.WORDS, section=THEIR_WORDS,
        words=_("What does the young person say?"),
        hint=_("Write their own words here. The next pages are for what you think."), when=_SPEAKING, optional=True,
    ),
    Question(
        key="point", holds=Holds.GROUND, slug="points", kind=Kind.GROUP, section=POINTS,
        words=_("What do you disagree with?"),
        hint=_("Tell us one thing on this page. You can add more after this."), short=_("Point"),
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
                    Choice("wrong", _("Something you were told is not true")),
                    Choice("more", _("More needs to be done to help or protect the child")),
                    Choice("less", _("What you decided to do is too much")),
                    Choice("help", _("The help is not the right help")),
                    Choice("unheard", _("You did not listen to me, or to the child")),
                    Choice("harm", _("Someone contacted you to cause us trouble")),
                    Choice("shared", _("My information was shared without asking me")),
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
        key="right", holds=Holds.WISH, slug="put-right", kind=Kind.WORDS, section=POINTS,
        words=_("What would put it right?"),
        hint=_("Tell us what you would like to happen."), when=_AT_HOME, optional=True,
    ),
    Question(
        key="outcome", holds=Holds.WISH, slug="what-you-want", kind=Kind.WORDS, section=POINTS,
        words=_("What do you want to happen?"),
        short=_("Outcome they want"), when=_AT_WORK, empty=_("Tell us what you want to happen"),
    ),
    Question(
        key="missed", holds=Holds.MISSED, slug="not-known", kind=Kind.WORDS, section=POINTS,
        words=_("What might we not have known?"),
        hint=_("You may have seen or heard things that nobody else did."), optional=True,
    ),
    Question(
        key="since", holds=Holds.NEWS, slug="since-then", kind=Kind.ONE, section=POINTS,
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
        empty=_("Select yes if something new has happened"),
    ),
    Question(
        key="not_tell", holds=Holds.NOT_TELL, slug="private", kind=Kind.ONE, section=SAFETY,
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
    Question(
        key="needs", holds=Holds.NEEDS, slug="help", kind=Kind.SOME, section=SAFETY,
        words=_("Do you need help to take part?"),
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
            Choice("telephone", _("To talk by telephone only")),
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
        key="safe", holds=Holds.WAYS, slug="safe-ways", kind=Kind.SOME, section=CONTACT,
        words=_("How is it safe for us to contact you?"),
        hint=_("Think about who else can see your phone, email or post. Select all that are safe."),
        short=_("Safe ways to contact you"), when=_AT_HOME,
        choices=(
            Choice("email", _("Email")),
            Choice("text", _("Text message")),
            Choice("telephone", _("Telephone call")),
            Choice("letter", _("Letter")),
            Choice(
                NO_CONTACT, _("Do not contact me"), _("You can come back here with a code to see what is happening."),
                alone=True,
            ),
        ),
        empty=_("Select how it is safe to contact you, or 'Do not contact me'"),
    ),
    Question(
        key="fallback", holds=Holds.REACH, slug="another-way", kind=Kind.ONE, section=CONTACT,
        words=_("If a message does not reach you, may we try another way?"),
        hint=_("We try email first, then a text, then a letter. We only use the ways that you ticked."),
        short=_("Try another way if a message does not arrive"), when=Both(_AT_HOME, SEVERAL_WAYS),
        choices=(_YES, _NO), empty=_("Select yes if we may try another way"),
    ),
    Question(
        key="voicemail", holds=Holds.REACH, slug="voice-messages", kind=Kind.ONE, section=CONTACT,
        words=_("Can we leave a voice message?"), short=_("Leave a voice message"), when=_BY_TELEPHONE,
        choices=(_NO, _YES), empty=_("Select yes if we can leave a voice message"),
    ),
    Question(
        key="say_who", holds=Holds.REACH, slug="say-who-we-are", kind=Kind.ONE, section=CONTACT,
        words=_("Can we say who we are?"),
        hint=_("Someone else might answer the phone, or see a message or an envelope."), short=_("Say who we are"),
        when=_SOMEONE_TO_CONTACT,
        choices=(
            Choice("yes", _("Yes, you can say that you are {council}")),
            Choice("no", _("No, do not say who you are")),
        ),
        empty=_("Select if we can say who we are"),
    ),
    Question(
        key="times", holds=Holds.REACH, slug="safe-times", kind=Kind.SOME, section=CONTACT,
        words=_("When is it safe to call or text you?"), hint=_("Select all that are safe."), short=_("Safe times"),
        when=Either(_BY_TELEPHONE, _BY_TEXT),
        choices=(
            Choice("morning", _("Mornings, 9am to noon")),
            Choice("afternoon", _("Afternoons, noon to 5pm")),
            Choice("evening", _("Evenings, 5pm to 8pm")),
            Choice("any", _("Any time"), alone=True),
        ),
        empty=_("Select when it is safe to call or text you"),
    ),
    Question(
        key="email", holds=Holds.EMAIL, slug="email", kind=Kind.EMAIL, section=CONTACT,
        words=_("What is your email address?"),
        hint=_("We will not put anything private in an email."), short=_("Email address"), when=_BY_EMAIL,
        empty=_("Enter your email address"),
        wrong=_("Enter an email address in the correct format, like name@example.com"), autocomplete="email",
        longest=254,
    ),
    Question(
        key="mobile", holds=Holds.TELEPHONE, slug="mobile", kind=Kind.MOBILE, section=CONTACT,
        words=_("What is your mobile number?"),
        hint=_("We will not put anything private in a text."), short=_("Mobile number for texts"),
        when=_BY_TEXT, empty=_("Enter your mobile number"),
        wrong=_("Enter a mobile number, like 07700 900 982"), autocomplete="tel", longest=40,
    ),
    Question(
        key="telephone", holds=Holds.TELEPHONE, slug="telephone", kind=Kind.PHONE, section=CONTACT,
        words=_("What number can we call you on?"), short=_("Number to call"), when=_BY_TELEPHONE,
        empty=_("Enter a telephone number"), wrong=_("Enter a telephone number, like 01632 960 001 or 07700 900 982"),
        autocomplete="tel", longest=40,
    ),
    Question(
        key="address", holds=Holds.ADDRESS, slug="post", kind=Kind.GROUP, section=CONTACT,
        words=_("Where can we send a letter?"),
        short=_("Address for letters"), when=_BY_LETTER,
        parts=(
            Question(
                key="address.line1", holds=Holds.STREET, kind=Kind.STREET, words=_("Address line 1"),
                empty=_("Enter the first line of the address, usually the house number and street"),
                autocomplete="address-line1", longest=120,
            ),
            Question(
                key="address.line2", holds=Holds.STREET, kind=Kind.STREET, words=_("Address line 2"), optional=True,
                autocomplete="address-line2", longest=120,
            ),
            Question(
                key="address.town", holds=Holds.TOWN, kind=Kind.STREET, words=_("Town or city"),
                empty=_("Enter a town or city"),
                autocomplete="address-level2", longest=120,
            ),
            Question(
                key="address.postcode", holds=Holds.POSTCODE, kind=Kind.POSTCODE, words=_("Postcode"),
                empty=_("Enter a postcode"),
                autocomplete="postal-code", longest=40,
            ),
        ),
    ),
    Question(
        key="work_contact", holds=Holds.WAYS, slug="work-contact", kind=Kind.GROUP, section=CONTACT,
        words=_("How can we reach you at work?"), short=_("At work"), when=_AT_WORK,
        parts=(
            Question(
                key="email", holds=Holds.EMAIL, kind=Kind.EMAIL, words=_("Your work email address"),
                empty=_("Enter your work email address"),
                wrong=_("Enter an email address in the correct format, like name@example.com"), longest=254,
            ),
            Question(
                key="telephone", holds=Holds.TELEPHONE, kind=Kind.PHONE, words=_("Your work telephone number"),
                empty=_("Enter your work telephone number"),
                wrong=_("Enter a telephone number, like 01632 960 001 or 07700 900 982"), longest=40,
            ),
        ),
    ),
    Question(
        key="name", holds=Holds.RAISER_NAME, slug="name", kind=Kind.LINE, section=CONTACT,
        words=_("What should we call you?"),
        hint=_("It can be your first name or your full name."), short=_("Name"), when=_AT_HOME,
        empty=_("Enter what we should call you"), autocomplete="name", longest=200,
    ),
)
# fmt: on


def adult_journey(pack: Pack) -> Journey:
    """The adults' journey of one pack: who can use this form, and whether a name must be given."""
    elsewhere = tuple(audience for audience in Audience if not pack.takes(audience))
    asked: dict[str, dict[str, Any]] = {
        "who_exit": {"when": Is("who", *elsewhere)},
        "young": {"when": Is("who", *({Audience.YOUNG_PERSON} - set(elsewhere)))},
        "scope": {"when": Is("who", *(each for each in Audience if pack.taken_elsewhere(each) and pack.takes(each)))},
        "name": {"optional": pack.anonymous.allowed},
    }
    questions: list[Question] = []
    for question in ADULT_QUESTIONS:
        questions.append(replace(question, **asked.get(question.key, {})))
        if question.key == "work":
            questions += asked_by(pack)
    return Journey("adult", with_calls(questions, _("Please call now"), "public/notes/danger.html"))
