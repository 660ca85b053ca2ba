"""The forms of what staff do, by action.

A part without choices that needs some gets them from the challenge: see :mod:`portal.web.staff.case_actions`.
"""

from collections.abc import Mapping

from flask import abort

from portal.domain.challenge.action_rule import AnyAction
from portal.web.app_factory import NotAllowed
from portal.web.staff.access import actor
from portal.web.staff.check_forms import CHECKS
from portal.web.staff.decision_forms import DECISION, ORIGINAL
from portal.web.staff.form_parts import ActionForm
from portal.web.staff.full_review_form import FULL_REVIEW_FORM
from portal.web.staff.full_triage_form import FULL_TRIAGE
from portal.web.staff.review_forms import CLOCK, RECORD, REVIEW
from portal.web.staff.triage_forms import TRIAGE

FORMS: Mapping[AnyAction, ActionForm] = {
    **FULL_TRIAGE,
    **CHECKS,
    **TRIAGE,
    **ORIGINAL,
    **CLOCK,
    **FULL_REVIEW_FORM,
    **DECISION,
    **REVIEW,
    **RECORD,
}
"""In the order in which they are offered."""


def form_of(action: str) -> AnyAction:
    """The action of this name, if it is done with a form and by somebody in this role. Raises :class:`NotAllowed`."""
    wanted = next((each for each in FORMS if each == action), None)
    if wanted is None:
        abort(404)
    if not actor().may(wanted):
        raise NotAllowed
    return wanted
