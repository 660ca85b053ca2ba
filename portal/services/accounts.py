"""Staff accounts: how one is made, and what opens it: a password and a code that changes every 30 seconds."""

import secrets
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from passlib.exc import TokenError
from passlib.totp import TOTP

from portal.domain.people import Role
from portal.services import Office
from portal.storage import Account, Store, code_matches, hash_code

SHORTEST_PASSWORD = 15
SKEW = timedelta(seconds=30)
"""How far a telephone's clock may be out."""

DEMO_PHRASE = "only-for-the-demo"
"""The password of every demo account; there are none of those in production."""


class Unfit(ValueError):
    """An account cannot be made like this; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Locks:
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
class Newcomer:
    email: str = field(repr=False)
    name: str = field(repr=False)
    roles: Iterable[Role]
    password: str = field(repr=False)
    rank: int = 0


def add_staff(store: Store, locks: Locks, newcomer: Newcomer, now: datetime, *, totp: bool = False) -> Account:
    """A new account. Unless ``totp``, the person sets up their codes when they first sign in.

    Raises :class:`Unfit`, or :class:`portal.storage.EmailTaken`.
    """
    roles = frozenset(newcomer.roles)
    if len(newcomer.password) < SHORTEST_PASSWORD:
        raise Unfit(f"A password has at least {SHORTEST_PASSWORD} characters.")
    if not roles or Role.RAISER in roles:
        raise Unfit("A member of staff has at least one role, and is not a raiser.")
    account = Account(
        id=uuid.uuid4().hex,
        email=newcomer.email,
        name=newcomer.name,
        password=hash_code(newcomer.password, locks.password),
        roles=roles,
        rank=newcomer.rank,
        session=secrets.token_hex(32),
        totp=locks.totp().new().to_json(encrypt=True) if totp else None,
    )
    with store.begin() as unit:
        unit.accounts.add(account, now)
    return account


def add_demo_staff(store: Store, locks: Locks, now: datetime) -> list[str]:
    """The demo's accounts, where they are not there yet; the email addresses of all of them."""
    people = {Role.TRIAGE: "Toni Example", Role.REVIEWER: "Remi Example", Role.MANAGER: "Mo Example"}
    emails = []
    for rank, (role, name) in enumerate(people.items()):
        newcomer = Newcomer(f"{role}@example.com", name, {role}, DEMO_PHRASE, rank)
        with store.read() as unit:
            known = unit.accounts.by_email(newcomer.email)
        if known is None:
            add_staff(store, locks, newcomer, now, totp=True)
        emails.append(newcomer.email)
    return emails


def demo_code(store: Store, locks: Locks, email: str, now: datetime) -> str | None:
    """The code that is good now; ``None`` for an unknown account or one without codes.

    For the demo, where nobody has a telephone set up. Whoever calls this refuses in production.
    """
    with store.read() as unit:
        account = unit.accounts.by_email(email)
    if account is None or account.totp is None:
        return None
    return str(locks.totp().from_source(account.totp).generate(time=int(now.timestamp())).token)


def with_password(office: Office, locks: Locks, email: str, password: str, network: str) -> Account | None:
    """The account that this password opens, first half; ``None``, alike, for whatever stands against it.

    The try is counted before the password is looked at. It is counted for the network it comes from too,
    so that a stranger's guesses do not lock the person out.
    """
    now = office.now()
    with office.store.begin() as unit:
        wait = unit.tries.begin(_password_tries(email, network), now)
        account = unit.accounts.by_email(email)
    right = code_matches(account.password if account else None, password, locks.password)
    return account if account and account.active and right and not wait else None


def with_code(office: Office, locks: Locks, account: Account, totp: str, code: str, network: str) -> bool:
    """Whether ``code`` opens the account, second half. A code works once."""
    now, scope = office.now(), f"staff code {account.id}"
    with office.store.begin() as unit:
        if unit.tries.begin(scope, now):
            return False
    try:
        match = locks.totp().verify(code, totp, time=int(now.timestamp()), window=int(SKEW.total_seconds()))
    except TokenError:
        return False
    with office.store.begin() as unit:
        if not unit.accounts.use_code(account.id, match.counter):
            return False
        unit.tries.forgive(scope)
        unit.tries.forgive(_password_tries(account.email, network))
    return True


def by_session(office: Office, session: str) -> Account | None:
    """Whose session this is."""
    with office.store.read() as unit:
        return unit.accounts.by_session(session)


def set_up_codes(office: Office, account: Account, totp: str) -> None:
    with office.store.begin() as unit:
        unit.accounts.change(account.id, totp=totp)


def end_sessions(office: Office, account: Account) -> None:
    """Sign the person out everywhere: a session cookie that somebody copied is worth nothing either."""
    with office.store.begin() as unit:
        unit.accounts.change(account.id, session=secrets.token_hex(32))


def _password_tries(email: str, network: str) -> str:
    return f"staff {email.lower()} {network}"
