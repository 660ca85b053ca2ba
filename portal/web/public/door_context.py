"""What only the public door says: whom to call, why something is not possible, and what is still open here."""

from flask import Flask, render_template, url_for
from flask_wtf.csrf import CSRFError

from portal.domain.permissions import ActionRefused
from portal.domain.policy.call_now import contact_now, unread
from portal.domain.policy.model import Audience
from portal.services import applications
from portal.web import app_factory
from portal.web.page_context import context
from portal.web.security import visit


def phone_now() -> tuple[str, str]:
    """The number to call about a child at this hour, and the sentence that says when nobody reads the form."""
    pack = context().pack
    return contact_now(pack, context().now(), context().calendar).telephone, unread(pack)


def takes(audience: Audience) -> bool:
    """Whether requests of such people are taken, as of today."""
    return context().pack.takes(audience)


def refused(error: ActionRefused) -> tuple[str, int]:
    """What somebody tried is not possible now; the domain says why."""
    return render_template("public/refused.html", reason=error.reason), 409


def unsaved_here() -> str:
    """Where somebody goes on with the form that is open here and a code would close; blank where there is none."""
    return url_for("journey.begin") if applications.unsaved(context(), visit().known or "") else ""


def forged(app: Flask, error: CSRFError) -> tuple[str, int]:
    """A form came without its token: perhaps because this browser keeps no cookies, and then we say so."""
    app_factory.note_refusal(app, error)
    if visit().new:
        return render_template("public/no_cookie.html", code=400), 400
    return app_factory.problem_page(app, 400)
