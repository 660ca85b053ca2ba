"""Who may go where at the staff's door. What is not in :data:`ACCESS` is refused, whoever asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from portal.domain.challenge.allocation import HAND_OVER, HAND_OVER_ALL
from portal.domain.challenge.decide import ACTIONS, EXPORT, GIVE_CODE, READ
from portal.domain.challenge.evidence import OPEN_EVIDENCE
from portal.domain.challenge.junk import MARK_JUNK, UNDO_JUNK
from portal.domain.permissions import Actor, Permission, Permitted
from portal.domain.policy.calendar import local
from portal.domain.questions.session_limits import STAFF
from portal.services import AppContext, accounts, security_log
from portal.services.accounts import Holder
from portal.storage import Session
from portal.web.app_factory import NotAllowed
from portal.web.i18n import hour

TOKEN = "token"  # noqa: S105  # where the cookie holds it
"""What the cookie says of who is signed in: the random token of their session, and nothing of themselves."""


class OpenToAll(Enum):
    """Ways in that need no role."""

    TO_ALL = auto()
    TO_SIGN_IN = auto()  # for those who are not signed in yet
    TO_ARRIVE = auto()  # for whoever comes with something that signs them in, signed in already or not
    TO_STAFF = auto()  # for whoever is signed in


ACCESS: Mapping[str, Permitted | OpenToAll] = MappingProxyType(
    {
        "csp_reports": OpenToAll.TO_ALL,
        "health": OpenToAll.TO_ALL,
        "health_ready": OpenToAll.TO_ALL,
        "council_css": OpenToAll.TO_ALL,
        "signed_out_at_work": OpenToAll.TO_ALL,  # the sign-in service, by what it has signed
        "sign_in.login": OpenToAll.TO_SIGN_IN,
        "sign_in.link": OpenToAll.TO_ARRIVE,
        "openid.start": OpenToAll.TO_SIGN_IN,
        "openid.back": OpenToAll.TO_ARRIVE,
        "sign_in.sign_out": OpenToAll.TO_STAFF,
        "confirm.confirm": OpenToAll.TO_STAFF,
        "openid.start_again": OpenToAll.TO_STAFF,
        "openid.back_again": OpenToAll.TO_ARRIVE,
        "kept.discard": OpenToAll.TO_STAFF,
        "kept.keep": OpenToAll.TO_STAFF,
        "sign_in.stay": OpenToAll.TO_STAFF,
        "account.account": OpenToAll.TO_STAFF,
        "account.end_session": OpenToAll.TO_STAFF,
        "account.home": OpenToAll.TO_STAFF,
        "staff.queue": Permission.SEE_LIST,
        "staff.list": Permission.SEE_LIST,
        "staff.leave": Permission.RECORD_LEAVE,
        "staff.record_leave": Permission.RECORD_LEAVE,
        "staff.remove_leave": Permission.RECORD_LEAVE,
        "staff.saved_filters": Permission.SEE_LIST,
        "staff.save_filter": Permission.SEE_LIST,
        "staff.delete_filter": Permission.SEE_LIST,
        "staff.list_file": Permission.DOWNLOAD_LIST,
        "staff.board": Permission.SEE_BOARD,
        "staff.restricted": Permission.RESTRICT_CASES,
        "staff.due_erasures": Permission.ERASE_DUE,
        "staff.decide_erasures": Permission.ERASE_DUE,
        "staff.hold": Permission.ERASE_DUE,
        "staff.end_hold": Permission.ERASE_DUE,
        "staff.office_closures": Permission.CLOSE_OFFICE,
        "staff.propose_closure": Permission.CLOSE_OFFICE,
        "staff.decide_closure": Permission.CLOSE_OFFICE,
        "staff.site_notice": Permission.SITE_NOTICE,
        "staff.propose_notice": Permission.SITE_NOTICE,
        "staff.decide_notice": Permission.SITE_NOTICE,
        "staff.restrict": Permission.RESTRICT_CASES,
        "staff.lift_restriction": Permission.RESTRICT_CASES,
        "staff.opening_alerts": Permission.SEE_OPENING_ALERTS,
        "staff.answer_opening": Permission.ANSWER_OPENINGS,
        "staff.openings": Permission.SEE_OPENINGS,
        "staff.searches": Permission.SEE_OPENINGS,
        "staff.next": Permission.SEE_LIST,
        "staff.lost": Permission.SEE_LIST,
        "staff.policy": Permission.SEE_LIST,
        "staff.held": Permission.SEE_LIST,
        "staff.junk": MARK_JUNK,
        "staff.allocate": HAND_OVER,
        "staff.put_back": UNDO_JUNK,
        "staff.search": Permission.SEARCH,
        "staff.challenge": READ,
        "staff.take": Permission.TAKE_REQUEST,
        "staff.take_delete": Permission.TAKE_REQUEST,
        "journey.page": Permission.TAKE_REQUEST,
        "journey.answer": Permission.TAKE_REQUEST,
        "journey.check": Permission.TAKE_REQUEST,
        "journey.send": Permission.TAKE_REQUEST,
        "journey.ask_to_remove": Permission.TAKE_REQUEST,
        "journey.remove": Permission.TAKE_REQUEST,
        **dict.fromkeys(
            ("files.list", "files.send", "files.about", "files.say", "files.remove"), Permission.TAKE_REQUEST
        ),
        "staff.take_done": GIVE_CODE,
        "staff.take_letter": GIVE_CODE,
        "staff.act": Permission.SEE_LIST,  # which action it is, the view looks at itself
        "staff.before_sending": Permission.SEE_LIST,  # here too
        "staff.section": READ,
        "staff.why": READ,
        "staff.preview": READ,
        "people.people": HAND_OVER_ALL,
        "people.hand_over": HAND_OVER_ALL,
        "staff.overrides": Permission.SEE_OVERRIDES,
        "staff.feedback": Permission.SEE_FEEDBACK,
        "staff.reports": Permission.SEE_REPORTS,
        "staff.report": Permission.SEE_REPORTS,
        "staff.report_file": Permission.SEE_REPORTS,
        "people.add": Permission.MANAGE_STAFF,
        "people.person": Permission.MANAGE_STAFF,
        "people.change": Permission.MANAGE_STAFF,
        "people.act": Permission.MANAGE_STAFF,
        "people.changes": Permission.CONFIRM_ACCOUNT,
        "people.decide": Permission.CONFIRM_ACCOUNT,
        "people.events": Permission.SEE_ACCOUNT_EVENTS,
        "staff.export": EXPORT,
        "staff.form": EXPORT,
        "staff.file": OPEN_EVIDENCE,
    }
)
"""Every endpoint of the door, and what it takes to use it."""

NO_WAY_BACK: frozenset[Permitted | OpenToAll] = frozenset({OpenToAll.TO_ALL, OpenToAll.TO_SIGN_IN, OpenToAll.TO_ARRIVE})
"""What is open in these ways shows no page to come back to."""

PASSED_THROUGH = "openid.start_again"
"""Nor does this: it leads away at once."""

FILES: frozenset[str] = frozenset({"staff.export", "staff.form"})
"""Endpoints that give all of a challenge away, as a file."""

LIST_FILE = "staff.list_file"
"""Gives a whole list away, as a file."""

STEP_UP: frozenset[str] = FILES | {
    LIST_FILE, "staff.restrict", "staff.lift_restriction", "people.add", "people.change", "people.act", "people.decide",
}  # fmt: skip
"""Endpoints for which a person shows once more that it is they: within the 5 minutes before."""


_NAMED: Mapping[str, Permitted] = {**{each.value: each for each in Permission}, **ACTIONS}


def context() -> AppContext:
    opened: AppContext = current_app.extensions["context"]
    return opened


def account() -> Holder:
    """Whoever is signed in, by their account."""
    signed_in: Holder = g.opened[0]
    return signed_in


def here() -> Session:
    """The session that this request belongs to."""
    now: Session = g.opened[1]
    return now


@dataclass(frozen=True, slots=True)
class SessionCloses:
    """When the session of this request ends, whatever is done in it."""

    time: str
    left: int  # seconds until then


def closes() -> SessionCloses:
    at = here().began_at + STAFF.longest
    return SessionCloses(hour(local(at).time()), int((at - context().now()).total_seconds()))


def actor() -> Actor:
    """Whoever is signed in. Only views that :data:`ACCESS` gives to staff may ask."""
    known: Actor = g.actor
    return known


def someone() -> bool:
    """Whether somebody is signed in, as far as this request knows: asks no database."""
    return "actor" in g


def may(action: str) -> bool:
    """Whether whoever is signed in, if somebody is, may do this: for what a page offers."""
    return someone() and actor().may(_NAMED[action])


def grave() -> bool:
    """Whether what this request is for takes showing once more who one is."""
    action = ACTIONS.get((request.view_args or {}).get("action", ""))
    asked = request.endpoint in ("staff.act", "staff.before_sending") and action is not None and action.step_up
    return request.endpoint in STEP_UP or (asked and action is not None and actor().may(action))


def where(address: str) -> str:
    """Our page for ``address``: itself, or, where that shows no page, the nearest above it that does.

    So a form that is sent to /people/X/act/disable is shown on /people/X. Whatever ``address`` says, it leads
    nowhere but to a path of our own, and to none that is only passed through on the way in: what stands in such an
    address lets somebody in.
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return "/"
    path = "/" + parts.path.lstrip("/")
    while not _is_page(path):
        path = path.rpartition("/")[0] or "/"
    return f"{path}?{parts.query}" if parts.query and path == parts.path else path


