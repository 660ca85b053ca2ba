"""The form of all of a review on one page. Data only: each part is that of its single form, with a key of its own."""

from collections.abc import Mapping
from dataclasses import replace

from portal.domain.challenge.action_rule import AnyAction
from portal.domain.challenge.full_review import FULL_REVIEW
from portal.domain.challenge.review import DECIDE, DECIDE_GROUND, FIND
from portal.domain.i18n import _
from portal.domain.journey import Question
from portal.web.staff.decision_forms import DECISION
from portal.web.staff.form_parts import ActionForm, asks


def _part(action: AnyAction, key: str) -> Question:
    return next(part for part in DECISION[action].question.parts if part.key == key)


# fmt: off
FULL_REVIEW_FORM: Mapping[AnyAction, ActionForm] = {
    FULL_REVIEW: ActionForm(
        asks(
            _("Review: findings and new decision"), "",
            replace(_part(DECIDE_GROUND, "outcome"), key="finding", hint=""),
            replace(_part(DECIDE_GROUND, "reasons"), key="because"),
            replace(_part(DECIDE_GROUND, "basis"), key="applied"),
            *(_part(FIND, key) for key in ("evidence", "consulted", "new", "seen", "views")),
            *(_part(DECIDE, key) for key in ("decision", "threshold", "reasons", "alternatives", "independent")),
        ),
        _("Sign off the review"), _("The review is signed off."), "decision", refused="decision",
        headings={"evidence": _("Evidence, and the child's views"), "decision": _("The new decision")},
    ),
}
# fmt: on
