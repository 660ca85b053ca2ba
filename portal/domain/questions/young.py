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
from portal.domain.questions.adult import adult_journey
from portal.domain.questions.contact_questions import NO_CONTACT, SEVERAL_WAYS
from portal.domain.questions.danger import with_calls

_NOW = _("Right now")
SAY = _("What you want to say")
PEOPLE = _("Other people")
_BACK = _("How we get back to you")
_YOU = _("About you")
_TO_CALL = Either(Has("safe", "telephone"), Has("safe", "text"))

# fmt: off
_EMAIL = Question(
    key="email", holds=Holds.EMAIL, kind=Kind.EMAIL, words=_("What is your email?"),
    hint=_("Only use one that no one else can read."), short=_("Email"), empty=_("Type your email"),
    wrong=_("Type an email like name@example.com"), longest=254,
)
_MOBILE = Question(
    key="mobile", holds=Holds.TELEPHONE, kind=Kind.MOBILE, words=_("What number can we text?"),
    short=_("Number to text"), empty=_("Type your mobile number"),
    wrong=_("Type a mobile number, like 07700 900 982"), longest=40,
)
_TELEPHONE = Question(
    key="telephone", holds=Holds.TELEPHONE, kind=Kind.PHONE, words=_("What number can we call?"),
    short=_("Number to call"), empty=_("Type your phone number"),
    wrong=_("Type a phone number, like 01632 960 001 or 07700 900 982"), longest=40,
)
_ADDRESS = Question(
    key="address", holds=Holds.ADDRESS, kind=Kind.GROUP, words=_("Where can we send a letter?"),
    short=_("Address for letters"),
    parts=(
        Question(
            key="address.line1", holds=Holds.STREET, kind=Kind.STREET, words=_("House number and street"),
            empty=_("Type the house number and street"), autocomplete="address-line1", longest=120,
        ),
        Question(
            key="address.town", holds=Holds.TOWN, kind=Kind.STREET, words=_("Town"), empty=_("Type the town"),
            autocomplete="address-level2", longest=120,
        ),
        Question(
            key="address.postcode", holds=Holds.POSTCODE, kind=Kind.POSTCODE, words=_("Postcode"),
            empty=_("Type the postcode"), autocomplete="postal-code", longest=40,
        ),
    ),
)
YOUNG_QUESTIONS: tuple[Question, ...] = (
    Question(
        key="danger", holds=Holds.DANGER, slug="now", kind=Kind.ONE, section=_NOW, words=_("Are you safe right now?"),
        hint=_("You are not safe if someone hurts you, or may hurt you soon."), short=_("Safe right now"),
        choices=(
            Choice("no", _("Yes, I am safe")),
            Choice("yes", _("No, I need help now"), danger=True),
            Choice("not_sure", _("I am not sure"), danger=True),
        ),
        empty=_("Tell us if you are safe right now"),
    ),
    Question(
        key="promise", slug="our-promise", kind=Kind.NOTE, section=SAY, words=_("What we keep private"),
        page="public/young/promise.html",
    ),
    Question(
        key="unhappy", holds=Holds.GROUND, slug="about", kind=Kind.WORDS, section=SAY,
        words=_("What are you unhappy about?"),
        hint=_("Do not worry about spelling."),
        empty=_("Tell us what you are unhappy about"),
    ),
    Question(
        key="more", slug="want", kind=Kind.GROUP, section=SAY, apart=True, words=_("What should we do?"),
        parts=(
            Question(
                key="right", holds=Holds.WISH, kind=Kind.WORDS, words=_("What do you want to happen?"), optional=True,
            ),
            Question(
                key="missed", holds=Holds.MISSED, kind=Kind.WORDS, words=_("What did we get wrong, or not know?"),
                optional=True,
            ),
        ),
    ),
    Question(
        key="people", holds=Holds.CARE, slug="keep-from", kind=Kind.GROUP, section=PEOPLE, apart=True,
        words=_("Other people"),
        parts=(
            Question(
                key="not_tell", holds=Holds.NOT_TELL, kind=Kind.ONE,
                words=_("Is there anyone you do not want us to tell?"), short=_("People you do not want us to tell"),
                choices=(
                    Choice(
                        "yes", _("Yes"),
                        parts=(
                            Question(
                                key="not_tell.words", holds=Holds.NOT_TELL, kind=Kind.WORDS,
                                words=_("Who do you not want us to tell?"), empty=_("Tell us who"),
                            ),
                        ),
                    ),
                    Choice("no", _("No")),
                ),
                empty=_("Choose 'Yes' or 'No' to say if there is anyone we should not tell"),
            ),
            Question(
                key="talk_to", holds=Holds.CARE, kind=Kind.GROUP, words=_("Who would you like to talk to?"),
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
        ),
    ),
    Question(
        key="advocate", slug="help", kind=Kind.ONE, section=PEOPLE,
        words=_("Would you like someone to help you say what you want?"),
        hint=_("This person is on your side. They are not in our team. It is free."),
        short=_("Someone to help you"),
        choices=(
            Choice("yes", _("Yes, please")),
            Choice("no", _("No, thank you")),
            Choice(
                "have", _("I have someone who helps me"),
                parts=(
                    Question(
                        key="advocate.who", holds=Holds.NAMES, kind=Kind.LINE, words=_("Who helps you?"),
                        optional=True, longest=200,
                    ),
                ),
            ),
        ),
        empty=_("Tell us if you would like someone to help you"),
    ),
    Question(
        key="safe", holds=Holds.WAYS, slug="get-back", kind=Kind.SOME, section=_BACK, apart=True,
        words=_("How can we get back to you?"),
        hint=_("Think about who sees your phone or post."),
        short=_("Safe ways to get back to you"),
        choices=(
            Choice(
                NO_CONTACT, _("I will come back with my code"),
                _("No phone or email needed."), alone=True,
            ),
            Choice("email", _("Email"), parts=(_EMAIL,)),
            Choice("text", _("Text message"), parts=(_MOBILE,)),
            Choice("telephone", _("Phone call, but no voice message"), parts=(_TELEPHONE,)),
            Choice("letter", _("Letter"), parts=(_ADDRESS,)),
        ),
        empty=_("Choose how we can get back to you"),
    ),
    Question(
        key="reach", holds=Holds.REACH, slug="times", kind=Kind.GROUP, section=_BACK, apart=True,
        words=_("When we get back to you"), when=Either(_TO_CALL, SEVERAL_WAYS),
        parts=(
            Question(
                key="times", holds=Holds.REACH, kind=Kind.SOME, words=_("When can we call or text?"),
                short=_("Safe times"), when=_TO_CALL,
                choices=(
                    Choice("morning", _("From 9am to noon")),
                    Choice("afternoon", _("From noon to 5pm")),
                    Choice("evening", _("From 5pm to 8pm")),
                    Choice("any", _("Any time"), alone=True),
                ),
                empty=_("Choose when we can call or text"),
            ),
            Question(
                key="fallback", holds=Holds.REACH, kind=Kind.ONE,
                words=_("If you do not get our message, can we try another way?"),
                hint=_("We will only use the ways that you chose."), short=_("Trying another way"), when=SEVERAL_WAYS,
                choices=(Choice("yes", _("Yes")), Choice("no", _("No"))),
                empty=_("Choose 'Yes' or 'No' to say if we can try another way"),
            ),
        ),
    ),
    Question(
        key="find", slug="your-notes", kind=Kind.GROUP, section=_YOU, apart=True, words=_("About you"),
        hint=_("You can leave boxes blank."),
        parts=(
            Question(
                key="name", holds=Holds.RAISER_NAME, kind=Kind.LINE, words=_("What can we call you?"),
                short=_("Name"), optional=True, autocomplete="nickname", longest=200,
            ),
            Question(
                key="age", holds=Holds.AGE, kind=Kind.ONE, words=_("How old are you?"), short=_("Age"),
                choices=(
                    Choice("under_9", _("8 or under")),
                    Choice("9_to_11", _("9, 10 or 11")),
                    Choice("12_to_14", _("12, 13 or 14")),
                    Choice("15_to_17", _("15, 16 or 17")),
                    Choice("over_17", _("18 or over")),
                    Choice("skip", _("I do not want to say")),
                ),
                empty=_("Tell us how old you are, or choose 'I do not want to say'"),
            ),
            Question(
                key="find.name", holds=Holds.CHILD_NAME, kind=Kind.LINE, words=_("Your full name"), optional=True,
                autocomplete="name", longest=200,
            ),
            Question(
                key="find.birth", holds=Holds.BIRTH, kind=Kind.DATE, words=_("Your date of birth"),
                hint=_("Like 27 3 2016"), wrong=_("Type a real date, like 27 3 2016"), optional=True,
                autocomplete="bday",
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
                key="their_reference", holds=Holds.DETAIL, kind=Kind.LINE, words=_("Number on our letter"),
                optional=True, longest=60,
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
