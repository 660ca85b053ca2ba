"""A stand-in for a council's OpenID provider, for `make run` and the tests.

Its page lists the invented staff, and one click signs in as one of them. It always asks, so what it says of when
somebody signed in is true whatever ``max_age`` or ``prompt`` was sent. It keeps everything in memory.

Source: OpenID Connect Core 1.0, sections 2 and 3.1; RFC 7636; OpenID Connect Back-Channel Logout 1.0.
"""

import hmac
import secrets
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

import requests
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from flask import Flask, jsonify, redirect, render_template_string, request
from flask.typing import ResponseReturnValue
from joserfc import jwt
from joserfc.jwk import ECKey

from dev.server import answering

CODE_GOOD_FOR = 60  # seconds
TOKEN_GOOD_FOR = 300  # seconds
LOGOUT_GOOD_FOR = 120  # seconds
PATIENCE = 5  # seconds that the portal may take to answer
SIGNED_OUT = "http://schemas.openid.net/event/backchannel-logout"
PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ title }}: stand-in for the work sign-in</title><link rel="icon" href="data:,">
<style>
body { font: 1.1rem/1.5 arial, sans-serif; max-width: 45rem; margin: 2rem auto; padding: 0 1rem }
button { font: inherit; margin: .25rem 0; padding: .25rem .75rem }
</style></head>
<body><main><h1>{{ title }}</h1>
<p>This stands in for a council's own sign-in service. Everybody here is invented.</p>
{% if asked %}
<form method="post">
{% for person in people %}<button name="who" value="{{ person.email }}">{{ person.name }} ({{ person.email }})</button>
<br>{% endfor %}<p><label><input type="checkbox" name="one" value="yes"> with one proof only</label></p>
<p><button name="no" value="yes">Do not sign in</button></p>
</form>
<form method="post"><p><label>Somebody else, by their email address: <input type="email" name="who"></label>
<button>Sign in as them</button></p></form>
{% else %}
{% for sid, who in sessions.items() %}<form method="post" action="/sign-out">
<p>{{ who }} <button name="sid" value="{{ sid }}">Sign out {{ who }}</button></p></form>
{% else %}<p>Nobody is signed in.</p>
{% endfor %}{% endif %}</main></body></html>"""


@dataclass(frozen=True)
class Person:
    email: str
    name: str

    @property
    def sub(self) -> str:
        return sha256(self.email.lower().encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Client:
    """The one application that the provider knows."""

    id: str
    secret: str
    redirects: frozenset[str]
    sign_out: str  # where it takes logout tokens


@dataclass(frozen=True)
class Grant:
    """What a code stands for: it is good once."""

    person: Person
    asked: Mapping[str, str]
    amr: Sequence[str]
    sid: str
    at: int


@dataclass
class Provider:
    client: Client
    people: Sequence[Person]
    issuer: str = ""
    sessions: dict[str, Person] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self._key = ECKey.generate_key("P-256", {"kid": uuid.uuid4().hex, "use": "sig", "alg": "ES256"})
        self._grants: dict[str, Grant] = {}

    def app(self) -> Flask:
        app = Flask("provider")
        app.get("/.well-known/openid-configuration")(self.metadata)
        app.get("/keys")(self.keys)
        app.add_url_rule("/authorize", "authorize", self.authorize, methods=["GET", "POST"])
        app.post("/token")(self.token)
        app.get("/")(self.front)
        app.post("/sign-out")(self.sign_out)
        return app

    def metadata(self) -> ResponseReturnValue:
        return jsonify(
            issuer=self.issuer,
            authorization_endpoint=f"{self.issuer}/authorize",
            token_endpoint=f"{self.issuer}/token",
            jwks_uri=f"{self.issuer}/keys",
            response_types_supported=["code"],
            subject_types_supported=["public"],
            id_token_signing_alg_values_supported=["ES256"],
            code_challenge_methods_supported=["S256"],
            token_endpoint_auth_methods_supported=["client_secret_basic"],
            backchannel_logout_supported=True,
            backchannel_logout_session_supported=True,
        )

    def keys(self) -> ResponseReturnValue:
        return jsonify(keys=[self._key.as_dict(private=False)])

    def authorize(self) -> ResponseReturnValue:
        """Ask who it is; a wrong client or address is told to whoever sits there, everything else to the client."""
        asked = request.args.to_dict()
        if asked.get("client_id") != self.client.id or asked.get("redirect_uri") not in self.client.redirects:
            return "This application, or the address to come back to, is not known here.", 400
        if error := _wrong_with(asked):
            return _back(asked, error=error)
        if request.method != "POST":
            return render_template_string(PAGE, title="Who are you?", asked=True, people=self.people)
        if "no" in request.form:
            return _back(asked, error="access_denied")
        return _back(asked, code=self._grant(asked))

    def _grant(self, asked: Mapping[str, str]) -> str:
        email, code, sid = request.form["who"].strip(), secrets.token_urlsafe(32), uuid.uuid4().hex
        person = next((each for each in self.people if each.email == email), Person(email, email.partition("@")[0]))
        amr = ["pwd"] if "one" in request.form else ["pwd", "otp"]
        self._grants[code] = Grant(person, asked, amr, sid, int(time.time()))
        return code

    def token(self) -> ResponseReturnValue:
        given, form = request.authorization, request.form
        secret = (given and given.password) or ""
        if not given or given.username != self.client.id or not hmac.compare_digest(secret, self.client.secret):
            return jsonify(error="invalid_client"), 401
        grant = self._grants.pop(form.get("code", ""), None)
        fits = grant is not None and (
            form.get("grant_type") == "authorization_code"
            and form.get("redirect_uri") == grant.asked["redirect_uri"]
            and create_s256_code_challenge(form.get("code_verifier", "")) == grant.asked["code_challenge"]
            and time.time() - grant.at < CODE_GOOD_FOR
        )
        if grant is None or not fits:
            return jsonify(error="invalid_grant"), 400
        self.sessions[grant.sid] = grant.person
        return jsonify(
            access_token=secrets.token_urlsafe(32),
            token_type="Bearer",  # noqa: S106  # of its kind
            expires_in=TOKEN_GOOD_FOR,
            id_token=self._signed("JWT", self._about(grant)),
        )

    def _about(self, grant: Grant) -> dict[str, Any]:
        person = grant.person
        return {
            "sub": person.sub, "email": person.email, "email_verified": True, "name": person.name, "sid": grant.sid,
            "auth_time": grant.at, "amr": grant.amr, "exp": int(time.time()) + TOKEN_GOOD_FOR,
            **({"nonce": grant.asked["nonce"]} if "nonce" in grant.asked else {}),
        }  # fmt: skip

    def _signed(self, kind: str, claims: dict[str, Any]) -> str:
        known = {"iss": self.issuer, "aud": self.client.id, "iat": int(time.time())}
        return jwt.encode({"alg": "ES256", "typ": kind, "kid": self._key.kid}, known | claims, self._key)

    def front(self) -> ResponseReturnValue:
        who = {sid: person.email for sid, person in self.sessions.items()}
        return render_template_string(PAGE, title="Signed in at work", sessions=who)

    def sign_out(self) -> ResponseReturnValue:
        """End a session here, and tell the application."""
        person = self.sessions.pop(request.form["sid"], None)
        if person:
            token = self.logout_token(person, request.form["sid"])
            requests.post(self.client.sign_out, data={"logout_token": token}, timeout=PATIENCE).raise_for_status()
        return redirect("/")

    def logout_token(self, person: Person, sid: str) -> str:
        claims: dict[str, Any] = {"sub": person.sub, "sid": sid, "jti": uuid.uuid4().hex, "events": {SIGNED_OUT: {}}}
        return self._signed("logout+jwt", claims | {"exp": int(time.time()) + LOGOUT_GOOD_FOR})

    @contextmanager
    def running(self, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
        """Answer from a thread of this process; gives the issuer. Port 0 takes a free one."""
        with answering(self.app(), host, port) as found:
            self.issuer = f"http://{host}:{found}"
            yield self.issuer


def _wrong_with(asked: Mapping[str, str]) -> str:
    """The standard's name for what is wrong with a request for a code; blank where nothing is."""
    if asked.get("response_type") != "code":
        return "unsupported_response_type"
    if "openid" not in asked.get("scope", "").split():
        return "invalid_scope"
    if asked.get("code_challenge_method") != "S256" or not asked.get("code_challenge"):
        return "invalid_request"
    return "login_required" if asked.get("prompt") == "none" else ""


def _back(asked: Mapping[str, str], **said: str) -> ResponseReturnValue:
    state = {"state": asked["state"]} if "state" in asked else {}
    return redirect(f"{asked['redirect_uri']}?{urlencode(said | state)}")
