"""Sessions of the staff: one for each sign-in, under a random token of which only a keyed hash is kept."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, insert, or_, select, update

from portal.domain.questions.session_limits import STAFF
from portal.storage.row_bindings import bond, holds
from portal.storage.tables import Repository, moment, staff_sessions

_FIND = "SELECT id, account_id, began_at, seen_at, ended_at, token, bond FROM staff_sessions WHERE token = ?"


@dataclass(frozen=True, slots=True)
class Session:
    """One session of a member of staff."""

    id: str
    account_id: str
    began_at: datetime
    seen_at: datetime


class Sessions(Repository):
    __slots__ = ()

    def begin(self, token: str, account_id: str, now: datetime, work_session: str = "") -> None:
        """``work_session``: how the council's sign-in service names the session it has for them, if it says so."""
        mac = self.keys.mac("staff_sessions.token", token)
        row: dict[str, Any] = {"id": uuid.uuid4().hex, "token": mac, "account_id": account_id}
        row["bond"] = bond(self.keys, staff_sessions, row)
        row |= {"began_at": now, "seen_at": now, "work_session": self._at_work(work_session) if work_session else None}
        self.connection.execute(insert(staff_sessions), row)

    def open(self, token: str, now: datetime) -> Session | None:
        """The session under ``token``; none if unknown, ended, idle for 30 minutes, or 10 hours old."""
        row = self.find(_FIND, self.keys.mac("staff_sessions.token", token))
        if row is None or row[4] is not None:
            return None
        bound = dict(zip(("id", "account_id", "token", "bond"), (*row[:2], *row[5:]), strict=True))
        if not holds(self.keys, staff_sessions, bound):
            return None
        found = Session(row[0], row[1], moment(row[2]), moment(row[3]))
        return found if now - found.seen_at < STAFF.idle and now - found.began_at < STAFF.longest else None

    def ended(self, token: str) -> bool:
        """Whether the session under ``token`` was ended, by whoever it was; also where there is none."""
        row = self.find(_FIND, self.keys.mac("staff_sessions.token", token))
        return row is None or row[4] is not None

    def touch(self, session_id: str, now: datetime) -> None:
        """The person is still there."""
        self.connection.execute(update(staff_sessions).where(staff_sessions.c.id == session_id).values(seen_at=now))

    def follow(self, session_id: str, work_session: str) -> None:
        """The person has signed in at work anew: from now on the session ends with that one there."""
        ours = update(staff_sessions).where(staff_sessions.c.id == session_id)
        self.connection.execute(ours.values(work_session=self._at_work(work_session)))

    def of(self, account_id: str, now: datetime) -> list[Session]:
        """The open sessions of somebody, the newest first."""
        columns = (staff_sessions.c[name] for name in ("id", "account_id", "began_at", "seen_at"))
        theirs = select(*columns).where(*_open(account_id, now)).order_by(staff_sessions.c.began_at.desc())
        return [Session(*row) for row in self.connection.execute(theirs)]

    def end(self, account_id: str, now: datetime, session_id: str | None = None) -> int:
        """End one session of somebody, or all of them; how many those were."""
        which = [staff_sessions.c.id == session_id] if session_id is not None else []
        ended = update(staff_sessions).where(*_open(account_id, now), *which).values(ended_at=now)
        return self.connection.execute(ended).rowcount

    def end_at_work(self, work_session: str, now: datetime, account_id: str | None = None) -> int:
        """End what was begun from this session of the sign-in service; how many of those were still open.

        With it end the sessions of its owner that name none there, such as those by an address made on the server.
        ``account_id``: the owner, where that is known otherwise than by such a session.
        """
        c = staff_sessions.c
        from_there = c.work_session == self._at_work(work_session)
        owner = account_id or self.connection.scalar(select(c.account_id).where(from_there).limit(1))
        ended = or_(from_there, (c.account_id == owner) & c.work_session.is_(None)) & c.ended_at.is_(None)
        were = self.connection.scalar(select(func.count()).where(ended, *_not_over(now))) or 0
        self.connection.execute(update(staff_sessions).where(ended).values(ended_at=now))
        return were

    def last_seen(self) -> Mapping[str, datetime]:
        """When each person was last here, by account."""
        c = staff_sessions.c
        return dict(self.connection.execute(select(c.account_id, func.max(c.seen_at)).group_by(c.account_id)).all())

    def over(self, before: datetime) -> int:
        """How many sessions there are in which nobody has been since then."""
        return self.connection.execute(select(func.count()).where(staff_sessions.c.seen_at <= before)).scalar_one()

    def sweep(self, before: datetime) -> int:
        """Delete those; how many they were."""
        return self.connection.execute(delete(staff_sessions).where(staff_sessions.c.seen_at <= before)).rowcount

    def _at_work(self, work_session: str) -> bytes:
        return self.keys.mac("staff_sessions.work_session", work_session)


def _open(account_id: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    c = staff_sessions.c
    return (c.account_id == account_id, c.ended_at.is_(None), *_not_over(now))


def _not_over(now: datetime) -> tuple[ColumnElement[bool], ...]:
    c = staff_sessions.c
    return (c.seen_at > now - STAFF.idle, c.began_at > now - STAFF.longest)
