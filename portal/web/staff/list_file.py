"""A list as a file for a spreadsheet: the columns that its page shows to whoever takes it, and no other."""

from collections.abc import Iterable, Iterator

from flask import Blueprint, Response, redirect
from werkzeug.wrappers import Response as BaseResponse

from portal.domain.i18n import _
from portal.domain.permissions import ActionRefused
from portal.domain.policy.calendar import local
from portal.services.list_download import download
from portal.services.list_rows import Listed
from portal.web.i18n import due, gettext, moment
from portal.web.staff.access import actor, context
from portal.web.staff.labels import AUDIENCES, FLAGS, HAPPENED
from portal.web.staff.spreadsheet import Cell, file_of
from portal.web.staff.worklist import address, wanted
from portal.web.staff.worklist_labels import ASKS, STEPS


def list_file(kind: str) -> Response | BaseResponse:
    asked = wanted()
    try:
        lines = download(context(), actor(), asked, kind)
    except ActionRefused:
        return redirect(address(asked))
    return file_of(kind, f"cases-{context().now():%Y-%m-%d}", _rows(lines))


def _rows(lines: Iterable[Listed]) -> Iterator[tuple[Cell, ...]]:
    yield tuple(map(gettext, HEADINGS))
    for line in lines:
        yield (
            line.written,
            "; ".join(_to_do(line)),
            _child(line),
            gettext(AUDIENCES[line.audience]),
            line.stage,
            local(line.received_at).date(),
            line.age,
            due(line.due.on) if line.due else None,
            gettext("Yes") if line.due and line.due.late else None,
            line.paused_until,
            gettext(HAPPENED[line.last.kind]) if line.last and line.last.kind in HAPPENED else None,
            moment(line.last.at) if line.last and line.last.kind in HAPPENED else None,
            line.held_by or None,
        )


HEADINGS = (
    _("Case"), _("To do"), _("Child"), _("From"), _("Stage"), _("Received"), _("Days old"), _("Due"), _("Late"),
    _("Paused until"), _("Last"), _("When"), _("Allocated to"),
)  # fmt: skip
"""Each a part of a column of the page."""


def _to_do(line: Listed) -> Iterator[str]:
    if line.alert:
        yield gettext("Safety alert")
    for ask in line.asks:
        yield gettext(ASKS[ask][0])
    if line.step:
        yield gettext(STEPS[line.step][0])
    for flag in line.flags:
        if flag not in line.asks:
            yield gettext(FLAGS[flag][0])
    if line.erased:
        yield gettext("Erased")


def _child(line: Listed) -> str | None:
    """The initials and the age, as the page shows them."""
    if line.child is None:
        return None
    more = gettext("and %(num)s more") % {"num": line.child.more} if line.child.more else ""
    said = (line.child.initials, gettext(line.child.age) if line.child.age else "")
    return " ".join(filter(None, (", ".join(filter(None, said)), more)))


def install(pages: Blueprint) -> None:
    pages.add_url_rule("/challenges.<any(csv,ods):kind>", "list_file", list_file)
