"""The reports for learning: which are due, each as a page, as CSV, ODS and PDF, and writing down that one was sent."""

from collections.abc import Iterator, Sequence
from datetime import date

from flask import Blueprint, Response, abort, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal.domain.i18n import _
from portal.domain.journey import Kind, Question
from portal.domain.permissions import ActionRefused
from portal.domain.policy.calendar import local
from portal.domain.policy.model import Absent, Ladder, Stage
from portal.services import learning_reports
from portal.services.learning_reports import Report
from portal.web import form_fields, pdf
from portal.web.i18n import day, gettext, moment
from portal.web.staff import spreadsheet
from portal.web.staff.access import actor, context
from portal.web.staff.form_parts import WAYS
from portal.web.staff.record_sheet import Block, Field, Sheet
from portal.web.staff.report_labels import TABLES, UNDIVIDED, WORDS

HIDDEN = _("Not shown")

SENT = Question(
    key="sent", kind=Kind.GROUP, words=_("Write down that it was sent"),
    parts=(
        Question(
            "how", Kind.ONE, _("How did you send it?"), choices=WAYS, empty=_("Select how you sent it"),
        ),
        Question(
            "on", Kind.DATE, _("When did you send it?"), _("For example, 27 3 2027"),
            empty=_("Enter the day on which you sent it"), wrong=_("Enter a real date that is not in the future"),
        ),
    ),
)  # fmt: skip


def reports() -> str:
    wanted = any(not isinstance(rule.every, Absent) for rule in context().pack.learning)
    return render_template("staff/reports.html", tasks=learning_reports.tasks(context(), actor()), wanted=wanted)


def report(key: str) -> str | tuple[str, int] | BaseResponse:
    found = _found(key)
    if request.method != "POST":
        return _page(found, form_fields.Read({}))
    read = form_fields.form_for(SENT, request.form, local(context().now()).date())
    if read.problems:
        return _page(found, read), 422
    try:
        on = date.fromisoformat(read.values["on"])
        learning_reports.record_sent(context(), actor(), key, on, read.values["how"])
    except ActionRefused as refused:
        problem = form_fields.Problem("on", gettext(refused.reason), "#on-day")
        return _page(found, form_fields.Read(read.values, (problem,), read.raw)), 422
    return redirect(url_for("staff.report", key=key), 303)


def _found(key: str) -> Report:
    found = learning_reports.report(context(), actor(), key)
    if found is None:
        abort(404)
    return found


def _page(found: Report, read: form_fields.Read) -> str:
    form = form_fields.render(SENT, read.raw, read.problems, "")
    return render_template("staff/report.html", report=found, sheet=_sheet(found), errors=read.problems, form=form)


def _sheet(found: Report) -> Sheet:
    period, rule = found.task.period, found.task.rule
    title = gettext("Learning from challenges: %(first)s to %(last)s")
    about = (
        Field(gettext("Council and policy"), (context().pack.council.name, context().pack.document.title)),
        Field(gettext("For"), rule.to or (gettext("Not stated"),)),
        Field(gettext("Challenges received"), (_number(found.total),)),
        Field(gettext("Numbers as of"), (moment(found.made_at),)),
    )
    blocks = (Block(gettext("About this report"), about), *_blocks(found))
    return Sheet(title % {"first": day(period.first), "last": day(period.last)}, blocks)


def _named(ladder: Ladder, stage: Stage) -> str:
    """A stage by its label; with that of its ladder where the policy has several, whose stages may be named alike."""
    return f"{ladder.label}: {stage.label}" if len(context().pack.ladders) > 1 else stage.label


def _blocks(found: Report) -> Iterator[Block]:
    """The tables; none where there are so few challenges that nothing of them is counted out."""
    if found.total is None:
        return
    stages = {stage.key: _named(ladder, stage) for ladder in context().pack.ladders for stage in ladder.stages}
    decisions = {each.key: each.label for each in context().pack.decisions.outcomes}
    ladders = {each.key: each.label for each in context().pack.ladders}
    ours = {"stage": stages, "before": decisions, "after": decisions, "ladder": ladders}
    for name, cells in found.tables.items():
        words = {**ours.get(name, {}), **WORDS[name], **UNDIVIDED}
        rows = (
            Field(gettext(words.get(key, key)), (_number(count),))
            for key, count in cells.items()
            if key not in UNDIVIDED or count != 0
        )
        yield Block(gettext(TABLES[name]), tuple(rows))


def _number(count: int | None) -> str:
    return gettext(HIDDEN) if count is None else str(count)


def report_file(key: str, kind: str) -> Response:
    found = _found(key)
    if kind in spreadsheet.TYPES:
        return spreadsheet.file_of(kind, f"report-{key}", _table(_sheet(found)))
    if not current_app.config["PDF"]:
        abort(404)
    instead = url_for("staff.report_file", key=key, kind="csv")
    page = render_template("documents/sheet.html", sheet=_sheet(found))
    return _file(pdf.make(page, instead, pdf.A_TEXT), key, "application/pdf", kind)


def _table(sheet: Sheet) -> Iterator[Sequence[str]]:
    yield gettext("Table"), gettext("What"), gettext("Challenges")
    for block in sheet.blocks:
        for field in block.fields:
            yield block.title, field.label, "; ".join(field.lines)


def _file(data: bytes, key: str, content_type: str, kind: str) -> Response:
    kept = {"Content-Disposition": f"attachment; filename=report-{key}.{kind}", "Cache-Control": "no-store"}
    return Response(data, content_type=content_type, headers=kept)


def install(pages: Blueprint) -> None:
    pages.add_url_rule("/reports", "reports", reports)
    pages.add_url_rule("/reports/<key>", "report", report, methods=["GET", "POST"])
    pages.add_url_rule("/reports/<key>.<any(csv,ods,pdf):kind>", "report_file", report_file)
