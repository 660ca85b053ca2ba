"""The questions at the public door: begun, sent, left and saved by the person who answers them."""

from typing import Any

from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.domain.journey import Step
from portal.domain.young import YOUNG
from portal.services import applying, tracking
from portal.services.applying import Walk
from portal.web import fields
from portal.web.public.door import unsaved_here
from portal.web.public.forms import CARRY_ON
from portal.web.public.layout import wear
from portal.web.security import network, visit
from portal.web.telling import asked, office
from portal.web.walking import WAYS, Walker


class Own(Walker):
    """The answers belong to the session of whoever gives them."""

    def token(self) -> str:
        return visit().known or ""

    def become(self, token: str) -> None:
        visit().become(token)

    def network(self) -> str:
        return network()

    def send(self) -> Response:
        if applying.submit(office(), visit().token, network()) is None:
            return redirect(self.where(self.walked()), 303)
        return redirect(url_for("track.done"), 303)

    def stopped(self) -> str:
        return url_for("journey.stopped")

    def before(self) -> str:
        return self.at(_worded("pages.before", "pages.young"))

    def _elsewhere(self, walked: Walk, step: Step) -> Response | None:
        """Nobody is asked the first question again while what they sent is open."""
        if not walked.begun and applying.has_sent(office(), self.token()):
            return redirect(self.stopped())
        return super()._elsewhere(walked, step)

    def check_page(self) -> str:
        return _worded("public/check.html", "public/young/check.html")

    def beside(self, walked: Walk) -> dict[str, Any]:
        begun = walked.begun
        return {"forget": self.at("journey.delete") if begun else "", "save": self.at("journey.save") if begun else ""}


own = Own()
journey = own.pages


@journey.get("/stopped")
def stopped() -> str:
    """For who has no form open: it was sent, or closed, or never begun."""
    if sent := tracking.receipt(office(), visit().known or ""):
        wear(sent.audience)
        return render_template("public/already_sent.html", sent=sent)
    return render_template(_worded("public/stopped.html", "public/young/stopped.html"))


@journey.post("/delete")
def delete() -> Response:
    if applying.has_sent(office(), visit().known or ""):  # what is sent is not deleted here
        return redirect(own.stopped(), 303)
    applying.discard(office(), visit().token)
    visit().end()
    return redirect(url_for("pages.deleted"), 303)


@journey.route("/save", methods=["GET", "POST"])
def save() -> Response | str:
    walked = own.walked()
    posted = request.method == "POST"
    code = applying.keep_for_later(office(), visit().token) if posted else None
    if not walked.begun or (posted and code is None):
        return redirect(url_for("journey.stopped"), 303)
    page = _worded("public/save.html", "public/young/save.html")
    return render_template(page, code=code, back=own.where(walked))


@journey.route("/carry-on", methods=["GET", "POST"])
def carry_on() -> Response | str | tuple[str, int]:
    page = _worded("public/carry_on.html", "public/young/carry_on.html")
    unsaved = unsaved_here()
    if request.method != "POST":
        return asked(page, CARRY_ON, unsaved=unsaved)
    read = fields.form_for(CARRY_ON, request.form)
    if not read.problems and (token := applying.carry_on(office(), read.values["code"], network())):
        visit().become(token)
        return redirect(own.where(own.walked()), 303)
    return asked(page, CARRY_ON, read.raw, read.problems or fields.wrong(CARRY_ON), unsaved=unsaved), 422


def _worded(for_adults: str, for_young_people: str) -> str:
    return for_young_people if g.way == WAYS[YOUNG] else for_adults
