"""Staff accounts: how one is made, and what opens it: a password and a code that changes every 30 seconds.

Whoever has lost the telephone that makes the codes uses a recovery code in place of one.
"""

import secrets
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from passlib.exc import TokenError
from passlib.totp import TOTP

from portal.domain import codes
from portal.domain.inside import Inside
from portal.domain.people import Role
from portal.domain.rate_limits import TooMany
from portal.services import STILL_THERE, Office, guessing, new_token, security_log
from portal.services.security_log import Happening
from portal.storage import Account, Session, StaffEvent, Store, Unit, code_matches, hash_code

SHORTEST_PASSWORD = 15
RECOVERY_CODES = 10
SKEW = timedelta(seconds=30)
"""How far a telephone's clock may be out."""

DEMO_PHRASE = "only-for-the-demo"
"""The password of every demo account; there are none of those in production."""


class Unfit(ValueError):
    """An account cannot be made like this; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Locks(Inside):
    """What protects the accounts and is never in the database.

    ``password`` is the pepper of the passwords, ``codes`` the key of what makes the codes.
    """

    password: bytes = field(repr=False)
    codes: bytes = field(repr=False)

    def totp(self) -> type[TOTP]:
        opened: type[TOTP] = TOTP.using(secrets=self.wallet)
        return opened

    @property
    def wallet(self) -> dict[str, str]:
        """The keys of the codes by version, as passlib takes them."""
        return {"1": self.codes.hex()}


@dataclass(frozen=True, slots=True)
class Newcomer(Inside):
    email: str = field(repr=False)
    name: str = field(repr=False)
    roles: Iterable[Role]
    password: str = field(repr=False)
    rank: int = 0
    team: str = ""


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
    has_codes: bool  # whether they have set up their codes


def holder(account: Account) -> Holder:
    return Holder(
        account.id, account.email, account.name, account.roles, account.rank, account.active, account.totp is not None
    )


def add_staff(store: Store, locks: Locks, newcomer: Newcomer, now: datetime) -> Holder:
    """A new account. The person sets up their codes when they first sign in.

    Raises :class:`Unfit`, or :class:`portal.storage.EmailTaken`.
    """
    roles = frozenset(newcomer.roles)
    if len(newcomer.password) < SHORTEST_PASSWORD:
        raise Unfit(f"A password has at least {SHORTEST_PASSWORD} characters.")
    if not roles or Role.RAISER in roles:
        raise Unfit("A member of staff has at least one role, and is not a raiser.")
    return _keep(store, locks, newcomer, hash_code(newcomer.password, locks.password), now, totp=False)


def _keep(store: Store, locks: Locks, newcomer: Newcomer, hashed: str, now: datetime, *, totp: bool) -> Holder:
    account = Account(
        id=uuid.uuid4().hex,
        email=newcomer.email,
        name=newcomer.name,
        password=hashed,
        roles=frozenset(newcomer.roles),
        rank=newcomer.rank,
        team=newcomer.team,
        totp=locks.totp().new().to_json(encrypt=True) if totp else None,
    )
    with store.begin() as unit:
        unit.accounts.add(account, now)
        unit.staff_events.add(StaffEvent(now, OPERATOR, "added", account.id))
    return holder(account)


_DEMO_STAFF: tuple[tuple[str, str, tuple[Role, ...], int, str], ...] = (
    ("triage", "Toni Example", (Role.TRIAGE,), 0, "Front Door"),
    ("reviewer", "Remi Example", (Role.REVIEWER,), 1, "MASH"),
    ("reviewer2", "Rowan Example", (Role.REVIEWER,), 2, "Front Door"),
    ("manager", "Mo Example", (Role.MANAGER, Role.RELEASER, Role.REVIEWER), 3, "MASH"),
    ("director", "Dee Example", (Role.REVIEWER, Role.RELEASER, Role.MANAGER), 4, "MASH"),
    ("releaser", "Lou Example", (Role.RELEASER,), 0, "MASH"),
    ("auditor", "Ash Example", (Role.AUDITOR,), 0, "MASH"),
    ("admin", "Andy Example", (Role.ADMINISTRATOR,), 0, "Front Door"),
)


def add_demo_staff(store: Store, locks: Locks, now: datetime) -> list[str]:
    """The demo's accounts, where they are not there yet; the email addresses of all of them."""
    people = [
        Newcomer(f"{key}@example.com", name, roles, DEMO_PHRASE, rank, team)
        for key, name, roles, rank, team in _DEMO_STAFF
    ]
    with store.read() as unit:
        missing = [each for each in people if unit.accounts.by_email(each.email) is None]
    if missing:
        hashed = hash_code(DEMO_PHRASE, locks.password)  # slow on purpose, and the same for all
        for newcomer in missing:
            _keep(store, locks, newcomer, hashed, now, totp=True)
    return [each.email for each in people]


def demo_code(store: Store, locks: Locks, email: str, now: datetime) -> str | None:
    """The code that is good now; ``None`` for an unknown account or one without codes.

    For the demo, where nobody has a telephone set up. Whoever calls this refuses in production.
    """
    with store.read() as unit:
        account = unit.accounts.by_email(email)
    if account is None or account.totp is None:
        return None
    return str(locks.totp().from_source(account.totp).generate(time=int(now.timestamp())).token)


def with_password(office: Office, locks: Locks, email: str, password: str, network: str) -> Holder | None:
    """The account that this password opens, first half; ``None``, alike, for whatever stands against it.

    The try is counted before the password is looked at. Raises :class:`portal.domain.rate_limits.TooMany`.
    """
    guess = guessing.begin(office, _account(email), network, office.now())
    with office.store.read() as unit:
        account = unit.accounts.by_email(email)
    right = code_matches(account.password if account else None, password, locks.password)
    if account and account.active and right:
        with office.store.begin() as unit:
            guess.right(unit, forgive=False)  # that the code is right too
        return holder(account)
    _not_in(office, account.id if account else email.lower(), network, by="password")
    return None


