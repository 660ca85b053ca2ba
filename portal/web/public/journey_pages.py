"""The questions at the public door: begun, sent, left and saved by the person who answers them."""

from typing import Any

from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.domain.browser_tabs import tabs_of
from portal.domain.journey import Step
from portal.domain.questions.young import YOUNG
from portal.services import applications, tracker
from portal.services.applications import JourneyProgress, OpenForm
from portal.web import form_fields
from portal.web.i18n import speaking
from portal.web.journey_controller import FLOWS, WAYS, JourneyController
from portal.web.page_context import asked, office
from portal.web.public.door_context import unsaved_here
from portal.web.public.forms import CARRY_ON
from portal.web.public.page_layout import wear
from portal.web.security import network, visit

_OUTSIDE = frozenset({"none", "cross-site", "same-site"})
"""Where somebody comes from who typed an address, or followed a link that is not on a page of ours."""


class Own(JourneyController):
    """The answers belong to the session of whoever gives them."""

    def token(self) -> str:
        return visit().known or ""

    def become(self, token: str) -> None:
        visit().become(token)

    def network(self) -> str:
        return network()

    def send(self) -> Response:
        if applications.submit(office(), visit().token, network(), request.form.get("tab", "")) is None:
            return redirect(self.where(self.walked()), 303)
        return redirect(url_for("track.done"), 303)

    def stopped(self) -> str:
        return url_for("journey.stopped")

    def before(self) -> str:
        return self.at(_worded("pages.before", "pages.young"))

    def _elsewhere(self, walked: JourneyProgress, step: Step) -> Response | None:
        """Nobody is asked the first question again while what they sent is open."""
        first = step.question is walked.journey.questions[0]
        if not walked.begun and _open_here() is OpenForm.REQUEST:
            return redirect(self.stopped())
        if first and walked.begun and request.method != "POST" and request.headers.get("Sec-Fetch-Site") in _OUTSIDE:
            return redirect(self.at("journey.begin"))
        return super()._elsewhere(walked, step)

    def astray(self, walked: JourneyProgress, step: Step, came: str) -> str:
        """Whoever comes to the first question of one way did not type the form of the other that is open."""
        if step.question is not office().journeys[FLOWS[came]].questions[0]:
            return super().astray(walked, step, came)
        g.way = came
        return self.at("journey.begin")

    def first(self) -> str:
        """The address of the first question."""
        return self.at("journey.page", address=office().journeys[FLOWS[g.way]].questions[0].address)

    def check_page(self) -> str:
        return _worded("public/check.html", "public/young/check.html")

    def beside(self, walked: JourneyProgress) -> dict[str, Any]:
        if not walked.begun:
            return {"forget": "", "save": "", "coded": False}
        leads = {"forget": self.at("journey.ask_to_delete"), "save": self.at("journey.save")}
        return leads | {"coded": walked.coded, "tabs": tabs_of(walked.answers)}


own = Own()
journey = own.pages


def _open_here() -> OpenForm:
    return applications.open_here(office(), visit().known or "")


@journey.get("/begin")
def begin() -> Response | str:
    """Where every start page leads: to the first question or, where something is open, to what it is asked.

    It says nothing of what is open: somebody else may be at the device now.
    """
    what = _open_here()
    if what is OpenForm.NOTHING:
        return redirect(own.first())
    return render_template("public/open_here.html", what=what.value)


@journey.post("/begin")
def carry_on_here() -> Response | str | tuple[str, int]:
    """Carry on in the tab where it was typed, which has a name that nobody else knows."""
    walked = applications.walk(office(), visit().known or "", speaking().code, FLOWS[g.way])
    if walked.begun and request.form.get("tab", "") in tabs_of(walked.answers):
        return redirect(own.left(own.walked()), 303)
    what = _open_here()
    if what is OpenForm.NOTHING:
        return redirect(own.stopped(), 303)
    return render_template("public/open_here.html", what=what.value, elsewhere=True), 422


@journey.get("/begin/new")
def ask_for_new() -> Response | str:
    what = _open_here()
    return render_template("public/begin_new.html", what=what.value) if what.value else redirect(own.first())


@journey.post("/begin/new")
def begin_new() -> Response:
    """Close what is open here. What can be opened with a code stays."""
    applications.leave(office(), visit().token)
    visit().end()
    return redirect(own.first(), 303)


@journey.get("/stopped")
def stopped() -> str:
    """For who has no form open: it was sent, or closed, or never begun."""
    if sent := tracker.receipt(office(), visit().known or ""):
        wear(sent.audience)
        wear(sent.audience)
        return render_template("public/already_sent.html", sent=sent)
    return render_template(_worded("public/stopped.html", "public/young/stopped.html"))


@journey.get("/delete")
def ask_to_delete() -> Response | str:
    if visit().known is None or _open_here() is OpenForm.REQUEST:  # what is sent is not deleted here
        return redirect(own.stopped())
    walked = own.walked()
    back = own.left(walked) if walked.begun else ""
    return render_template("public/delete.html", back=back, coded=walked.coded, tabs=tabs_of(walked.answers))


@journey.post("/delete")
def delete() -> Response:
    if _open_here() is OpenForm.REQUEST:
        return redirect(own.stopped(), 303)
    applications.discard(office(), visit().token)
    visit().end()
    return redirect(url_for("pages.deleted"), 303)


@journey.route("/save", methods=["GET", "POST"])
def save() -> Response | str:
    walked = own.walked()
    posted = request.method == "POST"
    code = applications.keep_for_later(office(), visit().token) if posted else None
    if not walked.begun or (posted and code is None):
        return redirect(url_for("journey.stopped"), 303)
    page = _worded("public/save.html", "public/young/save.html")
    return render_template(page, code=code, back=own.left(walked), tabs=tabs_of(walked.answers))


@journey.post("/leave")
def leave() -> Response:
    """Close a form that is saved: the code opens it again."""
    applications.leave(office(), visit().token)
    visit().end()
    return redirect(url_for("journey.left"), 303)


@journey.get("/left")
def left() -> str:
    return render_template("public/form_left.html")


@journey.route("/carry-on", methods=["GET", "POST"])
def carry_on() -> Response | str | tuple[str, int]:
    page = _worded("public/carry_on.html", "public/young/carry_on.html")
    unsaved = unsaved_here()
    if request.method != "POST":
        return asked(page, CARRY_ON, unsaved=unsaved)
    read = form_fields.form_for(CARRY_ON, request.form)
    came = (network(), request.form.get("tab", ""))
    if not read.problems and (token := applications.carry_on(office(), read.values["code"], *came)):
        visit().become(token)
        return redirect(own.left(own.walked()), 303)
    return asked(page, CARRY_ON, read.raw, read.problems or form_fields.wrong(CARRY_ON), unsaved=unsaved), 422


def _worded(for_adults: str, for_young_people: str) -> str:
    return for_young_people if g.way == WAYS[YOUNG] else for_adults
