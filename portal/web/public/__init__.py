"""The public door: what families, friends and neighbours see."""

from functools import partial

from flask import Flask
from flask_wtf.csrf import CSRFError

from portal.domain.permissions import ActionRefused
from portal.services import AppContext
from portal.web import pdf, phone_numbers
from portal.web.answer_lines import opening, written
from portal.web.public import evidence, languages, page_layout
from portal.web.public.contact_preferences import contact
from portal.web.public.door_context import forged, phone_now, refused, takes
from portal.web.public.easy_read import pages
from portal.web.public.feedback import feedback
from portal.web.public.journey_pages import journey
from portal.web.public.languages import chosen
from portal.web.public.pages import receipts
from portal.web.public.paper_form import paper
from portal.web.public.raiser_requests import track
from portal.web.public.receipt_pages import copy
from portal.web.public.site_notice_banner import SiteNoticeBanner

__all__ = ["chosen", "install"]


def install(app: Flask, context: AppContext) -> None:
    """Give the public door its pages."""
    app.extensions["context"] = context
    app.jinja_env.globals |= {
        "phone_now": phone_now,
        "neutral_title": page_layout.neutral_title,
        "young_here": page_layout.young_here,
        "came_from": page_layout.came_from,
        "home": page_layout.home,
        "at_start": page_layout.at_start,
        "way_back": page_layout.way_back,
        "session_limit": page_layout.session_limit,
        "closes": page_layout.closes,
        "site_notice": SiteNoticeBanner().shown,
        "takes": takes,
        "cookie_name": app.config["SESSION_COOKIE_NAME"],
    }
    app.jinja_env.filters |= {"written": written, "opening": opening, "linked": phone_numbers.linked}
    pdf.install(app)
    evidence.install(app)
    app.extensions["csrf"].exempt(receipts)
    app.register_error_handler(ActionRefused, refused)
    app.register_error_handler(CSRFError, partial(forged, app))
    app.url_defaults(page_layout.lead_on)
    languages.install(app)
    for room in (pages, journey, evidence.files, track, contact, copy, evidence.sent_files, paper, feedback):
        app.register_blueprint(room)
