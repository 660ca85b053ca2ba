"""For an auditor: who opened what, and who searched for what. No word of a case stands here."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from flask import Blueprint, render_template, request, url_for

from portal.domain import reference_codes
from portal.domain.i18n import _
from portal.domain.journey import Kind, Question
from portal.domain.policy.calendar import local
from portal.services import access_review
from portal.services.access_review import LONGEST, OpeningFilter, OpeningsAsked, ReviewPeriod
from portal.services.search import SearchBy
from portal.web import form_fields
from portal.web.staff.access import actor, context
from portal.web.staff.labels import WHYS
from portal.web.staff.staff_forms import SEARCH

ONLY: Mapping[OpeningFilter, str] = {
    OpeningFilter.UNALLOCATED: _("Without allocation"),
    OpeningFilter.OUT_OF_HOURS: _("Out of hours"),
    OpeningFilter.COPIED: _("With a copy or file taken out"),
}

SEARCHED_BY: Mapping[SearchBy, str] = {
    SearchBy.REFERENCE: _("Reference"),
    SearchBy.BIRTH: _("Date of birth"),
    SearchBy.TELEPHONE: _("Telephone number"),
    SearchBy.NAME: _("Name or place"),
}

PURPOSES: Mapping[str, str] = {choice.value: choice.words for choice in SEARCH.parts[1].choices}
"""Why somebody searched."""

_WRONG = _("Enter a day that is not in the future, like 27 3 2026")
PERIOD = Question(
    key="period",
    kind=Kind.GROUP,
    words=_("Period"),
    parts=(
        Question("from", Kind.DATE, _("From"), _("For example, 27 3 2026"), optional=True, wrong=_WRONG),
        Question("to", Kind.DATE, _("Up to"), _("For example, 27 3 2026"), optional=True, wrong=_WRONG),
    ),
)

MOST = 500
"""No more searches are shown at once."""

Page = str | tuple[str, int]


def openings() -> Page:
    read = _read()
    args = request.args
    reference = reference_codes.tidy(args.get("case", ""))
    only = OpeningFilter(args["only"]) if args.get("only") in set(OpeningFilter) else None
    asked = OpeningsAsked(_period(read), args.get("officer", ""), reference, only)
    found = access_review.review(context(), actor(), asked, args.get("page", 1, int))
    words: dict[str, Any] = {"only_words": ONLY, "why_words": WHYS}
    more = {"asked": asked, "address": _address, "replace": replace, "case": args.get("case", "")}
    return _page("staff/openings.html", read, asked.period, review=found, **words, **more)


def searches() -> Page:
    read = _read()
    officer = request.args.get("officer", "")
    found = access_review.searches(context(), actor(), _period(read), officer)
    words: dict[str, Any] = {"by_words": SEARCHED_BY, "purpose_words": PURPOSES}
    return _page("staff/searches.html", read, _period(read), found=found, officer=officer, most=MOST, **words)


def _read() -> form_fields.Read:
    return form_fields.form_for(PERIOD, request.args, local(context().now()).date())


def _page(template: str, read: form_fields.Read, period: ReviewPeriod, **more: Any) -> Page:
    raw = read.raw if read.problems else {"from": period.first.isoformat(), "to": period.last.isoformat()}
    dates = form_fields.render(PERIOD, raw, read.problems, "")
    page = render_template(template, errors=read.problems, dates=dates, period=period, **more)
    return (page, 422) if read.problems else page


def _period(read: form_fields.Read) -> ReviewPeriod:
    """What is asked for: a week if nothing is, and never more than a quarter."""
    usual = access_review.usual_period(context())
    last = date.fromisoformat(read.values["to"]) if read.values.get("to") else usual.last
    first = date.fromisoformat(read.values["from"]) if read.values.get("from") else last - access_review.USUAL
    return ReviewPeriod(max(min(first, last), last - LONGEST), last)


def _address(asked: OpeningsAsked, page: int = 1, endpoint: str = "staff.openings") -> str:
    """Where these openings are, or what else is asked of the same officer and period."""
    said = {"officer": asked.officer, "case": asked.reference, "only": asked.only or ""}
    said |= {"page": str(page) if page > 1 else ""}
    for key, day in (("from", asked.period.first), ("to", asked.period.last)):
        said |= {f"{key}-day": str(day.day), f"{key}-month": str(day.month), f"{key}-year": str(day.year)}
    given: dict[str, Any] = {key: value for key, value in said.items() if value}
    return url_for(endpoint, **given)


def install(pages: Blueprint) -> None:
    pages.add_url_rule("/openings", "openings", openings)
    pages.add_url_rule("/searches", "searches", searches)
