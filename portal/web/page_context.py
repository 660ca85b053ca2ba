"""What both doors say on their pages: what may be told to whom, and small forms."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from flask import current_app, render_template

from portal.domain.disclosure.table import FACT_WORDS, NOBODY_CHECKED, Checks, Fact, Show, shows
from portal.domain.i18n import _
from portal.domain.journey import Question
from portal.domain.policy.calendar import local
from portal.domain.policy.model import Audience
from portal.domain.questions.representation import acts_for_other, audience_of
from portal.services import AppContext
from portal.services.journey_store import JourneyProgress
from portal.web import form_fields

TELLS: Mapping[Fact, str] = {fact: words.public for fact, words in FACT_WORDS.items()}
GIST_TELLS: Mapping[Fact, str] = {
    Fact.CONTACT_EXISTS: _("that we got your first message"),
    Fact.DECISION_MADE: _("that a decision was made, but not what it was"),
}
OTHERWISE: Mapping[Fact, str] = {Fact.CONTACT_EXISTS: _("if anyone else has contacted us about the child")}
"""What stays untold where only who made the contact is told of it."""


def context() -> AppContext:
    opened: AppContext = current_app.extensions["context"]
    return opened


def today() -> date:
    return local(context().now()).date()


def promises(audience: Audience) -> dict[str, list[str]]:
    """What the pack's table lets us tell this audience: always, perhaps after checks, and never.

    ``made_contact``: what may be told besides to whom of them the contact was.
    """
    told: dict[str, list[str]] = {"always": [], "may": [], "made_contact": [], "never": []}
    for fact in context().pack.disclosure:
        when, sentence = next(_tells(fact, audience), ("never", TELLS[fact]))
        told[when].append(sentence)
        if when == "made_contact" and fact in OTHERWISE:
            told["never"].append(OTHERWISE[fact])
    return told


def _tells(fact: Fact, audience: Audience) -> Iterator[tuple[str, str]]:
    """From when on a fact may be told, and in which words; the least that has to be checked first."""
    table, checked = context().pack.disclosure, Checks(identity=True, standing=True)
    needs = {"always": NOBODY_CHECKED, "may": checked, "made_contact": replace(checked, made_contact=True)}
    for when, checks in needs.items():
        show = shows(table, audience, fact, checks)
        if show is Show.RELEASED or (show is Show.FULL and fact not in GIST_TELLS):
            yield when, TELLS[fact]
        elif show is not Show.WITHHELD and fact in GIST_TELLS:
            yield when, GIST_TELLS[fact]


def told(walked: JourneyProgress) -> dict[str, Any]:
    """What a page without a question may need to know."""
    if not walked.answers.get("who"):
        return {"who": ""}
    who = audience_of(walked.answers)
    return {"who": who.value, "acting": acts_for_other(walked.answers), **promises(who)}


def asked(
    template: str,
    question: Question,
    values: Mapping[str, Any] | None = None,
    problems: tuple[form_fields.Problem, ...] = (),
    title: str = "",
    **more: Any,
) -> str:
    """A page with one small form beside the journey, which is its heading unless ``title`` is another."""
    html = form_fields.render(question, values or {}, problems, "" if title else None)
    title = title or form_fields.heading(question)
    return render_template(template, title=title, field_html=html, errors=problems, **more)
