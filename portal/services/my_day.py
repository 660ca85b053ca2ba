"""My day: what somebody has to do, each challenge once, by when; and why it stands before them.

First what endangers a child. Then what is theirs and what their role alone can do, and what nobody has yet.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from portal.domain.challenge.action_rule import ActionContext, AnyAction
from portal.domain.challenge.allocation import TAKE, own_work
from portal.domain.challenge.clock import promised
from portal.domain.challenge.decide import why_not
from portal.domain.challenge.end_without_review import CONFIRM_END, UPHOLD_END
from portal.domain.challenge.next_step import NEEDS_US, UNDER_REVIEW, WAITS
from portal.domain.challenge.outside_reviewer import NAME_OUTSIDE
from portal.domain.challenge.review import RELEASE
from portal.domain.challenge.state import Challenge, Flag
from portal.domain.challenge.triage import Outcome
from portal.domain.challenge.worklist_flags import Duty, Turn, duties
from portal.domain.permissions import ActionRefused, Actor, Permission, Role
from portal.domain.policy.calendar import end_of, local
from portal.domain.policy.due_dates import day_of
from portal.domain.policy.model import Contact
from portal.services import AppContext, restricted_cases, safety_alerts
from portal.services.due_view import Due, due_of
from portal.services.list_rows import Listed, OpenedRow, lines, opened, with_alerts
from portal.services.restricted_cases import HiddenAlerts
from portal.services.worklist import MOST, PAGE, shown
from portal.storage import Order, UnitOfWork, Wanted, WorklistRow


class Asks(StrEnum):
    """What a challenge asks of somebody besides its next step and its flags; some by the names of duties."""

    MENTION = "mention"
    PROMISE = "promise"
    SEND = "send"
    NOTIFY = "notify"
    LOST = "lost"  # a message did not arrive
    NEW_DATE = "new_date"  # it is due by the next working day: finished by then, or another date and why
    HELD = "held"  # a message waits until a colleague lets it go


class By(StrEnum):
    """When it has to be done."""

    LATE = "late"
    TODAY = "today"
    SOON = "soon"


@dataclass(frozen=True, slots=True)
class DayPart:
    """A part of the day, in the order in which it is done; how much of it there is, up to MOST and one more."""

    count: int
    groups: Mapping[By, tuple[Listed, ...]]

    def __iter__(self) -> Iterator[Listed]:
        return (line for group in self.groups.values() for line in group)


@dataclass(frozen=True, slots=True)
class MyDay:
    """Whom to call about ``alerts``: ``ring``."""

    alerts: tuple[Listed, ...]  # all there are that they may see
    hidden: HiddenAlerts  # on cases that are restricted to others
    ring: Contact
    own: DayPart  # theirs, and what their role alone can do
    free: DayPart  # nobody has it yet
    waiting: tuple[Listed, ...]  # theirs, and somebody else has to do the next thing
    lost: int  # messages that did not arrive, up to MOST and one more
    held: int

    @property
    def order(self) -> tuple[str, ...]:
        """The references, in the order in which they are worked through."""
        return tuple(line.reference for line in (*self.alerts, *self.own, *self.free))


_GATED: Mapping[Duty, AnyAction] = {
    Duty.RELEASE: RELEASE,
    Duty.CONFIRM_END: CONFIRM_END,
    Duty.OBJECTION: UPHOLD_END,
    Duty.OUTSIDE: NAME_OUTSIDE,
}
"""What only some may do, whoever has it."""

_NOBODYS = (Duty.YOUNG, Duty.REQUEST, Flag.ADVOCATE, Duty.SEND, Duty.NOTIFY, Duty.PROMISE)
"""What triage and managers see to where nobody has it."""

EACH = 50
"""So many of what their role can do are looked at, of each kind, the soonest due first."""

_DUTIES = (Duty.SEND, Duty.NOTIFY)


def my_day(context: AppContext, actor: Actor) -> MyDay:
    """What has to be done now, and by whom else it waits."""
    if not actor.may(Permission.SEE_LIST):
        raise ActionRefused("You are not allowed to see the list.")
    with context.store.read() as unit:
        people = unit.accounts.names()
        messages = _Messages.of(context, unit, actor)
        alerted = tuple(
            lines(context, actor, opened(unit, actor, unit.worklist.alerted(Wanted(reader=actor.key))), people)
        )
        hidden, mine = restricted_cases.hidden_alerts(unit, actor), opened(unit, actor, _mine(unit, actor))
        theirs = opened(unit, actor, _of_role(context, unit, actor, messages))
        theirs = tuple(each for each in theirs if _for_them(context, actor, each))
        free, count = _free(context, unit, actor)
    shown = [*_asked(context, actor, (*mine, *theirs), people, messages)]
    active = [line for line in shown if line.asks or line.step not in WAITS or not line.mine]
    waiting = tuple(line for line in shown if line not in active)
    nobody = _asked(context, actor, free, people, messages)
    alerts, ring = with_alerts(context, actor, alerted), safety_alerts.call_now(context)
    own = _part(context, active)
    return MyDay(
        alerts, hidden, ring, own, _part(context, nobody, count), waiting, len(messages.lost), len(messages.held)
    )


@dataclass(frozen=True, slots=True)
class _Messages:
    """The references of challenges with messages that need somebody."""

    lost: tuple[str, ...]
    held: tuple[str, ...]

    @classmethod
    def of(cls, context: AppContext, unit: UnitOfWork, actor: Actor) -> "_Messages":
        lost = shown(unit, actor, unit.outbox.tasks(context.now(), limit=MOST + 1))
        held = shown(unit, actor, unit.outbox.held(MOST + 1))
        return cls(tuple(each.challenge for each in lost), tuple(each.challenge for each in held))


def _mine(unit: UnitOfWork, actor: Actor) -> list[WorklistRow]:
    wanted = Wanted(reader=actor.key, held_by=(actor.key,), alert=False, not_turn=Turn.JUNK)
    return unit.worklist.lines(wanted, Order.DUE, limit=MOST)


def _of_role(context: AppContext, unit: UnitOfWork, actor: Actor, messages: _Messages) -> list[WorklistRow]:
    """What their role can do, or a note asks of them, with what somebody else has or nobody: each once."""
    asked = [Wanted(reader=actor.key, duty=duty, alert=False) for duty, action in _GATED.items() if actor.may(action)]
    asked.append(Wanted(reader=actor.key, duty=Duty.MENTION, whose=(actor.key,), alert=False))
    if sees_to_all := bool(actor.roles & {Role.TRIAGE, Role.MANAGER}):
        today = local(context.now()).date()
        for duty in _NOBODYS:
            by, whose = (today if duty is Duty.PROMISE else None), ("",)
            asked.append(Wanted(reader=actor.key, duty=duty, by=by, whose=whose, held_by=("",), alert=False))
    found = [row for wanted in asked for row in unit.worklist.lines(wanted, Order.DUE, limit=EACH)]
    if sees_to_all:
        with_messages = unit.worklist.of(unit.worklist.ids_of({*messages.lost, *messages.held}), actor.key)
        found += [row for row in with_messages if not row.assigned and not row.alert]
    free = Turn.FREE if sees_to_all else None
    once = {row.id: row for row in found if row.assigned != actor.key and row.turn != free}
    return list(once.values())


def _for_them(context: AppContext, actor: Actor, each: OpenedRow) -> bool:
    """Whether what waits there can be done by them: it may be barred by what they did before."""
    if each.challenge is None:
        return True
    waits = {kind for kind, who in duties(each.challenge) if who in ("", actor.key)}
    only = waits & {duty.value for duty in _GATED}
    if not each.row.assigned and waits - only:
        return True
    rules, now = context.rules(each.challenge), context.now()
    may = any(not why_not(each.challenge, _GATED[Duty(kind)], actor, rules, now) for kind in only)
    return may or (Duty.MENTION.value, actor.key) in duties(each.challenge) or not only


def _free(context: AppContext, unit: UnitOfWork, actor: Actor) -> tuple[tuple[OpenedRow, ...], int]:
    """What nobody has and waits for somebody in their role, the soonest due first; how much there is."""
    asked: list[Wanted] = []
    if actor.roles & {Role.TRIAGE, Role.MANAGER}:
        asked += [Wanted(reader=actor.key, duty=Duty.TRIAGE, turn=Turn.FREE, alert=False)]
        asked += [Wanted(reader=actor.key, duty=Duty.RECORD, held_by=("",), alert=False)]
    count = sum(unit.worklist.count(wanted, MOST + 1) for wanted in asked)
    rows = [row for wanted in asked for row in unit.worklist.lines(wanted, Order.DUE, limit=PAGE)]
    found = list(opened(unit, actor, rows))
    if actor.reviews:
        review = Wanted(reader=actor.key, duty=Duty.REVIEW, turn=Turn.FREE, alert=False)
        able = [
            each
            for each in opened(unit, actor, unit.worklist.lines(review, Order.DUE, limit=MOST))
            if _able(context, actor, each)
        ]
        found, count = found + able, count + len(able)
    found.sort(key=lambda each: (each.row.due is None, each.row.due and end_of(each.row.due)))
    return tuple(found[:PAGE]), count


def _able(context: AppContext, actor: Actor, each: OpenedRow) -> bool:
    """Whether it waits for them to take it on."""
    if each.challenge is None:
        return True
    at = ActionContext(each.challenge, actor, context.rules(each.challenge), context.now())
    return own_work(at) and not TAKE.why_not(at)


def _asked(
    context: AppContext, actor: Actor, rows: Iterable[OpenedRow], people: dict[str, str], messages: _Messages
) -> list[Listed]:
    """The lines, each with what it asks besides its next step, and with the date of a promise where that is due."""
    rows, today, found = list(rows), local(context.now()).date(), []
    for each, line in zip(rows, lines(context, actor, rows, people), strict=True):
        asks = tuple(_asks(each, line, actor, messages, today)) if each.challenge else ()
        due = line.due
        if Asks.PROMISE in asks and each.challenge and (by := promised(each.challenge)):
            due = _sooner(due, due_of(context, by))
        found.append(replace(line, asks=asks, due=due))
    return found


def _sooner(one: Due | None, other: Due | None) -> Due | None:
    dates = [each for each in (one, other) if each]
    return min(dates, key=lambda each: end_of(each.on), default=None)


def _needs_a_date(challenge: Challenge, line: Listed) -> bool:
    """Whether who has it should say, the working day before it is late, that it takes longer and why."""
    soon = line.due is not None and (line.due.late or (line.due.days is not None and line.due.days <= 1))
    return line.mine and soon and challenge.work.triaged == Outcome.REVIEW and line.step in UNDER_REVIEW


def _asks(each: OpenedRow, line: Listed, actor: Actor, messages: _Messages, today: date) -> Iterator[str]:
    challenge = each.challenge
    assert challenge is not None  # noqa: S101  # its caller looks
    waits: Collection[tuple[str, str]] = duties(challenge)
    by = promised(challenge)
    yield from (flag.value for flag in NEEDS_US if flag in challenge.flags)
    if (Duty.MENTION.value, actor.key) in waits:
        yield Asks.MENTION
    if by and by <= today:
        yield Asks.PROMISE
    yield from (duty.value for duty in _DUTIES if (duty.value, "") in waits)
    if _needs_a_date(challenge, line):
        yield Asks.NEW_DATE
    if challenge.reference in messages.lost:
        yield Asks.LOST
    if challenge.reference in messages.held:
        yield Asks.HELD


def _part(context: AppContext, found: Collection[Listed], count: int | None = None) -> DayPart:
    in_order = sorted(found, key=lambda line: (line.due is None, line.due and end_of(line.due.on)))
    today = local(context.now()).date()
    groups = {by: tuple(line for line in in_order if _by(line.due, today) is by) for by in By}
    return DayPart(len(found) if count is None else count, groups)


def _by(due: Due | None, today: date) -> By:
    if due is None:
        return By.SOON
    if due.late:
        return By.LATE
    return By.TODAY if day_of(due.on) == today else By.SOON
