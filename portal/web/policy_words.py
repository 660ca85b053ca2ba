"""What a policy says, in words that are translated: lengths of time, and what comes before the first stage."""

from collections.abc import Iterable, Mapping
from datetime import date

from markupsafe import Markup

from portal.domain.i18n import _
from portal.domain.policy import public_description
from portal.domain.policy.calendar import Hours, OnHolidays, Span, TimeUnit
from portal.domain.policy.model import Act, Audience
from portal.domain.policy.phrases import Voice, condition_words
from portal.domain.policy.public_phrases import AUDIENCES, MATTERS
from portal.domain.policy.vocabulary import When
from portal.domain.policy.word_meanings import SPANS, meaning_of
from portal.web.answer_lines import opening
from portal.web.i18n import day, gettext, listed, month, named, ngettext

__all__ = ["AUDIENCES", "BEFORE", "MATTERS", "VOICE", "condition", "span"]


def span(value: Span) -> str:
    """A length of time that is counted, like "5 working days"; blank for any other."""
    number = value.amount
    return {
        TimeUnit.HOURS: ngettext("%(num)s hour", "%(num)s hours", number),
        TimeUnit.DAYS: ngettext("%(num)s day", "%(num)s days", number),
        TimeUnit.WORKING_DAYS: ngettext("%(num)s working day", "%(num)s working days", number),
        TimeUnit.SCHOOL_DAYS: ngettext("%(num)s school day", "%(num)s school days", number),
        TimeUnit.WEEKS: ngettext("%(num)s week", "%(num)s weeks", number),
        TimeUnit.MONTHS: ngettext("%(num)s month", "%(num)s months", number),
        TimeUnit.YEARS: ngettext("%(num)s year", "%(num)s years", number),
    }.get(value.unit, "") % {"num": number}


def _in_words(value: Span) -> str:
    return span(value) or gettext(SPANS[value.unit])


def _month(value: date) -> str:
    return month(f"{value:%Y-%m}")


def _hours(value: Hours) -> str:
    closed = [gettext(meaning_of(value.holidays))] if value.holidays is OnHolidays.CLOSED else []
    return listed([*opening(value), *closed])


def _marked(text: str) -> Markup:
    return Markup(gettext(text))  # noqa: S704  # a text of ours


VOICE = Voice(gettext=_marked, span=_in_words, day=day, month=_month, hours=_hours, own=named)
"""Says what a description holds in the language of this request."""


def condition(when: When) -> str:
    """A condition as the end of a sentence that begins with "if"."""
    return VOICE.say(condition_words(when))


def whom(audiences: Iterable[Audience]) -> str:
    """Who these are, in plain words."""
    return VOICE.say(public_description.whom(audiences))


BEFORE: Mapping[Act, str] = {
    Act.RAISE: _("Say that you do not agree."),
    Act.ACKNOWLEDGE: _("Say that you have heard."),
    Act.DISCUSS: _("Talk to each other."),
    Act.MEET: _("Meet."),
    Act.REPLY: _("Answer each other."),
    Act.DECIDE: _("Decide what to do."),
    Act.HAND_ON: _("If you do not agree, both tell your managers."),
    Act.NOTIFY: _("Tell those who have to know."),
}
"""What those who disagree do before the first stage."""
