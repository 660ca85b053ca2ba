"""What staff have done with a challenge and still have to: the side of it that no raiser ever sees.

Plain JSON throughout, so that it is sealed and opened as it is. What changes it stands with each kind of event.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from portal.domain.disclosure.internal import InternalOnly
from portal.domain.disclosure.table import NOBODY_CHECKED, Checks


class Involved(StrEnum):
    """Why somebody may not review a decision: independence (LGSCO 24-004-684)."""

    MADE = "made"  # it
    ADVISED = "advised"  # on it
    REVIEWED = "reviewed"  # it before
    ASIDE = "aside"  # stepped aside


@dataclass(frozen=True, slots=True)
class Review(InternalOnly):
    """What has come of looking again at one stage so far. Begins afresh with each stage."""

    points: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # by number from 1: outcome, reasons, basis
    findings: Mapping[str, Any] = field(default_factory=dict)  # evidence, consulted (lists), views, seen, new
    decision: Mapping[str, str] = field(default_factory=dict)  # the new one (NEW_DECISION)
    decided_by: str = ""
    declared: tuple[str, ...] = ()  # who declared at this stage that they are independent
    reply: Mapping[str, Any] = field(default_factory=dict)  # what is proposed to be told: by, and as REPLY_WRITTEN
    pauses: tuple[Mapping[str, str], ...] = ()  # first, last (dates), why
    longer: int = 0  # working days by which it was extended
    longer_by: Mapping[str, int] = field(default_factory=dict)  # the same in other units, by unit
    sooner: str = ""  # the earlier day (ISO) that was set for it
    exchanges: tuple[Mapping[str, str], ...] = ()  # with the other side (stage_events.EXCHANGE)
    panel: tuple[Mapping[str, str], ...] = ()  # who sat on it (stage_events.SEAT), where a panel decides
    taken: str = ""  # the moment at which a reviewer took it on
    steps: Mapping[str, str] = field(default_factory=dict)  # by number of the stage's clock: the day it was done (ISO)
    outside: Mapping[str, str] = field(default_factory=dict)  # a reviewer: role; who writes it down: to; who named: by
    stands_in: str = ""  # whom the most senior let review without the rank
    ended: bool = False  # whether the raiser was told that it is over


@dataclass(frozen=True, slots=True)
class Casework(InternalOnly):
    triaged: str = ""  # what came of triage; blank until then
    alerts: tuple[Mapping[str, Any], ...] = ()  # about safety, the oldest first (safety_alert)
    assigned: str = ""  # who has it now
    taken: Mapping[str, str] = field(default_factory=dict)  # by, at: taken as their own work, and nothing done since
    involved: Mapping[str, str] = field(default_factory=dict)  # staff, and why they may not review (Involved)
    original: Mapping[str, str] = field(default_factory=dict)  # the decision challenged (ORIGINAL), once recorded
    identity: str = ""  # how it was checked; blank until it was
    standing: str = ""
    made_contact: bool = False  # whether the contact with the MASH was the raiser's
    acted_for: bool = False  # somebody else sent it for its raiser
    authority: str = ""  # how it was checked that they may; blank until it was
    review: Review = field(default_factory=Review)
    began: Mapping[str, str] = field(default_factory=dict)  # by stage: the moment from which its time counts
    promises: tuple[Mapping[str, Any], ...] = ()  # words, owner, by (date), tell, told, kept (date or ""), did, writer
    to_record: tuple[str, ...] = ()  # the stages that the case system does not hold yet
    records: tuple[Mapping[str, str], ...] = ()  # kind, id, on (date), by
    links: tuple[str, ...] = ()  # references of other challenges; told to nobody outside
    mentioned: tuple[str, ...] = ()  # staff whom a note asks to look, and who have not yet
    transfers: tuple[
        Mapping[str, Any], ...
    ] = ()  # name, on (prepared), agreed, words, own_words, due, done (see below)
    ending: Mapping[str, str] = field(default_factory=dict)  # without a review, as proposed: outcome, words, by
    objection: Mapping[str, str] = field(default_factory=dict)  # the raiser's to that: decided_by; made once
    late_before: Mapping[str, str] = field(default_factory=dict)  # by stage that went on because late: its date
    junk: Mapping[str, str] = field(default_factory=dict)  # reason, due (as it was), by: while it is set aside
    paused_before: tuple[Mapping[str, str], ...] = ()  # the pauses of the stages before this one
    advocate: Mapping[str, str] = field(default_factory=dict)  # who helps a young person (ADVOCATE), once found
    notifications: tuple[Mapping[str, Any], ...] = ()  # stage, number, who, when, on (since), done (as of a transfer)
    entered: str = ""  # the stage at which it came onto its ladder, where it began on another
    policy_issue: str = ""  # the stage at which staff saw a gap in the policy itself
    evidence: tuple[Mapping[str, Any], ...] = ()  # the files they sent (evidence.EvidenceFile), the oldest first
    nobody: str = ""  # the stage at which nobody here is left who could look at it, or write it down for outside

    @property
    def checks(self) -> Checks:
        """What staff have established about the raiser.

        Nothing counts while somebody acts for them of whom nobody has checked that they may: it is they who read it.
        """
        if self.acted_for and not self.authority:
            return NOBODY_CHECKED
        return Checks(bool(self.identity), bool(self.standing), self.made_contact)


def casework_from_json(stored: Mapping[str, Any]) -> Casework:
    """The work back from plain JSON."""
    review = Review(**_tuples(stored.get("review", {})))
    return Casework(**_tuples({**stored, "review": review}))


def _tuples(stored: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in stored.items()}


DROPPED = "dropped"
"""A transfer is done on the day on which it was sent, or with this word where the raiser no longer wants it."""

ADVOCATE = ("advocate", "agency", "referred", "reach")
"""What is kept of an advocate: the name, the agency, the date they were asked (ISO), how they may be reached."""


ORIGINAL = ("contact", "on", "decision", "threshold", "maker_name", "words")
"""What is kept of the original decision: the id of the contact in the case system, the date (ISO), the key of an
outcome, the level of need, who made it where they have no account here, what else is known. Who made it and advised on
it is ``involved``."""


NEW_DECISION = ("decision", "threshold", "reasons", "alternatives")
"""What is kept of the new decision: the key of an outcome, the level of need, the reasons, what else was considered."""


def begun(work: Casework, stage: str, at: datetime) -> Casework:
    """The time of the stage, if it is one, counts from then."""
    return replace(work, began={**work.began, stage: at.isoformat()}) if stage else work


def with_review(work: Casework, **changed: Any) -> Casework:
    """The work with these fields of its review as they are now."""
    return replace(work, review=replace(work.review, **changed))


def to_be_recorded(work: Casework, stage: str) -> Casework:
    """The case system does not hold this stage yet."""
    return work if stage in work.to_record else replace(work, to_record=(*work.to_record, stage))
