"""Everything that staff do with a challenge: one page for all their forms.

What tells the raiser something is shown as they will see it before it is done: :mod:`portal.web.staff.action_preview`.
"""

import contextlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from portal.domain import reference_codes
from portal.domain.challenge.action_rule import AnyAction, Parameters
from portal.domain.challenge.allocation import STEP_ASIDE, TAKE
from portal.domain.challenge.closure import RECORD
from portal.domain.challenge.full_review import FULL_REVIEW
from portal.domain.challenge.full_triage import TRIAGE
from portal.domain.challenge.review import DECIDE, DECIDE_GROUND, FIND, RELEASE, SEND_BACK, WRITE_REPLY
from portal.domain.challenge.safety_alert import SafetyFirst
from portal.domain.challenge.triage import ACT_NOW
from portal.domain.i18n import _
from portal.domain.journey import Question
from portal.domain.permissions import ActionRefused
from portal.services import action_view, case_export, casework, safety_alerts
from portal.services.action_view import ActionView
from portal.services.casework import Performed
from portal.services.review_words import Answered
from portal.storage import Erased
from portal.web import form_fields
from portal.web.i18n import gettext
from portal.web.staff import action_preview, case_note, redaction_form, saved_forms
from portal.web.staff.access import actor, context
from portal.web.staff.action_forms import FORMS, form_of
from portal.web.staff.action_parameters import given, last_day, sent_again
from portal.web.staff.action_preview import CHANGE, SEND
from portal.web.staff.decision_forms import ASIDE, INDEPENDENT
from portal.web.staff.first_values import filled_in, ground_asked
from portal.web.staff.form_choices import fitted, ground_of, why_not_choose, why_not_offered
from portal.web.staff.form_parts import ActionForm

Page = Response | str | tuple[str, int]

FOLD_ABOVE = 10
"""More colleagues than that to choose from are folded away."""


def act(reference: str, action: str) -> Page:
    wanted, typed = form_of(action), request.method == "POST"
    if typed and request.form.get("do") == SEND and (sent := _sent_again(wanted, reference)):
        return sent
    try:
        before = action_view.action_view(context(), actor(), reference, wanted, asks=not typed)
    except Erased:
        return render_template("staff/erased.html", challenge={"written": reference_codes.grouped(reference)})
    if before is None:
        abort(404)
    form = FORMS[wanted]
    question = fitted(wanted, form.question, before)
    empty = why_not_choose(question) or ("" if typed else why_not_offered(question, request.args))
    if why := before.why_not or empty:
        why = _why_not(wanted, reference) or why if typed else why
        return _page(wanted, form, replace(question, parts=()), before, why=why)
    if not before.may_read:
        return _say_why(wanted, reference)
    if typed:
        return _instead(wanted, question, reference) or _sent(wanted, form, question, before)
    kept_for = saved_forms.typed(request.path, said=CHANGE not in request.args) or MultiDict()
    if wanted is DECIDE_GROUND and kept_for.get("ground", "") != str(ground_asked(before)):
        kept_for.clear()
    values = form_fields.form_for(question, kept_for).raw if kept_for else filled_in(wanted, before)
    return _page(wanted, form, question, before, values)


def _say_why(wanted: AnyAction, reference: str) -> Response:
    """Lead to saying why they read what stands beside the form; what was typed is kept meanwhile."""
    typed = request.method == "POST"
    if typed:
        saved_forms.put_by(actor().key)
    return redirect(url_for("staff.why", reference=reference, to=f"do/{wanted}"), 303 if typed else 302)


def _why_not(wanted: AnyAction, reference: str) -> str:
    return action_view.why_not_do(context(), actor(), reference, wanted)


def done() -> str:
    """What has just been done, where this page is shown because of that."""
    form = next((form for action, form in FORMS.items() if action == request.args.get("done")), None)
    return gettext(form.done) if form else ""


def _sent(wanted: AnyAction, form: ActionForm, question: Question, before: ActionView) -> Page:
    """What was sent is shown as the raiser will see it, and done where they see nothing of it."""
    pressed = request.form.get("do", "")
    if pressed == CHANGE:
        return action_preview.change(wanted, before.reference)
    read = form_fields.form_for(question, request.form, last_day(wanted))
    problems = read.problems
    if not problems:
        seal = request.form.get("shown", "") if pressed == SEND else ""
        try:
            beside = {"ground": ground_asked(before)} if wanted is DECIDE_GROUND else {}
            asked = given(wanted, read.values, before.reference, **beside)
            cleared = redaction_form.cleared(request.form)
            outlook = casework.preview(context(), actor(), before.reference, wanted, asked, cleared)
            if outlook is None:
                abort(404)
            if outlook.refusal is None and (outlook.held or (outlook.preview and outlook.preview.seal != seal)):
                return action_preview.keep(wanted, before.reference)
            refusal = outlook.refusal or _done(wanted, before.reference, asked, seal)
        except ActionRefused as refused:
            refusal = refused
        if isinstance(refusal, Performed):
            return redirect(_stepped_aside(before.reference), 303)
        if refusal is None:
            return redirect(_onward(wanted, form, before), 303)
        problems = (_refused(form, before.reference, refusal),)
    return _page(wanted, form, question, before, read.raw, problems), 422


