"""The first screen, and the lists. What a list shows stands in its address and nowhere else."""

from collections.abc import Mapping
from dataclasses import fields as fields_of
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, session, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from portal.domain.challenge.decide import READ
from portal.domain.challenge.junk import MARK_JUNK, UNDO_JUNK
from portal.domain.policy.calendar import local
from portal.domain.policy.model import Audience
from portal.services import (
    due_erasures,
    feedback,
    learning_reports,
    leave,
    office_closures,
    opening_alerts,
    saved_filters,
    site_notices,
    worklist,
)
from portal.services.list_download import can_download
from portal.services.my_day import my_day
from portal.services.only_read import only_read
from portal.services.worklist import UNALLOCATED, DueFilter, ListFilter, Sort, Which
from portal.storage import SavedFilter
from portal.web import form_fields
from portal.web.i18n import gettext
from portal.web.staff import junk
from portal.web.staff.access import actor, context
from portal.web.staff.labels import AUDIENCES, NEEDED
from portal.web.staff.spreadsheet import TYPES
from portal.web.staff.staff_forms import FILTER_NAME, RECEIVED
from portal.web.staff.worklist_labels import DUE, LISTS

One = TypeVar("One", bound=StrEnum)


def today() -> str:
    """My day."""
    here()
    day = my_day(context(), actor())
    more = {
        "day": day,
        "away": [line for line in leave.due_while_away(context(), actor()) if line.reference not in day.order],
        "erasures": due_erasures.waiting(context(), actor()),
        "closures": office_closures.waiting(context(), actor()),
        "notices": site_notices.waiting(context(), actor()),
        "openings": opening_alerts.waiting(context(), actor()),
        "reports": learning_reports.due(context(), actor()),
        "lists": _lists(ListFilter()),
        "saved": _saved(),
        "counts": worklist.counts(context(), actor()),
        "most": worklist.MOST,
        "address": address,
        "was_last": request.args.get("done") == "last",
    }
    return render_template("staff/today.html", **more, **_may())


def onward() -> Response:
    """The next case of the day after the one that is named, or the day itself where that was the last."""
    order = my_day(context(), actor()).order
    after = request.args.get("after", "")
    place = order.index(after) + 1 if after in order else 0
    following = next((each for each in order[place:] if each != after), "")
    if not following:
        return redirect(url_for("staff.queue", done="last"))
    return redirect(url_for("staff.challenge", reference=following))


def here() -> None:
    """Remember the list that is shown, so that what is opened from it leads back to it."""
    session[BACK] = request.full_path.rstrip("?")


def back() -> str:
    """The list from which somebody came."""
    return str(session.get(BACK) or url_for("staff.queue"))


BACK = "back"


def lost() -> str:
    found = worklist.lost_messages(context(), actor())
    return render_template("staff/lost.html", tasks=found, most=worklist.MOST, **_may())


def held() -> str:
    found = worklist.held_messages(context(), actor())
    return render_template("staff/held.html", messages=found, most=worklist.MOST, **_may())


def overrides() -> str:
    found = {"overrides": worklist.overrides(context(), actor()), "only_read": only_read(context(), actor())}
    return render_template("staff/overrides.html", **found)


def what_people_say() -> str:
    said = feedback.summary(context(), actor())
    return render_template("staff/feedback.html", said=said, kept=context().pack.retention.feedback.keep)


def received() -> form_fields.Read:
    """Between which days the list that is asked for was received."""
    return form_fields.form_for(RECEIVED, request.args, local(context().now()).date())


def wanted() -> ListFilter:
    """The list that the address asks for."""
    return _asked(request.args, received(), worklist.stages(context(), actor()), worklist.officers(context(), actor()))


def listing() -> str | tuple[str, int]:
    read = received()
    stages = worklist.stages(context(), actor())
    officers = worklist.officers(context(), actor())
    asked = _asked(request.args, read, stages, officers)
    here()
    after = request.args.get("after")
    found = worklist.listing(context(), actor(), asked, after, request.args.get("page", 1, int))
    page = render_template(
        "staff/queue.html",
        lists=_lists(asked, asked.which),
        saved=_saved(),
        saves=address(asked, to="staff.save_filter"),
        name_html=form_fields.render(FILTER_NAME, {}, (), ""),
        listing=found,
        asked=asked,
        narrows=_narrows(asked, stages, officers),
        officers={UNALLOCATED: gettext(LISTS[Which.UNASSIGNED]), **officers.names},
        stages=stages,
        counts=found.counts,
        most=worklist.MOST,
        total_most=worklist.TOTAL,
        tags=_tags(asked),
        bare=address(ListFilter(asked.which, sort=asked.sort)),
        sorting=_sorting(asked),
        address=address,
        pages=_pages(asked, found),
        errors=read.problems,
        files=_files(asked, found),
        **_choosing(asked, after),
        dates=form_fields.render(RECEIVED, read.raw or _boxes(asked), read.problems, ""),
        **_may(),
    )
    return (page, 422) if read.problems else page


