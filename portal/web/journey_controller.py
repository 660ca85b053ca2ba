"""The questions, one page at a time, at either door. What page comes next is the domain's business.

Two journeys share these pages: a word of the address is the adults' way in or the young people's.
Whoever has begun one is led back to it from the other.
"""

import functools
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from portal.domain.i18n import _
from portal.domain.journey import Kind, Question, Row, Step, rows
from portal.domain.questions.unfinished_answers import left, left_on, mark_of, overtaken
from portal.domain.questions.young import ADULT, YOUNG
from portal.services import applications
from portal.services.applications import Came, JourneyProgress
from portal.web import form_fields
from portal.web.answer_lines import written
from portal.web.i18n import gettext, say, speaking, use
from portal.web.page_context import office, today, told

STAY = "stay"
"""What the page's own script asks for when somebody leaves by a link: nothing but to keep what is typed."""

OTHER_WINDOW = _("You answered this in another window. Check which answer is right, and press the button again")


class OvertakenError(Exception):
    """The page was answered in another window since it was shown; ``lines`` are that answer as it reads."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("answered in another window")
        self.lines = lines


FLOWS = {"request": ADULT, "tell": YOUNG}
WAYS = {flow: way for way, flow in FLOWS.items()}


class JourneyController(ABC):
    """The pages of the journey at one door, which says under what token it keeps the answers.

    ``pages`` are called the same at each door; what a door offers beside the questions it adds to them.
    """

    def __init__(self, prefix: str = "") -> None:
        self.pages = Blueprint("journey", __name__, url_prefix=f"{prefix}/<any(request, tell):way>")
        self.pages.url_value_preprocessor(self.came_by)
        self.pages.app_url_defaults(self.go_by)
        for rule in ("/<address>", "/<address>/<int:number>"):
            self.pages.get(rule)(self.page)
            self.pages.post(rule)(self.answer)
        self.pages.get("/<address>/<int:number>/remove")(self.ask_to_remove)
        self.pages.post("/<address>/<int:number>/remove")(self.remove)
        self.pages.get("/check")(self.check)
        self.pages.post("/check", endpoint="send")(self.leave_check)
        self._kept = functools.lru_cache(maxsize=1000)(_address)

    @abstractmethod
    def token(self) -> str:
        """Under which the answers are kept; blank where nothing is."""

    @abstractmethod
    def become(self, token: str) -> None:
        """From now on the answers are under ``token``."""

    def network(self) -> str:
        """Where the person is, if what is begun from there is counted."""
        return ""

    @abstractmethod
    def send(self) -> Response:
        """Send what is complete and lead to what follows."""

    @abstractmethod
    def stopped(self) -> str:
        """The address for somebody of whom nothing is kept."""

    @abstractmethod
    def before(self) -> str:
        """The address of the page before the first question."""

    @abstractmethod
    def check_page(self) -> str:
        """The template of check answers."""

    @abstractmethod
    def beside(self, walked: JourneyProgress) -> dict[str, Any]:
        """What the templates of this door show beside the questions: ``forget`` and ``save`` at least."""

    def template(self, question: Question) -> str:
        """The template of a question's page."""
        return question.page or "question.html"

    def came_by(self, _endpoint: str | None, values: dict[str, Any] | None) -> None:
        g.way = (values or {}).pop("way", "request")
        if FLOWS[g.way] not in office().journeys:
            abort(404)

    def go_by(self, endpoint: str, values: dict[str, Any]) -> None:
        """Addresses of the journey keep to the way the person came by, unless they name another."""
        if endpoint.startswith("journey."):
            values.setdefault("way", g.get("way", "request"))

    def page(self, address: str, number: int | None = None) -> Response | str:
        walked, step = self._arrive(address, number)
        typed = left_on(step, walked.answers)
        values = _values(walked, step) if typed is None else typed
        return self._elsewhere(walked, step) or self._show(walked, step, values)

    def answer(self, address: str, number: int | None = None) -> Response | str | tuple[str, int]:
        step = _step(address, number)
        read = form_fields.form_for(_asked(step), request.form, today())
        if then := self._then(step):
            applications.set_aside(office(), self.token(), FLOWS[g.way], step, read.raw)
            return redirect(then, 303) if then != STAY else ("", 204)
        other: list[str] = []
        if not read.problems:
            try:
                return self._go(step, lambda walked: _placed(walked, step, read.values))
            except OvertakenError as error:
                read, other = (
                    replace(read, problems=form_fields.refused(_asked(step), gettext(OTHER_WINDOW))),
                    error.lines,
                )
        walked, step = self._arrive(address, number)
        if walked.begun:
            applications.set_aside(office(), self.token(), FLOWS[g.way], step, read.raw)
        return self._elsewhere(walked, step) or (self._show(walked, step, read.raw, read.problems, other), 422)

    def _then(self, step: Step) -> str:
        """Where a button leads that leaves the page as it is typed; blank for the one that sends it."""
        if step.item is None and step.question.many and "remove" in request.form:
            number = request.form.get("remove", -1, int) + 1
            return self.at("journey.ask_to_remove", address=step.question.address, number=number) if number > 0 else ""
        return STAY if request.form.get("then") == STAY else self._left_for()

    def _left_for(self) -> str:
        """Where the button to save or to delete leads; blank where neither was pressed."""
        then = request.form.get("then")
        return str(self.beside(self.walked())[then] or self.stopped()) if then in ("save", "forget") else ""

    def ask_to_remove(self, address: str, number: int) -> Response | str:
        """Whether one of many is to be taken away; nothing is until they say so."""
        walked, step = self._arrive(address, number)
        listed = Step(step.question)
        row = next((row for row in rows(walked.journey, walked.answers) if row.step == step), None)
        if row is None:
            return self._elsewhere(walked, listed) or redirect(self.url(listed))
        lines = [written(line) for line in row.lines]
        action = self.at("journey.remove", address=address, number=number)
        return render_template(
            "remove.html", lines=lines, back=self.url(listed), action=action, seen=mark_of(step, walked.answers)
        )

    def remove(self, address: str, number: int) -> Response:
        step = _step(address, number)
        listed = Step(step.question)

        def without(walked: JourneyProgress) -> Mapping[str, Any]:
            as_shown = request.form.get("seen") in (None, mark_of(step, walked.answers))
            return applications.removed(walked, listed, number - 1) if as_shown else {}

        return self._go(listed, without)

    def check(self) -> Response | str:
        walked = self.walked()
        if walked.open() is not None:
            return redirect(self.where(walked))
        back = self.url(walked.path[-1])
        unfinished = [self._unfinished(step) for step in left(walked.journey, walked.answers)]
        return render_template(
            self.check_page(), sections=self._sections(walked), unfinished=unfinished, back=back, **self.beside(walked)
        )

    def leave_check(self) -> Response:
        """Send it, or go where another button leads."""
        leads = self._left_for()
        return redirect(leads, 303) if leads else self.send()

    def _unfinished(self, step: Step) -> dict[str, str]:
        return {"label": _heading(step), "change": self.url(step, change=1)}

    def walked(self) -> JourneyProgress:
        """Where the person is; what follows in this request is in their language and goes their way."""
        walked = applications.walk(office(), self.token(), speaking().code, FLOWS[g.way])
        use(walked.language)
        g.way = WAYS[walked.journey.key]
        return walked

    def where(self, walked: JourneyProgress) -> str:
        return self.url(walked.open()) if walked.begun else self.stopped()

    def left(self, walked: JourneyProgress) -> str:
        """Where somebody goes on who left a page in the middle, or saved: at that page."""
        unfinished = left(walked.journey, walked.answers)
        return self.url(unfinished[-1]) if unfinished else self.where(walked)

    def url(self, step: Step | None, **more: Any) -> str:
        if step is None:
            return self.at("journey.check")
        number = None if step.item is None else step.item + 1
        return self.at("journey.page", address=step.question.address, number=number, **more)

    def at(self, endpoint: str, **more: Any) -> str:
        """An address of this door for those who go this way: it is worked out once."""
        return self._kept(endpoint, g.way, **more)

    def _arrive(self, address: str, number: int | None) -> tuple[JourneyProgress, Step]:
        came, step = g.way, _step(address, number)
        walked = self.walked()
        if g.way != came:
            abort(redirect(self.astray(walked, step, came)))
        return walked, step

    def astray(self, walked: JourneyProgress, step: Step, came: str) -> str:  # noqa: ARG002  # a door may tell them apart
        """The address for somebody who comes to a page of one way with a form of the other."""
        return self.where(walked)

    def _elsewhere(self, walked: JourneyProgress, step: Step) -> Response | None:
        """Lead a person who is out of turn to the page where they are."""
        if walked.may_visit(step):
            return None
        first_of_many = Step(step.question, 0)
        if step.item is None and walked.may_visit(first_of_many):
            return redirect(self.url(first_of_many))
        return redirect(self.where(walked))

    def _go(self, step: Step, say: Callable[[JourneyProgress], Mapping[str, Any]]) -> Response:
        """Keep what was said and lead on: to the next page, or back to check answers if that is all."""
        came = Came(self.network(), request.form.get("tab", ""))
        taken = applications.take(office(), self.token(), speaking().code, FLOWS[g.way], step, say, came)
        if taken is None:
            return redirect(self.where(self.walked()), 303)
        walked, token = taken
        self.become(token)
        g.way = WAYS[walked.journey.key]
        changing = "change" in request.args
        on = walked.open() if changing else walked.after(step)
        return redirect(self.url(on, change=1 if changing else None), 303)

    def _show(
        self,
        walked: JourneyProgress,
        step: Step,
        values: Mapping[str, Any],
        problems: tuple[form_fields.Problem, ...] = (),
        other: Sequence[str] = (),
    ) -> str:
        question, changing = step.question, "change" in request.args
        title, before = _heading(step), walked.before(step)
        listed = question.many is not None and step.item is None
        note = question.kind in (Kind.NOTE, Kind.EXIT)
        return render_template(
            self.template(question),
            title=title,
            page=walked.path.index(step) + 1,
            errors=problems,
            other=other,
            seen=mark_of(step, walked.answers),
            back=self._back(walked, before, changing=changing),
            action=self.url(step, change=1 if changing else None),
            field_html=Markup()
            if note
            else form_fields.render(_asked(step), values, problems, "" if listed else title),
            items=self._items(walked, question) if listed else (),
            young=walked.journey.key == YOUNG,
            goes_on=question.kind is not Kind.EXIT,
            **self.beside(walked),
            **(told(walked) if note else {}),
        )

    def _back(self, walked: JourneyProgress, before: Step | None, *, changing: bool) -> str:
        """To check answers where that was left, unless a changed answer has opened more questions since."""
        if changing and walked.open() is None:
            return self.url(None)
        return self.url(before, change=1 if changing else None) if before else self.before()

    def _items(self, walked: JourneyProgress, question: Question) -> list[dict[str, Any]]:
        return [
            {
                "heading": _numbered(row),
                "lines": [written(line) for line in row.lines],
                "change": self.url(row.step),
                "remove": row.step.item,
            }
            for row in rows(walked.journey, walked.answers)
            if row.step.question is question
        ]

    def _sections(self, walked: JourneyProgress) -> list[dict[str, Any]]:
        sections: dict[str, list[dict[str, Any]]] = {}
        for row in rows(walked.journey, walked.answers):
            said = {
                "label": _numbered(row),
                "lines": [written(line) for line in row.lines],
                "change": self.url(row.step, change=1),
            }
            sections.setdefault(row.section, []).append(said)
        return [{"title": say(title), "rows": said} for title, said in sections.items()]


