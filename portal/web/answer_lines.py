"""How a line of an answer, or of opening hours, is written in the reader's language."""

from collections.abc import Callable

from portal.domain.journey import As, Line
from portal.domain.policy.calendar import Hours
from portal.web.i18n import due, gettext, hour, month, say, weekday

_WRITTEN: dict[As, Callable[[str], str]] = {As.OURS: say, As.TYPED: str, As.DATE: due, As.MONTH: month}


def written(line: Line) -> str:
    """The line's words; the person's own are left as they are."""
    words = _WRITTEN[line.read](line.words)
    return f"{say(line.label)}: {words}" if line.label else words


def opening(hours: Hours) -> list[str]:
    """When somebody is there, like "Monday to Thursday, 8:30am to 5:00pm"."""
    lines = []
    for each in hours.open:
        first, last = weekday(each.days[0]), weekday(each.days[-1])
        between = gettext("%(first)s to %(last)s") if each.in_a_row else gettext("%(first)s and %(last)s")
        days = first if first == last else between % {"first": first, "last": last}
        times = gettext("%(first)s to %(last)s") % {"first": hour(each.opens), "last": hour(each.closes)}
        lines.append(gettext("%(days)s, %(times)s") % {"days": days, "times": times})
    return lines
