"""Where an invitation leads: somebody new chooses a password, then signs in with it and sets up their codes."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.domain.people import Refused
from portal.domain.words import _
from portal.services import people
from portal.web.language import gettext
from portal.web.staff.access import locks, office

DIFFERENT = _("The two passwords are not the same")


def invitation(token: str) -> Response | str | tuple[str, int]:
    """Only choosing a password uses the address up: programs that check mail look at it too."""
    if request.method != "POST":
        return _page() if people.invited(office(), token) else _over()
    password = request.form.get("password", "")
    if password != request.form.get("again", ""):
        return _page([{"text": gettext(DIFFERENT), "href": "#again"}]), 422
    try:
        taken_up = people.take_up(office(), locks(), token, password)
    except Refused as refusal:
        return _page([{"text": gettext(refusal.reason), "href": "#password"}]), 422
    return redirect(url_for("sign_in.login"), 303) if taken_up else _over()


def _page(errors: list[dict[str, str]] | None = None) -> str:
    return render_template("staff/invitation.html", action=request.path, errors=errors or [])


def _over() -> tuple[str, int]:
    return render_template("staff/invitation_over.html"), 404
