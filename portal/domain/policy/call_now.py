"""Whom to call about a child at this hour, and when nobody reads what is sent: worked out here and nowhere else."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from portal.domain.contact_details import mobile
from portal.domain.i18n import _
from portal.domain.policy.calendar import ONE_DAY, Calendar, Hours, OnHolidays, TimeUnit
from portal.domain.policy.closures import WEEKDAYS
from portal.domain.policy.model import Contact, Pack, PolicyCondition
from portal.domain.policy.vocabulary import parts_of
from portal.domain.policy_rule import Absent

SATURDAY = 5
DUTY = ("front_door", "out_of_hours")
"""The contacts that answer about a child, by day and by night."""


AHEAD = 92
"""For how many days the closures of an office are said in advance."""


def contact_now(pack: Pack, at: datetime, calendar: Calendar) -> Contact:
    """Whom to call about a child at this moment.

    It is the front door in its hours. Where the pack does not state them it is the front door while the office is open
    and the other number has no hours or, by them, is shut. A contact without a telephone number is passed over.
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
        first = by_day and (isinstance(other.hours, Absent) or not other.hours.is_open(minute, calendar))
    else:
        first = front.hours.is_open(minute, calendar)
    asked = (front, other) if first else (other, front)
    return next((contact for contact in asked if contact.telephone), asked[0])


def unread(pack: Pack) -> str:
    """When nobody reads what is sent, as one sentence; where somebody works at any hour, that it may be late."""
    if _at_all_hours(pack):
        return _("We may not read this form straight away.")
    hours = pack.hours
    weekends = any(day >= SATURDAY for opening in hours.open for day in opening.days)
    if weekends or hours.holidays is not OnHolidays.CLOSED:
        return _("Nobody reads this form when our office is closed.")
    return _("Nobody reads this form at night, at weekends or on bank holidays.")


@lru_cache(maxsize=8)
def _at_all_hours(pack: Pack) -> bool:
    """Whether somebody works when the office is closed: on a ladder of its own, in a night role, by hours that run."""
    clocks = (clock.within.unit for ladder in pack.ladders for stage in ladder.stages for clock in stage.deadlines)
    roles = (role.hours for role in pack.roles.values() if isinstance(role.hours, Hours))
    return (
        any(PolicyCondition.OUT_OF_HOURS in parts_of(ladder.when) for ladder in pack.ladders)
        or any(unit is TimeUnit.HOURS for unit in clocks)
        or any(hours.always or any(opening.overnight for opening in hours.open) for hours in roles)
    )


def closed_soon(hours: Hours, calendar: Calendar, today: date) -> tuple[tuple[date, time | None], ...]:
    """The days of the next three months on which somebody with these hours is away besides, or from which hour on."""
    if hours.holidays is not OnHolidays.CLOSED:
        return ()
    days = (today + n * ONE_DAY for n in range(AHEAD))
    return tuple(
        (day, None if day in calendar.closures else calendar.closes_early(day))
        for day in days
        if _would_open(hours, calendar, day) and (day in calendar.closures or calendar.closes_early(day))
    )


def _would_open(hours: Hours, calendar: Calendar, day: date) -> bool:
    return day not in calendar.holidays and any(day.weekday() in opening.days for opening in hours.open)


def gaps_in_a_week(both: Iterable[Hours]) -> list[str]:
    """When nobody is there in an ordinary week, like "monday 00:00 to 08:30"."""
    every = [opening for hours in both for opening in hours.open]
    monday = date(2027, 1, 4)
    step = timedelta(minutes=1)
    gaps, began = [], None
    moment = datetime.combine(monday, time(0))
    for _minute in range(7 * 24 * 60 + 1):
        day = moment.date()
        over = moment >= datetime.combine(monday, time(0)) + timedelta(days=7)
        there = over or any(
            each.covers(moment, on) for on in (day, day - ONE_DAY) for each in every if on.weekday() in each.days
        )
        if began is None and not there:
            began = moment
        elif began is not None and there:
            ends = "24:00" if moment.time() == time(0) else f"{moment:%H:%M}"
            gaps.append(f"{WEEKDAYS[began.weekday()]} {began:%H:%M} to {_day_of(began, moment)}{ends}")
            began = None
        moment += step
    return gaps


def _day_of(began: datetime, ended: datetime) -> str:
    last = ended - timedelta(minutes=1)
    return "" if last.date() == began.date() else f"{WEEKDAYS[last.weekday()]} "
