"""The cheap way in at the staff's door: a session as whoever comes back from the work sign-in gets it.

The whole way, through a provider, is for the tests of signing in and for the walks in a browser.
"""

from flask import Flask, session

from portal.services import accounts
from portal.web.staff import sign_in


def cookie_of(door: Flask, account_id: str, before: str = "") -> str:
    """The cookie of somebody who has just signed in; ``before``: what their browser had."""
    with door.extensions["context"].store.read() as unit:
        known = accounts.holder(unit.accounts.by_id(account_id))
    name = door.config["SESSION_COOKIE_NAME"]
    sent = {"Cookie": f"{name}={before}"} if before else {}
    with door.test_request_context("/sign-in/back", base_url="http://localhost", headers=sent):
        door.preprocess_request()
        entered = sign_in.let_in(known, "/")
        door.session_interface.save_session(door, session, entered)
    return entered.headers["Set-Cookie"].partition(";")[0].partition("=")[2]
