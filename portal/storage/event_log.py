"""The ledger: every event, sealed, never changed, each challenge's in a chain of keyed hashes.

A link covers the one before, the columns in clear and the *sealed* bytes. So the chain is checked without
any data key, and still holds after that is destroyed; but without the master key nobody can make a link. What
was done with accounts and who searched are a chain each.

An anchor says how long each chain was and where it ended. Kept elsewhere, it shows later what was taken away.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, bindparam, case, func, or_, select
from sqlalchemy.exc import NoResultFound

from portal.domain.challenge.events.alert_events import ALERT_REPEATED, ALERT_SHOWN
from portal.domain.challenge.events.clock_events import REMINDED
from portal.domain.challenge.events.event_kind import TimelineGroup
from portal.domain.challenge.events.raiser_events import CODE_KEPT, RECEIVED
from portal.domain.challenge.events.record_events import OPENED, READ
from portal.domain.challenge.events.registry import kinds_that, refuse_unknown_keys
from portal.domain.challenge.events.review_events import RELEASED, REPLY_WRITTEN, SENT_BACK
from portal.domain.challenge.state import Event
from portal.domain.challenge.stored_versions import EVENTS, VERSION, newest_event, with_version
from portal.storage import hash_chains
from portal.storage.encryption import DataKey, Keys, place
from portal.storage.row_bindings import challenge_bond, challenge_row
from portal.storage.tables import Repository, challenges, events

START = bytes(32)
"""What the first link of every chain is linked to."""

QUIET = (REMINDED, ALERT_REPEATED, CODE_KEPT, *kinds_that(lambda kind: kind.group is TimelineGroup.READS))
"""The kinds of event that change nothing: it was read, or somebody was reminded of it."""

_READS = (READ, OPENED)

_BATCHES = {"yield_per": 500}

_ADD = "INSERT INTO events (challenge_id, number, kind, at, actor, what, hash) VALUES (?, ?, ?, ?, ?, ?, ?)"
_LENGTHEN = "UPDATE challenges SET chain_length = ?, chain_head = ?, bond = ? WHERE id = ?"
_EVENTS = select(events).where(events.c.challenge_id == bindparam("key")).order_by(events.c.number)
_SENT = _EVENTS.where(or_(events.c.kind == RECEIVED, events.c.actor == bindparam("actor")))


def link(keys: Keys, previous: bytes, row: Any) -> bytes:
    """The hash of an event as it is stored, linked to the one before it."""
    clear = json.dumps([row.challenge_id, row.number, row.kind, row.at.isoformat(), row.actor])
    return keys.link(previous, hashlib.sha256(clear.encode()).digest(), hashlib.sha256(row.what).digest())


class Latest(NamedTuple):
    """The last that happened to a challenge."""

    kind: str
    at: datetime
    unread: bool  # somebody else did something since whoever asks last read it or did something themselves
    sent_back: bool  # the reply was, and has not been written again


class EventLog(Repository):
    __slots__ = ()

    def append(self, challenge_id: str, happened: Sequence[Event]) -> None:
        """Write the events after those already there. Raises :class:`Erased`, or ``NoResultFound``."""
        end = challenge_row(self, "id", challenge_id)
        if end is None:
            raise NoResultFound
        length, head = end["chain_length"], end["chain_head"]
        data_key = self.keys.data_key(end["data_key"], "challenges", challenge_id)
        for number, event in enumerate(happened, length + 1):
            where_to = place("events", f"{challenge_id}/{number}", "what")
            row = _Link(challenge_id, number, event, data_key.seal(with_version(event.what, EVENTS), where_to))
            head = link(self.keys, head, row)
            self.write(_ADD, *row.__dict__.values(), head)
        if happened:
            length += len(happened)
            bond = challenge_bond(self.keys, end | {"chain_length": length, "chain_head": head})
            self.write(_LENGTHEN, length, head, bond, challenge_id)

    def events(self, challenge_id: str) -> list[Event]:
        """What happened, in order. Raises :class:`Erased`, or ``NoResultFound``."""
        return self._opened(_EVENTS, challenge_id)

    def sent(self, challenge_id: str, actor: str) -> list[Event]:
        """Of that only what came in at first, and what ``actor`` did: nobody else's words are opened."""
        return self._opened(_SENT, challenge_id, actor=actor)

    def last(self, challenge_id: str, kind: str, actor: str = "") -> datetime | None:
        """When this last happened to the challenge (or ``actor`` last did it), if ever; needs no key."""
        at = select(func.max(events.c.at)).where(events.c.challenge_id == challenge_id, events.c.kind == kind)
        if actor:
            at = at.where(events.c.actor == actor)
        when: datetime | None = self.connection.execute(at).scalar_one()
        return when

    def number(self, challenge_id: str, kind: str, actor: str) -> int:
        """Which of the challenge's events, counted from 1, was the last of this ``kind`` by ``actor``; 0 for none."""
        last = select(func.max(events.c.number)).where(events.c.challenge_id == challenge_id)
        return self.connection.execute(last.where(events.c.kind == kind, events.c.actor == actor)).scalar_one() or 0

    def any_since(self, challenge_id: str, number: int, kinds: Collection[str]) -> bool:
        """Whether something of these ``kinds`` has happened to the challenge after the event of this number."""
        later = select(events.c.number).where(events.c.challenge_id == challenge_id, events.c.number > number)
        return self.connection.execute(later.where(events.c.kind.in_(kinds)).limit(1)).first() is not None

    def latest(self, ids: Collection[str], actor: str) -> dict[str, Latest]:
        """The last that happened to each of these challenges, besides that it was read; needs no key."""
        c, act = events.c, events.c.kind.not_in(QUIET)
        mine = (c.actor == actor) & (c.kind != ALERT_SHOWN)
        marks = {
            "last": act,
            "others": act & (c.actor != actor),
            "mine": mine,
            "back": c.kind == SENT_BACK,
            "written": c.kind.in_((REPLY_WRITTEN, RELEASED)),
        }
        numbers = (func.max(case((fits, c.number), else_=0)).label(name) for name, fits in marks.items())
        found = select(c.challenge_id, *numbers).where(c.challenge_id.in_(ids)).group_by(c.challenge_id).subquery()
        at = (c.challenge_id == found.c.challenge_id) & (c.number == found.c.last)
        rows = select(c.kind, c.at, found).join(found, at)
        return {
            row.challenge_id: Latest(row.kind, row.at, row.others > row.mine, row.back > row.written)
            for row in self.connection.execute(rows)
        }

    def faces(self, reference: str) -> list[Event]:
        """What happened to the challenge with this reference, when and by whom, and no more: needs no key."""
        rows = select(events).join(challenges).where(challenges.c.reference == reference).order_by(events.c.number)
        return [Event(row.kind, row.at, row.actor) for row in self.connection.execute(rows)]

    def since(self, kind: str, at: datetime) -> list[tuple[str, Event]]:
        """What of this ``kind`` happened to which challenge since then, the newest first; of erased ones nothing."""
        rows = (
            select(challenges.c.reference, challenges.c.data_key, events)
            .join_from(events, challenges)
            .where(events.c.kind == kind, events.c.at >= at, challenges.c.data_key.is_not(None))
            .order_by(events.c.at.desc())
        )
        return [
            (row.reference, _open(row, self.keys.data_key(row.data_key, "challenges", row.challenge_id)))
            for row in self.connection.execute(rows)
        ]

    def cases_read(self, actor: str, since: datetime) -> int:
        """How many challenges somebody has read since then; needs no key."""
        theirs = select(func.count(events.c.challenge_id.distinct())).where(events.c.actor == actor)
        return self.connection.execute(theirs.where(events.c.at > since, events.c.kind.in_(_READS))).scalar_one()

    def within(self, kinds: Collection[str], first: datetime, before: datetime, limit: int) -> list[tuple[str, Event]]:
        """What of these ``kinds`` happened to which challenge in this time, the newest first.

        Of one that was erased it says no more than when and by whom.
        """
        rows = (
            select(challenges.c.reference, challenges.c.data_key, events)
            .join_from(events, challenges)
            .where(events.c.kind.in_(kinds), events.c.at >= first, events.c.at < before)
            .order_by(events.c.at.desc(), events.c.number.desc())
            .limit(limit)
        )
        return [(row.reference, self._as_far_as_it_opens(row)) for row in self.connection.execute(rows)]

    def _as_far_as_it_opens(self, row: Row[Any]) -> Event:
        if row.data_key is None:
            return Event(row.kind, row.at, row.actor)
        return _open(row, self.keys.data_key(row.data_key, "challenges", row.challenge_id))

    def verify(self) -> list[str]:
        """What is wrong with the event log, a sentence each. Empty when nothing is."""
        return [*self._broken_chains(), *self._broken_rows(), *self._without_challenge(), *hash_chains.faults(self)]

    def _broken_chains(self) -> list[str]:
        wanted = (challenges.c.id, challenges.c.reference, challenges.c.chain_length, challenges.c.chain_head)
        rows = (
            select(*wanted, events).select_from(challenges.outerjoin(events)).order_by(challenges.c.id, events.c.number)
        )
        found = self.connection.execute(rows, execution_options=_BATCHES)
        return [f for _, chain in groupby(found, attrgetter("id")) for f in _faults(self.keys, chain)]

    def _broken_rows(self) -> list[str]:
        """Challenges whose body, names or code somebody else has put there."""
        rows = self.connection.execute(select(challenges).order_by(challenges.c.id), execution_options=_BATCHES)
        return [
            f"Challenge {row['reference']}: it is not as it was last written."
            for row in rows.mappings()
            if row["bond"] != challenge_bond(self.keys, row)
        ]

    def _without_challenge(self) -> list[str]:
        return [
            f"There are events of a challenge that is not there: {lost}."
            for lost in self.connection.execute(
                select(events.c.challenge_id)
                .outerjoin(challenges)
                .where(challenges.c.id.is_(None))
                .group_by(events.c.challenge_id)
            ).scalars()
        ]

    def _opened(self, rows: Select[Any], challenge_id: str, **more: str) -> list[Event]:
        data_key = self.key_of(challenge_id)
        return [_open(row, data_key) for row in self.connection.execute(rows, {"key": challenge_id, **more})]


