"""Showing once more that it is they: what is grave takes having signed in within the 5 minutes before."""

from datetime import UTC, datetime, timedelta

from flask import Blueprint, Flask, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from portal.web.staff import access, saved_forms
from portal.web.staff.access import actor, context

GOOD_FOR = timedelta(minutes=5)


def install(app: Flask) -> None:
    """To be installed after :func:`access.guard`: nobody confirms what they may not do anyway."""
    app.before_request(_ask_again)
    pages = Blueprint("confirm", __name__)
    pages.add_url_rule("/confirm", "confirm", confirm)
    app.register_blueprint(pages)


def confirmed() -> None:
    """The person has just shown that it is they."""
    session["sure"] = context().now().timestamp()


def recently_confirmed() -> bool:
    return context().now() - datetime.fromtimestamp(session.get("sure", 0), UTC) < GOOD_FOR


def confirm() -> Response | str:
    """Lead to signing in at work again, and from there back to what they were doing."""
    onward = access.where(request.args.get("next", ""))
    if recently_confirmed():
        return redirect(onward, 303)
    address = url_for("openid.start_again", next=onward)
    return render_template("staff/confirm.html", address=address, sent="sent" in request.args)


def _ask_again() -> Response | None:
    if not access.grave() or recently_confirmed():
        return None
    if request.endpoint in access.FILES:  # a file shows no page to lead back to
        onward = url_for("staff.section", reference=(request.view_args or {})["reference"], section="record")
        return redirect(url_for("confirm.confirm", next=onward))
    if request.endpoint == access.LIST_FILE:
        return redirect(url_for("confirm.confirm", next=access.where(_list())))
    if request.method != "POST":
        return redirect(url_for("confirm.confirm", next=access.where(request.full_path)))
    saved_forms.put_by(actor().key)
    return redirect(url_for("confirm.confirm", next=access.where(request.full_path), sent="yes"), 303)


def _list() -> str:
    """The list of which a file is asked for."""
    return f"{url_for('staff.list')}?{request.query_string.decode()}"
