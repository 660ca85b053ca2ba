"""What administrators change about accounts of the staff, and the second person that it takes to give more than before.

Nobody changes their own account. What lets somebody do or see more, or lets somebody else into an account,
waits until another administrator or a manager confirms it. Whose account it is and all administrators are told.
"""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from portal.domain.i18n import _
from portal.domain.notices.catalogue import Channel, Notice
from portal.domain.permissions import ActionRefused, Actor, Permission, Role
from portal.services import AppContext, security_log
from portal.services.accounts import OPERATOR
from portal.services.learning_reports import REPORT_SENT
from portal.services.opening_alerts import NOT_ABOUT_ACCOUNTS
from portal.services.security_log import Happening
from portal.services.staff_accounts import Misfit, Post, keep_an_administrator, permit, post_of
from portal.storage import Account, AccountChange, EmailTaken, StaffEvent, UnitOfWork
from portal.storage.account_changes import GOOD_FOR

YEAR = timedelta(days=365)

OPERATING = Actor(OPERATOR, frozenset({Role.ADMINISTRATOR}))
"""Whoever runs the portal: the second person of a council where nobody else could be."""

NO_POST = Post(frozenset(), 0, "")


class AccountChangeKind(StrEnum):
    """What can be asked for."""

    POST = "post"  # other roles, another rank or another team
    UNBIND = "unbind"  # the council's own sign-in forgets whose account it is
    ENABLE = "enable"
    DISABLE = "disable"


class ChangeRequest(StrEnum):
    """What came of asking for a change."""

    DONE = "done"
    WAITS = "waits"  # for a second person


@dataclass(frozen=True, slots=True)
class WaitingChange:
    """A change that waits, as who may confirm it sees it. ``mine``: it is theirs, or about them, so they may not."""

    id: str
    kind: AccountChangeKind
    whom: str = field(repr=False)  # their name
    asked_by: str = field(repr=False)
    asked_at: datetime
    until: datetime
    before: Post
    after: Post
    mine: bool


@dataclass(frozen=True, slots=True)
class AccountEvent:
    """What was done with an account. Names are blank for whoever runs the portal."""

    at: datetime
    kind: str
    whom: str = field(repr=False)
    actor: str = field(repr=False)
    detail: str


def add(context: AppContext, actor: Actor, name: str, email: str, post: Post, work_id: str = "") -> str:
    """An account for somebody new: its id. It can do nothing until a second person confirms its post.

    ``work_id``: how the sign-in service names them, where their address is not enough. Raises :class:`Misfit`.
    """
    permit(actor)
    post.check()
    account = Account(uuid.uuid4().hex, email.lower(), name, frozenset(), 0, post.team)
    now = context.now()
    try:
        with context.store.begin() as unit:
            unit.accounts.add(account, now, work_id)
            unit.staff_events.add(StaffEvent(now, actor.key, "added", account.id))
            _wait(context, unit, actor.key, account, AccountChangeKind.POST, post)
    except EmailTaken:
        raise Misfit("email", _("Somebody has an account with this email address or work id already")) from None
    _log(context, actor.key, "added", account.id)
    return account.id


def ask(
    context: AppContext, actor: Actor, account_id: str, kind: AccountChangeKind, post: Post = NO_POST
) -> ChangeRequest | None:
    """Change somebody's account, or have a second person confirm it first.

    ``None`` where nobody is found. Raises :class:`ActionRefused`, :class:`Misfit` about a post.
    """
    permit(actor)
    if kind is AccountChangeKind.POST:
        post.check()
    with context.store.begin() as unit:
        account = _locked(unit, account_id)
        if account is None:
            return None
        if account.id == actor.key:
            raise Misfit("roles", _("You cannot change your own account. Ask another administrator."))
        if waits := _takes_two(account, kind, post):
            _may_happen(unit, account, kind)
            _wait(context, unit, actor.key, account, kind, post)
        else:
            _do(context, unit, actor.key, account, kind, post)
    _log(context, actor.key, "asked" if waits else _DONE[kind], account_id)
    return ChangeRequest.WAITS if waits else ChangeRequest.DONE


