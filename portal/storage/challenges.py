"""Challenges as they stand: the state sealed, and beside it what the list needs, none of it personal."""

import contextlib
import hashlib
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Table, bindparam, delete, func, insert, literal, or_, select, update
from sqlalchemy.exc import IntegrityError, NoResultFound

from portal.domain.challenge import safety_alert
from portal.domain.challenge import worklist_flags as domain
from portal.domain.challenge.clock import promised
from portal.domain.challenge.events.clock_events import WINDOW_CLOSING
from portal.domain.challenge.events.question_events import ANSWERED, ASKED
from portal.domain.challenge.events.raiser_events import REOPENED
from portal.domain.challenge.events.review_events import REVIEW_ENDED
from portal.domain.challenge.events.triage_events import TRIAGED
from portal.domain.challenge.search_keys import search_keys
from portal.domain.challenge.state import Challenge, Flag, Status, plain, unplain
from portal.domain.challenge.stored_versions import FromLaterVersion
from portal.domain.challenge.worklist_flags import Duty, Turn
from portal.domain.policy.due_dates import DueDate, day_of, minutes_into
from portal.storage.due_erasures import forget_erasure
from portal.storage.encryption import Broken, DataKey, Erased, place
from portal.storage.event_log import START
from portal.storage.evidence_table import evidence
from portal.storage.restricted_table import restricted_readers
from portal.storage.row_bindings import challenge_bond, challenge_row, challenge_rows
from portal.storage.saved_forms import about_challenge
from portal.storage.search_index import SearchIndex, keyed
from portal.storage.tables import Repository, challenges, drafts, duties, events, finders, outbox, staff_kept, visits


class AlreadyThere(Exception):
    """The draft has been sent already, or the reference is taken. The unit is lost: begin another."""


INDEXED = 5
"""Of the code that tells the lists and the search of a challenge. A new version tells them of all again."""

_SAVE = update(challenges).where(challenges.c.id == bindparam("this"))
_TOLD = {table: select(table).where(table.c.challenge_id == bindparam("key")) for table in (duties, finders)}


