"""Signing in through the council's own OpenID provider.

The authorization code flow, with PKCE, state and nonce, which stand in the signed cookie until it comes back, once
and within 15 minutes. Several tabs can be on their way at once. What the provider says is believed only once its
signature, issuer, audience, time and nonce are found right; it opens an account that is there already.

Source: OpenID Connect Core 1.0, sections 3.1 and 2.
"""

import secrets
import time
from typing import Any

from authlib.common.errors import AuthlibBaseError
from flask import Blueprint, Flask, redirect, render_template, request, session, url_for
from joserfc.errors import JoseError
from requests import RequestException
from werkzeug.wrappers import Response

from portal.domain.i18n import _
from portal.domain.permissions import ActionRefused
from portal.services import oidc_accounts, security_log
from portal.services.accounts import Holder
from portal.services.security_log import Happening
from portal.web.staff import access, oidc_provider, step_up
from portal.web.staff.access import account, context, here
from portal.web.staff.oidc_provider import NoAnswerError, client, no_answer, ours
from portal.web.staff.sign_in import let_in

SKEW = 60  # seconds by which the provider's clock may be out
LONGEST_AWAY = 15 * 60  # seconds between leaving for the provider and coming back

AT_ONCE = 3
"""How many tabs can be on their way to the provider and back: the newest. A cookie holds little."""

LONGEST_ADDRESS = 300
"""Characters of the page to come back to, for the same reason; a longer one is not kept."""

_STATE = "_state_provider_"  # leads what Authlib keeps of one sign-in: nonce and verifier
_ASKED = "asked"  # where each of them, by its state, wanted to go, and since when it is away

NO_ANSWER = _("Your work sign-in does not answer just now. Try again in a few minutes, or tell your IT team.")
FAILED = _("Your work sign-in did not finish, or what it told us was not right. Start again from the first page.")
SOMEBODY_ELSE = _("You signed in at work as somebody else. Use the account that you are signed in with here.")
NOT_AGAIN = _(
    "Your work sign-in did not ask you to sign in again, so we cannot tell that it is you. Tell your IT team."
)


def install(app: Flask, provider: oidc_provider.Provider) -> None:
    oidc_provider.install(app, provider)
    pages = Blueprint("openid", __name__)
    pages.add_url_rule("/sign-in/work", "start", start)
    pages.add_url_rule("/sign-in/back", "back", back)
    pages.add_url_rule("/confirm/work", "start_again", start_again)
    pages.add_url_rule("/confirm/back", "back_again", back_again)
    pages.register_error_handler(ActionRefused, _refused)
    pages.register_error_handler(NoAnswerError, _no_answer)
    app.register_blueprint(pages)


def start() -> Response:
    return _lead_away("openid.back")


def back() -> Response:
    """Somebody comes from the provider: let them in if it vouches for one of our people.

    Who is in already, by another tab that began it too, goes on to the page that this one was for.
    """
    if access.someone():
        return redirect(_onward(), 303)
    claims, asked = _claims()
    fresh = _asked_since(claims.get("auth_time"), asked["at"])
    others = session.get(_ASKED, {})
    done = let_in(_vouched_for(claims), asked.get("onward", ""), oidc_accounts.session_of(claims), fresh=fresh)
    if others:
        session[_ASKED] = others
    return done


def start_again() -> Response:
    """Have the provider ask the person to sign in, though they are signed in there."""
    return _lead_away("openid.back_again", prompt="login", max_age=0)


def back_again() -> Response:
    if not access.someone():  # their session ended meanwhile
        return redirect(url_for("sign_in.login", next=_onward()))
    claims, asked = _claims()
    if _vouched_for(claims).id != account().id:
        security_log.event(Happening.SIGN_IN_REFUSED, by="work_sign_in", why="somebody_else")
        raise ActionRefused(SOMEBODY_ELSE)
    if not _asked_since(claims.get("auth_time"), asked["at"]):
        security_log.event(Happening.SIGN_IN_REFUSED, by="work_sign_in", why="not_asked_again")
        raise ActionRefused(NOT_AGAIN)
    oidc_accounts.signed_in_again(context(), here(), claims)
    step_up.confirmed()
    return redirect(access.where(asked.get("onward", "")))


