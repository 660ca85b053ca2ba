"""Restricted cases: of families of staff, and of protected addresses. Only who is named opens them.

No list, count, search or file shows one to anybody else. A manager who is not named can open one by its reference, with
a reason, and that raises an alert. That a case was restricted, and for whom, stands in the record of the accounts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from portal.domain import reference_codes
from portal.domain.i18n import _
from portal.domain.permissions import RAISERS, READERS, ActionRefused, Actor, Permission, Role
from portal.services import AppContext
from portal.storage import ALERT, Account, StaffEvent, UnitOfWork

RESTRICTED, LIFTED = "case_restricted", "restriction_lifted"
"""How it is written down that a case was restricted, or is not any more."""

STAFF = frozenset(Role) - RAISERS

FEWEST = 2
"""So many must be named: a case that one person alone can open waits while they are away."""


class RestrictedBecause(StrEnum):
    STAFF_FAMILY = "staff_family"
    PROTECTED_ADDRESS = "protected_address"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Restriction:
    """A case, who may open it, and who could be named."""

    reference: str
    written: str
    readers: tuple[str, ...]  # ids of accounts
    holder: str  # the id of who has it; blank for nobody
    staff: tuple[tuple[str, str], ...] = field(repr=False)  # id and name of whoever could be named


def may_open(unit: UnitOfWork, actor: Actor, reference: str) -> bool:
    """Whether somebody opens this case if their role does: of a restricted one who is named, and managers."""
    if not STAFF & actor.roles:
        return True  # the raiser, and the portal itself
    named = unit.restricted_readers.of(reference)
    return not named or actor.key in named or actor.manages


NOT_NAMED = _("The case is restricted, and they are not among the people who may open it.")


def is_for_others(unit: UnitOfWork, reference: str, account_id: str) -> bool:
    """Whether it is restricted to others than this person."""
    named = unit.restricted_readers.of(reference)
    return bool(named) and account_id not in named


def opens_unnamed(unit: UnitOfWork, actor: Actor, reference: str) -> bool:
    """Whether it is restricted, and they are not among those who are named."""
    return is_for_others(unit, reference, actor.key)


def to_tell(unit: UnitOfWork, reference: str, accounts: Iterable[Account]) -> list[Account]:
    """Those of the colleagues who may hear of this case."""
    named = unit.restricted_readers.of(reference)
    return [each for each in accounts if not named or each.id in named or Permission.RESTRICT_CASES.roles & each.roles]


@dataclass(frozen=True, slots=True)
class HiddenAlerts:
    """That safety alerts are open on cases that are restricted to others, and who may open them: nothing else."""

    count: int
    readers: tuple[str, ...] = field(repr=False)  # by name


def hidden_alerts(unit: UnitOfWork, actor: Actor) -> HiddenAlerts:
    """For who is there while nobody is who may open such a case: that there is one, and whom to call."""
    hidden = unit.restricted_readers.hidden_from(actor.key, ALERT)
    named = set[str]().union(*hidden.values())
    readers = sorted(each.name for each in unit.accounts.everybody() if each.id in named and each.active)
    return HiddenAlerts(len(hidden), tuple(readers))


def mine(context: AppContext, actor: Actor) -> tuple[tuple[str, str], ...]:
    """The restricted cases that a manager is named in: their references, as they are and in groups."""
    _may(actor)
    with context.store.read() as unit:
        return tuple((each, reference_codes.grouped(each)) for each in unit.restricted_readers.restricted(actor.key))


def restriction(context: AppContext, actor: Actor, reference: str) -> Restriction | None:
    """Who may open a case, for a manager who may; ``None`` where there is none."""
    _may(actor)
    with context.store.read() as unit:
        challenge = unit.challenges.whole(reference)
        if challenge is None or not may_open(unit, actor, reference):
            return None
        readers = unit.restricted_readers.of(reference)
        staff = sorted((each.name, each.id) for each in _could_be_named(unit))
    written, named = reference_codes.grouped(reference), tuple(sorted(readers))
    return Restriction(reference, written, named, challenge.work.assigned, tuple((key, name) for name, key in staff))


def restrict(context: AppContext, actor: Actor, reference: str, named: Sequence[str], why: str) -> None:
    """Let only these people open it. Raises :class:`ActionRefused`."""
    _may(actor)
    with context.store.begin() as unit:
        challenge = unit.challenges.whole(reference)
        if challenge is None or not may_open(unit, actor, reference):
            raise ActionRefused(_("There is no such case."))
        known = {each.id for each in _could_be_named(unit)}
        if why not in set(RestrictedBecause):
            raise ActionRefused(_("Select why"))
        if len(set(named) & known) < FEWEST or not set(named) <= known:
            raise ActionRefused(_("Name at least two people."))
        if challenge.work.assigned and challenge.work.assigned not in named:
            raise ActionRefused(_("Who has the case is not among them. Name them, or reallocate the case first."))
        unit.restricted_readers.name(challenge.id, named)
        detail = f"{reference} {why} {len(set(named))}"
        unit.staff_events.add(StaffEvent(context.now(), actor.key, RESTRICTED, actor.key, detail))


def lift(context: AppContext, actor: Actor, reference: str) -> None:
    """Everybody may open it again whose role does: only who is named lets them. Raises :class:`ActionRefused`."""
    _may(actor)
    with context.store.begin() as unit:
        challenge = unit.challenges.whole(reference)
        if challenge is None or actor.key not in unit.restricted_readers.of(reference):
            raise ActionRefused(_("Only a manager who is named can do this."))
        unit.restricted_readers.name(challenge.id, ())
        unit.staff_events.add(StaffEvent(context.now(), actor.key, LIFTED, actor.key, reference))


def _could_be_named(unit: UnitOfWork) -> list[Account]:
    return [each for each in unit.accounts.everybody() if each.active and READERS & each.roles]


def _may(actor: Actor) -> None:
    if not actor.may(Permission.RESTRICT_CASES):
        raise ActionRefused("Only a manager restricts a case.")
