"""The council's own OpenID provider: which account it vouches for, whether that is enough, and whom it signs out."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from portal.domain.i18n import _
from portal.domain.permissions import ActionRefused
from portal.services import AppContext, security_log
from portal.services.accounts import Holder, holder
from portal.services.security_log import Happening
from portal.storage import Account, Session, UnitOfWork

Claims = Mapping[str, Any]
"""What an ID token says, once it has been found genuine."""

UNKNOWN = _(
    "There is no open account for you here. Ask your manager to have one made, with your work email address. "
    "If you had one and your work sign-in has changed, tell them that too."
)
ONE_PROOF = _(
    "Your work sign-in asked you for one proof only, like a password. This page needs two. "
    "Ask your IT team to turn on a second one for you."
)

SKEW = 120  # seconds by which the provider's clock may be out

ENTRA = ("login.microsoftonline.com", "login.microsoftonline.us", "login.partner.microsoftonline.cn")
"""Hosts where a user name is an address in a domain that the tenant has proved to be its own."""

MANY_PROOFS = frozenset(
    {"mfa", "https://refeds.org/profile/mfa", "http://schemas.openid.net/pape/policies/2007/06/multi-factor"}
)
PROOFS = (
    frozenset({"pwd", "pin", "kba"}),
    frozenset({"otp", "hwk", "swk", "sc", "pop", "sms", "tel", "fido", "phr", "phrh"}),
    frozenset({"face", "fpt", "iris", "retina", "vbm"}),
)
"""What a person knows, has and is, by the names of RFC 8176 and what providers add to them."""


def several_proofs(claims: Claims) -> bool:
    """Whether the person showed two different kinds of proof."""
    said = claims.get("amr")
    shown = {str(each) for each in said} if isinstance(said, list) else set()
    shown.add(str(claims.get("acr")))
    return bool(shown & MANY_PROOFS) or sum(bool(shown & kind) for kind in PROOFS) > 1


def address_of(claims: Claims) -> str | None:
    """The email address that the provider answers for, if any.

    An address nobody has verified counts for nothing. Entra does not say whether it has been; its user
    names cannot be chosen by the person, so there, and only there, the user name is taken instead.
    """
    if "email_verified" in claims:
        return str(claims["email"]) if claims["email_verified"] is True and claims.get("email") else None
    if urlsplit(claims["iss"]).hostname in ENTRA:
        name = claims.get("preferred_username") or claims.get("upn")
        return str(name) if name else None
    return None


def ids_of(claims: Claims) -> tuple[str, ...]:
    """The ids by which an administrator can have named the person beforehand.

    Entra's ``sub`` is another for each application; what its administrators see of a person is the object id.
    """
    more = (claims.get("oid"),) if urlsplit(claims["iss"]).hostname in ENTRA else ()
    return tuple(str(each) for each in (claims["sub"], *more) if each)


def vouched_for(context: AppContext, claims: Claims, *, assured: bool) -> Holder:
    """The account of the person whom the provider has let in. Raises :class:`ActionRefused`; makes no account.

    The first time it is found by the id that an administrator named or else by the email address, and from then
    on by the provider's own name for the person: an address that goes to somebody else later opens nothing.
    ``assured``: the provider asks everybody for two proofs and does not say so.
    """
    if not (assured or several_proofs(claims)):
        security_log.event(Happening.SIGN_IN_REFUSED, by="work_sign_in", why="one_proof")
        raise ActionRefused(ONE_PROOF)
    with context.store.begin() as unit:
        owner = unit.logins.owner(claims["iss"], claims["sub"])
        account = unit.accounts.by_id(owner) if owner else _first_time(context, unit, claims)
    if account is None or not account.active:
        security_log.event(
            Happening.SIGN_IN_REFUSED, by="work_sign_in", why="no_open_account", **_alias(context, owner)
        )
        raise ActionRefused(UNKNOWN)
    return holder(account)


def _first_time(context: AppContext, unit: UnitOfWork, claims: Claims) -> Account | None:
    account = _named(unit, claims) or _under_the_address(unit, claims)
    if account is None or not account.active:
        return None
    bound = unit.logins.bind(claims["iss"], claims["sub"], account.id, context.now())
    return account if bound else None


def _named(unit: UnitOfWork, claims: Claims) -> Account | None:
    return next(filter(None, map(unit.accounts.by_work_id, ids_of(claims))), None)


def _under_the_address(unit: UnitOfWork, claims: Claims) -> Account | None:
    """Whose verified address it is, unless an administrator said that only a certain id is theirs."""
    address = address_of(claims)
    account = unit.accounts.by_email(address) if address else None
    return None if account is None or account.named else account


def session_of(claims: Claims) -> str:
    """How we know the provider's own session with the person, if it names one."""
    return f"{claims['iss']} {claims['sid']}" if claims.get("sid") else ""


def signed_in_again(context: AppContext, session: Session, claims: Claims) -> None:
    """Somebody who is signed in here has shown the provider once more who they are."""
    if session_there := session_of(claims):
        with context.store.begin() as unit:
            unit.sessions.follow(session.id, session_there)


def signed_out(context: AppContext, claims: Claims) -> bool:
    """End what was begun from the session, or from any of the person, that the provider has ended.

    Where it names a session, the person's sessions here that name none at the provider end as well: nobody knows
    that they are others. ``claims`` are those of a logout token that was found genuine. False where it was acted on
    before.
    Source: OpenID Connect Back-Channel Logout 1.0, section 2.7.
    """
    now, until = context.now(), datetime.fromtimestamp(claims["exp"] + SKEW, UTC)
    with context.store.begin() as unit:
        if not unit.logout_tokens.first_time(claims["iss"], claims["jti"], until):
            return False
        owner = unit.logins.owner(claims["iss"], claims["sub"]) if claims.get("sub") else None
        if session := session_of(claims):
            ended = unit.sessions.end_at_work(session, now, owner)
        else:
            ended = unit.sessions.end(owner, now) if owner else 0
    if ended:
        security_log.event(Happening.SIGNED_OUT, by="work_sign_in", ended=ended, **_alias(context, owner))
    return True


def _alias(context: AppContext, owner: str | None) -> dict[str, str]:
    return {"account": security_log.alias(context, owner)} if owner else {}
