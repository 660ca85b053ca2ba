"""The outbox: notices written with the event that caused them, handed to GOV.UK Notify afterwards."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import uuid4

from sqlalchemy import ColumnElement, Row, Select, bindparam, case, delete, func, insert, or_, select, update

from portal.domain.challenge.worklist_flags import Turn
from portal.domain.disclosure.internal import InternalOnly
from portal.domain.notices.catalogue import Channel, Notice
from portal.domain.notices.send_limits import HeldReason
from portal.storage.encryption import Broken, DataKey, Keys, place
from portal.storage.tables import Repository, challenges, moment, outbox

ARRIVED = frozenset({"delivered", "received", "sent"})
"""Notify's last word where all is well (``received``: a letter; ``sent``: a text to another country)."""

LOST = frozenset(
    {
        "permanent-failure",
        "temporary-failure",
        "technical-failure",
        "cancelled",
        "validation-failed",
        "virus-scan-failed",
    }
)
"""Notify's last word where it is not."""

SET_UP = "Set up wrongly. "
"""Begins what is noted of a notice that waits until somebody puts right how the portal or Notify is set up.

As a task its ``why`` is "set_up".
"""

SETTLES_WITHIN = timedelta(hours=24)
"""Without a last word this long after it was written, a person has to look."""

LEASE = timedelta(minutes=2)
"""How long a notice that was claimed is the claimer's alone."""

_earlier = outbox.alias("earlier")
_BLOCKED = (
    select(_earlier.c.id)
    .where(
        _earlier.c.lane == outbox.c.lane,
        _earlier.c.id < outbox.c.id,
        or_(
            (_earlier.c.state == "waiting") & or_(_earlier.c.attempts > 0, _earlier.c.not_before <= bindparam("now")),
            _earlier.c.state.in_(("waiting", "held")) & (_earlier.c.channel == Channel.LETTER.value),
        ),
    )
    .exists()
)
"""What comes before it is on its way. A letter stands in the way also while it waits for its hour or is held."""
_CHALLENGE_KEY = challenges.c.data_key.label("challenge_key")
_READABLE = or_(challenges.c.data_key.is_not(None), outbox.c.data_key.is_not(None))
"""Notices of erased challenges have no key."""

_DUE = (
    select(outbox, _CHALLENGE_KEY)
    .outerjoin(challenges)
    .where(
        outbox.c.state == "waiting",
        outbox.c.not_before <= bindparam("now"),
        or_(outbox.c.leased_until.is_(None), outbox.c.leased_until <= bindparam("now")),
        _READABLE,
        ~_BLOCKED,
    )
    .order_by(outbox.c.id)
    .limit(bindparam("most"))
    .with_for_update(of=outbox, skip_locked=True)
)
_OF = (
    "SELECT name, channel, state, status, COALESCE(sent_at, added_at), held FROM outbox "
    "WHERE challenge_id = ? ORDER BY id"
)


@dataclass(frozen=True, slots=True)
class OutboxEntry(InternalOnly):
    """A notice on its way. ``reference`` is random and Notify's to keep; ``attempts`` counts this one.

    ``challenge_id`` is blank where it is about no challenge.
    """

    id: int
    reference: str
    challenge_id: str
    notice: Notice
    attempts: int
    added_at: datetime
    let_go: bool = False  # a colleague said that it may go whatever the limits


class Task(NamedTuple):
    """A notice that a person has to look after. ``state``: waiting, sent or failed."""

    id: int
    challenge: str  # its reference
    name: str
    channel: str
    state: str
    why: str
    at: datetime


class HeldBack(NamedTuple):
    """A notice to a raiser that is held until a colleague says what becomes of it."""

    challenge: str  # its reference
    name: str
    channel: str
    why: str
    at: datetime


class Posted(NamedTuple):
    """What became of a notice, without whom it went to. ``status``: what Notify last said of it."""

    name: str
    channel: str
    state: str
    status: str | None
    at: datetime
    held: str = ""  # why it was held, if it ever was


