"""Allocating many cases at once: chosen in a list, to whom on a page that says what everybody has already."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.domain.i18n import _, literally
from portal.domain.journey import Choice, Kind, Question
from portal.domain.permissions import ActionRefused
from portal.services import bulk_allocation
from portal.services.bulk_allocation import Allocation
from portal.web import form_fields
from portal.web.app_factory import NotAllowed
from portal.web.i18n import gettext
from portal.web.staff import caseload_words
from portal.web.staff.access import actor, context
from portal.web.staff.form_parts import one, words

Page = Response | str | tuple[str, int]


def allocate() -> Page:
    """The cases that were chosen, and to whom they can go."""
    if not actor().manages:
        raise NotAllowed
    chosen = request.values.getlist("reference")
    found = bulk_allocation.allocation(context(), actor(), chosen)
    question = _question(found)
    read = form_fields.form_for(question, request.form) if request.method == "POST" else form_fields.Read({})
    problems = read.problems
    if request.method == "POST" and not problems:
        try:
            left = bulk_allocation.allocate(context(), actor(), found.references, **read.values)
            done = len(found.references) - len(left)
            return redirect(url_for("staff.list", list="unassigned", allocated=done, left=len(left) or None), 303)
        except ActionRefused as refusal:
            problems = (form_fields.Problem("words", gettext(refusal.reason), "#words"),)
    form = form_fields.render(question, read.raw, problems, "")
    page = render_template("staff/allocate.html", found=found, field_html=form, errors=problems)
    return (page, 422) if problems else page


def _question(found: Allocation) -> Question:
    return Question(
        key="allocate", kind=Kind.GROUP, words=_("Allocate cases"),
        parts=(
            one(
                "to", _("Allocate to"), _("Select whom you allocate them to"),
                tuple(Choice(each.id, literally(each.name), literally(_has(each, found))) for each in found.candidates),
            ),
            words(_("Why?"), _("Write your reasons")),
        ),
    )  # fmt: skip


def _has(each: bulk_allocation.OfferedColleague, found: Allocation) -> str:
    """What they have already and their leave, and how many of these they may have."""
    can = gettext("Can have %(num)s of these.") % {"num": each.can} if each.can < len(found.references) else ""
    return f"{caseload_words.said(each.load, found.due)} {can}".strip()


def install(pages: Blueprint) -> None:
    pages.add_url_rule("/allocate", "allocate", allocate, methods=["GET", "POST"])
