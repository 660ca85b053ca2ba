"""Pages to read: before the form, beside it, and after leaving."""

import hmac

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from portal.domain.policy import Audience
from portal.services import applying, sending
from portal.services.tracking import next_steps as steps_from_now
from portal.web.public.door import office, promises
from portal.web.security import visit

pages = Blueprint("pages", __name__)

NEUTRAL_SITE = "https://www.bbc.co.uk/weather"
AUDIENCES = (Audience.PARENT, Audience.FAMILY, Audience.NEIGHBOUR)


def _page(address: str, name: str) -> None:
    """A page that is only read."""
    pages.add_url_rule(address, name, lambda: render_template(f"public/{name}.html"))


for _address, _name in (
    ("/", "start"),
    ("/before-you-start", "before"),
    ("/danger", "danger"),
    ("/how-we-treated-you", "treated"),
    ("/your-information", "information"),
    ("/something-new", "new_worry"),
    ("/contact", "contact"),
    ("/privacy", "privacy"),
    ("/cookies", "cookies"),
    ("/accessibility", "accessibility"),
    ("/staying-safe-online", "staying_safe"),
    ("/deleted", "deleted"),
    ("/closed", "closed"),
):
    _page(_address, _name)


@pages.get("/what-we-can-tell-you")
def can_tell() -> str:
    audiences = {audience: promises(audience) for audience in AUDIENCES}
    return render_template("public/can_tell.html", audiences=audiences)


@pages.get("/what-happens-next")
def next_steps() -> str:
    return render_template("public/next_steps.html", plan=steps_from_now(office()))


@pages.get("/exit", endpoint="exit")
def leave_quickly() -> Answer:
    """Leave at once: the session ends, the browser forgets these pages, a neutral site opens."""
    if token := visit().known:
        applying.leave(office(), token)
        visit().end()
    gone = redirect(NEUTRAL_SITE)
    gone.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return gone


@pages.post("/notify/receipts")
def receipts() -> tuple[str, int]:
    """GOV.UK Notify tells us what became of a message. A wrong bearer never learns more than that."""
    given = request.headers.get("Authorization", "")
    if not hmac.compare_digest(given.encode(), f"Bearer {office().callback_secret}".encode()):
        abort(403)
    sending.receipt(office(), request.get_json(), office().now())
    return "", 204
