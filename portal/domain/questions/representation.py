"""Somebody who acts for a parent or another adult of the family: whom, and by what right. Data, and who is meant.

Source: Mental Capacity Act 2005, sections 1 and 4; Data Protection Act 2018, as guidance of the Information
Commissioner reads it: who acts for somebody shows that they may.
"""

from collections.abc import Mapping

from portal.domain.answer_holdings import Holds
from portal.domain.conditions import Both, Is
from portal.domain.i18n import _
from portal.domain.journey import Answers, Choice, Kind, Question
from portal.domain.policy.model import Audience

ACTS_FOR: Mapping[str, Audience] = {"for_parent": Audience.PARENT, "for_family": Audience.FAMILY}
"""Of the answers to who somebody is, those of who acts for somebody else, and whom they act for."""

ACTING = Is("who", *ACTS_FOR)
WHOM = "contact_whom"
THEM = Both(ACTING, Is(WHOM, "them"))
"""We are to contact the person they act for, and not them."""


def acts_for_other(answers: Answers) -> bool:
    """Whether somebody else sent it for its raiser."""
    return answers.get("who") in ACTS_FOR


def audience_of(answers: Answers) -> Audience:
    """Which kind of raiser it is: that of the person acted for, whose disagreement it is."""
    who = answers["who"]
    return ACTS_FOR.get(who) or Audience(who)


def asked_of(*audiences: str) -> Is:
    """A question is for these, and for whoever acts for one of them."""
    return Is("who", *audiences, *(who for who, audience in ACTS_FOR.items() if audience in audiences))


# fmt: off
WHO_CHOICES = (
    Choice("for_parent", _("I speak for a parent or carer")),
    Choice("for_family", _("I speak for someone else in the family")),
)

ACTING_FOR = Question(
    key="acting", holds=Holds.STANDING, slug="acting-for", kind=Kind.GROUP, section=_("About you"), apart=True,
    words=_("You and the person you act for"), when=ACTING,
    parts=(
        Question(
            key="acting_name", holds=Holds.RAISER_NAME, kind=Kind.LINE, words=_("What is their name?"),
            short=_("Who you are acting for"), empty=_("Enter the name of the person you act for"), longest=200,
        ),
        Question(
            key="acting_as", holds=Holds.STANDING, kind=Kind.ONE, words=_("How do you know this person?"),
            choices=(
                Choice("advocate", _("I am an advocate for them")),
                Choice("solicitor", _("I am their solicitor")),
                Choice("interpreter", _("I interpret or translate for them")),
                Choice("friend", _("I am their friend or relative")),
                Choice(
                    "other", _("Something else"),
                    parts=(
                        Question(
                            key="acting_as.words", holds=Holds.STANDING, kind=Kind.LINE,
                            words=_("What are you to them?"), empty=_("Enter what you are to them"), longest=200,
                        ),
                    ),
                ),
            ),
            empty=_("Select how you know this person"),
        ),
        Question(
            key="agreed", holds=Holds.STANDING, kind=Kind.ONE, words=_("Have they agreed to this?"),
            hint=_("We will check this before we tell you anything about this person."),
            short=_("They have agreed to this"),
            choices=(
                Choice("signed", _("Yes, they signed something to say so"), _("We may ask to see it.")),
                Choice("asked", _("Yes, and you can ask them")),
                Choice(
                    "cannot", _("They cannot decide this for themselves"),
                    parts=(
                        Question(
                            key="agreed.authority", holds=Holds.STANDING, kind=Kind.WORDS,
                            words=_("Why can you act for them?"),
                            hint=_("For example, a power of attorney, or a decision in their best interests."),
                            empty=_("Tell us why you can act for them"),
                        ),
                    ),
                ),
                Choice("no", _("No, not yet")),
            ),
            empty=_("Select if they have agreed to this"),
        ),
    ),
)

_THEIR_WAY = Question(
    key="their_way", holds=Holds.WAYS, kind=Kind.ONE, words=_("How can we contact the person you act for?"),
    hint=_("Only choose a way that is safe for them."), short=_("Contacting the person you act for"),
    choices=(
        Choice(
            "email", _("Email"),
            parts=(
                Question(
                    key="their_email", holds=Holds.EMAIL, kind=Kind.EMAIL, words=_("Their email address"),
                    empty=_("Enter their email address"),
                    wrong=_("Enter an email address in the correct format, like name@example.com"),
                    autocomplete="off", longest=254,
                ),
            ),
        ),
        Choice(
            "text", _("Text message"),
            parts=(
                Question(
                    key="their_mobile", holds=Holds.TELEPHONE, kind=Kind.MOBILE, words=_("Their mobile number"),
                    empty=_("Enter their mobile number"), wrong=_("Enter a mobile number, like 07700 900 982"),
                    autocomplete="off", longest=40,
                ),
            ),
        ),
    ),
    empty=_("Select how we can contact them"),
)

CONTACT_WHOM = Question(
    key=WHOM, holds=Holds.WAYS, slug="who-to-contact", kind=Kind.ONE, section=_("Keeping in touch safely"), apart=True,
    words=_("Who should we contact?"), when=ACTING,
    choices=(
        Choice("me", _("Me")),
        Choice("them", _("The person I act for")),
        Choice("both", _("Both of us"), parts=(_THEIR_WAY,)),
    ),
    empty=_("Select who we should contact"),
)
# fmt: on


def second_way(answers: Answers) -> tuple[str, str]:
    """Where the person acted for is to hear of it too: the channel and the address; blank where only one hears."""
    if not acts_for_other(answers) or answers.get(WHOM) != "both":
        return "", ""
    way = answers["their_way"]
    return way, answers["their_email" if way == "email" else "their_mobile"]
