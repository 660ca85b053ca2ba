"""How a line of an answer, or of opening hours, is written in the reader's language."""

from collections.abc import Callable
from datetime import date, time

from portal.domain.i18n import _
from portal.domain.journey import As, Line
from portal.domain.policy.calendar import Hours, OnHolidays
from portal.web.i18n import day, due, gettext, hour, month, say, speaking, weekday

_APART, _TOGETHER = "\u2068", "\u2069"
"""What is typed between these reads its own way, whatever stands before it (Unicode Standard Annex 9, FSI and PDI)."""

_WRITTEN: dict[As, Callable[[str], str]] = {As.OURS: say, As.TYPED: str, As.DATE: due, As.MONTH: month}


def written(line: Line) -> str:
    """The line's words; the person's own are left as they are."""
    words = _WRITTEN[line.read](line.words)
    if not line.label:
        return words
    if line.read is As.TYPED and speaking().dir == "rtl":
        words = f"{_APART}{words}{_TOGETHER}"
    return f"{say(line.label)}: {words}"


_ON_HOLIDAYS = {OnHolidays.ALL_DAY: _("all day on bank holidays"), OnHolidays.AS_USUAL: _("on bank holidays as well")}


def opening(hours: Hours) -> list[str]:
    """When somebody is there, like "Monday to Thursday, 8:30am to 5:00pm"; bank holidays where they are open then."""
    if hours.always:
        return [gettext("day and night, every day of the year")]
    lines = []
    for each in hours.open:
        first, last = weekday(each.days[0]), weekday(each.days[-1])
        several = each.in_a_row and len(each.days) > 2  # noqa: PLR2004 - of two it is "and"
        between = gettext("%(first)s to %(last)s") if several else gettext("%(first)s and %(last)s")
        days = first if first == last else between % {"first": first, "last": last}
        times = gettext("%(first)s to %(last)s") % {"first": hour(each.opens), "last": hour(each.closes)}
        times = gettext("all day") if each.all_day else times
        lines.append(gettext("%(days)s, %(times)s") % {"days": days, "times": times})
    return lines + ([say(_ON_HOLIDAYS[hours.holidays])] if hours.holidays in _ON_HOLIDAYS else [])


def closing(on: date, begins: time | None) -> str:
    """A day on which somebody is not there, or from which hour on."""
    return gettext("%(day)s, from %(time)s") % {"day": day(on), "time": hour(begins)} if begins else day(on)
