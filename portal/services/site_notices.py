"""The notice on every public page: one manager writes it, another confirms it, either may end it at once."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from portal.domain.permissions import Actor, Permission
from portal.domain.site_notice import SiteNotice, checked, first_shown
from portal.services import AppContext
from portal.services.agreements import AgreementLine, TwoManagers

PROPOSED, CONFIRMED, ENDED = "site_notice_proposed", "site_notice_confirmed", "site_notice_ended"
"""How what managers do about it is written down."""

NOTICES: TwoManagers[SiteNotice] = TwoManagers(
    Permission.SITE_NOTICE, lambda unit: unit.site_notices, proposed=PROPOSED, confirmed=CONFIRMED, ended=ENDED
)
confirm, end, waiting = NOTICES.confirm, NOTICES.end, NOTICES.waiting


class NoticeState(StrEnum):
    WAITS = "waits"  # for a second manager
    SHOWN = "shown"
    COMING = "coming"  # confirmed, and its time has not begun
    BEHIND = "behind"  # confirmed, and a newer one is shown in its place
    ENDED = "ended"  # by somebody
    OVER = "over"


class NoticeLine(NamedTuple):
    """A notice as managers see it."""

    state: NoticeState
    line: AgreementLine[SiteNotice]


def page(context: AppContext, actor: Actor) -> tuple[NoticeLine, ...]:
    """The notices that managers wrote, the newest first. Raises :class:`ActionRefused`."""
    lines, now = NOTICES.lines(context, actor), context.now()
    confirmed = [each.what for each in lines if each.confirmed_at and not each.ended_at]
    on_pages = first_shown(confirmed, now)
    return tuple(NoticeLine(_state(each, on_pages, now), each) for each in lines)


def propose(context: AppContext, actor: Actor, notice: SiteNotice) -> str:
    """Let a notice wait for a second manager: its id. Raises :class:`ActionRefused`."""
    return NOTICES.propose(context, actor, checked(notice, context.now()))


def confirmed(context: AppContext) -> tuple[SiteNotice, ...]:
    """Those that two managers agree on and whose time is not over, as the database has them, the newest first."""
    with context.store.read() as unit:
        return tuple(each.what for each in unit.site_notices.open(context.now()) if each.confirmed_by)


def _state(line: AgreementLine[SiteNotice], on_pages: SiteNotice | None, now: datetime) -> NoticeState:
    if line.ended_at:
        return NoticeState.ENDED
    if line.what.ends <= now:
        return NoticeState.OVER
    if not line.confirmed_at:
        return NoticeState.WAITS
    if line.what.starts > now:
        return NoticeState.COMING
    return NoticeState.SHOWN if line.what is on_pages else NoticeState.BEHIND
