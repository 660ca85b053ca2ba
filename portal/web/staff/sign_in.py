"""The way in and out: the page where one signs in, an address made on the server, a session that goes on, signing out.

Who somebody is, the council's own sign-in service says (:mod:`portal.web.staff.oidc`).
"""

from flask import Blueprint, Flask, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from portal.domain.i18n import _
from portal.domain.questions.session_limits import STAFF
from portal.services import accounts, sign_in_links
from portal.services.accounts import Holder
from portal.web.i18n import gettext
from portal.web.staff import access, saved_forms, step_up
from portal.web.staff.access import TOKEN, context, here

BY_ITSELF = _(
    "You were signed out. That happens after %(minutes)s minutes without doing anything, and after %(hours)s hours. "
    "A form that you had filled in is kept for a day. You will find it where you filled it in."
)
ON_PURPOSE = _("You are signed out. You may still be signed in to your work account.")


def login() -> str:
    onward = access.where(request.args.get("next", ""))
    return render_template("staff/sign_in.html", address=url_for("openid.start", next=onward))


def let_in(known: Holder, onward: str, work_session: str = "", *, fresh: bool = True) -> Response:
    """Sign in somebody who has proved who they are, and lead to the page of ours that they asked for.

    The session is a new one, whatever the cookie held before. ``fresh``: they proved it just now. Whom the provider
    let through without asking, because they had signed in there before, confirms before what is grave.
    """
    token = accounts.begin_session(context(), known, work_session)
    saved_forms.begin(known.id, token)
    session[TOKEN] = token
    if fresh:
        step_up.confirmed()
    else:
        session.pop("sure", None)
    return redirect(access.where(onward), 303)


def link(token: str) -> Response | str | tuple[str, int]:
    """Only pressing the button uses the address up: programs that look at addresses open it too.

    Whoever is signed in here already, be it the same person, is signed out by it.
    """
    if request.method != "POST" and sign_in_links.good(context(), token):
        here_now = access.account().name if access.someone() else ""
        return render_template("staff/sign_in_link.html", action=request.path, here_now=here_now)
    known = sign_in_links.use(context(), token) if request.method == "POST" else None
    if known is None:
        return render_template("staff/sign_in_link_over.html"), 404
    if access.someone():
        accounts.sign_out(context(), here())
    return let_in(known, "/")


def _sign_out() -> Response:
    accounts.sign_out(context(), here())
    session.clear()
    session["signed_out"] = True  # so that the next page says it, once
    return redirect(url_for("sign_in.login"))


def _stay() -> Response:
    """Somebody is still there: that they asked is enough."""
    return Response(status=204)


def why_signed_out() -> str:
    """What the page where one signs in says of how one came there; blank where there is nothing to say."""
    if session.pop("signed_out", False):
        return gettext(ON_PURPOSE)
    if not saved_forms.signed_out_by_itself():
        return ""
    hours = int(STAFF.longest.total_seconds()) // 3600
    return gettext(BY_ITSELF) % {"minutes": STAFF.minutes, "hours": hours}


def install(app: Flask) -> None:
    pages = Blueprint("sign_in", __name__)
    pages.add_url_rule("/sign-in", "login", login)
    pages.add_url_rule("/sign-in/link/<token>", "link", link, methods=["GET", "POST"])
    pages.add_url_rule("/stay", "stay", _stay, methods=["POST"])
    pages.add_url_rule("/sign-out", "sign_out", _sign_out, methods=["POST"])
    app.register_blueprint(pages)
