"""The staff's door: sign in, the list, a page to read each challenge, and the people who may come in."""

from dataclasses import dataclass
from datetime import date

from babel import Locale
from flask import Blueprint, Flask

from portal.domain import codes
from portal.domain.deadlines import local
from portal.domain.session_limits import STAFF
from portal.domain.words import _
from portal.services import Office
from portal.web import pdf
from portal.web.language import speaking
from portal.web.lines import opening, written
from portal.web.staff import (
    access,
    account,
    act,
    challenge,
    confirm,
    junk,
    kept,
    list_words,
    openid,
    openid_sign_out,
    people,
    pulse,
    queue,
    record,
    search,
    sheets,
    sign_in,
    take,
    words,
)
from portal.web.staff.openid_provider import Provider

__all__ = ["Provider", "install"]


@dataclass(frozen=True, slots=True)
class Standing:
    """What staff should know of the policy that is in force."""

    confirmed: bool
    expired: date | None  # the day since which it is out of date


def standing(office: Office) -> Standing:
    expiry = office.pack.document.expiry
    over = expiry if isinstance(expiry, date) and expiry < local(office.now()).date() else None
    return Standing(office.pack.confirmed, over)


def install(app: Flask, office: Office, provider: Provider) -> None:
    """Make ``app``, as :func:`portal.web.base.create` gives it, the staff's door.

    ``provider`` is the council's own sign-in service.
    """
    app.extensions |= {"office": office, "said_of_later_version": LATER_VERSION}
    pdf.install(app)
    sign_in.install(app)
    kept.install(app)
    access.guard(app)
    openid.install(app, provider)
    openid_sign_out.install(app)
    _teach(app, office)
    app.register_blueprint(_pages())
    app.register_blueprint(take.entered.pages)
    for room in (confirm, people, account):
        room.install(app)


LATER_VERSION = _(
    "The database was written by a newer version of the portal than this one, which cannot read it. Nothing is lost. "
    "Tell your IT team now: they have to put the newer version back."
)


def _pages() -> Blueprint:
    """The lists, and what staff see of a challenge and do with it."""
    pages = Blueprint("staff", __name__)
    for room in (queue, junk, search, take, challenge, act, record):
        room.install(pages)
    return pages


def _teach(app: Flask, office: Office) -> None:
    """What the templates may call."""
    app.jinja_env.globals |= {
        "layout": "staff/layout.html",
        "signed_in": access.someone,
        "allowed": access.may,
        "home": lambda: "/",
        "session_limit": lambda: STAFF,
        "closes": access.closes,
        "why_signed_out": sign_in.why_signed_out,
        "standing": lambda: standing(office),
        "worker_silent": pulse.Pulse(office).silent,
        "done": act.done,
        "with_pdf": app.config["PDF"],
        "sheet_titles": sheets.TITLES,
        **list_words.WORDS,
        **words.WORDS,
    }
    app.jinja_env.filters |= {
        "written": written,
        "opening": opening,
        "grouped": codes.grouped,
        "words": lambda line: written(line._replace(label="")),
        "language_name": lambda code: Locale.parse(code, sep="-").get_display_name(speaking().code),
    }
