"""A challenge as staff read it: how to reach the raiser safely, then all that they said; and what staff can do."""

from flask import abort, render_template

from portal.services import reading
from portal.web.staff.access import actor, office
from portal.web.staff.deeds import FORMS

FROM_THE_LIST = "opened from the list"


def challenge(reference: str) -> str:
    found = reading.challenge(office(), actor(), reference, FROM_THE_LIST)
    if found is None:
        abort(404)
    if isinstance(found, reading.Emptied):
        return render_template("staff/erased.html", challenge=found)
    actions = {action: form.question.words for action, form in FORMS.items() if action in found.may}
    return render_template("staff/challenge.html", challenge=found, reference=reference, actions=actions)


def section(reference: str, section: str) -> str:  # noqa: ARG001 - all of them are on one page so far
    return challenge(reference)
