"""How we get in touch: what the person said is safe, changed question by question, kept at the end."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.domain.journey import Step, rows
from portal.domain.questions.adult import NO_CONTACT
from portal.services import contact_preferences
from portal.services.applications import JourneyProgress
from portal.web import form_fields
from portal.web.answer_lines import written
from portal.web.i18n import say
from portal.web.page_context import office
from portal.web.public import unsent_words
from portal.web.public.page_layout import wear
from portal.web.security import visit

contact = Blueprint("contact", __name__, url_prefix="/get-in-touch")


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
    if walked and contact_preferences.keep(office(), visit().token):
        what = "stopped" if NO_CONTACT in walked.answers.get("safe", ()) else "contact"
        return redirect(url_for("track.noted", what=what), 303)
    return redirect(url_for("contact.plan"), 303)


@contact.post("/stop")
def stop() -> Response:
    """One press, from any page of the plan: what was changed and not kept goes too."""
    done = contact_preferences.stop(office(), visit().token)
    return redirect(url_for("track.noted", what="stopped") if done else url_for("contact.plan"), 303)


@contact.route("/<address>", methods=["GET", "POST"])
def page(address: str) -> Response | str | tuple[str, int]:
    walked = _walked()
    if walked is None:
        return unsent_words.signed_out()
    question = walked.journey.find(address) or abort(404)
    step = Step(question)
    if not walked.may_visit(step):
        return redirect(_url(walked.journey.open(walked.answers)))
    if request.method != "POST":
        return _show(walked, step)
    read = form_fields.form_for(question, request.form)
    if read.problems:
        return _show(walked, step, read), 422
    after = contact_preferences.answer(office(), visit().token, read.values)
    unsent_words.sent()
    return redirect(_url(after.journey.open(after.answers)) if after else url_for("track.come_back"), 303)


def _walked() -> JourneyProgress | None:
    walked = contact_preferences.walk(office(), visit().known or "")
    if walked:
        wear(walked.answers["who"])
    return walked


def _url(step: Step | None) -> str:
    return url_for("contact.page", address=step.question.address) if step else url_for("contact.plan")


def _show(walked: JourneyProgress, step: Step, read: form_fields.Read | None = None) -> str:
    question, before = step.question, walked.journey.before(step, walked.answers)
    problems = read.problems if read else ()
    done = walked.journey.complete(walked.answers)
    values = read.raw if read else {**walked.answers, **unsent_words.filled_in(question)}
    return render_template(
        "question.html",
        title=form_fields.heading(question),
        page=walked.path.index(step) + 1,
        errors=problems,
        back=_url(None) if done else _url(before) if before else url_for("track.progress"),
        action=_url(step),
        field_html=form_fields.render(question, values, problems),
    )
