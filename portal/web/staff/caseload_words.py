"""What allocation pages say of somebody: how much they have, and that they are on leave when it is due."""

from datetime import date

from portal.services.leave import COUNTED, Caseload
from portal.web.i18n import day, gettext, ngettext


def said(load: Caseload, due: date | None) -> str:
    """Their cases and, before the work is due that they would get, their leave."""
    has = ngettext("Has %(num)s case", "Has %(num)s cases", load.open) % {"num": _number(load.open)}
    late = ngettext("%(num)s of them late", "%(num)s of them late", load.late) % {"num": _number(load.late)}
    return f"{has}, {late}. {_away(load, due)}".strip()


def _away(load: Caseload, due: date | None) -> str:
    if load.leave is None or due is None:
        return ""
    days = {"first": day(load.leave.first), "last": day(load.leave.last), "due": day(due)}
    return gettext("On leave from %(first)s to %(last)s. This is due on %(due)s.") % days


def _number(counted: int) -> str:
    return str(counted) if counted <= COUNTED else gettext("more than %(num)s") % {"num": COUNTED}
