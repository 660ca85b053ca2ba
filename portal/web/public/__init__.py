"""The public door: what families, friends and neighbours see."""

from functools import partial

from flask import Flask
from flask_wtf.csrf import CSRFError

from portal.domain.people import Refused
from portal.services import Office
from portal.web import pdf
from portal.web.lines import opening, written
from portal.web.public import layout, unsent
from portal.web.public.contact import contact
from portal.web.public.door import forged, phone_now, refused, takes
from portal.web.public.journey import journey
from portal.web.public.pages import pages, receipts
from portal.web.public.paper import paper
from portal.web.public.receipt import copy
from portal.web.public.track import track


def install(app: Flask, office: Office) -> None:
    """Give the public door its pages."""
    app.extensions["office"] = office
    app.jinja_env.globals |= {
        "phone_now": phone_now,
        "neutral_title": layout.neutral_title,
        "young_here": layout.young_here,
        "came_from": layout.came_from,
        "home": layout.home,
        "at_start": layout.at_start,
        "way_back": layout.way_back,
        "session_limit": layout.session_limit,
        "closes": layout.closes,
        "unsent": unsent.said,
        "takes": takes,
        "cookie_name": app.config["SESSION_COOKIE_NAME"],
    }
    app.jinja_env.filters |= {"written": written, "opening": opening}
    pdf.install(app)
    app.extensions["csrf"].exempt(receipts)
    app.register_error_handler(Refused, refused)
    app.register_error_handler(CSRFError, partial(forged, app))
    app.url_defaults(layout.lead_on)
    for room in (pages, journey, track, contact, copy, paper):
        app.register_blueprint(room)
