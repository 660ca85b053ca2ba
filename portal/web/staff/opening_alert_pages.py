"""Openings that a manager must answer, and what came of those that were."""

from collections.abc import Mapping

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.domain.i18n import _
from portal.domain.journey import Choice
from portal.domain.permissions import ActionRefused
from portal.services import opening_alerts
from portal.services.opening_alerts import OpeningAnswer, OpeningRule
from portal.web import form_fields
from portal.web.i18n import gettext
from portal.web.staff.access import actor, context
from portal.web.staff.form_parts import one

RULES: Mapping[OpeningRule, str] = {
    OpeningRule.SURNAME: _("The officer's own surname is that of the child or the person challenging"),
    OpeningRule.POSTCODE: _("The officer's own home postcode is on the request"),
    OpeningRule.MANY: _("Twenty or more cases opened in an hour"),
    OpeningRule.RESTRICTED: _("The case is restricted, and the manager is not among the people named"),
    OpeningRule.OUT_OF_HOURS: _("Out of hours, without allocation"),
}

ANSWERS: Mapping[OpeningAnswer, str] = {
    OpeningAnswer.THEIR_WORK: _("It was their work"),
    OpeningAnswer.COINCIDENCE: _("The same name or postcode, and no connection"),
    OpeningAnswer.CONNECTED: _("They know the family, and step aside"),
    OpeningAnswer.NOT_NEEDED: _("Their work did not need it: I have spoken with them"),
    OpeningAnswer.BREACH: _("I have reported it as a data breach"),
}

QUESTION = one(
    "answer", _("What came of it?"), _("Select what came of it"),
    tuple(Choice(key.value, words) for key, words in ANSWERS.items()),
    hint=_("Your answer cannot be changed. The auditor sees it."),
)  # fmt: skip

Page = str | tuple[str, int] | Response


def alerts() -> str:
    found = opening_alerts.alerts(context(), actor())
    return render_template("staff/opening_alerts.html", alerts=found, rule_words=RULES, answer_words=ANSWERS)


def answer(number: int) -> Page:
    found = next((each for each in opening_alerts.alerts(context(), actor()) if each.number == number), None)
    if found is None:
        abort(404)
    posted = request.method == "POST"
    read = form_fields.form_for(QUESTION, request.form) if posted else form_fields.Read({})
    problems = read.problems
    if posted and not problems:
        try:
            opening_alerts.answer(context(), actor(), number, read.values["answer"])
            return redirect(url_for("staff.opening_alerts"), 303)
        except ActionRefused as refused:
            problems = (form_fields.Problem("answer", gettext(refused.reason), "#answer"),)
    form = form_fields.render(QUESTION, read.raw, problems, "")
    page = render_template("staff/opening_alert.html", alert=found, rule_words=RULES, field_html=form, errors=problems)
    return (page, 422) if problems else page


def install(pages: Blueprint) -> None:
    pages.add_url_rule("/opening-alerts", "opening_alerts", alerts)
    pages.add_url_rule("/opening-alerts/<int:number>", "answer_opening", answer, methods=["GET", "POST"])
