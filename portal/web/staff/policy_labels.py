"""What staff pages call what a policy asks for, and under which conditions."""

from collections.abc import Mapping

from portal.domain.i18n import _
from portal.domain.policy.model import Act, OwnCondition, PolicyCondition, When
from portal.domain.policy.vocabulary import parts_of
from portal.domain.policy.word_meanings import TO_DO
from portal.web.i18n import gettext

DONE: Mapping[Act, str] = {
    Act.ACKNOWLEDGE: _("It was acknowledged, and they know what happens next"),
    Act.DISCUSS: _("The two sides talked"),
    Act.MEET: _("People met"),
    Act.REPLY: _("The other side replied"),
    Act.HAND_ON: _("It was handed on"),
    Act.NOTIFY: _("Those were told who have to be"),
}
"""What somebody says was done, of that."""

WORDS = {"step_words": TO_DO}
"""For the templates."""

CONDITIONS: Mapping[PolicyCondition, str] = {
    PolicyCondition.URGENT: _("Only if the child is at immediate or significant risk"),
    PolicyCondition.NEW_REFERRAL: _("Only for a new referral"),
    PolicyCondition.OPEN_CASE: _("Only for an open case"),
    PolicyCondition.OUT_OF_HOURS: _("Only out of hours"),
    PolicyCondition.SCHOOL_HOLIDAYS: _("Only in school holidays"),
    PolicyCondition.PROTECTION_PLAN: _("Only if the child has a child protection plan"),
    PolicyCondition.DECIDED: _("Once the stage is decided"),
    PolicyCondition.NO_ANSWER: _("Only if no answer came"),
    PolicyCondition.STILL_WORRIED: _("Only if the answer did not settle it"),
    PolicyCondition.POLICY_ISSUE: _("Only if it shows a gap in the policy itself"),
    PolicyCondition.LOOKED_AFTER: _("Only if the child is looked after"),
    PolicyCondition.IN_NEED: _("Only if the child has a child in need plan"),
    PolicyCondition.HOME_EDUCATED: _("Only if the child is home-educated"),
    PolicyCondition.COURT: _("Only if there are court proceedings"),
    PolicyCondition.PARENTS_DISAGREE: _("Only if the parents disagree with each other"),
}
"""Under which condition somebody has to be told, for staff."""


def only_if(when: When) -> str:
    """Under which conditions, as a sentence; blank for always."""
    return "; ".join(map(_only, parts_of(when)))


def _only(when: PolicyCondition | OwnCondition) -> str:
    if isinstance(when, OwnCondition):
        return gettext("Only if %(so)s") % {"so": str(when)}
    return gettext(CONDITIONS[when]) if when in CONDITIONS else ""
