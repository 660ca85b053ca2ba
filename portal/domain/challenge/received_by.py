"""A request that staff enter for somebody: how it came, and when it was received."""

import re
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from portal.domain.i18n import _
from portal.domain.permissions import ActionRefused
from portal.domain.policy.calendar import LONDON, local

OLDEST = timedelta(days=30)
_HOUR = re.compile(r"(\d{1,2})(?:[:.](\d\d))? ?(am|pm)?")


class ReceivedBy(StrEnum):
    ONLINE = "online"
    TELEPHONE = "telephone"
    LETTER = "letter"
    FACE_TO_FACE = "face_to_face"


def hour_of(typed: str) -> time:
    """A time as people write it: "14:30", "2.30pm", "2 pm". Raises :class:`ValueError`."""
    found = _HOUR.fullmatch(typed.strip().lower())
    if not found or not (found[2] or found[3]):
        raise ValueError("not a time")
    hour = int(found[1])
    if found[3]:
        if not 1 <= hour <= 12:  # noqa: PLR2004  # the hours of a clock's face
            raise ValueError("not a time")
        hour = hour % 12 + 12 * (found[3] == "pm")
    return time(hour, int(found[2] or 0))


def received(on: date, at: time | None, now: datetime) -> datetime:
    """The moment from which the clock counts: without a time noon, or now if that is sooner.

    Raises :class:`ActionRefused` for one in the future or more than 30 days ago.
    """
    moment = datetime.combine(on, at or time(12), LONDON)
    if at is None and on == local(now).date():
        moment = min(moment, now)
    if moment > now:
        raise ActionRefused(_("Enter a date and time that are not in the future"))
    if local(now).date() - on > OLDEST:
        raise ActionRefused(_("Enter a date that is not more than 30 days ago"))
    return moment
