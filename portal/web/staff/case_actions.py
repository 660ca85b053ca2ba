"""Everything that staff do with a challenge: one page for all their forms.

What tells the raiser something is shown as they will see it before it is done. What was typed meanwhile
stands in hidden fields of that page: nothing of it is kept anywhere else.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, get_type_hints

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from portal.domain import reference_codes
from portal.domain.challenge.action_rule import AnyAction
from portal.domain.challenge.advocate import ANSWER_ADVOCATE
from portal.domain.challenge.closure import RECORD
from portal.domain.challenge.complaint_transfer import PASS_COMPLAINT, PASS_INFORMATION, RECORD_SENT, only_taken_out
from portal.domain.challenge.links import LINK, UNLINK, Reference
from portal.domain.challenge.review import DECIDE, DECIDE_POINT, FIND, WRITE_REPLY
from portal.domain.challenge.safety_alert import SafetyFirst
from portal.domain.challenge.triage import ACT_NOW
from portal.domain.i18n import _
from portal.domain.journey import Question
from portal.domain.permissions import ActionRefused
from portal.domain.policy.calendar import local
from portal.services import action_view, case_access, case_export, casework, safety_alerts
from portal.services.action_view import ActionView
from portal.storage import Erased
from portal.web import form_fields
from portal.web.app_factory import NotAllowed
from portal.web.i18n import day, gettext
from portal.web.staff import export_layout, redaction_form, saved_forms, typed_time
from portal.web.staff.access import actor, office
from portal.web.staff.action_forms import FORMS
from portal.web.staff.form_choices import LATER, fitted, why_not_choose, why_not_offered
from portal.web.staff.form_parts import ActionForm

Page = Response | str | tuple[str, int]

FOLD_ABOVE = 10
"""More colleagues than that to choose from are folded away."""

PASSES_ON = {PASS_COMPLAINT: "complaint", PASS_INFORMATION: "information"}
"""What is handed over, by the name of its document."""

CHANGE, SEND = "change", "send"  # what the buttons below a preview say
OUR_OWN = frozenset({"csrf_token", "do", "shown"})
FILLED_IN = ("promise", "transfer", "to", "who")
"""What an address may fill in beforehand: it is not personal."""


def act(reference: str, action: str) -> Page:
    wanted = _known(action)
    try:
        before = action_view.action_view(office(), actor(), reference, wanted)
    except Erased:
        return render_template("staff/erased.html", challenge={"written": reference_codes.grouped(reference)})
    if before is None:
        abort(404)
    form = FORMS[wanted]
    question = fitted(wanted, form.question, before)
    typed = request.method == "POST"
    empty = why_not_choose(question) or ("" if typed else why_not_offered(question, request.args))
    if why := (before.why_not if empty or not typed else "") or empty:
        return _page(wanted, form, replace(question, parts=()), before, why=why)
    if wanted.shows_words and not case_access.reason(office(), actor(), reference):
        if typed:
            saved_forms.put_by(actor().key)
        return redirect(url_for("staff.why", reference=reference, to=f"do/{wanted}"), 303 if typed else 302)
    if typed:
        return _sent(wanted, form, question, before)
    kept_for = saved_forms.typed(request.path) or MultiDict()
    if wanted is DECIDE_POINT and kept_for.get("point", "") != str(_point(before)):
        kept_for.clear()
    values = form_fields.form_for(question, kept_for).raw if kept_for else _filled_in(wanted, before)
    return _page(wanted, form, question, before, values)


def done() -> str:
    """What has just been done, where this page is shown because of that."""
    form = next((form for action, form in FORMS.items() if action == request.args.get("done")), None)
    return gettext(form.done) if form else ""


def _known(action: str) -> AnyAction:
    """What is to be done, if it is done with a form and by somebody in this role."""
    wanted = next((each for each in FORMS if each == action), None)
    if wanted is None:
        abort(404)
    if not actor().may(wanted):
        raise NotAllowed
    return wanted


def _sent(wanted: AnyAction, form: ActionForm, question: Question, before: ActionView) -> Page:
    pressed = request.form.get("do", "")
    today = local(office().now()).date() if wanted in (RECORD, ANSWER_ADVOCATE) else None
    read = form_fields.form_for(question, request.form, today)
    if pressed == CHANGE:
        return _page(wanted, form, question, before, read.raw)
    problems = read.problems
    if not problems:
        seal = request.form.get("shown", "") if pressed == SEND else ""
        try:
            said = _said(wanted, read.values, before)
            clear = redaction_form.cleared(request.form)
            if casework.act(office(), actor(), before.reference, wanted, shown=seal, cleared=clear, **said):
                return redirect(_onward(wanted, form, before), 303)
            abort(404)
        except ActionRefused as refusal:
            if isinstance(refusal, casework.NotAsShown) and (refusal.instead or refusal.held):
                return _preview(wanted, form, question, before, refusal, seal)
            problems = (_refused(form, before.reference, refusal),)
    return _page(wanted, form, question, before, read.raw, problems), 422


def _said(wanted: AnyAction, values: Mapping[str, Any], before: ActionView) -> dict[str, Any]:
    """What was typed, as the action takes it: by the type of each of its parameters."""
    types = get_type_hints(wanted.parameters)
    said = {key: _READ.get(types[key], _as_it_is)(value) for key, value in values.items()}
    if wanted is DECIDE_POINT:
        said["point"] = _point(before)
    if wanted in PASSES_ON:
        said["own_words"] = only_taken_out(said["words"], _to_hand_over(wanted, before.reference))
    if said.get("to") == LATER:
        del said["to"]
    return said


def _as_it_is(typed: Any) -> Any:
    return typed


def _moment(typed: str) -> datetime:
    """Raises :class:`ActionRefused` for what is no time."""
    moment = typed_time.read(typed, office().now())
    if moment is None:
        raise ActionRefused(_("Enter a time, like 14:30, 2:30pm or noon. Add the day where it was not today."))
    return moment


def _number(typed: str) -> int:
    """0 if it is not one: nothing has that number."""
    return int(typed) if typed.isdecimal() else 0


_READ: Mapping[Any, Callable[[Any], Any]] = {
    bool: lambda typed: typed == "yes",
    int: _number,
    datetime: _moment,
    Reference: reference_codes.tidy,
    tuple[str, ...]: tuple,
}
"""How what was typed becomes a parameter, by its type. What is not named here is taken as it was typed."""


def _problem(form: ActionForm, words: str) -> form_fields.Problem:
    box = "-day" if form.refused in {"until", "by", "on"} else ""
    return form_fields.Problem(form.refused, words, f"#{form.refused}{box}" if form.refused else "#do")


def _refused(form: ActionForm, reference: str, refusal: ActionRefused) -> form_fields.Problem:
    """Why nothing happened. Where something has to be read or done first, what was typed is kept for afterwards."""
    words = gettext(refusal.reason)
    if not isinstance(refusal, SafetyFirst | casework.Unread):
        return _problem(form, words)
    saved_forms.put_by(actor().key)
    if isinstance(refusal, SafetyFirst):
        return form_fields.Problem("", words, url_for("staff.act", reference=reference, action=ACT_NOW))
    return form_fields.Problem("", words, url_for("staff.challenge", reference=reference))


def _onward(wanted: AnyAction, form: ActionForm, before: ActionView) -> str:
    """Where the result is seen or, in the midst of a review, the next form."""
    reference = before.reference
    if wanted is DECIDE_POINT:
        left = [number for number in before.unanswered if number != _point(before)]
        if left:
            return url_for("staff.act", reference=reference, action=wanted, point=left[0], done=wanted)
        following = DECIDE if before.findings else FIND
        return url_for("staff.act", reference=reference, action=following, done=wanted)
    if wanted is FIND and not before.unanswered:
        return url_for("staff.act", reference=reference, action=DECIDE, done=wanted)
    if form.leads == "summary":
        return url_for("staff.challenge", reference=reference, done=wanted)
    return url_for("staff.section", reference=reference, section=form.leads, done=wanted)


# What stands in the form at first


def _filled_in(wanted: AnyAction, before: ActionView) -> dict[str, Any]:
    """What stands in the form at first, so that nothing is typed twice."""
    values: dict[str, Any] = {key: request.args[key] for key in FILLED_IN if key in request.args}
    if wanted in (LINK, UNLINK):
        return {"reference": values.get("to", "")}
    if wanted is DECIDE_POINT:
        point = next(each for each in before.points if each.number == _point(before))
        return {"outcome": point.outcome, "reasons": point.reasons}
    if wanted is FIND:
        return dict(before.findings)
    if wanted is WRITE_REPLY:
        return {key: before.reply.get(key, "") for key in ("words", "plain")}
    if wanted is RECORD:
        return {"kind": before.kinds[0]}
    now = {"told_at": typed_time.written(office().now())} if wanted is ACT_NOW else {}
    return values | now | _complaint(wanted, before)


def _complaint(wanted: AnyAction, before: ActionView) -> dict[str, str]:
    """What is known already of a complaint that is prepared, or was sent."""
    if wanted is RECORD_SENT and len(before.waiting) == 1:
        [each] = before.waiting
        return {"transfer": str(each.number), "words": each.words}
    if wanted not in PASSES_ON:
        return {}
    values = {"words": _to_hand_over(wanted, before.reference)}
    if wanted is PASS_COMPLAINT and before.purpose == "both":
        said = gettext("They chose “Both of these” in the form on %(day)s.")
        values["agreed"] = said % {"day": day(before.received_on)}
    return values


def _to_hand_over(wanted: AnyAction, reference: str) -> str:
    over = case_export.handover(office(), reference, PASSES_ON[wanted])
    return export_layout.handed_over(over) if over else ""


def _point(before: ActionView) -> int:
    """The number of the point that is being decided: the one asked for, or the first without an answer."""
    asked = request.values.get("point", "")
    if not asked:
        return before.unanswered[0] if before.unanswered else 1
    if asked not in {str(each.number) for each in before.points}:
        abort(404)
    return int(asked)


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
    if before.why_not or why:
        before = action_view.withheld(before)
    else:
        action_view.seen(office(), actor(), before, wanted, again=request.method == "POST")
    folded = next((part for part in question.parts if part.optional and len(part.choices) > FOLD_ABOVE), None)
    shown = replace(question, parts=tuple(part for part in question.parts if part is not folded))
    aside = replace(question, parts=(folded,), hint="") if folded else None
    decided = wanted is DECIDE_POINT
    alerts = dict(safety_alerts.waiting(office(), actor(), [before.reference, *before.links]))
    return render_template(
        "staff/act.html",
        action=wanted,
        title=form_fields.heading(question),
        before=before,
        point=next(each for each in before.points if each.number == _point(before)) if decided else None,
        field_html=form_fields.render_once(shown, values or {}, problems),
        unsent=_unsent(before, values or {}),
        folded=form_fields.render_once(aside, values or {}, problems) if aside else "",
        button=gettext(form.button),
        errors=problems,
        why=gettext(why) if why else "",
        tells=wanted.writes,
        alerts=alerts.pop(before.reference, None),
        linked={reference_codes.grouped(other): found for other, found in alerts.items()},
        ring=safety_alerts.call_now(office()),
    )


def _unsent(before: ActionView, values: Mapping[str, Any]) -> str:
    """What was written freely where a sentence has to be chosen: shown, so that it is not lost."""
    written = str(values.get("words", ""))
    return written if before.sentences and written not in before.sentences else ""


def _preview(
    wanted: AnyAction, form: ActionForm, question: Question, before: ActionView, refused: casework.NotAsShown, seal: str
) -> str:
    """What they will see, and the marks to clear. ``seal``: of what was shown before, blank where nothing was."""
    shown = refused.instead or casework.Preview(before.audience, (), (), None, None)
    return render_template(
        "staff/preview.html",
        action=wanted,
        title=gettext("This is what they will see") if refused.instead else gettext("Look at these words again"),
        what=form_fields.heading(question),
        before=before,
        shown=shown,
        seen=bool(refused.instead),
        marks=redaction_form.rows(refused.held, request.form, again=bool(seal)),
        errors=redaction_form.problems(refused.held) if seal else (),
        stopped=any(not each.clearable for each in refused.held),
        typed=[(name, value) for name, value in request.form.items(multi=True) if not _ours(name)],
        changed=bool(seal) and shown.seal != seal,
        button=gettext(form.sends),
        buttons=(CHANGE, SEND),
    )


def _ours(name: str) -> bool:
    return name in OUR_OWN or redaction_form.is_ours(name)


def install(pages: Blueprint) -> None:
    pages.add_url_rule("/challenges/<reference>/do/<action>", "act", act, methods=["GET", "POST"])
