"""What takes two managers: one proposes it, another confirms it, and either ends it at once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

from portal.domain.disclosure.internal import InternalOnly
from portal.domain.i18n import _
from portal.domain.permissions import ActionRefused, Actor, Permission, Role
from portal.services import AppContext
from portal.storage import StaffEvent, UnitOfWork
from portal.storage.agreements import ManagerAgreement, ManagerAgreements

What = TypeVar("What")

MOST = 50
"""No more are listed, the newest first."""


@dataclass(frozen=True, slots=True)
class AgreementLine(Generic[What]):
    """An agreement as managers see it. ``by``, ``confirmed_by`` and ``ended_by``: names, blank where nobody did.

    ``mine``: who looks has proposed it.
    """

    id: str
    what: What
    by: str = field(repr=False)
    at: datetime
    confirmed_by: str = field(repr=False)
    confirmed_at: datetime | None
    ended_by: str = field(repr=False)
    ended_at: datetime | None
    mine: bool


@dataclass(frozen=True, slots=True)
class TwoManagers(InternalOnly, Generic[What]):
    """``proposed``, ``confirmed`` and ``ended``: how what they do is written down."""

    permission: Permission
    rows: Callable[[UnitOfWork], ManagerAgreements[What]]
    proposed: str
    confirmed: str
    ended: str

    def lines(self, context: AppContext, actor: Actor) -> tuple[AgreementLine[What], ...]:
        """Those that managers proposed, the newest first. Raises :class:`ActionRefused`."""
        self._may(actor)
        with context.store.read() as unit:
            found, names = self.rows(unit).latest(MOST), unit.accounts.names()
        return tuple(
            AgreementLine(
                each.id,
                each.what,
                names.get(each.by, ""),
                each.at,
                names.get(each.confirmed_by, ""),
                each.confirmed_at,
                names.get(each.ended_by, ""),
                each.ended_at,
                each.by == actor.key,
            )
            for each in found
        )

    def waiting(self, context: AppContext, actor: Actor) -> int:
        """How many wait for this manager to confirm them."""
        if not actor.may(self.permission):
            return 0
        with context.store.read() as unit:
            found = self.rows(unit).open(context.now())
        return sum(not each.confirmed_by and each.by != actor.key for each in found)

    def propose(self, context: AppContext, actor: Actor, what: What) -> str:
        """Let it wait for a second manager: its id. Raises :class:`ActionRefused`."""
        self._may(actor)
        now = context.now()
        with context.store.begin() as unit:
            agreement_id = self.rows(unit).propose(what, actor.key, now)
            unit.staff_events.add(StaffEvent(now, actor.key, self.proposed, actor.key, agreement_id))
        return agreement_id

    def confirm(self, context: AppContext, actor: Actor, agreement_id: str) -> bool:
        """Let what another manager proposed count; false where it does not wait. Raises :class:`ActionRefused`."""
        self._may(actor)
        now = context.now()
        with context.store.begin() as unit:
            found = self._open(unit, agreement_id, now)
            if found is None or found.confirmed_by:
                return False
            if found.by == actor.key:
                raise ActionRefused(_("Another manager has to confirm what you proposed."))
            managers = {each.id for each in unit.accounts.everybody() if each.active and Role.MANAGER in each.roles}
            if found.by not in managers:
                raise ActionRefused(
                    _("Whoever proposed this is no longer a manager. Withdraw it and propose it again.")
                )
            self.rows(unit).confirm(agreement_id, actor.key, now)
            unit.staff_events.add(StaffEvent(now, actor.key, self.confirmed, actor.key, agreement_id))
        return True

    def end(self, context: AppContext, actor: Actor, agreement_id: str) -> bool:
        """Let it count no more, or wait no more; whether it did. Raises :class:`ActionRefused`."""
        self._may(actor)
        now = context.now()
        with context.store.begin() as unit:
            if self._open(unit, agreement_id, now) is None:
                return False
            self.rows(unit).end(agreement_id, actor.key, now)
            unit.staff_events.add(StaffEvent(now, actor.key, self.ended, actor.key, agreement_id))
        return True

    def _open(self, unit: UnitOfWork, agreement_id: str, now: datetime) -> ManagerAgreement[What] | None:
        return next((each for each in self.rows(unit).open(now) if each.id == agreement_id), None)

    def _may(self, actor: Actor) -> None:
        if not actor.may(self.permission):
            raise ActionRefused("Only a manager decides on this.")
