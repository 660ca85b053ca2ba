"""What nobody has to remember: dates are watched, an advocate is asked for, and somebody watches the watcher."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from portal.domain.challenge import (
    advocate,
    clock,
    complaint_transfer,
    notification_duties,
    raiser,
    safety_alert,
    staff_questions,
)
from portal.domain.challenge.events.advocate_events import ADVOCATE_CHASED
from portal.domain.challenge.events.alert_events import ALERT_REPEATED
from portal.domain.challenge.events.clock_events import PROMISE_CHASED, REMINDED
from portal.domain.challenge.events.event_kind import WORKER, event_of
from portal.domain.challenge.events.notice_names import ALERTED
from portal.domain.challenge.events.notification_events import NOTIFICATION_CHASED
from portal.domain.challenge.events.transfer_events import TRANSFER_CHASED
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.state import Challenge, Event, Flag
from portal.domain.challenge.stored_versions import FromLaterVersion
from portal.domain.challenge.worklist_flags import Duty
from portal.domain.notices.catalogue import Channel, plans_of
from portal.domain.policy.calendar import LONDON, ONE_DAY, BeyondCalendar, local
from portal.services import AppContext, digest, held_messages, later_version, learning_reports, reviewer_search
from portal.services.casework import keep
from portal.services.notifications import notices_for
from portal.storage import UnitOfWork

log = logging.getLogger(__name__)

BY_DAY = time(8), time(20)
"""Nobody is written to at night because a date has passed: local time."""

WORK = WORKER
"""Under this name it is kept when the worker was last at work."""

BEAT = timedelta(minutes=1)
"""How often the worker gives its sign of life, at most."""

SILENT_AFTER = timedelta(minutes=15)

AHEAD = timedelta(minutes=5)
"""A sign of life further ahead than this was given by a clock that was wrong, and is none."""


_Due = Callable[[AppContext, UnitOfWork, Challenge, datetime], list[Event]]


def watch(context: AppContext, now: datetime) -> int:
    """All reminders that are due now. How many challenges they are about."""
    opens, closes = BY_DAY
    if not opens <= local(now).time() < closes:
        return 0
    reminded = remind(context, now) + chase(context, now) + chase_promises(context, now)
    reminded += chase_records(context, now)
    written = reminded + chase_transfers(context, now) + chase_notifications(context, now) + last_call(context, now)
    written += remind_of_questions(context, now)
    digest.send(context, now)
    learning_reports.chase(context, now)
    return written


def repeat_alerts(context: AppContext, now: datetime) -> int:
    """Tell colleagues on duty again of each safety alert on which nobody has acted, by day and by night. Of how many.

    What still waits to be sent of it is not sent as well: when messages go again there is one.
    """
    with context.store.read() as unit:
        waiting = unit.challenges.waiting_to(Duty.SAFETY)
    return _write(context, waiting, _alert, now)


def remind(context: AppContext, now: datetime) -> int:
    """Remind staff of dates, once a working day, and tell raisers once that one has passed. Of how many."""
    today = local(now).date()
    try:
        ahead = context.calendar.add_working(today, clock.WARN_BEFORE)
    except BeyondCalendar as beyond:
        log.critical("Reminders go by weekdays alone. %s", beyond)
        ahead = today + timedelta(days=clock.WARN_BEFORE + 2)  # past a weekend
    with context.store.read() as unit:
        found = unit.challenges.under_review() if _steps_in_use(context, today) else unit.challenges.due_by(ahead)
    return _write(context, found, _dates, now)


def _steps_in_use(context: AppContext, today: date) -> bool:
    """Whether a policy under which there may be challenges has steps of a stage, whose dates no list is sorted by."""
    packs = (context.packs.get(pack_id) for pack_id in context.packs.begun(context.council, today))
    return any(stage.steps for pack in packs for ladder in pack.ladders for stage in ladder.stages)


def chase(context: AppContext, now: datetime) -> int:
    """Remind the MASH of every young person who waits too long for an advocate, once a working day. How many."""
    with context.store.read() as unit:
        waiting = unit.challenges.open_with(Flag.ADVOCATE)
    return _write(context, waiting, _advocate, now)


def chase_promises(context: AppContext, now: datetime) -> int:
    """Remind who has a challenge of what was promised and is late, once a working day. Of how many."""
    with context.store.read() as unit:
        late = unit.challenges.promised_before(local(now).date())
    return _write(context, late, _promise, now)


def chase_transfers(context: AppContext, now: datetime) -> int:
    """Remind who has a challenge of a complaint that nobody has sent, once a working day. Of how many."""
    with context.store.read() as unit:
        unsent = unit.challenges.waiting_to(Duty.SEND)
    return _write(context, unsent, _transfer, now)


def chase_notifications(context: AppContext, now: datetime) -> int:
    """Remind who has a challenge of somebody whom nobody has told, once a working day. Of how many."""
    with context.store.read() as unit:
        untold = unit.challenges.waiting_to(Duty.NOTIFY)
    return _write(context, untold, _notification, now)


def chase_records(context: AppContext, now: datetime) -> int:
    """Remind who has a challenge of what was not recorded in the policy's time, once a working day. Of how many."""
    with context.store.read() as unit:
        unrecorded = unit.challenges.waiting_to(Duty.RECORD)
    return _write(context, unrecorded, _record, now)


def look_for_reviewers(context: AppContext, now: datetime) -> int:
    """Tell who can name somebody outside where nobody here is left, once a working day. Of how many it was written.

    Staff come and go, so all are looked at that are with us.
    """
    opens, closes = BY_DAY
    if not opens <= local(now).time() < closes:
        return 0
    with context.store.read() as unit:
        with_us = unit.challenges.with_us()
    return _write(context, with_us, reviewer_search.found, now)


