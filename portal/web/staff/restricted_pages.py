"""Who may open a restricted case: named by a manager, and seen by those who are named alone."""

from collections.abc import Mapping

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.domain.i18n import _, literally
from portal.domain.journey import Choice, Kind, Question
from portal.domain.permissions import ActionRefused
from portal.services import restricted_cases
from portal.services.restricted_cases import RestrictedBecause, Restriction
from portal.web import form_fields
from portal.web.i18n import gettext
from portal.web.staff.access import actor, context
from portal.web.staff.form_parts import one

REASONS: Mapping[RestrictedBecause, str] = {
    RestrictedBecause.STAFF_FAMILY: _("It is about the family of somebody who works here"),
    RestrictedBecause.PROTECTED_ADDRESS: _("An address in it is protected"),
    RestrictedBecause.OTHER: _("Another reason"),
}

Page = str | tuple[str, int] | Response


def restricted() -> str:
    return render_template("staff/restricted.html", cases=restricted_cases.mine(context(), actor()))


def restrict(reference: str) -> Page:
    found = restricted_cases.restriction(context(), actor(), reference)
    if found is None:
        abort(404)
    question = _question(found)
    if request.method != "POST":
        return _page(found, form_fields.render_once(question, {"named": list(found.readers)}))
    read = form_fields.form_for(question, request.form)
    problems = read.problems
    if not problems:
        try:
            named = list(read.values["named"])
            restricted_cases.restrict(context(), actor(), reference, named, read.values["why"])
            return redirect(_onward(reference, named), 303)
        except ActionRefused as refused:
            problems = (form_fields.Problem("named", gettext(refused.reason), "#named"),)
    return _page(found, form_fields.render_once(question, read.raw, problems), problems), 422


def _onward(reference: str, named: list[str]) -> str:
    """The case, for who may still see it."""
    return url_for("staff.challenge", reference=reference) if actor().key in named else url_for("staff.queue")


def _page(found: Restriction, form: str, problems: tuple[form_fields.Problem, ...] = ()) -> str:
    return render_template("staff/restrict.html", case=found, me=actor().key, field_html=form, errors=problems)


def lift(reference: str) -> Response:
    try:
        restricted_cases.lift(context(), actor(), reference)
    except ActionRefused:
        abort(404)
    return redirect(url_for("staff.challenge", reference=reference), 303)


def _question(found: Restriction) -> Question:
    return Question(
        key="restrict", kind=Kind.GROUP, words=_("Restrict who may open this case"),
        parts=(
            Question(
                "named", Kind.SOME, _("Who may open it?"), empty=_("Name at least two people."),
                choices=tuple(Choice(key, literally(name)) for key, name in found.staff),
            ),
            one(
                "why", _("Why?"), _("Select why"),
                tuple(Choice(key.value, words) for key, words in REASONS.items()),
            ),
        ),
    )  # fmt: skip


def install(pages: Blueprint) -> None:
    pages.add_url_rule("/restricted", "restricted", restricted)
    pages.add_url_rule("/challenges/<reference>/restrict", "restrict", restrict, methods=["GET", "POST"])
    pages.add_url_rule("/challenges/<reference>/restriction", "lift_restriction", lift, methods=["POST"])
