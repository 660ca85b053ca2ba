"""What the timeline of a challenge says of each event, and what it can be narrowed to. Data, but for the details."""

from collections.abc import Iterator, Mapping

from portal.domain.challenge.events import (
    alert_events,
    allocation_events,
    clock_events,
    ending_events,
    evidence_events,
    notification_events,
    papers_events,
    raiser_events,
    raiser_request_events,
    record_events,
    review_events,
    transfer_events,
    triage_events,
)
from portal.domain.challenge.events.event_kind import TimelineGroup
from portal.domain.challenge.events.registry import kinds_in, kinds_that
from portal.domain.i18n import _
from portal.domain.journey import As, Line
from portal.services.timeline import TimelineEntry
from portal.web.staff.check_forms import RIGHTS
from portal.web.staff.decision_forms import SEEN
from portal.web.staff.form_parts import LATE_REASONS, PAPER_SORTS
from portal.web.staff.labels import FACTS, INVOLVED, SENT_BY, TRIAGED, VERDICTS, WHYS
from portal.web.staff.notice_labels import JUNK, NOTICES, REMINDED
from portal.web.staff.policy_labels import CONDITIONS, DONE
from portal.web.staff.worklist_labels import CHANNELS, LOST

SHOWN: Mapping[str, str] = {
    "all": _("Everything"),
    TimelineGroup.DECISIONS: _("Decisions"),
    TimelineGroup.MESSAGES: _("Messages"),
    TimelineGroup.READS: _("Viewed by"),
    TimelineGroup.CLOCK: _("Timescale"),
}
"""What the timeline can be narrowed to."""


def narrowed_to(shown: str) -> tuple[str, ...]:
    """The kinds of event that are shown then; none where it is narrowed to nothing."""
    return tuple(kinds_that(lambda kind: kind.group == shown))


LANGUAGE_HELP: Mapping[str, str] = {
    "translate": _("Write it to them in their language"),
    "read_out": _("Call them with an interpreter, who reads it to them"),
}
"""How they want to be told what we wrote."""

FORMS: Mapping[str, str] = {
    "easy_read": _("Easy Read"),
    "large_print": _("Large print"),
    "sound": _("A recording"),
    "bsl": _("British Sign Language"),
    "read_out": _("Read to them"),
    "language": _("Their language"),
}
"""In which form they want what we wrote."""

_DETAILS: Mapping[str, str] = {
    "outcome": _("Outcome"),
    "sort": _("What came"),
    "role": _("Who looks at it again"),
    "to": _("To"),
    "who": _("Who"),
    "route": _("Way"),
    "sat": _("Who sat, and what each was for"),
    "side": _("The other side"),
    "person": _("Who it was"),
    "reached_by": _("How they are reached"),
    "whom": _("Who heard of it"),
    "how": _("How"),
    "language": _("Language"),
    "theirs": _("Their reference"),
    "proposed_by": _("Proposed by"),
    "amount": _("How much"),
    "unit": _("In"),
    "number": _("File"),
    "point": _("Ground"),
    "question": _("Question"),
    "act": _("Step"),
    "stage": _("Stage"),
    "reference": _("Challenge"),
    "due": _("Due"),
    "last": _("Until"),
    "days": _("Working days"),
    "told": _("Who was told"),
    "when": _("When"),
    "contact": _("Contact"),
    "agreed": _("How they agreed"),
    "fact": _("About"),
    "advocate": _("Advocate"),
    "agency": _("Agency"),
    "referred": _("Date of the referral"),
    "reach": _("How the advocate may be reached"),
    "did": _("What was done"),
    "words": "",
    "not_for": _("Who must not see it"),
    "plain": _("In plain words"),
    "reasons": _("Reasons"),
    "decision": _("Decision"),
    "threshold": _("Level of need"),
    "maker": _("Decision maker"),
    "maker_name": _("Decision maker"),
    "advisers": _("Advisers"),
    "right": _("By what right"),
    "basis": _("Clause, threshold or law applied"),
    "alternatives": _("Alternatives considered"),
    "evidence": _("Evidence considered"),
    "consulted": _("People consulted"),
    "new": _("New since the original decision"),
    "seen": _("Child seen"),
    "views": _("The child's wishes and feelings"),
    "owner": _("Who does it"),
    "by": _("By"),
    "writer": _("Written by"),
    "harm": _("Check for serious harm"),
    "letter": _("Posted as a letter, to an address that was checked"),
    "mentions": _("Asked to look"),
    "reason": _("Why"),
    "why": _("Why"),
    "kind": _("Recorded as"),
    "id": _("Number"),
    "on": _("Day"),
    "form": _("As"),
    "notice": _("Message"),
    "channel": _("Sent by"),
    "status": _("What happened"),
    "other": _("Sent again by"),
}
"""The details of an event that the timeline tells, in this order."""

