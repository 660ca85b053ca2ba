"""Nothing typed is lost when a session ends: the form is put by, and filled in again after signing in.

A form that arrives too late is never acted on. An old session, for a day, still says whose form it was
and whether the form was ours; it lets nobody in. One that was signed out says nothing any more.
"""

import time
from typing import Any, Final

from flask import Blueprint, Flask, current_app, g, redirect, request, session, url_for
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import BadSignature
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from portal.domain.journey import Question
from portal.services import accounts
from portal.services import saved_forms as services
from portal.web import form_fields
from portal.web.staff import access
from portal.web.staff.access import OpenToAll, actor, context, where

DAY = 24 * 60 * 60  # seconds
REMEMBERED: Final = ("who", "was", "csrf_token", "left")
"""What stays of an old session: whose it was, which, the token of its forms, and when they were last here."""

KEEP = "kept.keep"

NEVER_KEPT = frozenset({"code", "codes", "token", "secret", "key"})
"""A field with one of these words in its name is not put by."""


def install(app: Flask) -> None:
    """To be installed before :func:`access.guard`, which turns away whoever is no longer signed in."""
    app.before_request_funcs.setdefault(None, []).insert(0, _remember)  # before the form's token is looked at
    app.before_request(_put_by_if_over)
    app.after_request(_use_up)
    app.jinja_env.globals["filled_in"] = lambda: g.get("filled_in", ())
    pages = Blueprint("kept", __name__)
    pages.add_url_rule("/keep", "keep", keep, methods=["POST"])
    pages.add_url_rule("/discard", "discard", discard, methods=["POST"])
    app.register_blueprint(pages)


def typed(path: str, *, said: bool = True) -> MultiDict[str, str] | None:
    """What the person had typed into the form that is sent to ``path``, as it was sent.

    ``said``: the page says so, and offers to delete it.
    """
    found = services.typed(context(), actor().key, path)
    if found is None:
        return None
    if said and found:
        g.setdefault("filled_in", []).append(path)
    return MultiDict({name: list(values) for name, values in found.items()})


def filled(question: Question, path: str) -> dict[str, Any]:
    """The same as values for :func:`portal.web.form_fields.render`; empty where nothing was put by."""
    found = typed(path)
    return form_fields.form_for(question, found).raw if found else {}


def put_by(account_id: str, *, blank: bool = False) -> None:
    """Keep the form of this request for that account; or the one that a page sends because its time is up.

    ``blank``: also where nothing was typed.
    """
    given = request.form.to_dict(flat=False)
    path, about = request.path, (request.view_args or {}).get("reference", "")
    if request.endpoint == KEEP:
        path = given.pop("kept_at", ["/"])[0].partition("?")[0]
        about = _about(path)
    kept = {name: values for name, values in given.items() if not _secret(name) and any(values)}
    g.put_by = True
    if kept or blank:
        services.keep(context(), account_id, path, kept, about)


def fill_in(path: str, words: dict[str, str]) -> None:
    """Let the form that is sent to ``path`` begin with these words, which the person typed elsewhere."""
    services.keep(context(), actor().key, path, {name: [value] for name, value in words.items()}, _about(path))


def keep() -> Response:
    """What is typed in a form of a page whose time is up."""
    put_by(actor().key)
    return Response(status=204)


def _about(path: str) -> str:
    """The reference of the challenge that the form sent to ``path`` is about, if it is."""
    try:
        _endpoint, values = current_app.create_url_adapter(request).match(path, "POST")  # type: ignore[union-attr]
    except HTTPException:
        return ""
    return str(values.get("reference", ""))


def signed_out_by_itself() -> bool:
    """Whether somebody was here whose session is over, though they did not end it."""
    return "who" in session and not access.someone()


def discard() -> Response:
    """Let go of what was kept of the forms of one page."""
    paths = request.form.getlist("path")
    for path in paths:
        services.drop(context(), actor().key, path)
    return redirect(where(paths[0] if paths else "/"), 303)


def _secret(name: str) -> bool:
    words = name.lower().replace("-", "_").replace(".", "_").split("_")
    return not NEVER_KEPT.isdisjoint(words)


def _remember() -> None:
    """Take over from a session that was idle for too long what :data:`REMEMBERED` names."""
    interface = current_app.session_interface
    cookie = request.cookies.get(current_app.config["SESSION_COOKIE_NAME"])
    if session or not cookie or not isinstance(interface, SecureCookieSessionInterface):
        return
    signer = interface.get_signing_serializer(current_app)
    try:
        old, at = signer.loads(cookie, max_age=DAY, return_timestamp=True)  # type: ignore[union-attr]  # there is a key
    except BadSignature:
        return
    if "who" in old:
        session.update({"left": at.timestamp()} | {name: old[name] for name in REMEMBERED if name in old})


def _put_by_if_over() -> Response | None:
    needed = access.ACCESS.get(request.endpoint or "", OpenToAll.TO_ALL)
    old = {name: session[name] for name in REMEMBERED if name in session}
    if "who" not in old or needed is OpenToAll.TO_ALL or access.still_here():
        return None
    session.update({"left": time.time()} | old)
    if time.time() - session["left"] >= DAY or accounts.session_ended(context(), session.get("was", "")):
        del session["who"]
        return None
    if request.method != "POST" or needed in (OpenToAll.TO_SIGN_IN, OpenToAll.TO_ARRIVE):
        return None
    put_by(session["who"])
    return redirect(url_for("sign_in.login", next=where(request.full_path)), 303)


def begin(account_id: str, token: str) -> None:
    """Somebody has signed in: nothing of the session before is left but, for the same person, that its forms are ours.

    Somebody else cannot send them, nor can who gave the browser a form before anybody signed in.
    """
    same = session.get("who") == account_id and "csrf_token" in session
    left = {"csrf_token": session["csrf_token"]} if same else {}
    if not same:
        g.pop("csrf_token", None)
    session.clear()
    session.update(left, who=account_id, was=token)


def still_needed() -> None:
    """The form of this request is not taken yet: what was kept of it stays."""
    g.put_by = True


def used_up() -> None:
    """What was kept of the form of this request went with what was done."""
    g.put_by = True


def _use_up(response: Response) -> Response:
    """The form was sent and taken: what was kept of it is no longer needed."""
    taken = request.method == "POST" and access.someone() and response.status_code < 400  # noqa: PLR2004  # no error
    if taken and not g.get("put_by"):
        services.drop(context(), actor().key, request.path)
    return response
