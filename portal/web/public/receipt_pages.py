"""A copy of what somebody sent: to read and print, and as a file. The warning comes before both."""

import functools
from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from portal.domain.evidence_formats import KEPT
from portal.services.receipts import Copy, copy_of, everything_of
from portal.web import pdf
from portal.web.event_words import HAPPENED
from portal.web.page_context import context
from portal.web.public.page_layout import wear
from portal.web.security import visit

copy = Blueprint("copy", __name__, url_prefix="/copy")


def _behind_the_code(view: Callable[[Copy], Answer | str]) -> Callable[[], Answer | str]:
    @functools.wraps(view)
    def shown() -> Answer | str:
        found = copy_of(context(), visit().known or "")
        if found is None:
            return redirect(url_for("track.come_back"))
        wear(found.audience)
        return view(found)

    return shown


def _everything() -> dict[str, Any]:
    """What both pages of it show; nothing where the session has ended."""
    found = everything_of(context(), visit().known or "")
    if found is None:
        return {}
    wear(found.copy.audience)
    return {"all": found, "copy": found.copy, "happened": HAPPENED, "kept_as": KEPT}


@copy.get("")
@_behind_the_code
def choose(found: Copy) -> str:
    all_of_it = _everything()["all"]
    return render_template("public/copy.html", copy=found, answered=bool(all_of_it.answers), pdf=pdf.offered())


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


@copy.get("/answers")
def answers() -> Answer | str:
    shown = _everything()
    if not shown or not shown["all"].answers:
        return redirect(url_for("copy.choose"))
    return render_template("public/answers.html", **shown)


@copy.get("/answers.pdf")
def answers_file() -> Answer:
    shown = _everything() if pdf.offered() else abort(404)
    if not shown or not shown["all"].answers:
        return redirect(url_for("copy.choose"))
    file = pdf.make(render_template("documents/answers.html", **shown), url_for("copy.answers"))
    return pdf.download(file, "answer.pdf")


@copy.get("/all")
def everything() -> Answer | str:
    shown = _everything()
    return render_template("public/everything.html", **shown) if shown else redirect(url_for("track.come_back"))


@copy.get("/all.pdf")
def pack() -> Answer:
    if not pdf.offered():
        abort(404)
    shown = _everything()
    if not shown:
        return redirect(url_for("track.come_back"))
    return pdf.download(
        pdf.make(render_template("documents/everything.html", **shown), url_for("copy.everything")), "request.pdf"
    )
