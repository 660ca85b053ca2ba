"""What is read, taken out, put into the case system, closed and erased."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from portal.domain.challenge.casework import Casework
from portal.domain.challenge.events.event_kind import EventKind, ExportDepth, TimelineGroup, ToldToRaiser, with_notice
from portal.domain.challenge.events.notice_names import RaiserNotice
from portal.domain.challenge.events.payload import EventPayload, NoPayload
from portal.domain.challenge.state import Event, Status
from portal.domain.disclosure.table import Fact
from portal.domain.i18n import _


@dataclass(frozen=True, kw_only=True)
class ReadPayload(EventPayload):
    why: str  # (Why), or their own reason
    looks_on: bool = False  # by somebody who only looks on, like an auditor


READ = EventKind("read", ReadPayload, _("Viewed"), TimelineGroup.READS, export=ExportDepth.NOTHING, runs_together=True)

OPENED = EventKind(
    "opened",
    ReadPayload,
    _("It was opened, or shown beside a form"),
    TimelineGroup.READS,
    export=ExportDepth.NOTHING,
    runs_together=True,
)


@dataclass(frozen=True, kw_only=True)
class ExportedPayload(EventPayload):
    form: str


EXPORTED = EventKind(
    "exported", ExportedPayload, _("A copy was taken out"), TimelineGroup.READS, export=ExportDepth.NOTHING
)


@dataclass(frozen=True, kw_only=True)
class CodeGivenPayload(EventPayload):
    how: str  # blank where there was no safe way


CODE_GIVEN = EventKind("code_given", CodeGivenPayload, _("We gave them their code"), TimelineGroup.MESSAGES)
CODE_NOT_GIVEN = EventKind(
    "code_not_given", CodeGivenPayload, _("We had no safe way to give them their code"), TimelineGroup.MESSAGES
)


def _recorded(work: Casework, event: Event) -> Casework:
    entry = {**{key: event.what[key] for key in ("kind", "id", "on")}, "by": event.actor}
    return replace(work, records=(*work.records, entry), to_record=())


@dataclass(frozen=True, kw_only=True)
class RecordedPayload(EventPayload):
    kind: str  # of the entry, as the policy calls it
    id: str
    on: str  # day, ISO


RECORDED = EventKind(
    "recorded",
    RecordedPayload,
    _("It was recorded in the case system"),
    TimelineGroup.DECISIONS,
    work=_recorded,
    is_work=True,
)


def _closed(*_: object) -> Mapping[str, Any]:
    return {"status": Status.CLOSED, "due": None, "flags": frozenset()}  # what is raised now is news


@dataclass(frozen=True, kw_only=True)
class ClosedPayload(EventPayload):
    unanswered: bool  # the raiser was still to answer us


CLOSED = EventKind(
    "closed",
    ClosedPayload,
    _("It was closed"),
    TimelineGroup.DECISIONS,
    told=ToldToRaiser(
        _("We closed your request because we did not hear from you."),
        ("unanswered",),
        needs=Fact.REVIEW_FINISHED,
        notice=with_notice(RaiserNotice.CLOSED),
    ),
    state=_closed,
    is_work=True,
)

ERASED = EventKind("erased", NoPayload)
"""Nothing is left then that a timeline could be made of."""