def _pages(asked: ListFilter, found: worklist.Listing) -> dict[str, Any] | None:
    """The other pages of the list, as the pagination shows them; none where there are no others."""
    if found.pages == 1 and not found.after and found.page == 1:
        return None
    near = sorted({1, found.page - 1, found.page, found.page + 1, found.pages} & {*range(1, found.pages + 1)})
    items: list[dict[str, Any]] = []
    for number in near:
        if items and number > int(items[-1]["number"]) + 1:
            items.append({"ellipsis": True, "number": number - 1})
        items.append({"number": number, "href": address(asked, page=number), "current": number == found.page})
    before = {"text": gettext("Previous page"), "href": address(asked, page=found.page - 1)} if found.page > 1 else None
    onward = address(asked, found.after, found.page + 1) if found.after else ""
    after = {"text": gettext("Next page"), "href": onward} if onward else None
    return {"landmarkLabel": gettext("Pages of the list"), "previous": before, "next": after, "items": items}


def _files(asked: ListFilter, found: worklist.Listing) -> dict[str, str]:
    """Where the list is as a file, by the kind of file; none where it is not offered as one."""
    if not can_download(actor(), found):
        return {}
    return {kind: f"{url_for('staff.list_file', kind=kind)}?{urlsplit(address(asked)).query}" for kind in TYPES}


_MARKED_IN = frozenset(Which) - {Which.JUNK, Which.CLOSED, Which.RECORD, Which.WAITING}


def _choosing(asked: ListFilter, after: str | None) -> Mapping[str, Any]:
    """What can be done with many of the list at once, and whether all of the page are chosen beforehand."""
    can = actor()
    marks = asked.which in _MARKED_IN and can.may(MARK_JUNK)
    back = asked.which is Which.JUNK and can.may(UNDO_JUNK)
    here = address(asked, after or "")
    return {
        "choose": "junk" if marks else "put_back" if back else "",
        "picked": "all" in request.args,
        "all_picked": f"{here}{'&' if '?' in here else '?'}all=1",
        "none_picked": here,
        "changed": junk.changed(),
        "allocates": actor().manages and asked.which not in {Which.JUNK, Which.CLOSED},
    }


def address(asked: ListFilter, after: str = "", page: int = 1, to: str = "staff.list", **differs: Any) -> str:
    """Where the list is, or one that differs from it; or where else something is done with it."""
    more = {"after": after, "page": str(page) if page > 1 else ""}
    said = said_of(replace(asked, **differs)) | {key: value for key, value in more.items() if value}
    return url_for(to, **said)


def said_of(asked: ListFilter) -> dict[str, Any]:
    """What the address of the list says."""
    said = {"list": asked.which, "audience": asked.audience, "stage": asked.stage, "needs": asked.needs}
    said |= {"officer": asked.officer, "team": asked.team, "age": str(asked.age or "")}
    said |= {"due": asked.due, "sort": asked.sort if asked.sort is not Sort.PRESSING else ""}
    for key, day in (("from", asked.first), ("to", asked.last)):
        if day:
            said |= {f"{key}-day": str(day.day), f"{key}-month": str(day.month), f"{key}-year": str(day.year)}
    return {key: str(value) for key, value in said.items() if value}


def _lists(asked: ListFilter, here: Which | None = None) -> list[tuple[Which, str, bool]]:
    """Every list, narrowed and sorted as this one is; whether it is the one we are at."""
    return [(which, address(asked, which=which), which is here) for which in Which]


def _saved() -> list[tuple[str, str, bool]]:
    """The lists that somebody saved: name, address, and whether it is this one."""
    found = saved_filters.mine(context(), actor())
    there = ((each.name, href(each)) for each in found)
    return [(name, href, href == request.full_path.rstrip("?")) for name, href in there]