def _address(endpoint: str, _way: str, **more: Any) -> str:
    return url_for(endpoint, **more)


def _step(address: str, number: int | None) -> Step:
    question = office().journeys[FLOWS[g.way]].find(address)
    if question is None or (number is not None and (question.many is None or number < 1)):
        abort(404)
    return Step(question, None if number is None else number - 1)


def _asked(step: Step) -> Question:
    """What a page asks: of many, the list of them asks whether there is another."""
    return form_fields.more(step.question) if step.question.many and step.item is None else step.question


def _placed(walked: JourneyProgress, step: Step, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """The changes that the page's values make. Raises :class:`OvertakenError`."""
    mark = request.form.get("seen")
    if mark is not None and overtaken(step, walked.answers, mark, values):
        raise OvertakenError(_lines(walked, step))
    return applications.placed(walked, step, values)


def _lines(walked: JourneyProgress, step: Step) -> list[str]:
    """What the answers say on one page, as they read; of a list, the first lines of all."""
    found = [row for row in rows(walked.journey, walked.answers) if row.step.question is step.question]
    return [written(line) for row in found if step.item in (None, row.step.item) for line in row.lines]


def _values(walked: JourneyProgress, step: Step) -> Mapping[str, Any]:
    if step.item is None:
        return walked.answers
    items = walked.answers.get(step.question.key, ())
    return items[step.item] if step.item < len(items) else {}


def _heading(step: Step) -> str:
    question, item = step
    if question.many is None:
        return form_fields.heading(question)
    if item is None:
        return say(question.many.summary)
    return say(question.many.item, {"number": item + 1}) if item else say(question.words)


def _numbered(row: Row) -> str:
    return f"{say(row.label)} {row.number}" if row.number else say(row.label)
