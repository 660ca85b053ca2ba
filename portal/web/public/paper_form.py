"""The form on paper: every question with room to answer it, to print or as a file."""

import functools
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, abort, render_template, url_for

from portal.domain.conditions import Both, Condition, Either, Has, Is, Not, Several
from portal.domain.journey import Question
from portal.domain.policy.model import Audience
from portal.domain.questions import paper_form as forms
from portal.web import pdf
from portal.web.i18n import gettext, say
from portal.web.page_context import context
from portal.web.public.page_layout import dress, wear

paper = Blueprint("paper", __name__)
paper.url_value_preprocessor(dress)

_kept = functools.lru_cache(maxsize=16)(pdf.make)  # nobody has written on it yet: the same for everybody


@paper.get("/paper", defaults={"young": False})
@paper.get("/young/paper", defaults={"young": True})
def choose() -> str:
    return render_template("public/paper.html", sheets=forms.sheets(context().pack), pdf=pdf.offered())


@paper.get("/paper/<sheet>", defaults={"young": False})
@paper.get("/young/paper/<sheet>", defaults={"young": True})
def form(sheet: str) -> str:
    if sheet == "young":
        wear(Audience.YOUNG_PERSON)
    return render_template("public/paper_form.html", asked=_asked(sheet), young=sheet == "young")


@paper.get("/paper/<sheet>/form.pdf", endpoint="file", defaults={"large": False})
@paper.get("/paper/<sheet>/large.pdf", endpoint="large", defaults={"large": True})
def file(sheet: str, large: bool) -> Response:
    """The form as a file, or in large print.

    Source: RNIB, "Clear print guidelines": large print has letters of 16 to 18 points.
    """
    asked = _asked(sheet)
    if not pdf.offered():
        abort(404)
    html = render_template("documents/paper.html", asked=asked, young=sheet == "young", large=large)
    return pdf.download(_kept(html, url_for("paper.form", sheet=sheet)), "form.pdf")


def _asked(sheet: str) -> list[dict[str, Any]]:
    if sheet not in forms.sheets(context().pack):
        abort(404)
    asked = forms.asked(context().pack, sheet)
    return [{"number": each.number, "question": each.question, "only_if": _reason(asked, each.when)} for each in asked]


def _reason(asked: list[forms.PaperQuestion], when: Condition, *, yes: bool = True) -> str:
    """A condition in words: "you ticked 'Yes' for question 7". Blank where there is none."""
    match when:
        case Not(of):
            return _reason(asked, of, yes=not yes)
        case Both(each) | Either(each):
            joined = gettext(", and ") if isinstance(when, Both) is yes else gettext(", or ")
            return joined.join(_reason(asked, one, yes=yes) for one in each)
        case Is(key, values):
            return _ticked(asked, key, values, yes=yes)
        case Has(key, value):
            return _ticked(asked, key, (value,), yes=yes)
        case Several(key, values) if yes:
            return _ticked(asked, key, values, several=True)
    raise ValueError(f"no words for {when!r}")


def _ticked(
    asked: list[forms.PaperQuestion], key: str, values: tuple[str, ...], *, yes: bool = True, several: bool = False
) -> str:
    number, leaf = next((each.number, leaf) for each in asked for leaf in _leaves(each.question) if leaf.key == key)
    names = [f"'{say(choice.words)}'" for choice in leaf.choices if choice.value in values]
    words = gettext("you did not tick %(choices)s for question %(number)d")
    if several:
        return gettext("you ticked more than one way to reach you for question %(number)d") % {"number": number}
    if yes:
        words = gettext("you ticked %(choices)s for question %(number)d")
    return words % {"choices": gettext(" or ").join(names), "number": number}


def _leaves(question: Question) -> Iterator[Question]:
    yield question
    for part in question.inner():
        yield from _leaves(part)
