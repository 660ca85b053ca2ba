"""Files that a raiser sends: that they came, what the scanner said of them later, and that staff took one out."""

from dataclasses import dataclass, replace
from typing import Any

from portal.domain.challenge.casework import Casework
from portal.domain.challenge.events.event_kind import (
    EventKind,
    ExportDepth,
    StateChange,
    TimelineGroup,
    ToldToRaiser,
    WhoseWords,
)
from portal.domain.challenge.events.payload import EventPayload
from portal.domain.challenge.state import Event, Flag
from portal.domain.i18n import _


@dataclass(frozen=True, kw_only=True)
class EvidenceSentPayload(EventPayload):
    number: int  # of the file, from 1 in each challenge
    file_kind: str  # (FileKind)
    digest: str  # SHA-256 of the file as we keep it, in hexadecimal
    checked: bool  # whether the virus scanner found nothing in it
    later: bool  # it was sent once the request was
    point: int = 0  # the ground that it supports, from 1; 0 for all of them
    words: str = ""  # what it shows
    not_for: str = ""  # who must not see it: for us alone


def _sent(work: Casework, event: Event) -> Casework:
    file = {key: event.what.get(key, empty) for key, empty in _KEPT.items()}
    return replace(work, evidence=(*work.evidence, {**file, "at": event.at.isoformat()}))


_KEPT: dict[str, Any] = {
    "number": 0, "file_kind": "", "digest": "", "checked": False, "point": 0, "words": "", "not_for": ""
}  # fmt: skip


def _says_so(flag: Flag) -> StateChange:
    return lambda challenge, event: {"flags": challenge.flags | ({flag} if event.what["later"] else set())}


EVIDENCE_SENT = EventKind(
    "evidence_sent",
    EvidenceSentPayload,
    _("They sent a file"),
    TimelineGroup.MESSAGES,
    told=ToldToRaiser(_("You sent us a file."), ("words",), WhoseWords.RAISERS),
    state=_says_so(Flag.MESSAGE),
    work=_sent,
    must_be_read=True,
)


@dataclass(frozen=True, kw_only=True)
class EvidenceDescribedPayload(EventPayload):
    number: int
    point: int
    words: str
    not_for: str


def _changed(work: Casework, event: Event) -> Casework:
    number, said = event.what["number"], {key: event.what[key] for key in ("point", "words", "not_for")}
    return _with(work, number, said)


def _with(work: Casework, number: int, known: dict[str, Any]) -> Casework:
    return replace(
        work, evidence=tuple({**each, **known} if each["number"] == number else each for each in work.evidence)
    )


EVIDENCE_DESCRIBED = EventKind(
    "evidence_described",
    EvidenceDescribedPayload,
    _("They said what a file shows"),
    TimelineGroup.MESSAGES,
    told=ToldToRaiser(_("You told us what a file shows.")),
    state=lambda challenge, _event: {"flags": challenge.flags | {Flag.MESSAGE}},
    work=_changed,
    must_be_read=True,
)


@dataclass(frozen=True, kw_only=True)
class EvidenceCheckedPayload(EventPayload):
    number: int
    harmful: bool  # the scanner found something, and the file is gone


def _checked(work: Casework, event: Event) -> Casework:
    number, harmful = event.what["number"], event.what["harmful"]
    return _with(work, number, {"checked": not harmful, "harmful": harmful})


EVIDENCE_CHECKED = EventKind(
    "evidence_checked",
    EvidenceCheckedPayload,
    _("The virus scanner looked at a file"),
    TimelineGroup.MESSAGES,
    work=_checked,
    export=ExportDepth.HAPPENED,
)


@dataclass(frozen=True, kw_only=True)
class EvidenceOpenedPayload(EventPayload):
    number: int


EVIDENCE_OPENED = EventKind(
    "evidence_opened", EvidenceOpenedPayload, _("A file was taken out"), TimelineGroup.READS, export=ExportDepth.NOTHING
)