def _not_in(office: Office, who: str, network: str, *, by: str) -> None:
    known = {"account": security_log.alias(office, who), "network": security_log.alias(office, network)}
    security_log.event(Happening.SIGN_IN_FAILED, by=by, **known)


def _count(office: Office, unit: Unit, scope: str, now: datetime) -> None:
    """Count a try at somebody's codes. Raises :class:`TooMany`: nothing was counted then."""
    if wait := unit.tries.begin(scope, now):
        security_log.event(Happening.LOCKED, by="code", account=security_log.alias(office, scope))
        raise TooMany(wait, now)


def with_code(office: Office, locks: Locks, who: Holder, code: str, network: str, totp: str = "") -> bool:
    """Whether ``code`` opens the account, second half. A code works once.

    ``totp``: what makes the codes, while they are being set up. It is good for nothing once they are set up, or
    set up again, by somebody who was quicker.
    """
    fits = _code_fits(office, locks, who, code, network, totp)
    if not fits:
        _not_in(office, who.id, network, by="code")
    return fits


def _code_fits(office: Office, locks: Locks, who: Holder, code: str, network: str, totp: str) -> bool:
    now, scope = office.now(), f"staff code {who.id}"
    with office.store.begin() as unit:
        account = unit.accounts.by_id(who.id)
        known = account.totp if account else None
        totp = totp or known or ""
        if account is None or not totp or known not in {None, totp}:
            return False
        _count(office, unit, scope, now)
    try:
        match = locks.totp().verify(code, totp, time=int(now.timestamp()), window=int(SKEW.total_seconds()))
    except TokenError:
        return False
    with office.store.begin() as unit:
        if not unit.accounts.use_code(account.id, match.counter):
            return False
        unit.tries.forgive(scope)
        unit.tries.forgive(f"{_account(account.email)} {network}")
    return True


def with_recovery_code(office: Office, account: Holder, code: str, network: str) -> bool:
    """Whether this recovery code opens the account, second half. It works once, and shares the tries of codes."""
    fits = _recovery_code_fits(office, account, code, network)
    if not fits:
        _not_in(office, account.id, network, by="recovery_code")
    return fits


def _recovery_code_fits(office: Office, account: Holder, code: str, network: str) -> bool:
    now, scope = office.now(), f"staff code {account.id}"
    with office.store.begin() as unit:
        _count(office, unit, scope, now)
    with office.store.begin() as unit:
        if not unit.recovery.use(account.id, codes.tidy(code)):
            return False
        unit.tries.forgive(scope)
        unit.tries.forgive(f"{_account(account.email)} {network}")
        unit.staff_events.add(StaffEvent(now, account.id, "recovery_used", account.id))
    return True


def new_recovery_codes(office: Office, account: Holder) -> list[str]:
    """Fresh recovery codes, to be shown this once; all earlier ones are worth nothing."""
    made = [codes.new_code(secrets.randbits) for _ in range(RECOVERY_CODES)]
    with office.store.begin() as unit:
        unit.recovery.renew(account.id, map(codes.tidy, made))
        unit.staff_events.add(StaffEvent(office.now(), account.id, "recovery_made", account.id))
    return made


def recovery_codes_left(office: Office, account: Holder) -> int:
    with office.store.read() as unit:
        return unit.recovery.left(account.id)


def by_id(office: Office, account_id: str) -> Holder | None:
    with office.store.read() as unit:
        account = unit.accounts.by_id(account_id)
    return holder(account) if account else None


def set_up_codes(office: Office, account: Holder, totp: str) -> None:
    with office.store.begin() as unit:
        unit.accounts.change(account.id, totp=totp)


# Sign-ins: each is a session of its own


def begin_session(office: Office, account: Holder) -> str:
    """A session for somebody who has proved who they are: the token that opens it."""
    token = new_token()
    with office.store.begin() as unit:
        unit.sessions.begin(token, account.id, office.now())
    security_log.event(Happening.SIGNED_IN, account=security_log.alias(office, account.id))
    return token


def by_session(office: Office, token: str) -> tuple[Holder, Session] | None:
    """Whose session this is, if it is not over. That they are here is noted once a minute."""
    now = office.now()
    with office.store.read() as unit:
        session = unit.sessions.open(token, now)
        account = unit.accounts.by_id(session.account_id) if session else None
    if session is None or account is None:
        return None
    if now - session.seen_at >= STILL_THERE:
        with office.store.begin() as unit:
            unit.sessions.touch(session.id, now)
    return holder(account), session


def sessions_of(office: Office, account: Holder) -> list[Session]:
    """The sessions that somebody has open, the newest first."""
    with office.store.read() as unit:
        return unit.sessions.of(account.id, office.now())


def sign_out(office: Office, session: Session) -> None:
    """End this session, and with it whatever copies there are of its cookie."""
    with office.store.begin() as unit:
        unit.sessions.end(session.account_id, office.now(), session.id)
    security_log.event(Happening.SIGNED_OUT, account=security_log.alias(office, session.account_id))


def session_ended(office: Office, token: str) -> bool:
    """Whether somebody ended this session, and did not just stay away."""
    with office.store.read() as unit:
        return unit.sessions.ended(token)


def end_session(office: Office, account: Holder, session_id: str) -> None:
    """Somebody ends a session of their own from another."""
    now = office.now()
    with office.store.begin() as unit:
        if unit.sessions.end(account.id, now, session_id):
            unit.staff_events.add(StaffEvent(now, account.id, "session_ended", account.id))


def _account(email: str) -> str:
    return f"staff {email.lower()}"
