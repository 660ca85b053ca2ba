"""Those whom the policy has told that a stage was reached: a duty until somebody writes down who heard, when and how.

It stays one when the challenge is settled meanwhile: the policy asks for it because the stage was reached.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from portal.domain.challenge.action_rule import Action, ActionContext, ActionGroup, AnyAction, Parameters, said, typed
from portal.domain.challenge.complaint_transfer import SEND_WITHIN, SentBy
from portal.domain.challenge.events.event_kind import WORKER, EventDraft, event_of
from portal.domain.challenge.events.notification_events import (
    NOTIFICATION_CHASED,
    NOTIFICATION_DUE,
    NOTIFICATION_MADE,
    NOTIFICATION_NOT_NEEDED,
)
from portal.domain.challenge.events.raiser_events import ESCALATION_ASKED, STILL_WORRIED
from portal.domain.challenge.events.registry import MOVES
from portal.domain.challenge.events.review_events import REVIEW_ENDED
from portal.domain.challenge.policy_conditions import ruled_out
from portal.domain.challenge.state import Challenge, Event, Rules, Status
from portal.domain.challenge.steps import open_steps
from portal.domain.challenge.triage import FINISHED, NOT_YOURS, Outcome
from portal.domain.i18n import _
from portal.domain.permissions import WORKERS, ActionRefused
from portal.domain.policy.calendar import Calendar, local
from portal.domain.policy.due_dates import as_promised, is_past
from portal.domain.policy.model import Notification, Pack, PolicyCondition, Stage, When
from portal.domain.policy.vocabulary import BY_THE_CLOCK, Together, condition_from, parts_of
from portal.domain.policy_rule import Rule


def reached(challenge: Challenge, rules: Rules) -> Iterator[tuple[Stage, tuple[Notification, ...]]]:
    """The stages so far, each with those who have to be told at it."""
    began = rules.began(challenge)
    for ladder in rules.pack.ladders:
        yield from ((stage, ladder.notified_at(stage)) for stage in ladder.stages if stage.key in began)


def arising(challenge: Challenge, rules: Rules, now: datetime) -> list[Event]:
    """That somebody has to be told, for each of whom the policy says so from now on."""
    if challenge.work.triaged != Outcome.REVIEW or challenge.work.junk or challenge.status is Status.CLOSED:
        return []
    known = {(each["stage"], each["number"]) for each in challenge.work.notifications}
    return [
        event_of(NOTIFICATION_DUE(stage=stage.key, number=number, who=each.who, when=when), now, WORKER)
        for stage, named in reached(challenge, rules)
        for number, each in enumerate(named, 1)
        if (stage.key, number) not in known
        and each.concerns(challenge.audience)
        and _is_missed(challenge, rules, stage, number - len(named) + len(stage.missed), now)
        and (when := _condition_left(challenge, rules, stage, each.when, now)) is not None
    ]


def _condition_left(challenge: Challenge, rules: Rules, stage: Stage, when: When, now: datetime) -> str | None:
    """What is left for staff to see to: blank where the condition holds, none where it does not or not yet."""
    left = [_part_left(challenge, rules, stage, each, now) for each in parts_of(when)]
    unknown = [part for each in left if each for part in parts_of(condition_from(each))]
    return None if None in left else Together.of(unknown).value if unknown else ""


def _part_left(challenge: Challenge, rules: Rules, stage: Stage, when: When, now: datetime) -> str | None:
    """The same of one condition."""
    happened = dict[When, Callable[[], bool]](
        {
            PolicyCondition.DECIDED: lambda: stage.key != challenge.stage or challenge.work.review.ended,
            PolicyCondition.NO_ANSWER: lambda: _was_late(challenge, stage, now),
            PolicyCondition.STILL_WORRIED: lambda: stage.key in _worried_after(challenge, rules),
            PolicyCondition.POLICY_ISSUE: lambda: bool(challenge.work.policy_issue),
        }
    ).get(when)
    if happened:
        return "" if happened() else None
    if when in rules.conditions or when is PolicyCondition.ALWAYS:
        return ""
    unknown = when not in BY_THE_CLOCK and when not in ruled_out(rules.pack, challenge.answers)
    return when.value if unknown else None


def _is_missed(challenge: Challenge, rules: Rules, stage: Stage, number: int, now: datetime) -> bool:
    """Whether the clock has passed undone of which the ``number``-th is told; of no clock (0 or less), always."""
    if number < 1:
        return True
    clock = stage.missed[number - 1][0]
    if stage.deadlines[clock - 1] is stage.answer:
        return _was_late(challenge, stage, now)
    if stage.key != challenge.stage:
        return False
    late = (each.due for each in open_steps(challenge, rules) if each.number == clock and not each.expected)
    return any(due and is_past(as_promised(due), now) for due in late)


def _was_late(challenge: Challenge, stage: Stage, now: datetime) -> bool:
    under_way = stage.key == challenge.stage and challenge.status is Status.RECEIVED
    return stage.key in challenge.work.late_before or (under_way and is_past(challenge.due, now))


def _worried_after(challenge: Challenge, rules: Rules) -> set[str]:
    """The stages whose answer did not settle it, as its raiser said."""
    stage, ended, found = rules.first_stage.key, False, set[str]()
    for event in challenge.history:
        if event.kind == STILL_WORRIED or (event.kind == ESCALATION_ASKED and ended):
            found.add(stage)
        if event.kind in MOVES and event.what["stage"]:
            stage, ended = event.what["stage"], False
        ended = ended or event.kind == REVIEW_ENDED
    return found


def waiting(challenge: Challenge) -> list[int]:
    """Those who have to be told still, counted from 1."""
    return [number for number, each in enumerate(challenge.work.notifications, 1) if not each["done"]]


def rule_of(entry: Mapping[str, Any], pack: Pack) -> Notification | None:
    """What the policy says of it; none where it is a stage that this pack does not have."""
    for ladder in pack.ladders:
        for stage in ladder.stages:
            named = ladder.notified_at(stage)
            number: int = entry["number"]
            if stage.key == entry["stage"] and number <= len(named):
                return named[number - 1]
    return None


def _why_not_record(at: ActionContext) -> str:
    if at.challenge.status is Status.CLOSED:
        return FINISHED
    if not waiting(at.challenge):
        return _("Nobody has to be told now.")
    return "" if at.challenge.work.assigned == at.actor.key or at.actor.manages else NOT_YOURS


def _why_not_leave_out(at: ActionContext) -> str:
    if why := _why_not_record(at):
        return why
    doubtful = any(at.challenge.work.notifications[number - 1].get("when") for number in waiting(at.challenge))
    return "" if doubtful else _("The policy has all of them told, whatever is so.")


@dataclass(frozen=True, slots=True, repr=False)
class MadeNotification(Parameters):
    entry: int  # which of them, counted from 1
    whom: str  # who it was that heard of it, by role or name
    how: str  # (SentBy)
    on: str  # the day, ISO
    words: str  # what they were told, or sent


def _record(at: ActionContext, given: MadeNotification) -> list[EventDraft]:
    entry = _one_of(at.challenge, given.entry)
    if given.how not in set(SentBy):
        raise ActionRefused(_("Choose how they were told."))
    if not local(at.challenge.received_at).date() <= date.fromisoformat(given.on) <= at.today:
        raise ActionRefused(_("Enter the day on which they were told: not in the future."))
    made = NOTIFICATION_MADE(
        entry=given.entry,
        who=entry["who"],
        whom=typed(given.whom, _("Write who was told.")),
        how=given.how,
        on=given.on,
        words=said(given.words, _("Write what they were told.")),
    )
    return [made]


@dataclass(frozen=True, slots=True, repr=False)
class UnneededNotification(Parameters):
    entry: int
    words: str  # why the condition does not hold


def _leave_out(at: ActionContext, given: UnneededNotification) -> list[EventDraft]:
    entry = _one_of(at.challenge, given.entry)
    if not entry.get("when"):
        raise ActionRefused(_("The policy has them told, whatever is so."))
    why = said(given.words, _("Write why they need not be told."))
    return [NOTIFICATION_NOT_NEEDED(entry=given.entry, who=entry["who"], words=why)]


def _one_of(challenge: Challenge, entry: int) -> Mapping[str, Any]:
    if entry not in waiting(challenge):
        raise ActionRefused(_("This does not wait any more. A colleague may just have written it down."))
    return challenge.work.notifications[entry - 1]


def _first_rule(at: ActionContext) -> Rule | None:
    entries = (at.challenge.work.notifications[number - 1] for number in waiting(at.challenge))
    return next((rule for entry in entries if (rule := rule_of(entry, at.rules.pack))), None)


def chase(challenge: Challenge, calendar: Calendar, now: datetime, last: datetime | None) -> list[Event]:
    """The reminder of somebody whom nobody has told: one each working day once it is late.

    ``last`` is when the last one was. It comes too where no bank holidays are held.
    """
    today = local(now).date()
    entries = (challenge.work.notifications[number - 1] for number in waiting(challenge))
    since = min((date.fromisoformat(each["on"]) for each in entries), default=None)
    reminded = last is not None and local(last).date() >= today
    if since is None or reminded or challenge.status is Status.CLOSED or not calendar.likely_working(today):
        return []
    days = calendar.likely_days(since, today)
    return [event_of(NOTIFICATION_CHASED(days=days), now, WORKER)] if days > SEND_WITHIN else []


RECORD_NOTIFIED = Action(
    "record_notified", MadeNotification, _why_not_record, _record,
    roles=WORKERS, group=ActionGroup.TELL, clause=_first_rule,
)  # fmt: skip
LEAVE_OUT_NOTIFICATION = Action(
    "leave_out_notification", UnneededNotification, _why_not_leave_out, _leave_out,
    roles=WORKERS, group=ActionGroup.TELL, clause=_first_rule,
)  # fmt: skip

ACTIONS: tuple[AnyAction, ...] = (RECORD_NOTIFIED, LEAVE_OUT_NOTIFICATION)
