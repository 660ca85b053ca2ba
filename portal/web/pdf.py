"""PDF files that everybody can read (PDF/UA-1): tagged, with their language, title and fonts inside.

WeasyPrint needs Pango from the system and a second to import, so it is imported for the first file only;
where Pango is missing, no page offers a PDF.
"""

import ctypes
import logging
import threading
from collections.abc import Mapping
from pathlib import Path

from flask import Response, current_app

NEEDED = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
"""The libraries of the system, and the Debian package that each comes with."""

STYLE = Path(__file__).parent / "static" / "paper.css"

for _name in ("weasyprint", "weasyprint.progress"):
    logging.getLogger(_name).addFilter(lambda _record: False)  # it writes out characters that somebody typed

_one_at_a_time = threading.Lock()  # Pango and Fontconfig share their state between threads


def missing(needed: Mapping[str, str] = NEEDED) -> list[str]:
    """The Debian packages to install before a PDF can be made."""
    return [package for library, package in needed.items() if not _loads(library)]


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def download(file: bytes, name: str) -> Response:
    """A file to keep. Its name stays on somebody's device, so it is neutral."""
    kept = {"Content-Disposition": f"attachment; filename={name}"}
    return Response(file, mimetype="application/pdf", headers=kept)


def offered() -> bool:
    """Whether this machine can make one."""
    can: bool = current_app.config["PDF"]
    return can


def make(html: str) -> bytes:
    """The page as a file. It may fetch nothing, from nowhere."""
    from weasyprint import CSS, HTML  # noqa: PLC0415 - see above
    from weasyprint.urls import URLFetcher  # noqa: PLC0415

    page = HTML(string=html, url_fetcher=URLFetcher(allowed_protocols=()))
    with _one_at_a_time:
        style = CSS(string=STYLE.read_text(encoding="utf-8"))
        file: bytes = page.write_pdf(pdf_variant="pdf/ua-1", stylesheets=[style])
    return file
