"""Files that a raiser sent, taken out one at a time: each is written down before anybody sees it."""

from http import HTTPStatus

from flask import Blueprint, Response, abort, current_app, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.domain.evidence_formats import KEPT
from portal.domain.permissions import ActionRefused
from portal.services import case_access, evidence
from portal.web import app_factory
from portal.web.i18n import gettext
from portal.web.staff.access import actor, context

SANDBOX = "sandbox; default-src 'none'"
"""Whatever a browser makes of the file, it can run nothing, load nothing and reach nothing of ours."""


def install(pages: Blueprint) -> None:
    pages.add_url_rule("/challenges/<reference>/files/<int:number>", "file", file)


def file(reference: str, number: int) -> ResponseReturnValue:
    if not case_access.reason(context(), actor(), reference):
        return redirect(url_for("staff.why", reference=reference))
    try:
        found = evidence.open_file(context(), actor(), reference, number)
    except ActionRefused as refusal:
        return app_factory.problem_page(current_app, HTTPStatus.CONFLICT, gettext(refusal.reason))
    if found is None:
        abort(404)
    kept = KEPT[found.kind]
    name = f"{reference}-file-{found.number}.{kept.ending}"
    headers = {"Content-Disposition": f"attachment; filename={name}", "Content-Security-Policy": SANDBOX}
    return Response(found.content, mimetype=kept.media_type, headers=headers)
