"""A plugin of pytest that keeps every page and PDF which a test is sent, for `make accessibility` to look at.

A page is kept once for each sort: see :class:`browsing.Kind`. ``PAGES_KEPT``: the folder, which all workers share.
"""

import hashlib
import json
import os
import re
from pathlib import Path
from typing import Any

from browsing import Kind
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

FOLDER = Path(os.environ["PAGES_KEPT"])
FILES_EACH = 40  # PDFs of one address, which tests ask for in many languages and after many stories
SHOWN = {200, 400, 403, 404, 409, 413, 422, 429, 500, 503}
TOKEN = re.compile(r'(name="csrf_token" value=)"[^"]*"')
DOORS = {"portal.public": "public", "portal.staff": "staff"}

_open = FlaskClient.open


def keep(self: FlaskClient, *args: Any, **named: Any) -> TestResponse:
    """Do what a test's client does, and keep what came."""
    response = _open(self, *args, **named)
    door = DOORS.get(self.application.name)
    if door and response.mimetype == "text/html" and response.status_code in SHOWN:
        _write(door, response)
    if door and response.get_data()[:4] == b"%PDF" and response.status_code == 200:
        _write_file(door, response)
    return response


def _write_file(door: str, response: TestResponse) -> None:
    """A PDF, under its door and the address it came from: at most a few of each, which differ by what was asked."""
    address = re.sub(r"\W+", "-", Kind.of(response.request.path, "").address).strip("-")
    data = response.get_data()
    if len(list(FOLDER.glob(f"{door}-{address}-*.pdf"))) < FILES_EACH:
        (FOLDER / f"{door}-{address}-{hashlib.sha256(data).hexdigest()[:12]}.pdf").write_bytes(data)


def _write(door: str, response: TestResponse) -> None:
    html = TOKEN.sub(r'\1"x"', response.get_data(as_text=True))
    spoken = re.search(r'<html[^>]* lang="([\w-]+)"', html)
    if not spoken or "<h1" not in html:
        return
    kind = Kind.of(response.request.path, html)
    here = {"door": door, "language": spoken[1], "address": kind.address}
    name = hashlib.sha256(repr((here, kind.elements)).encode()).hexdigest()[:16]
    file = FOLDER / f"{name}.json"
    if not file.exists():
        beside = file.with_suffix(f".{os.getpid()}")
        page = here | {"path": response.request.path, "html": html, "elements": kind.elements}
        beside.write_text(json.dumps(page, ensure_ascii=False), "utf-8")
        beside.replace(file)


FlaskClient.open = keep  # type: ignore[method-assign]
