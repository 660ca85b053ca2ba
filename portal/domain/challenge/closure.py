"""What has to stand in the council's case system before a challenge is closed (policy 2.4)."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from portal.domain.answer_holdings import Holds
from portal.domain.challenge import notification_duties
from portal.domain.challenge.action_rule import (
    Action,
    ActionContext,
    ActionGroup,
    AnyAction,
    Nothing,
    Parameters,
    typed,
)
from portal.domain.challenge.complaint_transfer import waiting
from portal.domain.challenge.end_without_review import may_still_object, objects_until
from portal.domain.challenge.events.clock_events import WINDOW_CLOSING
from portal.domain.challenge.events.event_kind import EventDraft, event_of
from portal.domain.challenge.events.raiser_events import ESCALATION_ASKED, REOPENED
from portal.domain.challenge.events.record_events import CLOSED, RECORDED
from portal.domain.challenge.events.review_events import REVIEW_ENDED
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.history import additions, at_this_stage
from portal.domain.challenge.original_decision import contact_id
from portal.domain.challenge.raiser import reopens_until
from portal.domain.challenge.state import Challenge, Flag, Rules, Status
from portal.domain.i18n import _
from portal.domain.permissions import WORKERS, ActionRefused
from portal.domain.policy.calendar import BeyondCalendar, due, local
from portal.domain.policy.contact_ids import plausible
from portal.domain.policy.due_dates import DueDate, as_promised
from portal.domain.policy_rule import Rule
from portal.domain.questions.answer_index import INDEX

_CLOSED = _("It is closed.")


def suggested(challenge: Challenge, kinds: tuple[str, ...]) -> str:
    """Which kind of entry fits: new information is a contact of its own, the first kind; an argument is a note."""
    said = INDEX.alarms(challenge.answers, Holds.NEWS)
    new = said or any(event.what.get("new") for event in additions(challenge))
    return kinds[0] if new or len(kinds) == 1 else kinds[-1]


def _why_not_record(at: ActionContext) -> str:
    return _CLOSED if at.challenge.status is Status.CLOSED and not at.challenge.work.to_record else ""


def is_contact(kind: str, kinds: tuple[str, ...]) -> bool:
    """Whether an entry of this kind is a contact of its own; the others are notes about one that there is."""
    return kind == kinds[0]


@dataclass(frozen=True, slots=True, repr=False)
class CaseSystemEntry(Parameters):
    kind: str
    id: str  # as the case system calls it
    on: str  # the day, ISO
    close: bool = False  # whether it is closed as well


def _record(at: ActionContext, given: CaseSystemEntry) -> list[EventDraft]:
    if given.kind not in at.rules.pack.recording.offered:
        raise ActionRefused(_("Choose what it is recorded as."), "kind")
    if not local(at.challenge.received_at).date() <= date.fromisoformat(given.on) <= at.today:
        raise ActionRefused(_("Enter the day of the record: not before we received this, and not in the future."))
    recorded = RECORDED(kind=given.kind, id=_number(at, given), on=given.on)
    if not given.close:
        return [recorded]
    if why := why_not_close_once_recorded(at):
        raise ActionRefused(why, "close")
    return [recorded, *_close(_once_recorded(at), Nothing())]


def _number(at: ActionContext, given: CaseSystemEntry) -> str:
    """The number of the entry, as it is kept. A contact of its own has an id as contacts have, and no other's."""
    recording, challenged = at.rules.pack.recording, at.challenge.work.original.get("contact", "")
    number = typed(given.id, _("Enter the number of the record.")).strip()
    if is_contact(given.kind, recording.offered) and recording.contact_id:
        number = contact_id(at.rules.pack, number, "id")
    if not plausible(number):
        raise ActionRefused(_("Enter the number as the case system shows it, like C-1042."), "id")
    if is_contact(given.kind, recording.offered) and len(recording.offered) > 1 and number == challenged:
        raise ActionRefused(_("This is the contact that they challenge. A new contact has a number of its own."), "id")
    return number


def _once_recorded(at: ActionContext) -> ActionContext:
    recorded = RECORDED(kind=at.rules.pack.recording.offered[0], id="", on=at.today.isoformat())
    return replace(at, challenge=replay([event_of(recorded, at.now, at.actor.key)], at.challenge))


def why_not_close_once_recorded(at: ActionContext) -> str:
    """Why it stays open though it is recorded now, or nothing."""
    after = _once_recorded(at)
    return why_not_close(after.challenge, after.rules, after.now)


def record_by(challenge: Challenge, rules: Rules) -> DueDate | None:
    """By when what waits to be recorded has to be, counted from the end of the last review."""
    ended, within = challenge.last(REVIEW_ENDED), rules.pack.recording.within
    if not challenge.work.to_record or ended is None:
        return None
    try:
        end = due(within, ended.at, rules.pack.hours, rules.calendar)
    except BeyondCalendar:
        return None
    return as_promised(end) if end else None


