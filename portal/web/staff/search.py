"""Searching: by one box on every page, which is posted, because a name must not stand in an address.

Why somebody searches is asked once in half an hour. What they typed is sealed and theirs alone, so that a way back to
what was found does not send it again.
"""

from datetime import timedelta
from typing import Any

from flask import Blueprint, redirect, render_template, request, session, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from portal.services import SAY_AGAIN
from portal.services import saved_forms as kept
from portal.services import search as services_search
from portal.services.search import Purpose, SearchBy, can_be_sought
from portal.web import form_fields
from portal.web.i18n import gettext
from portal.web.staff import saved_forms, worklist
from portal.web.staff.access import actor, context
from portal.web.staff.staff_forms import SEARCH

PURPOSE = "purpose"
FOUND = "found"

Page = Response | str | tuple[str, int]


def search() -> Page:
    if request.method == "POST":
        return _sent()
    words, purpose = _typed(), remembered()
    if FOUND not in request.args or not words or purpose is None:
        return _page(form_fields.Read({}, raw=_purpose()))
    worklist.here()
    found = services_search.search(context(), actor(), words, purpose, again=True)
    return _page(form_fields.Read({}, raw={"sought": words, **_purpose()}), found=found)


def _sent() -> Page:
    given = MultiDict({**_purpose(), **request.form.to_dict()})
    read = form_fields.form_for(SEARCH, given)
    problems = read.problems
    if not problems and not can_be_sought(read.values["sought"]):
        problems = (form_fields.Problem("sought", gettext("Enter two letters at least."), "#sought"),)
    if problems:
        return _page(read, problems), 422
    session[PURPOSE] = {"for": read.values["purpose"], "at": context().now().timestamp()}
    kept.keep(context(), actor().key, request.path, {"sought": [read.values["sought"]]})
    saved_forms.still_needed()
    found = services_search.search(context(), actor(), read.values["sought"], Purpose(read.values["purpose"]))
    if found.by is SearchBy.REFERENCE and found.lines:
        return redirect(url_for("staff.challenge", reference=found.lines[0].reference), 303)
    return redirect(url_for("staff.search", found=1), 303)


def remembered() -> Purpose | None:
    """Why they searched last, if that was less than half an hour ago."""
    said = session.get(PURPOSE, {})
    if context().now().timestamp() - said.get("at", 0) >= SAY_AGAIN / timedelta(seconds=1):
        return None
    return Purpose(said["for"])


def _purpose() -> dict[str, str]:
    purpose = remembered()
    return {"purpose": purpose.value} if purpose else {}


def _typed() -> str:
    fields = kept.typed(context(), actor().key, url_for("staff.search"))
    return next(iter(fields.get("sought", ())), "") if fields else ""


def _page(read: form_fields.Read, problems: tuple[form_fields.Problem, ...] = (), **more: Any) -> str:
    form = form_fields.render(SEARCH, read.raw, problems)
    return render_template("staff/search.html", errors=problems, form=form, **{"found": None, **more})


def install(pages: Blueprint) -> None:
    pages.add_url_rule("/search", "search", search, methods=["GET", "POST"])
