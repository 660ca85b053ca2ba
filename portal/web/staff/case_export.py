"""A challenge to take along: text and data for the case system, files for the child's file, and forms.

Each is logged before it is shown. Who does not have the challenge says why first. File names say nothing but
the reference.
"""

import json

from flask import Blueprint, Response, abort, current_app, redirect, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal.services import case_access, case_export
from portal.services.notifications_due import NotificationEntry
from portal.web import pdf
from portal.web.staff import export_layout, record_sheet
from portal.web.staff.access import actor, context

TYPES = {"txt": "text/plain", "json": "application/json", "pdf": "application/pdf"}


def export(reference: str, form: str) -> Response | BaseResponse:
    """The whole of it, as the case system's own entry."""
    _possible(form)
    if first := _why(reference):
        return first
    entry = case_export.export(context(), actor(), reference, form)
    if entry is None:
        abort(404)
    if form == "json":
        data = json.dumps(case_export.as_json(entry), ensure_ascii=False, indent=1)
        return _file(data.encode(), reference, form)
    text = url_for("staff.export", reference=reference, form="txt")
    return _sheet(export_layout.record(entry), reference, form, text)


def form(reference: str, name: str, kind: str = "pdf") -> Response | BaseResponse:
    """A form that the pack asks for, or a complaint as it was handed over."""
    _possible(kind)
    if first := _why(reference):
        return first
    found = case_export.filled(context(), actor(), reference, name)
    if found is None:
        abort(404)
    entry, asked = found
    text = url_for("staff.form", reference=reference, name=name, kind="txt")
    sheet = (
        export_layout.form(entry, asked)
        if isinstance(asked, NotificationEntry)
        else export_layout.complaint(entry, asked)
    )
    return _sheet(sheet, reference, kind, text)


def _possible(kind: str) -> None:
    if kind == "pdf" and not current_app.config["PDF"]:
        abort(404)


def _why(reference: str) -> BaseResponse | None:
    """The page that asks why, for who does not have it and has not said so."""
    if case_access.reason(context(), actor(), reference):
        return None
    return redirect(url_for("staff.why", reference=reference, to="record"))


def _sheet(sheet: record_sheet.Sheet, reference: str, kind: str, instead: str) -> Response:
    """``instead``: where the same is as text, should there be no file."""
    if kind == "txt":
        return _file(record_sheet.text(sheet).encode(), reference, kind)
    return _file(pdf.make(render_template("documents/sheet.html", sheet=sheet), instead, pdf.A_TEXT), reference, kind)


def _file(data: bytes, reference: str, kind: str) -> Response:
    kept = {"Content-Disposition": f"attachment; filename={reference}.{kind}", "Cache-Control": "no-store"}
    return Response(data, content_type=TYPES[kind] + ("" if kind == "pdf" else "; charset=utf-8"), headers=kept)


def install(pages: Blueprint) -> None:
    pages.add_url_rule("/challenges/<reference>/record.<any(txt,json,pdf):form>", "export", export)
    for kind in ("pdf", "txt"):
        pages.add_url_rule(f"/challenges/<reference>/forms/<name>.{kind}", "form", form, defaults={"kind": kind})
