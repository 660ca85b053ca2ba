"""Papers, or words, of a raiser that came another way than through the portal: by post, by hand or by telephone."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from portal.domain.challenge.events.event_kind import EventKind, TimelineGroup, ToldToRaiser, with_notice
from portal.domain.challenge.events.notice_names import RaiserNotice
from portal.domain.challenge.events.payload import EventPayload
from portal.domain.i18n import _


class PaperSort(StrEnum):
    """What came."""

    LETTER = "letter"
    REPORT = "report"
    PHOTOS = "photos"
    DRAWING = "drawing"
    SEVERAL = "several"
    SPOKEN = "spoken"


CAME: Mapping[str, str] = {
    PaperSort.LETTER: _("We got a letter from you. It is with your request now."),
    PaperSort.REPORT: _("We got a report from you. It is with your request now."),
    PaperSort.PHOTOS: _("We got photos from you. They are with your request now."),
    PaperSort.DRAWING: _("We got a drawing from you. It is with your request now."),
    PaperSort.SEVERAL: _("We got some papers from you. They are with your request now."),
    PaperSort.SPOKEN: _("We wrote down what you told us. It is with your request now."),
}
"""What the raiser reads of it: nothing that staff write freely."""


@dataclass(frozen=True, kw_only=True)
class PapersReceivedPayload(EventPayload):
    sort: str  # (PaperSort)
    on: str  # day on which they came, ISO
    words: str  # for colleagues: what it is, how it came and where it lies


PAPERS_RECEIVED = EventKind(
    "papers_received",
    PapersReceivedPayload,
    _("Papers or words of theirs came another way"),
    TimelineGroup.MESSAGES,
    told=ToldToRaiser(
        _("We got something from you."),
        ("sort", "on"),
        heading=_("What we got from you, %(day)s"),
        fixed_by=CAME,
        notice=with_notice(RaiserNotice.ANSWER),
    ),
    is_work=True,
)
