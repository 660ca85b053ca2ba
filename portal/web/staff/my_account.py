"""Somebody's own account: where they are signed in, and at which postcode they live."""

from flask import Blueprint, Flask, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.domain.contact_details import Unusable
from portal.domain.i18n import _
from portal.domain.journey import Kind, Question
from portal.services import accounts, opening_alerts
from portal.web import form_fields
from portal.web.i18n import gettext
from portal.web.staff.access import account as mine
from portal.web.staff.access import actor, context, here

HOME = Question(
    "home", Kind.LINE, _("Your home postcode"), _("Leave it blank to take it back."), optional=True, longest=20
)


def account() -> str:
    return _page(form_fields.Read({}), ())


def _page(read: form_fields.Read, problems: tuple[form_fields.Problem, ...]) -> str:
    return render_template(
        "staff/account.html",
        me=mine(),
        sessions=accounts.sessions_of(context(), mine()),
        this=here().id,
        home=form_fields.render(HOME, read.raw, problems, ""),
        has_home=opening_alerts.has_home(context(), actor().key),
        errors=problems,
    )


def end_session() -> Response:
    accounts.end_session(context(), mine(), request.form.get("session", ""))
    return redirect(url_for("account.account"), 303)


def home() -> Response | tuple[str, int]:
    """They say at which postcode they live, or take it back."""
    read = form_fields.form_for(HOME, request.form)
    problems = read.problems
    if not problems:
        try:
            opening_alerts.give_home(context(), actor().key, read.values["home"])
            return redirect(url_for("account.account"), 303)
        except Unusable as unusable:
            problems = (form_fields.Problem("home", gettext(str(unusable)), "#home"),)
    return _page(read, problems), 422


def install(app: Flask) -> None:
    pages = Blueprint("account", __name__, url_prefix="/account")
    pages.add_url_rule("", "account", account)
    pages.add_url_rule("/sign-ins", "end_session", end_session, methods=["POST"])
    pages.add_url_rule("/home", "home", home, methods=["POST"])
    app.register_blueprint(pages)