def _asked_since(auth_time: Any, at: float) -> bool:
    """Whether the person has shown the provider who they are since we led them there."""
    return isinstance(auth_time, int | float) and auth_time + SKEW >= at


def _lead_away(endpoint: str, **asked: Any) -> Response:
    known, state, begun = client(), secrets.token_urlsafe(24), session.get(_ASKED, {})
    for old in sorted(begun, key=lambda each: begun[each]["at"])[: 1 - AT_ONCE]:
        _forget(old)
    away: Response = known.authorize_redirect(context().staff_address + url_for(endpoint), state=state, **asked)
    session[f"{_STATE}{state}"]["data"].pop("url", None)  # nobody needs it again, and it is long
    onward = access.where(request.args.get("next", ""))
    onward = onward if len(onward) <= LONGEST_ADDRESS else "/"
    session[_ASKED] = {**session.get(_ASKED, {}), state: {"onward": onward, "at": time.time()}}
    return away


def _forget(state: str) -> dict[str, Any]:
    """Let go of one sign-in that was begun; what was kept of it."""
    begun = session.pop(_ASKED, {})
    asked: dict[str, Any] = begun.pop(state, {"at": 0})
    if begun:
        session[_ASKED] = begun
    session.pop(f"{_STATE}{state}", None)
    return asked


def _onward() -> str:
    """The page that the sign-in was begun for which now comes back and is not needed, or cannot be used, any more."""
    return access.where(_forget(request.args.get("state", "")).get("onward", ""))


def _claims() -> tuple[oidc_accounts.Claims, dict[str, Any]]:
    """What the provider says of the person, found genuine, and what we had asked: where they wanted to go, and when."""
    state = request.args.get("state", "")
    if f"{_STATE}{state}" not in session:
        raise _not_finished("not_asked")  # nor does it end what was asked
    asked = session.get(_ASKED, {}).get(state, {"at": 0})
    try:
        if time.time() - asked["at"] > LONGEST_AWAY:
            raise _not_finished("too_late")
        known = client()
        claims = _believed(known)
    except RequestException as error:
        raise no_answer() from error
    except (AuthlibBaseError, JoseError, ValueError) as error:
        raise _not_finished(type(error).__name__.lower()) from None
    finally:
        _forget(state)
    if not claims:
        raise _not_finished("no_id_token")
    return claims, asked


def _believed(known: Any) -> dict[str, Any]:
    expected = {"iss": ours().issuer, "aud": ours().client_id}
    options = {name: {"essential": True, "value": value} for name, value in expected.items()}
    token = known.authorize_access_token(claims_options=options)
    claims: dict[str, Any] = token.get("userinfo") or {}
    if claims and "email" not in claims and known.server_metadata.get("userinfo_endpoint"):
        more = known.userinfo(token=token)
        claims = {**more, **claims} if more.get("sub") == claims["sub"] else claims
    return claims


def _not_finished(why: str) -> ActionRefused:
    """To be raised; the security log says why, and the page repeats nothing of what came."""
    security_log.event(Happening.SIGN_IN_FAILED, by="work_sign_in", why=why)
    return ActionRefused(FAILED)


def _vouched_for(claims: oidc_accounts.Claims) -> Holder:
    return oidc_accounts.vouched_for(context(), claims, assured=ours().assured)


def _refused(refusal: ActionRefused) -> tuple[str, int]:
    return _page(refusal.reason, 403)


def _no_answer(_error: NoAnswerError) -> tuple[str, int]:
    return _page(NO_ANSWER, 503)


def _page(sentence: str, status: int) -> tuple[str, int]:
    onward = url_for("confirm.confirm") if access.someone() else url_for("sign_in.login")
    return render_template("staff/not_signed_in.html", sentence=sentence, onward=onward), status
