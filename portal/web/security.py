"""What keeps a page safe in the browser: headers, the session of the public door, requests from elsewhere."""

import base64
import functools
import hashlib
import hmac
import ipaddress
import re
import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any, cast
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, Request, Response, abort, current_app, request, session
from flask.sessions import SessionInterface, SessionMixin
from flask_wtf.csrf import CSRFProtect, generate_csrf, validate_csrf
from itsdangerous import URLSafeTimedSerializer
from wtforms.validators import ValidationError

from portal import log_lines
from portal.web.http_request import NUL

CLASS_SETTER = (
    "document.body.className += ' js-enabled' + "
    "('noModule' in HTMLScriptElement.prototype ? ' govuk-frontend-supported' : '');"
    "setTimeout(function () { if (!document.body.dataset.started) "
    "document.body.classList.remove('js-enabled', 'govuk-frontend-supported') }, 5000);"
)
"""The one inline script, allowed by its hash: GOV.UK Frontend's own, and what it hides until its components have
started is shown again where they have not after 5 seconds, as on a line that loses them."""

_HASH = base64.b64encode(hashlib.sha256(CLASS_SETTER.encode()).digest()).decode()
CSP = (
    f"default-src 'none'; script-src 'self' 'sha256-{_HASH}'; style-src 'self'; img-src 'self'; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "report-uri /csp-reports"
)
_OFF = (
    "accelerometer", "autoplay", "camera", "clipboard-read", "display-capture", "encrypted-media",
    "fullscreen", "geolocation", "gyroscope", "hid", "idle-detection", "local-fonts", "magnetometer",
    "microphone", "midi", "payment", "publickey-credentials-get", "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip
"""By these a page could learn where somebody is, their voice, keys or devices. Each makes every response longer."""
_OFF_BY_HEADER = ", ".join(f"{feature}=()" for feature in _OFF)

SECURITY_HEADERS = (
    ("Content-Security-Policy", CSP),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", _OFF_BY_HEADER),
    ("Cache-Control", "no-store"),
    ("X-Robots-Tag", "noindex"),
)
HSTS = ("Strict-Transport-Security", "max-age=63072000; includeSubDomains")

LARGEST_BODY = 256 * 1024  # bytes of a form; where files are sent a door allows more
NOWHERE = "nowhere"
"""The network of every request that does not say where it comes from: they share what one network may do."""
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_OURS = frozenset({"same-origin", "none"})
NO_HOST = "localhost"
"""Stands for a name of ours that no browser could have asked for."""
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(
    rf"(?:{_LABEL}(?:\.{_LABEL}){{0,30}}|\[[0-9a-f:.]{{2,45}}\])(?::\d{{1,5}})?", re.ASCII | re.IGNORECASE
)
_TOKEN = re.compile(r"[\w-]{43}", re.ASCII)


class Headers:
    """WSGI middleware: each response gets every security header that it does not set for itself.

    Static files, redirects and crashes included.
    """

    def __init__(self, application: WSGIApplication, *, secure: bool) -> None:
        self._application = application
        fixed = (*SECURITY_HEADERS, HSTS) if secure else SECURITY_HEADERS
        self._fixed = tuple((name.lower(), (name, value)) for name, value in fixed)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        log_lines.begin_request()

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            own = {name.lower() for name, _value in headers}
            headers += [pair for name, pair in self._fixed if name not in own]
            return start_response(status, headers, exc_info)

        if not _HOST.fullmatch(environ.get("HTTP_HOST", NO_HOST)):
            # no address could be made with it, not even of the page that refuses it
            environ["HTTP_HOST"] = environ["SERVER_NAME"] = NO_HOST
        return self._application(environ, start)


class PublicSession(SessionMixin):
    """The public session: a random token, made when it is first needed, and what follows from it.

    It reads like a mapping because Flask-WTF looks for "csrf_token" in it; nothing can be put into it.
    """

    def __init__(self, secrets: Sequence[bytes], token: str | None) -> None:
        self._secrets = secrets  # the first makes, each is good
        self._token = self._arrived = token
        self.new = token is None

    @property
    def token(self) -> str:
        """256 random bits; the draft or visit it opens is the database's business."""
        if self._token is None:
            self._token = secrets.token_urlsafe(32)
        return self._token

    @property
    def known(self) -> str | None:
        """The token if there is one already: reading this never makes a cookie."""
        return self._token

    @property
    def modified(self) -> bool:  # type: ignore[override]  # it follows from the token
        return self._token != self._arrived

    def renew(self) -> str:
        self._token = None
        return self.token

    def become(self, token: str) -> None:
        """Carry ``token`` from now on: what this browser may see has changed."""
        self._token = token

    def end(self) -> None:
        self._token = None

    def __getitem__(self, key: str) -> Any:
        if key == "token":
            return self.token
        if key == "csrf_token":
            return self._form_token(self._secrets[0])
        raise KeyError(key)

    def fits(self, given: str) -> bool:
        """Whether this is the token of a form of this session, also of one that was shown before the secret changed."""
        good = [hmac.compare_digest(given.encode(), self._form_token(each).encode()) for each in self._secrets]
        return any(good)

    def _form_token(self, secret: bytes) -> str:
        return hmac.digest(secret, self.token.encode(), "sha256").hex()

    def __setitem__(self, key: str, value: Any) -> None:
        raise TypeError(f"The public session holds one token and nothing else, not {key!r}")

    def __delitem__(self, key: str) -> None:
        raise KeyError(key)

    def __contains__(self, key: object) -> bool:
        return key in {"token", "csrf_token"}

    def __iter__(self) -> Iterator[str]:
        return iter(("token", "csrf_token"))

    def __len__(self) -> int:
        return 2


class TokenSession(SessionInterface):
    """Keeps :class:`PublicSession` in a cookie that holds the token and ends with the browser.

    Only a page that somebody sees gives out one: what a script sends behind a page that was left must not.
    A link on another site brings the cookie along (``Lax``): without it a page would give the browser a new one, and
    what was typed would be lost. No such link can change anything, as only a form of our own can.
    """

    def __init__(self, secret: bytes, also: Sequence[bytes] = ()) -> None:
        self._secrets = [hmac.new(each, b"csrf", hashlib.sha256).digest() for each in (secret, *also)]

    def open_session(self, app: Flask, request: Request) -> PublicSession:
        token = request.cookies.get(app.config["SESSION_COOKIE_NAME"], "")
        return PublicSession(self._secrets, token if _TOKEN.fullmatch(token) else None)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if not isinstance(session, PublicSession) or not session.modified or not visited():
            return
        name, secure = app.config["SESSION_COOKIE_NAME"], app.config["SESSION_COOKIE_SECURE"]
        if session.known is None:
            response.delete_cookie(name, secure=secure, httponly=True, samesite="Lax")
        else:
            response.set_cookie(name, session.known, secure=secure, httponly=True, samesite="Lax")


def visit() -> PublicSession:
    """The session of this request, at the public door."""
    return cast("PublicSession", session)


def renew() -> str:
    """A new token for this browser, at every change of what it may see."""
    return visit().renew()


def end() -> None:
    """Forget this browser's token."""
    visit().end()


class Guard(CSRFProtect):  # type: ignore[misc]  # has no types
    """Flask-WTF's guard of forms. At the public door a form's token follows from the session: comparing will do."""

    def protect(self, apply_exemptions: bool = False) -> None:
        if request.method == "POST" and isinstance(session, PublicSession):
            if session.fits(request.form.get("csrf_token", "")):
                return
        elif request.method == "POST" and self._fits_before():
            return
        super().protect(apply_exemptions)

    @staticmethod
    def _fits_before() -> bool:
        """Whether a form of staff was shown before the secret changed, and is good still."""
        given = request.form.get("csrf_token", "")
        for secret in current_app.config["SECRET_KEY_FALLBACKS"] or ():
            with suppress(ValidationError):
                validate_csrf(given, secret_key=secret)
                return True
        return False


def protect(app: Flask, *, secure: bool, cookie: str) -> CSRFProtect:
    """Cookie names and flags, form tokens, limits and headers for ``app``."""
    app.config.update(
        SESSION_COOKIE_NAME=f"__Host-{cookie}" if secure else cookie,
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,  # a form is good for as long as its session
        WTF_CSRF_SSL_STRICT=False,  # we send no referrer; Sec-Fetch-Site says the same
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        MAX_FORM_MEMORY_SIZE=LARGEST_BODY,
        MAX_FORM_PARTS=300,
    )
    app.before_request(_let_files_in)
    app.before_request(_refuse_to_look_ahead)
    app.before_request(_refuse_no_page)
    app.before_request(_refuse_other_sites)
    app.wsgi_app = Headers(app.wsgi_app, secure=secure)  # type: ignore[method-assign]  # how Flask wants it
    guard = Guard(app)
    app.template_context_processors[None].clear()  # its token is a global of the templates already:
    app.jinja_env.globals["csrf_token"] = form_token
    return guard


def form_token() -> str:
    """What a form carries to prove that it is ours; :class:`Guard` checks it."""
    if isinstance(session, PublicSession):
        return str(session["csrf_token"])
    if "csrf_token" not in session:
        return str(generate_csrf())
    return _signed(current_app.secret_key or "", session["csrf_token"])


@functools.lru_cache(maxsize=10_000)
def _signed(secret: str | bytes, value: str) -> str:
    """Flask-WTF's own signature; it would take a third of a page's time and stays the same for a session."""
    return str(URLSafeTimedSerializer(secret, salt="wtf-csrf-token").dumps(value))


def visited() -> bool:
    """Whether somebody asked to look at this page: it is no part of another site's page, and no ``HEAD``.

    Browsers that do not say what they ask for are believed.
    """
    if request.method == "HEAD":
        return False
    return request.headers.get("Sec-Fetch-Dest", "document") == "document"


def asked_for_here() -> bool:
    """Whether somebody asked for this page by its address or from one of ours, and no other site sent them."""
    return visited() and request.headers.get("Sec-Fetch-Site", "none") in _OURS


def _let_files_in() -> None:
    """Where files are sent a request may be larger: said before anything reads it."""
    if request.method == "POST" and request.endpoint in current_app.config.get("UPLOADS", ()):
        request.max_content_length = current_app.config["LARGEST_UPLOAD"]


def _refuse_to_look_ahead() -> Response | None:
    """Browsers may ask for a page before anybody wants it: they can come again when somebody does."""
    ahead = "prefetch" in f"{request.headers.get('Sec-Purpose')} {request.headers.get('Purpose')}".lower()
    return Response(status=503) if ahead else None


def _refuse_no_page() -> None:
    """No database can look for what holds NUL, so nothing is there."""
    if NUL in request.path:
        abort(404)


def _refuse_other_sites() -> None:
    """Browsers say where a request comes from; one that changes something comes from our own pages."""
    if request.method not in _SAFE and request.headers.get("Sec-Fetch-Site", "same-origin") not in _OURS:
        abort(403)


def network() -> str:
    """The block of addresses that a request comes from: who shares what is limited."""
    return network_of(request.remote_addr or "")


def network_of(address: str) -> str:
    """The /24, or the /64 of IPv6, of an address as proxies write it; :data:`NOWHERE` for what is none.

    They add a port ("192.0.2.7:61234", "[2001:db8::1]:443"), and write IPv4 as IPv6 ("::ffff:192.0.2.7").
    """
    text = address.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        known = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return NOWHERE
    known = getattr(known, "ipv4_mapped", None) or known
    bits = 24 if known.version == 4 else 64  # noqa: PLR2004 - the version's own number
    return str(ipaddress.ip_network((known, bits), strict=False))
