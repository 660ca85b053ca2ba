"""Signing in through the council's own OpenID provider: which account it vouches for, and whether that is enough."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from portal.domain.people import Refused
from portal.domain.words import _
from portal.services import Office, security_log
from portal.services.accounts import Holder, holder
from portal.services.security_log import Happening
from portal.storage import Account, Unit

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


def vouched_for(office: Office, claims: Claims, *, assured: bool) -> Holder:
    """The account of the person whom the provider has let in. Raises :class:`Refused`; makes no account.

    The first time it is found by the email address, and from then on by the provider's own name for the
    person: an address that goes to somebody else later opens nothing. ``assured``: the provider asks
    everybody for two proofs and does not say so.
    """
    if not (assured or several_proofs(claims)):
        security_log.event(Happening.SIGN_IN_REFUSED, by="work_sign_in", why="one_proof")
        raise Refused(ONE_PROOF)
    with office.store.begin() as unit:
        owner = unit.logins.owner(claims["iss"], claims["sub"])
        account = unit.accounts.by_id(owner) if owner else _first_time(office, unit, claims)
    if account is None or not account.active:
        security_log.event(Happening.SIGN_IN_REFUSED, by="work_sign_in", why="no_open_account")
        raise Refused(UNKNOWN)
    return holder(account)


def _first_time(office: Office, unit: Unit, claims: Claims) -> Account | None:
    address = address_of(claims)
    account = unit.accounts.by_email(address) if address else None
    if account is None or not account.active:
        return None
    if not unit.logins.bind(claims["iss"], claims["sub"], account.id, office.now()):
        return None
    unit.accounts.change(account.id, invitation=None, invited_until=None)
    return account
