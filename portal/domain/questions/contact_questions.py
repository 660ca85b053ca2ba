"""How adults say that they may be reached: first which ways are safe, then how and when. Data only."""

from dataclasses import replace

from portal.domain.answer_holdings import Holds
from portal.domain.conditions import Both, Either, Has, Is, Not, Several
from portal.domain.i18n import _
from portal.domain.journey import Choice, Kind, Question
from portal.domain.policy.model import Audience
from portal.domain.questions.representation import CONTACT_WHOM, THEM

NO_CONTACT = "none"
SEVERAL_WAYS = Several("safe", ("email", "text", "letter"))
"""There is another way to write to them."""

SECTION = _("Keeping in touch safely")
_YES = Choice("yes", _("Yes"))
_NO = Choice("no", _("No"))
_AT_WORK = Is("who", Audience.PROFESSIONAL)
_BY_TELEPHONE = Has("safe", "telephone")

# fmt: off
_EMAIL = Question(
    key="email", holds=Holds.EMAIL, kind=Kind.EMAIL, words=_("What is your email address?"),
    hint=_("We will not put anything private in an email."), short=_("Email address"),
    empty=_("Enter your email address"),
    wrong=_("Enter an email address in the correct format, like name@example.com"), autocomplete="email", longest=254,
)
CALLED = "telephone"
"""The key under which stands the number that is safe to call."""

_MOBILE = Question(
    key="mobile", holds=Holds.TELEPHONE, kind=Kind.MOBILE, words=_("What mobile number can we text?"),
    hint=_("We will not put anything private in a text."), short=_("Mobile number for texts"),
    empty=_("Enter your mobile number"), wrong=_("Enter a mobile number, like 07700 900 982"), autocomplete="tel",
    longest=40,
)
_TELEPHONE = Question(
    key=CALLED, holds=Holds.TELEPHONE, kind=Kind.PHONE, words=_("What number can we call?"),
    short=_("Number to call"), empty=_("Enter a telephone number"),
    wrong=_("Enter a telephone number, like 01632 960 001 or 07700 900 982"), autocomplete="tel", longest=40,
)
_ADDRESS = Question(
    key="address", holds=Holds.ADDRESS, kind=Kind.GROUP, words=_("Where can we send a letter?"),
    short=_("Address for letters"),
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
            empty=_("Enter a town or city"), autocomplete="address-level2", longest=120,
        ),
        Question(
            key="address.postcode", holds=Holds.POSTCODE, kind=Kind.POSTCODE, words=_("Postcode"),
            empty=_("Enter a postcode"), autocomplete="postal-code", longest=40,
        ),
    ),
)
NAME = Question(
    key="name", holds=Holds.RAISER_NAME, kind=Kind.LINE, words=_("What should we call you?"),
    hint=_("Your first name is enough."), short=_("Your name"), empty=_("Enter what we should call you"),
    autocomplete="name", longest=200,
)
SAFE = Question(
    key="safe", holds=Holds.WAYS, kind=Kind.SOME, apart=True, words=_("What are safe ways to contact you?"),
    hint=_("Think about who else can see your phone, email or post. Select all that are safe."),
    short=_("Safe ways to contact you"), when=Not(THEM),
    choices=(
        Choice("email", _("Email"), parts=(_EMAIL,)),
        Choice("text", _("Text message"), parts=(_MOBILE,)),
        Choice("telephone", _("Phone call"), parts=(_TELEPHONE,)),
        Choice("letter", _("Letter"), parts=(_ADDRESS,)),
        Choice(
            NO_CONTACT, _("Do not contact me"), _("You can come back here with a code to see what is happening."),
            alone=True,
        ),
    ),
    empty=_("Select the safe ways to contact you, or 'Do not contact me'"),
)
SAFE_FOR_THEM = replace(
    SAFE,
    words=_("What are safe ways to contact them?"), hint=_("Select all that are safe."),
    short=_("Safe ways to contact the person you act for"), when=THEM,
    choices=(
        Choice(
            "email", _("Email"),
            parts=(
                replace(
                    _EMAIL, words=_("Their email address"), empty=_("Enter their email address"), autocomplete="off",
                ),
            ),
        ),
        Choice(
            "text", _("Text message"),
            parts=(replace(_MOBILE, empty=_("Enter their mobile number"), autocomplete="off"),),
        ),
        Choice("telephone", _("Phone call"), parts=(replace(_TELEPHONE, autocomplete="off"),)),
        Choice(
            "letter", _("Letter"),
            parts=(replace(_ADDRESS, parts=tuple(replace(part, autocomplete="off") for part in _ADDRESS.parts)),),
        ),
        replace(SAFE.choices[4], words=_("Do not contact them")),
    ),
    empty=_("Select the safe ways to contact them, or 'Do not contact them'"),
)
"""The same, of whoever somebody acts for: no browser fills in what is its owner's own."""

