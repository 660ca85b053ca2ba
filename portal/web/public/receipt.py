"""A copy of what somebody sent: to read and print, and as a file. The warning comes before both."""

import functools
from collections.abc import Callable

from flask import Blueprint, Response, abort, current_app, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from portal.services.receipts import Copy, copy_of
from portal.web import pdf
from portal.web.public.door import office
from portal.web.security import visit

copy = Blueprint("copy", __name__, url_prefix="/copy")


def download(file: bytes, name: str) -> Response:
    """A file to keep. Its name stays on somebody's device, so it is neutral."""
    kept = {"Content-Disposition": f"attachment; filename={name}"}
    return Response(file, mimetype="application/pdf", headers=kept)


def pdf_offered() -> bool:
    """Whether this machine can make one."""
    offered: bool = current_app.config["PDF"]
    return offered


def _behind_the_code(view: Callable[[Copy], Answer | str]) -> Callable[[], Answer | str]:
    @functools.wraps(view)
    def shown() -> Answer | str:
        found = copy_of(office(), visit().known or "")
        return view(found) if found else redirect(url_for("track.come_back"))

    return shown


@copy.get("")
@_behind_the_code
def choose(found: Copy) -> str:
    return render_template("public/copy.html", copy=found, pdf=pdf_offered())


@copy.get("/page")
@_behind_the_code
def page(found: Copy) -> str:
    return render_template("public/copy_page.html", copy=found)


@copy.get("/receipt.pdf")
@_behind_the_code
def receipt(found: Copy) -> Answer:
    if not pdf_offered():
        abort(404)
    return download(pdf.make(render_template("documents/receipt.html", copy=found)), "receipt.pdf")
