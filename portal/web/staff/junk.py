"""Marking many challenges as junk at once, and putting them back: chosen in a list, confirmed on a page."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.domain.challenge.junk import Junk
from portal.domain.i18n import _
from portal.domain.journey import Choice, Kind, Question
from portal.services import junk
from portal.web import form_fields
from portal.web.i18n import gettext
from portal.web.staff.access import actor, context
from portal.web.staff.form_parts import one
from portal.web.staff.notice_labels import JUNK

Page = Response | str | tuple[str, int]

OWN = Question("words", Kind.WORDS, _("Why?"), empty=_("Write why they are no requests"), longest=4000)
WHY = Question(
    key="junk",
    kind=Kind.GROUP,
    words=_("Mark as junk"),
    parts=(
        one(
            "reason", _("Why are these no requests?"), _("Select why these are no requests"),
            tuple(Choice(why, words, parts=(OWN,) if why is Junk.OTHER else ()) for why, words in JUNK.items()),
        ),
    ),
)  # fmt: skip


def mark() -> Page:
    """The challenges that were chosen, what each says, and why they are junk."""
    chosen = request.values.getlist("reference")
    read = form_fields.form_for(WHY, request.form) if request.method == "POST" else form_fields.Read({})
    problems = read.problems
    if request.method == "POST" and not problems and chosen:
        said = {"words": "", **read.values}
        left = junk.mark(context(), actor(), chosen, **said)
        return redirect(_onward("marked", len(set(chosen)), left), 303)
    page = render_template(
        "staff/junk.html",
        candidates=junk.candidates(context(), actor(), chosen, again=request.method == "POST"),
        field_html=form_fields.render(WHY, read.raw, problems, ""),
        errors=problems,
        title=gettext("Mark as junk"),
    )
    return (page, 422) if problems else page


def put_back() -> Response:
    chosen = request.form.getlist("reference")
    if not chosen:
        return redirect(url_for("staff.list", list="junk"), 303)
    left = junk.put_back(context(), actor(), chosen)
    return redirect(_onward("put_back", len(set(chosen)), left), 303)


def _onward(what: str, chosen: int, left: list[str]) -> str:
    """The list of junk, which says how many were done and how many were not."""
    counts: dict[str, Any] = {what: chosen - len(left), "left": len(left) or None}
    return url_for("staff.list", list="junk", **counts)


def changed() -> dict[str, int]:
    """What has just been done to how many, where the list is shown because of that."""
    return {what: request.args.get(what, 0, int) for what in ("marked", "put_back", "allocated", "left")}


def install(pages: Blueprint) -> None:
    pages.add_url_rule("/junk", "junk", mark, methods=["GET", "POST"])
    pages.add_url_rule("/junk/put-back", "put_back", put_back, methods=["POST"])
