"""Showing the code of a request that was just sent: once, and for some minutes again to who sent it."""

import hmac
from dataclasses import dataclass, field, replace
from datetime import datetime

from portal.domain.browser_tabs import SHOWN_AGAIN, may_see_code
from portal.services import AppContext, tracker
from portal.storage import RaiserSession


@dataclass(frozen=True, slots=True)
class Showing:
    """Whether the code can be shown here. ``code`` and ``seen`` stand only on the page that shows it.

    ``seen`` is what only that page knows: with it, who mistypes the code on it sees it once more.
    """

    in_tab: bool  # it can be shown again, in the tab where the request was sent
    can_ask: bool  # somebody could be shown it: whoever asks first, or who sent it
    code: str = field(default="", repr=False)
    seen: str = field(default="", repr=False)
    until: datetime | None = None  # the moment from which nobody is shown it any more


def showing(context: AppContext, token: str) -> Showing:
    """How it stands with the code of the request behind the session; nothing is shown."""
    with context.store.read() as unit:
        visit = unit.raiser_sessions.open(token, context.now())
    named = bool(visit and visit.tab)
    return Showing(named, visit is not None and _may(context, visit, in_tab=named))


def show(context: AppContext, token: str, tab: str) -> Showing:
    """The code, for whoever asks first, and for some minutes for who asks in the ``tab`` where the request was sent."""
    now = context.now()
    with context.store.begin() as unit:
        visit = unit.raiser_sessions.open(token, now)
        may = visit is not None and _may(context, visit, in_tab=unit.raiser_sessions.is_tab(visit, tab))
        if visit and may and not unit.raiser_sessions.show(token, now) and visit.shown_at is None:
            may = False  # somebody else was shown it at this moment
    return _with_code(context, token) if may else showing(context, token)


def show_again(context: AppContext, token: str, seen: str) -> Showing:
    """The code, for the page that already shows it: it was mistyped there, within some minutes of when it was shown."""
    there = hmac.compare_digest(seen.encode(), _proof(context, token).encode())
    until = _until(context, token) if there else None
    return _with_code(context, token) if until and context.now() < until else showing(context, token)


def _until(context: AppContext, token: str) -> datetime | None:
    with context.store.read() as unit:
        visit = unit.raiser_sessions.open(token, context.now())
    return visit.shown_at + SHOWN_AGAIN if visit and visit.shown_at else None


def _with_code(context: AppContext, token: str) -> Showing:
    receipt = tracker.receipt(context, token)
    if receipt is None or not receipt.code:
        return showing(context, token)
    as_it_stands = showing(context, token)
    return replace(as_it_stands, code=receipt.code, seen=_proof(context, token), until=_until(context, token))


def _proof(context: AppContext, token: str) -> str:
    return context.keys.mac("visits.seen", token).hex()


def _may(context: AppContext, visit: RaiserSession, *, in_tab: bool) -> bool:
    return may_see_code(visit.shown_at, context.now(), named=visit.tab is not None, in_tab=in_tab)