def _instead(wanted: AnyAction, question: Question, reference: str) -> Response | None:
    """What could seriously harm somebody leads to sending the reply back, with the reason that was given."""
    if wanted is not RELEASE or request.form.get("harm") != "yes":
        return None
    read = form_fields.form_for(question, request.form)
    if read.problems:
        return None
    address = url_for("staff.act", reference=reference, action=SEND_BACK)
    saved_forms.fill_in(address, {"words": read.values["words"]})
    return redirect(address, 303)


def _done(wanted: AnyAction, reference: str, asked: Parameters, seal: str) -> ActionRefused | Performed | None:
    """Do it; why not, where it has changed since they looked; or that they stepped aside instead.

    Raises :class:`ActionRefused`.
    """
    sent = casework.SentForm(seal, redaction_form.cleared(request.form), request.path)
    became = casework.perform(context(), actor(), reference, wanted, asked, sent)
    if became is Performed.GONE:
        abort(404)
    if became in {Performed.DONE, Performed.STEPPED_ASIDE}:
        saved_forms.used_up()
        return became if became is Performed.STEPPED_ASIDE else None
    return ActionRefused(_("This has changed since you looked at it. Look at it again."))


def _sent_again(wanted: AnyAction, reference: str) -> Page | None:
    """Do what was shown as the raiser will see it; nothing where it is not, or no longer, as it was shown."""
    form = FORMS[wanted]
    values = (
        None
        if wanted in (WRITE_REPLY, FULL_REVIEW)
        else sent_again(wanted, form.question, request.form, last_day(wanted))
    )
    if values is None or wanted is DECIDE_GROUND:  # which ground it is, its page tells
        return None
    sent = casework.SentForm(request.form.get("shown", ""), redaction_form.cleared(request.form), request.path)
    with contextlib.suppress(ActionRefused):  # why stands on the page that is then made anew
        became = casework.perform(context(), actor(), reference, wanted, given(wanted, values, reference), sent)
        if became in {Performed.DONE, Performed.STEPPED_ASIDE}:
            saved_forms.used_up()
            aside = became is Performed.STEPPED_ASIDE
            return redirect(_stepped_aside(reference) if aside else _place(wanted, form, reference), 303)
    return None


def _stepped_aside(reference: str) -> str:
    """Where whoever declared that they are not independent reads that they stepped aside: they need not read on."""
    return url_for("staff.challenge", reference=reference, done=STEP_ASIDE)


def _problem(form: ActionForm, words: str, about: str = "") -> form_fields.Problem:
    beside = about or form.refused
    box = "-day" if beside in {"until", "by", "on"} else ""
    return form_fields.Problem(beside, words, f"#{beside}{box}" if beside else "#do")


def _refused(form: ActionForm, reference: str, refusal: ActionRefused) -> form_fields.Problem:
    """Why nothing happened. Where something has to be read or done first, what was typed is kept for afterwards."""
    words = gettext(refusal.reason)
    if not isinstance(refusal, SafetyFirst | casework.Unread):
        return _problem(form, words, refusal.about)
    saved_forms.put_by(actor().key)
    if isinstance(refusal, SafetyFirst):
        return form_fields.Problem("", words, url_for("staff.act", reference=reference, action=ACT_NOW))
    return form_fields.Problem("", words, url_for("staff.challenge", reference=reference))


def _onward(wanted: AnyAction, form: ActionForm, before: ActionView) -> str:
    """Where the result is seen or, in the midst of a review, the next form."""
    reference = before.reference
    if wanted is DECIDE_GROUND:
        left = [number for number in before.unanswered if number != ground_asked(before)]
        if left:
            return url_for("staff.act", reference=reference, action=wanted, ground=left[0], done=wanted)
        following = DECIDE if before.findings else FIND
        return url_for("staff.act", reference=reference, action=following, done=wanted)
    if wanted is FIND and not before.unanswered:
        return url_for("staff.act", reference=reference, action=DECIDE, done=wanted)
    return _place(wanted, form, reference)


