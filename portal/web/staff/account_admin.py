"""The people of the staff's door, as administrators look after them."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from flask import Blueprint, Flask, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.domain.journey import Question
from portal.domain.permissions import ActionRefused, Permission, Role
from portal.services import account_changes, leavers
from portal.services import staff_accounts as service
from portal.services.account_changes import AccountChangeKind, ChangeRequest
from portal.web import form_fields
from portal.web.i18n import day, gettext
from portal.web.staff import account_labels, saved_forms, staff_forms
from portal.web.staff.access import actor, context
from portal.web.staff.staff_forms import ROLES

ACCOUNT_FORMS: Mapping[str, AccountChangeKind] = {
    "disable": AccountChangeKind.DISABLE,
    "enable": AccountChangeKind.ENABLE,
    "unbind": AccountChangeKind.UNBIND,
}
"""What one button each asks for, by the last part of its address."""


def people() -> str:
    members, waiting = service.everybody(context(), actor()), account_changes.waiting(context(), actor())
    return render_template("staff/people.html", members=members, waiting=len(waiting), ranks=_ranks())


def add() -> Response | str | tuple[str, int]:
    """Ask who it is and what they will do, which a second person then confirms."""
    form = _form(new=True)
    if request.method != "POST":
        return _asked(form, form_fields.Read({}, raw={"rank": "0"} | saved_forms.filled(form, request.path)))
    read = form_fields.form_for(form, request.form)
    if read.problems:
        return _asked(form, read), 422
    said = read.values
    try:
        account_changes.add(context(), actor(), said["name"], said["email"], _post(read), said["work_id"])
    except service.Misfit as refusal:
        return _asked(form, read, refusal), 422
    return redirect(url_for("people.changes"), 303)


def person(key: str) -> str:
    return _page(key)


def change(key: str) -> Response | str | tuple[str, int]:
    form, file = _form(new=False), service.one(context(), actor(), key)
    if file is None:
        abort(404)
    if request.method != "POST":
        now = file.member
        known = {"roles": sorted(now.roles), "rank": str(now.rank), "team": now.team}
        return _asked(form, form_fields.Read({}, raw=known | saved_forms.filled(form, request.path)), key=key)
    read = form_fields.form_for(form, request.form)
    if read.problems:
        return _asked(form, read, key=key), 422
    try:
        asked = account_changes.ask(context(), actor(), key, AccountChangeKind.POST, _post(read))
    except service.Misfit as refusal:
        return _asked(form, read, refusal, key), 422
    return _onward(key, asked)


def act(key: str, deed: str) -> Response | str | tuple[str, int]:
    """One button on somebody's page."""
    try:
        if deed == "end":
            ended = service.end_session(context(), actor(), key, request.form.get("session", ""))
            return _onward(key, ChangeRequest.DONE if ended else None)
        if deed == "disable" and "anyway" not in request.form and _has_work(key):
            return redirect(url_for("people.hand_over", key=key, disabling="yes"), 303)
        return _onward(
            key, account_changes.ask(context(), actor(), key, ACCOUNT_FORMS[deed]) if deed in ACCOUNT_FORMS else None
        )
    except ActionRefused as refusal:
        return _page(key, [{"text": gettext(refusal.reason), "href": "#main-content"}]), 422


def changes(errors: list[dict[str, str]] | None = None) -> str:
    """What waits for a second person."""
    waiting = account_changes.waiting(context(), actor())
    return render_template("staff/account_changes.html", waiting=waiting, ranks=_ranks(), errors=errors or [])


def decide(change: str, answer: str) -> Response | str | tuple[str, int]:
    """The second person confirms a change, or turns it down."""
    if answer == "no":
        account_changes.turn_down(context(), actor(), change) or abort(404)
        return redirect(url_for("people.changes"), 303)
    try:
        account_changes.confirm(context(), actor(), change) or abort(404)
    except ActionRefused as refusal:
        return changes([{"text": gettext(refusal.reason), "href": "#main-content"}]), 422
    return redirect(url_for("people.changes"), 303)


def events() -> str:
    """What was done with accounts in the last year."""
    return render_template("staff/account_events.html", events=account_changes.events(context(), actor()))


def _onward(key: str, asked: ChangeRequest | None) -> Response:
    """To what somebody looks at next who has asked for a change; ``None``: nobody was found."""
    if asked is None:
        abort(404)
    return redirect(
        url_for("people.changes") if asked is ChangeRequest.WAITS else url_for("people.person", key=key), 303
    )


