"""The council's own OpenID provider, such as Entra ID: what it says of itself, and what it signs."""

import logging
import time
from dataclasses import dataclass, field
from typing import Any

from authlib.integrations.flask_client import OAuth
from flask import Flask, current_app
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry
from requests import RequestException

from portal.domain.disclosure.internal import InternalOnly
from portal.services import security_log
from portal.services.security_log import Happening

log = logging.getLogger(__name__)

PATIENCE = 5  # seconds that the provider may take to answer
ASK_AGAIN = 60  # seconds after which its keys may be fetched again for a token whose key is unknown
ALGORITHMS = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"})
"""Signatures that only the provider can make: "none", and those made with our shared secret, are not among them."""

_ALGORITHMS = "id_token_signing_alg_values_supported"


class NoAnswerError(Exception):
    """The provider cannot be reached, or is broken."""


@dataclass(frozen=True, slots=True)
class Provider(InternalOnly):
    """The council's own sign-in service. ``assured``: it asks everybody for two proofs, and need not say so."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    name: str = ""
    assured: bool = False


def install(app: Flask, provider: Provider) -> None:
    app.extensions["provider"] = provider
    app.jinja_env.globals["work_sign_in"] = provider.name
    OAuth(app).register(
        "provider",
        client_id=provider.client_id,
        client_secret=provider.client_secret,
        server_metadata_url=provider.issuer.rstrip("/") + "/.well-known/openid-configuration",
        client_kwargs={"scope": "openid email profile", "code_challenge_method": "S256", "default_timeout": PATIENCE},
    )


def ours() -> Provider:
    known: Provider = current_app.extensions["provider"]
    return known


def client() -> Any:
    """The provider as Authlib knows it. What it says of itself is fetched once. Raises :class:`NoAnswerError`."""
    found = current_app.extensions["authlib.integrations.flask_client"].create_client("provider")
    try:
        said = found.load_server_metadata()
    except (RequestException, ValueError) as error:
        raise no_answer() from error
    if said.get("issuer") != ours().issuer:
        log.error("PORTAL_OIDC_ISSUER is not what the provider calls itself.")
        raise no_answer()
    said[_ALGORITHMS] = [each for each in said.get(_ALGORITHMS, ()) if each in ALGORITHMS]
    return found


def no_answer() -> NoAnswerError:
    """To be raised; the logs say so."""
    log.error("The provider does not answer.")
    security_log.event(Happening.SIGN_IN_FAILED, by="work_sign_in", why="no_answer")
    return NoAnswerError()


def signed(token: str) -> jwt.Token:
    """What the provider has signed, and nobody else. Raises :class:`joserfc.errors.JoseError`, ``ValueError``.

    Raises :class:`NoAnswerError` where its keys cannot be had.
    """
    known = client()
    registry = JWSRegistry(algorithms=known.server_metadata[_ALGORITHMS], strict_check_header=False)
    try:
        return jwt.decode(token, KeySet.import_key_set(_keys(known)), registry=registry)
    except InvalidKeyIdError:
        asked_at = current_app.extensions.get("keys_asked_at", 0)
        if time.monotonic() - asked_at < ASK_AGAIN and asked_at:
            raise  # nobody makes us ask the provider as often as they like
        current_app.extensions["keys_asked_at"] = time.monotonic()
        return jwt.decode(token, KeySet.import_key_set(_keys(known, force=True)), registry=registry)


def _keys(known: Any, *, force: bool = False) -> Any:
    try:
        return known.fetch_jwk_set(force=force)
    except (RequestException, ValueError, RuntimeError) as error:
        raise no_answer() from error
