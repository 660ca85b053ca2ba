"""PDF files that everybody can read (PDF/UA-1): tagged, with their language, title and fonts inside.

They are drawn by another process (:mod:`portal.web.pdf_process`) with a lower priority, one after the other. One that
takes too long is ended, and whoever asked for it is led to the page, which can be printed: no file holds up a page.
WeasyPrint needs Pango from the system; where it is missing, no page offers a PDF.
"""

import ctypes
import logging
from collections.abc import Mapping
from dataclasses import dataclass

from flask import Flask, Response, current_app, render_template
from werkzeug.exceptions import ServiceUnavailable

from portal.domain.i18n import _
from portal.domain.rate_limits import Busy
from portal.files.confined_process import Confines, confined
from portal.storage.slow_work_queue import Manner, in_line

log = logging.getLogger(__name__)

NEEDED = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
"""The libraries of the system, and the Debian package that each comes with."""

PROCESS = "portal.web.pdf_process"

TOO_LONG = _("This is too long to make a file of.")
BUSY = _("We are making too many files just now. Wait a minute and try again.")
A_PAGE = _("Open it as a page, which you can print")
A_TEXT = _("Open it as text")


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a process that draws may take."""

    confines: Confines = Confines()  # noqa: RUF009 - as the line
    line: Manner = Manner(longest=4, patience=25, polite=3)  # noqa: RUF009 - it does not change


class NotMade(Exception):
    """There is no file. ``instead``: the address of what can be printed, and ``words`` for the link to it."""

    def __init__(self, why: str, instead: str, words: str) -> None:
        super().__init__(why)
        self.why, self.instead, self.words = why, instead, words


def missing(needed: Mapping[str, str] = NEEDED) -> list[str]:
    """The Debian packages to install before a PDF can be made."""
    return [package for library, package in needed.items() if not _loads(library)]


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def install(app: Flask, bounds: Bounds | None = None) -> None:
    """Let the pages of a door offer files, if this machine can make them."""
    app.config["PDF"] = not missing()
    app.extensions["pdf"] = bounds or Bounds()
    app.register_error_handler(NotMade, _not_made)


def _not_made(error: NotMade) -> tuple[str, int]:
    page = render_template("no_file.html", sentence=error.why, instead=error.instead, words=error.words)
    return page, ServiceUnavailable.code


def download(file: bytes, name: str) -> Response:
    """A file to keep. Its name stays on somebody's device, so it is neutral."""
    kept = {"Content-Disposition": f"attachment; filename={name}"}
    return Response(file, mimetype="application/pdf", headers=kept)


def offered() -> bool:
    """Whether this machine can make one."""
    can: bool = current_app.config["PDF"]
    return can


def make(html: str, instead: str, words: str = A_PAGE) -> bytes:
    """The page as a file. Raises :class:`NotMade` with what there is instead."""
    bounds: Bounds = current_app.extensions["pdf"]
    try:
        file = in_line("files", lambda: confined(PROCESS).work(html.encode(), bounds.confines), bounds.line)
    except Busy:
        raise NotMade(BUSY, instead, words) from None
    if not file:
        log.error("A file was not made: it took more than %d seconds or too much memory.", bounds.confines.seconds)
        raise NotMade(TOO_LONG, instead, words)
    return file
