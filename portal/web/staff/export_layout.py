"""What goes into the case system, laid out to be read: headings, labels and lines, for text and for PDF alike."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from portal.domain.answer_holdings import Holds
from portal.domain.challenge.casework import ADVOCATE
from portal.domain.challenge.evidence import EvidenceFile
from portal.domain.evidence_formats import KEPT
from portal.domain.i18n import _
from portal.domain.journey import Row
from portal.domain.policy.due_dates import due_from
from portal.domain.policy.model import Audience, Contact
from portal.services.case_export import CaseEntry, ComplaintText, ExportedEvent, Passed
from portal.services.decision_view import OriginalView
from portal.services.exported_reviews import Reviewed
from portal.services.notifications_due import NotificationEntry
from portal.web.i18n import day, due, gettext, moment
from portal.web.staff.answer_labels import answered, of_them
from portal.web.staff.decision_forms import SEEN
from portal.web.staff.labels import AUDIENCES, HAPPENED, INVOLVED, SENT_BY, STATUSES, TRIAGED, VERDICTS
from portal.web.staff.notice_labels import JUNK
from portal.web.staff.policy_labels import CONDITIONS, only_if
from portal.web.staff.record_sheet import Block, Field, Sheet, lines_of

OUTCOMES: Mapping[str, str] = {verdict: words for verdict, (words, _tag) in VERDICTS.items()} | dict(TRIAGED)
"""Of a ground, of a review, and of triage."""

SAID: Mapping[str, str] = {
    "words": _("In words"),
    "not_for": _("Who must not see it"),
    "formal": _("Formal reply"),
    "did": _("What was done"),
    "plain": _("In plain words"),
    "why": _("Our reasons"),
    "harm": _("Serious harm: why this could be told"),
    "writer": _("Written by"),
    "role": _("Who looks at it again"),
    "to": _("To"),
    "who": _("Who"),
    "route": _("Way"),
    "side": _("The other side"),
    "person": _("Who it was"),
    "reached_by": _("How they are reached"),
    "whom": _("Who heard of it"),
    "how": _("What they did"),
    "outcome": _("Outcome"),
    "told": _("Whom we told"),
    "when": _("When"),
    "contact": _("New contact"),
    "agreed": _("How they agreed"),
    "reference": _("Reference"),
    "due": _("New date"),
    "first": _("From"),
    "last": _("Until"),
    "kind": _("Recorded as"),
    "id": _("Number of the record"),
    "on": _("On"),
    "proposed_by": _("Proposed by"),
    "reason": _("Why"),
    "paused_for": _("Paused for"),
    "pressure": _("Withdrawn: possible coercion"),
    "advocate": _("Advocate"),
    "agency": _("Agency"),
    "referred": _("Date of the referral"),
    "reach": _("How the advocate may be reached"),
}
"""What was written with an event, by its name. What has no words here is for the machine."""

DAYS = frozenset({"due", "first", "last", "on", "referred"})

TITLES = {
    "complaint": _("Complaint about how we treated them"),
    "information": _("Complaint about how we used their information"),
}


def record(entry: CaseEntry) -> Sheet:
    """All of it, for the case system and the child's file."""
    blocks = [
        Block(gettext("About this record"), _about(entry)),
        Block(gettext("Who asked us to look again"), _raiser(entry)),
        Block(gettext("Advocate"), tuple(_advocate(entry.advocate))),
        Block(gettext("Original decision"), tuple(_original(entry.original))),
        *_said(entry.said),
        *(block for each in entry.reviews for block in _review(entry, each)),
        Block(gettext("Actions promised"), tuple(_promises(entry))),
        Block(gettext("Files they sent"), tuple(map(_file, entry.files))),
        *(_complaint(each) for each in entry.passed),
        Block(gettext("Who has to be told, by the policy"), tuple(map(_notified, entry.notifications))),
        Block(
            gettext("Linked challenges. No raiser is told of another"), tuple(_field("", each) for each in entry.links)
        ),
        Block(gettext("Recorded before"), tuple(_records(entry))),
        Block(gettext("What happened"), tuple(_happened(each) for each in entry.timeline)),
    ]
    kept = tuple(block for block in blocks if block.fields)
    return Sheet(gettext("Record of challenge %(reference)s") % {"reference": entry.written}, kept, _head(entry))


