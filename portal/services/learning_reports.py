"""The reports for learning that the policy asks for: which are due, what is in them, and that they were sent."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, takewhile

from portal.domain.challenge.complaint_transfer import SentBy
from portal.domain.challenge.grounds import Verdict
from portal.domain.challenge.learning_facts import (
    ALL_DONE,
    BEHIND,
    IN_TIME,
    NONE,
    SOME_OPEN,
    UNDECIDED,
    UNDER_WAY,
    LearningFacts,
    learning_facts,
)
from portal.domain.challenge.state import Challenge
from portal.domain.challenge.triage import Outcome
from portal.domain.disclosure.small_numbers import ShownCells, shown_cells, total_shown
from portal.domain.i18n import _
from portal.domain.notices.catalogue import REPORT_DUE, Channel, Notice
from portal.domain.permissions import ActionRefused, Actor, Permission, Role
from portal.domain.policy.calendar import LONDON, ONE_DAY, local
from portal.domain.policy.model import Absent, Audience, Breakdown, Learning
from portal.domain.policy.report_periods import Period, period_of, periods_before
from portal.domain.questions.adult import GROUNDS
from portal.domain.questions.policy_questions import OTHER_AGENCY, agencies, deciders
from portal.services import AppContext
from portal.storage import Broken, Erased, StaffEvent, UnitOfWork

REPORT_SENT = "report_sent"
BACK = 8
"""How many periods are looked back for what was not sent."""

AGAIN = timedelta(days=7)
"""How often managers are written to while a report is due."""

ALWAYS = ("audience", "stage", "in_time", "before", "after", "result", "reason", "changes")
"""What every report counts by (the fields of LearningFacts)."""

OF_ITS_OWN: Mapping[Breakdown, str] = {
    Breakdown.AGENCY: "agency",
    Breakdown.DECIDED_BY: "decided_by",
    Breakdown.DISAGREEMENT: "disagreement",
    Breakdown.LADDER: "ladder",
}
"""What a report counts by where the policy asks for it."""

GONE = "gone"
"""What is counted of a challenge that was erased, where nothing else was kept."""


RESTRICTED = "restricted"
"""What is counted of a restricted case. Lists leave it out: by the difference a table that divided it would say what it
is."""

_ERASED: Mapping[str, str] = dict.fromkeys(LearningFacts.__slots__, GONE)
_RESTRICTED: Mapping[str, str] = dict.fromkeys(LearningFacts.__slots__, RESTRICTED)


@dataclass(frozen=True, slots=True)
class ReportTask:
    """A report of one period: due, or sent."""

    key: str  # in its address
    number: int  # which of those that the policy asks for, from 1
    rule: Learning
    period: Period
    sent_on: date | None
    how: str


@dataclass(frozen=True, slots=True)
class Report:
    task: ReportTask
    total: int | None  # none where it is too small to be shown
    tables: Mapping[str, ShownCells]  # by what it divides them by (the fields of LearningFacts)
    made_at: datetime

    @property
    def hides(self) -> bool:
        return self.total is None or any(count is None for table in self.tables.values() for count in table.values())


def tasks(context: AppContext, actor: Actor) -> tuple[ReportTask, ...]:
    """The reports of the periods that are over, the latest first, since there have been challenges."""
    _may(actor, Permission.SEE_REPORTS)
    with context.store.read() as unit:
        return tuple(_tasks(context, unit))


def due(context: AppContext, actor: Actor) -> tuple[ReportTask, ...]:
    """Those that nobody has sent; none for who does not send them."""
    if not actor.may(Permission.SEND_REPORTS):
        return ()
    return tuple(each for each in tasks(context, actor) if each.sent_on is None)


def report(context: AppContext, actor: Actor, key: str) -> Report | None:
    """A report as it is now; ``None`` where none of this name is due or was sent."""
    _may(actor, Permission.SEE_REPORTS)
    with context.store.read() as unit:
        task = next((each for each in _tasks(context, unit) if each.key == key), None)
        return _made(context, unit, task) if task else None


def record_sent(context: AppContext, actor: Actor, key: str, on: date, how: str) -> None:
    """Somebody has sent it to those who receive it. Raises :class:`ActionRefused`."""
    _may(actor, Permission.SEND_REPORTS)
    with context.store.begin() as unit:
        task = next((each for each in _tasks(context, unit) if each.key == key), None)
        if task is None or task.sent_on:
            raise ActionRefused(_("This report is not due. A colleague may just have sent it."))
        if how not in set(SentBy):
            raise ActionRefused(_("Choose how you sent it."))
        if not task.period.last < on <= local(context.now()).date():
            raise ActionRefused(_("Enter the day on which you sent it: after the period, and not in the future."))
        detail = f"{on.isoformat()} {how} {', '.join(task.rule.to)}"[:200]
        unit.staff_events.add(StaffEvent(context.now(), actor.key, REPORT_SENT, key, detail))


def chase(context: AppContext, now: datetime) -> int:
    """Write to managers that a report is due, once a week until it was sent. To how many."""
    with context.store.begin() as unit:
        last = unit.heartbeats.last(REPORT_DUE)
        if (last and now - last < AGAIN) or not context.calendar.likely_working(local(now).date()):
            return 0
        waiting = sum(1 for each in _tasks(context, unit) if each.sent_on is None)
        if not waiting:
            return 0
        managers = [each.email for each in unit.accounts.everybody() if each.active and Role.MANAGER in each.roles]
        to = managers or [context.mailbox]
        words = {"count": str(waiting), "address": context.staff_address}
        unit.outbox.add_about_accounts((Notice(REPORT_DUE, Channel.EMAIL, {"email": each}, words) for each in to), now)
        unit.heartbeats.beat(REPORT_DUE, now)
    return len(to)


def _may(actor: Actor, what: Permission) -> None:
    if not actor.may(what):
        raise ActionRefused("You are not allowed to do this.")


def _tasks(context: AppContext, unit: UnitOfWork) -> Iterator[ReportTask]:
    began, today = unit.challenges.first_received(), local(context.now()).date()
    if began is None:
        return
    first = local(began).date()
    for number, rule in enumerate(context.pack.learning, 1):
        if isinstance(rule.every, Absent):
            continue
        past = takewhile(lambda period: period.last >= first, islice(periods_before(rule.every, today), BACK))
        for period in past:
            key = f"{number}-{rule.every}-{period.first}"
            sent = next(iter(unit.staff_events.of(key)), None)
            on, how, *_to = sent.detail.split(" ") if sent else ("", "")
            yield ReportTask(key, number, rule, period, date.fromisoformat(on) if on else None, how)


def _made(context: AppContext, unit: UnitOfWork, task: ReportTask) -> Report:
    counted = _counted(context, unit, task.period)
    total, limit = sum(counted["audience"].values()), task.rule.smallest
    within = [_shown(context, unit, *each) for each in _shorter(context, task)]
    small = not total_shown(total, limit) or any(shown is None for shown, _tables in within)
    tables = {}
    for name, cells in counted.items():
        if name not in ALWAYS and name not in {OF_ITS_OWN[each] for each in task.rule.also_by}:
            continue
        also = {key for _total, shown in within for key, count in shown[name].items() if count is None}
        tables[name] = dict.fromkeys(cells) if small and total else shown_cells(cells, limit, also)
    return Report(task, None if small and total else total, tables, context.now())


def _shorter(context: AppContext, task: ReportTask) -> Iterator[tuple[Period, int]]:
    """The periods within this one of which there is a report of its own: what it hides a difference must not show."""
    for rule in context.pack.learning:
        if isinstance(rule.every, Absent):
            continue
        period = period_of(rule.every, task.period.first)
        while task.period.holds(period) and period != task.period:
            yield period, rule.smallest
            period = period_of(rule.every, period.last + ONE_DAY)


def _shown(
    context: AppContext, unit: UnitOfWork, period: Period, limit: int
) -> tuple[int | None, Mapping[str, ShownCells]]:
    """What a report of a shorter period shows by itself."""
    counted = _counted(context, unit, period)
    total = sum(counted["audience"].values())
    tables = {name: shown_cells(cells, limit) for name, cells in counted.items()}
    return total if total_shown(total, limit) else None, tables


def _counted(context: AppContext, unit: UnitOfWork, period: Period) -> dict[str, Counter[str]]:
    """By each fact: how many of the challenges received in this time have which word."""
    days = (period.first, period.last + ONE_DAY)
    first, after = (datetime.combine(day, time(), LONDON).astimezone(UTC) for day in days)
    tables = {name: Counter(dict.fromkeys((*words, GONE, RESTRICTED), 0)) for name, words in _words(context).items()}
    restricted = unit.restricted_readers.all_restricted()
    there = [_facts(context, unit, each, restricted) for each in unit.challenges.received_between(first, after)]
    kept = unit.due_erasures.figures(period.first, period.last)
    lost = max(0, there.count(_ERASED) - len(kept))  # erased before any figures were kept
    every = [*(each for each in there if each != _ERASED), *kept, *[_ERASED] * lost]
    for found in filter(None, every):
        for name, table in tables.items():
            table[found.get(name, GONE)] += 1
    return tables


def keep_figures(unit: UnitOfWork, challenge: Challenge, now: datetime) -> None:
    """What reports count of a challenge that is erased now: the month, and nothing that leads to it."""
    try:
        events = unit.event_log.events(challenge.id)
    except (Broken, ValueError):
        return  # it counts as one of which nothing is known
    facts = None if challenge.work.junk else asdict(learning_facts(challenge, events, now))
    if facts and unit.restricted_readers.of(challenge.reference):
        facts = dict(_RESTRICTED)
    unit.due_erasures.keep_figures(local(challenge.received_at).date().replace(day=1), facts)


def _words(context: AppContext) -> dict[str, tuple[str, ...]]:
    """Every word that a fact may be, so that a number that is not shown does not say that it is one."""
    stages = tuple(stage.key for ladder in context.pack.ladders for stage in ladder.stages)
    decisions = tuple(each.key for each in context.pack.decisions.outcomes)
    endings = (*(each for each in Outcome if each is not Outcome.REVIEW), UNDECIDED)
    return {
        "audience": tuple(audience for audience in Audience if context.pack.takes(audience)),
        "stage": stages,
        "in_time": (IN_TIME, BEHIND, UNDER_WAY),
        "before": (*decisions, NONE),
        "after": (*decisions, *endings, NONE),
        "result": (*Verdict, *endings),
        "reason": (*GROUNDS, NONE),
        "changes": (NONE, ALL_DONE, SOME_OPEN),
        "agency": (*agencies(context.pack), OTHER_AGENCY, NONE),
        "decided_by": (*deciders(context.pack), OTHER_AGENCY, NONE),
        "disagreement": (*(context.pack.disagreements.kinds if context.pack.disagreements else ()), OTHER_AGENCY, NONE),
        "ladder": tuple(ladder.key for ladder in context.pack.ladders),
    }


def _facts(
    context: AppContext, unit: UnitOfWork, reference: str, restricted: Collection[str]
) -> Mapping[str, str] | None:
    """None of what is no request."""
    try:
        challenge = unit.challenges.get(reference)
    except Erased:
        return _ERASED
    if challenge is None or challenge.work.junk:
        return None
    if reference in restricted:
        return _RESTRICTED
    return asdict(learning_facts(challenge, unit.event_log.events(challenge.id), context.now()))
