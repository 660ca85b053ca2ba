"""What is asked of somebody who takes more time: in the unit that the policy counts, and only what it says."""

from collections.abc import Sequence
from dataclasses import replace

from portal.domain.i18n import _
from portal.domain.journey import Question
from portal.domain.policy.calendar import Span, TimeUnit
from portal.services.action_view import ActionView
from portal.web.i18n import gettext

ASKED: dict[TimeUnit, str] = {
    TimeUnit.HOURS: _("How many more hours?"),
    TimeUnit.DAYS: _("How many more days?"),
    TimeUnit.WORKING_DAYS: _("How many more working days?"),
    TimeUnit.SCHOOL_DAYS: _("How many more school days?"),
    TimeUnit.WEEKS: _("How many more weeks?"),
    TimeUnit.MONTHS: _("How many more months?"),
}

UP_TO: dict[TimeUnit, str] = {
    TimeUnit.HOURS: _("%(number)s hours"),
    TimeUnit.DAYS: _("%(number)s days"),
    TimeUnit.WORKING_DAYS: _("%(number)s working days"),
    TimeUnit.SCHOOL_DAYS: _("%(number)s school days"),
    TimeUnit.WEEKS: _("%(number)s weeks"),
    TimeUnit.MONTHS: _("%(number)s months"),
}


def fitted(parts: Sequence[Question], before: ActionView) -> tuple[str, list[Question]]:
    """The hint, and the parts with the unit of this stage in the question."""
    if before.longest is None:
        return "", list(parts)
    asked = ASKED[before.longest.unit]
    return _hint(before), [replace(part, words=asked) if part.key == "amount" else part for part in parts]


def _hint(before: ActionView) -> str:
    """Whose leave it is: the policy's, or a manager's where it says less or nothing."""
    if before.longest is None or before.allowed == before.longest:
        return gettext("The policy allows up to %(more)s more.") % {"more": _span(before.allowed)}
    most = gettext("As a manager you can give up to %(more)s more, with a reason.") % {"more": _span(before.longest)}
    if before.allowed:
        said = gettext("The policy allows up to %(more)s more.") % {"more": _span(before.allowed)}
    else:
        said = gettext("The policy gives no more time for this stage, or does not say.")
    return f"{said} {most}"


def _span(span: Span | None) -> str:
    return gettext(UP_TO[span.unit]) % {"number": span.amount} if span else ""