def _head(entry: CaseEntry) -> str:
    """How it is marked, and whom the page is about."""
    about = (gettext("OFFICIAL-SENSITIVE"), entry.written, *(child["name"] for child in entry.children))
    return " · ".join(filter(None, about))


def _file(each: EvidenceFile) -> Field:
    """What is known of a file; the file itself is taken out from its challenge."""
    ground = gettext("Supports ground %(number)s") % {"number": each.ground} if each.ground else ""
    hidden = f"{gettext('Who must not see it')}: {each.not_for}" if each.not_for else ""
    gone = gettext("Harmful, so it was deleted") if each.harmful else ""
    label = gettext("File %(number)s: %(kind)s, %(moment)s") % {
        "number": each.number, "kind": gettext(KEPT[each.kind].words), "moment": moment(each.at)
    }  # fmt: skip
    return _field(label, each.words, ground, hidden, gone, f"SHA-256 {each.digest}")


def form(entry: CaseEntry, asked: NotificationEntry) -> Sheet:
    """A form of the pack, filled in: with what every stage so far came to, and a line for what we are not told."""
    review = next(each for each in reversed(entry.reviews) if each.stage == asked.stage)
    so_far = [each for each in entry.reviews if each.began <= review.began]
    following = [each for each in entry.reviews if each.began > review.began]
    only = only_if(asked.only)
    head = (
        _field(gettext("To"), asked.who, *_contact(asked.contact)),
        *((_field(gettext("When to send it"), only),) if only else ()),
        _field(gettext("From"), entry.council),
        _field(gettext("Date"), day(asked.done or entry.made_at)),
        _field(gettext("Reference"), entry.written),
        _field(gettext("Stage"), f"{review.label}, {review.reviewers}"),
        *(
            (_field(gettext("Response expected by"), due(entry.due)),)
            if entry.due and review is entry.reviews[-1]
            else ()
        ),
    )
    at_work = (_field(gettext("Line manager"), ""),) if entry.audience == Audience.PROFESSIONAL else ()
    wanted = [row for row in entry.said if row.question.holds in {Holds.WISH, Holds.TRIED, Holds.WORK}]
    onward = following[0] if following else None
    after = gettext("%(stage)s, %(day)s") % {"stage": onward.label, "day": day(onward.began)} if onward else ""
    blocks = (
        Block(gettext("About this form"), head),
        Block(gettext("The child or children"), tuple(_children(entry))),
        Block(gettext("Who asked us to look again"), _raiser(entry)),
        Block(gettext("What they disagree with"), tuple(_grounds(entry))),
        Block(gettext("What they want, and where they work"), (*map(_row, wanted), *at_work)),
        *(block for each in so_far for block in _review(entry, each)),
        Block(gettext("Actions promised"), tuple(_promises(entry))),
        Block(gettext("If not resolved"), (_field(gettext("Went on to"), after),)),
        Block(gettext("What this form asks besides"), tuple(_field(each, "") for each in asked.fields)),
    )
    return Sheet(asked.form, tuple(block for block in blocks if block.fields), _head(entry))


def complaint(entry: CaseEntry, passed: Passed) -> Sheet:
    """A complaint as it was handed over."""
    words = {"complaint": gettext(TITLES[passed.name]), "reference": entry.written}
    return Sheet(gettext("%(complaint)s: challenge %(reference)s") % words, (_complaint(passed),), _head(entry))


def handed_over(found: ComplaintText) -> str:
    """The words to hand over, ready to be looked through: nothing of them has to be typed again."""
    head = (
        *(_field(gettext("To"), *_contact(contact)) for contact in found.to),
        _field(gettext("Reference"), found.written),
        _field(gettext("Received"), moment(found.received_at)),
    )
    since = tuple(_field(gettext("Told us later"), words) for words in found.since)
    blocks = (Block("", head), *_said(found.said), *((Block(gettext("Since then"), since),) if since else ()))
    return "\n\n".join(part for block in blocks for part in lines_of(block)) + "\n"


def _field(label: str, *lines: str) -> Field:
    kept = tuple(line for line in lines if line)
    return Field(label, kept or (gettext("Not given"),))


def _row(row: Row) -> Field:
    label = f"{of_them(row.label)} {row.number}" if row.number else of_them(row.label)
    return _field(label, *(answered(line) for line in row.lines))


