"""What staff do when a request comes in: check who it is from, say where it goes, note and link; or set it aside."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from portal.domain.challenge.casework import ORIGINAL, Casework, Involved, to_be_recorded
from portal.domain.challenge.events.event_kind import EventKind, ExportDepth, TimelineGroup, ToldToRaiser
from portal.domain.challenge.events.notice_names import RaiserNotice
from portal.domain.challenge.events.payload import AccountId, AccountIds, EventPayload, NoPayload, WordsPayload
from portal.domain.challenge.state import Challenge, Event, Status
from portal.domain.i18n import _


def _ends(_: Challenge, event: Event) -> Mapping[str, Any]:
    return {} if event.what["goes_on"] else {"status": Status.FINISHED, "due": None}


def _triaged(work: Casework, event: Event) -> Casework:
    work = replace(work, triaged=event.what["outcome"])
    return replace(work, ending={}) if event.what["goes_on"] else to_be_recorded(work, event.what["stage"])


@dataclass(frozen=True, kw_only=True)
class TriagedPayload(EventPayload):
    outcome: str  # (Outcome)
    goes_on: bool  # else it ends without a review
    stage: str = ""  # this and the next only where it ends
    proposed_by: AccountId = ""
    words: str


def _triage_notice(event: Event) -> RaiserNotice:
    return RaiserNotice.ACCEPTED if event.what["goes_on"] else RaiserNotice.ANSWER


TRIAGED = EventKind(
    "triaged",
    TriagedPayload,
    _("Triage was finished"),
    TimelineGroup.DECISIONS,
    told=ToldToRaiser(
        _("We decided what happens with your request, and told you."),
        ("outcome", "goes_on"),
        heading=_("What is happening with your request, %(moment)s"),
        notice=_triage_notice,
    ),
    state=_ends,
    work=_triaged,
    is_work=True,
)


# Who they are


IDENTITY_CHECKED = EventKind(
    "identity_checked",
    WordsPayload,
    _("Identity was checked"),
    TimelineGroup.DECISIONS,
    work=lambda work, event: replace(work, identity=event.what["words"]),
    is_work=True,
)


@dataclass(frozen=True, kw_only=True)
class StandingCheckedPayload(EventPayload):
    words: str
    made_contact: bool  # whether the contact with the MASH was theirs


STANDING_CHECKED = EventKind(
    "standing_checked",
    StandingCheckedPayload,
    _("Standing was checked"),
    TimelineGroup.DECISIONS,
    work=lambda work, event: replace(
        work, standing=event.what["words"], made_contact=event.what.get("made_contact", False)
    ),
    is_work=True,
)


@dataclass(frozen=True, kw_only=True)
class AuthorityCheckedPayload(EventPayload):
    right: str  # by which somebody acts for the raiser (Authority)
    words: str


AUTHORITY_CHECKED = EventKind(
    "authority_checked",
    AuthorityCheckedPayload,
    _("It was checked that they may act for the person challenging"),
    TimelineGroup.DECISIONS,
    work=lambda work, event: replace(work, authority=event.what["words"]),
    is_work=True,
)

CHECKS_UNDONE = EventKind(
    "checks_undone",
    WordsPayload,
    _("What was checked was taken back"),
    TimelineGroup.DECISIONS,
    work=lambda work, _event: replace(work, identity="", standing="", made_contact=False, authority=""),
)


# Who had a part in the decision


@dataclass(frozen=True, kw_only=True)
class InvolvedPayload(EventPayload):
    who: AccountId
    how: str  # (Involved)
    words: str


INVOLVED = EventKind(
    "involved",
    InvolvedPayload,
    _("Somebody was said to have been involved in the decision"),
    TimelineGroup.DECISIONS,
    work=lambda work, event: replace(work, involved={**work.involved, event.what["who"]: event.what["how"]}),
)


def _not_involved(work: Casework, event: Event) -> Casework:
    return replace(work, involved={who: how for who, how in work.involved.items() if who != event.what["who"]})


def _original(work: Casework, event: Event) -> Casework:
    """Who was said before to have had a part still had one: to take that back is a deed of its own."""
    made = {who for who, how in work.involved.items() if how == Involved.MADE} | {event.what.get("maker", "")}
    named = dict.fromkeys(event.what.get("advisers", ()), Involved.ADVISED.value) | dict.fromkeys(
        made, Involved.MADE.value
    )
    named.pop("", None)
    original = {key: str(event.what.get(key, "")) for key in ORIGINAL}
    return replace(work, original=original, involved={**work.involved, **named})


@dataclass(frozen=True, kw_only=True)
class OriginalRecordedPayload(EventPayload):
    """The decision that the person disagrees with. Nobody who made it is named while that is not known."""

    contact: str  # its id in the case system
    on: str  # the day of the decision, ISO
    decision: str  # the key of an outcome of the pack
    threshold: str = ""  # the level of need
    maker: AccountId = ""
    maker_name: str = ""  # by name and role, where they have no account here
    advisers: AccountIds = field(default_factory=list)
    words: str = ""  # what else the reviewer has to know of it


ORIGINAL_RECORDED = EventKind(
    "original_recorded",
    OriginalRecordedPayload,
    _("The original decision was recorded"),
    TimelineGroup.DECISIONS,
    work=_original,
    export=ExportDepth.HAPPENED,
    is_work=True,
)


@dataclass(frozen=True, kw_only=True)
class InvolvementUndonePayload(EventPayload):
    who: AccountId
    words: str


INVOLVEMENT_UNDONE = EventKind(
    "involvement_undone",
    InvolvementUndonePayload,
    _("It was taken back that somebody was involved in the decision"),
    TimelineGroup.DECISIONS,
    work=_not_involved,
)


# Notes and links


@dataclass(frozen=True, kw_only=True)
class NotedPayload(EventPayload):
    words: str
    mentions: list[str]  # the ids of the accounts of whom it asks to look


NOTED = EventKind(
    "noted",
    NotedPayload,
    _("A note was written"),
    TimelineGroup.MESSAGES,
    work=lambda work, event: replace(work, mentioned=tuple(sorted({*work.mentioned, *event.what["mentions"]}))),
)


def _not_mentioned(work: Casework, event: Event) -> Casework:
    """Who has seen the note, or ``who`` has left."""
    gone = event.what.get("who", event.actor)
    return replace(work, mentioned=tuple(each for each in work.mentioned if each != gone))


MENTION_SEEN = EventKind(
    "mention_seen",
    NoPayload,
    _("A colleague saw the note that mentions them"),
    TimelineGroup.MESSAGES,
    work=_not_mentioned,
    export=ExportDepth.NOTHING,
)


@dataclass(frozen=True, kw_only=True)
class MentionPassedPayload(EventPayload):
    who: AccountId


MENTION_PASSED = EventKind(
    "mention_passed",
    MentionPassedPayload,
    _("A note no longer asks a colleague to look, because their work was handed over"),
    TimelineGroup.MESSAGES,
    work=_not_mentioned,
    export=ExportDepth.NOTHING,
)


@dataclass(frozen=True, kw_only=True)
class LinkPayload(EventPayload):
    reference: str  # of the other challenge
    words: str


LINKED = EventKind(
    "linked",
    LinkPayload,
    _("It was linked with another challenge"),
    TimelineGroup.DECISIONS,
    work=lambda work, event: replace(work, links=tuple(sorted({*work.links, event.what["reference"]}))),
)

UNLINKED = EventKind(
    "unlinked",
    LinkPayload,
    _("The link with another challenge was taken away"),
    TimelineGroup.DECISIONS,
    work=lambda work, event: replace(work, links=tuple(each for each in work.links if each != event.what["reference"])),
)


# No request at all


def _set_aside(work: Casework, event: Event) -> Casework:
    return replace(work, junk={"reason": event.what["reason"], "due": event.what["due"] or "", "by": event.actor})


@dataclass(frozen=True, kw_only=True)
class JunkedPayload(EventPayload):
    reason: str  # (Junk)
    words: str
    due: str | None


JUNKED = EventKind(
    "junked",
    JunkedPayload,
    _("Somebody marked it as junk"),
    TimelineGroup.MESSAGES,
    state=lambda *_: {"due": None},
    work=_set_aside,
    is_work=True,
)

UNJUNKED = EventKind(
    "unjunked",
    NoPayload,
    _("Somebody put it back: it is no junk"),
    TimelineGroup.MESSAGES,
    work=lambda work, _event: replace(work, junk={}),
)
