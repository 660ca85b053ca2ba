"""How the service is, as machines and operators ask: whether it is ready, and what needs somebody.

Each finding is a name that does not change and a sentence that says what to do. Nothing of it is personal.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from portal.domain.policy.calendar import LONDON, local
from portal.services import AppContext
from portal.services.event_log_checks import DAILY
from portal.services.reminders import WORK, silence
from portal.storage import DOWN

OLDEST = timedelta(hours=1)
"""A message that could go and has not for this long is a fault."""

UNACTED = timedelta(hours=1)
"""A safety alert on which nobody has acted for this long is told beyond those on duty."""

RECORD_CHECKED = timedelta(hours=48)
"""The worker looks at the record once a day."""

BACKUP, REHEARSAL = "backup", "rehearsal"
"""Under these names it is kept when the last backup was made, and when one was last restored to see that it can be."""

BACKED_UP, REHEARSED = timedelta(hours=26), timedelta(days=35)

PROBE = "probe"
"""The sign of life that is written only to see whether the database takes what is written."""


class Grade(StrEnum):
    WELL = "well"
    ATTENTION = "attention"  # people are served, and somebody has to do something
    NOT_READY = "not ready"  # what people are promised does not happen


@dataclass(frozen=True, slots=True)
class Finding:
    name: str
    grade: Grade
    said: str


NUMBERS = {
    "database_up": "1 where the database takes what is written.",
    "outbox_waiting": "Messages that wait to be sent.",
    "outbox_held": "Messages that wait until a colleague has looked.",
    "outbox_failed": "Messages that did not go, and nobody has looked.",
    "outbox_set_up_wrongly": "Messages that wait until GOV.UK Notify is set up for them.",
    "outbox_overdue_seconds": "How long the oldest message that could go has waited.",
    "receipts_outstanding": "Messages that GOV.UK Notify has, and has not said its last word about.",
    "alerts_open": "Challenges with a safety alert on which nobody has acted.",
    "alert_oldest_seconds": "How long the oldest of these has waited.",
    "challenges_late": "Challenges with us that are past their date.",
    "worker_silent_seconds": "How long ago the worker last gave a sign of life; -1 where it never did.",
}
"""What :func:`numbers` gives, and what each means."""


def numbers(context: AppContext) -> dict[str, float]:
    """How the service stands, for machines that draw curves. Where the database is away only that it is."""
    now = context.now()
    found = {"database_up": float(_database(context).grade is Grade.WELL)}
    if not found["database_up"]:
        return found
    with context.store.read() as unit:
        outbox, alerts, since = unit.figures.outbox(now), unit.figures.open_alerts(), unit.figures.alert_since()
        late, beat = unit.figures.late(local(now).date()), unit.heartbeats.last(WORK)
    return found | {
        "outbox_waiting": outbox.waiting,
        "outbox_held": outbox.held,
        "outbox_failed": outbox.failed,
        "outbox_set_up_wrongly": outbox.set_up,
        "outbox_overdue_seconds": (now - outbox.due_since).total_seconds() if outbox.due_since else 0,
        "receipts_outstanding": outbox.unsettled,
        "alerts_open": alerts,
        "alert_oldest_seconds": (now - since).total_seconds() if since else 0,
        "challenges_late": late,
        "worker_silent_seconds": (now - beat).total_seconds() if beat else -1,
    }


def why_not_well(context: AppContext) -> str:
    """Why nobody can be served from this database, in a sentence; blank where they can."""
    return context.store.unfit()


def readiness(context: AppContext) -> list[Finding]:
    """Whether all that the service promises can happen: the database, its tables, the keys, sending, the worker."""
    found = [_database(context)]
    if found[0].grade is Grade.WELL:
        found += [_outbox(context), _worker(context)]
    return found


def condition(context: AppContext) -> list[Finding]:
    """That, and what else needs somebody."""
    found = readiness(context)
    if found[0].grade is Grade.WELL:
        found += [_set_up(context), _failed(context), _alerts(context), _late(context), _record(context)]
        found += [_since(context, *each) for each in _KEPT_UP]
    return found


def worst(found: list[Finding]) -> Grade:
    return max((each.grade for each in found), key=list(Grade).index, default=Grade.WELL)


def _database(context: AppContext) -> Finding:
    try:
        why = why_not_well(context)
        if not why:
            with context.store.begin() as unit:
                unit.heartbeats.beat(PROBE, context.now())
    except DOWN as error:
        kind = type(error).__name__
        why = f"The database cannot be reached, or takes nothing that is written ({kind}): is it up, has its disk room?"
    return Finding("database", Grade.NOT_READY if why else Grade.WELL, why or "The database takes what is written.")


def _outbox(context: AppContext) -> Finding:
    now = context.now()
    with context.store.read() as unit:
        figures = unit.figures.outbox(now)
    if figures.due_since is None or now - figures.due_since < OLDEST:
        return Finding("outbox", Grade.WELL, f"Messages that wait: {figures.waiting}. None is overdue.")
    why = f"The oldest message that could go waits since {_at(figures.due_since)}; {figures.waiting} wait."
    return Finding("outbox", Grade.NOT_READY, f"{why} The worker's log says why; then `portal send-now`.")


def _worker(context: AppContext) -> Finding:
    silent = silence(context)
    if silent is None:
        return Finding("worker", Grade.WELL, "The worker is at work.")
    since = _at(silent.since) if silent.since else "it was set up"
    why = f"No sign of the worker since {since}, so nothing is sent and nobody reminded."
    return Finding("worker", Grade.NOT_READY, f"{why} Start it again, and see that all clocks are right.")


def _set_up(context: AppContext) -> Finding:
    with context.store.read() as unit:
        stuck = unit.figures.outbox(context.now()).set_up
    why = f"{stuck} messages wait because GOV.UK Notify is not set up for them: `portal notify-templates --check`."
    return _either("notify", stuck, why, "GOV.UK Notify takes our messages as they are set up.")


def _failed(context: AppContext) -> Finding:
    with context.store.read() as unit:
        failed = unit.figures.outbox(context.now()).failed
    why = f"{failed} messages did not go, and nobody has looked: they are tasks on the staff's first page."
    return _either("undelivered", failed, why, "No message waits for somebody to look after it.")


def _alerts(context: AppContext) -> Finding:
    now = context.now()
    with context.store.read() as unit:
        count, since = unit.figures.open_alerts(), unit.figures.alert_since()
    waits = since is not None and now - since >= UNACTED
    why = f"Safety alerts on which nobody has acted: {count}, the longest since {_at(since)}. Call the MASH's manager."
    return _either("safety", waits, why, f"Safety alerts that are open: {count}, none for longer than an hour.")


def _late(context: AppContext) -> Finding:
    with context.store.read() as unit:
        late = unit.figures.late(local(context.now()).date())
    return _either("late", late, f"Requests that are late: {late}. Managers see each.", "No request is late.")


def _record(context: AppContext) -> Finding:
    now = context.now()
    with context.store.read() as unit:
        last = unit.heartbeats.last(DAILY)
    well = last is not None and now - last < RECORD_CHECKED
    why = f"The record was last looked at {_at(last) if last else 'never'}: is the worker's folder of records writable?"
    return _either("record", not well, why, "The record was looked at, and the day's anchor written.")


_KEPT_UP = (
    (BACKUP, BACKED_UP, "The last backup was made {}: `portal backup`, by a timer, each night."),
    (REHEARSAL, REHEARSED, "A backup was last restored {}, to see that it can be: `portal rehearse-restore`."),
)


def _since(context: AppContext, name: str, most: timedelta, why: str) -> Finding:
    with context.store.read() as unit:
        last = unit.heartbeats.last(name)
    well = last is not None and context.now() - last < most
    return _either(name, not well, why.format(_at(last)), f"The last {name} was {_at(last)}.")


def _either(name: str, wrong: object, why: str, well: str) -> Finding:
    return Finding(name, Grade.ATTENTION if wrong else Grade.WELL, why if wrong else well)


def _at(moment: datetime | None) -> str:
    return f"{moment.astimezone(LONDON):%-d %B %Y at %H:%M}" if moment else "never"