_ONLY: Mapping[str, tuple[str, ...]] = {
    "reference": (triage_events.LINKED, triage_events.UNLINKED),
    "kind": (record_events.RECORDED,),
    "new": (review_events.FOUND,),
    "seen": (review_events.FOUND,),
    "how": (
        triage_events.INVOLVED,
        allocation_events.STEPPED_ASIDE,
        transfer_events.COMPLAINT_PASSED,
        transfer_events.INFORMATION_PASSED,
        notification_events.NOTIFICATION_MADE,
        raiser_events.LANGUAGE_HELP_ASKED,
    ),
    "language": (raiser_events.LANGUAGE_HELP_ASKED,),
    "id": (record_events.RECORDED,),
    "number": tuple(kinds_in(evidence_events)),
    "told": (alert_events.ACTED,),
}
"""Details that other kinds of event have too, and mean something else by."""

_VERDICTS = {key: words for key, (words, _tag) in VERDICTS.items()}
_CODES: Mapping[tuple[str, str], Mapping[str, str]] = {
    (review_events.POINT_DECIDED, "outcome"): _VERDICTS,
    (review_events.DECIDED, "outcome"): _VERDICTS,
    (triage_events.TRIAGED, "outcome"): TRIAGED,
    (ending_events.ENDING_PROPOSED, "outcome"): TRIAGED,
    (transfer_events.COMPLAINT_PASSED, "how"): SENT_BY,
    (transfer_events.INFORMATION_PASSED, "how"): SENT_BY,
    (notification_events.NOTIFICATION_MADE, "how"): SENT_BY,
    (notification_events.NOTIFICATION_DUE, "when"): {each.value: words for each, words in CONDITIONS.items()},
    (triage_events.INVOLVED, "how"): INVOLVED,
    (triage_events.AUTHORITY_CHECKED, "right"): {right.value: words for right, words in RIGHTS.items()},
    (allocation_events.STEPPED_ASIDE, "how"): INVOLVED,
    (review_events.FOUND, "seen"): SEEN,
    (raiser_events.LANGUAGE_HELP_ASKED, "how"): LANGUAGE_HELP,
    (raiser_request_events.FORM_ASKED, "form"): FORMS,
    (raiser_request_events.FORM_GIVEN, "form"): FORMS,
    (papers_events.PAPERS_RECEIVED, "sort"): {each.value: each.words for each in PAPER_SORTS},
    (clock_events.NEW_DATE_GIVEN, "sort"): {each.value: each.words for each in LATE_REASONS},
    (record_events.READ, "why"): WHYS,
    (record_events.OPENED, "why"): WHYS,
    (clock_events.REMINDED, "why"): REMINDED,
    (clock_events.STEP_DONE, "act"): {act.value: words for act, words in DONE.items()},
    (triage_events.JUNKED, "reason"): JUNK,
    (alert_events.NOTICE_LOST, "notice"): NOTICES,
    (alert_events.NOTICE_LOST, "channel"): CHANNELS,
    (alert_events.NOTICE_LOST, "other"): CHANNELS,
    (alert_events.NOTICE_LOST, "status"): LOST,
    (review_events.RELEASED, "fact"): {fact.value: words for fact, words in FACTS.items()},
}
"""The words for what is stored as a code, by kind of event and detail."""

_LABELS: Mapping[tuple[str, str], str] = {(clock_events.NEW_DATE_GIVEN, "sort"): _("Why it is late")}
"""The label of a detail that is called otherwise where it stands with this kind of event."""

_DAYS = ("due", "last", "by", "on", "referred")


def details(entry: TimelineEntry) -> Iterator[Line]:
    """What the timeline tells of an event, each detail with its label."""
    for key, label in _DETAILS.items():
        value = entry.what.get(key)
        if not value or entry.kind not in _ONLY.get(key, (entry.kind,)):
            continue
        ours = _CODES.get((entry.kind, key), {}).get(value)
        read = As.OURS if ours else As.DATE if key in _DAYS else As.TYPED
        yield Line(ours or str(value), read, _LABELS.get((entry.kind, key), label))
