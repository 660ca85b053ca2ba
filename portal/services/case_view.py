"""What each page of one challenge shows besides the top of all of them (:mod:`portal.services.case_access`)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from portal.domain.answer_holdings import Holds
from portal.domain.challenge import safety_alert
from portal.domain.challenge.action_rule import ActionContext
from portal.domain.challenge.closure import CLOSE, record_by, suggested
from portal.domain.challenge.complaint_transfer import waiting
from portal.domain.challenge.decide import why_not
from portal.domain.challenge.end_without_review import objection_waits, proposed
from portal.domain.challenge.events.event_kind import WhoseWords
from portal.domain.challenge.events.question_events import ASKED
from portal.domain.challenge.events.registry import kinds_that
from portal.domain.challenge.events.review_events import RELEASED
from portal.domain.challenge.evidence import EvidenceFile, files
from portal.domain.challenge.grounds import Verdict
from portal.domain.challenge.grounds import grounds as grounds_of
from portal.domain.challenge.next_actions import next_actions
from portal.domain.challenge.review import result
from portal.domain.challenge.review_history import reviews
from portal.domain.challenge.reviewers_left import able
from portal.domain.challenge.state import Event, Status
from portal.domain.challenge.steps import stage_dates
from portal.domain.challenge.triage import triage_by
from portal.domain.challenge.view import view_for
from portal.domain.disclosure.table import MAKERS, Checks, Fact, Show, column_of
from portal.domain.journey import Line, shown
from portal.domain.policy.calendar import local
from portal.domain.policy.due_dates import DueDate, due_from
from portal.domain.policy.model import Absent, Audience, Contact, Deadline
from portal.domain.questions.young import journey_of
from portal.services import tracker
from portal.services.case_access import OpenCase
from portal.services.case_export import offered
from portal.services.colleagues import staff
from portal.services.decision_view import (
    FindingsView,
    NewDecisionView,
    OriginalView,
    findings_view,
    new_decision_view,
    original_view,
)
from portal.services.due_view import Due, due_of
from portal.services.linked_challenges import Linked, linked
from portal.services.notice_history import NoticeStatus, sent, why_not_close
from portal.services.notifications_due import NotificationEntry, notification_entries, still_to_tell
from portal.services.safety_alerts import call_now
from portal.services.stage_policy import StagePolicy, stage_policy
from portal.storage import UnitOfWork

# --- Summary


@dataclass(frozen=True, slots=True)
class Summary:
    following: tuple[str, ...]  # what to do next, the most important first
    ring: Contact | None  # whom to tell at once, where something about a child's safety waits
    triage_by: Due | None  # until triage is done
    to_release: bool  # a reply waits for a second person
    to_confirm: str  # what somebody proposed that it ends as, without a review; blank where nobody did
    objected: bool  # the raiser asked a manager to look at that, and nobody has
    to_tell: tuple[NotificationEntry, ...]  # those whom the policy has told, and nobody has told yet
    to_send: tuple[str, ...]  # the complaints that nobody has sent yet: complaint or information
    policy: StagePolicy  # what it says of this stage
    clocks: tuple["StageDate", ...]  # of this stage, where there is more to say than by when the answer is
    late_before: tuple[tuple[str, DueDate], ...]  # the stages that it left because we were late, and their dates
    identity: str = field(repr=False)  # how it was checked; blank until it was
    standing: str = field(repr=False)
    advocate: Mapping[str, str] = field(repr=False)  # whom staff found to help a young person (work.ADVOCATE)
    made_contact: bool | None  # whether the contact was theirs; none where nothing hangs on it, or not checked
    involved: tuple[tuple[str, str], ...] = field(repr=False)  # who, by name, and how
    original: OriginalView | None = field(repr=False)
    done: tuple["Promise", ...] = field(repr=False)  # the actions that were promised and are done
    files: tuple[EvidenceFile, ...] = field(repr=False)  # that they sent


def summary(_unit: UnitOfWork, at: OpenCase) -> Summary:
    challenge, work, context = at.challenge, at.challenge.work, at.context
    waits = safety_alert.waiting(work.alerts)
    return Summary(
        following=next_actions(ActionContext(at.challenge, at.actor, at.rules, at.context.now()), at.may),
        ring=call_now(context) if waits else None,
        triage_by=due_of(context, triage_by(challenge, at.rules)),
        to_release=bool(work.review.reply) and challenge.status in (Status.RECEIVED, Status.REVIEWED),
        to_confirm=work.ending["outcome"] if proposed(challenge) else "",
        objected=objection_waits(challenge),
        to_tell=still_to_tell(challenge, at.rules),
        to_send=tuple(work.transfers[number - 1]["name"] for number in waiting(challenge)),
        policy=stage_policy(challenge, at.rules, context.now()),
        clocks=tuple(_clocks(at)),
        late_before=tuple(_late_before(at)),
        identity=work.identity,
        standing=work.standing,
        advocate=work.advocate,
        made_contact=work.made_contact if work.standing and challenge.audience in MAKERS else None,
        involved=tuple((at.names.get(who, ""), how) for who, how in work.involved.items()),
        original=original_view(challenge, at.rules.pack, at.names),
        done=tuple(each for each in _promises(at) if each.kept),
        files=files(work),
    )


# --- Grounds


@dataclass(frozen=True, slots=True)
class Answer:
    """What a stage decided about one ground."""

    stage: str
    outcome: Verdict
    reasons: str = field(repr=False)
    basis: str = field(repr=False)  # the clause, threshold or law applied


@dataclass(frozen=True, slots=True)
class Raised:
    """A ground, what this stage answered, and what those before it did."""

    number: int
    kind: tuple[Line, ...]
    words: str = field(repr=False)
    answer: Answer | None
    earlier: tuple[Answer, ...]


def grounds(_unit: UnitOfWork, at: OpenCase) -> tuple[Raised, ...]:
    answers = at.challenge.answers
    asked = journey_of(at.rules.pack, answers).questions
    about = next((part for each in asked for part in each.parts if part.holds is Holds.GROUND_KIND), None)
    *before, now = _reviews(at)
    return tuple(
        Raised(
            ground.number,
            tuple(shown(about, ground.kind)) if about else (),
            ground.words,
            now.get(ground.number),
            tuple(review[ground.number] for review in before if ground.number in review),
        )
        for ground in grounds_of(answers)
    )


def _reviews(at: OpenCase) -> list[dict[int, Answer]]:
    """What each review so far, the one under way being the last, answered to each ground."""
    return [
        {
            int(number): Answer(
                _label(at, each.stage), Verdict(answer["outcome"]), answer["reasons"], answer.get("basis", "")
            )
            for number, answer in each.review.points.items()
        }
        for each in reviews(at.events)
    ]


@dataclass(frozen=True, slots=True)
class StageDate:
    """What the policy asks for at this stage, and by when."""

    clock: Deadline
    due: Due | None
    expected: bool  # it is counted from something that has not happened yet
    done: date | None


def _clocks(at: OpenCase) -> Iterator[StageDate]:
    clocks = stage_dates(at.challenge, at.rules)
    told = len(clocks) > 1 or any(each.clock.sooner for each in clocks)
    if told and at.challenge.status is Status.RECEIVED:
        for each in clocks:
            yield StageDate(each.clock, due_of(at.context, each.due), each.expected, each.done)


def _late_before(at: OpenCase) -> Iterator[tuple[str, DueDate]]:
    for stage, stored in at.challenge.work.late_before.items():
        if due := due_from(stored):
            yield _label(at, stage), due


def _label(at: OpenCase, stage: str) -> str:
    return at.rules.pack.stage(stage).label


# --- Messages

SAID = kinds_that(lambda kind: kind.told and kind.told.words is not WhoseWords.NOBODYS)
"""The kinds of event whose words went from the raiser to us, or from us to the raiser."""


@dataclass(frozen=True, slots=True)
class Message:
    kind: str
    at: datetime
    name: str = field(repr=False)  # of the member of staff; blank for the raiser
    words: str = field(repr=False)
    number: int  # of the question that was asked or answered, from 1; 0 for others
    waits: bool  # for the raiser's answer


@dataclass(frozen=True, slots=True)
class Messages:
    said: tuple[Message, ...]
    sent: tuple[NoticeStatus, ...]


def messages(unit: UnitOfWork, at: OpenCase) -> Messages:
    said, asked = list[Message](), 0
    still_open = tracker.answerable(at.challenge, view_for(at.challenge.audience, at.challenge, at.rules.pack))
    for event in at.events:
        asked += event.kind == ASKED
        if event.kind in SAID and event.words:
            number = asked if event.kind == ASKED else event.what.get("question", 0)
            waits = event.kind == ASKED and asked in still_open
            said.append(Message(event.kind, event.at, at.names.get(event.actor, ""), event.words, number, waits))
    return Messages(tuple(said), sent(unit, at.challenge.id))


# --- Decision and release


@dataclass(frozen=True, slots=True)
class Promise:
    number: int
    words: str = field(repr=False)
    owner: str = field(repr=False)
    by: date
    kept: date | None
    late: bool
    did: str = field(repr=False)  # what was done; blank until then


@dataclass(frozen=True, slots=True)
class Reply:
    """What the raiser is told, by the names of who wrote and who released it. ``at``: when that was."""

    words: str = field(repr=False)
    plain: str = field(repr=False)  # a young person's own reply
    writer: str = field(repr=False)
    releaser: str = field(default="", repr=False)
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class May:
    """How much of a fact this raiser may be told, and the clause that says so."""

    fact: Fact
    show: Show
    cite: str
    note: str


@dataclass(frozen=True, slots=True)
class Decision:
    raised: tuple[Raised, ...]
    original: OriginalView | None = field(repr=False)
    made: NewDecisionView | None = field(repr=False)  # the new decision of this stage
    findings: FindingsView = field(repr=False)
    who_is_left: tuple["StageLeft", ...] = field(repr=False)
    result: Verdict | None
    decided_by: str = field(repr=False)
    outside: str = field(repr=False)  # who outside decides at this stage, by role; blank for nobody
    promises: tuple[Promise, ...]
    waiting: Reply | None
    released: tuple[Reply, ...]
    checks: Checks
    may_tell: tuple[May, ...]


def decision(unit: UnitOfWork, at: OpenCase) -> Decision:
    work, review = at.challenge.work, at.challenge.work.review
    reply = review.reply
    waiting = Reply(reply["words"], reply["plain"], at.names.get(reply["by"], "")) if reply else None
    column = column_of(at.challenge.audience, work.checks)
    cells = ((fact, row[column]) for fact, row in at.rules.pack.disclosure.items())
    return Decision(
        raised=grounds(unit, at),
        original=original_view(at.challenge, at.rules.pack, at.names),
        made=new_decision_view(review.decision, at.rules.pack),
        findings=findings_view(review.findings),
        who_is_left=who_is_left(unit, at),
        result=result(at.challenge) if review.decided_by else None,
        decided_by=at.names.get(review.decided_by, ""),
        outside=review.outside.get("role", ""),
        promises=_promises(at),
        waiting=waiting,
        released=tuple(_released(at, event) for event in at.events if event.kind == RELEASED),
        checks=work.checks,
        may_tell=tuple(May(fact, cell.show, cell.cite, cell.note) for fact, cell in cells),
    )


@dataclass(frozen=True, slots=True)
class StageLeft:
    """Who is left for a stage: senior enough, and without a part in the decision or a review of it."""

    stage: str
    reviewer: str  # the roles
    names: tuple[str, ...] = field(repr=False)


def who_is_left(unit: UnitOfWork, at: OpenCase) -> tuple[StageLeft, ...]:
    """Of the stage under way, while it is not decided, and of each later one."""
    stages, every = at.rules.ladder.stages, staff(unit)
    decided = bool(at.challenge.work.review.decided_by)
    here = [stage.key for stage in stages].index(at.challenge.stage) + decided
    return tuple(
        StageLeft(stage.label, stage.reviewer, tuple(who.name for who in able(at.challenge, stage, every, at.rules)))
        for stage in stages[here:]
    )


def _promises(at: OpenCase) -> tuple[Promise, ...]:
    today, made = local(at.context.now()).date(), []
    for number, each in enumerate(at.challenge.work.promises, 1):
        by, kept = date.fromisoformat(each["by"]), date.fromisoformat(each["kept"]) if each["kept"] else None
        made.append(
            Promise(number, each["words"], each["owner"], by, kept, not kept and by < today, each.get("did", ""))
        )
    return tuple(made)


def _released(at: OpenCase, event: Event) -> Reply:
    formal, writer = event.what.get("formal", event.words), event.what.get("writer", "")
    plain = event.words if event.words != formal else ""
    return Reply(formal, plain, at.names.get(writer, ""), at.names.get(event.actor, ""), event.at)


# --- Links


@dataclass(frozen=True, slots=True)
class Links:
    linked: tuple[Linked, ...]
    suggested: tuple[Linked, ...]


def links(unit: UnitOfWork, at: OpenCase) -> Links:
    others = (other for other in unit.challenges.others(at.challenge) if other not in at.challenge.work.links)
    return Links(linked(unit, at.actor, at.challenge.work.links), linked(unit, at.actor, others))


@dataclass(frozen=True, slots=True)
class CaseSystemRecord:
    kind: str
    id: str
    on: date
    name: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class RecordingPart:
    system: str  # the council's case system; blank where the policy does not say
    suggested: str  # which kind of entry fits
    to_record: tuple[str, ...]  # the stages that it does not hold yet
    recorded_by: str  # who does it, as far as the policy says
    every_stage: bool  # by the policy
    record_by: DueDate | None  # by when, by the policy
    records: tuple[CaseSystemRecord, ...]
    why_not_close: str  # blank where it can be closed
    closed: bool
    promises: tuple[tuple[str, date], ...] = field(repr=False)  # what is still to be done, also after closing
    told: tuple[NotificationEntry, ...]  # those whom the policy has told, and whether they were
    documents: tuple[tuple[str, str], ...]  # forms and complaints: the name in the address, and the policy's title


def recording(unit: UnitOfWork, at: OpenCase) -> RecordingPart:
    work, kept, now = at.challenge.work, at.rules.pack.recording, at.context.now()
    why = why_not(at.challenge, CLOSE, at.actor, at.rules, now)
    return RecordingPart(
        system="" if isinstance(kept.system, Absent) else kept.system,
        suggested=suggested(at.challenge, kept.offered),
        recorded_by="" if isinstance(kept.by, Absent) else kept.by,
        every_stage=kept.every_stage is True,
        record_by=record_by(at.challenge, at.rules),
        to_record=tuple(_label(at, stage) for stage in work.to_record),
        records=tuple(
            CaseSystemRecord(each["kind"], each["id"], date.fromisoformat(each["on"]), at.names.get(each["by"], ""))
            for each in work.records
        ),
        why_not_close=why or why_not_close(unit, at.challenge.id, now),
        closed=at.challenge.status is Status.CLOSED,
        promises=tuple((each.words, each.by) for each in _promises(at) if not each.kept),
        told=notification_entries(at.challenge, at.rules),
        documents=tuple(offered(at.rules, at.challenge, at.events)),
    )


def as_they_see_it(
    audience: Audience | None, checks: Checks | None
) -> Callable[[UnitOfWork, OpenCase], tracker.Progress]:
    """The tracker and the messages, of this raiser or of any other."""
    return lambda _unit, at: tracker.progress_of(at.context, at.challenge, audience=audience, checks=checks)
