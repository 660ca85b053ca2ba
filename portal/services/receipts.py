"""Proof of what somebody sent: a copy of it, its date, and a digest that the council can check for anybody."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from portal.domain import reference_codes
from portal.domain.challenge.events.question_events import ANSWERED
from portal.domain.challenge.events.raiser_events import ADDED, RECEIVED
from portal.domain.challenge.events.review_events import RELEASED
from portal.domain.challenge.evidence import files
from portal.domain.challenge.raiser_requests import Corrected, corrections
from portal.domain.challenge.state import Challenge, Event
from portal.domain.challenge.view import HistoryLine, view_for
from portal.domain.disclosure.table import Fact
from portal.domain.evidence_formats import FileKind
from portal.domain.journey import Row, rows
from portal.domain.permissions import RAISER
from portal.domain.policy.model import Audience
from portal.domain.questions.young import journey_of
from portal.services import AppContext, receipt_signatures
from portal.services.tracker import Progress, mine, progress_of

SENT_FIRST = ("reference", "language", "answers")
"""What a person sends to begin with; the rest of that event is the council's."""

COPIED = frozenset({ADDED, ANSWERED})
"""What is copied besides. Why somebody takes a request back stays between them and us."""


@dataclass(frozen=True, slots=True)
class Copy:
    """What its raiser sent. Where the pack withholds their own words, only date and digest."""

    reference: str  # in groups
    audience: Audience
    sent_at: datetime
    made_at: datetime
    digest: str
    signed: str  # the receipt that anybody can check (receipt_signatures)
    sections: tuple[tuple[str, tuple[Row, ...]], ...] = field(repr=False)
    additions: tuple[tuple[datetime, str], ...] = field(repr=False)
    corrections: tuple[Corrected, ...] = field(default=(), repr=False)

    @property
    def checked_at(self) -> str:
        """The page of the public door where anybody checks the signed receipt: staff print it, too."""
        return receipt_signatures.CHECKED_AT

    @property
    def answers(self) -> tuple[Row, ...]:
        """Every line of it, in order."""
        return tuple(row for _title, group in self.sections for row in group)


def sent(events: Iterable[Event]) -> list[dict[str, Any]]:
    """Everything that the raiser has sent, in order: plain JSON."""
    found = []
    for event in events:
        first = event.kind == RECEIVED  # whoever entered it
        if event.what and (first or event.actor == RAISER.key):
            what = {key: event.what[key] for key in SENT_FIRST} if first else dict(event.what)
            found.append({"at": event.at.isoformat(), "kind": event.kind, "what": what})
    return found


def digest(said: list[dict[str, Any]]) -> str:
    """SHA-256, in hexadecimal, of the JSON with sorted keys and no gaps, as UTF-8."""
    written = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Everything:
    """All that the raiser sent, all that we told them, and what happened when: what the Ombudsman asks for.

    It is put together from what they may see anyway, and nothing else.
    """

    copy: Copy
    progress: Progress
    files: tuple[tuple[int, FileKind, datetime, str, str], ...] = field(repr=False)  # number, kind, sent, shows, digest

    @property
    def answers(self) -> tuple[HistoryLine, ...]:
        """What we released to them, the newest first."""
        return tuple(each for each in reversed(self.progress.view.happened(RELEASED)) if each.said)


def everything_of(context: AppContext, token: str) -> Everything | None:
    """``None`` where the session has ended."""
    challenge = mine(context, token)
    if challenge is None:
        return None
    progress, copy = progress_of(context, challenge), copy_for(context, challenge)
    readable = progress.view.tells(Fact.OWN_WORDS)
    sent_files = (
        (each.number, each.kind, each.at, each.words if readable else "", each.digest) for each in files(challenge.work)
    )
    return Everything(copy, progress, tuple(sent_files))


def copy_of(context: AppContext, token: str) -> Copy | None:
    """A copy of what was sent by the person behind the session; ``None`` where that has ended."""
    challenge = mine(context, token)
    return copy_for(context, challenge) if challenge else None


def copy_for(context: AppContext, challenge: Challenge) -> Copy:
    with context.store.read() as unit:
        said = sent(unit.event_log.sent(challenge.id, RAISER.key))
    pack = context.packs.get(challenge.pack)
    readable = view_for(challenge.audience, challenge, pack).tells(Fact.OWN_WORDS)
    first = said[0]["what"]["answers"]
    answers = rows(journey_of(pack, first), first) if readable else ()
    more = [(datetime.fromisoformat(each["at"]), each["what"]["words"]) for each in said if each["kind"] in COPIED]
    check_number, last = digest(said), datetime.fromisoformat(said[-1]["at"])
    return Copy(
        reference=reference_codes.grouped(challenge.reference),
        audience=challenge.audience,
        sent_at=challenge.received_at,
        made_at=context.now(),
        digest=check_number,
        signed=receipt_signatures.signed(context, challenge.reference, last, check_number),
        sections=tuple((title, tuple(group)) for title, group in groupby(answers, lambda row: row.section)),
        additions=tuple(more) if readable else (),
        corrections=corrections(challenge) if readable else (),
    )


def check(context: AppContext, reference: str, printed: str) -> datetime | None:
    """When the last was sent of what a receipt with this digest shows; ``None`` where nothing fits.

    A receipt that is older than what was added later still fits. Raises ``Erased``.
    """
    with context.store.read() as unit:
        challenge = unit.challenges.get(reference_codes.tidy(reference))
        said = sent(unit.event_log.sent(challenge.id, RAISER.key)) if challenge else []
    wanted = "".join(printed.split()).lower()
    fits = (each["at"] for number, each in enumerate(said, 1) if digest(said[:number]) == wanted)
    at = next(fits, None)
    return datetime.fromisoformat(at) if at else None
