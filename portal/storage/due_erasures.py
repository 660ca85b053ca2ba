"""Challenges whose time is over: which, what holds them, whose erasing waits for a second person, what figures stay.

Proposals are bound with who confirmed them: who writes one without a key erases nothing by it.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, RowMapping, Select, delete, func, insert, select, update

from portal.domain.challenge.events.record_events import CLOSED
from portal.domain.challenge.events.triage_events import JUNKED
from portal.domain.challenge.state import Status
from portal.domain.challenge.worklist_flags import Turn
from portal.storage.encryption import place
from portal.storage.erasure_tables import erasure_holds, erasure_proposals, kept_figures
from portal.storage.restricted_readers import visible_to
from portal.storage.row_bindings import bind, bond, holds
from portal.storage.tables import Repository, challenges, duties, events


@dataclass(frozen=True, slots=True)
class DueErasure:
    """A challenge whose time is over. ``kind``: of the schedule; ``since``: when it was closed, or marked as junk."""

    challenge_id: str
    reference: str
    kind: str
    since: datetime
    proposed_by: str = ""
    proposed_at: datetime | None = None
    confirmed_by: str = ""


@dataclass(frozen=True, slots=True)
class Hold:
    """Somebody says that a challenge is not to be erased."""

    reference: str
    why: str = field(repr=False)
    by: str
    since: datetime
    until: date


class DueErasures(Repository):
    __slots__ = ()

    def due(self, before: Mapping[str, datetime], today: date, *, reader: str | None) -> list[DueErasure]:
        """Those closed, or marked as junk, by these moments and held by nobody, the longest first.

        ``before``: by kind of the schedule, "challenges" and "junk". ``reader``: to whom they are shown; none: to the
        portal itself, which sees restricted ones too.
        """
        rows = self._due(before, today, reader)
        rows.sort(key=lambda each: (each.since, each.reference))
        return rows

    def _due(self, before: Mapping[str, datetime], today: date, reader: str | None) -> list[DueErasure]:
        found, proposed = [], {row["challenge_id"]: row for row in self._proposals(select(erasure_proposals))}
        for kind, by in before.items():
            since = func.max(events.c.at).label("since")
            rows = (
                select(challenges.c.id, challenges.c.reference, since)
                .join(events, events.c.challenge_id == challenges.c.id)
                .where(*_OVER[kind], *_free(today), *([] if reader is None else [visible_to(self, reader)]))
                .group_by(challenges.c.id, challenges.c.reference)
                .having(since <= by)
            )
            found += [
                DueErasure(row.id, row.reference, kind, row.since, *_said(proposed.get(row.id)))
                for row in self.connection.execute(rows)
            ]
        return found

    def _proposals(self, rows: Select[Any]) -> list[RowMapping]:
        """Those of the proposals that are as we wrote them."""
        found = self.connection.execute(rows).mappings().all()
        return [row for row in found if holds(self.keys, erasure_proposals, row)]

    def propose(self, challenge_ids: Collection[str], by: str, now: datetime) -> None:
        """Somebody says that these are to be erased; what was said before of them counts no more."""
        self.drop(challenge_ids)
        rows: list[dict[str, Any]] = [{"challenge_id": each, "by": by, "at": now} for each in challenge_ids]
        if rows:
            bound = [{**row, "bond": bond(self.keys, erasure_proposals, row)} for row in rows]
            self.connection.execute(insert(erasure_proposals), bound)

    def confirm(self, challenge_ids: Collection[str], by: str, now: datetime) -> None:
        """Somebody else says so, too: of those whose proposals are as we wrote them."""
        asked = select(erasure_proposals).where(erasure_proposals.c.challenge_id.in_(list(challenge_ids)))
        these = erasure_proposals.c.challenge_id.in_([row["challenge_id"] for row in self._proposals(asked)])
        self.connection.execute(update(erasure_proposals).where(these).values(confirmed_by=by, confirmed_at=now))
        bind(self, erasure_proposals, these)

    def drop(self, challenge_ids: Collection[str]) -> None:
        """Nobody proposes any more that these are erased."""
        these = erasure_proposals.c.challenge_id.in_(list(challenge_ids))
        self.connection.execute(delete(erasure_proposals).where(these))

    def waiting(self, reader: str) -> int:
        """How many proposals of others wait for ``reader``, of what they are shown."""
        p = erasure_proposals.c
        rows = select(erasure_proposals).join(challenges)
        return len(self._proposals(rows.where(p.confirmed_by.is_(None), p.by != reader, visible_to(self, reader))))

    def confirmed(self) -> list[DueErasure]:
        """Those that two people said are to be erased, whether or not they still may be."""
        p = erasure_proposals.c
        rows = select(challenges.c.reference, erasure_proposals).join_from(erasure_proposals, challenges)
        rows = rows.where(p.confirmed_by.is_not(None)).order_by(p.confirmed_at, challenges.c.id)
        return [
            DueErasure(row["challenge_id"], row["reference"], "", row["at"], *_said(row))
            for row in self._proposals(rows)
        ]

    def hold(self, challenge_id: str, why: str, by: str, now: datetime, until: date) -> None:
        """Hold it in place of how it was held before; what was proposed counts no more."""
        self.release(challenge_id)
        self.drop([challenge_id])
        sealed = self.key_of(challenge_id).seal(why, place("erasure_holds", challenge_id, "why"))
        row = {"challenge_id": challenge_id, "why": sealed, "by": by, "since": now, "until": until}
        self.connection.execute(insert(erasure_holds), row)

    def release(self, challenge_id: str) -> bool:
        """Hold it no more; whether somebody did."""
        these = erasure_holds.c.challenge_id == challenge_id
        return bool(self.connection.execute(delete(erasure_holds).where(these)).rowcount)

    def held_until(self, challenge_id: str, today: date) -> date | None:
        """The last day on which it is held, if it is today."""
        these = (erasure_holds.c.challenge_id == challenge_id) & (erasure_holds.c.until >= today)
        return self.connection.execute(select(erasure_holds.c.until).where(these)).scalar()

    def holds(self, today: date, *, reader: str, limit: int) -> list[Hold]:
        """What is held today, of what ``reader`` is shown; what ends soonest first."""
        h = erasure_holds.c
        rows = select(challenges.c.id, challenges.c.reference, erasure_holds).join(challenges)
        rows = rows.where(h.until >= today, visible_to(self, reader)).order_by(h.until, challenges.c.id).limit(limit)
        return [
            Hold(
                row.reference,
                self.key_of(row.id).open(row.why, place("erasure_holds", row.id, "why")),
                row.by,
                row.since,
                row.until,
            )
            for row in self.connection.execute(rows).all()
        ]

    def keep_figures(self, month: date, facts: Mapping[str, str] | None) -> None:
        """What reports count of a challenge that is erased now; none of what was no request."""
        row = {"id": uuid4().hex, "month": month, "facts": json.dumps(facts, sort_keys=True) if facts else ""}
        self.connection.execute(insert(kept_figures), row)

    def figures(self, first: date, last: date) -> list[Mapping[str, str] | None]:
        """What was kept of what was received in these months."""
        within = (kept_figures.c.month >= first) & (kept_figures.c.month <= last)
        found = self.connection.execute(select(kept_figures.c.facts).where(within)).scalars()
        return [json.loads(facts) if facts else None for facts in found]


def _said(row: RowMapping | None) -> tuple[str, datetime | None, str]:
    """Who proposed it, when, and who confirmed that."""
    return (row["by"], row["at"], row["confirmed_by"] or "") if row else ("", None, "")


def forget_erasure(room: Repository, challenge_ids: Select[Any]) -> None:
    """Take away what stands here of challenges that are erased."""
    for table in (erasure_holds, erasure_proposals):
        room.connection.execute(delete(table).where(table.c.challenge_id.in_(challenge_ids)))


_OVER: Mapping[str, tuple[ColumnElement[bool], ...]] = {
    "challenges": (events.c.kind == CLOSED, challenges.c.status == Status.CLOSED.value),
    "junk": (events.c.kind == JUNKED, challenges.c.turn == Turn.JUNK.value),
}
"""By kind of the schedule: what happened when it was over, and that it still is."""


def _free(today: date) -> tuple[ColumnElement[bool], ...]:
    """What was not erased, is held by nobody, and leaves nothing that somebody still has to do."""
    held = select(erasure_holds.c.challenge_id).where(erasure_holds.c.until >= today)
    return (
        challenges.c.erased_at.is_(None),
        challenges.c.id.not_in(held),
        challenges.c.id.not_in(select(duties.c.challenge_id)),
    )
