"""A whole list to take along, as its reader sees it. That they did stands in the record of the accounts first."""

from dataclasses import fields

from portal.domain.i18n import _
from portal.domain.permissions import ActionRefused, Actor, Permission
from portal.services import AppContext, security_log, worklist
from portal.services.list_rows import Listed, lines, opened
from portal.services.security_log import Happening
from portal.services.worklist import TOTAL, ListFilter
from portal.storage import StaffEvent

LIST_DOWNLOADED = "list_downloaded"
"""How it is written down."""

_LONGEST = 200


def download(context: AppContext, actor: Actor, asked: ListFilter, kind: str) -> tuple[Listed, ...]:
    """Every line of a list, in its order: what has an open safety alert comes first.

    ``kind``: as what it is taken. Of an alert the lines say that there is one, not what was said. Raises
    :class:`ActionRefused`.
    """
    if not actor.may(Permission.DOWNLOAD_LIST):
        raise ActionRefused("You are not allowed to download a list.")
    with context.store.begin() as unit:
        rows = worklist.every_row(context, unit, actor, asked)
        if len(rows) > TOTAL:
            raise ActionRefused(_("This list is too long for a file. Narrow it first."))
        found = tuple(lines(context, actor, opened(unit, actor, rows), unit.accounts.names()))
        unit.staff_events.add(
            StaffEvent(context.now(), actor.key, LIST_DOWNLOADED, actor.key, _detail(asked, kind, len(found)))
        )
    who = security_log.alias(context, actor.key)
    security_log.event(Happening.EXPORTED, form=kind, account=who, count=len(found))
    return found


def _detail(asked: ListFilter, kind: str, count: int) -> str:
    """Of which list, as what, and how many cases."""
    given = ((each.name, getattr(asked, each.name), each.default) for each in fields(ListFilter))
    narrowed = (f"{name}={value}" for name, value, blank in given if value != blank and name != "sort")
    return " ".join([kind, f"cases={count}", *narrowed])[:_LONGEST]


def can_download(actor: Actor, listing: worklist.Listing) -> bool:
    """Whether this list is offered to them as a file."""
    return actor.may(Permission.DOWNLOAD_LIST) and 0 < listing.total <= TOTAL
