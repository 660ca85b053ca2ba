"""The accounts of the staff as administrators see them."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from portal.domain.challenge.allocation import HAND_OVER_ALL
from portal.domain.i18n import _
from portal.domain.permissions import ActionRefused, Actor, Permission, Permitted, Role
from portal.services import AppContext
from portal.services.opening_alerts import NOT_ABOUT_ACCOUNTS
from portal.storage import Account, Session, StaffEvent, UnitOfWork


class State(StrEnum):
    NEW = "new"  # has not signed in yet
    ACTIVE = "active"
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True)
class Member:
    """A member of staff as administrators see them."""

    id: str
    name: str = field(repr=False)
    email: str = field(repr=False)
    roles: frozenset[Role]
    rank: int
    team: str
    state: State
    named: bool  # whether only a certain id at work opens it the first time
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class AccountHistoryLine:
    """What was done with an account; ``actor`` is a name, blank for whoever runs the portal."""

    at: datetime
    kind: str
    actor: str = field(repr=False)
    detail: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """All that an administrator is shown of one person."""

    member: Member
    work_login: bool  # whether the council's own sign-in opens the account
    sessions: list[Session]
    happened: list[AccountHistoryLine]


class Misfit(ActionRefused):
    """What was asked for does not fit; ``about`` names the question."""

    def __init__(self, about: str, reason: str) -> None:
        super().__init__(reason)
        self.about = about


@dataclass(frozen=True, slots=True)
class Post:
    """What somebody is here: their roles, up to which stage they review, and their team."""

    roles: frozenset[Role]
    rank: int
    team: str

    def check(self) -> None:
        """Raises :class:`Misfit` where this makes no sense."""
        if not self.roles or Role.RAISER in self.roles:
            raise Misfit("roles", _("Choose at least one role"))
        if (Role.REVIEWER in self.roles) != (self.rank > 0):
            raise Misfit("rank", _("Choose a stage for somebody who looks again at decisions, and for nobody else"))


def everybody(context: AppContext, actor: Actor) -> list[Member]:
    """Everybody with an account; a manager sees them too, to hand over their work."""
    permit(actor, HAND_OVER_ALL)
    with context.store.read() as unit:
        seen = unit.sessions.last_seen()
        return [_member(account, seen.get(account.id)) for account in unit.accounts.everybody()]


def one(context: AppContext, actor: Actor, account_id: str) -> File | None:
    permit(actor)
    with context.store.read() as unit:
        account = unit.accounts.by_id(account_id)
        if account is None:
            return None
        names = {known.id: known.name for known in unit.accounts.everybody()}
        happened = [
            AccountHistoryLine(e.at, e.kind, names.get(e.actor, ""), e.detail)
            for e in unit.staff_events.of(account_id)
            if e.kind not in NOT_ABOUT_ACCOUNTS
        ]
        member = _member(account, unit.sessions.last_seen().get(account_id))
        return File(member, unit.logins.bound(account_id), unit.sessions.of(account_id, context.now()), happened)


def end_session(context: AppContext, actor: Actor, account_id: str, session_id: str) -> bool:
    """Sign somebody out of one session; false where they have no such session open."""
    permit(actor)
    now = context.now()
    with context.store.begin() as unit:
        ended = unit.sessions.end(account_id, now, session_id) > 0
        if ended:
            unit.staff_events.add(StaffEvent(now, actor.key, "session_ended", account_id))
    return ended


def permit(actor: Actor, what: Permitted = Permission.MANAGE_STAFF) -> None:
    """Raises :class:`ActionRefused` where somebody may not do this."""
    if not actor.may(what):
        raise ActionRefused(_("Only an administrator may do this"))


def post_of(account: Account) -> Post:
    return Post(account.roles, account.rank, account.team)


def keep_an_administrator(unit: UnitOfWork, after: Account) -> None:
    """Refuse where, with this account as it will be, nobody were left to look after the others."""
    everyone = [after if known.id == after.id else known for known in unit.accounts.everybody()]
    if not any(_state(each) is State.ACTIVE and Role.ADMINISTRATOR in each.roles for each in everyone):
        raise Misfit("roles", _("This is the last administrator. Make somebody else one first."))


def _state(account: Account) -> State:
    if not account.active:
        return State.DISABLED
    return State.ACTIVE if account.arrived else State.NEW


def _member(account: Account, seen_at: datetime | None) -> Member:
    return Member(
        id=account.id,
        name=account.name,
        email=account.email,
        roles=account.roles,
        rank=account.rank,
        team=account.team,
        state=_state(account),
        named=account.named,
        seen_at=seen_at,
    )
