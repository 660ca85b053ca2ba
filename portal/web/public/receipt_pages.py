"""A copy of what somebody sent: to read and print, and as a file. The warning comes before both."""

import functools
from collections.abc import Callable

from flask import Blueprint, abort, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from portal.services.receipts import Copy, copy_of
from portal.web import pdf
from portal.web.page_context import office
from portal.web.public.page_layout import wear
from portal.web.security import visit

copy = Blueprint("copy", __name__, url_prefix="/copy")


def _behind_the_code(view: Callable[[Copy], Answer | str]) -> Callable[[], Answer | str]:
    @functools.wraps(view)
    def shown() -> Answer | str:
        found = copy_of(office(), visit().known or "")
        if found is None:
            return redirect(url_for("track.come_back"))
        wear(found.audience)
        return view(found)

    return shown


@copy.get("")
@_behind_the_code
def choose(found: Copy) -> str:
    return render_template("public/copy.html", copy=found, pdf=pdf.offered())


@copy.get("/page")
@_behind_the_code
def page(found: Copy) -> str:
    return render_template("public/copy_page.html", copy=found)


@copy.get("/receipt.pdf")
@_behind_the_code
def receipt(found: Copy) -> Answer:
    if not pdf.offered():
        abort(404)
    return pdf.download(
        pdf.make(render_template("documents/receipt.html", copy=found), url_for("copy.page")), "receipt.pdf"
    )
