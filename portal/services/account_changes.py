"""What administrators change about accounts of the staff, and the second person that it takes to give more than before.

Nobody changes their own account. What lets somebody do or see more, or opens an account anew that has been used,
waits until another administrator or a manager confirms it. Whose account it is and all administrators are told.
"""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from portal.domain.notices import Channel, Notice
from portal.domain.people import Action, Actor, Refused, Role
from portal.domain.words import _
from portal.services import Office, new_token, security_log
from portal.services.accounts import OPERATOR
from portal.services.people import INVITATION, Misfit, Post, keep_an_administrator, permit, post_of
from portal.services.security_log import Happening
from portal.storage import Account, AccountChange, EmailTaken, StaffEvent, Unit
from portal.storage.account_changes import GOOD_FOR

YEAR = timedelta(days=365)

OPERATING = Actor(OPERATOR, frozenset({Role.ADMINISTRATOR}))
"""Whoever runs the portal: the second person of a council where nobody else could be."""

NO_POST = Post(frozenset(), 0, "")


class Kind(StrEnum):
    """What can be asked for."""

    POST = "post"  # other roles, another rank or another team
    INVITATION = "invitation"  # to choose a password
    CODES = "codes"  # to be set up again
    UNBIND = "unbind"  # the council's own sign-in forgets whose account it is
    ENABLE = "enable"
    DISABLE = "disable"


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of it: it ``waits`` for a second person, or it is done; ``token`` opens an invitation."""

    waits: bool
    token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A change that waits, as who may confirm it sees it. ``mine``: it is theirs, or about them, so they may not."""

    id: str
    kind: Kind
    whom: str = field(repr=False)  # their name
    asked_by: str = field(repr=False)
    asked_at: datetime
    until: datetime
    before: Post
    after: Post
    mine: bool


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was done with an account. Names are blank for whoever runs the portal."""

    at: datetime
    kind: str
    whom: str = field(repr=False)
    actor: str = field(repr=False)
    detail: str


def invite(office: Office, actor: Actor, name: str, email: str, post: Post) -> tuple[str, str]:
    """An account for somebody new: its id, and the token with which they choose a password within 72 hours.

    It can do nothing until a second person confirms its post. Raises :class:`Misfit`.
    """
    permit(actor)
    post.check()
    account = Account(uuid.uuid4().hex, email.lower(), name, "", frozenset(), 0, team=post.team)
    now, token = office.now(), new_token()
    try:
        with office.store.begin() as unit:
            unit.accounts.add(account, now)
            unit.accounts.invite(account.id, token, now + INVITATION)
            unit.staff_events.add(StaffEvent(now, actor.key, "invited", account.id))
            _wait(office, unit, actor.key, account, Kind.POST, post)
    except EmailTaken:
        raise Misfit("email", _("Somebody has an account with this email address already")) from None
    _log(office, actor.key, "invited", account.id)
    return account.id, token


def ask(office: Office, actor: Actor, account_id: str, kind: Kind, post: Post = NO_POST) -> Asked | None:
    """Change somebody's account, or have a second person confirm it first; ``None`` where nobody is found.

    Raises :class:`Refused`, :class:`Misfit` about a post.
    """
    permit(actor)
    if kind is Kind.POST:
        post.check()
    with office.store.begin() as unit:
        account = _locked(unit, account_id)
        if account is None:
            return None
        if account.id == actor.key:
            raise Misfit("roles", _("You cannot change your own account. Ask another administrator."))
        if waits := _takes_two(unit, account, kind, post):
            _may_happen(unit, account, kind)
            _wait(office, unit, actor.key, account, kind, post)
            token = ""
        else:
            token = _do(office, unit, actor.key, account, kind, post)
    _log(office, actor.key, "asked" if waits else _DONE[kind], account_id)
    return Asked(waits, token)


def waiting(office: Office, actor: Actor) -> list[Waiting]:
    """What waits for a second person, the oldest first."""
    permit(actor, Action.CONFIRM_ACCOUNT)
    with office.store.read() as unit:
        accounts = {account.id: account for account in unit.accounts.everybody()}
        changes = unit.account_changes.waiting(office.now())
    return [_seen(change, accounts, actor) for change in changes]


def confirm(office: Office, actor: Actor, change_id: str) -> Asked | None:
    """Let a change happen that somebody else asked for; ``None`` where it does not wait any more.

    Raises :class:`Refused`.
    """
    permit(actor, Action.CONFIRM_ACCOUNT)
    by = actor.key
    with office.store.begin() as unit:
        change = unit.account_changes.take(change_id, office.now())
        account = _locked(unit, change.whom) if change else None
        if change is None or account is None:
            return None
        if by in {change.asked_by, change.whom}:
            raise Refused(_("Somebody else must confirm this."))
        asker = unit.accounts.by_id(change.asked_by)
        if not (asker and asker.active and Role.ADMINISTRATOR in asker.roles):
            raise Refused(_("Who asked for this is no longer an administrator."))
        kind = Kind(change.kind)
        token = _do(office, unit, by, account, kind, Post(change.roles, change.rank, change.team))
    _log(office, by, _DONE[kind], account.id)
    return Asked(waits=False, token=token)


def turn_down(office: Office, actor: Actor, change_id: str) -> bool:
    """Let a change not happen; false where it does not wait any more."""
    permit(actor, Action.CONFIRM_ACCOUNT)
    now = office.now()
    with office.store.begin() as unit:
        change = unit.account_changes.take(change_id, now)
        if change is None:
            return False
        unit.staff_events.add(StaffEvent(now, actor.key, "change_turned_down", change.whom, change.kind))
    _log(office, actor.key, "turned_down", change.whom)
    return True


def events(office: Office, actor: Actor) -> list[Recorded]:
    """What was done with all accounts in the last year, the newest first."""
    permit(actor, Action.SEE_ACCOUNT_EVENTS)
    with office.store.read() as unit:
        names, found = unit.accounts.names(), unit.staff_events.since(office.now() - YEAR)
    return [Recorded(e.at, e.kind, names.get(e.whom, ""), names.get(e.actor, ""), e.detail) for e in found]


def announce(office: Office, account_id: str) -> None:
    """Tell those concerned of an account that whoever runs the portal has made."""
    with office.store.begin() as unit:
        account = unit.accounts.by_id(account_id)
        if account:
            _tell_done(office, unit, account)
    _log(office, OPERATOR, "added", account_id)


def _locked(unit: Unit, account_id: str) -> Account | None:
    """An account; all are ours until the unit ends, so that two administrators cannot disable each other at once."""
    return next((known for known in unit.accounts.everybody() if known.id == account_id), None)


def _takes_two(unit: Unit, account: Account, kind: Kind, post: Post) -> bool:
    """Whether somebody could do or see more by this than before, or as somebody else."""
    match kind:
        case Kind.POST:
            return not post.roles <= account.roles or post.rank > account.rank
        case Kind.INVITATION | Kind.CODES:
            return account.arrived or bool(account.password) or unit.logins.bound(account.id)
        case Kind.ENABLE | Kind.UNBIND:
            return True
        case Kind.DISABLE:
            return False


def _may_happen(unit: Unit, account: Account, kind: Kind) -> None:
    """Raises :class:`Refused` where there is nothing to be done."""
    if kind is Kind.INVITATION and not account.active:
        raise Refused(_("This account is disabled"))
    if kind is Kind.UNBIND and not unit.logins.bound(account.id):
        raise Refused(_("No work sign-in belongs to this account"))


def _wait(office: Office, unit: Unit, by: str, account: Account, kind: Kind, post: Post) -> None:
    now = office.now()
    change = AccountChange(uuid.uuid4().hex, kind, account.id, by, now, post.roles, post.rank, post.team)
    unit.account_changes.ask(change)
    unit.staff_events.add(StaffEvent(now, by, "change_asked", account.id, _detail(kind, post)))
    everyone = unit.accounts.everybody()
    others = [each.email for each in everyone if _could_confirm(each) and each.id not in {by, account.id}]
    _post(office, unit, "account_change_waits", others or [office.mailbox])
    _post(office, unit, "your_account", [account.email])


def _could_confirm(account: Account) -> bool:
    return account.arrived and bool(_CONFIRMERS & account.roles)


def _do(office: Office, unit: Unit, by: str, account: Account, kind: Kind, post: Post) -> str:
    """Change the account, write it down, tell those concerned; the token of an invitation, else blank."""
    _may_happen(unit, account, kind)
    now = office.now()
    token = _DEEDS[kind](unit, account, post, now)
    unit.staff_events.add(StaffEvent(now, by, _DONE[kind], account.id, _detail(kind, post)))
    _tell_done(office, unit, account)
    return token


def _change_post(unit: Unit, account: Account, post: Post, _now: datetime) -> str:
    keep_an_administrator(unit, replace(account, roles=post.roles))
    unit.accounts.change(account.id, roles=post.roles, rank=post.rank, team=post.team)
    return ""


def _invite_again(unit: Unit, account: Account, _post: Post, now: datetime) -> str:
    token = new_token()
    unit.accounts.invite(account.id, token, now + INVITATION)
    return token


def _reset_codes(unit: Unit, account: Account, _post: Post, now: datetime) -> str:
    """What they had besides the password is gone; they set up codes again when they next sign in."""
    unit.accounts.change(account.id, totp=None, code_counter=None)
    unit.recovery.renew(account.id, ())
    unit.passkeys.remove(account.id)
    unit.sessions.end(account.id, now)
    return ""


def _unbind(unit: Unit, account: Account, _post: Post, now: datetime) -> str:
    """Who signed in by it is out."""
    unit.logins.unbind(account.id)
    unit.sessions.end(account.id, now)
    return ""


def _enable(unit: Unit, account: Account, _post: Post, _now: datetime) -> str:
    unit.accounts.change(account.id, active=True)
    return ""


def _disable(unit: Unit, account: Account, _post: Post, now: datetime) -> str:
    """Whoever it is, they are out at their next request."""
    keep_an_administrator(unit, replace(account, active=False))
    unit.accounts.change(account.id, active=False, invitation=None)
    unit.sessions.end(account.id, now)
    return ""


_DEEDS: Mapping[Kind, Callable[[Unit, Account, Post, datetime], str]] = {
    Kind.POST: _change_post,
    Kind.INVITATION: _invite_again,
    Kind.CODES: _reset_codes,
    Kind.UNBIND: _unbind,
    Kind.ENABLE: _enable,
    Kind.DISABLE: _disable,
}

_DONE: Mapping[Kind, str] = {
    Kind.POST: "roles_changed",
    Kind.INVITATION: "invited",
    Kind.CODES: "codes_reset",
    Kind.UNBIND: "login_unbound",
    Kind.ENABLE: "enabled",
    Kind.DISABLE: "disabled",
}
"""How each is written down once it is done."""

_CONFIRMERS = frozenset({Role.ADMINISTRATOR, Role.MANAGER})


def _detail(kind: Kind, post: Post) -> str:
    if kind is not Kind.POST:
        return kind.value
    return " ".join([*sorted(post.roles), *([str(post.rank)] if post.rank else [])])


def _seen(change: AccountChange, accounts: Mapping[str, Account], actor: Actor) -> Waiting:
    whom, asker = accounts[change.whom], accounts[change.asked_by]
    mine = actor.key in {change.whom, change.asked_by}
    before, after = post_of(whom), Post(change.roles, change.rank, change.team)
    until = change.asked_at + GOOD_FOR
    kind = Kind(change.kind)
    return Waiting(change.id, kind, whom.name, asker.name, change.asked_at, until, before, after, mine)


def _tell_done(office: Office, unit: Unit, account: Account) -> None:
    everyone = unit.accounts.everybody()
    administrators = [each.email for each in everyone if each.active and Role.ADMINISTRATOR in each.roles]
    _post(office, unit, "account_changed", [*administrators, office.mailbox])
    _post(office, unit, "your_account", [account.email])


def _post(office: Office, unit: Unit, name: str, to: list[str]) -> None:
    words = {"address": office.staff_address}
    unit.outbox.add_about_accounts((Notice(name, Channel.EMAIL, {"email": each}, words) for each in to), office.now())


def _log(office: Office, by: str, what: str, whom: str) -> None:
    known = {"account": security_log.alias(office, whom), "by": security_log.alias(office, by)}
    security_log.event(Happening.ACCOUNT_CHANGED, what=what, **known)
