"""Somebody's own account: where they are signed in, their recovery codes and their passkeys."""

from flask import Blueprint, Flask, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.domain.people import Refused
from portal.services import accounts, passkeys
from portal.web.language import gettext
from portal.web.staff.access import account as mine
from portal.web.staff.access import here, office
from portal.web.staff.passkeys import answered, challenge


def account() -> str:
    return _page()


def end_session() -> Response:
    accounts.end_session(office(), mine(), request.form.get("session", ""))
    return _back()


def recovery_codes() -> str:
    """New ones, shown this once."""
    return render_template("staff/recovery_codes.html", codes=accounts.new_recovery_codes(office(), mine()))


def add_passkey() -> Response | tuple[str, int]:
    """Keep the passkey that the browser has made."""
    answer, name = request.form.get("credential", ""), request.form.get("name", "").strip()
    try:
        passkeys.add(office(), mine(), answered(), answer, name or gettext("Passkey"))
    except Refused as refusal:
        return _page([{"text": gettext(refusal.reason), "href": "#name"}]), 422
    return _back()


def remove_passkey() -> Response:
    passkeys.remove(office(), mine(), request.form.get("passkey", ""))
    return _back()


def _back() -> Response:
    return redirect(url_for("account.account"), 303)


def _page(errors: list[dict[str, str]] | None = None) -> str:
    return render_template(
        "staff/account.html",
        me=mine(),
        sessions=accounts.sessions_of(office(), mine()),
        this=here().id,
        codes_left=accounts.recovery_codes_left(office(), mine()),
        passkeys=passkeys.of(office(), mine()),
        options=passkeys.new_options(office(), mine(), challenge()) if passkeys.offered(office()) else "",
        errors=errors or [],
    )


def install(app: Flask) -> None:
    pages = Blueprint("account", __name__, url_prefix="/account")
    pages.add_url_rule("", "account", account)
    for address, view in (
        ("/sign-ins", end_session),
        ("/recovery-codes", recovery_codes),
        ("/passkeys", add_passkey),
        ("/passkeys/remove", remove_passkey),
    ):
        pages.add_url_rule(address, view.__name__, view, methods=["POST"])
    app.register_blueprint(pages)
