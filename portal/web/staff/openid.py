"""Signing in through the council's own OpenID provider, such as Entra ID.

The authorization code flow, with PKCE, state and nonce. What the provider says is believed only once its
signature, issuer, audience, time and nonce are found right; it opens an account that is there already.
"""

import logging
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import OAuth
from flask import Blueprint, Flask, abort, current_app, redirect, render_template, request, session, url_for
from joserfc.errors import JoseError
from requests import RequestException
from werkzeug.wrappers import Response

from portal.domain.inside import Inside
from portal.domain.people import Refused
from portal.domain.words import _
from portal.services import logins, security_log
from portal.services.accounts import Holder
from portal.services.security_log import Happening
from portal.web.staff import access, confirm, kept
from portal.web.staff.access import Open, account, office
from portal.web.staff.sign_in import let_in

log = logging.getLogger(__name__)

PATIENCE = 5  # seconds that the provider may take to answer
RECENT = 300  # seconds between typing the password again and being back here
ALGORITHMS = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"})
"""Signatures that only the provider can make: "none", and those made with our shared secret, are not among them."""

NO_ANSWER = _("Your work sign-in does not answer just now. Try again in a few minutes, or tell your IT team.")
NO_ANSWER_PASSWORD = _(
    "Your work sign-in does not answer just now. Try again in a few minutes, or sign in with a password."
)
FAILED = _("Your work sign-in did not finish, or what it told us was not right. Start again from the first page.")
SOMEBODY_ELSE = _("You signed in at work as somebody else. Use the account that you are signed in with here.")
NOT_AGAIN = _(
    "Your work sign-in did not ask you to sign in again, so we cannot tell that it is you. Tell your IT team."
)


class NoAnswerError(Exception):
    """The provider cannot be reached, or is broken."""


class Offered(NamedTuple):
    """What a page says of the council's own sign-in service."""

    name: str
    only: bool


