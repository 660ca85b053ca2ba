"""Somebody's own account: where they are signed in."""

from flask import Blueprint, Flask, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.services import accounts
from portal.web.staff.access import account as mine
from portal.web.staff.access import context, here


def account() -> str:
    sessions = accounts.sessions_of(context(), mine())
    return render_template("staff/account.html", me=mine(), sessions=sessions, this=here().id)


def end_session() -> Response:
    accounts.end_session(context(), mine(), request.form.get("session", ""))
    return redirect(url_for("account.account"), 303)


def install(app: Flask) -> None:
    pages = Blueprint("account", __name__, url_prefix="/account")
    pages.add_url_rule("", "account", account)
    pages.add_url_rule("/sign-ins", "end_session", end_session, methods=["POST"])
    app.register_blueprint(pages)
