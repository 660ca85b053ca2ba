"""The services: one function per thing a person can do. Each opens its own transaction.

They all work in an :class:`Office`: the council's pack, its store and its clock.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from portal.domain.deadlines import Calendar, local
from portal.domain.journey import Journey
from portal.domain.policy import Pack
from portal.domain.questions import adult_journey
from portal.notify import Notify
from portal.packs import Packs
from portal.storage import Keys, Store

STILL_THERE = timedelta(minutes=1)
"""How often looking at a page is noted as being there."""


def new_token() -> str:
    """A session token: 256 random bits."""
    return secrets.token_urlsafe(32)


@dataclass(frozen=True)
class Office:
    """One council's portal, open for business. ``clock`` gives aware UTC times."""

    store: Store
    packs: Packs
    council: str
    keys: Keys = field(repr=False)
    clock: Callable[[], datetime]
    notify: Notify
    mailbox: str
    public_address: str
    staff_address: str
    callback_secret: str = field(repr=False)

    @cached_property
    def pack(self) -> Pack:
        return self.packs.current(self.council, local(self.now()).date())

    @cached_property
    def calendar(self) -> Calendar:
        return self.packs.calendar(self.pack)

    @cached_property
    def journey(self) -> Journey:
        return adult_journey(self.pack)

    def now(self) -> datetime:
        return self.clock()