def _place(wanted: AnyAction, form: ActionForm, reference: str) -> str:
    """Where the result is seen, or what follows at once: triage of what was taken, the reply to what was decided."""
    if wanted is TAKE and not _why_not(TRIAGE, reference) and actor().may(TRIAGE):
        return url_for("staff.act", reference=reference, action=TRIAGE, done=wanted)
    if wanted is FULL_REVIEW and not _why_not(WRITE_REPLY, reference):
        return url_for("staff.act", reference=reference, action=WRITE_REPLY, done=wanted)
    if form.leads == "summary":
        return url_for("staff.challenge", reference=reference, done=wanted)
    return url_for("staff.section", reference=reference, section=form.leads, done=wanted)


# The pages


def _page(
    wanted: AnyAction,
    form: ActionForm,
    question: Question,
    before: ActionView,
    values: Mapping[str, Any] | None = None,
    problems: tuple[form_fields.Problem, ...] = (),
    why: str = "",
) -> str:
    again = request.method == "POST"
    if why or before.why_not or (again and _why_not(wanted, before.reference)):
        before = action_view.withheld(before)
    else:
        action_view.seen(context(), actor(), before, wanted, again=again)
    folded = next((part for part in question.parts if part.optional and len(part.choices) > FOLD_ABOVE), None)
    shown = replace(question, parts=tuple(part for part in question.parts if part is not folded))
    declares = wanted is TAKE and before.own_work and before.declares and not why
    shown = replace(shown, parts=(replace(INDEPENDENT, choices=ASIDE),)) if declares else shown
    alerts = dict(safety_alerts.waiting(context(), actor(), [before.reference, *before.links]))
    return render_template(
        "staff/act.html",
        action=wanted,
        title=form_fields.heading(question),
        before=before,
        ground=_ground(wanted, before),
        field_html=_drawn(form, shown, values or {}, problems),
        grounds=_of_grounds(shown, values or {}, problems),
        declares=declares,
        unsent=_unsent(before, values or {}),
        **_folded_away(question, folded, values or {}, problems),
        button=gettext(form.button),
        errors=problems,
        why=gettext(why) if why else "",
        tells=wanted.writes,
        alerts=alerts.pop(before.reference, None),
        linked={reference_codes.grouped(other): found for other, found in alerts.items()},
        ring=safety_alerts.call_now(context()),
        notes=_notes(before) if wanted is RECORD and not why else (),
    )


def _ground(wanted: AnyAction, before: ActionView) -> Answered | None:
    """The ground that is being decided."""
    asked = ground_asked(before) if wanted is DECIDE_GROUND else 0
    return next((each for each in before.grounds if each.number == asked), None)


def _notes(before: ActionView) -> tuple[case_note.CaseNote, ...]:
    """The entry to copy; that it was taken out is written down first."""
    entry = case_export.export(context(), actor(), before.reference, "note")
    return case_note.notes(entry) if entry else ()


def _drawn(
    form: ActionForm, shown: Question, values: Mapping[str, Any], problems: tuple[form_fields.Problem, ...]
) -> Markup:
    """The inputs, each group of them under its heading where the form has any."""
    parts = tuple(part for part in shown.parts if not ground_of(part))
    if not form.headings:
        return form_fields.render_once(replace(shown, parts=parts), values, problems)
    drawn = []
    for part in parts:
        if part.key in form.headings:
            heading = Markup('<h2 class="govuk-heading-m">{}</h2>\n')  # our own
            drawn.append(heading.format(gettext(form.headings[part.key])))
        drawn.append(form_fields.render_once(replace(shown, parts=(part,), hint=""), values, problems))
    return Markup().join(drawn)


def _folded_away(
    question: Question, folded: Question | None, values: Mapping[str, Any], problems: tuple[form_fields.Problem, ...]
) -> Mapping[str, str]:
    """The part with more colleagues than one reads through, and what opens it."""
    if folded is None:
        return {"folded": "", "folded_words": ""}
    html = form_fields.render_once(replace(question, parts=(folded,), hint=""), values, problems)
    return {"folded": html, "folded_words": gettext(folded.words)}


def _of_grounds(
    shown: Question, values: Mapping[str, Any], problems: tuple[form_fields.Problem, ...]
) -> Mapping[int, Markup]:
    """The inputs that are asked of each ground, by its number: they stand beside what was said to it."""
    drawn: dict[int, Markup] = {}
    for part in shown.parts:
        if number := ground_of(part):
            html = form_fields.render_once(replace(shown, parts=(part,), hint=""), values, problems)
            drawn[number] = drawn.get(number, Markup()) + html
    return drawn


def _unsent(before: ActionView, values: Mapping[str, Any]) -> str:
    """What was written freely where a sentence has to be chosen: shown, so that it is not lost."""
    written = str(values.get("words", ""))
    return written if before.sentences and written not in before.sentences else ""


def install(pages: Blueprint) -> None:
    pages.add_url_rule("/challenges/<reference>/do/<action>", "act", act, methods=["GET", "POST"])
