"""The form from its first question until it is sent, at either door.

Two journeys share these pages: a word of the address is the adults' way in or the young people's.
Whoever has begun one is led back to it from the other.
"""

import functools
from abc import abstractmethod
from typing import Any, ClassVar

from flask import Blueprint, abort, has_request_context, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from portal.domain.journey import Journey, Step, rows
from portal.domain.questions.page_answers import Removal
from portal.domain.questions.seen_by import SEEN_BY
from portal.domain.questions.unfinished_answers import left, mark_of
from portal.domain.questions.young import ADULT, YOUNG
from portal.services.journey_store import JourneyProgress
from portal.web.answer_lines import written
from portal.web.form_fields import Read
from portal.web.i18n import gettext, say
from portal.web.journey_controller import JourneyController, heading, numbered
from portal.web.page_context import context
from portal.web.page_controller import Rule

FLOWS = {"request": ADULT, "tell": YOUNG}
WAYS = {flow: way for way, flow in FLOWS.items()}
WAY = "/<any(request, tell):way>"

PAGES: tuple[Rule, ...] = (
    ("/<address>", "page", {"GET": "page"}),
    ("/<address>/<int:number>", "page", {"GET": "page"}),
    ("/<address>", "answer", {"POST": "answer"}),
    ("/<address>/<int:number>", "answer", {"POST": "answer"}),
    ("/<address>/<int:number>/remove", "ask_to_remove", {"GET": "ask_to_remove"}),
    ("/<address>/<int:number>/remove", "remove", {"POST": "remove"}),
    ("/check", "check", {"GET": "check"}),
    ("/check", "send", {"POST": "leave_check"}),
)


class FormController(JourneyController):
    """The pages of the form for one request, which came by one of the two ways."""

    CAME: ClassVar[tuple[str, ...]] = ("way",)

    def __init__(self, way: str) -> None:
        self.way = way
        if FLOWS[way] not in context().journeys:
            abort(404)

    @classmethod
    def blueprint(cls, name: str, prefix: str) -> Blueprint:
        pages = super().blueprint(name, prefix)
        pages.app_url_defaults(go_by)
        return pages

    @abstractmethod
    def send(self) -> Response:
        """Send what is complete and lead to what follows."""

    @abstractmethod
    def check_page(self) -> str:
        """The template of check answers."""

    def journey(self) -> Journey:
        return context().journeys[FLOWS[self.way]]

    def follow(self, walked: JourneyProgress) -> None:
        self.way = WAYS[walked.journey.key]

    def caption(self, walked: JourneyProgress, step: Step) -> str:
        """Which part of the form it is, and of how many; blank before the first."""
        parts, part = walked.journey.sections, step.question.section
        if part not in parts:
            return ""
        said = {"number": parts.index(part) + 1, "all": len(parts), "part": say(part)}
        return gettext("Part %(number)d of %(all)d: %(part)s") % said

    def then(self, step: Step) -> str:
        if step.item is None and step.question.many and "remove" in request.form:
            number = request.form.get("remove", -1, int) + 1
            return self.at("journey.ask_to_remove", address=step.question.address, number=number) if number > 0 else ""
        return super().then(step) or self._left_for()

    def _left_for(self) -> str:
        """Where the button to save or to delete leads; blank where neither was pressed."""
        then = request.form.get("then")
        return str(self.beside(self.walked())[then] or self.stopped()) if then in ("save", "forget") else ""

    def ask_to_remove(self, address: str, number: int) -> ResponseReturnValue:
        """Whether one of many is to be taken away; nothing is until they say so."""
        walked, step = self.arrive(address, number)
        listed = Step(step.question)
        row = next((row for row in rows(walked.journey, walked.answers) if row.step == step), None)
        if row is None:
            return self.elsewhere(walked, listed) or redirect(self.url(listed))
        lines = [written(line) for line in row.lines]
        action = self.at("journey.remove", address=address, number=number)
        return render_template(
            "remove.html", lines=lines, back=self.url(listed), action=action, seen=mark_of(step, walked.answers)
        )

    def remove(self, address: str, number: int) -> ResponseReturnValue:
        return self.take(Removal(self.step(address, number), request.form.get("seen")), Read({}))

    def check(self) -> ResponseReturnValue:
        walked = self.walked()
        if walked.open() is not None:
            return redirect(self.where(walked))
        back = self.url(walked.path[-1])
        unfinished = [
            {"label": heading(step), "change": self.url(step, change=1)}
            for step in left(walked.journey, walked.answers)
        ]
        return render_template(
            self.check_page(),
            sections=self._sections(walked),
            unfinished=unfinished,
            back=back,
            **self.beside_check(walked),
        )

    def beside_check(self, walked: JourneyProgress) -> dict[str, Any]:
        """What check answers shows beside the answers."""
        return self.beside(walked)

    def leave_check(self) -> ResponseReturnValue:
        """Send it, or go where another button leads."""
        leads = self._left_for()
        return redirect(leads, 303) if leads else self.send()

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
        return _address(endpoint, way=self.way, **more)

    def arrive(self, address: str, number: int | None) -> tuple[JourneyProgress, Step]:
        came, step = self.way, self.step(address, number)
        walked = self.walked()
        if self.way != came:
            abort(redirect(self.astray(walked, step, came)))
        return walked, step

    def astray(self, walked: JourneyProgress, step: Step, came: str) -> str:  # noqa: ARG002  # a door may tell them apart
        """The address for somebody who comes to a page of one way with a form of the other."""
        return self.where(walked)

    def _sections(self, walked: JourneyProgress) -> list[dict[str, Any]]:
        sections: dict[str, list[dict[str, Any]]] = {}
        for row in rows(walked.journey, walked.answers):
            said = {
                "label": numbered(row),
                "lines": [written(line) for line in row.lines],
                "change": self.url(row.step, change=1),
            }
            sections.setdefault(row.section, []).append(said)
        return [
            {"title": say(title), "seen_by": say(SEEN_BY.get(title, "")), "rows": said}
            for title, said in sections.items()
        ]


@functools.lru_cache(maxsize=1000)
def _address(endpoint: str, **values: Any) -> str:
    return url_for(endpoint, **values)


def go_by(endpoint: str, values: dict[str, Any]) -> None:
    """Addresses of the journey keep to the way the person came by, unless they name another."""
    if endpoint.startswith("journey."):
        came = (request.view_args or {}) if has_request_context() else {}
        values.setdefault("way", came.get("way", "request"))
