"""What only the public door says: whom to call, and why something is not possible."""

from flask import render_template

from portal.domain.people import Refused
from portal.domain.policy import contact_now
from portal.web.telling import office


def phone_now() -> tuple[str, str]:
    """Whom to call about a child at this hour: their name and number."""
    contact = contact_now(office().pack, office().now(), office().calendar)
    return contact.name, contact.telephone


def refused(error: Refused) -> tuple[str, int]:
    """What somebody tried is not possible now; the domain says why."""
    return render_template("public/refused.html", reason=error.reason), 409
