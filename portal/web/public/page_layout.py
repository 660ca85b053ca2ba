"""What the layout asks about each public page: its neutral title, whose words it speaks, and where Back leads."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import abort, g, request, url_for

from portal.domain.i18n import BESIDE, _
from portal.domain.policy.calendar import local
from portal.domain.policy.model import Audience
from portal.domain.questions.session_limits import FORM, REQUEST, YOUNG_FORM, YOUNG_REQUEST, SessionLimit
from portal.services import tracker
from portal.web.i18n import gettext, hour
from portal.web.page_context import context
from portal.web.security import visit

TITLES: Mapping[str, str] = {
    "pages.start": _("start"),
    "pages.before": _("before you start"),
    "pages.young": _("start for you"),
    "pages.danger": _("help 1"),
    "pages.new_worry": _("help 2"),
    "pages.staying_safe": _("help 3"),
    "pages.treated": _("help 4"),
    "pages.information": _("help 5"),
    "pages.contact": _("contact"),
    "pages.privacy": _("privacy"),
    "pages.cookies": _("cookies"),
    "pages.terms": _("terms"),
    "pages.accessibility": _("accessibility"),
    "pages.can_tell": _("information 1"),
    "pages.next_steps": _("information 2"),
    "pages.policy": _("information 3"),
    "pages.telephone": _("telephone"),
    "pages.independent": _("telephone 2"),
    "pages.easy_this_form": _("reading 1"),
    "pages.easy_what_to_ask": _("reading 2"),
    "pages.easy_who_sees": _("reading 3"),
    "pages.easy_what_happens": _("reading 4"),
    "pages.easy_stay_safe": _("reading 5"),
    "feedback.ask": _("words 1"),
    "feedback.thanks": _("words 2"),
    "pages.check_receipt": _("words 3"),
    "pages.deleted": _("nothing kept"),
    "pages.closed": _("signed out"),
    "pages.letter": _("letter"),
    "paper.choose": _("paper"),
    "paper.form": _("paper form"),
    "journey.check": _("check"),
    "journey.send": _("check"),
    "journey.begin": _("begin"),
    "journey.carry_on_here": _("begin"),
    "journey.ask_for_new": _("begin again"),
    "journey.ask_to_delete": _("question 1"),
    "journey.ask_to_remove": _("question 2"),
    "journey.left": _("saved"),
    "journey.stopped": _("closed"),
    "journey.save": _("save"),
    "journey.carry_on": _("code"),
    "track.done": _("reference"),
    "track.keep_code": _("reference"),
    "track.kept": _("checked"),
    "track.no_code": _("no code"),
    "track.come_back": _("come back"),
    "track.progress": _("where it is"),
    "track.messages": _("messages"),
    "track.sent": _("read"),
    "track.add": _("add"),
    "track.added": _("added"),
    "track.answer": _("answer"),
    "track.language_help": _("language"),
    "track.withdraw": _("change 1"),
    "track.next_person": _("change 2"),
    "track.object_to_it": _("change 3"),
    "track.correct": _("change 4"),
    "track.call_me": _("change 5"),
    "track.complain": _("change 6"),
    "track.complain_information": _("change 7"),
    "track.opened": _("list 3"),
    "track.send_papers": _("list 4"),
    "track.other_form": _("change 8"),
    "track.noted": _("noted"),
    "contact.plan": _("choices"),
    "copy.choose": _("copy"),
    "copy.page": _("copy, page"),
    "copy.everything": _("copy, all"),
    "files.list": _("list"),
    "files.send": _("list"),
    "files.about": _("one of the list"),
    "files.say": _("one of the list"),
    "sent_files.list": _("list 2"),
    "sent_files.send": _("list 2"),
    "sent_files.about": _("one of list 2"),
    "sent_files.say": _("one of list 2"),
}
"""By endpoint: what tells a page from the others in a history, and nothing about what it says."""

READ = frozenset({
    "pages.independent", "pages.danger", "pages.new_worry", "pages.staying_safe", "pages.treated", "pages.information",
    "pages.contact", "pages.privacy", "pages.cookies", "pages.accessibility", "pages.can_tell",
    "pages.terms",
    "pages.next_steps", "pages.policy", "pages.telephone", "paper.choose", "paper.form",
    "pages.easy_this_form", "pages.easy_what_to_ask", "pages.easy_who_sees", "pages.easy_what_happens",
    "pages.easy_stay_safe", "pages.sign_language", "feedback.ask", "feedback.thanks",
})  # fmt: skip
"""Pages that are only read. They take their dress, and the way back, from the page that led to them."""

DRESSED = READ | {"pages.closed", "pages.deleted", "track.come_back"}
"""Pages that have a second address at which young people see them."""

_AFTER = frozenset({"track", "contact", "copy", "sent_files"})
_WITH_SESSION = _AFTER | {"journey", "files"}
_ADDRESS = re.compile(r"/[a-z0-9][a-z0-9/-]{0,80}", re.ASCII)


def neutral_title(page: int = 0, code: int = 0) -> str:
    """A browser title that says nothing of what is on the page, and differs from the other pages'.

    ``page``: the number of a question in the form. ``code``: the status of an error page.
    """
    if code:
        return gettext(_("Your request, error %(code)s")) % {"code": code}
    if page and request.blueprint == "contact":
        return gettext(_("Your request, choices, page %(page)s")) % {"page": page}
    if page:
        return gettext(_("Your request, page %(page)s")) % {"page": page}
    where = TITLES.get(request.endpoint or "", "")
    yours = gettext(_("Your request"))
    return gettext(BESIDE) % {"said": yours, "more": gettext(where)} if where else yours


def young_here(code: int = 0) -> bool:
    """Whether the page is a young person's: by its address, or by whose request this browser has open.

    ``code``: the status of an error page; while the database is away none is asked.
    """
    if "young" not in g:
        asks = request.blueprint in _AFTER and code != HTTPStatus.SERVICE_UNAVAILABLE
        g.young = f"{request.path}/".startswith(("/young/", "/tell/")) or (asks and _young_request())
    return bool(g.young)


@dataclass(frozen=True, slots=True)
class PageCloses:
    """When the request that is open here closes, whatever is done in it."""

    time: str
    left: int  # seconds until then
    lasts: int  # seconds that it has from now on for who asks for more time
    limit: SessionLimit  # of the request, whatever the page itself is for
    page: str


def closes() -> PageCloses | None:
    """``None`` where no request is open."""
    found = tracker.closes_at(context(), visit().known or "") if request.blueprint in _AFTER else None
    if found is None:
        return None
    at, limit = found
    left, lasts = at - context().now(), limit.longest
    seconds = int(left.total_seconds()), int(lasts.total_seconds())
    return PageCloses(hour(local(at).time()), *seconds, limit, request.path)


def is_page(address: str) -> bool:
    """Whether this is one of our own addresses, and of no other site."""
    return _ADDRESS.fullmatch(address) is not None


def at_start() -> bool:
    """Whether people come here from elsewhere: their browser begins at the top of the page."""
    return request.endpoint in ("pages.start", "pages.young")


def home() -> str:
    """The first page for whoever is here."""
    return url_for("pages.young" if young_here() else "pages.start")


def _young_request() -> bool:
    with suppress(Exception):  # the page can do without
        return tracker.audience_of(context(), visit().known or "") is Audience.YOUNG_PERSON
    return False


def session_limit() -> SessionLimit:
    """How long what is open on this page stays open; of an open request :func:`closes` knows better."""
    if request.blueprint in _AFTER and request.endpoint != "track.come_back":
        return YOUNG_REQUEST if young_here() else REQUEST
    return YOUNG_FORM if young_here() else FORM


def dress(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Take "young" out of the values of an address, and refuse it where the council takes nothing from the young."""
    if (values or {}).pop("young", False) and not context().pack.takes(Audience.YOUNG_PERSON):
        abort(404)


def wear(audience: Audience | str) -> None:
    """Let the page, whatever becomes of it, be in this person's words."""
    g.young = audience == Audience.YOUNG_PERSON


def came_from() -> str:
    """The page that a link from here leads back to: this one, or the one that led here; blank for none."""
    if request.blueprint in _WITH_SESSION:
        return request.path
    given = request.args.get("from", "")
    return given if is_page(given) else ""


def way_back(code: int = 0) -> str:
    """Where Back leads from a page that does not say so itself. ``code``: the status of an error page."""
    if code and request.blueprint == "journey":
        return url_for("journey.check")
    if code and request.blueprint in _WITH_SESSION and request.endpoint != "track.come_back":
        return url_for("track.progress")
    if at_start() or (request.blueprint in _WITH_SESSION and not code):
        return ""
    return (came_from() if request.blueprint not in _WITH_SESSION else "") or home()


def lead_on(endpoint: str, values: dict[str, Any]) -> None:
    """Links to such pages keep the dress, and to those that are only read the way back."""
    if endpoint in DRESSED:
        values.setdefault("young", young_here())
    if endpoint in READ and (here := came_from()):
        values.setdefault("from", here)
