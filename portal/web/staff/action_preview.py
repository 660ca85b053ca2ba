"""What the raiser will see of something before it is done, at an address of its own.

What was typed is kept meanwhile as every form is that is not taken yet: sealed, for a day, for who typed it alone. So a
way back to this page, or from it, sends nothing again.
"""

from flask import Blueprint, abort, redirect, render_template, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from portal.domain import reference_codes
from portal.domain.challenge.action_rule import AnyAction
from portal.domain.challenge.review import DECIDE_GROUND
from portal.domain.permissions import ActionRefused
from portal.services import action_view, casework
from portal.services.action_view import ActionView
from portal.services.casework import Outlook, Preview
from portal.storage import Erased
from portal.web import form_fields
from portal.web.i18n import gettext
from portal.web.staff import redaction_form, saved_forms
from portal.web.staff.access import actor, context
from portal.web.staff.action_forms import FORMS, form_of
from portal.web.staff.action_parameters import given, last_day
from portal.web.staff.form_choices import fitted

Page = Response | str

CHANGE, SEND = "change", "send"  # what the buttons below a preview say
OUR_OWN = frozenset({"csrf_token", "do", "shown"})


def keep(wanted: AnyAction, reference: str) -> Response:
    """Keep the form of this request, and lead to what they will see of it."""
    saved_forms.put_by(actor().key, blank=True)
    return redirect(url_for("staff.before_sending", reference=reference, action=wanted), 303)


def change(wanted: AnyAction, reference: str) -> Response:
    """Keep what the preview carried, and lead back to the form with all that was typed."""
    saved_forms.put_by(actor().key)
    return redirect(url_for("staff.act", reference=reference, action=wanted, change=1), 303)


def before_sending(reference: str, action: str) -> Page:
    """What they will see of what was typed; the form itself where nothing waits, or it cannot be done as it was."""
    wanted = form_of(action)
    here = url_for("staff.act", reference=reference, action=wanted)
    typed = saved_forms.typed(here, said=False)
    try:
        before = action_view.action_view(context(), actor(), reference, wanted)
    except Erased:
        return render_template("staff/erased.html", challenge={"written": reference_codes.grouped(reference)})
    if before is None:
        abort(404)
    ready = before.may_read and not before.why_not
    outlook = _outlook(wanted, before, typed) if typed is not None and ready else None
    if typed is None or outlook is None:
        return redirect(here)
    return _page(wanted, before, outlook, typed)


def _outlook(wanted: AnyAction, before: ActionView, typed: MultiDict[str, str]) -> Outlook | None:
    """What would come of it; nothing where there is nothing to look at first."""
    read = form_fields.form_for(fitted(wanted, FORMS[wanted].question, before), typed, last_day(wanted))
    if read.problems or wanted is DECIDE_GROUND:  # they see nothing of a finding by itself
        return None
    try:
        asked = given(wanted, read.values, before.reference)
    except ActionRefused:
        return None
    outlook = casework.preview(context(), actor(), before.reference, wanted, asked, redaction_form.cleared(typed))
    seen = outlook is not None and outlook.refusal is None and bool(outlook.held or outlook.preview)
    return outlook if seen else None


def _page(wanted: AnyAction, before: ActionView, outlook: Outlook, typed: MultiDict[str, str]) -> str:
    shown = outlook.preview or Preview(outlook.audience, (), (), None, None)
    again = typed.get("do") == SEND  # they have looked at it before, and something was missing or has changed
    form = FORMS[wanted]
    return render_template(
        "staff/preview.html",
        action=wanted,
        title=gettext("This is what they will see") if outlook.preview else gettext("Look at these words again"),
        what=form_fields.heading(fitted(wanted, form.question, before)),
        before=before,
        shown=shown,
        seen=bool(outlook.preview),
        marks=redaction_form.rows(outlook.held, typed, again=again),
        errors=redaction_form.problems(outlook.held) if again else (),
        stopped=any(not each.clearable for each in outlook.held),
        typed=[(name, value) for name, value in typed.items(multi=True) if not _ours(name)],
        changed=again and shown.seal != typed.get("shown", ""),
        button=gettext(form.sends),
        buttons=(CHANGE, SEND),
    )


def _ours(name: str) -> bool:
    return name in OUR_OWN or redaction_form.is_ours(name)


def install(pages: Blueprint) -> None:
    pages.add_url_rule("/challenges/<reference>/do/<action>/preview", "before_sending", before_sending)
