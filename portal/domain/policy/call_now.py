"""Whom to call about a child at this hour, and when nobody reads what is sent: worked out here and nowhere else."""

from datetime import datetime
from functools import lru_cache

from portal.domain.contact_details import mobile
from portal.domain.i18n import _
from portal.domain.policy.calendar import Calendar, Hours, OnHolidays
from portal.domain.policy.model import Contact, Pack
from portal.domain.policy_rule import Absent

SATURDAY = 5
DUTY = ("front_door", "out_of_hours")
"""The contacts that answer about a child, by day and by night."""


def contact_now(pack: Pack, at: datetime, calendar: Calendar) -> Contact:
    """Whom to call about a child at this moment.

    It is the front door in its hours. Where the pack does not state them it is the front door while the office is open
    and the other number, by its own hours, is shut. A contact without a telephone number is passed over for the other.
    """
    return _contact_in(pack, at.replace(second=0, microsecond=0), calendar)


def duty_mobile(pack: Pack, at: datetime, calendar: Calendar) -> str:
    """The duty telephone that takes texts at this moment, in international form; blank where the pack names none.

    It is that of whom to call at this hour, or else the other's.
    """
    on_duty = contact_now(pack, at, calendar)
    named = (on_duty, *(pack.contacts[key] for key in DUTY))
    return next((mobile(contact.duty_mobile) for contact in named if contact.duty_mobile), "")


@lru_cache(maxsize=8)
def _contact_in(pack: Pack, minute: datetime, calendar: Calendar) -> Contact:
    """Every page asks, more than once; opening hours change on the minute."""
    front, other = pack.contacts["front_door"], pack.contacts["out_of_hours"]
    if isinstance(front.hours, Absent):
        by_day = pack.hours.is_open(minute, calendar)
        first = isinstance(other.hours, Absent) or (by_day and not other.hours.is_open(minute, calendar))
    else:
        first = front.hours.is_open(minute, calendar)
    asked = (front, other) if first else (other, front)
    return next((contact for contact in asked if contact.telephone), asked[0])


def unread(hours: Hours) -> str:
    """When nobody reads what is sent, for an office with these hours, as one sentence."""
    weekends = any(day >= SATURDAY for opening in hours.open for day in opening.days)
    if weekends or hours.holidays is not OnHolidays.CLOSED:
        return _("Nobody reads this form when our office is closed.")
    return _("Nobody reads this form at night, at weekends or on bank holidays.")
