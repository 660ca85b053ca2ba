"""A challenge as staff read it: how to reach the raiser safely, then all that they said."""

from flask import abort, render_template

from portal.services import reading
from portal.web.staff.access import actor, office

FROM_THE_LIST = "opened from the list"


def challenge(reference: str) -> str:
    found = reading.challenge(office(), actor(), reference, FROM_THE_LIST)
    if found is None:
        abort(404)
    if isinstance(found, reading.Emptied):
        return render_template("staff/erased.html", challenge=found)
    return render_template("staff/challenge.html", challenge=found)
