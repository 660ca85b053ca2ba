"""What only the public door says: whom to call, why something is not possible, and what is still open here."""

from flask import Flask, render_template, url_for
from flask_wtf.csrf import CSRFError

from portal.domain.call_now import contact_now, unread
from portal.domain.people import Refused
from portal.domain.policy import Audience
from portal.services import applying
from portal.web import base
from portal.web.security import visit
from portal.web.telling import office


def phone_now() -> tuple[str, str]:
    """The number to call about a child at this hour, and the sentence that says when nobody reads the form."""
    pack = office().pack
    return contact_now(pack, office().now(), office().calendar).telephone, unread(pack.hours)


def takes(audience: Audience) -> bool:
    """Whether requests of such people are taken, as of today."""
    return office().pack.takes(audience)


def refused(error: Refused) -> tuple[str, int]:
    """What somebody tried is not possible now; the domain says why."""
    return render_template("public/refused.html", reason=error.reason), 409


def unsaved_here() -> str:
    """Where somebody goes on with the form that is open here and a code would close; blank where there is none."""
    return url_for("journey.begin") if applying.unsaved(office(), visit().known or "") else ""


def forged(app: Flask, error: CSRFError) -> tuple[str, int]:
    """A form came without its token: perhaps because this browser keeps no cookies, and then we say so."""
    base.note_refusal(app, error)
    if visit().new:
        return render_template("public/no_cookie.html", code=400), 400
    return base.problem_page(app, 400)
