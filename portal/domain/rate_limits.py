"""How often something may be done, and what is said where it was done too often."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from portal.domain.i18n import _

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class Limit(NamedTuple):
    """``number`` at once; what is used up comes back evenly, all of it within the time ``per``."""

    number: int
    per: timedelta

    @property
    def each(self) -> timedelta:
        """After how long one more is free."""
        return self.per / self.number


@dataclass(frozen=True, slots=True)
class Limits:
    """What one network may do. Many people can share one: a school, a refuge, everybody with the same mobile operator.

    So what a network has used up comes back within minutes, and nobody can use it up for the others for long.
    """

    requests: Limit  # pages asked for
    submissions: Limit  # forms sent
    drafts: Limit  # forms begun
    codes: Limit  # wrong codes
    files: Limit  # sent


USUAL = Limits(
    requests=Limit(600, MINUTE),
    submissions=Limit(10, HOUR),
    drafts=Limit(200, HOUR),
    codes=Limit(60, 10 * MINUTE),
    files=Limit(60, 10 * MINUTE),
)


HUNTED = Limit(20, DAY)
"""Wrong codes for one reference, from all networks together.

Beyond that somebody is looking for it, and each network gets fewer free tries. Whoever has the right one
still comes in at their first try from a network that has not tried.
"""

EVERYWHERE = Limit(300, HOUR)
"""Wrong codes of everybody together: beyond that whoever watches the service is told."""

ALARM = Limit(1, HOUR)
"""How often they are told of the same."""


class TooMany(Exception):
    """It was done too often: what is tried ``now`` is not even looked at. ``until`` is when it may be done again."""

    sentence = _("There were too many tries. Wait until %(time)s, or call us on %(phone)s.")

    def __init__(self, until: datetime, now: datetime) -> None:
        super().__init__(f"not before {until.isoformat()}")
        self.until, self.now = until, now


class TooManySent(TooMany):
    """More forms were begun or sent from one network than one network may send."""

    sentence = _(
        "Too many requests have come from this internet connection. "
        "Wait until %(time)s, or call us on %(phone)s. We have not lost your answers."
    )


class TooFast(TooMany):
    """More pages were asked for from one network than one network may ask for."""

    sentence = _(
        "Too many pages were opened from this internet connection. Wait until %(time)s, or call us on %(phone)s."
    )


class Busy(Exception):
    """Others are being served just now, and the line is full: the same will work in a moment."""

    soon = 10  # seconds after which to come again
