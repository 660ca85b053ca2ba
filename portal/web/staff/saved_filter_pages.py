"""Saving the list that is shown under a name, and deleting what was saved."""

from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.domain.permissions import ActionRefused
from portal.services import saved_filters
from portal.web import form_fields
from portal.web.form_fields import Problem
from portal.web.i18n import gettext
from portal.web.staff import worklist
from portal.web.staff.access import actor, context
from portal.web.staff.staff_forms import FILTER_NAME


def saved() -> str:
    """What somebody has saved, to be opened or deleted."""
    return _page((), "")


def save() -> Response | tuple[str, int]:
    """Save the list that the address of the form asks for."""
    asked = worklist.wanted()
    read = form_fields.form_for(FILTER_NAME, request.form)
    problems = read.problems
    if not problems:
        try:
            saved_filters.save(context(), actor(), read.values["name"], worklist.said_of(asked))
            return redirect(worklist.address(asked), 303)
        except ActionRefused as refused:
            problems = (Problem("name", gettext(refused.reason), "#name"),)
    form = form_fields.render(FILTER_NAME, read.raw, problems, "")
    return _page(problems, form, worklist.address(asked, to="staff.save_filter")), 422


def delete() -> Response:
    saved_filters.delete(context(), actor(), request.form.get("id", ""))
    return redirect(url_for("staff.saved_filters"), 303)


def _page(problems: Sequence[Problem], form: str, to: str = "") -> str:
    found = [(each, worklist.href(each)) for each in saved_filters.mine(context(), actor())]
    return render_template("staff/saved_filters.html", filters=found, errors=problems, field_html=form, to=to)


def install(pages: Blueprint) -> None:
    pages.add_url_rule("/challenges/filters", "saved_filters", saved)
    pages.add_url_rule("/challenges/filters", "save_filter", save, methods=["POST"])
    pages.add_url_rule("/challenges/filters/delete", "delete_filter", delete, methods=["POST"])
