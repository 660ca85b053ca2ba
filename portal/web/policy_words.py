"""What a policy says, in words that are translated: lengths of time, and under what something holds."""

from collections.abc import Mapping

from portal.domain.i18n import _
from portal.domain.policy.calendar import Span, TimeUnit
from portal.domain.policy.model import Act, Matter, PolicyCondition
from portal.web.i18n import ngettext


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

MATTERS: Mapping[Matter, str] = {
    Matter.CONDUCT: _("a worry that someone who works with children may have hurt a child, or is not safe with them"),
    Matter.ADULT: _("an adult who may not be safe"),
    Matter.ONE_AGENCY: _("a disagreement between people who work for the same organisation"),
    Matter.CONFERENCE: _("what a child protection conference decided"),
    Matter.OTHER_AREA: _("a decision of another council"),
    Matter.PLAN: _("how a plan that helps a child is going. Say it at the next meeting about the plan"),
}
"""What a policy does not cover, after "This form is not for"."""

CONDITIONS: Mapping[PolicyCondition, str] = {
    PolicyCondition.ALWAYS: _("always"),
    PolicyCondition.URGENT: _("a child is not safe now"),
    PolicyCondition.NEW_REFERRAL: _("no social worker works with the family yet"),
    PolicyCondition.OPEN_CASE: _("a social worker works with the family"),
    PolicyCondition.OUT_OF_HOURS: _("our office is closed"),
    PolicyCondition.PROTECTION_PLAN: _("the child has a child protection plan"),
    PolicyCondition.NO_ANSWER: _("nobody answered in time"),
    PolicyCondition.STILL_WORRIED: _("they are still worried after the answer"),
    PolicyCondition.POLICY_ISSUE: _("it shows a gap in the policy itself"),
}
"""Under what a step, a ladder or a notification holds."""
