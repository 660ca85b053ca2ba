"""The questions young people are asked, in order: data only, in words that a ten-year-old reads alone.

The keys are those of the adults' questions wherever the answer means the same, so that staff read both alike.
"""

from collections.abc import Mapping
from functools import lru_cache

from portal.domain.answer_holdings import Holds
from portal.domain.conditions import Either, Has
from portal.domain.i18n import _
from portal.domain.journey import Answers, Choice, Journey, Kind, Question
from portal.domain.policy.model import Audience, Pack
from portal.domain.questions.adult import NO_CONTACT, SEVERAL_WAYS, adult_journey
from portal.domain.questions.danger import with_calls

_NOW = _("Right now")
_YOU = _("About you")
_SAY = _("What you want to say")
_PEOPLE = _("Other people")
_BACK = _("How we get back to you")

# fmt: off
YOUNG_QUESTIONS: tuple[Question, ...] = (
    Question(
        key="danger", holds=Holds.DANGER, slug="now", kind=Kind.ONE, section=_NOW, words=_("Are you safe right now?"),
        hint=_("You are not safe if someone hurts you, or may hurt you soon."),
        choices=(
            Choice("no", _("Yes, I am safe")),
            Choice("yes", _("No, I need help now"), danger=True),
            Choice("not_sure", _("I am not sure"), danger=True),
        ),
        empty=_("Tell us if you are safe right now"),
    ),
    Question(
        key="promise", slug="our-promise", kind=Kind.NOTE, section=_NOW, words=_("What we keep private"),
        page="public/young/promise.html",
    ),
    Question(
        key="name", holds=Holds.RAISER_NAME, slug="name", kind=Kind.LINE, section=_YOU,
        words=_("What can we call you?"),
        hint=_("It can be a nickname."), short=_("Name"), optional=True, longest=200,
    ),
    Question(
        key="age", holds=Holds.AGE, slug="age", kind=Kind.ONE, section=_YOU, words=_("How old are you?"),
        short=_("Age"),
        choices=(
            Choice("under_9", _("8 or less")),
            Choice("9_to_11", _("9, 10 or 11")),
            Choice("12_to_14", _("12, 13 or 14")),
            Choice("15_to_17", _("15, 16 or 17")),
            Choice("over_17", _("18 or more")),
            Choice("skip", _("I do not want to say")),
        ),
        empty=_("Tell us how old you are, or choose 'I do not want to say'"),
    ),
    Question(
        key="unhappy", holds=Holds.GROUND, slug="about", kind=Kind.WORDS, section=_SAY,
        words=_("What are you unhappy about?"),
        hint=_("Use your own words. Do not worry about spelling."),
        empty=_("Tell us what you are unhappy about"),
    ),
    Question(
        key="right", holds=Holds.WISH, slug="want", kind=Kind.WORDS, section=_SAY,
        words=_("What do you want to happen?"), optional=True,
    ),
    Question(
        key="missed", holds=Holds.MISSED, slug="got-wrong", kind=Kind.WORDS, section=_SAY,
        words=_("What did we get wrong, or not know?"), optional=True,
    ),
    Question(
        key="not_tell", holds=Holds.NOT_TELL, slug="keep-from", kind=Kind.ONE, section=_PEOPLE,
        words=_("Is there anyone you do not want us to tell?"), short=_("People we should not tell"),
        choices=(
            Choice(
                "yes", _("Yes"),
                parts=(
                    Question(
                        key="not_tell.words", holds=Holds.NOT_TELL, kind=Kind.WORDS, words=_("Who should we not tell?"),
                        empty=_("Tell us who we should not tell"),
                    ),
                ),
            ),
            Choice("no", _("No")),
        ),
        empty=_("Choose 'Yes' or 'No'"),
    ),
    Question(
        key="advocate", slug="help", kind=Kind.ONE, section=_PEOPLE,
        words=_("Would you like someone to help you say what you want?"),
        hint=_("This person is on your side. They are not in our team. It is free."),
        short=_("Someone to help"),
        choices=(
            Choice("yes", _("Yes, please")),
            Choice("no", _("No, thank you")),
            Choice(
                "have", _("I have someone who helps me"),
                parts=(
                    Question(
                        key="advocate.who", holds=Holds.NAMES, kind=Kind.LINE, words=_("Who helps you?"),
                        hint=_("You can leave this blank."), optional=True, longest=200,
                    ),
                ),
            ),
        ),
        empty=_("Tell us if you would like someone to help you"),
    ),
    Question(
        key="talk_to", holds=Holds.CARE, slug="talk", kind=Kind.GROUP, section=_PEOPLE,
        words=_("Who would you like to talk to?"),
        short=_("Who to talk to"),
        parts=(
            Question(
                key="talk_to.yes", holds=Holds.NAMES, kind=Kind.LINE, words=_("I would like to talk to"),
                optional=True, longest=300,
            ),
            Question(
                key="talk_to.no", holds=Holds.NAMES, kind=Kind.LINE, words=_("I do not want to talk to"),
                optional=True, longest=300,
            ),
        ),
    ),
    Question(
        key="safe", holds=Holds.WAYS, slug="get-back", kind=Kind.SOME, section=_BACK,
        words=_("How can we get back to you?"),
        hint=_("Think about who sees your phone or your post. Choose what is safe."),
        short=_("Safe ways to get back to you"),
        choices=(
            Choice(
                NO_CONTACT, _("I will come back with my code"),
                _("You do not need a phone or an email."), alone=True,
            ),
            Choice("email", _("Email")),
            Choice("text", _("Text message")),
            Choice("telephone", _("Phone call, but no voice message")),
            Choice("letter", _("Letter")),
        ),
        empty=_("Choose how we can get back to you"),
    ),
    Question(
        key="fallback", holds=Holds.REACH, slug="another-way", kind=Kind.ONE, section=_BACK,
        words=_("If you do not get our message, can we try another way?"),
        hint=_("We only use the ways that you chose."), short=_("Try another way"), when=SEVERAL_WAYS,
        choices=(Choice("yes", _("Yes")), Choice("no", _("No"))), empty=_("Choose 'Yes' or 'No'"),
    ),
    Question(
        key="email", holds=Holds.EMAIL, slug="email", kind=Kind.EMAIL, section=_BACK, words=_("What is your email?"),
        hint=_("Only use one that no one else can read."), short=_("Email"), when=Has("safe", "email"),
        empty=_("Type your email"), wrong=_("Type an email like name@example.com"), longest=254,
    ),
    Question(
        key="mobile", holds=Holds.TELEPHONE, slug="mobile", kind=Kind.MOBILE, section=_BACK,
        words=_("Where can we text you?"),
        hint=_("We will not say what it is about."), short=_("Mobile number for texts"), when=Has("safe", "text"),
        empty=_("Type your mobile number"), wrong=_("Type a mobile number, like 07700 900 982"), longest=40,
    ),
    Question(
        key="telephone", holds=Holds.TELEPHONE, slug="phone", kind=Kind.PHONE, section=_BACK,
        words=_("Where can we call you?"),
        short=_("Number to call"), when=Has("safe", "telephone"), empty=_("Type your phone number"),
        wrong=_("Type a phone number, like 01632 960 001 or 07700 900 982"), longest=40,
    ),
    Question(
        key="times", holds=Holds.REACH, slug="times", kind=Kind.SOME, section=_BACK,
        words=_("When can we call or text?"),
        short=_("Safe times"), when=Either(Has("safe", "telephone"), Has("safe", "text")),
        choices=(
            Choice("morning", _("From 9am to noon")),
            Choice("afternoon", _("From noon to 5pm")),
            Choice("evening", _("From 5pm to 8pm")),
            Choice("any", _("Any time"), alone=True),
        ),
        empty=_("Choose when we can call or text"),
    ),
    Question(
        key="address", holds=Holds.ADDRESS, slug="post", kind=Kind.GROUP, section=_BACK,
        words=_("Where can we send a letter?"),
        short=_("Address for letters"), when=Has("safe", "letter"),
        parts=(
            Question(
                key="address.line1", holds=Holds.STREET, kind=Kind.STREET, words=_("House number and street"),
                empty=_("Type the house number and street"), longest=120,
            ),
            Question(
                key="address.town", holds=Holds.TOWN, kind=Kind.STREET, words=_("Town"), empty=_("Type the town"),
                longest=120,
            ),
            Question(
                key="address.postcode", holds=Holds.POSTCODE, kind=Kind.POSTCODE, words=_("Postcode"),
                empty=_("Type the postcode"), longest=40,
            ),
        ),
    ),
    Question(
        key="find", slug="your-notes", kind=Kind.GROUP, section=_YOU, words=_("What helps us find your notes?"),
        hint=_("You can leave all of these blank."), short=_("To find your notes"),
        parts=(
            Question(
                key="find.name", holds=Holds.CHILD_NAME, kind=Kind.LINE, words=_("Your full name"), optional=True,
                longest=200,
            ),
            Question(
                key="find.birth", holds=Holds.BIRTH, kind=Kind.DATE, words=_("The day you were born"),
                hint=_("Like 27 3 2016"),
                wrong=_("Type a real date, like 27 3 2016"), optional=True,
            ),
            Question(
                key="find.lives", holds=Holds.LIVES, kind=Kind.LINE, words=_("Where you live"), optional=True,
                longest=300,
            ),
            Question(
                key="find.school", holds=Holds.SCHOOL, kind=Kind.LINE, words=_("Your school"), optional=True,
                longest=200,
            ),
            Question(
                key="their_reference", holds=Holds.DETAIL, kind=Kind.LINE, words=_("The number on a letter from us"),
                optional=True,
                longest=60,
            ),
        ),
    ),
)
# fmt: on

ADULT, YOUNG = "adult", "young"


@lru_cache(maxsize=16)
def journeys(pack: Pack) -> Mapping[str, Journey]:
    """The journeys that one pack offers, by key."""
    found = {ADULT: adult_journey(pack)}
    if pack.takes(Audience.YOUNG_PERSON):
        questions = with_calls(YOUNG_QUESTIONS, _("Get help now"), "public/young/danger.html")
        found[YOUNG] = Journey(YOUNG, questions, {YOUNG: "seen", "who": Audience.YOUNG_PERSON.value})
    return found


def flow_of(answers: Answers) -> str:
    """Which journey these answers are from. An adult's becomes a young person's with the note ``young``."""
    return YOUNG if YOUNG in answers else ADULT


def journey_of(pack: Pack, answers: Answers) -> Journey:
    """The journey that these answers are from, as the pack they were given under has it."""
    return journeys(pack)[flow_of(answers)]
