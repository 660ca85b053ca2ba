"""What a raiser asks of us beside the review: to correct what they sent, call them back, or pass on a complaint."""

import functools
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.domain.challenge.action_rule import Action
from portal.domain.challenge.information_complaint import COMPLAIN_INFORMATION
from portal.domain.challenge.other_forms import ASK_FORM
from portal.domain.challenge.raiser_requests import ASK_CALL, COMPLAIN, CORRECT, CallTime, call_days
from portal.domain.i18n import _
from portal.domain.journey import As, Choice, Kind, Question, Row
from portal.domain.permissions import Role
from portal.domain.policy.model import Complaint
from portal.services import openings, receipts, tracker
from portal.web import form_fields
from portal.web.answer_lines import written
from portal.web.i18n import day, gettext, say, speaking, weekday
from portal.web.page_context import context, today
from portal.web.public.forms import NEW, OTHER_FORM
from portal.web.public.page_layout import wear
from portal.web.public.tracker import Page, asks, on, progress_here, track
from portal.web.security import visit

__all__ = ["track"]

CORRECTION = Question(
    key="correct",
    kind=Kind.GROUP,
    words=_("Tell us what is wrong"),
    parts=(
        Question(
            key="words",
            kind=Kind.WORDS,
            words=_("What should it say?"),
            hint=_("We keep what you sent before. Our team will see both."),
            empty=_("Tell us what it should say"),
        ),
        NEW,
    ),
)

MORE = Question(
    key="more", kind=Kind.WORDS, words=_("Is there anything else you want to tell the complaints team?"), optional=True
)


@functools.lru_cache(maxsize=64)
def call_question(days: tuple[date, ...], _language: str) -> Question:
    """The same for everybody on one day who reads one language."""
    choices = tuple(Choice(each.isoformat(), f"{weekday(each.weekday())} {day(each)}") for each in days)
    parts = (
        Question("on", Kind.ONE, _("Which day?"), choices=choices, empty=_("Select a day")),
        Question(
            "part",
            Kind.ONE,
            _("What time of day?"),
            choices=(Choice(CallTime.MORNING, _("Morning")), Choice(CallTime.AFTERNOON, _("Afternoon"))),
            empty=_("Select morning or afternoon"),
        ),
        Question(
            "telephone",
            Kind.PHONE,
            _("What number is safe for us to call?"),
            empty=_("Enter a phone number"),
            longest=40,
        ),
        Question(
            "name", Kind.LINE, _("Who should we ask for?"), empty=_("Enter a name, or what we should say"), longest=80
        ),
        Question(
            "word",
            Kind.LINE,
            _("A word that we will say first"),
            _("Choose any word. When you hear it, you know that it is us."),
            optional=True,
            longest=40,
        ),
    )
    return Question("call", Kind.GROUP, _("Ask us to call you"), parts=parts)


@track.route("/correct/<int:number>", methods=["GET", "POST"])
def correct(number: int) -> Page:
    found = receipts.copy_of(context(), visit().known or "")
    if found is None:
        return asks(CORRECTION, "public/correct.html", _never, CORRECT)
    wear(found.audience)
    if not 1 <= number <= len(found.answers):
        abort(404)
    row = found.answers[number - 1]

    def told(values: dict[str, Any]) -> Response:
        new = values["new"] == "yes"
        said = {"key": row.question.key, "item": row.number, "words": values["words"], "new": new}
        done = tracker.act(context(), visit().token, CORRECT, **said)
        return on("track.noted", done, what="corrected", new="yes" if new else None)

    more: dict[str, Any] = {"row": row, "copy": found, "number": number, "title": form_fields.heading(CORRECTION)}
    return asks(CORRECTION, "public/correct.html", told, CORRECT, **more)


def _never(_values: dict[str, Any]) -> Response:
    """Nobody is signed in: what was typed is kept, and nothing else is done with it."""
    return redirect(url_for("track.come_back"), 303)


@track.route("/call-me", methods=["GET", "POST"])
def call_me() -> Page:
    question = call_question(call_days(context().calendar, today()), speaking().code)

    def told(values: dict[str, Any]) -> Response:
        return on("track.noted", tracker.act(context(), visit().token, ASK_CALL, **values), what="call")

    return asks(question, "public/call_me.html", told, ASK_CALL, title=form_fields.heading(question))


