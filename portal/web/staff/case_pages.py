"""One challenge as staff see it, page by page; before somebody opens it who does not have it, they say why."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any, NamedTuple

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.domain.challenge.allocation import STEP_ASIDE, TAKE, Taking
from portal.domain.challenge.events.event_kind import TimelineGroup
from portal.domain.challenge.independence import Independent
from portal.domain.challenge.review import RELEASE
from portal.domain.disclosure.table import NOBODY_CHECKED, Checks
from portal.domain.i18n import _
from portal.domain.permissions import ActionRefused, Role
from portal.domain.policy.model import Audience
from portal.services import case_access, case_view, casework, timeline
from portal.services.case_access import Why
from portal.web import form_fields
from portal.web.event_words import HAPPENED, WHERE
from portal.web.i18n import gettext
from portal.web.staff import saved_forms, worklist
from portal.web.staff.access import actor, context
from portal.web.staff.action_forms import FORMS
from portal.web.staff.labels import STEPS_ASIDE, why_asked
from portal.web.staff.timeline_labels import SHOWN, details, narrowed_to

Page = Response | str | tuple[str, int]


class Part(NamedTuple):
    """One page of a challenge."""

    words: str
    template: str
    read: case_access.Part


PARTS: Mapping[str, Part] = {
    "summary": Part(_("Summary"), "staff/challenge/summary.html", case_view.summary),
    "grounds": Part(_("Grounds"), "staff/challenge/grounds.html", case_view.grounds),
    "messages": Part(_("Messages"), "staff/challenge/messages.html", case_view.messages),
    "decision": Part(_("Decision and reply"), "staff/challenge/decision.html", case_view.decision),
    "timeline": Part(_("Timeline"), "staff/challenge/timeline.html", timeline.timeline),
    "links": Part(_("Links"), "staff/challenge/links.html", case_view.links),
    "record": Part(_("Record"), "staff/challenge/record.html", case_view.recording),
}
"""The pages of a challenge by address, in the order of the navigation."""

WHOLE = "summary"
"""The page with all that the raiser said; on each of the others stands what is new to its reader."""

PREVIEW = "preview"

CHECKED = {
    "nothing": (NOBODY_CHECKED, _("Nothing")),
    "identity": (Checks(identity=True), _("Their identity only")),
    "both": (Checks(identity=True, standing=True), _("Identity and standing")),
    "contact": (
        Checks(identity=True, standing=True, made_contact=True),
        _("Identity and standing, and the contact was theirs"),
    ),
}
"""By what an address says of it: what might have been established about a raiser, and in which words."""
DO = "do/"
"""Leads the action in the name of a form: those pages show what the raiser said as well."""


def install(pages: Blueprint) -> None:
    parts = ",".join(key for key in PARTS if key != "summary")
    pages.add_url_rule("/challenges/<reference>", "challenge", challenge)
    pages.add_url_rule(f"/challenges/<reference>/<any({parts}):section>", "section", section)
    pages.add_url_rule("/challenges/<reference>/why", "why", why, methods=["GET", "POST"])
    pages.add_url_rule("/challenges/<reference>/as-they-see-it", "preview", preview)


def challenge(reference: str) -> Page:
    return section(reference, "summary")


def section(reference: str, section: str) -> Page:
    if section == "timeline" and Role.AUDITOR in actor().roles and not _reason(reference):
        return _traces(reference)
    part = PARTS[section]
    return _page(reference, section, part.template, part.read)


def preview(reference: str) -> Page:
    """What the raiser sees, or what anybody else would who had made this challenge."""
    audience, checked = request.args.get("who", ""), request.args.get("checked", "")
    if (audience and audience not in set(Audience)) or (checked and checked not in CHECKED):
        abort(404)
    checks = CHECKED[checked][0] if checked else None
    part = case_view.as_they_see_it(Audience(audience) if audience else None, checks)
    checked_words = {key: words for key, (_checks, words) in CHECKED.items()}
    words = {"where": WHERE, "happened": HAPPENED, "who": audience, "checked": checked, "checked_words": checked_words}
    return _page(reference, PREVIEW, "staff/challenge/preview.html", part, **words)


def why(reference: str) -> Page:
    found = case_access.asking(context(), actor(), reference)
    if found is None:
        abort(404)
    if isinstance(found, case_access.Emptied):
        return render_template("staff/erased.html", challenge=found)
    fits = {Why.TAKING: TAKE, Why.RELEASING: RELEASE}
    left_out = (reason for reason, action in fits.items() if action not in found.may)
    question = why_asked(*left_out, own_work=found.own_work, declares=found.declares)
    to = request.args.get("to", "")
    posted = request.method == "POST"
    read = (
        form_fields.form_for(question, request.form)
        if posted
        else form_fields.Read({}, raw=saved_forms.filled(question, url_for("staff.why", reference=reference)))
    )
    problems = _just_taken(found) if posted else ()
    problems = problems or read.problems
    if posted and not problems:
        try:
            if _say_why(reference, **read.values) is casework.Performed.STEPPED_ASIDE:
                return redirect(url_for("staff.queue", done=STEP_ASIDE), 303)
            return redirect(_address(reference, to), 303)
        except ActionRefused as refusal:
            problems = (form_fields.Problem("why", gettext(refusal.reason), "#why"),)
    drawn = form_fields.render_once(question, read.raw, problems)
    more = {"form": drawn, "auditor": Role.AUDITOR in actor().roles}
    more["back"] = worklist.back()
    page = render_template(
        "staff/challenge/why.html", challenge=found, reference=reference, to=to, errors=problems, **more
    )
    return page, 422 if problems else 200


def _just_taken(found: case_access.Asking) -> tuple[form_fields.Problem, ...]:
    """That a colleague was faster, for who wanted to take it on."""
    if request.form.get("why") != Why.TAKING or TAKE in found.may or not found.assigned:
        return ()
    words = gettext("%(name)s has just taken it. Select why you are opening it now.") % {"name": found.assigned}
    return (form_fields.Problem("why", words, "#why"),)


def _say_why(
    reference: str, why: str, words: str = "", take_why: str = "", independent: str = Independent.YES
) -> casework.Performed:
    """Keep why they open it; who takes it on declares with it, or steps aside and opens nothing."""
    if why == STEPS_ASIDE:
        return casework.perform(context(), actor(), reference, TAKE, Taking(independent=independent))
    if why == Why.TAKING:
        casework.perform(context(), actor(), reference, TAKE, Taking(take_why, Independent.YES))
    case_access.record(context(), actor(), reference, words or take_why or why, shown=False)
    return casework.Performed.DONE


def _reason(reference: str) -> str:
    return case_access.reason(context(), actor(), reference)


def _page(reference: str, here: str, template: str, part: case_access.Part, **more: Any) -> Page:
    reason = _reason(reference)
    if not reason:
        return redirect(url_for("staff.why", reference=reference, to=None if here == "summary" else here))
    found = case_access.challenge(context(), actor(), reference, reason, part, whole=here == WHOLE)
    if found is None:
        abort(404)
    if isinstance(found, case_access.Emptied):
        return render_template("staff/erased.html", challenge=found)
    parts = [(key, each.words, _address(reference, key)) for key, each in PARTS.items()]
    more |= {"challenge": found, "part": found.part, "here": here, "parts": parts, "back": worklist.back()}
    if here == "timeline":
        more |= _narrowed(found.part)
    return render_template(template, **more)


def _narrowed(entries: Iterable[timeline.TimelineEntry]) -> dict[str, Any]:
    """What the timeline is narrowed to. Among all else, that it was read is folded away."""
    asked = request.args.get("show", "")
    show = asked if asked in SHOWN else "all"
    kinds, reads = narrowed_to(show), narrowed_to(TimelineGroup.READS)
    some = [each for each in entries if not kinds or each.kind in kinds]
    runs = [(folded, list(run)) for folded, run in groupby(some, lambda each: not kinds and each.kind in reads)]
    return {"show": show, "shown": SHOWN, "runs": runs, "details": details}


def _address(reference: str, key: str) -> str:
    if key == PREVIEW:
        return url_for("staff.preview", reference=reference)
    if key.startswith(DO) and key.removeprefix(DO) in FORMS:
        return url_for("staff.act", reference=reference, action=key.removeprefix(DO))
    if key in PARTS and key != "summary":
        return url_for("staff.section", reference=reference, section=key)
    return url_for("staff.challenge", reference=reference)


def _traces(reference: str) -> str:
    """For an auditor who has not said why: what happened, when and by whom, without a word of it."""
    found = case_access.traces(context(), actor(), reference)
    if not found:
        abort(404)
    return render_template("staff/challenge/traces.html", traces=found, reference=reference)
