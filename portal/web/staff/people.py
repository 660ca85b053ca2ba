"""The people of the staff's door, as administrators look after them."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from flask import Blueprint, Flask, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.domain.journey import Question
from portal.domain.people import Action, Actor, Refused, Role
from portal.services import Office, leaving
from portal.services import people as service
from portal.web import fields
from portal.web.language import gettext
from portal.web.staff import forms, kept
from portal.web.staff.access import actor, office

DEEDS: Mapping[str, Callable[[Office, Actor, str], bool]] = {
    "codes": service.reset_codes,
    "disable": service.disable,
    "enable": service.enable,
    "unbind": service.unbind,
}
"""What one button each does, by the last part of its address."""


def people() -> str:
    return render_template("staff/people.html", members=service.everybody(office(), actor()), ranks=_ranks())


def invite() -> str | tuple[str, int]:
    """Ask who it is; then show, this once, the address to pass on."""
    form = _form(new=True)
    if request.method == "GET":
        return _asked(form, fields.Read({}, raw={"rank": "0"} | kept.filled(form, request.path)))
    read = fields.form_for(form, request.form)
    if read.problems:
        return _asked(form, read), 422
    try:
        key, token = service.invite(office(), actor(), read.values["name"], read.values["email"], _post(read))
    except service.Misfit as refusal:
        return _asked(form, read, refusal), 422
    return _invited(key, token)


def person(key: str) -> str:
    return _page(key)


def change(key: str) -> Response | str | tuple[str, int]:
    form, file = _form(new=False), service.one(office(), actor(), key)
    if file is None:
        abort(404)
    if request.method == "GET":
        now = file.member
        known = {"roles": sorted(now.roles), "rank": str(now.rank), "team": now.team}
        return _asked(form, fields.Read({}, raw=known | kept.filled(form, request.path)), key=key)
    read = fields.form_for(form, request.form)
    if read.problems:
        return _asked(form, read, key=key), 422
    try:
        service.change(office(), actor(), key, _post(read))
    except service.Misfit as refusal:
        return _asked(form, read, refusal, key), 422
    return redirect(url_for("people.person", key=key), 303)


def act(key: str, deed: str) -> Response | str | tuple[str, int]:
    """One button on somebody's page."""
    try:
        if deed == "invite":
            token = service.invite_again(office(), actor(), key) or abort(404)
            return _invited(key, token)
        if deed == "end":
            done = service.end_session(office(), actor(), key, request.form.get("session", ""))
        else:
            if deed == "disable" and "anyway" not in request.form and _has_work(key):
                return redirect(url_for("people.hand_over", key=key, disabling="yes"), 303)
            done = DEEDS[deed](office(), actor(), key) if deed in DEEDS else False
    except Refused as refusal:
        return _page(key, [{"text": gettext(refusal.reason), "href": "#main-content"}]), 422
    if not done:
        abort(404)
    return redirect(url_for("people.person", key=key), 303)


def hand_over(key: str) -> str | tuple[str, int]:
    """All that somebody has, to one colleague or to nobody."""
    found = leaving.leaver(office(), actor(), key) or abort(404)
    form = forms.hand_over_all(found.colleagues)
    if request.method == "GET":
        return _handing_over(found, form, fields.Read({}, raw=kept.filled(form, request.path)))
    read = fields.form_for(form, request.form)
    if read.problems:
        return _handing_over(found, form, read), 422
    to = read.values["to"].replace(forms.NOBODY, "")
    try:
        handed = leaving.hand_over_all(office(), actor(), key, to, read.values["words"])
    except Refused as refusal:
        problem = fields.Problem("to", gettext(refusal.reason), "#to")
        return _handing_over(found, form, replace(read, problems=(problem,))), 422
    return render_template("staff/handed_over.html", handed=handed, leaver=found, back=_back(key))


def _handing_over(found: leaving.Leaver, form: Question, read: fields.Read) -> str:
    return render_template(
        "staff/hand_over.html",
        title=fields.heading(form),
        leaver=found,
        form=fields.render(form, read.raw, read.problems, ""),
        errors=read.problems,
        back=_back(found.id),
        disabling="disabling" in request.args,
    )


def _back(key: str) -> str:
    """The page before: that of the person, for whoever may see it."""
    return url_for("people.person", key=key) if actor().may(Action.MANAGE_STAFF) else url_for("people.people")


def _has_work(key: str) -> bool:
    found = leaving.leaver(office(), actor(), key)
    return bool(found and found.waiting)


def _page(key: str, errors: list[dict[str, str]] | None = None) -> str:
    file = service.one(office(), actor(), key)
    if file is None:
        abort(404)
    myself = key == actor().key
    return render_template("staff/person.html", file=file, ranks=_ranks(), myself=myself, errors=errors or [])


def _asked(form: Question, read: fields.Read, misfit: service.Misfit | None = None, key: str = "") -> str:
    """The form, with what was typed and what is wrong with it."""
    problems = read.problems
    if misfit:
        problems = (fields.Problem(misfit.about, gettext(misfit.reason), f"#{misfit.about}"),)
    return render_template(
        "staff/post.html",
        title=fields.heading(form),
        action=request.path,
        errors=problems,
        field_html=fields.render(form, read.raw, problems),
        back=url_for("people.person", key=key) if key else url_for("people.people"),
        button=gettext("Save") if key else gettext("Invite"),
    )


def _invited(key: str, token: str) -> str:
    address = office().staff_address + url_for("sign_in.invitation", token=token)
    return render_template("staff/invited.html", address=address, key=key)


def _post(read: fields.Read) -> service.Post:
    said = read.values
    return service.Post(frozenset(map(Role, said["roles"])), int(said["rank"]), said["team"])


def _form(*, new: bool) -> Question:
    return forms.post(tuple(_ranks().items()), new=new)


def _ranks() -> dict[int, str]:
    """Who reviews at each stage, as the council calls them."""
    return {stage.rank: stage.reviewer for stage in office().pack.ladder().stages}


def install(app: Flask) -> None:
    pages, both = Blueprint("people", __name__, url_prefix="/people"), ["GET", "POST"]
    pages.add_url_rule("", "people", people)
    pages.add_url_rule("/invite", "invite", invite, methods=both)
    pages.add_url_rule("/<key>", "person", person)
    pages.add_url_rule("/<key>/change", "change", change, methods=both)
    pages.add_url_rule("/<key>/hand-over", "hand_over", hand_over, methods=both)
    pages.add_url_rule("/<key>/<deed>", "act", act, methods=["POST"])
    app.register_blueprint(pages)
