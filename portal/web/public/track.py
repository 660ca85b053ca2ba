"""After sending: the reference and code, coming back, where it is, and adding more."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.services import applying, tracking
from portal.web import fields
from portal.web.language import gettext
from portal.web.public.door import asked, office
from portal.web.public.forms import ADD, COME_BACK, KEPT
from portal.web.security import network, visit

track = Blueprint("track", __name__)


@track.get("/done")
def done() -> Response | str:
    return _done() or redirect(url_for("track.come_back"))


@track.post("/done")
def keep_code() -> Response | str | tuple[str, int]:
    read = fields.form_for(KEPT, request.form)
    if not read.problems and (token := tracking.confirm_code(office(), visit().token, read.values["kept"])):
        visit().become(token)
        return redirect(url_for("track.kept"), 303)
    page = _done(read)
    return (page, 422) if page else redirect(url_for("track.come_back"), 303)


def _done(read: fields.Read | None = None) -> str:
    receipt = tracking.receipt(office(), visit().known or "")
    if receipt is None:
        return ""
    raw, problems = (read.raw, read.problems or fields.wrong(KEPT)) if read and receipt.code else ({}, ())
    title = gettext("We have your request")
    return asked("public/done.html", KEPT, raw, problems, title, receipt=receipt)


@track.get("/kept")
def kept() -> Response | str:
    return _with_receipt("public/kept.html")


@track.get("/no-code")
def no_code() -> Response | str:
    return _with_receipt("public/no_code.html")


def _with_receipt(template: str) -> Response | str:
    receipt = tracking.receipt(office(), visit().known or "")
    if receipt is None:
        return redirect(url_for("track.come_back"))
    return render_template(template, receipt=receipt)


@track.route("/return", methods=["GET", "POST"])
def come_back() -> Response | str | tuple[str, int]:
    if request.method == "GET":
        return asked("public/return.html", COME_BACK)
    read = fields.form_for(COME_BACK, request.form)
    if not read.problems and (token := tracking.come_back(office(), **read.values, network=network())):
        visit().become(token)
        return redirect(url_for("track.progress"), 303)
    return asked("public/return.html", COME_BACK, read.raw, read.problems or fields.wrong(COME_BACK)), 422


@track.get("/progress")
def progress() -> Response | str:
    found = tracking.progress(office(), visit().known or "")
    if found is None:
        return redirect(url_for("track.come_back"))
    return render_template("public/progress.html", progress=found)


@track.route("/add", methods=["GET", "POST"])
def add() -> Response | str | tuple[str, int]:
    if tracking.progress(office(), visit().known or "") is None:
        return redirect(url_for("track.come_back"))
    if request.method == "GET":
        return asked("public/add.html", ADD)
    read = fields.form_for(ADD, request.form)
    if read.problems:
        return asked("public/add.html", ADD, read.raw, read.problems), 422
    new = read.values["new"] == "yes"
    tracking.add(office(), visit().token, read.values["more"], new=new)
    return redirect(url_for("track.added", new="yes" if new else None), 303)


@track.get("/added")
def added() -> str:
    return render_template("public/added.html", new="new" in request.args)


@track.post("/leave")
def leave() -> Response:
    applying.leave(office(), visit().token)
    visit().end()
    return redirect(url_for("pages.closed"), 303)