def _is_page(path: str) -> bool:
    try:
        endpoint, _values = current_app.create_url_adapter(request).match(path, "GET")  # type: ignore[union-attr]
    except RequestRedirect:
        return False
    except HTTPException:
        return path == "/"
    return path == "/" or (endpoint != PASSED_THROUGH and ACCESS.get(endpoint, OpenToAll.TO_ALL) not in NO_WAY_BACK)


def guard(app: Flask) -> None:
    """Close the door to everything but :data:`ACCESS`, and forget a session that is idle."""
    app.config["PERMANENT_SESSION_LIFETIME"] = STAFF.idle  # since the cookie was last written: on every request
    app.before_request(refuse)
    app.extensions["who_asks"] = _who_asks


def _who_asks() -> dict[str, str]:
    """Who is signed in, for the security log."""
    return {"account": security_log.alias(context(), actor().key)} if someone() else {}


def refuse() -> Any:
    """What somebody is answered who may not use this endpoint; nothing for who may. Raises :class:`NotAllowed`."""
    if request.endpoint is None:
        return None  # there is no such page
    needed = ACCESS.get(request.endpoint)
    if needed is None:
        abort(403)
    if needed is OpenToAll.TO_ALL:
        return None
    if needed in (OpenToAll.TO_SIGN_IN, OpenToAll.TO_ARRIVE):
        in_already = still_here() and needed is OpenToAll.TO_SIGN_IN
        return redirect(url_for("staff.queue")) if in_already else None
    if not still_here():
        asked = where(request.full_path) if request.method != "POST" else None
        return redirect(url_for("sign_in.login", next=asked))
    if not isinstance(needed, OpenToAll) and not actor().may(needed):
        return _refuse_role()
    if account().shut_out:
        abort(404)
    return None


def _refuse_role() -> Any:
    """Raises :class:`NotAllowed` but for those who only look after accounts: their first page is another."""
    if request.endpoint == "staff.queue" and actor().may(Permission.MANAGE_STAFF):
        return redirect(url_for("people.people"))
    raise NotAllowed


def still_here() -> bool:
    """Whether somebody is signed in whose session is not over; it is then good for another 30 minutes."""
    if someone():
        return True
    g.opened = accounts.by_session(context(), session[TOKEN], _case()) if TOKEN in session else None
    if g.opened is None:
        return False
    session.modified = True
    g.actor = Actor(account().id, account().roles, account().rank, account().name)
    return True


def _case() -> str:
    """The reference of the case that this request is about; blank for none."""
    return str((request.view_args or {}).get("reference", ""))