def waiting(context: AppContext, actor: Actor) -> list[WaitingChange]:
    """What waits for a second person, the oldest first."""
    permit(actor, Permission.CONFIRM_ACCOUNT)
    with context.store.read() as unit:
        accounts = {account.id: account for account in unit.accounts.everybody()}
        changes = unit.account_changes.waiting(context.now())
    return [_seen(change, accounts, actor) for change in changes]


def confirm(context: AppContext, actor: Actor, change_id: str) -> bool:
    """Let a change happen that somebody else asked for; false where it does not wait any more.

    Raises :class:`ActionRefused`.
    """
    permit(actor, Permission.CONFIRM_ACCOUNT)
    by = actor.key
    with context.store.begin() as unit:
        change = unit.account_changes.take(change_id, context.now())
        account = _locked(unit, change.whom) if change else None
        if change is None or account is None:
            return False
        if by in {change.asked_by, change.whom}:
            raise ActionRefused(_("Somebody else must confirm this."))
        asker = unit.accounts.by_id(change.asked_by)
        if not (asker and asker.active and Role.ADMINISTRATOR in asker.roles):
            raise ActionRefused(_("Who asked for this is no longer an administrator."))
        kind = AccountChangeKind(change.kind)
        _do(context, unit, by, account, kind, Post(change.roles, change.rank, change.team))
    _log(context, by, _DONE[kind], account.id)
    return True


def turn_down(context: AppContext, actor: Actor, change_id: str) -> bool:
    """Let a change not happen; false where it does not wait any more."""
    permit(actor, Permission.CONFIRM_ACCOUNT)
    now = context.now()
    with context.store.begin() as unit:
        change = unit.account_changes.take(change_id, now)
        if change is None:
            return False
        unit.staff_events.add(StaffEvent(now, actor.key, "change_turned_down", change.whom, change.kind))
    _log(context, actor.key, "turned_down", change.whom)
    return True


def events(context: AppContext, actor: Actor) -> list[AccountEvent]:
    """What was done with all accounts in the last year, the newest first."""
    permit(actor, Permission.SEE_ACCOUNT_EVENTS)
    with context.store.read() as unit:
        names, found = unit.accounts.names(), unit.staff_events.since(context.now() - YEAR)
    return [
        AccountEvent(e.at, e.kind, names.get(e.whom, ""), names.get(e.actor, ""), e.detail)
        for e in found
        if e.kind not in {REPORT_SENT, *NOT_ABOUT_ACCOUNTS}
    ]


def announce(context: AppContext, account_id: str) -> None:
    """Tell those concerned of an account that whoever runs the portal has made."""
    with context.store.begin() as unit:
        account = unit.accounts.by_id(account_id)
        if account:
            _tell_done(context, unit, account)
    _log(context, OPERATOR, "added", account_id)


def _locked(unit: UnitOfWork, account_id: str) -> Account | None:
    """An account; all are ours until the unit ends, so that two administrators cannot disable each other at once."""
    return next((known for known in unit.accounts.everybody() if known.id == account_id), None)


def _takes_two(account: Account, kind: AccountChangeKind, post: Post) -> bool:
    """Whether somebody could do or see more by this than before, or as somebody else."""
    match kind:
        case AccountChangeKind.POST:
            return not post.roles <= account.roles or post.rank > account.rank
        case AccountChangeKind.ENABLE | AccountChangeKind.UNBIND:
            return True
        case AccountChangeKind.DISABLE:
            return False


def _may_happen(unit: UnitOfWork, account: Account, kind: AccountChangeKind) -> None:
    """Raises :class:`ActionRefused` where there is nothing to be done."""
    if kind is AccountChangeKind.UNBIND and not unit.logins.bound(account.id):
        raise ActionRefused(_("No work sign-in belongs to this account"))


def _wait(
    context: AppContext, unit: UnitOfWork, by: str, account: Account, kind: AccountChangeKind, post: Post
) -> None:
    now = context.now()
    change = AccountChange(uuid.uuid4().hex, kind, account.id, by, now, post.roles, post.rank, post.team)
    unit.account_changes.ask(change)
    unit.staff_events.add(StaffEvent(now, by, "change_asked", account.id, _detail(kind, post)))
    everyone = unit.accounts.everybody()
    others = [each.email for each in everyone if _could_confirm(each) and each.id not in {by, account.id}]
    _post(context, unit, "account_change_waits", others or [context.mailbox])
    _post(context, unit, "your_account", [account.email])


