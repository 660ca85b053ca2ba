"""Entering a request for somebody who called, wrote or came: how it came, the same questions, and the code."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from portal.domain import reference_codes
from portal.domain.challenge import received_by
from portal.domain.challenge.received_by import ReceivedBy
from portal.domain.i18n import _
from portal.domain.journey import Kind, Question, Step
from portal.domain.permissions import ActionRefused
from portal.domain.policy.calendar import local
from portal.domain.policy.call_now import contact_now
from portal.domain.questions.intake_pages import entered_together
from portal.domain.questions.page_answers import PageAnswer
from portal.domain.questions.unfinished_answers import mark_of
from portal.domain.questions.young import ADULT, YOUNG
from portal.services import assisted_intake
from portal.services.assisted_intake import IntakeForm, IntakeStore
from portal.services.evidence import DraftFiles, FileStore
from portal.services.journey_store import Became, JourneyProgress
from portal.web import form_fields, pdf
from portal.web.file_pages import FilePages, listed
from portal.web.form_controller import FLOWS, PAGES, WAY, WAYS, FormController
from portal.web.i18n import english_name, gettext, say, speaking_in
from portal.web.journey_controller import OTHER_WINDOW, STAY, answered_lines, asked_on, heading
from portal.web.page_context import asked, today
from portal.web.page_controller import Rule
from portal.web.staff.access import actor, context
from portal.web.staff.staff_forms import CAME, give_code, take_request

ENTERING = {
    ReceivedBy.TELEPHONE: _("Read each page to the person on the telephone. “You” is that person."),
    ReceivedBy.LETTER: _("Enter what the letter says. “You” is the person who wrote it. Do not guess."),
    ReceivedBy.FACE_TO_FACE: _("Read each page to the person who is with you. “You” is that person."),
}
"""What staff read above each page."""

_SENT_LATER = _(
    "They can send files themselves, with their reference and code. Add here only what you have before you."
)
FILES_OF = {
    ReceivedBy.TELEPHONE: _SENT_LATER,
    ReceivedBy.LETTER: _("Scan or photograph what came with the letter. “You” is the person who wrote it."),
    ReceivedBy.FACE_TO_FACE: _("Scan or photograph what they show you, and give it back. “You” is that person."),
}
"""What they read above the pages about files."""

Page = Response | str | tuple[str, int]

TOGETHER = "together"
"""The field that says that a page holds several questions."""

Asked = tuple[Step, Mapping[str, Any], tuple[form_fields.Problem, ...]]
"""A question, what stands in it, and what is wrong with that."""


class EnteredForm(FormController):
    """The answers belong to the account of whoever enters them; the address says which request it is.

    What is not theirs, is not there any more, or is sent has no such pages: they are led away. What is still to be
    asked comes with all that can be asked along with it; what is changed afterwards has a page of its own.
    """

    RULES: ClassVar[tuple[Rule, ...]] = PAGES
    CAME: ClassVar[tuple[str, ...]] = ("entry", "way")

    def __init__(self, entry: str, way: str) -> None:
        super().__init__(way)
        self.entry = entry
        self.taken = being_entered(entry)

    def answers(self) -> IntakeStore:
        return IntakeStore(self.taken.token, FLOWS[self.way])

    def at(self, endpoint: str, **more: Any) -> str:
        return super().at(endpoint, entry=self.entry, **more)

    def become(self, token: str) -> None:
        """It is the token that it was."""

    def page(self, address: str, number: int | None = None) -> Response | str:
        walked, first = self.arrive(address, number)
        steps = entered_together(walked.journey, walked.answers, first)
        if self.changing() or first != walked.open() or len(steps) == 1:
            return super().page(address, number)
        return self._together(walked, [(step, self.unsent(walked, step) or {}, ()) for step in steps])

    def answer(self, address: str, number: int | None = None) -> ResponseReturnValue:
        if TOGETHER not in request.form:
            return super().answer(address, number)
        walked, first = self.arrive(address, number)
        if elsewhere := self.elsewhere(walked, first):
            return elsewhere
        steps = _as_shown(walked, first)
        read = [(step, form_fields.form_for(asked_on(step, walked.answers), request.form, today())) for step in steps]
        then = self.then(first)
        wrong = next((step for step, each in read if each.problems), None)
        if wrong and not then:
            return self._together(walked, [(step, each.raw, each.problems) for step, each in read]), 422
        overtaken = self._keep(read)
        if then == STAY:
            return "", 204
        if overtaken and not then:
            return self._together(
                self.walked(), [(step, each.raw, overtaken.get(step, ())) for step, each in read]
            ), 422
        return redirect(then or self.url(self.walked().open()), 303)

    def _keep(self, read: list[tuple[Step, form_fields.Read]]) -> Mapping[Step, tuple[form_fields.Problem, ...]]:
        """Keep the answers up to the first that is wrong; those that another window answered otherwise meanwhile.

        Of these nothing is kept: what was typed here is shown again, beside what was answered there.
        """
        overtaken, kept = {}, set[str]()
        for step, each in read:
            if each.problems:
                self.answers().set_aside(context(), step, each.raw)
                break
            seen = None if step.question.key in kept else request.form.get(_seen(step))  # the list of one just kept
            done = self.answers().take(context(), PageAnswer(step, each.values, seen), each.raw)
            if done.became is Became.KEPT:
                kept.add(step.question.key)
            if done.became is Became.OVERTAKEN and done.progress:
                overtaken[step] = form_fields.refused(asked_on(step, done.progress.answers), gettext(OTHER_WINDOW))
        return overtaken

    def _together(self, walked: JourneyProgress, asked: list[Asked]) -> str:
        """Several questions on one page, each under its heading."""
        first = asked[0][0]
        drawn = []
        for step, values, problems in asked:
            question = asked_on(step, walked.answers)
            above = heading(step) if question.kind is Kind.GROUP else ""
            overtaken = any(each.text == gettext(OTHER_WINDOW) for each in problems)
            other = answered_lines(walked, step) if overtaken else ()
            mark = _seen(step), mark_of(step, walked.answers)
            drawn.append((above, form_fields.render(question, values, problems, ""), mark, other))
        return render_template(
            "staff/take_page.html",
            title=say(first.question.section),
            errors=tuple(problem for _step, _values, problems in asked for problem in problems),
            back=self._back(walked, walked.before(first)),
            action=self.url(first),
            together=TOGETHER,
            drawn=drawn,
            **self.beside(walked),
        )

    def send(self) -> Response:
        if assisted_intake.send(context(), actor(), self.taken):
            return redirect(url_for("staff.take_done", entry=self.entry), 303)
        return redirect(self.where(self.walked()), 303)

    def stopped(self) -> str:
        return url_for("staff.take")

    before = stopped

    def check_page(self) -> str:
        return "staff/take_check.html"

    def template(self, question: Question) -> str:
        """Who enters what somebody else says has a page of their own that says whom to call."""
        return "staff/call_now.html" if question.calls else super().template(question)

    def beside_check(self, walked: JourneyProgress) -> dict[str, Any]:
        own = DraftFiles(self.taken.token)
        return {**self.beside(walked), "evidence": listed(own, self.at("files.list"))}

    def beside(self, walked: JourneyProgress) -> dict[str, Any]:  # noqa: ARG002  # the same for all
        action = self.at("journey.send")
        call = contact_now(context().pack, context().now(), context().calendar)
        entering = ENTERING[self.taken.way]
        return {"forget": "", "save": self.stopped(), "entering": entering, "send": action, "call": call}


def _seen(step: Step) -> str:
    """The field with the mark of what the answers said when the question was shown."""
    return f"seen {step.question.key} {step.item}"


def _as_shown(walked: JourneyProgress, first: Step) -> list[Step]:
    """The questions that stood on the page when it was shown, whatever another window answered meanwhile."""
    names = tuple(request.form)
    here = {
        key
        for each in walked.journey.questions
        if any(name.startswith(f"seen {each.key} ") for name in names)
        for key in each.fills()
    }
    before = {key: value for key, value in walked.answers.items() if key not in here}
    return entered_together(walked.journey, before, first)


entered = EnteredForm.blueprint("journey", f"/take/<entry>{WAY}")


class EnteredFiles(FilePages):
    """The files that came with what staff enter, or that somebody shows them."""

    CAME: ClassVar[tuple[str, ...]] = ("entry", "way")

    def __init__(self, entry: str, way: str) -> None:
        self.entry, self.way = entry, way
        self.taken = being_entered(entry)

    def sent_files(self) -> FileStore:
        return DraftFiles(self.taken.token)

    def at(self, endpoint: str, **more: Any) -> str:
        return url_for(f"files.{endpoint}", entry=self.entry, way=self.way, **more)

    def onward(self) -> str:
        return url_for("journey.check", entry=self.entry, way=self.way)

    def stopped(self) -> str:
        return url_for("staff.take")

    def beside(self) -> dict[str, Any]:
        return {"entering": FILES_OF[self.taken.way]}


entered_files = EnteredFiles.blueprint("files", f"/take/<entry>{WAY}/files")


def being_entered(entry: str) -> IntakeForm:
    """What this member of staff is entering; whoever has nothing of the kind, or has sent it, is led away."""
    found = assisted_intake.find(context(), actor(), entry)
    if found is None or found.reference:
        abort(redirect(url_for("staff.take_done", entry=entry) if found else url_for("staff.take")))
    return found


def install(pages: Blueprint) -> None:
    """Add what stands before and after the questions."""
    both = ["GET", "POST"]
    pages.add_url_rule("/take", "take", begin, methods=both)
    pages.add_url_rule("/take/<entry>/delete", "take_delete", delete, methods=["POST"])
    pages.add_url_rule("/take/<entry>/done", "take_done", done, methods=both)
    pages.add_url_rule("/take/<entry>/letter.pdf", "take_letter", letter)


def begin() -> Page:
    form = take_request(young=YOUNG in context().journeys, languages=_offered())
    read = form_fields.form_for(form, request.form, today()) if request.method == "POST" else form_fields.Read({})
    if read.values and not read.problems:
        begun = _begin(read.values)
        if isinstance(begun, str):
            return redirect(url_for("journey.check", entry=begun, way=WAYS[read.values["flow"]]), 303)
        read = form_fields.Read({}, (begun,), read.raw)
    kept = context().pack.retention.drafts.keep
    more = {"own": assisted_intake.own(context(), actor()), "came": CAME, "ways": WAYS, "kept": kept}
    usual = read.raw or _usual()
    page = asked("staff/take.html", form, usual, read.problems, form_fields.heading(form), **more)
    return (page, 422) if read.problems else page


def _usual() -> dict[str, str]:
    """Somebody rings now, about a request of their own."""
    now = local(context().now())
    language = context().pack.council.languages[0]
    return {"way": ReceivedBy.TELEPHONE, "on": now.date().isoformat(), "flow": ADULT, "language": language}


def _offered() -> tuple[tuple[str, str], ...]:
    """The languages that the council offers, by code and English name."""
    return tuple((code, english_name(code)) for code in context().pack.council.languages)


def _begin(values: dict[str, Any]) -> str | form_fields.Problem:
    """The id of what has begun, or what is wrong."""
    try:
        at = received_by.hour_of(values["at"]) if values["at"] else None
    except ValueError:
        return form_fields.Problem("at", gettext("Enter a time like 14:30 or 2:30pm"), "#at")
    try:
        received_at = received_by.received(date.fromisoformat(values["on"]), at, context().now())
    except ActionRefused as refused:
        return form_fields.Problem("on", gettext(refused.reason), "#on-day")
    try:
        came = {"way": values["way"], "received_at": received_at}
        language = values.get("language") or context().pack.council.languages[0]
        return assisted_intake.begin(context(), actor(), values["flow"], language, came)
    except ActionRefused as refused:
        return form_fields.Problem("way", gettext(refused.reason), "#way")


def delete(entry: str) -> Response:
    if found := assisted_intake.find(context(), actor(), entry):
        assisted_intake.discard(context(), found)
    return redirect(url_for("staff.take"), 303)


def done(entry: str) -> Page:
    """The code, until staff say how they have given it; where it is not theirs or given, the list of theirs."""
    found = assisted_intake.find(context(), actor(), entry)
    given = assisted_intake.hand_over(context(), found) if found else None
    if found is None or given is None:
        return redirect(url_for("staff.take"))
    form = give_code(post=bool(given.post_to), in_person=given.in_person)
    read = form_fields.form_for(form, request.form) if request.method == "POST" else form_fields.Read({})
    if request.method == "POST" and not read.problems:
        how = read.values["how"]
        assisted_intake.give(context(), actor(), found, "" if how == "none" else how)
        return redirect(url_for("staff.challenge", reference=found.reference), 303)
    more = {"given": given, "entry": entry, "pdf": pdf.offered(), "spelled": reference_codes.spelled}
    page = asked("staff/take_done.html", form, read.raw, read.problems, gettext("Give them the code"), **more)
    return (page, 422) if read.problems else page


def letter(entry: str) -> Response:
    """What to post or hand over."""
    found = assisted_intake.find(context(), actor(), entry)
    printed = assisted_intake.letter(context(), actor(), found) if found and pdf.offered() else None
    if printed is None:
        abort(404)
    given, copy = printed
    with speaking_in(given.language):
        html = render_template("documents/letter.html", given=given, copy=copy)
    file = pdf.make(html, url_for("staff.take_done", entry=entry), _("Go back to the code. You can print that page"))
    return pdf.download(file, "receipt.pdf")
