"""The notice on every public page: written by one manager, looked at and confirmed by another, withdrawn by either."""

from collections.abc import Mapping
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.domain.i18n import _
from portal.domain.journey import Choice, Kind, Question
from portal.domain.permissions import ActionRefused
from portal.domain.policy.calendar import LONDON, ONE_DAY, local
from portal.domain.site_notice import ENGLISH, LONGEST, USUAL_TIME, SiteNotice, SiteNoticeKind, field_of, hard_to_read
from portal.services import site_notices
from portal.services.site_notices import NoticeLine, NoticeState
from portal.web import form_fields
from portal.web.form_fields import Problem
from portal.web.i18n import english_name, gettext
from portal.web.staff import typed_time
from portal.web.staff.access import actor, context
from portal.web.staff.form_parts import day, line, one, optional, words

Page = str | tuple[str, int] | Response

DEEDS = {"confirm": site_notices.confirm, "withdraw": site_notices.end}

CLOCK = _("Like 9am, 2:30pm or 14:30.")
KINDS = (
    Choice(SiteNoticeKind.IMPORTANT, _("Important notice"), _("What people cannot do or have to do another way.")),
    Choice(SiteNoticeKind.INFORMATION, _("Notice"), _("What is good to know.")),
)


def written() -> str:
    """All of them, and the form; filled with what an earlier one says where that is written anew."""
    lines = site_notices.page(context(), actor())
    before = next((each.line.what for each in lines if each.line.id == request.args.get("again")), None)
    return _page(lines, _as_typed(before) if before else {}, ())


def propose() -> Page:
    read = form_fields.form_for(_question(), request.form)
    problems = read.problems
    if not problems:
        try:
            site_notices.propose(context(), actor(), _notice(read.values))
            return redirect(url_for("staff.site_notice"), 303)
        except ActionRefused as refused:
            problems = (_beside(refused),)
    return _page(site_notices.page(context(), actor()), read.raw, problems), 422


def decide(agreement_id: str, deed: str) -> Page:
    """Nothing comes of it where somebody else was quicker: the page says how it stands."""
    if deed not in DEEDS:
        abort(404)
    try:
        DEEDS[deed](context(), actor(), agreement_id)
    except ActionRefused as refused:
        problems = (Problem("", gettext(refused.reason), "#main-content"),)
        return _page(site_notices.page(context(), actor()), {}, problems), 422
    return redirect(url_for("staff.site_notice"), 303)


def _page(lines: tuple[NoticeLine, ...], values: Mapping[str, object], problems: tuple[Problem, ...]) -> str:
    over = (NoticeState.ENDED, NoticeState.OVER)
    return render_template(
        "staff/site_notice.html",
        open=[each for each in lines if each.state not in over],
        past=[each for each in lines if each.state in over],
        hard_to_read=hard_to_read,
        last_day=_last_day,
        untranslated=lambda notice: [english_name(code) for code in _others() if notice.said_in(code)[1] != code],
        field_html=form_fields.render_once(_question(), values, problems),
        languages=english_name,
        errors=problems,
    )


def _others() -> tuple[str, ...]:
    """The languages besides English that the public pages speak."""
    return tuple(code for code in context().pack.council.languages if code != ENGLISH)


def _question() -> Question:
    return _asked(_others())


@lru_cache(maxsize=8)
def _asked(others: tuple[str, ...]) -> Question:
    return Question(key="notice", kind=Kind.GROUP, words=_("Write a notice"), parts=(
        one("kind", _("What is its heading?"), _("Select its heading"), KINDS),
        words(_("The notice"), _("Write the notice"),
              _("Say what is different and what people can do. Short sentences. Telephone numbers can be pressed."),
              longest=LONGEST),
        *([_translated(others)] if others else []),
        optional(day("first", _("First day"), "", _("Leave it blank to begin as soon as it is confirmed."))),
        optional(line("from", _("From what time"), "", CLOCK, longest=20)),
        optional(day("last", _("Last day"), "", _("Leave it blank to show it for 7 days."))),
        optional(line("until", _("Until what time on the last day"), "", CLOCK, longest=20)),
    ))  # fmt: skip


def _translated(others: tuple[str, ...]) -> Question:
    """The languages in which the words are there too; what is not there is read in English."""
    said, empty = gettext(_("The notice in %(language)s")), gettext(_("Write the notice in %(language)s"))
    choices = []
    for code in others:
        named = {"language": english_name(code)}
        part = words(said % named, empty % named, key=field_of(code), longest=LONGEST)
        choices.append(Choice(code, english_name(code), parts=(part,)))
    return Question(
        key="others", kind=Kind.SOME, optional=True, words=_("Other languages that you have it in"),
        choices=tuple(choices),
        hint=_("Have it translated by somebody who speaks the language well. In the others people read it in English."),
    )  # fmt: skip


def _notice(said: Mapping[str, Any]) -> SiteNotice:
    """What was typed, as a notice. Raises :class:`ActionRefused`, which names the field."""
    now = local(context().now())
    starts = _moment(said, "first", "from", time(0)) or now
    ends = _moment(said, "last", "until", None) or _end_of((starts + USUAL_TIME).date() - ONE_DAY)
    translations = tuple((code, said[field_of(code)]) for code in said["others"] or ())
    return SiteNotice(SiteNoticeKind(said["kind"]), said["words"], starts, ends, translations)


def _moment(said: Mapping[str, str], day_key: str, hour_key: str, otherwise: time | None) -> datetime | None:
    """The day and the hour that were typed; ``otherwise``: the hour where none was, or the end of the day."""
    hour = typed_time.hour(said[hour_key]) if said[hour_key] else otherwise
    if said[hour_key] and hour is None:
        raise ActionRefused(typed_time.WRONG, hour_key)
    if not said[day_key]:
        if said[hour_key]:
            raise ActionRefused(_("Enter the day too"), day_key)
        return None
    on = date.fromisoformat(said[day_key])
    return datetime.combine(on, hour, LONDON) if hour else _end_of(on)


def _end_of(on: date) -> datetime:
    return datetime.combine(on + ONE_DAY, time(0), LONDON)


def _last_day(ends: datetime) -> date | None:
    """The day that it is shown to the end of, where it ends at midnight."""
    here = local(ends)
    return here.date() - ONE_DAY if here.time() == time(0) else None


def _beside(refused: ActionRefused) -> Problem:
    box = "-day" if refused.about in ("first", "last") else ""
    return Problem(refused.about, gettext(refused.reason), f"#{refused.about}{box}")


def _as_typed(notice: SiteNotice) -> dict[str, object]:
    """The words and the heading of an earlier one, without its time."""
    languages = dict(notice.translations)
    typed = {field_of(code): said for code, said in languages.items()}
    return {"kind": notice.kind.value, "words": notice.words, "others": [*languages], **typed}


def install(pages: Blueprint) -> None:
    pages.add_url_rule("/public-notice", "site_notice", written)
    pages.add_url_rule("/public-notice", "propose_notice", propose, methods=["POST"])
    pages.add_url_rule("/public-notice/<agreement_id>/<deed>", "decide_notice", decide, methods=["POST"])
