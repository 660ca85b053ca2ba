"""Guessing at a secret: counted before the secret is looked at, and refused before it costs anything.

What is guessed at (a reference, an account) and the network it is guessed from count together, tightly: nobody
can keep the one who knows the secret out from elsewhere. A network counts alone, but generously, and what it has
used up comes back evenly: one person cannot keep a school out.
"""

from dataclasses import dataclass
from datetime import datetime

from portal.domain.disclosure.internal import InternalOnly
from portal.domain.rate_limits import ALARM, EVERYWHERE, HUNTED, TooMany
from portal.services import AppContext, security_log
from portal.services.security_log import Happening
from portal.storage import UnitOfWork
from portal.storage.guess_limits import FEW, FREE


@dataclass(frozen=True, slots=True)
class Guess(InternalOnly):
    """One try, already counted."""

    context: AppContext
    what: str
    network: str
    at: datetime

    @property
    def _together(self) -> str:
        return f"{self.what} {self.network}"

    def right(self, unit: UnitOfWork, *, forgive: bool = True) -> None:
        """The secret was right, so it does not count. ``forgive``: nor does what went before from this network."""
        limits = unit.rate_limits
        limits.give_back(f"network {self.network}", self.context.limits.codes, self.at)
        limits.give_back(self.what, HUNTED, self.at)
        if forgive:
            unit.guess_limits.forgive(self._together)
        limits.give_back("everywhere", EVERYWHERE, self.at)

    def counted(self, unit: UnitOfWork) -> datetime | None:
        """Count it, or say until when it has to wait. Rows are locked in the order of :meth:`right`."""
        limits = unit.rate_limits
        if wait := unit.guess_limits.waits(self._together, self.at):
            return wait
        if wait := limits.take(f"network {self.network}", self.context.limits.codes, self.at):
            return wait
        hunted = limits.take(self.what, HUNTED, self.at) is not None
        if wait := unit.guess_limits.begin(self._together, self.at, FEW if hunted else FREE):
            return wait
        if hunted:
            self._alarm(unit, self.what)
        if limits.take("everywhere", EVERYWHERE, self.at):
            self._alarm(unit, "everywhere")
        return None

    def _alarm(self, unit: UnitOfWork, what: str) -> None:
        if unit.rate_limits.take(f"alarm {what}", ALARM, self.at) is None:
            about = what if what == "everywhere" else security_log.alias(self.context, what)
            security_log.event(Happening.MANY_WRONG_CODES, about=about)


def begin(context: AppContext, what: str, network: str, now: datetime) -> Guess:
    """Count a try at ``what`` from ``network``. Raises :class:`TooMany`, the same whether there is such a thing or not.

    Its unit ends before the secret is looked at: many at once count too.
    """
    guess = Guess(context, what, network, now)
    with context.store.begin() as unit:
        wait = guess.counted(unit)
    if wait:
        security_log.event(Happening.LOCKED, by=what.partition(" ")[0], network=security_log.alias(context, network))
        raise TooMany(wait, now)
    return guess
