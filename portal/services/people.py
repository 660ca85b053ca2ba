"""The accounts of the staff as administrators see them, and the invitation that somebody new takes up."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from portal.domain.people import Action, Actor, Refused, Role
from portal.domain.words import _
from portal.services import Office
from portal.services.accounts import DEMO_PHRASE, SHORTEST_PASSWORD, Locks
from portal.storage import Account, Session, StaffEvent, Unit, hash_code

INVITATION = timedelta(hours=72)
LONG_ENOUGH_TO_COUNT = 3  # letters of a word that a password may not hold
FEWEST_CHARACTERS = 6  # different ones

OBVIOUS = ("password", "qwerty", "letmein", "123456", "council", "portal", "lookingagain", "safeguarding")


class State(StrEnum):
    INVITED = "invited"  # has no password yet
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
    codes: bool  # whether they have set up their codes
    seen_at: datetime | None
    invited_until: datetime | None  # as long as an invitation is good


@dataclass(frozen=True, slots=True)
class Happened:
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
    happened: list[Happened]


class Misfit(Refused):
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


def everybody(office: Office, actor: Actor) -> list[Member]:
    """Everybody with an account; a manager sees them too, to hand over their work."""
    permit(actor, Action.HAND_OVER_ALL)
    with office.store.read() as unit:
        seen = unit.sessions.last_seen()
        return [_member(account, seen.get(account.id), office.now()) for account in unit.accounts.everybody()]


def one(office: Office, actor: Actor, account_id: str) -> File | None:
    permit(actor)
    with office.store.read() as unit:
        account = unit.accounts.by_id(account_id)
        if account is None:
            return None
        names = {known.id: known.name for known in unit.accounts.everybody()}
        happened = [Happened(e.at, e.kind, names.get(e.actor, ""), e.detail) for e in unit.staff_events.of(account_id)]
        member = _member(account, unit.sessions.last_seen().get(account_id), office.now())
        return File(member, unit.logins.bound(account_id), unit.sessions.of(account_id, office.now()), happened)


def end_session(office: Office, actor: Actor, account_id: str, session_id: str) -> bool:
    """Sign somebody out of one session; false where they have no such session open."""
    permit(actor)
    now = office.now()
    with office.store.begin() as unit:
        ended = unit.sessions.end(account_id, now, session_id) > 0
        if ended:
            unit.staff_events.add(StaffEvent(now, actor.key, "session_ended", account_id))
    return ended


# The invited person


def invited(office: Office, token: str) -> bool:
    """Whether this invitation is still good. Asking does not use it up: machines that check mail ask too."""
    with office.store.read() as unit:
        return _of_invitation(unit, token, office.now()) is not None


def take_up(office: Office, locks: Locks, token: str, password: str) -> bool:
    """Choose the password; false where the invitation is not good. Raises :class:`Refused` for a weak one."""
    now = office.now()
    with office.store.read() as unit:
        account = _of_invitation(unit, token, now)
    if account is None:
        return False
    _check_password(office, account, password)
    hashed = hash_code(password, locks.password)
    with office.store.begin() as unit:
        if _of_invitation(unit, token, now) is None:
            return False
        unit.accounts.change(account.id, password=hashed, invitation=None, invited_until=None)
        unit.sessions.end(account.id, now)
        unit.staff_events.add(StaffEvent(now, account.id, "password_chosen", account.id))
    return True


def _check_password(office: Office, account: Account, password: str) -> None:
    if len(password) < SHORTEST_PASSWORD:
        raise Refused(_("Use 15 characters or more. Three or four words that do not belong together are good."))
    plain = _letters(password)
    council = office.pack.council
    own = [*account.name.split(), account.email.partition("@")[0], *account.email.partition("@")[2].split(".")[:1]]
    forbidden = map(_letters, [*own, council.name, *council.name.split(), council.team, *OBVIOUS, DEMO_PHRASE])
    if _holds_any(plain, forbidden):
        raise Refused(_("Leave out your name, your email address, the council and words that many people use"))
    if len(set(plain)) < FEWEST_CHARACTERS:
        raise Refused(_("Use more different letters and figures"))


def _holds_any(plain: str, words: Iterable[str]) -> bool:
    return any(len(word) > LONG_ENOUGH_TO_COUNT and word in plain for word in words)


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _of_invitation(unit: Unit, token: str, now: datetime) -> Account | None:
    account = unit.accounts.by_invitation(token, now)
    return account if account and account.active else None


def permit(actor: Actor, action: Action = Action.MANAGE_STAFF) -> None:
    """Raises :class:`Refused` where somebody may not do this."""
    if not actor.may(action):
        raise Refused(_("Only an administrator may do this"))


def post_of(account: Account) -> Post:
    return Post(account.roles, account.rank, account.team)


def keep_an_administrator(unit: Unit, after: Account) -> None:
    """Refuse where, with this account as it will be, nobody were left to look after the others."""
    everyone = [after if known.id == after.id else known for known in unit.accounts.everybody()]
    if not any(_state(each) is State.ACTIVE and Role.ADMINISTRATOR in each.roles for each in everyone):
        raise Misfit("roles", _("This is the last administrator. Make somebody else one first."))


def _state(account: Account) -> State:
    if not account.active:
        return State.DISABLED
    return State.ACTIVE if account.arrived else State.INVITED


def _member(account: Account, seen_at: datetime | None, now: datetime) -> Member:
    until = account.invited_until if account.invitation else None
    return Member(
        id=account.id,
        name=account.name,
        email=account.email,
        roles=account.roles,
        rank=account.rank,
        team=account.team,
        state=_state(account),
        codes=account.totp is not None,
        seen_at=seen_at,
        invited_until=until if until and now < until else None,
    )