class Outbox(Repository):
    __slots__ = ()

    def add(self, challenge_id: str, notices: Iterable[Notice], now: datetime, held: Sequence[str] = ()) -> None:
        """``held``: for each notice why it does not go yet; blank where it does."""
        data_key = self.key_of(challenge_id)
        rows = []
        for number, notice in enumerate(notices):
            reference, why = str(uuid4()), held[number] if held else ""
            row = self._row(challenge_id, data_key, reference, notice, now)
            rows.append(
                {"challenge_id": challenge_id, **row, "held": why or None, "state": "held" if why else "waiting"}
            )
        if rows:
            self.connection.execute(insert(outbox), rows)

    def add_about_accounts(self, notices: Iterable[Notice], now: datetime) -> None:
        """Notices to staff that are about no challenge, each under a key of its own."""
        for notice in notices:
            reference = str(uuid4())
            data_key, wrapped = self.keys.new_data_key("outbox", reference)
            self.connection.execute(
                insert(outbox),
                {"data_key": wrapped, "state": "waiting", **self._row("", data_key, reference, notice, now)},
            )

    def _row(
        self, challenge_id: str, data_key: DataKey, reference: str, notice: Notice, now: datetime
    ) -> dict[str, Any]:
        message: dict[str, Any] = {"to": dict(notice.to), "words": dict(notice.words), "language": notice.language}
        message |= {"times": list(notice.times), "tried": list(notice.tried)}
        return {
            "reference": reference,
            "lane": lane_of(self.keys, challenge_id, message["to"]),
            "name": notice.name,
            "channel": notice.channel.value,
            "message": data_key.seal(message, place("outbox", reference, "message")),
            "attempts": 0,
            "not_before": notice.not_before or now,
            "added_at": now,
        }

    def claim(self, now: datetime, *, limit: int = 5, lease: timedelta = LEASE) -> list[OutboxEntry]:
        """Up to ``limit`` notices that are due, for the caller alone until ``lease`` runs out.

        One recipient's notices about one challenge go out in the order they were written: while one is
        under way or being tried again, those after it wait.
        """
        rows = self.connection.execute(_DUE, {"now": now, "most": limit}).all()
        if rows:
            taken = outbox.c.id.in_([row.id for row in rows])
            values = {"leased_until": now + lease, "attempts": outbox.c.attempts + 1}
            self.connection.execute(update(outbox).where(taken).values(values))
        return [waiting for row in rows if (waiting := self._opened(row, now))]

    def sent(self, notice_id: int, notify_id: str, now: datetime) -> None:
        """Notify has it, even if somebody stopped it in that moment."""
        values = {"state": "sent", "notify_id": notify_id, "sent_at": now, "leased_until": None, "error": None}
        self._set(outbox.c.id == notice_id, values)

    def wanted(self, claimed: OutboxEntry) -> bool:
        """Whether it is still to be sent, and by this claim.

        The raiser may have changed how we reach them since, or its lease have run out and another worker have it.
        """
        this = select(outbox.c.state, outbox.c.attempts).where(outbox.c.id == claimed.id)
        row = self.connection.execute(this).one_or_none()
        return row is not None and tuple(row) == ("waiting", claimed.attempts)

    def later(self, notice_id: int, not_before: datetime, error: str) -> None:
        """Try again. ``error`` is a sentence without personal data."""
        values = {"not_before": not_before, "leased_until": None, "error": error}
        self._set((outbox.c.id == notice_id) & (outbox.c.state == "waiting"), values)

    def hold(self, notice_id: int, until: datetime) -> None:
        """Leave a claimed notice for its safe time: nobody has tried to send it."""
        values = {"not_before": until, "leased_until": None, "attempts": outbox.c.attempts - 1}
        self._set((outbox.c.id == notice_id) & (outbox.c.state == "waiting"), values)

    def hold_back(self, notice_id: int, why: str) -> None:
        """Leave a claimed notice until a colleague lets it go: nobody has tried to send it."""
        values = {"state": "held", "held": why, "leased_until": None, "attempts": 0}
        self._set((outbox.c.id == notice_id) & (outbox.c.state == "waiting"), values)

    def hold_all(self, challenge_id: str, names: Iterable[str], why: str) -> None:
        """Hold what still waits of these notices about a challenge."""
        theirs = (outbox.c.challenge_id == challenge_id) & outbox.c.name.in_(list(names))
        self._set(theirs & (outbox.c.state == "waiting"), {"state": "held", "held": why, "leased_until": None})

    def go_on(self, challenge_id: str, now: datetime, why: str) -> None:
        """Send what was held for this reason, from ``now`` on or when it was to go later: it is no reason any more."""
        later = case((outbox.c.not_before > now, outbox.c.not_before), else_=now)
        self._set(_held_for(challenge_id, why), {"state": "waiting", "not_before": later})

    def hold_letters_for(self, challenge_id: str, before: str, why: str) -> None:
        """The letters that were held for the one reason are held for another."""
        letters = outbox.c.channel == Channel.LETTER.value
        self._set(_held_for(challenge_id, before) & letters, {"held": why})

    def let_go(self, challenge_id: str, now: datetime) -> bool:
        """Send all that is held about a challenge, whatever the limits; whether anything was."""
        return self._set(_held(challenge_id), {"state": "waiting", "not_before": now, "let_go_at": now})

    def stop_held(self, challenge_id: str) -> bool:
        """Send nothing of what is held about a challenge, nor a letter that waits behind it; whether anything was."""
        if not self._set(_held(challenge_id), {"state": "cancelled"}):
            return False
        untried = (outbox.c.state == "waiting") & (outbox.c.attempts == 0) & (outbox.c.channel == Channel.LETTER.value)
        self._set(untried & (outbox.c.challenge_id == challenge_id), {"state": "cancelled"})
        return True

    def held(self, limit: int = 100, challenge_id: str = "") -> list[HeldBack]:
        """What is held until a colleague says what becomes of it, the oldest first. Of one challenge, or of all."""
        o = outbox.c
        columns = (challenges.c.reference, o.name, o.channel, o.held, o.added_at)
        wanted = _held(challenge_id) & challenges.c.turn.not_in(_SET_ASIDE)
        rows = select(*columns).join(challenges).where(wanted).order_by(o.id).limit(limit)
        return [HeldBack(*row) for row in self.connection.execute(rows)]

    def gathered(self, limit: int = 500) -> list[OutboxEntry]:
        """What colleagues are told of together, the oldest first."""
        rows = self.connection.execute(self._rows(_GATHERED).limit(limit))
        return [found for row in rows if (found := self._readable(row))]

    def told_together(self, ids: Iterable[int]) -> None:
        """These are not sent one by one any more."""
        self._set(outbox.c.id.in_(list(ids)), {"state": "cancelled"})

    def failed(self, notice_id: int, error: str, now: datetime) -> bool:
        """Give up: a task for a person. ``error`` is a sentence without personal data. False where it had ended."""
        values = {"state": "failed", "settled_at": now, "leased_until": None, "error": error, "looked_after_at": None}
        return self._set((outbox.c.id == notice_id) & (outbox.c.state == "waiting"), values)

    def cancel(self, challenge_id: str, names: Iterable[str]) -> list[Notice]:
        """Do not send what still waits of these notices; which they were, the oldest first."""
        theirs = (outbox.c.challenge_id == challenge_id) & outbox.c.name.in_(list(names))
        waiting = self._rows(theirs & outbox.c.state.in_(("waiting", "held"))).with_for_update(of=outbox)
        rows = self.connection.execute(waiting).all()
        ended = {"state": "cancelled", "leased_until": None}
        self._set(outbox.c.id.in_([row.id for row in rows]), ended)
        return [found.notice for row in rows if (found := self._readable(row))]

    def named(self, reference: str) -> OutboxEntry | None:
        """The notice that Notify knows by this ``reference``, if it can be read."""
        row = self.connection.execute(self._rows(outbox.c.reference == reference)).one_or_none()
        return self._readable(row) if row else None

    def receipt(self, reference: str, status: str, now: datetime) -> bool:
        """Note what Notify says became of a notice; whether that was news. A last word stays the last."""
        values: dict[str, Any] = {"status": status, "state": "sent", "sent_at": func.coalesce(outbox.c.sent_at, now)}
        if status in ARRIVED | LOST:
            values |= {"settled_at": now, "looked_after_at": None}
        open_still = (outbox.c.reference == reference) & outbox.c.settled_at.is_(None)
        return self._set(open_still & outbox.c.status.is_distinct_from(status), values)

    def unsettled(self, before: datetime) -> list[OutboxEntry]:
        """Notices that Notify took before ``before`` and has not said its last word about."""
        rows = self.connection.execute(self._rows(_unsettled(before)))
        return [found for row in rows if (found := self._readable(row))]

    def of(self, challenge_id: str) -> list[Posted]:
        """The notices about a challenge, the oldest first; needs no key."""
        found = self.every(_OF, challenge_id)
        return [
            Posted(name, channel, state, status, moment(at), held or "")
            for name, channel, state, status, at, held in found
        ]

    def counts(self) -> dict[str, int]:
        """How many are ``waiting``, ``failed``, ``cancelled``, and ``sent`` or what Notify last said."""
        face = func.coalesce(outbox.c.status, outbox.c.state)
        return {row[0]: row[1] for row in self.connection.execute(select(face, func.count()).group_by(face))}

    def tasks(self, now: datetime, limit: int = 100, challenge_id: str = "") -> list[Task]:
        """What a person has to look after: lost, or no last word within 24 hours of being written; the oldest first.

        But what only waits for its safe time. Until somebody has, it went another way, or the challenge is closed.
        Of one challenge, or of all.
        """
        o, why = outbox.c, func.coalesce(outbox.c.error, outbox.c.status, outbox.c.state)
        columns = (o.id, challenges.c.reference, o.name, o.channel, o.state, why, o.added_at)
        wanted = _task(now) & challenges.c.turn.not_in(_SET_ASIDE)
        if challenge_id:
            wanted = wanted & (o.challenge_id == challenge_id)
        rows = select(*columns).join(challenges).where(wanted).order_by(o.id).limit(limit)
        found = [Task(*row) for row in self.connection.execute(rows)]
        return [task._replace(why="set_up") if task.why.startswith(SET_UP) else task for task in found]

    def looked_after(self, challenge_id: str, now: datetime, reference: str | None = None) -> bool:
        """Nobody has to look after what did not arrive any more, or only not after one; whether anybody had to."""
        these = (outbox.c.challenge_id == challenge_id) & _task(now)
        if reference:
            these = these & (outbox.c.reference == reference)
        return self._set(these, {"looked_after_at": now})

    def over(self, before: datetime) -> int:
        """How many notices about no challenge were written by then."""
        return self.connection.execute(select(func.count()).where(*_over(before))).scalar_one()

    def sweep(self, before: datetime) -> int:
        """Delete those; how many they were."""
        return self.connection.execute(delete(outbox).where(*_over(before))).rowcount

    def _set(self, where: ColumnElement[bool], values: dict[str, Any]) -> bool:
        return bool(self.connection.execute(update(outbox).where(where).values(values)).rowcount)

    def _rows(self, where: ColumnElement[bool]) -> Select[Any]:
        """Notices with the keys to them."""
        return select(outbox, _CHALLENGE_KEY).outerjoin(challenges).where(where, _READABLE).order_by(outbox.c.id)

    def _readable(self, row: Row[Any]) -> OutboxEntry | None:
        try:
            return self._waiting(row, row.attempts)
        except Broken:
            return None

    def _opened(self, row: Row[Any], now: datetime) -> OutboxEntry | None:
        """The notice, or none where its seal is broken: a task for a person, and no stop for the others."""
        try:
            return self._waiting(row, row.attempts + 1)
        except Broken:
            self.failed(row.id, "The sealed message cannot be opened.", now)
            return None

    def _waiting(self, row: Row[Any], attempts: int) -> OutboxEntry:
        own = (row.challenge_key, "challenges", row.challenge_id)
        data_key = self.keys.data_key(*(own if row.challenge_id else (row.data_key, "outbox", row.reference)))
        message = data_key.open(row.message, place("outbox", row.reference, "message"))
        message |= {key: tuple(message.get(key, ())) for key in ("times", "tried")}
        notice = Notice(row.name, Channel(row.channel), **message, not_before=row.not_before)
        let_go = row.let_go_at is not None
        return OutboxEntry(row.id, row.reference, row.challenge_id or "", notice, attempts, row.added_at, let_go)