@track.route("/complain", methods=["GET", "POST"])
def complain() -> Page:
    """About how they were treated."""
    return _complain(COMPLAIN, context().pack.complaints.practice, "complaint")


@track.route("/complain-information", methods=["GET", "POST"])
def complain_information() -> Page:
    """About how their information was used."""
    return _complain(COMPLAIN_INFORMATION, context().pack.complaints.data, "information")


def _complain(action: Action[Any], road: Complaint, what: str) -> Page:
    """Their own words to choose from, then the very text, and only then it is sent."""
    found, copy = progress_here(), receipts.copy_of(context(), visit().known or "")
    if found is None or copy is None:
        return asks(MORE, "public/complain.html", _never, action)
    if action not in found.may:
        return redirect(url_for("track.progress"))
    own = dict(_own_words(copy.answers))
    chosen = [key for key in request.form.getlist("words") if key in own]
    read = form_fields.form_for(MORE, request.form)
    text = "\n\n".join(part for part in (*(own[key] for key in chosen), read.values.get("more", "")) if part.strip())
    more: dict[str, Any] = {"own": own, "chosen": chosen, "text": text, "team": _team(road), "progress": found}
    more |= {"what": what, "address": request.path}
    if request.method == "POST" and not read.problems and text and request.form.get("do") == "send":
        return on("track.noted", tracker.act(context(), visit().token, action, words=text), what=what)
    if request.method == "POST" and not read.problems and text and request.form.get("do") == "look":
        return render_template("public/complain_check.html", typed=read.values["more"], **more)
    return _choose(read, empty=request.form.get("do") == "look" and not text, **more)


@track.route("/another-way", methods=["GET", "POST"])
def other_form() -> Page:
    """Have what we wrote in another form."""

    def told(values: dict[str, Any]) -> Response:
        return on("track.noted", tracker.act(context(), visit().token, ASK_FORM, **values), what="form")

    return asks(OTHER_FORM, "public/other_form.html", told, ASK_FORM)


@track.get("/by-post")
def send_papers() -> Page:
    """Where papers go, and what is to stand on them."""
    found = progress_here()
    if found is None:
        return redirect(url_for("track.come_back"))
    return render_template("public/send_papers.html", progress=found)


ROLES = {
    Role.TRIAGE.value: _("someone who reads new requests"),
    Role.REVIEWER.value: _("a manager who can look again at decisions"),
    Role.MANAGER.value: _("a manager in charge of the team"),
    Role.RELEASER.value: _("someone who checks our answers before you get them"),
    Role.AUDITOR.value: _("someone who checks how well we work"),
    Role.ADMINISTRATOR.value: _("someone who looks after our computers"),
    "": _("someone who has left our team"),
}


@track.get("/who-opened")
def opened() -> Page:
    found = openings.opened_by(context(), visit().known or "")
    if found is None:
        return redirect(url_for("track.come_back"))
    wear(found.audience)
    return render_template("public/opened.html", found=found, role_words=ROLES)


def _choose(read: form_fields.Read, *, empty: bool, **more: Any) -> Page:
    problems = read.problems
    if empty and not problems:
        problems = form_fields.refused(MORE, gettext(_("Choose some of your words, or write something")))
    html = form_fields.render_once(MORE, read.raw, problems)
    page = render_template("public/complain.html", field_html=html, errors=problems, **more)
    return (page, 422) if problems else page


def _own_words(answers: Sequence[Row]) -> Iterator[tuple[str, str]]:
    """What they wrote themselves, each under what it was asked for."""
    for number, row in enumerate(answers, 1):
        typed = [line for line in row.lines if line.read is As.TYPED and " " in line.words.strip()]
        if typed:
            about = f"{say(row.label)} {row.number or ''}".strip()
            about = about if about.endswith("?") else f"{about}:"
            yield str(number), "\n".join((about, *map(written, typed)))


def _team(road: Complaint) -> str:
    """The first of those who look at such complaints, as the policy names them."""
    contacts = context().pack.contacts
    return next((contacts[key].name for key in road.contacts if contacts[key].public), "")
