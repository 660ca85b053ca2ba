"""A challenge as staff read it: how to reach the raiser safely, then all that they said; and what staff do."""

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.domain.people import Action, Refused
from portal.services import handling, reading
from portal.web import fields
from portal.web.language import gettext
from portal.web.staff import kept
from portal.web.staff.access import actor, office
from portal.web.staff.forms import ANSWER_ADVOCATE

FROM_THE_LIST = "opened from the list"
TO_PUT_RIGHT = "shown again with what was wrong in a form"


def challenge(reference: str) -> str:
    return _page(reference, FROM_THE_LIST, fields.Read({}))


def answer_advocate(reference: str) -> Response | tuple[str, int]:
    """Tell the young person who will help them; a refusal stands where the form is, with what was typed."""
    read = fields.form_for(ANSWER_ADVOCATE, request.form)
    problems = read.problems
    if not problems:
        try:
            handling.act(office(), actor(), reference, Action.ANSWER_ADVOCATE, **read.values)
            return redirect(url_for("staff.challenge", reference=reference), 303)
        except Refused as refusal:
            problems = (fields.Problem("words", gettext(refusal.reason), "#words"),)
    return _page(reference, TO_PUT_RIGHT, fields.Read({}, problems, read.raw)), 422


def _page(reference: str, why: str, read: fields.Read) -> str:
    found = reading.challenge(office(), actor(), reference, why)
    if found is None:
        abort(404)
    if isinstance(found, reading.Emptied):
        return render_template("staff/erased.html", challenge=found)
    typed = read.raw or kept.filled(ANSWER_ADVOCATE, url_for("staff.answer_advocate", reference=reference))
    asked = Action.ANSWER_ADVOCATE in found.may or typed or read.problems
    form = fields.render(ANSWER_ADVOCATE, typed, read.problems, "") if asked else ""
    more = {"reference": reference, "errors": read.problems, "advocate_form": form}
    return render_template("staff/challenge.html", challenge=found, **more)
