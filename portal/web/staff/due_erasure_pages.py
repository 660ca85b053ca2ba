"""What is due to be erased: the schedule, what two managers say of it, and what somebody holds."""

from collections.abc import Callable, Mapping
from datetime import date

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.domain.i18n import _
from portal.domain.journey import Kind, Question
from portal.domain.permissions import ActionRefused
from portal.domain.policy.key_words import KEYS
from portal.domain.policy.retention import Retention
from portal.services import due_erasures
from portal.web import form_fields
from portal.web.i18n import gettext
from portal.web.staff.access import actor, context
from portal.web.staff.form_parts import day, words

Page = str | tuple[str, int] | Response

KINDS: Mapping[str, str] = {key: words.label for key, words in KEYS[Retention].items()}

DEEDS: Mapping[str, Callable[..., int]] = {
    "propose": due_erasures.propose,
    "confirm": due_erasures.confirm,
    "turn_down": due_erasures.turn_down,
}

QUESTION = Question(
    key="hold", kind=Kind.GROUP, words=_("Hold it, so that it is not erased"),
    parts=(
        words(_("Why must it be kept?"), _("Write why it must be kept"), _("Like an inquiry, a complaint, a claim.")),
        day("until", _("Up to which day?"), _("Enter up to which day"), _("After that day it is not held any more.")),
    ),
)  # fmt: skip


def due() -> str:
    return _page()


def decide() -> Page:
    """One button for all that were chosen. What is not due any more is left out."""
    deed, chosen = DEEDS.get(request.form.get("deed", "")), request.form.getlist("reference")
    if deed is None:
        abort(400)
    try:
        deed(context(), actor(), chosen)
    except ActionRefused as refused:  # of something that was chosen
        return _page((form_fields.Problem("", gettext(refused.reason), f"#pick-{chosen[0]}"),)), 422
    return redirect(url_for("staff.due_erasures"), 303)


def _page(problems: tuple[form_fields.Problem, ...] = ()) -> str:
    found = due_erasures.page(context(), actor())
    return render_template("staff/due_erasures.html", found=found, kinds=KINDS, most=due_erasures.MOST, errors=problems)


def hold(reference: str) -> Page:
    """Held, why and until when."""
    read = form_fields.form_for(QUESTION, request.form) if request.method == "POST" else form_fields.Read({})
    problems = read.problems
    if request.method == "POST" and not problems:
        try:
            said = read.values
            if not due_erasures.hold(context(), actor(), reference, said["words"], date.fromisoformat(said["until"])):
                abort(404)
            return redirect(url_for("staff.due_erasures"), 303)
        except ActionRefused as refused:
            problems = (form_fields.Problem("until", gettext(refused.reason), "#until-day"),)
    return _hold_page(reference, read, problems)


def _hold_page(reference: str, read: form_fields.Read, problems: tuple[form_fields.Problem, ...]) -> Page:
    case = due_erasures.holdable(context(), actor(), reference)
    if case is None:
        abort(404)
    form = form_fields.render_once(QUESTION, read.raw, problems)
    page = render_template("staff/hold.html", case=case, field_html=form, errors=problems)
    return (page, 422) if problems else page


def end_hold(reference: str) -> Response:
    if not due_erasures.release(context(), actor(), reference):
        abort(404)
    return redirect(url_for("staff.due_erasures"), 303)


def install(pages: Blueprint) -> None:
    pages.add_url_rule("/due-to-be-erased", "due_erasures", due)
    pages.add_url_rule("/due-to-be-erased", "decide_erasures", decide, methods=["POST"])
    pages.add_url_rule("/challenges/<reference>/hold", "hold", hold, methods=["GET", "POST"])
    pages.add_url_rule("/challenges/<reference>/hold/end", "end_hold", end_hold, methods=["POST"])