def hand_over(key: str) -> str | tuple[str, int]:
    """All that somebody has, to one colleague or to nobody."""
    found = leavers.leaver(context(), actor(), key) or abort(404)
    form = staff_forms.hand_over_all(found.colleagues)
    if request.method != "POST":
        return _handing_over(found, form, form_fields.Read({}, raw=saved_forms.filled(form, request.path)))
    read = form_fields.form_for(form, request.form)
    if read.problems:
        return _handing_over(found, form, read), 422
    to = read.values["to"].replace(staff_forms.NOBODY, "")
    try:
        handed = leavers.hand_over_all(context(), actor(), key, to, read.values["words"])
    except ActionRefused as refusal:
        problem = form_fields.Problem("to", gettext(refusal.reason), "#to")
        return _handing_over(found, form, replace(read, problems=(problem,))), 422
    return render_template("staff/handed_over.html", handed=handed, leaver=found, back=_back(key))


def _handing_over(found: leavers.Leaver, form: Question, read: form_fields.Read) -> str:
    return render_template(
        "staff/hand_over.html",
        title=form_fields.heading(form),
        leaver=found,
        form=form_fields.render(form, read.raw, read.problems, ""),
        errors=read.problems,
        back=_back(found.id),
        disabling="disabling" in request.args,
    )


def _back(key: str) -> str:
    """The page before: that of the person, for whoever may see it."""
    return url_for("people.person", key=key) if actor().may(Permission.MANAGE_STAFF) else url_for("people.people")


def _has_work(key: str) -> bool:
    found = leavers.leaver(context(), actor(), key)
    return bool(found and found.waiting)


def _page(key: str, errors: list[dict[str, str]] | None = None) -> str:
    file = service.one(context(), actor(), key)
    if file is None:
        abort(404)
    myself = key == actor().key
    return render_template("staff/person.html", file=file, ranks=_ranks(), myself=myself, errors=errors or [])


def _asked(form: Question, read: form_fields.Read, misfit: service.Misfit | None = None, key: str = "") -> str:
    """The form, with what was typed and what is wrong with it."""
    problems = read.problems
    if misfit:
        problems = (form_fields.Problem(misfit.about, gettext(misfit.reason), f"#{misfit.about}"),)
    return render_template(
        "staff/post.html",
        title=form_fields.heading(form),
        action=request.path,
        errors=problems,
        field_html=form_fields.render(form, read.raw, problems),
        back=url_for("people.person", key=key) if key else url_for("people.people"),
        button=gettext("Save") if key else gettext("Add"),
    )


def _post(read: form_fields.Read) -> service.Post:
    said = read.values
    return service.Post(frozenset(map(Role, said["roles"])), int(said["rank"]), said["team"])


def _form(*, new: bool) -> Question:
    return staff_forms.post(tuple(_ranks().items()), new=new)


def _ranks() -> dict[int, str]:
    """Who has each rank, as the council calls them: by the roles, and where none has it by the stage that needs it."""
    pack = context().pack
    ranks = {stage.rank: stage.reviewer for ladder in pack.ladders for stage in ladder.stages}
    named: dict[int, list[str]] = {}
    for name, role in pack.roles.items():
        named.setdefault(role.rank, []).append(f"{name} ({role.agency})" if role.agency else name)
    ranks |= {rank: " or ".join(names) for rank, names in named.items()}
    return dict(sorted(ranks.items()))


def event_detail(detail: str) -> str:
    """Which roles somebody got, and up to which stage they review; what was asked for; or from when to when."""
    stages = {str(rank): name for rank, name in _ranks().items()}
    known = {str(key): words for table in (ROLES, account_labels.CHANGES, stages) for key, words in table.items()}
    return ", ".join(gettext(known[each]) if each in known else _as_day(each) for each in detail.split())


def _as_day(word: str) -> str:
    """A day as it is written on pages; any other word as it is."""
    return day(date.fromisoformat(word)) if re.fullmatch(r"\d{4}-\d\d-\d\d", word) else word


def install(app: Flask) -> None:
    app.jinja_env.globals["event_detail"] = event_detail
    pages, both = Blueprint("people", __name__, url_prefix="/people"), ["GET", "POST"]
    pages.add_url_rule("", "people", people)
    pages.add_url_rule("/add", "add", add, methods=both)
    pages.add_url_rule("/changes", "changes", changes)
    pages.add_url_rule("/changes/<change>/<any(yes, no):answer>", "decide", decide, methods=["POST"])
    pages.add_url_rule("/events", "events", events)
    pages.add_url_rule("/<key>", "person", person)
    pages.add_url_rule("/<key>/change", "change", change, methods=both)
    pages.add_url_rule("/<key>/hand-over", "hand_over", hand_over, methods=both)
    pages.add_url_rule("/<key>/<deed>", "act", act, methods=["POST"])
    app.register_blueprint(pages)
