"""What somebody sees who has to wait, because something was done too often: until when, and whom to call meanwhile."""

from datetime import datetime, timedelta

from flask import Flask, Response
from werkzeug.exceptions import ServiceUnavailable

from portal.domain.i18n import _
from portal.domain.rate_limits import Busy, TooMany
from portal.web import app_factory
from portal.web.i18n import LONDON, gettext, hour, moment, spoken

STATUS = 429
SOON = _("Very many people are using it. Go back, wait a minute and try again. If it does not work, call us.")


def install(app: Flask) -> None:
    app.register_error_handler(TooMany, lambda error: wait_page(app, error))
    app.register_error_handler(Busy, lambda error: _busy_page(app, error))


def wait_page(app: Flask, error: TooMany) -> Response:
    """The page, the same for whatever was tried; machines learn from a header when to come again."""
    words = {"time": when(error.until, error.now), "phone": spoken().terms().get("phone", "")}
    page, code = app_factory.problem_page(app, STATUS, gettext(error.sentence) % words)
    seconds = max(1, int((error.until - error.now).total_seconds()) + 1)
    return Response(page, code, {"Retry-After": str(seconds)})


def _busy_page(app: Flask, error: Busy) -> Response:
    page, code = app_factory.problem_page(app, ServiceUnavailable.code, gettext(SOON))
    return Response(page, code, {"Retry-After": str(error.soon)})


def when(until: datetime, now: datetime) -> str:
    """Like "10:45am", or "24 November 2026 at 10:45am" on another day: the next full minute, when it is over."""
    full = (until + timedelta(seconds=59, microseconds=999_999)).replace(second=0, microsecond=0).astimezone(LONDON)
    return hour(full.time()) if full.date() == now.astimezone(LONDON).date() else moment(full)
