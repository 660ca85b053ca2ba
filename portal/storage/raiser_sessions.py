"""Sessions of raisers: somebody who has come back with the reference and the access code, under a random token."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Any

from sqlalchemy import delete, insert, update

from portal.domain.questions.session_limits import REQUEST
from portal.storage.row_bindings import bind, bond, holds
from portal.storage.tables import Repository, moment, visits

KEPT = timedelta(days=1)
"""How long a visit that is over is remembered, so that its browser can be told why and what was typed is not lost."""

_FIND = "SELECT token, reference, bond, started_at, seen_at, tab, shown_at, since FROM visits WHERE token = ?"


@dataclass(frozen=True, slots=True)
class RaiserSession:
    reference: str
    started_at: datetime
    seen_at: datetime
    tab: bytes | None = field(default=None, repr=False)  # keyed hash of the one that sent it, if that has a name
    shown_at: datetime | None = None  # when the code was first shown
    since: datetime | None = None  # when they had last looked before


class RaiserSessions(Repository):
    __slots__ = ()

    def start(
        self, token: str, reference: str, now: datetime, tab: str = "", since: datetime | None = None
    ) -> RaiserSession:
        """A visit under ``token``, in place of any other; ``tab``: the name of the tab that sent the request.

        ``since``: when they had last looked.
        """
        self.end(token)
        row = {"token": self._mac(token), "reference": reference, "started_at": now, "seen_at": now, "since": since}
        sent_in = self._tab(tab) if tab else None
        self.connection.execute(insert(visits), row | {"tab": sent_in, "bond": bond(self.keys, visits, row)})
        return RaiserSession(reference, now, now, sent_in, since=since)

    def open(self, token: str, now: datetime) -> RaiserSession | None:
        """The visit under ``token``; none if unknown, idle for 15 minutes, or an hour old."""
        visit = self.find_visit(token, now)
        over = visit is None or now - visit.seen_at >= REQUEST.idle or now - visit.started_at >= REQUEST.longest
        return None if over else visit

    def find_visit(self, token: str, now: datetime) -> RaiserSession | None:
        """The same, also if it is over since less than a day: it opens nothing then."""
        row = self.find(_FIND, self._mac(token))
        if row is None or not holds(self.keys, visits, dict(zip(("token", "reference", "bond"), row, strict=False))):
            return None
        shown, since = (each and moment(each) for each in row[6:8])
        visit = RaiserSession(row[1], moment(row[3]), moment(row[4]), row[5], shown, since)
        return visit if now - visit.seen_at < KEPT else None

    def touch(self, token: str, now: datetime) -> None:
        """The person is still there. Nothing happens where there is no such visit."""
        self._set(token, {"seen_at": now})

    def extend(self, token: str, now: datetime) -> None:
        """The person asked for more time: it begins anew. Nothing happens where there is no such visit."""
        self._set(token, {"started_at": now, "seen_at": now})

    def is_tab(self, visit: RaiserSession, tab: str) -> bool:
        """Whether the request was sent in the tab of this name."""
        return visit.tab is not None and compare_digest(visit.tab, self._tab(tab))

    def show(self, token: str, now: datetime) -> bool:
        """Write down that the code is shown; false where that was written down before."""
        first = update(visits).where(visits.c.token == self._mac(token), visits.c.shown_at.is_(None))
        return self.connection.execute(first.values(shown_at=now)).rowcount == 1

    def renew(self, old: str, new: str) -> None:
        """The same visit under a new token."""
        self._set(old, {"token": self._mac(new)})
        bind(self, visits, visits.c.token == self._mac(new))

    def end(self, token: str) -> None:
        self.connection.execute(delete(visits).where(visits.c.token == self._mac(token)))

    def sweep(self, now: datetime) -> int:
        """Delete the visits of a day ago; how many those were."""
        return self.connection.execute(delete(visits).where(visits.c.seen_at <= now - KEPT)).rowcount

    def _tab(self, name: str) -> bytes:
        return self.keys.mac("visits.tab", name)

    def _mac(self, token: str) -> bytes:
        return self.keys.mac("visits.token", token)

    def _set(self, token: str, values: dict[str, Any]) -> None:
        self.connection.execute(update(visits).where(visits.c.token == self._mac(token)).values(values))