def _open(row: Row[Any], data_key: DataKey) -> Event:
    where = place("events", f"{row.challenge_id}/{row.number}", "what")
    stored = data_key.open(row.what, where)
    what = newest_event(row.kind, stored)
    if stored.get(VERSION) == len(EVENTS):
        refuse_unknown_keys(row.kind, what)
    return Event(row.kind, row.at, row.actor, what)


class _Link:
    """An event as its row holds it, in the order of its columns."""

    def __init__(self, challenge_id: str, number: int, event: Event, what: bytes) -> None:
        self.challenge_id, self.number = challenge_id, number
        self.kind, self.at, self.actor, self.what = event.kind, event.at, event.actor, what


def _faults(keys: Keys, chain: Iterable[Row[Any]]) -> Iterator[str]:
    """The first thing wrong with one challenge's chain: after it nothing can be said."""
    head, number = START, 0
    for row in chain:
        if row.number is None:
            break
        number += 1
        if row.number != number:
            yield f"Challenge {row.reference}: event {number} is missing."
            return
        head = link(keys, head, row)
        if head != row.hash:
            yield f"Challenge {row.reference}: event {number} is not what was written, or not in its place."
            return
    if (number, head) != (row.chain_length, row.chain_head):
        yield f"Challenge {row.reference}: {row.chain_length} events were written, {number} are there."
