"""Notices for every public page: written by one manager, confirmed by another, ended by either.

Each row is bound as a whole: who writes one without a key shows nothing by it, and prolongs nothing.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import RowMapping, Select, insert, select, update

from portal.domain.site_notice import SiteNotice, SiteNoticeKind
from portal.storage.row_bindings import bind, bond, holds
from portal.storage.site_notice_table import site_notices
from portal.storage.tables import Repository


@dataclass(frozen=True, slots=True)
class WrittenNotice:
    """``by``, ``confirmed_by`` and ``ended_by``: ids of accounts, blank where nobody did."""

    id: str
    notice: SiteNotice
    by: str
    at: datetime
    confirmed_by: str
    confirmed_at: datetime | None
    ended_by: str
    ended_at: datetime | None


class SiteNotices(Repository):
    __slots__ = ()

    def propose(self, notice: SiteNotice, by: str, now: datetime) -> str:
        """Keep a notice that waits for a second manager: its id."""
        row: dict[str, Any] = {"id": uuid4().hex, "kind": notice.kind.value, "words": notice.words}
        row |= {"translations": json.dumps(notice.translations), "starts": notice.starts, "ends": notice.ends}
        row |= {"by": by, "at": now}
        self.connection.execute(insert(site_notices), {**row, "bond": bond(self.keys, site_notices, row)})
        return str(row["id"])

    def confirm(self, notice_id: str, by: str, now: datetime) -> None:
        self._change(notice_id, confirmed_by=by, confirmed_at=now)

    def end(self, notice_id: str, by: str, now: datetime) -> None:
        self._change(notice_id, ended_by=by, ended_at=now)

    def latest(self, most: int) -> list[WrittenNotice]:
        """Those that were written last, the newest first, ended or not."""
        return self._found(select(site_notices).limit(most))

    def open(self, now: datetime) -> list[WrittenNotice]:
        """Those that wait or are confirmed, whose time is not over, the newest first."""
        c = site_notices.c
        return self._found(select(site_notices).where(c.ends > now, c.ended_at.is_(None)))

    def _change(self, notice_id: str, **values: Any) -> None:
        """Change a row only where it is as we wrote it, so that a forged one is not bound by it."""
        this = site_notices.c.id == notice_id
        if self._found(select(site_notices).where(this)):
            self.connection.execute(update(site_notices).where(this).values(**values))
            bind(self, site_notices, this)

    def _found(self, asked: Select[Any]) -> list[WrittenNotice]:
        ordered = asked.order_by(site_notices.c.at.desc(), site_notices.c.id)
        rows = self.connection.execute(ordered).mappings().all()
        return [_opened(row) for row in rows if holds(self.keys, site_notices, row)]


def _opened(row: RowMapping) -> WrittenNotice:
    translations = tuple((code, words) for code, words in json.loads(row["translations"]))
    return WrittenNotice(
        row["id"],
        SiteNotice(SiteNoticeKind(row["kind"]), row["words"], row["starts"], row["ends"], translations),
        row["by"],
        row["at"],
        row["confirmed_by"] or "",
        row["confirmed_at"],
        row["ended_by"] or "",
        row["ended_at"],
    )
