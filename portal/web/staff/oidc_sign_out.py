"""The council's own OpenID provider says that somebody is signed out there: their sessions here end with it.

Source: OpenID Connect Back-Channel Logout 1.0, sections 2.4 to 2.8.
"""

import time
from typing import Any

from flask import Flask, Response, request
from joserfc.errors import JoseError
from joserfc.jwt import JWTClaimsRegistry

from portal.services import oidc_accounts, security_log
from portal.services.security_log import Happening
from portal.web.staff.access import context
from portal.web.staff.oidc_provider import NoAnswerError, ours, signed

EVENT = "http://schemas.openid.net/event/backchannel-logout"
TYPES = frozenset({"", "jwt", "logout+jwt", "application/logout+jwt"})
LONGEST = 24 * 60 * 60  # seconds that such a token may be good for


def signed_out() -> Response:
    """Taken from the provider itself, not from a browser."""
    try:
        done = oidc_accounts.signed_out(context(), _claims(request.form.get("logout_token", "")))
        why = "" if done else "repeated"
    except NoAnswerError:
        return Response(status=503)
    except (JoseError, ValueError) as error:
        why = type(error).__name__.lower()
    if why:
        security_log.event(Happening.SIGN_OUT_REFUSED, why=why)
    return Response(status=400 if why else 204)


def _claims(token: str) -> oidc_accounts.Claims:
    """What a logout token says. Raises ``JoseError`` or ``ValueError`` unless all of it is right."""
    told = signed(token)
    claims: dict[str, Any] = dict(told.claims)
    JWTClaimsRegistry(
        leeway=oidc_accounts.SKEW,
        iss={"essential": True, "value": ours().issuer},
        aud={"essential": True, "value": ours().client_id},
        exp={"essential": True},
        iat={"essential": True},
        jti={"essential": True},
    ).validate(claims)
    events = claims.get("events")
    fits = (
        str(told.header.get("typ", "")).lower() in TYPES
        and isinstance(events, dict)
        and isinstance(events.get(EVENT), dict)
        and "nonce" not in claims
        and bool(claims.get("sub") or claims.get("sid"))
        and claims["exp"] <= time.time() + LONGEST
    )
    if not fits:
        raise ValueError("this is no logout token")
    return claims


def install(app: Flask) -> None:
    app.extensions["csrf"].exempt(signed_out)
    app.add_url_rule("/sign-out/work", "signed_out_at_work", signed_out, methods=["POST"])