def _said(rows: Iterable[Row]) -> Iterator[Block]:
    sections: dict[str, list[Field]] = {}
    for row in rows:
        sections.setdefault(row.section, []).append(_row(row))
    for title, fields in sections.items():
        yield Block(gettext("In their words: %(part)s") % {"part": of_them(title)}, tuple(fields))


def _about(entry: CaseEntry) -> tuple[Field, ...]:
    status = STATUSES.get(entry.status)
    words = {"suggested": entry.suggested, "kinds": ", ".join(entry.kinds)}
    chosen = gettext("%(suggested)s is suggested. Choose one of: %(kinds)s") % words if entry.kinds else ""
    return (
        _field(gettext("Goes into"), entry.system),
        _field(gettext("Record it as"), chosen),
        _field(gettext("Reference"), entry.written),
        _field(gettext("Council and policy"), entry.council, f"{entry.policy} ({entry.pack})"),
        _field(gettext("Received"), moment(entry.received_at)),
        _field(gettext("Stage"), entry.stage, gettext(status[0]) if status else gettext("We look at it")),
        *((_field(gettext("Due"), due(entry.due)),) if entry.due else ()),
        _field(gettext("This copy was made"), moment(entry.made_at)),
        _field(
            gettext("Before anybody outside reads it"), gettext("It names other people. Check what they may be told.")
        ),
    )


def _raiser(entry: CaseEntry) -> tuple[Field, ...]:
    return (
        _field(gettext("Name"), entry.raiser),
        _field(gettext("Who they are"), gettext(AUDIENCES[Audience(entry.audience)])),
        _field(gettext("How identity was checked"), entry.identity or gettext("Not checked")),
        _field(gettext("How standing was checked"), entry.standing or gettext("Not checked")),
    )


def _advocate(found: Mapping[str, str]) -> Iterator[Field]:
    for key in ADVOCATE:
        if key in found:
            yield _field(gettext(SAID[key]), _value(key, found[key]))


def _original(found: OriginalView | None) -> Iterator[Field]:
    if found is None:
        return
    yield _field(gettext("Contact ID"), found.contact)
    yield _field(gettext("Decision"), found.outcome, found.threshold, day(found.on))
    yield _field(gettext("Decision maker"), *(found.makers or (gettext("Not known yet"),)))
    for label, words in ((_("Advisers"), ", ".join(found.advisers)), (_("Also known"), found.words)):
        if words:
            yield _field(gettext(label), words)


def _asked_since(each: Reviewed) -> Iterator[tuple[str, str]]:
    """What reviews were not always asked for."""
    seen = gettext(SEEN[each.seen]) if each.seen else ""
    labels = (_("People consulted"), _("New since the original decision"), _("Child seen"))
    return ((label, words) for label, words in zip(labels, (each.consulted, each.new, seen), strict=True) if words)


def _decided(decision: Mapping[str, str]) -> Iterator[str]:
    """The new decision, in the order in which it is read."""
    said = {"outcome": "", "threshold": "", "reasons": _("Reasons"), "alternatives": _("Alternatives considered")}
    for key, label in said.items():
        if words := decision.get(key):
            yield f"{gettext(label)}: {words}" if label else words


def _children(entry: CaseEntry) -> Iterator[Field]:
    for child in entry.children:
        born = day(child["birth"]) if child["birth"] else ""
        yield _field(gettext("Name"), child["name"])
        yield _field(gettext("Date of birth"), born)


def _grounds(entry: CaseEntry) -> Iterator[Field]:
    for ground in entry.grounds:
        yield _field(gettext("Ground %(number)s") % {"number": ground.number}, ground.words)


def _review(entry: CaseEntry, each: Reviewed) -> Iterator[Block]:
    title = gettext("%(stage)s: %(reviewer)s") % {"stage": each.label, "reviewer": each.reviewers}
    decided = moment(each.decided_at) if each.decided_at else gettext("Not decided yet")
    answers = [
        _field(gettext("Ground %(number)s") % {"number": ground.number}, ground.words, *_answer(each, ground.number))
        for ground in entry.grounds
    ]
    yield Block(
        title,
        (
            _field(gettext("Began"), moment(each.began)),
            *answers,
            _field(gettext("Evidence considered"), each.looked_at),
            *(_field(gettext(label), words) for label, words in _asked_since(each)),
            _field(gettext("What the child wants and feels"), each.views),
            _field(gettext("Findings together"), _outcome(each.outcome)),
            _field(gettext("New decision"), *_decided(each.decision), decided, each.decided_by),
            *((_field(gettext("Who sat on the panel, and what each was for"), each.panel),) if each.panel else ()),
            *((_field(gettext("Decided by somebody outside"), each.outside),) if each.outside else ()),
            _field(gettext("They were told that it is over"), moment(each.ended_at) if each.ended_at else ""),
        ),
    )


