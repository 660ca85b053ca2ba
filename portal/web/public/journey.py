"""The questions, one page at a time. What page comes next is the domain's business.

Two journeys share these views: the first word of the address is the adults' way in or the young people's.
Whoever has begun one is led back to it from the other.
"""

import functools
from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from portal.domain.journey import Kind, Question, Row, Step, rows
from portal.domain.young import ADULT, YOUNG
from portal.services import applying
from portal.services.applying import Walk
from portal.web import fields
from portal.web.language import say, speaking, use
from portal.web.lines import written
from portal.web.public.door import asked, office, today, told
from portal.web.public.forms import CARRY_ON
from portal.web.security import network, visit

journey = Blueprint("journey", __name__, url_prefix="/<any(request, tell):way>")

FLOWS = {"request": ADULT, "tell": YOUNG}
WAYS = {flow: way for way, flow in FLOWS.items()}


@journey.url_value_preprocessor
def _came_by(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    g.way = (values or {}).pop("way", "request")
    if FLOWS[g.way] not in office().journeys:
        abort(404)


@journey.app_url_defaults
def _go_by(endpoint: str, values: dict[str, Any]) -> None:
    """Addresses of the journey keep to the way the person came by, unless they name another."""
    if endpoint.startswith("journey."):
        values.setdefault("way", g.get("way", "request"))


@journey.get("/<address>")
@journey.get("/<address>/<int:number>")
def page(address: str, number: int | None = None) -> Response | str:
    walked, step = _arrive(address, number)
    return _elsewhere(walked, step) or _show(walked, step, _values(walked, step))


@journey.post("/<address>")
@journey.post("/<address>/<int:number>")
def answer(address: str, number: int | None = None) -> Response | str | tuple[str, int]:
    step = _step(address, number)
    if step.item is None and "remove" in request.form:
        gone = request.form.get("remove", -1, int)
        return _go(step, lambda walked: applying.removed(walked, step, gone))
    read = fields.form_for(_asked(step), request.form, today())
    if not read.problems:
        return _go(step, lambda walked: applying.placed(walked, step, read.values))
    walked, step = _arrive(address, number)
    return _elsewhere(walked, step) or (_show(walked, step, read.raw, read.problems), 422)


@journey.get("/check")
def check() -> Response | str:
    walked = _walked()
    if walked.open() is not None:
        return redirect(_where(walked))
    return render_template(
        _worded("public/check.html", "public/young/check.html"),
        sections=_sections(walked),
        back=_url(walked.path[-1]),
        forget=url_for("journey.delete"),
        save=url_for("journey.save"),
    )


@journey.post("/check")
def send() -> Response:
    if applying.submit(office(), visit().token) is None:
        return redirect(_where(_walked()), 303)
    return redirect(url_for("track.done"), 303)


@journey.get("/stopped")
def stopped() -> str:
    return render_template(_worded("public/stopped.html", "public/young/stopped.html"))


@journey.post("/delete")
def delete() -> Response:
    applying.discard(office(), visit().token)
    visit().end()
    return redirect(url_for("pages.deleted"), 303)


@journey.route("/save", methods=["GET", "POST"])
def save() -> Response | str:
    walked = _walked()
    if not walked.begun:
        return redirect(url_for("journey.stopped"))
    code = applying.keep_for_later(office(), visit().token) if request.method == "POST" else None
    page = _worded("public/save.html", "public/young/save.html")
    return render_template(page, code=code, back=_where(walked))


@journey.route("/carry-on", methods=["GET", "POST"])
def carry_on() -> Response | str | tuple[str, int]:
    page = _worded("public/carry_on.html", "public/young/carry_on.html")
    if request.method == "GET":
        return asked(page, CARRY_ON)
    read = fields.form_for(CARRY_ON, request.form)
    if not read.problems and (token := applying.carry_on(office(), read.values["code"], network())):
        visit().become(token)
        return redirect(_where(_walked()), 303)
    return asked(page, CARRY_ON, read.raw, read.problems or fields.wrong(CARRY_ON)), 422


def _worded(for_adults: str, for_young_people: str) -> str:
    return for_young_people if g.way == WAYS[YOUNG] else for_adults


def _walked() -> Walk:
    """Where the person is; what follows in this request is in their language and goes their way."""
    walked = applying.walk(office(), visit().known or "", speaking().code, FLOWS[g.way])
    use(walked.language)
    g.way = WAYS[walked.journey.key]
    return walked


def _step(address: str, number: int | None) -> Step:
    question = office().journeys[FLOWS[g.way]].find(address)
    if question is None or (number is not None and question.many is None):
        abort(404)
    return Step(question, None if number is None else number - 1)


def _arrive(address: str, number: int | None) -> tuple[Walk, Step]:
    came, step = g.way, _step(address, number)
    walked = _walked()
    if g.way != came:
        abort(redirect(_where(walked)))
    return walked, step


def _elsewhere(walked: Walk, step: Step) -> Response | None:
    """Lead a person who is out of turn to the page where they are."""
    if walked.may_visit(step):
        return None
    first_of_many = Step(step.question, 0)
    if step.item is None and walked.may_visit(first_of_many):
        return redirect(_url(first_of_many))
    return redirect(_where(walked))


def _where(walked: Walk) -> str:
    if not walked.begun:
        return url_for("journey.stopped")
    return _url(walked.open())


def _url(step: Step | None, **more: Any) -> str:
    if step is None:
        return _at("journey.check")
    number = None if step.item is None else step.item + 1
    return _at("journey.page", address=step.question.address, number=number, **more)


def _at(endpoint: str, **more: Any) -> str:
    return _kept(endpoint, g.way, **more)


@functools.lru_cache(maxsize=1000)
def _kept(endpoint: str, _way: str, **more: Any) -> str:
    """An address of this door for those who go this way: it is worked out once."""
    return url_for(endpoint, **more)


def _go(step: Step, say: Callable[[Walk], Mapping[str, Any]]) -> Response:
    """Keep what was said and lead on: to the next page, or back to check answers if that is all."""
    taken = applying.take(office(), visit().known or "", speaking().code, FLOWS[g.way], step, say)
    if taken is None:
        return redirect(_where(_walked()), 303)
    walked, token = taken
    visit().become(token)
    g.way = WAYS[walked.journey.key]
    changing = "change" in request.args
    on = walked.open() if changing else walked.after(step)
    return redirect(_url(on, change=1 if changing else None), 303)


def _asked(step: Step) -> Question:
    """What a page asks: of many, the list of them asks whether there is another."""
    return fields.more(step.question) if step.question.many and step.item is None else step.question


def _values(walked: Walk, step: Step) -> Mapping[str, Any]:
    if step.item is None:
        return walked.answers
    items = walked.answers.get(step.question.key, ())
    return items[step.item] if step.item < len(items) else {}


def _heading(step: Step) -> str:
    question, item = step
    if question.many is None:
        return fields.heading(question)
    if item is None:
        return say(question.many.summary)
    return say(question.many.item, {"number": item + 1}) if item else say(question.words)


def _show(walked: Walk, step: Step, values: Mapping[str, Any], problems: tuple[fields.Problem, ...] = ()) -> str:
    question, changing = step.question, "change" in request.args
    title, before = _heading(step), walked.before(step)
    listed = question.many is not None and step.item is None
    note = question.kind in (Kind.NOTE, Kind.EXIT)
    return render_template(
        question.page or "question.html",
        title=title,
        tab=say(question.tab),
        errors=problems,
        back=_url(None) if changing else _url(before) if before else _at(_worded("pages.before", "pages.young")),
        action=_url(step, change=1 if changing else None),
        field_html=Markup() if note else fields.render(_asked(step), values, problems, "" if listed else title),
        items=_items(walked, question) if listed else (),
        forget=_at("journey.delete") if walked.begun else "",
        save=_at("journey.save") if walked.begun else "",
        goes_on=question.kind is not Kind.EXIT,
        young=walked.journey.key == YOUNG,
        **(told(walked) if note else {}),
    )


def _items(walked: Walk, question: Question) -> list[dict[str, Any]]:
    return [
        {
            "heading": _numbered(row),
            "lines": [written(line) for line in row.lines],
            "change": _url(row.step),
            "remove": row.step.item,
        }
        for row in rows(walked.journey, walked.answers)
        if row.step.question is question
    ]


def _sections(walked: Walk) -> list[dict[str, Any]]:
    sections: dict[str, list[dict[str, Any]]] = {}
    for row in rows(walked.journey, walked.answers):
        said = {
            "label": _numbered(row),
            "lines": [written(line) for line in row.lines],
            "change": _url(row.step, change=1),
        }
        sections.setdefault(row.section, []).append(said)
    return [{"title": say(title), "rows": said} for title, said in sections.items()]


def _numbered(row: Row) -> str:
    return f"{say(row.label)} {row.number}" if row.number else say(row.label)
