"""The public door: what families, friends and neighbours see."""

from flask import Flask

from portal.services import Office
from portal.web.public.door import phone_now
from portal.web.public.journey import journey
from portal.web.public.pages import pages, receipts
from portal.web.public.track import track


def install(app: Flask, office: Office) -> None:
    """Give the public door its pages."""
    app.extensions["office"] = office
    app.jinja_env.globals |= {"phone_now": phone_now, "cookie_name": app.config["SESSION_COOKIE_NAME"]}
    app.extensions["csrf"].exempt(receipts)
    for room in (pages, journey, track):
        app.register_blueprint(room)
