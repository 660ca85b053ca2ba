"""Showing once more that it is they: what is grave takes a confirmation within the 5 minutes before."""

from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Blueprint, Flask, redirect, render_template, request, session, url_for
from flask_security import user_authenticated
from werkzeug.wrappers import Response

from portal.domain.characters import letters_and_digits
from portal.services import accounts
from portal.web.language import gettext
from portal.web.security import network
from portal.web.staff import access, kept
from portal.web.staff.access import account, actor, locks, office
from portal.web.staff.sign_in import NO_CODE, WRONG_CODE

GOOD_FOR = timedelta(minutes=5)


def install(app: Flask) -> None:
    """To be installed after :func:`access.guard`: nobody confirms what they may not do anyway."""
    app.before_request(_ask_again)
    user_authenticated.connect(_signed_in, app)
    pages = Blueprint("confirm", __name__)
    pages.add_url_rule("/confirm", "confirm", confirm, methods=["GET", "POST"])
    app.register_blueprint(pages)


def confirmed() -> None:
    """The person has just shown that it is they."""
    session["sure"] = office().now().timestamp()


def sure() -> bool:
    return office().now() - datetime.fromtimestamp(session.get("sure", 0), UTC) < GOOD_FOR


def confirm() -> Any:
    """Ask for a code, or for signing in at work again; then lead back."""
    onward = kept.where(request.args.get("next", ""))
    problem = _problem() if request.method == "POST" else ""
    if request.method == "POST" and not problem:
        confirmed()
    if sure():
        return redirect(onward, 303)
    page = render_template(
        "staff/confirm.html",
        action=request.full_path,
        again=url_for("openid.start_again", next=onward),
        codes=account().has_codes,
        sent="sent" in request.args,
        errors=[{"text": gettext(problem), "href": "#code"}] if problem else [],
    )
    return page, 422 if problem else 200


def _problem() -> str:
    """What is wrong with the code that was sent, if anything. Tries are counted as at signing in."""
    code, known = letters_and_digits(request.form.get("code", "")), account()
    if not code:
        return NO_CODE
    return "" if accounts.with_code(office(), locks(), known, code, network()) else WRONG_CODE


def _ask_again() -> Response | None:
    if not access.grave() or sure():
        return None
    if request.endpoint in access.FILES:  # a file shows no page to lead back to
        onward = url_for("staff.section", reference=(request.view_args or {})["reference"], section="record")
        return redirect(url_for("confirm.confirm", next=onward))
    if request.method != "POST":
        return redirect(url_for("confirm.confirm", next=kept.where(request.full_path)))
    kept.put_by(actor().key)
    return redirect(url_for("confirm.confirm", next=kept.where(request.full_path), sent="yes"), 303)


def _signed_in(_app: Flask, **_more: Any) -> None:
    confirmed()
