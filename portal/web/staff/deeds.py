"""The forms of what staff do, by action.

A part without choices that needs some gets them from the challenge: see :mod:`portal.web.staff.act`.
"""

from collections.abc import Mapping

from portal.domain.people import Action
from portal.web.staff.form_parts import Form
from portal.web.staff.review_forms import CLOCK, RECORD, REVIEW
from portal.web.staff.triage_forms import TRIAGE

FORMS: Mapping[Action, Form] = {**TRIAGE, **CLOCK, **REVIEW, **RECORD}
"""In the order in which they are offered."""
