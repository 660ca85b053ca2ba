"""The questions at the public door: begun, sent, left and saved by the person who answers them."""

from typing import Any, ClassVar

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from portal.domain.browser_tabs import tabs_of
from portal.domain.journey import Step
from portal.domain.questions.young import YOUNG
from portal.services import applications, tracker
from portal.services.applications import OpenForm
from portal.services.journey_store import FormStore, JourneyProgress
from portal.web import form_fields
from portal.web.form_controller import FLOWS, PAGES, WAY, WAYS, FormController
from portal.web.i18n import speaking
from portal.web.page_context import asked, context
from portal.web.page_controller import Rule
from portal.web.public import evidence, languages
from portal.web.public.door_context import unsaved_here
from portal.web.public.forms import CARRY_ON
from portal.web.public.page_layout import wear
from portal.web.security import network, visit

_OUTSIDE = frozenset({"none", "cross-site", "same-site"})
"""Where somebody comes from who typed an address, or followed a link that is not on a page of ours."""

BESIDE: tuple[Rule, ...] = (
    ("/begin", "begin", {"GET": "begin"}),
    ("/begin", "carry_on_here", {"POST": "carry_on_here"}),
    ("/begin/new", "ask_for_new", {"GET": "ask_for_new"}),
    ("/begin/new", "begin_new", {"POST": "begin_new"}),
    ("/stopped", "stopped", {"GET": "has_stopped"}),
    ("/delete", "ask_to_delete", {"GET": "ask_to_delete"}),
    ("/delete", "delete", {"POST": "delete"}),
    ("/save", "save", {"GET": "save", "POST": "save"}),
    ("/leave", "leave", {"POST": "leave"}),
    ("/left", "left", {"GET": "has_left"}),
    ("/carry-on", "carry_on", {"GET": "carry_on", "POST": "carry_on"}),
)


