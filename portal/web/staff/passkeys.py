"""What a passkey has to sign, on the page that asks for one, and the headers that let the browser ask."""

from flask import Flask, Response, session

from portal.services import new_token, passkeys
from portal.web.security import PASSKEYS_TOO
from portal.web.staff.access import office


def challenge() -> str:
    """Random, and the same until an answer to it is sent."""
    made: str = session.setdefault("passkey", new_token())
    return made


def answered() -> str:
    """The challenge that an answer has to fit; the next page has another."""
    asked: str = session.pop("passkey", "")
    return asked


def _options() -> str:
    """What a passkey is asked on the page to sign in, as JSON; blank where there can be none."""
    return passkeys.sign_in_options(office(), challenge()) if passkeys.offered(office()) else ""


def _allow(response: Response) -> Response:
    response.headers["Permissions-Policy"] = PASSKEYS_TOO
    return response


def install(app: Flask) -> None:
    app.jinja_env.globals["passkey_options"] = _options
    app.after_request(_allow)