@dataclass(frozen=True, slots=True)
class Provider(Inside):
    """The council's own sign-in service. ``assured``: it asks everybody for two proofs, and need not say so."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    name: str = ""
    only: bool = False  # nobody may sign in with a password
    assured: bool = False

    @property
    def offered(self) -> Offered:
        return Offered(self.name, self.only)


def install(app: Flask, provider: Provider | None) -> None:
    app.extensions["provider"] = provider
    app.jinja_env.globals |= {"sign_in_with": _offered, "work_sign_in": provider and provider.offered}
    if provider is not None:
        OAuth(app).register(
            "provider",
            client_id=provider.client_id,
            client_secret=provider.client_secret,
            server_metadata_url=provider.issuer.rstrip("/") + "/.well-known/openid-configuration",
            client_kwargs={
                "scope": "openid email profile",
                "code_challenge_method": "S256",
                "default_timeout": PATIENCE,
            },
        )
    app.before_request(_only)
    pages = Blueprint("openid", __name__)
    pages.add_url_rule("/sign-in/work", "start", start)
    pages.add_url_rule("/sign-in/back", "back", back)
    pages.add_url_rule("/confirm/work", "start_again", start_again)
    pages.add_url_rule("/confirm/back", "back_again", back_again)
    pages.register_error_handler(Refused, _refused)
    pages.register_error_handler(NoAnswerError, _no_answer)
    app.register_blueprint(pages)


def provider() -> Provider | None:
    known: Provider | None = current_app.extensions["provider"]
    return known


def _ours() -> Provider:
    """The provider, in views that are there only if there is one."""
    known: Provider = current_app.extensions["provider"]
    return known


def start() -> Response:
    return _lead_away("openid.back")


def back() -> Response:
    """Somebody comes from the provider: let them in if it vouches for one of our people."""
    claims, onward = _claims()
    return let_in(_vouched_for(claims), onward)


def start_again() -> Response:
    """Have the provider ask the person to sign in, though they are signed in there."""
    return _lead_away("openid.back_again", prompt="login", max_age=0)


def back_again() -> Response:
    claims, onward = _claims()
    if _vouched_for(claims).id != account().id:
        raise Refused(SOMEBODY_ELSE)
    if claims["iat"] - (claims.get("auth_time") or 0) > RECENT:
        raise Refused(NOT_AGAIN)
    confirm.confirmed()
    return redirect(onward)


def _client() -> Any:
    """The provider as Authlib knows it. What it says of itself is fetched once."""
    client = current_app.extensions["authlib.integrations.flask_client"].create_client("provider")
    try:
        said = client.load_server_metadata()
    except (RequestException, ValueError) as error:
        raise NoAnswerError from error
    if said.get("issuer") != _ours().issuer:
        log.error("PORTAL_OIDC_ISSUER is not what the provider calls itself.")
        raise NoAnswerError
    algorithms = said.get("id_token_signing_alg_values_supported", ())
    said["id_token_signing_alg_values_supported"] = [each for each in algorithms if each in ALGORITHMS]
    return client


def _lead_away(endpoint: str, **asked: Any) -> Response:
    client = _client()
    for begun in [key for key in session if key.startswith("_state_")]:
        del session[begun]  # a cookie holds little, and only the last one counts
    session["onward"] = kept.where(request.args.get("next", ""))
    away: Response = client.authorize_redirect(office().staff_address + url_for(endpoint), **asked)
    return away


def _claims() -> tuple[logins.Claims, str]:
    """What the provider says of the person, found genuine, and where they wanted to go."""
    client, onward = _client(), session.pop("onward", "/")
    expected = {"iss": _ours().issuer, "aud": _ours().client_id}
    options = {name: {"essential": True, "value": value} for name, value in expected.items()}
    try:
        token = client.authorize_access_token(claims_options=options)
        claims: dict[str, Any] = token.get("userinfo") or {}
        if claims and "email" not in claims and client.server_metadata.get("userinfo_endpoint"):
            more = client.userinfo(token=token)
            claims = {**more, **claims} if more.get("sub") == claims["sub"] else claims
    except RequestException as error:
        raise NoAnswerError from error
    except (AuthlibBaseError, JoseError, ValueError) as error:
        security_log.event(Happening.SIGN_IN_FAILED, by="work_sign_in", why=type(error).__name__.lower())
        raise Refused(FAILED) from None
    if not claims:
        raise Refused(FAILED)
    return claims, onward


def _vouched_for(claims: logins.Claims) -> Holder:
    return logins.vouched_for(office(), claims, assured=_ours().assured)


def _offered() -> Offered | None:
    """The provider, where the page is to offer it in place of the password."""
    known = provider()
    by_password = request.method == "POST" or "password" in request.args
    return None if known is None or (by_password and not known.only) else known.offered


def _only() -> Response | None:
    """Where there is no provider none of this is there; where it is the only way in, no other form is taken."""
    known, endpoint = provider(), request.endpoint or ""
    ours = endpoint.startswith("openid.")
    if known is None:
        return redirect(url_for("sign_in.login")) if ours else None
    other = access.ACCESS.get(endpoint) is Open.TO_SIGN_IN and not ours
    if known.only and other and (request.method, endpoint) != ("GET", "sign_in.login"):
        abort(403)
    return None


def _refused(refusal: Refused) -> tuple[str, int]:
    return _page(refusal.reason, 403)


def _no_answer(_error: NoAnswerError) -> tuple[str, int]:
    log.error("The provider does not answer.")
    return _page(NO_ANSWER if access.someone() or _ours().only else NO_ANSWER_PASSWORD, 503)


def _page(sentence: str, status: int) -> tuple[str, int]:
    onward = url_for("confirm.confirm") if access.someone() else url_for("sign_in.login")
    return render_template("staff/not_signed_in.html", sentence=sentence, onward=onward), status
