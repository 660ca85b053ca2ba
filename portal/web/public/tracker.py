"""After sending: the reference and code, coming back, where it is, and what the person can do about it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.domain.challenge import end_without_review, raiser
from portal.domain.challenge.action_rule import AnyAction
from portal.domain.challenge.addition_limits import TooMuch
from portal.domain.challenge.events import raiser_events
from portal.domain.challenge.events.question_events import ASKED
from portal.domain.journey import Question
from portal.domain.policy.calendar import local
from portal.services import access_code, applications, contact_preferences, receipts, tracker, unsent_words
from portal.web import form_fields
from portal.web.event_words import HAPPENED, WHERE
from portal.web.i18n import ENGLISH, english_name, gettext, hour, say, speaking
from portal.web.page_context import asked, context
from portal.web.public import languages
from portal.web.public import unsent_words as public_unsent_words
from portal.web.public.confirmations import NOTED
from portal.web.public.door_context import unsaved_here
from portal.web.public.forms import ADD, ANSWER, COME_BACK, KEPT, LANGUAGE_HELP, NEXT, OBJECT, WITHDRAW
from portal.web.public.page_layout import dress, is_page, wear
from portal.web.security import network, visit

track = Blueprint("track", __name__)
track.url_value_preprocessor(dress)

Page = Response | str | tuple[str, int]

JUST_NOW = timedelta(hours=1)
"""How long a page confirms what was done: later it could promise what is over."""


@track.get("/done")
def done() -> Response | str:
    return _done() or _instead()


def _instead() -> Response:
    """Where the request is, once what happens next is another matter; or the code has to be typed first."""
    known = tracker.audience_of(context(), visit().known or "")
    return redirect(url_for("track.progress" if known else "track.come_back"))


@track.post("/done")
def keep_code() -> Page:
    """Show the code to who may see it, or check what they type back."""
    if "show" in request.form:
        shown = access_code.show(context(), visit().known or "", request.form.get("tab", ""))
        page = _done(None, shown, refused=not shown.code)
        return (page, 200 if shown.code else 422) if page else redirect(url_for("track.come_back"), 303)
    read = form_fields.form_for(KEPT, request.form)
    if not read.problems and (token := tracker.confirm_code(context(), visit().token, read.values["kept"])):
        visit().become(token)
        return redirect(url_for("track.kept"), 303)
    page = _done(read, access_code.show_again(context(), visit().known or "", request.form.get("seen", "")))
    return (page, 422) if page else redirect(url_for("track.come_back"), 303)


def _done(
    read: form_fields.Read | None = None, shown: access_code.Showing | None = None, *, refused: bool = False
) -> str:
    receipt = tracker.receipt(context(), visit().known or "")
    if receipt is None or not (receipt.waits or receipt.code):
        return ""
    wear(receipt.audience)
    raw, problems = (read.raw, read.problems or form_fields.wrong(KEPT)) if read and receipt.code else ({}, ())
    shown = shown or access_code.showing(context(), visit().known or "")
    until = hour(local(shown.until).time()) if shown.until else ""
    more = {"receipt": receipt, "shown": shown, "refused": refused, "until": until}
    return asked("public/done.html", KEPT, raw, problems, gettext("We have your request"), **more)


@track.get("/kept")
def kept() -> Response | str:
    return _with_receipt("public/kept.html")


@track.get("/no-code")
def no_code() -> Response | str:
    return _with_receipt("public/no_code.html")


def _with_receipt(template: str) -> Response | str:
    receipt = tracker.receipt(context(), visit().known or "")
    if receipt is None or not receipt.waits:
        return _instead()
    wear(receipt.audience)
    return render_template(template, receipt=receipt)


@track.route("/return", methods=["GET", "POST"], defaults={"young": False})
@track.route("/young/return", methods=["GET", "POST"], defaults={"young": True})
def come_back() -> Page:
    unsaved, ended = unsaved_here(), unsent_words.ended(context(), visit().known or "")
    if ended:
        wear(ended.audience)
    if request.method != "POST":
        return asked("public/return.html", COME_BACK, unsaved=unsaved, ended=ended)
    read = form_fields.form_for(COME_BACK, request.form)
    if not read.problems and (token := tracker.come_back(context(), **read.values, network=network())):
        visit().become(token)
        languages.open_again(token)
        return redirect(public_unsent_words.waiting() or _changing() or url_for("track.progress"), 303)
    problems = read.problems or form_fields.wrong(COME_BACK)
    return asked("public/return.html", COME_BACK, read.raw, problems, unsaved=unsaved, ended=ended), 422


def _changing() -> str:
    """The page of how we get in touch, where something was changed there and not kept; blank where it was not."""
    return url_for("contact.plan") if contact_preferences.changed(context(), visit().known or "") else ""


@track.get("/progress")
def progress() -> Response | str:
    found = progress_here()
    if found is None:
        return redirect(url_for("track.come_back"))
    where, means = WHERE[found.where]
    words = {"where": where, "means": means, "happened": HAPPENED}
    return render_template("public/progress.html", progress=found, live=True, **words)


def progress_here() -> tracker.Progress | None:
    found = tracker.progress(context(), visit().known or "")
    if found:
        wear(found.audience)
    return found


@track.get("/messages")
def messages() -> Response | str:
    found = progress_here()
    if found is None:
        return redirect(url_for("track.come_back"))
    return render_template("public/messages.html", progress=found, live=True)


@track.get("/sent")
def sent() -> Response | str:
    found = receipts.copy_of(context(), visit().known or "")
    if found:
        wear(found.audience)
    return render_template("public/sent.html", copy=found) if found else redirect(url_for("track.come_back"))


@track.route("/add", methods=["GET", "POST"])
def add() -> Page:
    def told(values: dict[str, Any]) -> Response:
        new = values["new"] == "yes"
        done = tracker.act(context(), visit().token, raiser.ADD, words=values["more"], new=new)
        return on("track.added", done, new="yes" if new else None)

    return asks(ADD, "public/add.html", told)


@track.get("/added")
def added() -> Page:
    found = progress_here()
    if found is None or not _just_done(found, raiser_events.ADDED):
        return _instead()
    return render_template("public/added.html", progress=found, new="new" in request.args)


@track.route("/answer/<int:number>", methods=["GET", "POST"])
def answer(number: int) -> Page:
    found = progress_here()
    ours = next((each for each in found.view.happened(ASKED) if each.number == number), None) if found else None
    if found and ours is None:
        abort(404)

    def told(values: dict[str, Any]) -> Response:
        new = values["new"] == "yes"
        done = tracker.act(context(), visit().token, raiser.ANSWER, words=values["words"], question=number, new=new)
        return on("track.noted", done, what="answer", new="yes" if new else None)

    more = {"ours": ours, "title": form_fields.heading(ANSWER)}
    return asks(ANSWER, "public/answer.html", told, raiser.ANSWER, found, **more)


@track.route("/in-your-language", methods=["GET", "POST"])
def language_help() -> Page:
    """Have what we wrote translated or read out; in English there is nothing to ask for."""
    if speaking().code == ENGLISH:
        return redirect(url_for("track.messages"))

    def told(values: dict[str, Any]) -> Response:
        return _do(raiser.ASK_LANGUAGE, "language", how=values["how"], language=english_name(speaking().code))

    return asks(LANGUAGE_HELP, "public/language_help.html", told, raiser.ASK_LANGUAGE)


@track.route("/take-back", methods=["GET", "POST"])
def withdraw() -> Page:
    def told(values: dict[str, Any]) -> Response:
        return _do(raiser.WITHDRAW, "back", **values | {"new": values["new"] == "yes"})

    return asks(WITHDRAW, "public/withdraw.html", told, raiser.WITHDRAW, title=form_fields.heading(WITHDRAW))


@track.post("/open-again")
def reopen() -> Response:
    return _do(raiser.REOPEN, "again")


@track.route("/ask-a-manager", methods=["GET", "POST"])
def object_to_it() -> Page:
    def told(values: dict[str, Any]) -> Response:
        new = values["new"] == "yes"
        done = tracker.act(context(), visit().token, end_without_review.OBJECT, **values | {"new": new})
        return on("track.noted", done, what="manager", new="yes" if new else None)

    return asks(OBJECT, "public/object.html", told, end_without_review.OBJECT, title=form_fields.heading(OBJECT))


@track.post("/ask-next")
def ask_next() -> Response:
    return _do(raiser.ASK_NEXT, "next")


@track.route("/next", methods=["GET", "POST"])
def next_person() -> Page:
    def told(values: dict[str, Any]) -> Response:
        worried = values["next"] == "yes"
        if not worried:
            return _do(raiser.ACCEPT, "stop")
        done = tracker.go_on(context(), visit().token, values.get("still_wrong", ""))
        return on("track.noted", done, what="on")

    return asks(NEXT, "public/next.html", told, raiser.STILL_WORRIED)


@track.get("/noted/<what>")
def noted(what: str) -> Response | str:
    found = progress_here()
    if found is None:
        return redirect(url_for("track.come_back"))
    if what == "next" and found.moved:
        what = "moved"
    kind, title, words = NOTED.get(what, ("", "", ""))
    if not _just_done(found, kind):
        return redirect(url_for("track.progress"))
    more = {"new": "new" in request.args, "progress": found}
    return render_template("public/noted.html", title=gettext(title), words=words, kind=kind, **more)


def _just_done(found: tracker.Progress, kind: str) -> bool:
    """Whether this last happened so short a while ago that a page still confirms it."""
    done = found.view.happened(kind)
    return bool(done) and context().now() - done[-1].at <= JUST_NOW


def asks(
    question: Question,
    template: str,
    told: Callable[[dict[str, Any]], Response],
    needs: AnyAction = raiser.ADD,
    found: tracker.Progress | None = None,
    **more: Any,
) -> Page:
    """A page with one form: shown if the person can do what it ``needs``, or read and handed to ``told``.

    ``found``: where it is, if that has been looked up.
    """
    if (found := found or progress_here()) is None:
        return public_unsent_words.signed_out()
    if request.method != "POST":
        if needs not in found.may:
            return redirect(url_for("track.progress"))
        values = public_unsent_words.filled_in(question)
        return asked(template, question, values, progress=found, unsent=bool(values), **more)
    read = form_fields.form_for(question, request.form)
    if read.problems:
        return asked(template, question, read.raw, read.problems, progress=found, **more), 422
    try:
        answer = told(read.values)
    except TooMuch as refusal:
        told_why = form_fields.refused(question, say(refusal.reason))
        return asked(template, question, read.raw, told_why, progress=found, **more), 422
    public_unsent_words.sent()
    return answer


def _do(action: AnyAction, what: str, **said: Any) -> Response:
    return on("track.noted", tracker.act(context(), visit().token, action, **said), what=what)


def on(endpoint: str, done: bool, **more: Any) -> Response:
    return redirect(url_for(endpoint, **more) if done else url_for("track.come_back"), 303)


@track.post("/stay")
def stay() -> Response:
    """More time, and what is typed on the page that asked for it comes back with it."""
    page = request.form.get("stay", "")
    page = page if is_page(page) else url_for("track.progress")
    public_unsent_words.keep(page)
    return redirect(page if tracker.stay(context(), visit().known or "") else url_for("track.come_back"), 303)


@track.post("/leave")
def leave() -> Response:
    if found := tracker.audience_of(context(), visit().token):
        wear(found)
    applications.leave(context(), visit().token)
    visit().end()
    return redirect(url_for("pages.closed"), 303)