def last_of_all(challenge: Challenge, rules: Rules) -> bool:
    """Whether nobody here comes after the stage that it has reached: then its raiser has nothing to answer."""
    return rules.ladder.after(challenge.stage) is None


def answers_until(challenge: Challenge, rules: Rules) -> date | None:
    """The last day of the time that a raiser has to answer a finished review; ``None`` where none waits for them."""
    ended = challenge.last(REVIEW_ENDED)
    if challenge.status is not Status.REVIEWED or ended is None or last_of_all(challenge, rules):
        return None
    try:
        within = rules.pack.answer_within(rules.ladder.stage(challenge.stage))
        until = rules.calendar.after(local(ended.at).date(), within)
    except BeyondCalendar:
        return None
    return max(until, called_until(challenge) or until)


def called_until(challenge: Challenge) -> date | None:
    """Until when we told them that they can answer; ``None`` where we have not, or they came back after that day."""
    ended, called, back = (challenge.last(kind) for kind in (REVIEW_ENDED, WINDOW_CLOSING, REOPENED))
    if called is None or (ended and called.at < ended.at):
        return None
    last = date.fromisoformat(called.what["last"])
    return None if back and local(back.at).date() > last else last


def closes_from(challenge: Challenge, rules: Rules) -> date | None:
    """The day from which a challenge may be closed though its raiser has not answered a finished review."""
    until = answers_until(challenge, rules)
    try:
        return rules.calendar.add_working(until, 1) if until else None
    except BeyondCalendar:
        return None


def why_not_close(challenge: Challenge, rules: Rules, now: datetime) -> str:
    """Why a challenge stays open, or nothing."""
    if challenge.status is Status.CLOSED:
        return _CLOSED
    return _why_not_close_raisers_side(challenge, rules, local(now).date()) or _why_not_close_our_side(challenge)


def _why_not_close_our_side(challenge: Challenge) -> str:
    """What we have still to do first, or nothing."""
    if Flag.ADVOCATE in challenge.flags:
        return _("They still wait to hear about an advocate.")
    if challenge.flags & {Flag.MESSAGE, Flag.ANSWERED}:
        return _("First read what they told us, and say that you have seen it.")
    if waiting(challenge):
        return _("First send the complaint, and write down that you did.")
    if notification_duties.waiting(challenge):
        return _("First tell those who have to be told, and write down that you did.")
    if challenge.work.to_record or not challenge.work.records:
        return _("Record it in the case system first.")
    return ""


def _has_to_go_on(challenge: Challenge, rules: Rules) -> bool:
    """Whether the policy has it taken on where it is not settled, and its raiser has said that it is not."""
    required = rules.escalation(rules.ladder.stage(challenge.stage)).required
    asked = challenge.status is Status.REVIEWED and at_this_stage(challenge, ESCALATION_ASKED)
    return required and asked and not last_of_all(challenge, rules)


def _why_not_close_raisers_side(challenge: Challenge, rules: Rules, today: date) -> str:
    from_day, until = closes_from(challenge, rules), reopens_until(challenge, rules)
    if challenge.status is Status.RECEIVED:
        return _("We have not finished looking again.")
    if _has_to_go_on(challenge, rules):
        return _("They asked for the next stage, and the policy says that it goes on. Move it on.")
    answered = last_of_all(challenge, rules) or (from_day and today >= from_day and called_until(challenge))
    if challenge.status is Status.REVIEWED and not answered:
        return _("The person challenging can still tell us that they are worried.")
    if challenge.status is Status.WITHDRAWN and (until is None or today <= until):
        return _("The person challenging can still open it again.")
    objects = objects_until(challenge, rules)
    if may_still_object(challenge) and (objects is None or today <= objects):
        return _("The person challenging can still ask a manager to look at this again.")
    return ""


def _close(at: ActionContext, _given: Nothing) -> list[EventDraft]:
    """The raiser hears of it only where they were still to answer us."""
    asked = at.challenge.status is Status.REVIEWED and not last_of_all(at.challenge, at.rules)
    return [CLOSED(unanswered=asked)]


def _recording_rule(at: ActionContext) -> Rule:
    return at.rules.pack.recording


RECORD = Action(
    "record", CaseSystemEntry, _why_not_record, _record,
    roles=WORKERS, group=ActionGroup.RECORD, clause=_recording_rule, adds=True, shows_words=True,
)  # fmt: skip
CLOSE = Action(
    "close", Nothing, lambda at: why_not_close(at.challenge, at.rules, at.now), _close,
    roles=WORKERS, group=ActionGroup.RECORD, clause=_recording_rule,
)  # fmt: skip

ACTIONS: tuple[AnyAction, ...] = (RECORD, CLOSE)
