"""What people think of the website. No session, request or form is looked at, and nothing of them is kept."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.domain.i18n import _
from portal.domain.journey import Choice, Kind, Question
from portal.services import feedback as service
from portal.services.feedback import Easy
from portal.web import form_fields
from portal.web.page_context import asked, context
from portal.web.public.page_layout import dress
from portal.web.security import network

feedback = Blueprint("feedback", __name__)
feedback.url_value_preprocessor(dress)

OPINION = Question(
    key="feedback",
    kind=Kind.GROUP,
    words=_("What do you think of this website?"),
    parts=(
        Question(
            key="easy",
            kind=Kind.ONE,
            words=_("How easy was it to use?"),
            choices=(
                Choice(Easy.VERY_EASY.value, _("Very easy")),
                Choice(Easy.EASY.value, _("Easy")),
                Choice(Easy.HARD.value, _("Hard")),
                Choice(Easy.VERY_HARD.value, _("Very hard")),
            ),
            empty=_("Select how easy it was to use"),
        ),
        Question(
            key="words",
            kind=Kind.WORDS,
            words=_("What could we do better?"),
            hint=_("Do not write any names, or anything about a child."),
            optional=True,
            longest=1000,
        ),
    ),
)


def ask() -> Response | str | tuple[str, int]:
    place, title = request.values.get("place", ""), form_fields.heading(OPINION)
    if request.method != "POST":
        return asked("public/feedback.html", OPINION, title=title, place=place)
    read = form_fields.form_for(OPINION, request.form)
    if read.problems:
        return asked("public/feedback.html", OPINION, read.raw, read.problems, title, place=place), 422
    service.give(context(), place=place, network=network(), **read.values)
    return redirect(url_for("feedback.thanks"), 303)


def thanks() -> str:
    return render_template("public/feedback_thanks.html")


for _dress, _young in (("", False), ("/young", True)):
    feedback.add_url_rule(f"{_dress}/feedback", "ask", ask, methods=["GET", "POST"], defaults={"young": _young})
    feedback.add_url_rule(f"{_dress}/feedback/thanks", "thanks", thanks, defaults={"young": _young})