CONTACT_QUESTIONS: tuple[Question, ...] = (
    CONTACT_WHOM,
    Question(
        key="ways", holds=Holds.WAYS, slug="safe-ways", kind=Kind.GROUP, section=SECTION, apart=True,
        words=_("How we can contact you"), when=Not(_AT_WORK), parts=(NAME, SAFE, SAFE_FOR_THEM),
    ),
    Question(
        key="reach", holds=Holds.REACH, slug="safe-times", kind=Kind.GROUP, section=SECTION, apart=True,
        words=_("When we contact you"), when=Both(Not(_AT_WORK), Not(Has("safe", NO_CONTACT))),
        parts=(
            Question(
                key="say_who", holds=Holds.REACH, kind=Kind.ONE, words=_("Can we say who we are?"),
                hint=_("Someone else might answer the phone, or see a message or an envelope."),
                short=_("Saying who we are"),
                choices=(
                    Choice("yes", _("Yes, you can say that you are {council}")),
                    Choice("no", _("No, do not say who you are")),
                ),
                empty=_("Select if we can say who we are"),
            ),
            Question(
                key="voicemail", holds=Holds.REACH, kind=Kind.ONE, words=_("Can we leave a voice message?"),
                short=_("Leaving a voice message"), when=_BY_TELEPHONE, choices=(_NO, _YES),
                empty=_("Select yes if we can leave a voice message"),
            ),
            Question(
                key="times", holds=Holds.REACH, kind=Kind.SOME, words=_("When is it safe to call or text?"),
                hint=_("Select all that are safe."), short=_("Safe times"),
                when=Either(_BY_TELEPHONE, Has("safe", "text")),
                choices=(
                    Choice("morning", _("Mornings, 9am to noon")),
                    Choice("afternoon", _("Afternoons, noon to 5pm")),
                    Choice("evening", _("Evenings, 5pm to 8pm")),
                    Choice("any", _("Any time"), alone=True),
                ),
                empty=_("Select when it is safe to call or text"),
            ),
            Question(
                key="safe_word", holds=Holds.REACH, kind=Kind.LINE, words=_("A word we will say first when we call"),
                hint=_("Choose any word. If the caller does not say it, it is not us."), short=_("Word we say first"),
                when=_BY_TELEPHONE, optional=True, longest=40,
            ),
            Question(
                key="fallback", holds=Holds.REACH, kind=Kind.ONE,
                words=_("If a message does not arrive, can we try another way?"),
                hint=_("We will only use the ways you chose: email first, then text, then letter."),
                short=_("Trying another way"), when=SEVERAL_WAYS, choices=(_YES, _NO),
                empty=_("Select yes if we can try another way"),
            ),
        ),
    ),
    Question(
        key="work_contact", holds=Holds.WAYS, slug="work-contact", kind=Kind.GROUP, section=SECTION,
        words=_("How can we contact you at work?"), short=_("At work"), when=_AT_WORK,
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
)
# fmt: on
