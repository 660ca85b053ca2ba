"""Leave: recorded by whoever takes it or a manager, seen by everybody who allocates."""

from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.domain.i18n import _, literally
from portal.domain.journey import Choice, Kind, Question
from portal.domain.permissions import ActionRefused
from portal.services import leave
from portal.services.leave import LeavePage
from portal.web import form_fields
from portal.web.form_fields import Problem
from portal.web.i18n import gettext
from portal.web.staff.access import actor, context
from portal.web.staff.form_parts import day, one


def recorded() -> str:
    return _page(leave.page(context(), actor()), form_fields.Read({}, raw={"whose": actor().key}), ())


def record() -> Response | tuple[str, int]:
    found = leave.page(context(), actor())
    read = form_fields.form_for(_question(found), request.form)
    problems = read.problems
    if not problems:
        first, last = (date.fromisoformat(read.values[key]) for key in ("first", "last"))
        try:
            leave.record(context(), actor(), read.values["whose"], first, last)
            return redirect(url_for("staff.leave"), 303)
        except ActionRefused as refused:
            about = refused.about or "whose"
            problems = (Problem(about, gettext(refused.reason), f"#{about}"),)
    return _page(found, read, problems), 422


def remove() -> Response | tuple[str, int]:
    try:
        leave.remove(context(), actor(), request.form.get("id", ""))
    except ActionRefused as refused:
        problems = (Problem("", gettext(refused.reason), "#main-content"),)
        return _page(leave.page(context(), actor()), form_fields.Read({}), problems), 422
    return redirect(url_for("staff.leave"), 303)


def _page(found: LeavePage, read: form_fields.Read, problems: tuple[Problem, ...]) -> str:
    form = form_fields.render_once(_question(found), read.raw, problems)
    return render_template("staff/leave.html", leave=found, field_html=form, errors=problems)


def _question(found: LeavePage) -> Question:
    people = tuple(Choice(key, literally(name)) for key, name in found.people)
    return Question(
        key="leave", kind=Kind.GROUP, words=_("Record leave"),
        parts=(
            one("whose", _("Who is on leave?"), _("Select who is on leave"), people),
            day("first", _("First day"), _("Enter the first day of leave"), _("For example, 21 12 2026")),
            day("last", _("Last day"), _("Enter the last day of leave"), _("The day before they are back.")),
        ),
    )  # fmt: skip


def install(pages: Blueprint) -> None:
    pages.add_url_rule("/leave", "leave", recorded)
    pages.add_url_rule("/leave", "record_leave", record, methods=["POST"])
    pages.add_url_rule("/leave/remove", "remove_leave", remove, methods=["POST"])
