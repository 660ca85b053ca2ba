"""For when the council's sign-in service is down: an address, made on the server, that lets one person in once."""

from datetime import timedelta

from portal.services import AppContext, new_token, security_log
from portal.services.account_changes import tell_administrators
from portal.services.accounts import OPERATOR, Holder, Unfit, holder
from portal.services.security_log import Happening
from portal.storage import StaffEvent

GOOD_FOR = timedelta(minutes=10)


def make(context: AppContext, email: str) -> str:
    """The token of an address for this account: good for 10 minutes, once. All administrators are told.

    Raises :class:`Unfit` where there is no open account.
    """
    now, token = context.now(), new_token()
    with context.store.begin() as unit:
        account = unit.accounts.by_email(email)
        if account is None or not account.active:
            raise Unfit(f"There is no open account for {email}.")
        unit.sign_in_links.make(token, account.id, now + GOOD_FOR)
        unit.staff_events.add(StaffEvent(now, OPERATOR, "link_made", account.id))
        tell_administrators(context, unit, "sign_in_link")
    security_log.event(Happening.SIGN_IN_LINK, account=security_log.alias(context, account.id))
    return token


def good(context: AppContext, token: str) -> bool:
    """Whether it still lets somebody in. Asking does not use it up: programs that look at addresses ask too."""
    with context.store.read() as unit:
        owner = unit.sign_in_links.owner(token, context.now())
        account = unit.accounts.by_id(owner) if owner else None
    if account and account.active:
        return True
    security_log.event(Happening.SIGN_IN_FAILED, by="link")
    return False


def use(context: AppContext, token: str) -> Holder | None:
    """Whom it lets in; ``None``, alike, for whatever stands against it. From then on it is worth nothing."""
    now = context.now()
    with context.store.begin() as unit:
        owner = unit.sign_in_links.owner(token, now)
        account = unit.accounts.by_id(owner) if owner else None
        used = unit.sign_in_links.use_up(token)
        if account and account.active and used:
            unit.staff_events.add(StaffEvent(now, account.id, "link_used", account.id))
            return holder(account)
    security_log.event(Happening.SIGN_IN_FAILED, by="link")
    return None
