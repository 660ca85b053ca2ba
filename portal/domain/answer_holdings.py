"""What an answer can hold. Each question says it once; whoever must know goes by that, and not by a question's key."""

from enum import StrEnum


class Holds(StrEnum):
    """What the answer to one question holds: whom it is about, and what it is good for."""

    UNSAID = "unsaid"  # the question does not say; text is then treated as if it named somebody for us alone

    DANGER = "danger"  # that somebody is in danger or not safe
    NEWS = "news"  # that something new has happened, and what
    URGENCY = "urgency"  # that it cannot wait, and why

    GROUND = "ground"  # what they disagree with
    GROUND_KIND = "ground_kind"  # what that is about, of the form's own choices
    YOUNG_VOICE = "young_voice"  # what the young person says, of whoever speaks for them
    WISH = "wish"  # what would put it right
    MISSED = "missed"  # what we did not know
    WAS_TOLD = "was_told"  # what they were told about the decision

    RAISER_NAME = "raiser_name"
    CHILD = "child"  # the page about the child, or the children
    CHILD_NAME = "child_name"
    BIRTH = "birth"  # a child's
    AGE = "age"  # of a child, where it is not a date
    LIVES = "lives"  # where the child does
    SCHOOL = "school"
    NAMES = "names"  # somebody else, in free words
    NOT_TELL = "not_tell"  # whom we should not tell: for us alone

    WORK = "work"  # where somebody is asked in their job, and how they work with the child
    WORKPLACE = "workplace"
    TRIED = "tried"  # whom they asked before us

    WAYS = "ways"  # by which way they may be reached
    REACH = "reach"  # how and when
    EMAIL = "email"
    TELEPHONE = "telephone"
    ADDRESS = "address"  # the page of an address
    STREET = "street"
    TOWN = "town"
    POSTCODE = "postcode"

    CARE = "care"  # who knows of it, and whom to talk to: what to mind when we get in touch
    NEEDS = "needs"  # the help they need to take part
    STANDING = "standing"  # by what right they ask
    DETAIL = "detail"  # what points at nobody by itself: a reference, a language, a day


OWN_WORDS = frozenset({Holds.GROUND, Holds.GROUND_KIND, Holds.YOUNG_VOICE, Holds.WISH, Holds.MISSED, Holds.NEWS})
"""What somebody disagrees with, as they say it."""

CONTACT_PLAN = frozenset({Holds.WAYS, Holds.REACH, Holds.EMAIL, Holds.TELEPHONE, Holds.ADDRESS, Holds.RAISER_NAME})
"""How to reach the raiser, or not to: what they may change after sending."""
