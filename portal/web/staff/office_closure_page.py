"""Days on which the office is closed besides the policy's: one manager proposes, another confirms, either withdraws."""

from datetime import date
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.domain.i18n import _
from portal.domain.journey import Kind, Question
from portal.domain.permissions import ActionRefused
from portal.domain.policy.closures import Closure
from portal.services import office_closures
from portal.web import form_fields
from portal.web.answer_lines import closing
from portal.web.form_fields import Problem, Read
from portal.web.i18n import gettext
from portal.web.staff import typed_time
from portal.web.staff.access import actor, context
from portal.web.staff.form_parts import day, line, optional

Page = str | tuple[str, int] | Response

DEEDS = {"confirm": office_closures.confirm, "withdraw": office_closures.end}

QUESTION = Question(
    key="closure", kind=Kind.GROUP, words=_("Propose a closed day"),
    parts=(
        day("day", _("Which day?"), _("Enter the day"), _("Today or a day within the next three months.")),
        optional(line("begins", _("Closed from what time"), "",
                      _("Leave it blank for the whole day. Like 12pm or 14:30."), longest=20)),
    ),
)  # fmt: skip


def closures() -> str:
    return _page(Read({}))


def propose() -> Page:
    read = form_fields.form_for(QUESTION, request.form)
    problems = read.problems
    if not problems:
        try:
            office_closures.propose(context(), actor(), _closure(read.values))
            return redirect(url_for("staff.office_closures"), 303)
        except ActionRefused as refused:
            box = "-day" if refused.about == "day" else ""
            problems = (Problem(refused.about, gettext(refused.reason), f"#{refused.about}{box}"),)
    return _page(read, problems), 422


def decide(agreement_id: str, deed: str) -> Page:
    """Nothing comes of it where somebody else was quicker: the page says how it stands."""
    if deed not in DEEDS:
        abort(404)
    try:
        DEEDS[deed](context(), actor(), agreement_id)
    except ActionRefused as refused:
        return _page(Read({}), (Problem("", gettext(refused.reason), "#main-content"),)), 422
    return redirect(url_for("staff.office_closures"), 303)


def _page(read: Read, problems: tuple[Problem, ...] = ()) -> str:
    form = form_fields.render_once(QUESTION, read.raw, problems)
    found = office_closures.page(context(), actor())
    return render_template("staff/office_closures.html", found=found, said=_said, field_html=form, errors=problems)


def _said(closure: Closure) -> str:
    """The one day, or when it comes again as the policy writes it; and from which hour on."""
    return closing(closure.day, closure.begins) if closure.day else closure.text


def _closure(said: dict[str, Any]) -> Closure:
    """What was typed. Raises :class:`ActionRefused`, which names the field."""
    on = date.fromisoformat(said["day"]).isoformat()
    if not said["begins"]:
        return Closure.parse(on)
    begins = typed_time.hour(said["begins"])
    if begins is None:
        raise ActionRefused(typed_time.WRONG, "begins")
    return Closure.parse(f"{on} from {begins:%H:%M}")


def install(pages: Blueprint) -> None:
    pages.add_url_rule("/office-closures", "office_closures", closures)
    pages.add_url_rule("/office-closures", "propose_closure", propose, methods=["POST"])
    pages.add_url_rule("/office-closures/<agreement_id>/<deed>", "decide_closure", decide, methods=["POST"])