def href(each: SavedFilter) -> str:
    """Where the list is that was saved."""
    given: dict[str, Any] = dict(each.address)
    return url_for("staff.list", **given)


def _may() -> Mapping[str, bool]:
    return {"may_read": actor().may(READ)}


def _narrows(
    asked: ListFilter, stages: Mapping[str, str], officers: worklist.Officers
) -> list[tuple[str, str, Mapping[Any, str], Any]]:
    """By what the list can be narrowed: its name, its label, what can be chosen, and what is."""
    needs = {key: gettext(NEEDED[key]) for key in worklist.NEEDS}
    allocated = {UNALLOCATED: gettext(LISTS[Which.UNASSIGNED]), **officers.names}
    ages = {days: gettext("%(num)s days or more") % {"num": days} for days in worklist.AGES}
    return [
        ("officer", gettext("Allocated to"), allocated, asked.officer),
        ("team", gettext("Team"), {team: team for team in officers.teams}, asked.team),
        ("audience", gettext("From"), {key: gettext(words) for key, words in AUDIENCES.items()}, asked.audience),
        ("stage", gettext("Stage"), stages, asked.stage),
        ("needs", gettext("What it needs"), needs, asked.needs),
        ("due", gettext("When it is due"), {key: gettext(words) for key, words in DUE.items()}, asked.due),
        ("age", gettext("How old it is"), ages, asked.age),
    ]


def _asked(
    args: MultiDict[str, str], read: form_fields.Read, stages: Mapping[str, str], officers: worklist.Officers
) -> ListFilter:
    """What the address asks for; words that we do not know narrow nothing."""
    stage, needs, team = args.get("stage", ""), args.get("needs", ""), args.get("team", "")
    age = args.get("age", 0, int)
    return ListFilter(
        which=_one(Which, args.get("list")) or Which.ALL,
        audience=_one(Audience, args.get("audience")),
        stage=stage if stage in stages else "",
        needs=needs if needs in worklist.NEEDS else "",
        due=_one(DueFilter, args.get("due")),
        officer=args["officer"] if args.get("officer") in {UNALLOCATED, *officers.names} else "",
        team=team if team in officers.teams else "",
        age=age if age in worklist.AGES else 0,
        first=_day(read.values.get("from")),
        last=_day(read.values.get("to")),
        sort=_one(Sort, args.get("sort")) or Sort.PRESSING,
    )


def _one(kind: type[One], word: str | None) -> One | None:
    return kind(word) if word in set(kind) else None


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None


def _boxes(asked: ListFilter) -> dict[str, str]:
    return {key: day.isoformat() for key, day in (("from", asked.first), ("to", asked.last)) if day}


_NARROWS: dict[str, Any] = {
    each.name: each.default for each in fields_of(ListFilter) if each.name not in {"which", "sort"}
}


def _tags(asked: ListFilter) -> list[tuple[str, Any, str]]:
    """What narrows the list: its name, its value, and the address of the list without it."""
    given = ((name, getattr(asked, name), blank) for name, blank in _NARROWS.items())
    return [(name, value, address(asked, **{name: blank})) for name, value, blank in given if value]


def _sorting(asked: ListFilter) -> dict[str, tuple[str, str]]:
    """For each heading to sort by: how it is sorted now, as ``aria-sort`` says it, and the address that sorts by it.

    A second press turns the order round.
    """
    ways = {
        "due": ((Sort.DUE, "ascending"), (Sort.DUE_LAST, "descending")),
        "received": ((Sort.RECEIVED, "descending"), (Sort.RECEIVED_LAST, "ascending")),
        "flags": ((Sort.PRESSING, "descending"),),
    }
    sorting = {}
    for heading, turns in ways.items():
        now = next((word for sort, word in turns if sort is asked.sort), "none")
        onward = turns[-1][0] if asked.sort is turns[0][0] else turns[0][0]
        sorting[heading] = (now, address(asked, sort=onward))
    return sorting


def install(pages: Blueprint) -> None:
    pages.add_url_rule("/", "queue", today)
    pages.add_url_rule("/next", "next", onward)
    pages.add_url_rule("/challenges", "list", listing)
    pages.add_url_rule("/lost-messages", "lost", lost)
    pages.add_url_rule("/held-messages", "held", held)
    pages.add_url_rule("/overrides", "overrides", overrides)
    pages.add_url_rule("/feedback", "feedback", what_people_say)