class Challenges(Repository):
    __slots__ = ()

    def add(
        self, challenge: Challenge, *, draft_id: str, code_hash: str, now: datetime, by: DueDate | None = None
    ) -> None:
        """A new challenge under a new data key; ``by`` as of :meth:`save`. Raises :class:`AlreadyThere`."""
        data_key, wrapped = self.keys.new_data_key("challenges", challenge.id)
        row = _columns(challenge, data_key, by) | {
            "id": challenge.id,
            "reference": challenge.reference,
            "draft_id": draft_id,
            "code_hash": code_hash,
            "data_key": wrapped,
            "chain_length": 0,
            "chain_head": START,
            "added_at": now,
        }
        row["bond"] = challenge_bond(self.keys, row)
        try:
            self.connection.execute(insert(challenges), row)
        except IntegrityError:  # its text would hold the row
            raise AlreadyThere from None
        self._index(challenge, by)

    def get(self, reference: str) -> Challenge | None:
        """The challenge with this reference. Raises :class:`Erased`, :class:`Broken`."""
        return self._read("reference", reference)

    def whole(self, reference: str) -> Challenge | None:
        """The challenge with this reference, if it is there and was not erased."""
        try:
            return self.get(reference)
        except Erased:
            return None

    def some(self, ids: Collection[str]) -> dict[str, Challenge]:
        """Those of these challenges, by id, that can be opened; what is wrong with the others is said elsewhere."""
        found: dict[str, Challenge] = {}
        for row in challenge_rows(self, ids):
            with contextlib.suppress(Erased, Broken, FromLaterVersion):
                found[row["id"]] = self._opened(row)
        return found

    def by_id(self, challenge_id: str) -> Challenge | None:
        """The challenge with this id. Raises :class:`Erased`, :class:`Broken`."""
        return self._read("id", challenge_id)

    def save(self, challenge: Challenge, by: DueDate | None = None) -> None:
        """Keep the state as it now is. Raises :class:`Erased`, :class:`Broken`.

        ``by``: the date that staff have to meet first, by which the lists sort; none for that of the stage.
        """
        was = challenge_row(self, "id", challenge.id)
        if was is None:
            raise NoResultFound
        row = _columns(challenge, self.keys.data_key(was["data_key"], "challenges", challenge.id), by)
        row["bond"] = challenge_bond(self.keys, was | row)
        self.connection.execute(_SAVE, {"this": challenge.id, **row})
        self._index(challenge, by)

    def reference_of_draft(self, draft_id: str) -> str | None:
        """The reference that a draft was given when it was sent."""
        row = challenge_row(self, "draft_id", draft_id)
        return row["reference"] if row else None

    def look(self, reference: str, now: datetime) -> datetime | None:
        """Its raiser looks at it now; when they last did, or sent it."""
        this = challenges.c.reference == reference
        known = select(challenges.c.looked_at, challenges.c.received_at).where(this)
        row = self.connection.execute(known).one_or_none()
        self.connection.execute(update(challenges).where(this).values(looked_at=now))
        return (row.looked_at or row.received_at) if row else None

    def code_hash(self, reference: str) -> str | None:
        """What the access code has to fit; none for an unknown or erased challenge."""
        row = challenge_row(self, "reference", reference)
        return row["code_hash"] if row else None

    def rehash(self, reference: str, before: str, code_hash: str) -> None:
        """Keep its access code hashed anew, unless it was erased or hashed otherwise meanwhile."""
        row = challenge_row(self, "reference", reference)
        if row is None or row["code_hash"] != before:
            return
        row |= {"code_hash": code_hash}
        values = {"code_hash": code_hash, "bond": challenge_bond(self.keys, row)}
        self.connection.execute(update(challenges).where(challenges.c.id == row["id"]).values(values))

    def under_other_peppers(self) -> int:
        """How many access codes were hashed with another pepper than that of today, and not used since."""
        hashed = challenges.c.code_hash
        now = hashed.startswith(self.keys.pepper_name or "$")
        return self.connection.execute(select(func.count()).where(hashed.is_not(None), ~now)).scalar_one()

    def every_id(self) -> list[tuple[str, str]]:
        """The id and the reference of every challenge, erased ones too."""
        every = select(challenges.c.id, challenges.c.reference).order_by(challenges.c.id)
        return [(row.id, row.reference) for row in self.connection.execute(every)]

    def unindexed(self, *, after: str = "", limit: int = 200) -> list[str]:
        """The ids of those that the lists and the search know only in part, from an earlier version."""
        old = (challenges.c.indexed < INDEXED) & challenges.c.erased_at.is_(None) & (challenges.c.id > after)
        found = select(challenges.c.id).where(old).order_by(challenges.c.id).limit(limit)
        return list(self.connection.execute(found).scalars())

    def open_with(self, flag: Flag) -> list[str]:
        """The references of the challenges that are not closed and have this flag, the oldest first."""
        flags = literal(" ") + challenges.c.flags + literal(" ")
        is_open = (challenges.c.status != Status.CLOSED.value) & challenges.c.erased_at.is_(None)
        found = select(challenges.c.reference).where(is_open, flags.contains(f" {flag.value} ", autoescape=True))
        return list(self.connection.execute(found.order_by(challenges.c.received_at)).scalars())

    def due_by(self, day: date) -> list[str]:
        """The references of those under review that are due by ``day`` or not triaged yet, the soonest due first."""
        triaged = select(events.c.number).where(events.c.challenge_id == challenges.c.id, events.c.kind == TRIAGED)
        here = (challenges.c.status == Status.RECEIVED.value) & challenges.c.erased_at.is_(None)
        found = select(challenges.c.reference).where(here, or_(challenges.c.due <= day, ~triaged.exists()))
        return list(self.connection.execute(found.order_by(challenges.c.due)).scalars())

    def under_review(self) -> list[str]:
        """The references of those under review, the soonest due first."""
        here = (challenges.c.status == Status.RECEIVED.value) & challenges.c.erased_at.is_(None)
        return list(
            self.connection.execute(select(challenges.c.reference).where(here).order_by(challenges.c.due)).scalars()
        )

    def unanswered(self, before: datetime) -> list[str]:
        """The references of those whose review ended by then and still waits for an answer, the longest first.

        Without those whose raiser was told that the time for it ends, and did not take it back and come back since.
        """
        ended, later, back = events.alias(), events.alias(), events.alias()
        came_back = select(back.c.number).where(
            back.c.challenge_id == later.c.challenge_id, back.c.number > later.c.number, back.c.kind == REOPENED
        )
        told = (later.c.kind == WINDOW_CLOSING) & ~came_back.exists()
        newer = select(later.c.number).where(
            later.c.challenge_id == ended.c.challenge_id,
            later.c.number > ended.c.number,
            or_(later.c.kind == REVIEW_ENDED, told),
        )
        waits = (challenges.c.status == Status.REVIEWED.value) & challenges.c.erased_at.is_(None)
        then = (ended.c.kind == REVIEW_ENDED) & (ended.c.at < before)
        found = select(challenges.c.reference).join(ended, ended.c.challenge_id == challenges.c.id)
        return list(self.connection.execute(found.where(waits, then, ~newer.exists()).order_by(ended.c.at)).scalars())

    def unanswered_questions(self) -> list[str]:
        """The references of those, ours or reviewed, whose raiser has answered fewer questions than they were asked."""
        many = {
            kind: select(func.count())
            .where(events.c.challenge_id == challenges.c.id, events.c.kind == kind)
            .scalar_subquery()
            for kind in (ASKED, ANSWERED)
        }
        live = challenges.c.status.in_((Status.RECEIVED.value, Status.REVIEWED.value))
        found = select(challenges.c.reference).where(
            live, challenges.c.erased_at.is_(None), many[ASKED] > many[ANSWERED]
        )
        return list(self.connection.execute(found.order_by(challenges.c.received_at)).scalars())

    def promised_before(self, day: date) -> list[str]:
        """The references of those for which something was promised by a day before this and is not done."""
        late = (duties.c.kind == Duty.PROMISE.value) & (duties.c.on < day)
        found = select(challenges.c.reference).join_from(duties, challenges).where(late)
        return list(self.connection.execute(found.order_by(duties.c.on)).scalars())

    def with_us(self) -> list[str]:
        """The references of those that are ours to triage or to look at again, the oldest first."""
        ours = (challenges.c.status == Status.RECEIVED.value) & challenges.c.erased_at.is_(None)
        found = select(challenges.c.reference).where(ours)
        return list(self.connection.execute(found.order_by(challenges.c.received_at)).scalars())

    def received_between(self, first: datetime, before: datetime) -> list[str]:
        """The references of those received from ``first`` on and before ``before``; those that were erased too."""
        within = (challenges.c.received_at >= first) & (challenges.c.received_at < before)
        found = select(challenges.c.reference).where(within).order_by(challenges.c.received_at)
        return list(self.connection.execute(found).scalars())

    def first_received(self) -> datetime | None:
        """When the first of all was received."""
        return self.connection.execute(select(func.min(challenges.c.received_at))).scalar()

    def waiting_to(self, duty: Duty) -> list[str]:
        """The references of those of which this is asked, the oldest first."""
        found = select(challenges.c.reference).join_from(duties, challenges).where(duties.c.kind == duty.value)
        return list(self.connection.execute(found.order_by(challenges.c.received_at)).scalars())

    def waiting_for(self, account_id: str) -> list[str]:
        """The references of those that somebody has, or where something waits for them, the oldest first."""
        kinds = (Duty.MENTION.value, Duty.PROMISE.value)
        theirs = select(duties.c.challenge_id).where(duties.c.kind.in_(kinds), duties.c.who == account_id)
        held = or_(challenges.c.assigned == account_id, challenges.c.id.in_(theirs))
        found = select(challenges.c.reference).where(held)
        return list(self.connection.execute(found.order_by(challenges.c.received_at)).scalars())

    def others(self, challenge: Challenge) -> list[str]:
        """The references of challenges that may be about the same child, the likeliest first."""
        near = SearchIndex(self.connection, self.keys, self.writing).others(challenge)
        found = select(challenges.c.id, challenges.c.reference).where(challenges.c.id.in_(near))
        references = {row.id: row.reference for row in self.connection.execute(found)}
        return [references[other] for other in near]

    def erase(self, reference: str, now: datetime) -> None:
        """Destroy the data key: nothing personal of the challenge opens again.

        The row and the events stay and the event log still verifies. Notices, visits, files, and what was typed and not
        sent, by the raiser or by staff, go. A backup made earlier still holds the wrapped key: after restoring one,
        erase again. What the database's own disk still holds is for :func:`portal.storage.Store.forget`.
        """
        gone: dict[str, Any] = {"data_key": None, "body": None, "code_hash": None, "erased_at": now}
        gone |= {"turn": Turn.CLOSED.value, "assigned": "", "paused_until": None, "due": None, "due_at": None}
        gone["flags"] = ""
        received = challenges.c.received_key
        keys = {"due_key": literal(NEVER) + received, "queue_key": literal(f"0{NEVER}") + received}
        this = (challenges.c.reference == reference) & challenges.c.erased_at.is_(None)
        ids = select(challenges.c.id).where(this).scalar_subquery()
        about = staff_kept.c.about == about_challenge(self.keys, reference)
        self.connection.execute(delete(staff_kept).where(about))
        for table in (duties, finders, outbox, drafts, evidence, restricted_readers):
            self.connection.execute(delete(table).where(table.c.challenge_id == ids))
        forget_erasure(self, select(challenges.c.id).where(this))
        self.connection.execute(update(challenges).where(this).values(gone | keys))
        row = self.connection.execute(select(challenges).where(challenges.c.reference == reference)).mappings().one()
        self.connection.execute(_SAVE, {"this": row["id"], "bond": challenge_bond(self.keys, row)})
        self.connection.execute(delete(visits).where(visits.c.reference == reference))

    def _index(self, challenge: Challenge, by: DueDate | None) -> None:
        """Tell the lists what the challenge asks of staff, and the search by what it is found."""
        keys = {"turn": domain.turn(challenge).value, **sort_keys(challenge, by)}
        due = [
            {"kind": kind, "who": who, "on": promised(challenge) if kind == Duty.PROMISE else None, **keys}
            for kind, who in sorted(domain.duties(challenge))
        ]
        self._rewrite(duties, challenge.id, due)
        found_by = {keyed(self.keys, find): find.by.value for find in search_keys(challenge)}
        self._rewrite(finders, challenge.id, [{"key": key, "kind": kind} for key, kind in sorted(found_by.items())])

    def _rewrite(self, table: Table, challenge_id: str, rows: list[dict[str, Any]]) -> None:
        """Make these the rows of the challenge, where they are not already."""
        found = self.connection.execute(_TOLD[table], {"key": challenge_id})
        there = [dict(row) for row in found.mappings()]
        wanted = [{"challenge_id": challenge_id, **row} for row in rows]
        if sorted(there, key=repr) == sorted(wanted, key=repr):
            return
        self.connection.execute(delete(table).where(table.c.challenge_id == challenge_id))
        if wanted:
            self.connection.execute(insert(table), wanted)

    def _read(self, by: str, key: str) -> Challenge | None:
        row = challenge_row(self, by, key)
        return self._opened(row) if row else None

    def _opened(self, row: Mapping[str, Any]) -> Challenge:
        if row["body"] is None:
            raise Erased
        data_key = self.keys.data_key(row["data_key"], "challenges", row["id"])
        return unplain(data_key.open(row["body"], place("challenges", row["id"], "body")))