def _answer(each: Reviewed, number: int) -> Iterator[str]:
    answer = each.grounds.get(number)
    if answer is None:
        yield gettext("Not answered at this stage yet")
    else:
        yield gettext("Answer: %(outcome)s") % {"outcome": _outcome(answer["outcome"])}
        yield gettext("Reasons: %(reasons)s") % {"reasons": answer["reasons"]}
        if basis := answer.get("basis"):
            yield gettext("Clause, threshold or law applied: %(basis)s") % {"basis": basis}


def _outcome(outcome: str) -> str:
    return gettext(OUTCOMES[outcome]) if outcome else ""


def _promises(entry: CaseEntry) -> Iterator[Field]:
    for number, each in enumerate(entry.promises, 1):
        who = gettext("%(owner)s, by %(day)s") % {"owner": each["owner"], "day": day(each["by"])}
        done = gettext("Done on %(day)s") % {"day": day(each["kept"])} if each["kept"] else gettext("Not done yet")
        told = gettext("They were told") if each["told"] else gettext("They were not told")
        yield _field(gettext("Action %(number)s") % {"number": number}, each["words"], who, done, *_did(each), told)


def _did(each: Mapping[str, Any]) -> Iterator[str]:
    if each["did"]:
        yield gettext("What was done: %(words)s") % {"words": each["did"]}


def _complaint(passed: Passed) -> Block:
    due = (_field(gettext("To be acknowledged by"), day(passed.due)),) if passed.due else ()
    fields = (
        *(_field(gettext("To"), *_contact(contact)) for contact in passed.to),
        _field(gettext("Sent") if passed.sent_on else gettext("Ready to be sent"), *_when(passed)),
        _field(gettext("How they agreed"), passed.agreed),
        *due,
        _field(gettext("Text"), passed.words),
        *((_field(gettext("Their reference"), passed.theirs),) if passed.theirs else ()),
    )
    return Block(gettext(TITLES[passed.name]), fields)


def _notified(each: NotificationEntry) -> Field:
    said: tuple[str, ...] = (gettext("Not told yet"),)
    if each.done:
        said = (gettext("Told on %(day)s") % {"day": day(each.done)}, gettext(SENT_BY[each.how]), each.whom)
    elif each.needless:
        said = (gettext("Need not be told: %(condition)s") % {"condition": only_if(each.only)},)
    return _field(gettext("%(stage)s: %(who)s") % {"stage": each.label, "who": each.who}, *said)


def _when(passed: Passed) -> Iterator[str]:
    yield day(passed.sent_on) if passed.sent_on else moment(passed.at)
    if passed.how:
        yield gettext(SENT_BY[passed.how])
    yield passed.by


def _contact(contact: Contact | None) -> tuple[str, ...]:
    return (contact.name, contact.telephone, contact.email, ", ".join(contact.address)) if contact else ()


def _records(entry: CaseEntry) -> Iterator[Field]:
    for each in entry.records:
        yield _field(f"{each['kind']} {each['id']}", day(each["on"]), each["by"])


def _happened(each: ExportedEvent) -> Field:
    by = gettext("The person challenging") if each.by == "raiser" else each.by
    label = f"{moment(each.at)}: {gettext(HAPPENED.get(each.kind, each.kind))}"
    lines = [f"{gettext(SAID[key])}: {_value(key, value)}" for key, value in each.said.items() if key in SAID]
    return Field(label, (by or gettext("The portal"), *lines))


_CODES: Mapping[str, Mapping[str, str]] = {
    "outcome": OUTCOMES,
    "how": {**INVOLVED, **SENT_BY},
    "when": {condition.value: words for condition, words in CONDITIONS.items()},
    "reason": JUNK,
}
"""The words for what is stored as a code, by its name."""


def _value(key: str, value: str) -> str:
    if key in DAYS and _is_due(value):
        return due(value)
    return gettext(known) if (known := _CODES.get(key, {}).get(value)) else value


def _is_due(value: str) -> bool:
    try:
        return bool(due_from(value))
    except ValueError:
        return False
