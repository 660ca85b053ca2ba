"""Staff accounts: how one is made, and the sessions of whoever has signed in.

What opens an account is the council's own sign-in service (:mod:`portal.services.oidc_accounts`); where that is
down, an address made on the server (:mod:`portal.services.sign_in_links`).
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from portal.domain.disclosure.internal import InternalOnly
from portal.domain.permissions import Actor, Role
from portal.services import STILL_THERE, AppContext, new_token, restricted_cases, security_log
from portal.services.security_log import Happening
from portal.storage import Account, EmailTaken, Session, StaffEvent


class Unfit(ValueError):
    """An account cannot be made or opened like this; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Newcomer(InternalOnly):
    """Somebody new. ``work_id``: how the sign-in service names them, where their address is not enough."""

    email: str = field(repr=False)
    name: str = field(repr=False)
    roles: Iterable[Role]
    rank: int = 0
    team: str = ""
    work_id: str = field(default="", repr=False)


OPERATOR = "operator"
"""Who acts in the record where somebody runs the portal's own commands."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose account it is, as the staff's door knows them: nothing here opens it."""

    id: str
    email: str = field(repr=False)
    name: str = field(repr=False)
    roles: frozenset[Role]
    rank: int
    active: bool
    shut_out: bool = False  # the case that they ask for is restricted to others


def holder(account: Account) -> Holder:
    return Holder(account.id, account.email, account.name, account.roles, account.rank, account.active)


def add_staff(context: AppContext, newcomer: Newcomer) -> Holder:
    """A new account, made by whoever runs the portal.

    Raises :class:`Unfit`.
    """
    roles = frozenset(newcomer.roles)
    if not roles or Role.RAISER in roles:
        raise Unfit("A member of staff has at least one role, and is not a raiser.")
    now = context.now()
    account = Account(uuid.uuid4().hex, newcomer.email.lower(), newcomer.name, roles, newcomer.rank, newcomer.team)
    try:
        with context.store.begin() as unit:
            unit.accounts.add(account, now, newcomer.work_id)
            unit.staff_events.add(StaffEvent(now, OPERATOR, "added", account.id))
    except EmailTaken:
        raise Unfit("Somebody has an account with this email address, or this id at work, already.") from None
    return holder(account)


# Sign-ins: each is a session of its own


def begin_session(context: AppContext, account: Holder, work_session: str = "") -> str:
    """A session for somebody who has proved who they are: the token that opens it.

    ``work_session``: how the sign-in service names its own session with them, which it may end.
    """
    token = new_token()
    with context.store.begin() as unit:
        unit.accounts.arrive(account.id)
        unit.sessions.begin(token, account.id, context.now(), work_session)
    security_log.event(Happening.SIGNED_IN, account=security_log.alias(context, account.id))
    return token


def by_session(context: AppContext, token: str, about: str = "") -> tuple[Holder, Session] | None:
    """Whose session this is, if it is not over. That they are here is noted once a minute.

    ``about``: the reference of the case that they ask for, which may be restricted to others.
    """
    now = context.now()
    with context.store.read() as unit:
        session = unit.sessions.open(token, now)
        account = unit.accounts.by_id(session.account_id) if session else None
        known = holder(account) if account else None
        if known and about:
            who = Actor(known.id, known.roles, known.rank)
            known = replace(known, shut_out=not restricted_cases.may_open(unit, who, about))
    if session is None or account is None or known is None or not account.active:
        return None
    if now - session.seen_at >= STILL_THERE:
        with context.store.begin() as unit:
            unit.sessions.touch(session.id, now)
    return known, session


def sessions_of(context: AppContext, account: Holder) -> list[Session]:
    """The sessions that somebody has open, the newest first."""
    with context.store.read() as unit:
        return unit.sessions.of(account.id, context.now())


def sign_out(context: AppContext, session: Session) -> None:
    """End this session, and with it whatever copies there are of its cookie."""
    with context.store.begin() as unit:
        ended = unit.sessions.end(session.account_id, context.now(), session.id)
    if ended:
        security_log.event(Happening.SIGNED_OUT, account=security_log.alias(context, session.account_id))


def session_ended(context: AppContext, token: str) -> bool:
    """Whether somebody ended this session, and did not just stay away."""
    with context.store.read() as unit:
        return unit.sessions.ended(token)


def end_session(context: AppContext, account: Holder, session_id: str) -> None:
    """Somebody ends a session of their own from another."""
    now = context.now()
    with context.store.begin() as unit:
        if unit.sessions.end(account.id, now, session_id):
            unit.staff_events.add(StaffEvent(now, account.id, "session_ended", account.id))
