"""How we get in touch: what the person said is safe, changed question by question, kept at the end."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, ClassVar

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal.domain.journey import Journey, Step, rows
from portal.domain.questions.contact_questions import NO_CONTACT
from portal.services import contact_preferences
from portal.services.contact_preferences import ContactStore
from portal.services.journey_store import JourneyProgress
from portal.web.answer_lines import written
from portal.web.i18n import say
from portal.web.journey_controller import JourneyController
from portal.web.page_context import context
from portal.web.page_controller import Rule
from portal.web.public import unsent_words
from portal.web.public.page_layout import wear
from portal.web.security import visit


class ContactPages(JourneyController):
    """What they said of contact, changed page by page: after each they see the whole of it again."""

    RULES: ClassVar[tuple[Rule, ...]] = (("/<address>", "page", {"GET": "page", "POST": "answer"}),)
    says_unsent: ClassVar[bool] = True

    def answers(self) -> ContactStore:
        return ContactStore(visit().known or "")

    @cached_property
    def _found(self) -> JourneyProgress:
        return super().walked()

    def walked(self) -> JourneyProgress:
        return self._found

    def journey(self) -> Journey:
        return self._found.journey

    def follow(self, walked: JourneyProgress) -> None:
        wear(walked.answers["who"])

    def changing(self) -> bool:
        return True

    def unsent(self, _walked: JourneyProgress, step: Step) -> Mapping[str, Any] | None:
        return unsent_words.filled_in(step.question) or None

    def become(self, token: str) -> None:  # noqa: ARG002  # it is the token that it was
        unsent_words.sent()

    def ended(self) -> Response:
        return unsent_words.signed_out()

    def stopped(self) -> str:
        return url_for("track.come_back")

    def where(self, walked: JourneyProgress) -> str:
        return self.url(walked.open())

    def before(self) -> str:
        return url_for("track.progress")

    def url(self, step: Step | None, **_more: Any) -> str:
        return _url(step)


contact = ContactPages.blueprint("contact", "/get-in-touch")


@contact.get("")
def plan() -> Response | str:
    walked = _walked()
    if walked is None:
        return redirect(url_for("track.come_back"))
    if not walked.journey.complete(walked.answers):
        return redirect(_url(walked.journey.open(walked.answers)))
    said = [
        {"label": say(row.label), "lines": [written(line) for line in row.lines], "change": _url(row.step)}
        for row in rows(walked.journey, walked.answers)
    ]
    safe = walked.journey.kept(walked.answers).get("safe", ())
    return render_template(
        "public/get_in_touch.html",
        sections=[{"title": "", "rows": said}],
        changed=walked.begun,
        stopped=NO_CONTACT in safe,
        can_stop=safe and NO_CONTACT not in safe,
    )


@contact.post("")
def keep() -> Response:
    walked = _walked()
    if walked and contact_preferences.keep(context(), visit().token):
        what = "stopped" if NO_CONTACT in walked.answers.get("safe", ()) else "contact"
        return redirect(url_for("track.noted", what=what), 303)
    return redirect(url_for("contact.plan"), 303)


@contact.post("/stop")
def stop() -> Response:
    """One press, from any page of the plan: what was changed and not kept goes too."""
    done = contact_preferences.stop(context(), visit().token)
    return redirect(url_for("track.noted", what="stopped") if done else url_for("contact.plan"), 303)


def _walked() -> JourneyProgress | None:
    walked = contact_preferences.walk(context(), visit().known or "")
    if walked:
        wear(walked.answers["who"])
    return walked


def _url(step: Step | None) -> str:
    return url_for("contact.page", address=step.question.address) if step else url_for("contact.plan")