def _could_confirm(account: Account) -> bool:
    return account.arrived and bool(_CONFIRMERS & account.roles)


def _do(context: AppContext, unit: UnitOfWork, by: str, account: Account, kind: AccountChangeKind, post: Post) -> None:
    """Change the account, write it down, tell those concerned."""
    _may_happen(unit, account, kind)
    now = context.now()
    _DEEDS[kind](unit, account, post, now)
    unit.staff_events.add(StaffEvent(now, by, _DONE[kind], account.id, _detail(kind, post)))
    _tell_done(context, unit, account)


def _change_post(unit: UnitOfWork, account: Account, post: Post, _now: datetime) -> None:
    keep_an_administrator(unit, replace(account, roles=post.roles))
    unit.accounts.change(account.id, roles=post.roles, rank=post.rank, team=post.team)


def _unbind(unit: UnitOfWork, account: Account, _post: Post, now: datetime) -> None:
    """Who signed in by it is out."""
    unit.logins.unbind(account.id)
    unit.sessions.end(account.id, now)


def _enable(unit: UnitOfWork, account: Account, _post: Post, _now: datetime) -> None:
    unit.accounts.change(account.id, active=True)


def _disable(unit: UnitOfWork, account: Account, _post: Post, now: datetime) -> None:
    """Whoever it is, they are out at their next request."""
    keep_an_administrator(unit, replace(account, active=False))
    unit.accounts.change(account.id, active=False)
    unit.sessions.end(account.id, now)


_DEEDS: Mapping[AccountChangeKind, Callable[[UnitOfWork, Account, Post, datetime], None]] = {
    AccountChangeKind.POST: _change_post,
    AccountChangeKind.UNBIND: _unbind,
    AccountChangeKind.ENABLE: _enable,
    AccountChangeKind.DISABLE: _disable,
}

_DONE: Mapping[AccountChangeKind, str] = {
    AccountChangeKind.POST: "roles_changed",
    AccountChangeKind.UNBIND: "login_unbound",
    AccountChangeKind.ENABLE: "enabled",
    AccountChangeKind.DISABLE: "disabled",
}
"""How each is written down once it is done."""

_CONFIRMERS = frozenset({Role.ADMINISTRATOR, Role.MANAGER})


def _detail(kind: AccountChangeKind, post: Post) -> str:
    if kind is not AccountChangeKind.POST:
        return kind.value
    return " ".join([*sorted(post.roles), *([str(post.rank)] if post.rank else [])])


def _seen(change: AccountChange, accounts: Mapping[str, Account], actor: Actor) -> WaitingChange:
    whom, asker = accounts[change.whom], accounts[change.asked_by]
    mine = actor.key in {change.whom, change.asked_by}
    before, after = post_of(whom), Post(change.roles, change.rank, change.team)
    until = change.asked_at + GOOD_FOR
    kind = AccountChangeKind(change.kind)
    return WaitingChange(change.id, kind, whom.name, asker.name, change.asked_at, until, before, after, mine)


def _tell_done(context: AppContext, unit: UnitOfWork, account: Account) -> None:
    tell_administrators(context, unit, "account_changed")
    _post(context, unit, "your_account", [account.email])


def tell_administrators(context: AppContext, unit: UnitOfWork, name: str) -> None:
    """Send the notice ``name`` to every administrator and to the team's mailbox."""
    everyone = unit.accounts.everybody()
    administrators = [each.email for each in everyone if each.active and Role.ADMINISTRATOR in each.roles]
    _post(context, unit, name, [*administrators, context.mailbox])


def _post(context: AppContext, unit: UnitOfWork, name: str, to: list[str]) -> None:
    words = {"address": context.staff_address}
    unit.outbox.add_about_accounts((Notice(name, Channel.EMAIL, {"email": each}, words) for each in to), context.now())


def _log(context: AppContext, by: str, what: str, whom: str) -> None:
    known = {"account": security_log.alias(context, whom), "by": security_log.alias(context, by)}
    security_log.event(Happening.ACCOUNT_CHANGED, what=what, **known)