class OwnForm(FormController):
    """The answers belong to the session of whoever gives them."""

    RULES: ClassVar[tuple[Rule, ...]] = PAGES + BESIDE

    def answers(self) -> FormStore:
        return FormStore(visit().known or "", FLOWS[self.way], speaking().code, network())

    def follow(self, walked: JourneyProgress) -> None:
        super().follow(walked)
        languages.follow(walked.language)

    def become(self, token: str) -> None:
        visit().become(token)

    def send(self) -> Response:
        if applications.submit(context(), visit().token, network(), request.form.get("tab", "")) is None:
            return redirect(self.where(self.walked()), 303)
        return redirect(url_for("track.done"), 303)

    def stopped(self) -> str:
        return self.at("journey.stopped")

    def before(self) -> str:
        return url_for(self._worded("pages.before", "pages.young"))

    def elsewhere(self, walked: JourneyProgress, step: Step) -> Response | None:
        """Nobody is asked the first question again while what they sent is open."""
        first = step.question is walked.journey.questions[0]
        if not walked.begun and _open_here() is OpenForm.REQUEST:
            return redirect(self.stopped())
        if first and walked.begun and request.method != "POST" and request.headers.get("Sec-Fetch-Site") in _OUTSIDE:
            return redirect(self.at("journey.begin"))
        return super().elsewhere(walked, step)

    def astray(self, walked: JourneyProgress, step: Step, came: str) -> str:
        """Whoever comes to the first question of one way did not type the form of the other that is open."""
        if step.question is not context().journeys[FLOWS[came]].questions[0]:
            return super().astray(walked, step, came)
        self.way = came
        return self.at("journey.begin")

    def check_page(self) -> str:
        return self._worded("public/check.html", "public/young/check.html")

    def beside(self, walked: JourneyProgress) -> dict[str, Any]:
        leads = {"send": self.at("journey.send"), "begin": self.at("journey.begin")}
        if not walked.begun:
            return leads | {"forget": "", "save": "", "coded": False}
        leads |= {"forget": self.at("journey.ask_to_delete"), "save": self.at("journey.save")}
        return leads | {"coded": walked.coded, "tabs": tabs_of(walked.answers)}

    def beside_check(self, walked: JourneyProgress) -> dict[str, Any]:
        return {**self.beside(walked), "evidence": evidence.offered(self.way)}

    def begin(self) -> ResponseReturnValue:
        """Where every start page leads: to the first question or, where something is open, to what it is asked.

        It says nothing of what is open: somebody else may be at the device now.
        """
        what = _open_here()
        if what is OpenForm.NOTHING:
            return redirect(self._first())
        return render_template("public/open_here.html", what=what.value)

    def carry_on_here(self) -> ResponseReturnValue:
        """Carry on in the tab where it was typed, which has a name that nobody else knows."""
        walked = applications.walk(context(), visit().known or "", speaking().code, FLOWS[self.way])
        if walked.begun and request.form.get("tab", "") in tabs_of(walked.answers):
            return redirect(self.left(self.walked()), 303)
        what = _open_here()
        if what is OpenForm.NOTHING:
            return redirect(self.stopped(), 303)
        return render_template("public/open_here.html", what=what.value, elsewhere=True), 422

    def ask_for_new(self) -> ResponseReturnValue:
        what = _open_here()
        return render_template("public/begin_new.html", what=what.value) if what.value else redirect(self._first())

    def begin_new(self) -> ResponseReturnValue:
        """Close what is open here. What can be opened with a code stays."""
        applications.leave(context(), visit().token)
        visit().end()
        return redirect(self._first(), 303)

    def has_stopped(self) -> ResponseReturnValue:
        """For who has no form open: it was sent, or closed, or never begun."""
        if sent := tracker.receipt(context(), visit().known or ""):
            wear(sent.audience)
            return render_template("public/already_sent.html", sent=sent)
        return render_template(self._worded("public/stopped.html", "public/young/stopped.html"))

    def ask_to_delete(self) -> ResponseReturnValue:
        if visit().known is None or _open_here() is OpenForm.REQUEST:  # what is sent is not deleted here
            return redirect(self.stopped())
        walked = self.walked()
        back = self.left(walked) if walked.begun else ""
        return self._shown("public/delete.html", walked, back=back, coded=walked.coded)

    def delete(self) -> ResponseReturnValue:
        if _open_here() is OpenForm.REQUEST:
            return redirect(self.stopped(), 303)
        applications.discard(context(), visit().token)
        visit().end()
        return redirect(url_for("pages.deleted"), 303)

    def save(self) -> ResponseReturnValue:
        walked = self.walked()
        posted = request.method == "POST"
        code = applications.keep_for_later(context(), visit().token) if posted else None
        if not walked.begun or (posted and code is None):
            return redirect(self.stopped(), 303)
        page = self._worded("public/save.html", "public/young/save.html")
        return self._shown(page, walked, code=code, back=self.left(walked))

    def leave(self) -> ResponseReturnValue:
        """Close a form that is saved: the code opens it again."""
        applications.leave(context(), visit().token)
        visit().end()
        return redirect(self.at("journey.left"), 303)

    def has_left(self) -> ResponseReturnValue:
        return render_template("public/form_left.html")

    def carry_on(self) -> ResponseReturnValue:
        page = self._worded("public/carry_on.html", "public/young/carry_on.html")
        unsaved = unsaved_here()
        if request.method != "POST":
            return asked(page, CARRY_ON, unsaved=unsaved)
        read = form_fields.form_for(CARRY_ON, request.form)
        came = (network(), request.form.get("tab", ""))
        if not read.problems and (token := applications.carry_on(context(), read.values["code"], *came)):
            visit().become(token)
            languages.open_again(token)
            return redirect(self.left(self.walked()), 303)
        return asked(page, CARRY_ON, read.raw, read.problems or form_fields.wrong(CARRY_ON), unsaved=unsaved), 422

    def _first(self) -> str:
        """The address of the first question."""
        return self.at("journey.page", address=self.journey().questions[0].address)

    def _shown(self, page: str, walked: JourneyProgress, **more: Any) -> str:
        """A page about the form, with addresses that go its way."""
        leads = {"begin": self.at("journey.begin"), "way": self.way}
        return render_template(page, tabs=tabs_of(walked.answers), **leads, **more)

    def _worded(self, for_adults: str, for_young_people: str) -> str:
        return for_young_people if self.way == WAYS[YOUNG] else for_adults


def _open_here() -> OpenForm:
    return applications.open_here(context(), visit().known or "")


journey = OwnForm.blueprint("journey", WAY)