def last_call(context: AppContext, now: datetime) -> int:
    """Tell raisers who have not answered a finished review, once, until when they can. How many."""
    today = local(now).date()
    packs = [context.packs.get(pack_id) for pack_id in context.packs.begun(context.council, today)]
    shortest = min((pack.shortest_answer for pack in packs), key=lambda span: span.amount)
    last = clock.closing_cutoff(context.calendar, today, shortest)
    with context.store.read() as unit:
        unanswered = unit.challenges.unanswered(datetime.combine(last + ONE_DAY, time.min, LONDON))
    return _write(context, unanswered, _last_call, now)


def remind_of_questions(context: AppContext, now: datetime) -> int:
    """Remind raisers, once, of a question that they are to answer by tomorrow, if they may be written to. How many."""
    with context.store.read() as unit:
        unanswered = unit.challenges.unanswered_questions()
    return _write(context, unanswered, _questions, now)


def _questions(context: AppContext, _: UnitOfWork, challenge: Challenge, now: datetime) -> list[Event]:
    ways = [plan.channel for plan in plans_of(challenge.answers, challenge.language)]
    if not ways:
        return []  # nobody would be reminded
    by_post = all(way is Channel.LETTER for way in ways)
    return staff_questions.reminders(challenge, context.rules(challenge).calendar, now, by_post=by_post)


def _last_call(context: AppContext, _: UnitOfWork, challenge: Challenge, now: datetime) -> list[Event]:
    return clock.closing_reminder(challenge, context.rules(challenge), now)


def _dates(context: AppContext, unit: UnitOfWork, challenge: Challenge, now: datetime) -> list[Event]:
    rules, last = context.rules(challenge), unit.event_log.last(challenge.id, REMINDED)
    moved = clock.count_closures(challenge, rules, now)
    challenge = replay(moved, challenge)
    due = [*clock.remind(challenge, rules, now, last), *clock.overdue_event(challenge, now)]
    challenge = replay(due, challenge)
    gone_on = raiser.without_an_answer(challenge, rules, now)
    return [*moved, *due, *gone_on, *notification_duties.arising(replay(gone_on, challenge), rules, now)]


def _advocate(context: AppContext, unit: UnitOfWork, challenge: Challenge, now: datetime) -> list[Event]:
    last = unit.event_log.last(challenge.id, ADVOCATE_CHASED)
    return advocate.chase(challenge, context.rules(challenge).calendar, now, last)


def _promise(context: AppContext, unit: UnitOfWork, challenge: Challenge, now: datetime) -> list[Event]:
    last = unit.event_log.last(challenge.id, PROMISE_CHASED)
    return clock.chase_promise(challenge, context.rules(challenge).calendar, now, last)


def _alert(context: AppContext, unit: UnitOfWork, challenge: Challenge, now: datetime) -> list[Event]:
    last = unit.event_log.last(challenge.id, ALERT_REPEATED)
    if not safety_alert.repeat_due(challenge.work.alerts, now, last, context.alert_repeats):
        return []
    unit.outbox.cancel(challenge.id, [ALERTED])
    return [event_of(ALERT_REPEATED(), now, WORKER)]


def _transfer(context: AppContext, unit: UnitOfWork, challenge: Challenge, now: datetime) -> list[Event]:
    last = unit.event_log.last(challenge.id, TRANSFER_CHASED)
    return complaint_transfer.chase(challenge, context.rules(challenge).calendar, now, last)


def _notification(context: AppContext, unit: UnitOfWork, challenge: Challenge, now: datetime) -> list[Event]:
    last = unit.event_log.last(challenge.id, NOTIFICATION_CHASED)
    return notification_duties.chase(challenge, context.rules(challenge).calendar, now, last)


def _record(context: AppContext, unit: UnitOfWork, challenge: Challenge, now: datetime) -> list[Event]:
    last = unit.event_log.last(challenge.id, REMINDED)
    return clock.remind_to_record(challenge, context.rules(challenge), now, last)


def _write(context: AppContext, references: Iterable[str], due: _Due, now: datetime) -> int:
    written = 0
    for reference in references:
        try:
            written += _write_one(context, reference, due, now)
        except FromLaterVersion as error:
            later_version.tell(error)
        except Exception as error:  # noqa: BLE001 - one challenge must not hold up the others
            log.critical("A reminder could not be written: %s.", type(error).__name__)
    return written


def _write_one(context: AppContext, reference: str, due: _Due, now: datetime) -> bool:
    with context.store.begin() as unit:
        challenge = unit.challenges.get(reference)
        events = due(context, unit, challenge, now) if challenge and not challenge.work.junk else []
        if challenge is None or not events:
            return False
        after = keep(context, unit, challenge, events)
        held_messages.add(context, unit, after, notices_for(context, unit, challenge, after, events), now)
    return True


# The sign of life


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing is sent and nobody reminded: ``since`` when, or ever."""

    since: datetime | None


def beat(context: AppContext, now: datetime) -> None:
    """The worker is there, and what it last did was done."""
    with context.store.begin() as unit:
        unit.heartbeats.beat(WORK, now)


def last_beat(context: AppContext, whose: str = WORK) -> datetime | None:
    with context.store.read() as unit:
        return unit.heartbeats.last(whose)


def silence(context: AppContext, whose: str = WORK) -> Silence | None:
    """Whether the worker, or another that gives a sign of life, has not been heard of for too long."""
    last, now = last_beat(context, whose), context.now()
    heard = last is not None and now - SILENT_AFTER <= last <= now + AHEAD
    return None if heard else Silence(last)