def lane_of(keys: Keys, challenge_id: str, to: Mapping[str, Any]) -> bytes:
    """What goes to the same recipient about the same challenge has the same, and is kept in order."""
    return keys.mac("outbox.lane", f"{challenge_id}|{json.dumps(to, sort_keys=True)}")


_SET_ASIDE = (Turn.CLOSED.value, Turn.JUNK.value)
_GATHERED = (outbox.c.state == "held") & (outbox.c.held == HeldReason.GATHERED.value)


def _held_for(challenge_id: str, why: str) -> ColumnElement[bool]:
    return (outbox.c.state == "held") & (outbox.c.challenge_id == challenge_id) & (outbox.c.held == why)


def _held(challenge_id: str = "") -> ColumnElement[bool]:
    """What a colleague can send or stop: a letter also while it waits for its hour."""
    o, soon = outbox.c, (outbox.c.state == "waiting") & (outbox.c.attempts == 0) & outbox.c.let_go_at.is_(None)
    ours = ((o.state == "held") & (o.held != HeldReason.GATHERED.value)) | (soon & (o.held == HeldReason.UNREAD.value))
    return ours & (outbox.c.challenge_id == challenge_id) if challenge_id else ours


def _task(now: datetime) -> ColumnElement[bool]:
    open_still = outbox.c.state.in_(("waiting", "sent")) & outbox.c.settled_at.is_(None)
    held = (outbox.c.state == "waiting") & (outbox.c.attempts == 0) & (outbox.c.not_before > now)
    late = open_still & (outbox.c.added_at < now - SETTLES_WITHIN) & ~held
    stuck = (outbox.c.state == "waiting") & outbox.c.error.startswith(SET_UP, autoescape=True)
    return or_(outbox.c.state == "failed", outbox.c.status.in_(LOST), late, stuck) & outbox.c.looked_after_at.is_(None)


def _unsettled(before: datetime) -> ColumnElement[bool]:
    return (outbox.c.state == "sent") & outbox.c.settled_at.is_(None) & (outbox.c.sent_at < before)


def _over(before: datetime) -> tuple[ColumnElement[bool], ...]:
    return outbox.c.challenge_id.is_(None), outbox.c.added_at <= before
