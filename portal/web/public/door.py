"""What only the public door says: whom to call, why something is not possible, and what is still open here."""

from flask import render_template, url_for

from portal.domain.call_now import contact_now, unread
from portal.domain.people import Refused
from portal.domain.policy import Audience
from portal.services import applying
from portal.web.security import visit
from portal.web.telling import office
from portal.web.walking import WAYS


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
    """Where to save the form that this browser has begun and a code would close; blank where there is none."""
    flow = applying.unsaved(office(), visit().known or "")
    return url_for("journey.save", way=WAYS[flow]) if flow else ""
