"""Those who work here, as they act."""

from portal.domain.challenge.reviewers_left import able
from portal.domain.challenge.state import Challenge, Rules
from portal.domain.permissions import Actor
from portal.storage import Account, UnitOfWork


def as_actor(account: Account) -> Actor:
    return Actor(account.id, account.roles, account.rank, account.name)


def staff(unit: UnitOfWork) -> tuple[Actor, ...]:
    """Everybody who works here and has signed in before."""
    return tuple(as_actor(account) for account in unit.accounts.everybody() if account.arrived)


def somebody_left(unit: UnitOfWork, challenge: Challenge, rules: Rules) -> bool:
    """Whether anybody here could still review the stage that it is at."""
    return bool(able(challenge, rules.ladder.stage(challenge.stage), staff(unit), rules))
