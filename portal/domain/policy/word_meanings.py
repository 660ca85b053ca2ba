"""What each word of a pack means, for ``portal explain``, staff pages and the reference. Data only."""

from collections.abc import Mapping
from enum import StrEnum

from portal.domain.disclosure.table import FACT_WORDS, Column, Fact, Show
from portal.domain.i18n import _
from portal.domain.policy.calendar import OnHolidays, TimeUnit
from portal.domain.policy.public_phrases import AGREEMENTS, CONDITIONS, MATTERS
from portal.domain.policy.vocabulary import (
    Act,
    Agreement,
    Breakdown,
    ExitWhen,
    Frequency,
    KeyPage,
    Matter,
    PolicyCondition,
    Start,
    Who,
)
from portal.domain.policy_rule import Absent, Audience

TO_DO: Mapping[StrEnum, str] = {
    Act.RAISE: _("Challenge the decision"),
    Act.ACKNOWLEDGE: _("Acknowledge it, and say what happens next"),
    Act.DISCUSS: _("Talk to the other side"),
    Act.MEET: _("Meet"),
    Act.REPLY: _("Reply"),
    Act.DECIDE: _("Decide"),
    Act.HAND_ON: _("Hand it on"),
    Act.NOTIFY: _("Tell those who have to be told"),
}
"""What has to be done before a clock runs out."""

AUDIENCES: Mapping[StrEnum, str] = {
    Audience.PARENT: _("A parent or carer"),
    Audience.FAMILY: _("Someone else in the family"),
    Audience.NEIGHBOUR: _("A friend or neighbour"),
    Audience.YOUNG_PERSON: _("The child or young person"),
    Audience.SPEAKING_FOR: _("Someone who speaks for a child or young person"),
    Audience.PROFESSIONAL: _("Someone who works with the child"),
}

_COLUMNS: dict[StrEnum, str] = {
    **{Column(audience.value): words for audience, words in AUDIENCES.items()},
    Column.FAMILY_MADE_CONTACT: _("Someone else in the family, who made the contact"),
    Column.NEIGHBOUR_MADE_CONTACT: _("A friend or neighbour, who made the contact"),
    Column.PROFESSIONAL_MADE_CONTACT: _("Someone who works with the child, who made the contact"),
    Column.IDENTIFIED: _("Anyone of whom we only know who they are"),
    Column.STRANGER: _("Anyone whom we have not checked"),
}

SPANS: Mapping[StrEnum, str] = {
    TimeUnit.IMMEDIATELY: _("on the same day"),
    TimeUnit.NEXT_MEETING: _("at the next meeting"),
    TimeUnit.NONE: _("none"),
    TimeUnit.NOT_STATED: _("not stated"),
}
"""Lengths of time that are not counted."""

WORDS: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    Absent: {Absent.NONE: _("none"), Absent.NOT_STATED: _("not stated")},
    Act: TO_DO,
    Agreement: AGREEMENTS,
    Audience: AUDIENCES,
    Breakdown: {
        Breakdown.AGENCY: _("for whom they work"),
        Breakdown.DECIDED_BY: _("whose decision it is about"),
        Breakdown.DISAGREEMENT: _("what kind of disagreement it is"),
        Breakdown.LADDER: _("which steps it goes by"),
    },
    Column: _COLUMNS,
    ExitWhen: {
        ExitWhen.ANY_TIME: _("at any time"),
        ExitWhen.AFTER_LAST_STAGE: _("after the last stage"),
        ExitWhen.AFTER_STAGE: _("after a stage that is named"),
    },
    Fact: {fact: words.staff for fact, words in FACT_WORDS.items()},
    Frequency: {
        Frequency.MONTHLY: _("every month"),
        Frequency.QUARTERLY: _("every three months"),
        Frequency.SIX_MONTHLY: _("every six months"),
        Frequency.YEARLY: _("every year"),
    },
    KeyPage: {
        KeyPage.THIS_FORM: _("what the form is for"),
        KeyPage.WHAT_TO_ASK: _("what somebody can ask"),
        KeyPage.WHO_SEES: _("who will see what somebody tells us"),
        KeyPage.WHAT_HAPPENS: _("what happens next"),
        KeyPage.STAY_SAFE: _("how to stay safe and get help"),
    },
    Matter: MATTERS,
    OnHolidays: {
        OnHolidays.CLOSED: _("closed on bank holidays"),
        OnHolidays.AS_USUAL: _("on bank holidays as well"),
        OnHolidays.ALL_DAY: _("all day on bank holidays"),
    },
    PolicyCondition: CONDITIONS,
    Show: {
        Show.FULL: _("told"),
        Show.RELEASED: _("told what a named person has released to them"),
        Show.GIST: _("told a fixed, neutral sentence"),
        Show.WITHHELD: _("not told"),
    },
    Start: {
        Start.CONTACT: _("when the MASH first heard of the child"),
        Start.DECISION: _("when the person was told the decision"),
        Start.DISAGREEMENT: _("when the challenge itself arrived"),
        Start.REQUEST: _("when it reached this stage"),
        Start.STEP: _("when the step before was done"),
        Start.TAKEN: _("when a reviewer took it on"),
        Start.MEETING: _("when they met or talked"),
        Start.REPLY: _("when the other side replied"),
        Start.NOTICE: _("when those who have to be told were told"),
    },
    Who: {
        Who.RAISER: _("whoever challenges the decision"),
        Who.REVIEWER: _("the reviewer"),
        Who.MANAGER: _("the manager of whoever challenges it"),
    },
}


def meaning_of(word: StrEnum) -> str:
    """A word of a pack in words that are translated; itself where nobody has said."""
    return WORDS.get(type(word), {}).get(word, word.value)
