"""Challenges as they stand: the state sealed, and beside it what the list needs, none of it personal."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, insert, literal, or_, select, update
from sqlalchemy.exc import IntegrityError

from portal.domain.challenge import Challenge, Flag, Status, plain, unplain
from portal.storage.ledger import START
from portal.storage.sealed import DataKey, Erased, place
from portal.storage.tables import Room, challenges, events, outbox, visits


class AlreadyThere(Exception):
    """The draft has been sent already, or the reference is taken. The unit is lost: begin another."""


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A line of the list. ``cursor`` asks for those that follow it."""

    id: str
    reference: str
    pack: str
    audience: str
    status: str
    stage: str
    received_at: datetime
    due: date | None
    flags: frozenset[Flag]
    erased: bool
    cursor: str


_BY_REFERENCE = challenges.c.reference == bindparam("key")
_BY_ID = challenges.c.id == bindparam("key")
_BY_DRAFT = challenges.c.draft_id == bindparam("key")


class Challenges(Room):
    __slots__ = ()

    def add(self, challenge: Challenge, *, draft_id: str, code_hash: str, now: datetime) -> None:
        """A new challenge under a new data key. Raises :class:`AlreadyThere`."""
        data_key, wrapped = self.keys.new_data_key("challenges", challenge.id)
        row = _columns(challenge, data_key) | {
            "id": challenge.id,
            "reference": challenge.reference,
            "draft_id": draft_id,
            "code_hash": code_hash,
            "data_key": wrapped,
            "chain_length": 0,
            "chain_head": START,
            "added_at": now,
        }
        try:
            self.connection.execute(insert(challenges), row)
        except IntegrityError:  # its text would hold the row
            raise AlreadyThere from None

    def get(self, reference: str) -> Challenge | None:
        """The challenge with this reference. Raises :class:`Erased`."""
        return self._read(_BY_REFERENCE, reference)

    def by_id(self, challenge_id: str) -> Challenge | None:
        """The challenge with this id. Raises :class:`Erased`."""
        return self._read(_BY_ID, challenge_id)

    def save(self, challenge: Challenge) -> None:
        """Keep the state as it now is. Raises :class:`Erased`."""
        wrapped = self._one(challenges.c.data_key, _BY_ID, challenge.id)
        data_key = self.keys.data_key(wrapped, "challenges", challenge.id)
        row = _columns(challenge, data_key)
        self.connection.execute(update(challenges).where(challenges.c.id == challenge.id), row)

    def reference_of_draft(self, draft_id: str) -> str | None:
        """The reference that a draft was given when it was sent."""
        reference: str | None = self._one(challenges.c.reference, _BY_DRAFT, draft_id)
        return reference

    def code_hash(self, reference: str) -> str | None:
        """What the access code has to fit; none for an unknown or erased challenge."""
        code_hash: str | None = self._one(challenges.c.code_hash, _BY_REFERENCE, reference)
        return code_hash

    def queue(self, *, before: str | None = None, limit: int = 25) -> list[QueueRow]:
        """The list: danger, then what is urgent, then other flags; soonest due first, then newest.

        ``before`` is the cursor of the last line already shown.
        """
        rows = select(challenges).order_by(challenges.c.queue_key.desc()).limit(limit)
        if before is not None:
            rows = rows.where(challenges.c.queue_key < before)
        return [
            QueueRow(
                id=row.id,
                reference=row.reference,
                pack=row.pack,
                audience=row.audience,
                status=row.status,
                stage=row.stage,
                received_at=row.received_at,
                due=row.due,
                flags=frozenset(map(Flag, row.flags.split())),
                erased=row.erased_at is not None,
                cursor=row.queue_key,
            )
            for row in self.connection.execute(rows)
        ]

    def open_with(self, flag: Flag) -> list[str]:
        """The references of the challenges that are not closed and have this flag, the oldest first."""
        flags = literal(" ") + challenges.c.flags + literal(" ")
        is_open = (challenges.c.status != Status.CLOSED.value) & challenges.c.erased_at.is_(None)
        found = select(challenges.c.reference).where(is_open, flags.contains(f" {flag.value} ", autoescape=True))
        return list(self.connection.execute(found.order_by(challenges.c.received_at)).scalars())

    def due_by(self, day: date) -> list[str]:
        """The references of those under review that are due by ``day`` or not triaged yet, the soonest due first."""
        triaged = select(events.c.number).where(events.c.challenge_id == challenges.c.id, events.c.kind == "triaged")
        here = (challenges.c.status == Status.RECEIVED.value) & challenges.c.erased_at.is_(None)
        found = select(challenges.c.reference).where(here, or_(challenges.c.due <= day, ~triaged.exists()))
        return list(self.connection.execute(found.order_by(challenges.c.due)).scalars())

    def erase(self, reference: str, now: datetime) -> None:
        """Destroy the data key: nothing personal of the challenge opens again.

        The rows stay and the ledger still verifies; waiting notices are cancelled and visits end.
        A backup made earlier still holds the wrapped key: after restoring one, erase again.
        """
        gone = {"data_key": None, "body": None, "code_hash": None, "erased_at": now}
        this = (challenges.c.reference == reference) & challenges.c.erased_at.is_(None)
        ids = select(challenges.c.id).where(this).scalar_subquery()
        waiting = (outbox.c.state == "waiting") & (outbox.c.challenge_id == ids)
        self.connection.execute(update(outbox).where(waiting).values(state="cancelled"))
        self.connection.execute(update(challenges).where(this).values(gone))
        self.connection.execute(delete(visits).where(visits.c.reference == reference))
        self.connection.info["erased"] = True

    def _one(self, column: ColumnElement[Any], where: ColumnElement[bool], key: str) -> Any:
        return self.connection.execute(select(column).where(where), {"key": key}).scalar_one_or_none()

    def _read(self, where: ColumnElement[bool], key: str) -> Challenge | None:
        columns = select(challenges.c.id, challenges.c.data_key, challenges.c.body).where(where)
        row = self.connection.execute(self.locked(columns), {"key": key}).one_or_none()
        if row is None:
            return None
        if row.body is None:
            raise Erased
        data_key = self.keys.data_key(row.data_key, "challenges", row.id)
        return unplain(data_key.open(row.body, place("challenges", row.id, "body")))


def _columns(challenge: Challenge, data_key: DataKey) -> dict[str, Any]:
    """What :meth:`Challenges.save` may change: the sealed state, and its face on the list."""
    return {
        "body": data_key.seal(plain(challenge), place("challenges", challenge.id, "body")),
        "pack": challenge.pack,
        "audience": challenge.audience.value,
        "status": challenge.status.value,
        "stage": challenge.stage,
        "received_at": challenge.received_at,
        "due": challenge.due,
        "flags": " ".join(sorted(challenge.flags)),
        "queue_key": queue_key(challenge),
    }


def queue_key(challenge: Challenge) -> str:
    """Digits, the highest first on the list: flags, then how soon it is due, then when it was received.

    The last digits tell apart what is otherwise alike, so that paging misses nothing.
    """
    pressing = challenge.flags & {Flag.URGENT, Flag.PRESSURE}
    other = challenge.flags - pressing - {Flag.DANGER}
    rank = 4 * (Flag.DANGER in challenge.flags) + 2 * bool(pressing) + bool(other)
    soon = date.max.toordinal() - (challenge.due or date.max).toordinal()
    received = int(challenge.received_at.timestamp() * 1000)
    return f"{rank}{soon:07}{received:014}{_digits(challenge.id):010}"


def _digits(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")