def _columns(challenge: Challenge, data_key: DataKey, by: DueDate | None) -> dict[str, Any]:
    """What :meth:`Challenges.save` may change: the sealed state, and its face on the list."""
    due = by or challenge.due
    return {
        "body": data_key.seal(plain(challenge), place("challenges", challenge.id, "body")),
        "pack": challenge.pack,
        "audience": challenge.audience.value,
        "status": challenge.status.value,
        "stage": challenge.stage,
        "received_at": challenge.received_at,
        "due": day_of(due) if due else None,
        "due_at": due if isinstance(due, datetime) else None,
        "flags": " ".join(sorted(challenge.flags)),
        "turn": domain.turn(challenge).value,
        "assigned": "" if challenge.status is Status.CLOSED else challenge.work.assigned,
        "paused_until": domain.pause(challenge),
        "indexed": INDEXED,
        **sort_keys(challenge, by),
    }


_MOMENT, _MINUTES = "9", 1500  # no key of what was received begins so; more minutes than any day has
ALERT = "9"
"""How the key that sorts by what is most pressing begins where a safety alert is open."""


def sort_keys(challenge: Challenge, by: DueDate | None = None) -> dict[str, str]:
    """Digits, the highest first on a list: by what is most pressing, by what is due soonest, by what is newest.

    Pressing: an open safety alert, the newest first; then flags, how soon it is due, and when it was received. The
    last digits tell apart what is otherwise alike, so that paging misses nothing. ``by`` as of :meth:`Challenges.save`.
    """
    alerts = safety_alert.waiting(challenge.work.alerts)
    urgent, other = Flag.URGENT in challenge.flags, challenge.flags - {Flag.URGENT}
    rank = 2 * urgent + bool(other)
    received = f"{received_digits(challenge.received_at)}{_digits(challenge.id):010}"
    by = by or challenge.due
    due = f"{due_digits(by) if by else NEVER}{received}"[: len(NEVER + received)]
    pressing = f"{ALERT}{received_digits(max(alert.at for alert in alerts))}{received}" if alerts else f"{rank}{due}"
    return {"queue_key": pressing, "due_key": due, "received_key": received}


def due_digits(due: DueDate) -> str:
    """How a key that sorts by what is due soonest begins: a moment comes before its day is over."""
    day = f"{date.max.toordinal() - day_of(due).toordinal():07}"
    return f"{day}{_MOMENT}{_MINUTES - minutes_into(due):04}" if isinstance(due, datetime) else day


def received_digits(at: datetime) -> str:
    """How a key that sorts by what is newest begins."""
    return f"{int(at.timestamp() * 1000):014}"


NEVER = due_digits(date.max)


def _digits(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")
