"""The questions of a journey, one page at a time, at either door. What page comes next is the domain's business.

A controller is made for each request. It takes the page and what was typed there as data, and hands them to the store
of answers: a form of one's own, one that staff enter, or a change of contact.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from flask import abort, redirect, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from werkzeug.wrappers import Response

from portal.domain.i18n import _
from portal.domain.journey import Answers, Journey, Kind, Question, Row, Step, rows
from portal.domain.questions.page_answers import PageAnswer, Removal
from portal.domain.questions.unfinished_answers import left_on, mark_of
from portal.domain.questions.young import YOUNG
from portal.services.journey_store import Became, JourneyProgress, JourneyStore
from portal.web import form_fields
from portal.web.answer_lines import written
from portal.web.i18n import gettext, say
from portal.web.page_context import context, today, told
from portal.web.page_controller import PageController

STAY = "stay"
"""What the page's own script asks for when somebody leaves by a link: nothing but to keep what is typed."""

OTHER_WINDOW = _("You answered this in another window. Check which answer is right, and press the button again")


class JourneyController(PageController, ABC):
    """The pages of one journey, for one request: over the store that :meth:`answers` names."""

    says_unsent: ClassVar[bool] = False  # whether a page that is filled in with what was not sent says so

    @abstractmethod
    def answers(self) -> JourneyStore:
        """Where the answers are kept."""

    @abstractmethod
    def journey(self) -> Journey:
        """The journey that the address is of."""

    @abstractmethod
    def follow(self, walked: JourneyProgress) -> None:
        """From here on the request goes the way of these answers."""

    @abstractmethod
    def become(self, token: str) -> None:
        """A page was kept. From now on the answers are under ``token``."""

    @abstractmethod
    def stopped(self) -> str:
        """The address for somebody of whom nothing is kept."""

    @abstractmethod
    def before(self) -> str:
        """The address of the page before the first question."""

    @abstractmethod
    def url(self, step: Step | None, **more: Any) -> str:
        """The address of a page; of the one on which all is checked, for none."""

    def beside(self, walked: JourneyProgress) -> dict[str, Any]:  # noqa: ARG002  # a door may tell them apart
        """What the templates of this door show beside the questions; ``forget`` and ``save``: where those lead."""
        return {}

    def template(self, question: Question) -> str:
        """The template of a question's page."""
        return question.page or "question.html"

    def caption(self, walked: JourneyProgress, step: Step) -> str:  # noqa: ARG002  # a door may tell them apart
        """Where in the whole a page stands, above its heading; blank for nothing."""
        return ""

    def changing(self) -> bool:
        """Whether one answer is being changed, so that whoever gives it goes back to where all is checked."""
        return "change" in request.args

    def unsent(self, walked: JourneyProgress, step: Step) -> Mapping[str, Any] | None:
        """What was typed on this page and not sent; ``None`` for nothing."""
        return left_on(step, walked.answers)

    def ended(self) -> Response:
        """Where somebody goes whose session is over."""
        return redirect(self.stopped(), 303)

    def step(self, address: str, number: int | None) -> Step:
        question = self.journey().find(address)
        if question is None or (number is not None and (question.many is None or number < 1)):
            abort(404)
        return Step(question, None if number is None else number - 1)

    def walked(self) -> JourneyProgress:
        """Where the person is; what follows in this request goes their way."""
        walked = self.answers().walk(context())
        if walked is None:
            abort(self.ended())
        self.follow(walked)
        return walked

    def page(self, address: str, number: int | None = None) -> Response | str:
        walked, step = self.arrive(address, number)
        typed = self.unsent(walked, step)
        values = _values(walked, step) if typed is None else typed
        return self.elsewhere(walked, step) or self._show(walked, step, values, unsent=typed is not None)

    def answer(self, address: str, number: int | None = None) -> ResponseReturnValue:
        step = self.step(address, number)
        said = self.walked().answers if step.question.varies else {}
        read = form_fields.form_for(asked_on(step, said), request.form, today())
        if then := self.then(step):
            self.answers().set_aside(context(), step, read.raw)
            return redirect(then, 303) if then != STAY else ("", 204)
        if not read.problems:
            return self.take(PageAnswer(step, read.values, request.form.get("seen")), read)
        walked, step = self.arrive(address, number)
        if walked.begun:
            self.answers().set_aside(context(), step, read.raw)
        return self.elsewhere(walked, step) or (self._show(walked, step, read.raw, read.problems), 422)

    def take(self, sent: PageAnswer | Removal, read: form_fields.Read) -> ResponseReturnValue:
        """Keep what was sent and lead on: to the next page, or back to check answers if that is all."""
        done = self.answers().take(context(), sent, read.raw, request.form.get("tab", ""))
        if done.progress is None:
            return self.ended()
        self.follow(done.progress)
        if done.became is Became.OVERTAKEN:
            problems = form_fields.refused(asked_on(sent.page, done.progress.answers), gettext(OTHER_WINDOW))
            other = answered_lines(done.progress, sent.page)
            return self._show(done.progress, sent.page, read.raw, problems, other), 422
        if done.became is not Became.KEPT:
            return redirect(self.where(done.progress), 303)
        self.become(done.token)
        on = done.progress.open() if self.changing() else done.progress.after(sent.page)
        return redirect(self.url(on, change=1 if self.changing() else None), 303)

    def then(self, step: Step) -> str:  # noqa: ARG002  # a door may have such buttons
        """Where a button leads that leaves the page as it is typed; blank for the one that sends it."""
        return STAY if request.form.get("then") == STAY else ""

    def where(self, walked: JourneyProgress) -> str:
        """The address of the page that is open."""
        return self.url(walked.open()) if walked.begun else self.stopped()

    def arrive(self, address: str, number: int | None) -> tuple[JourneyProgress, Step]:
        """Where the person is, and the page that they came to."""
        return self.walked(), self.step(address, number)

    def elsewhere(self, walked: JourneyProgress, step: Step) -> Response | None:
        """Lead a person who is out of turn to the page where they are."""
        if walked.may_visit(step):
            return None
        first_of_many = Step(step.question, 0)
        if step.item is None and walked.may_visit(first_of_many):
            return redirect(self.url(first_of_many))
        return redirect(self.where(walked))

    def _show(
        self,
        walked: JourneyProgress,
        step: Step,
        values: Mapping[str, Any],
        problems: tuple[form_fields.Problem, ...] = (),
        other: Sequence[str] = (),
        *,
        unsent: bool = False,
    ) -> str:
        question, title = step.question, heading(step)
        listed = question.many is not None and step.item is None
        note = question.kind in (Kind.NOTE, Kind.EXIT)
        drawn = (
            Markup()
            if note
            else form_fields.render(asked_on(step, walked.answers), values, problems, "" if listed else title)
        )
        return render_template(
            self.template(question),
            title=title,
            page=walked.path.index(step) + 1,
            caption=self.caption(walked, step),
            errors=problems,
            other=other,
            unsent=unsent and self.says_unsent,
            seen=mark_of(step, walked.answers),
            back=self._back(walked, walked.before(step)),
            action=self.url(step, change=1 if self.changing() else None),
            field_html=drawn,
            items=self._items(walked, question) if listed else (),
            young=walked.journey.key == YOUNG,
            goes_on=question.kind is not Kind.EXIT,
            **self.beside(walked),
            **(told(walked) if note else {}),
        )

    def _back(self, walked: JourneyProgress, before: Step | None) -> str:
        """To check answers where that was left, unless a changed answer has opened more questions since."""
        if self.changing() and walked.open() is None:
            return self.url(None)
        return self.url(before, change=1 if self.changing() else None) if before else self.before()

    def _items(self, walked: JourneyProgress, question: Question) -> list[dict[str, Any]]:
        return [
            {
                "heading": numbered(row),
                "lines": [written(line) for line in row.lines],
                "change": self.url(row.step),
                "remove": row.step.item,
            }
            for row in rows(walked.journey, walked.answers)
            if row.step.question is question
        ]


def asked_on(step: Step, answers: Answers) -> Question:
    """What a page asks of who gave these answers: of many, the list of them asks whether there is another."""
    listed = step.question.many and step.item is None
    return form_fields.more(step.question) if listed else step.question.fitted(answers)


def answered_lines(walked: JourneyProgress, step: Step) -> list[str]:
    """What the answers say on one page, as they read; of a list, the first lines of all."""
    found = [row for row in rows(walked.journey, walked.answers) if row.step.question is step.question]
    return [written(line) for row in found if step.item in (None, row.step.item) for line in row.lines]


def _values(walked: JourneyProgress, step: Step) -> Mapping[str, Any]:
    if step.item is None:
        return walked.answers
    items = walked.answers.get(step.question.key, ())
    return items[step.item] if step.item < len(items) else {}


def heading(step: Step) -> str:
    question, item = step
    if question.many is None:
        return form_fields.heading(question)
    if item is None:
        return say(question.many.summary)
    return say(question.many.item, {"number": item + 1}) if item else say(question.words)


def numbered(row: Row) -> str:
    """What a row is called, with its number where there can be many."""
    return f"{say(row.label)} {row.number}" if row.number else say(row.label)
