"""The list: what has come in, what needs somebody first on top."""

from flask import render_template, request, url_for

from portal.domain.people import Action
from portal.services import reading
from portal.web.staff.access import actor, office


def queue() -> str:
    after = request.args.get("after")
    listing = reading.queue(office(), actor(), after)
    return render_template(
        "staff/queue.html",
        listing=listing,
        first=url_for("staff.queue") if after else "",
        following=url_for("staff.queue", after=listing.after) if listing.after else "",
        may_read=actor().may(Action.READ),
    )
