"""The notice on every public page: one manager writes it, another confirms it, either may end it at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from portal.domain.i18n import _
from portal.domain.permissions import ActionRefused, Actor, Permission, Role
from portal.domain.site_notice import SiteNotice, checked, first_shown
from portal.services import AppContext
from portal.storage import StaffEvent, UnitOfWork
from portal.storage.site_notices import WrittenNotice

PROPOSED, CONFIRMED, ENDED = "site_notice_proposed", "site_notice_confirmed", "site_notice_ended"
"""How what managers do about it is written down."""

MOST = 50
"""No more are listed, the newest first."""


class NoticeState(StrEnum):
    WAITS = "waits"  # for a second manager
    SHOWN = "shown"
    COMING = "coming"  # confirmed, and its time has not begun
    BEHIND = "behind"  # confirmed, and a newer one is shown in its place
    ENDED = "ended"  # by somebody
    OVER = "over"


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A notice as managers see it. ``by``, ``confirmed_by`` and ``ended_by``: names, blank where nobody did.

    ``mine``: who looks has written it.
    """

    id: str
    notice: SiteNotice
    state: NoticeState
    by: str = field(repr=False)
    at: datetime
    confirmed_by: str = field(repr=False)
    confirmed_at: datetime | None
    ended_by: str = field(repr=False)
    ended_at: datetime | None
    mine: bool


def page(context: AppContext, actor: Actor) -> tuple[NoticeLine, ...]:
    """The notices that managers wrote, the newest first. Raises :class:`ActionRefused`."""
    _may(actor)
    now = context.now()
    with context.store.read() as unit:
        written, names = unit.site_notices.latest(MOST), unit.accounts.names()
    confirmed = [each.notice for each in written if each.confirmed_by and not each.ended_by]
    on_pages = first_shown(confirmed, now)
    return tuple(_line(each, _state(each, on_pages, now), names, actor) for each in written)


def waiting(context: AppContext, actor: Actor) -> int:
    """How many wait for this manager to confirm them."""
    if not actor.may(Permission.SITE_NOTICE):
        return 0
    with context.store.read() as unit:
        found = unit.site_notices.open(context.now())
    return sum(not each.confirmed_by and each.by != actor.key for each in found)


def propose(context: AppContext, actor: Actor, notice: SiteNotice) -> str:
    """Let a notice wait for a second manager: its id. Raises :class:`ActionRefused`."""
    _may(actor)
    now = context.now()
    notice = checked(notice, now)
    with context.store.begin() as unit:
        notice_id = unit.site_notices.propose(notice, actor.key, now)
        unit.staff_events.add(StaffEvent(now, actor.key, PROPOSED, actor.key, notice_id))
    return notice_id


def confirm(context: AppContext, actor: Actor, notice_id: str) -> bool:
    """Show a notice that another manager wrote; false where it does not wait. Raises :class:`ActionRefused`."""
    _may(actor)
    now = context.now()
    with context.store.begin() as unit:
        found = _open(context, unit, notice_id)
        if found is None or found.confirmed_by:
            return False
        if found.by == actor.key:
            raise ActionRefused(_("Another manager has to confirm what you proposed."))
        managers = {each.id for each in unit.accounts.everybody() if each.active and Role.MANAGER in each.roles}
        if found.by not in managers:
            raise ActionRefused(_("Whoever wrote this notice is no longer a manager. Withdraw it and write it again."))
        unit.site_notices.confirm(notice_id, actor.key, now)
        unit.staff_events.add(StaffEvent(now, actor.key, CONFIRMED, actor.key, notice_id))
    return True


def end(context: AppContext, actor: Actor, notice_id: str) -> bool:
    """Show it no more, or let it wait no more; whether it did. Raises :class:`ActionRefused`."""
    _may(actor)
    now = context.now()
    with context.store.begin() as unit:
        if _open(context, unit, notice_id) is None:
            return False
        unit.site_notices.end(notice_id, actor.key, now)
        unit.staff_events.add(StaffEvent(now, actor.key, ENDED, actor.key, notice_id))
    return True


def confirmed(context: AppContext) -> tuple[SiteNotice, ...]:
    """Those that two managers agree on and whose time is not over, as the database has them, the newest first."""
    with context.store.read() as unit:
        return tuple(each.notice for each in unit.site_notices.open(context.now()) if each.confirmed_by)


def _open(context: AppContext, unit: UnitOfWork, notice_id: str) -> WrittenNotice | None:
    return next((each for each in unit.site_notices.open(context.now()) if each.id == notice_id), None)


def _state(written: WrittenNotice, on_pages: SiteNotice | None, now: datetime) -> NoticeState:
    if written.ended_by:
        return NoticeState.ENDED
    if written.notice.ends <= now:
        return NoticeState.OVER
    if not written.confirmed_by:
        return NoticeState.WAITS
    if written.notice.starts > now:
        return NoticeState.COMING
    return NoticeState.SHOWN if written.notice is on_pages else NoticeState.BEHIND


def _line(written: WrittenNotice, state: NoticeState, names: Mapping[str, str], actor: Actor) -> NoticeLine:
    return NoticeLine(
        written.id,
        written.notice,
        state,
        names.get(written.by, ""),
        written.at,
        names.get(written.confirmed_by, ""),
        written.confirmed_at,
        names.get(written.ended_by, ""),
        written.ended_at,
        written.by == actor.key,
    )


def _may(actor: Actor) -> None:
    if not actor.may(Permission.SITE_NOTICE):
        raise ActionRefused("Only a manager decides on the notice of the public pages.")
