"""The words of a pack: what it says with one out of a few."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Self


class Act(StrEnum):
    """What has to be done before a clock runs out."""

    RAISE = "raise"  # the challenge
    DECIDE = "decide"
    ACKNOWLEDGE = "acknowledge"
    DISCUSS = "discuss"
    MEET = "meet"
    REPLY = "reply"
    HAND_ON = "hand on"  # to the next stage or person
    NOTIFY = "notify"


ANSWERS = frozenset({Act.DECIDE, Act.REPLY, Act.MEET, Act.DISCUSS})
"""What brings the raiser an answer: by the last of these they are promised it."""


class Start(StrEnum):
    """The event that starts a clock."""

    CONTACT = "contact"  # the MASH receives the first contact
    DECISION = "decision"  # the person is told the decision
    DISAGREEMENT = "disagreement"  # the challenge arrives, whatever stage it has reached since
    REQUEST = "request"  # the challenge, or the wish to go on to this stage, arrives
    STEP = "step before"  # what the clock before this one is for was done
    TAKEN = "taken"  # a reviewer takes the review on
    MEETING = "meeting"  # a meeting was held, or a discussion
    REPLY = "reply"  # the other side answered
    NOTICE = "notice"  # somebody was notified


class PolicyCondition(StrEnum):
    """When a ladder, a rung, a route or a notification applies."""

    ALWAYS = "always"
    URGENT = "urgent"  # the child is at immediate or significant risk
    NEW_REFERRAL = "new referral"
    OPEN_CASE = "open case"
    OUT_OF_HOURS = "out of hours"
    SCHOOL_HOLIDAYS = "school holidays"  # between two terms of the pack
    PROTECTION_PLAN = "child protection plan"
    DECIDED = "decided"  # the review of the stage is over
    NO_ANSWER = "no answer"
    STILL_WORRIED = "still worried"  # the answer did not settle it
    POLICY_ISSUE = "policy issue"  # it shows a gap in the policy itself
    LOOKED_AFTER = "looked after"  # the child is looked after by a council
    IN_NEED = "child in need plan"
    HOME_EDUCATED = "home educated"
    COURT = "court proceedings"  # a court decides about the child
    PARENTS_DISAGREE = "parents disagree"  # those with parental responsibility, about the decision


class OwnCondition(str):
    """A condition that only this policy has, in its own words: "the child is new to the area".

    It is written with "if" before it, and the pack says with which question it is asked.
    """

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """From the words of a pack: "if the child is new to the area"."""
        begun, _, so = text.partition(" ")
        if begun != "if" or not so.strip():
            raise ValueError(f"“{text[:60]}” does not begin with “if”")
        return cls(so.strip())

    @property
    def value(self) -> str:
        """As it is written."""
        return f"if {self}"


class Together(str):
    """Conditions that all have to hold: "urgent + out of hours"."""

    __slots__ = ()

    @classmethod
    def of(cls, each: Iterable[PolicyCondition | OwnCondition]) -> "When":
        """From several conditions; of one, that itself. Raises :class:`ValueError` where they are not several."""
        parts = tuple(dict.fromkeys(each))
        if not parts or PolicyCondition.ALWAYS in parts:
            raise ValueError("Write the conditions that all have to hold, without “always”")
        return parts[0] if len(parts) == 1 else cls(_JOINED.join(part.value for part in parts))

    @property
    def value(self) -> str:
        """As it is stored."""
        return str(self)

    @property
    def parts(self) -> tuple[PolicyCondition | OwnCondition, ...]:
        return tuple(_one_from(part) for part in self.split(_JOINED))


_JOINED = " + "

When = PolicyCondition | OwnCondition | Together
"""When a rule holds: one of the words that every policy has, what this policy says itself, or several together."""


def parts_of(when: When | None) -> tuple[PolicyCondition | OwnCondition, ...]:
    """The conditions that have to hold: several where they are written together; none where there is none."""
    return when.parts if isinstance(when, Together) else () if when is None else (when,)


def _one_from(stored: str) -> PolicyCondition | OwnCondition:
    return OwnCondition.parse(stored) if stored.startswith("if ") else PolicyCondition(stored)


def condition_from(stored: str) -> When:
    """It back from its value."""
    return Together(stored) if _JOINED in stored else _one_from(stored)


AT_FIRST = frozenset(
    {
        PolicyCondition.ALWAYS, PolicyCondition.URGENT, PolicyCondition.NEW_REFERRAL, PolicyCondition.OPEN_CASE,
        PolicyCondition.OUT_OF_HOURS, PolicyCondition.PROTECTION_PLAN, PolicyCondition.LOOKED_AFTER,
        PolicyCondition.IN_NEED, PolicyCondition.HOME_EDUCATED, PolicyCondition.COURT, PolicyCondition.PARENTS_DISAGREE,
        PolicyCondition.SCHOOL_HOLIDAYS,
    }
)  # fmt: skip
"""What is known when a challenge begins, and never changes for it."""


BY_THE_CLOCK = frozenset({PolicyCondition.OUT_OF_HOURS, PolicyCondition.SCHOOL_HOLIDAYS})
"""What nobody is asked: the moment at which a challenge arrives tells."""


def known_at_first(when: When | None) -> bool:
    """Whether it is known when a challenge begins: so is what the form asks about."""
    parts = parts_of(when)
    return bool(parts) and all(each in AT_FIRST or isinstance(each, OwnCondition) for each in parts)


class Breakdown(StrEnum):
    """By what a report for learning counts challenges besides what each does."""

    AGENCY = "agency"  # for whom the raiser works
    DECIDED_BY = "whose decision"
    DISAGREEMENT = "kind of disagreement"
    LADDER = "ladder"


class Matter(StrEnum):
    """What a policy does not cover, and who else looks at."""

    CONDUCT = "conduct of staff"  # somebody who works with children may have harmed one, or be no longer fit to
    ADULT = "adult at risk"
    ONE_AGENCY = "one agency"  # people of the same agency disagree
    CONFERENCE = "conference"  # what a child protection conference decided
    OTHER_AREA = "another area"  # another council's decision
    OTHER = "other"  # in the pack's own words
    PLAN = "plan in place"  # how a plan for the child is carried out, which its meetings look at


class Who(StrEnum):
    RAISER = "raiser"
    REVIEWER = "reviewer"
    MANAGER = "manager"  # the raiser's own


class Agreement(StrEnum):
    """Which of a panel have to be for a decision."""

    UNANIMOUS = "unanimous"
    MAJORITY = "majority"
    CASTING_VOTE = "casting vote"  # a majority; where half are for it, the chair's vote counts
    CHAIR = "chair"  # decides, once the others have been heard


class ExitWhen(StrEnum):
    ANY_TIME = "any time"
    AFTER_LAST_STAGE = "after the last stage"
    AFTER_STAGE = "after the stage"


class KeyPage(StrEnum):
    """The pages that are there in Easy Read, and in sign language where a council has films of them."""

    THIS_FORM = "this form"
    WHAT_TO_ASK = "what to ask"
    WHO_SEES = "who sees"
    WHAT_HAPPENS = "what happens"
    STAY_SAFE = "stay safe"


class Frequency(StrEnum):
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    SIX_MONTHLY = "six-monthly"
    YEARLY = "yearly"
