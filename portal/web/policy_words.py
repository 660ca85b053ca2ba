"""What a policy says, in words that are translated: lengths of time, and what comes before the first stage."""

from collections.abc import Mapping

from portal.domain.i18n import _
from portal.domain.policy.calendar import Span, TimeUnit
from portal.domain.policy.model import Act
from portal.domain.policy.word_meanings import CONDITIONS, MATTERS
from portal.web.i18n import ngettext

__all__ = ["BEFORE", "CONDITIONS", "MATTERS", "span"]


def span(value: Span) -> str:
    """A length of time that is counted, like "5 working days"; blank for any other."""
    number = value.amount
    return {
        TimeUnit.HOURS: ngettext("%(num)s hour", "%(num)s hours", number),
        TimeUnit.DAYS: ngettext("%(num)s day", "%(num)s days", number),
        TimeUnit.WORKING_DAYS: ngettext("%(num)s working day", "%(num)s working days", number),
        TimeUnit.WEEKS: ngettext("%(num)s week", "%(num)s weeks", number),
        TimeUnit.MONTHS: ngettext("%(num)s month", "%(num)s months", number),
    }.get(value.unit, "") % {"num": number}


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
