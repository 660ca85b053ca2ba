"""Searching: by a form that is posted, because a name must not stand in an address."""

from typing import Any

from flask import Blueprint, render_template, request

from portal.services import search as services_search
from portal.services.search import Purpose, SearchBy
from portal.web import form_fields
from portal.web.staff.access import actor, context
from portal.web.staff.staff_forms import SEARCH


def search() -> str | tuple[str, int]:
    if request.method != "POST":
        return _page(form_fields.Read({}))
    read = form_fields.form_for(SEARCH, request.form)
    if read.problems:
        return _page(read), 422
    by, purpose = SearchBy(read.values["by"]), Purpose(read.values["purpose"])
    return _page(read, found=services_search.search(context(), actor(), by, read.values[by], purpose))


def _page(read: form_fields.Read, **more: Any) -> str:
    form = form_fields.render(SEARCH, read.raw, read.problems)
    return render_template("staff/search.html", errors=read.problems, form=form, **{"found": None, **more})


def install(pages: Blueprint) -> None:
    pages.add_url_rule("/search", "search", search, methods=["GET", "POST"])
