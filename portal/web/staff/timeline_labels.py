"""What the timeline of a challenge says of each event, and what it can be narrowed to. Data, but for the details."""

from collections.abc import Iterator, Mapping

from portal.domain.i18n import _
from portal.domain.journey import As, Line
from portal.services.timeline import TimelineEntry
from portal.web.staff.labels import FACTS, INVOLVED, SENT_BY, TRIAGED, VERDICTS, WHYS
from portal.web.staff.notice_labels import JUNK, NOTICES, REMINDED
from portal.web.staff.policy_labels import DONE
from portal.web.staff.worklist_labels import CHANNELS, LOST

SHOWN: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "all": (_("Everything"), ()),
    "decisions": (
        _("Decisions"),
        (
            "triaged", "ending_proposed", "ending_sent_back", "objected", "ending_upheld", "triage_restored", "acted",
            "complaint_prepared", "information_prepared", "complaint_passed", "information_passed", "transfer_dropped",
            "linked", "unlinked",
            "identity_checked", "standing_checked", "checks_undone", "involved",
            "involvement_undone",
            "assigned", "handed_back", "stepped_aside", "stood_in", "outside_named",
            "point_decided", "found", "decided", "promised", "promise_kept", "review_ended", "still_worried",
            "moved_on", "accepted", "withdrawn", "reopened", "recorded", "closed",
        ),
    ),
    "messages": (
        _("Messages"),
        (
            "received", "code_kept", "added", "asked", "answered", "contact_changed", "escalation_asked",
            "advocate_answered", "code_given", "code_not_given",
            "reply_written", "sent_back", "released", "noted", "mention_seen", "mention_passed",
            "flags_seen", "notice_lost", "lost_seen", "held_sent", "held_stopped", "junked", "unjunked",
        ),
    ),
    "reads": (_("Who read it"), ("read", "opened", "alert_shown", "exported")),
    "clock": (
        _("The clock"),
        (
            "paused", "resumed", "extended", "closure_counted", "step_done", "review_taken",
            "reminded", "late", "window_closing", "advocate_chased", "promise_chased",
            "transfer_chased", "alert_repeated",
        ),
    ),
}  # fmt: skip
"""What the timeline can be narrowed to, and the kinds of event that are then shown."""

_DETAILS: Mapping[str, str] = {
    "outcome": _("Outcome"),
    "role": _("Who looks at it again"),
    "to": _("To"),
    "who": _("Who"),
    "how": _("How"),
    "theirs": _("Their reference"),
    "proposed_by": _("Proposed by"),
    "amount": _("How much"),
    "unit": _("In"),
    "point": _("Point"),
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
    "plain": _("In plain words"),
    "reasons": _("Reasons"),
    "looked_at": _("What was looked at"),
    "views": _("The child's views"),
    "owner": _("Who does it"),
    "by": _("By"),
    "writer": _("Written by"),
    "harm": _("Check for serious harm"),
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
    "reference": ("linked", "unlinked"),
    "kind": ("recorded",),
    "how": ("involved", "complaint_passed", "information_passed"),
    "id": ("recorded",),
    "told": ("acted",),
}
"""Details that other kinds of event have too, and mean something else by."""

_CODES: Mapping[str, Mapping[str, str]] = {
    "point_decided outcome": {key: words for key, (words, _tag) in VERDICTS.items()},
    "decided outcome": {key: words for key, (words, _tag) in VERDICTS.items()},
    "triaged outcome": TRIAGED,
    "ending_proposed outcome": TRIAGED,
    **dict.fromkeys(("complaint_passed how", "information_passed how"), SENT_BY),
    "involved how": INVOLVED,
    **dict.fromkeys(("read why", "opened why"), WHYS),
    "reminded why": REMINDED,
    "step_done act": {act.value: words for act, words in DONE.items()},
    "junked reason": JUNK,
    "notice_lost notice": NOTICES,
    "notice_lost channel": CHANNELS,
    "notice_lost other": CHANNELS,
    "notice_lost status": LOST,
    "released fact": {fact.value: words for fact, words in FACTS.items()},
}
_DAYS = ("due", "last", "by", "on", "referred")


def details(entry: TimelineEntry) -> Iterator[Line]:
    """What the timeline tells of an event, each detail with its label."""
    for key, label in _DETAILS.items():
        value = entry.what.get(key)
        if not value or entry.kind not in _ONLY.get(key, (entry.kind,)):
            continue
        ours = _CODES.get(f"{entry.kind} {key}", {}).get(value)
        read = As.OURS if ours else As.DATE if key in _DAYS else As.TYPED
        yield Line(ours or str(value), read, label)
