"""The council's notice above every public page: asked of the database every 30 seconds at most, by each process."""

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from flask import current_app
from markupsafe import Markup

from portal.domain.site_notice import SiteNotice, first_shown
from portal.services import AppContext, site_notices
from portal.storage import DOWN
from portal.web.page_context import context

KNOWN_FOR = timedelta(seconds=30)
"""As long a notice that was confirmed or withdrawn just now may take to come or go."""


@dataclass(frozen=True, slots=True)
class KnownNotices:
    """What was confirmed when it was asked, newest first; none where nobody could be asked yet."""

    asked_at: datetime
    notices: tuple[SiteNotice, ...]

    def good(self, now: datetime) -> bool:
        return timedelta(0) <= now - self.asked_at < KNOWN_FOR


class SiteNoticeBanner:
    """One request asks, and meanwhile the others show what was known before. While the database is down that stays."""

    def __init__(self) -> None:
        self._known: tuple[AppContext, KnownNotices] | None = None
        self._asking = threading.Lock()

    def shown(self, code: int = 0) -> Markup:
        """The notice of this moment, drawn; blank for none. ``code``: the status of an error page, see :meth:`now`."""
        notice = self.now(code)
        draw: Any = current_app.jinja_env.globals["once"]
        return Markup(draw("parts/site_notice.html", notice=notice)) if notice else Markup()  # noqa: S704  # a template's output

    def now(self, code: int = 0) -> SiteNotice | None:
        """The notice of this moment. ``code``: of an error page; where the fault is ours nobody is asked."""
        here = context()
        known, now = self._of(here), here.now()
        if not (known and known.good(now)) and code < HTTPStatus.INTERNAL_SERVER_ERROR:
            known = self._asked(here, now)
        return first_shown(known.notices if known else (), now)

    def _of(self, here: AppContext) -> KnownNotices | None:
        """What is known of this portal."""
        return self._known[1] if self._known and self._known[0] is here else None

    def _asked(self, here: AppContext, now: datetime) -> KnownNotices | None:
        before = self._of(here)
        if not self._asking.acquire(blocking=False):
            return before
        try:
            known = KnownNotices(now, site_notices.confirmed(here))
        except DOWN:
            known = KnownNotices(now, before.notices if before else ())
        finally:
            self._asking.release()
        self._known = here, known
        return known
