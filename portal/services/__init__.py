"""The services: one function per thing a person can do.

A function that is given a ``unit`` works in its transaction; every other one opens its own.
They all work in an :class:`AppContext`: the council's pack, its store and its clock.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from portal.domain import reference_codes
from portal.domain.challenge.policy_conditions import known_conditions
from portal.domain.challenge.safety_alert import OFTEN_ENOUGH, Repeats
from portal.domain.challenge.staff_dates import first_date
from portal.domain.challenge.state import Challenge, Rules
from portal.domain.disclosure.internal import InternalOnly
from portal.domain.journey import Answers, Journey
from portal.domain.notices.send_limits import SEND_USUALLY, SendLimits
from portal.domain.policy.calendar import Calendar, local
from portal.domain.policy.due_dates import DueDate
from portal.domain.policy.model import Audience, Pack
from portal.domain.questions.young import flow_of, journeys
from portal.domain.rate_limits import USUAL, Limits
from portal.files.virus_scanner import VirusScanner
from portal.notify import Notify
from portal.policy_loader import Packs
from portal.storage import Keys, Store
from portal.storage.closed_days import ClosedDays

STILL_THERE = timedelta(minutes=1)
"""How often looking at a page is noted as being there."""

SAY_AGAIN = timedelta(minutes=30)
"""How long a reason to read holds after the last page that was read, and what was shown on a list counts as one."""

LATELY = timedelta(days=90)
"""How far back managers and auditors see what asks for a second look."""


def new_token() -> str:
    """A session token: 256 random bits."""
    return secrets.token_urlsafe(32)


def contact_change_code(reference: str) -> str:
    """Under what is kept which is changed beside a request already sent, until it is used, dropped or 7 days old.

    Whoever has the request's own code comes back to it. No code that somebody types is spelt so.
    """
    return f"contact {reference}"


@dataclass(frozen=True)
class AppContext(InternalOnly):
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
    callbacks_also: tuple[str, ...] = field(default=(), repr=False)  # tokens that are good as well, while it is changed
    records: Path | None = None  # where anchors and the register of erasures are kept, outside the database
    scanner: VirusScanner | None = None  # none: no files are taken
    evidence_folder: Path | None = None  # where sealed files lie; none: in the database
    limits: Limits = USUAL
    send_limits: SendLimits = SEND_USUALLY
    alert_repeats: Repeats = OFTEN_ENOUGH
    closed_days: ClosedDays = field(default_factory=ClosedDays, repr=False, compare=False)  # see office_closures.look

    @property
    def pack(self) -> Pack:
        """The policy that is in force today: a new one is from midnight of its first day, in London."""
        return self.packs.in_force(self.council, local(self.now()).date())

    @property
    def calendar(self) -> Calendar:
        return self.calendar_of(self.pack)

    def calendar_of(self, pack: Pack) -> Calendar:
        """The days of a policy, with the closed ones that managers added."""
        return self.closed_days.within(self.packs.calendar(pack))

    @property
    def journeys(self) -> Mapping[str, Journey]:
        return journeys(self.pack)

    def journey_of(self, answers: Answers) -> Journey:
        """The journey that somebody with these answers is on."""
        return self.journeys[flow_of(answers)]

    def code(self, token: str, audience: Audience, stored: str = "") -> str:
        """The access code that belongs to a session: six words for a young person, letters for others.

        ``stored``: its hash, where it was hashed already, perhaps with another pepper.
        """
        pepper = self.store.keys.pepper_of(stored) if stored else self.keys.pepper
        return reference_codes.code_from(pepper, token, words=audience is Audience.YOUNG_PERSON)

    def rules(self, challenge: Challenge) -> Rules:
        """What a challenge goes by: the pack it was made under."""
        pack = self.packs.get(challenge.pack)
        calendar = self.calendar_of(pack)
        conditions = known_conditions(pack, calendar, challenge.answers, challenge.received_at)
        return Rules(pack, calendar, challenge.ladder, conditions, challenge.audience)

    def first_date(self, challenge: Challenge) -> DueDate | None:
        """The date that staff have to meet first."""
        return first_date(challenge, self.rules(challenge))

    def now(self) -> datetime:
        return self.clock()
