"""What staff see. Whoever reads what a raiser said leaves an event behind, written before they see it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from itertools import groupby
from typing import Any

from portal.domain import reference_codes
from portal.domain.challenge.action_rule import ActionContext, AnyAction
from portal.domain.challenge.allocation import own_work
from portal.domain.challenge.decide import READ, ReasonToRead, decide, possible
from portal.domain.challenge.events import record_events
from portal.domain.challenge.events.alert_events import ALERT_SHOWN
from portal.domain.challenge.events.raiser_events import RECEIVED
from portal.domain.challenge.events.record_events import OPENED
from portal.domain.challenge.events.registry import kinds_that
from portal.domain.challenge.independence import who_takes_declares
from portal.domain.challenge.raiser_requests import Corrected, corrections
from portal.domain.challenge.state import Challenge, Event, Flag, Rules, Status
from portal.domain.challenge.triage import ACT_NOW
from portal.domain.disclosure.internal import InternalOnly
from portal.domain.i18n import _
from portal.domain.journey import Line, Row
from portal.domain.permissions import ActionRefused, Actor, Permission
from portal.domain.policy.model import Audience
from portal.services import SAY_AGAIN, AppContext, held_messages, opening_alerts, restricted_cases, safety_alerts
from portal.services.action_readiness import why_not_ready
from portal.services.due_view import Due
from portal.services.identity_bar import bar_fields, said_by
from portal.services.linked_challenges import linked
from portal.services.safety_alerts import Alert, Alerts
from portal.storage import Erased, UnitOfWork


class Why(StrEnum):
    """Why somebody reads a challenge. Another reason is kept in their own words."""

    HAS_IT = "has_it"  # it is assigned to them
    READING_ON = "reading_on"  # they said why, or entered it for the raiser, less than half an hour ago
    TAKING = "taking"
    COVERING = "covering"
    SUPERVISING = "supervising"
    RELEASING = "releasing"
    CALLED = "called"  # the raiser or the family rang
    AUDIT = "audit"
    OTHER = "other"


ALLOCATED = frozenset({Why.HAS_IT, Why.TAKING})
"""The reasons of who has the case, or takes it."""


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    rows: tuple[Row, ...] = field(repr=False)


MUST_BE_READ = kinds_that(lambda kind: kind.must_be_read)
"""The kinds of event by which the raiser tells us something that staff have to see."""


@dataclass(frozen=True, slots=True)
class News:
    """Something that the raiser told us and the reader has not been shown."""

    kind: str
    at: datetime
    words: str = field(repr=False)
    alert: bool  # it opened a safety alert


@dataclass(frozen=True, slots=True)
class CasePage:
    """A challenge as staff read it: what stands on top of every page of it, and all that the raiser said."""

    reference: str
    written: str  # the reference in groups
    audience: Audience
    language: str
    received_at: datetime
    stage: str
    reviewer: str
    due: Due | None
    paused_until: date | None
    flags: tuple[Flag, ...]
    status: Status
    name: str = field(repr=False)  # the raiser's; blank where they did not give it
    acts_for: str = field(repr=False)  # whom they act for, by name; blank where they sent it for themselves
    may_act: bool  # it was checked that they may
    children: tuple[Row, ...] = field(repr=False)  # whom it is about
    assigned: str = field(repr=False)  # the name of who has it; blank for nobody
    may: frozenset[str]  # what whoever reads can do about it now
    no_contact: bool
    contact: tuple[Row, ...] = field(repr=False)  # by which way, and when
    telephone: str = field(repr=False)  # the number that they said is safe to call; blank for none
    care: tuple[Row, ...] = field(repr=False)  # who knows of it, and whom to talk to
    not_tell: str = field(repr=False)  # in their own words; blank for nobody
    needs: tuple[Line, ...] = field(repr=False)
    sections: tuple[Section, ...] = field(repr=False)
    corrections: tuple[Corrected, ...] = field(repr=False)  # beside what they sent
    news: tuple[News, ...] = field(repr=False)  # what the reader has not been shown before
    alerts: tuple[Alert, ...] = field(repr=False)  # all there ever were, the newest first
    linked: int  # how many other challenges it is linked with
    linked_alerts: Mapping[str, tuple[Alert, ...]] = field(repr=False)  # open ones of those, by their references
    part: Any = field(repr=False)  # what else one page of it shows


@dataclass(frozen=True, slots=True)
class OpenCase(InternalOnly):
    """A challenge that ``actor`` has opened."""

    context: AppContext
    actor: Actor
    challenge: Challenge
    rules: Rules
    events: tuple[Event, ...]
    names: Mapping[str, str] = field(repr=False)  # of everybody with an account, by id
    may: frozenset[str]


Part = Callable[[UnitOfWork, OpenCase], Any]
"""What one page of a challenge shows besides the bar on top."""


@dataclass(frozen=True, slots=True)
class Emptied:
    """A challenge that was erased: only that it was there is left."""

    written: str


def reason(context: AppContext, actor: Actor, reference: str) -> str:
    """Why ``actor`` may read on without being asked; blank where they have to say it.

    The ledger is the memory: whoever has it, or has opened or entered it in the last half hour, is not asked again.
    """
    with context.store.read() as unit:
        found = unit.challenges.whole(reference)
        if found is None:
            return Why.READING_ON  # there is nothing to ask about
        return reason_within(unit, context, actor, found)


def reason_within(unit: UnitOfWork, context: AppContext, actor: Actor, challenge: Challenge) -> str:
    """:func:`reason` within a transaction of the caller's."""
    if challenge.work.assigned == actor.key:
        return Why.HAS_IT
    known = (unit.event_log.last(challenge.id, kind, actor.key) for kind in (record_events.READ, OPENED, RECEIVED))
    fresh = any(at and context.now() - at < SAY_AGAIN for at in known)
    return Why.READING_ON if fresh else ""


@dataclass(frozen=True, slots=True)
class Asking:
    """What may be known before somebody says why they read: nothing that the raiser said."""

    written: str
    assigned: str = field(repr=False)  # the name of who has it; blank for nobody
    may: frozenset[str]
    own_work: bool  # the next thing to do is what their role is for
    declares: bool  # who takes it is asked whether they are independent


def asking(context: AppContext, actor: Actor, reference: str) -> Asking | Emptied | None:
    """What stands on the page that asks why; ``None`` where there is no such challenge."""
    with context.store.read() as unit:
        try:
            found = unit.challenges.get(reference)
        except Erased:
            return Emptied(reference_codes.grouped(reference))
        if found is None or not restricted_cases.may_open(unit, actor, reference):
            return None
        names = unit.accounts.names()
    at = ActionContext(found, actor, context.rules(found), context.now())
    may = possible(found, actor, at.rules, at.now)
    holder, written = names.get(found.work.assigned, ""), reference_codes.grouped(reference)
    return Asking(written, holder, may, own_work(at), who_takes_declares(at))


def record(
    context: AppContext,
    actor: Actor,
    reference: str,
    why: str,
    *,
    shown: bool = True,
    whole: bool = True,
    known: int | None = None,
) -> bool:
    """Write down that ``actor`` reads the challenge, and why; false where there is none. Raises :class:`ActionRefused`.

    ``shown``: whether that is because a page is now shown with all that the raiser has told us. Only this counts as
    having read it; that somebody says why they open it, or is shown words again with a refusal, does not. A page
    that is not ``whole`` shows only what is new to them: it counts for who has been shown the rest before. ``known``:
    of how many of its events the page knows, where it was made before; what was told since it does not show.
    """
    with context.store.begin() as unit:
        found = unit.challenges.get(reference)
        if found is None or not restricted_cases.may_open(unit, actor, reference):
            return False
        if known is not None and unit.event_log.any_since(found.id, known, MUST_BE_READ):
            shown = False
        shown = shown and (whole or unit.event_log.last(found.id, record_events.READ, actor.key) is not None)
        read = decide(ActionContext(found, actor, context.rules(found), context.now()), READ, ReasonToRead(why, shown))
        anew = why != Why.READING_ON and _opens_anew(unit, context, actor, found)
        unit.event_log.append(found.id, read)
        if anew:
            opening_alerts.look(context, unit, actor, found, allocated=why in ALLOCATED)
        if any(map(held_messages.lets_go, read)):
            held_messages.read(unit, found)
    return True


def _opens_anew(unit: UnitOfWork, context: AppContext, actor: Actor, challenge: Challenge) -> bool:
    """Whether they have not read it in the last half hour."""
    known = (unit.event_log.last(challenge.id, kind, actor.key) for kind in (record_events.READ, OPENED))
    return not any(at and context.now() - at < SAY_AGAIN for at in known)


def read_up_to(unit: UnitOfWork, challenge_id: str, actor: Actor) -> int:
    """How many of the events of a challenge there were when ``actor`` was last shown what the raiser told us."""
    return unit.event_log.number(challenge_id, record_events.READ, actor.key)


def news(events: Iterable[Event], read: int) -> tuple[News, ...]:
    """What the raiser told us after the first ``read`` of the events, the newest first."""
    told = [event for event in list(events)[read:] if event.kind in MUST_BE_READ]
    return tuple(News(each.kind, each.at, each.words, _alerts(each)) for each in reversed(told))


def _alerts(event: Event) -> bool:
    return bool(event.what.get("new")) or event.what.get("pressure") == "yes"


def why_not_all_read(unit: UnitOfWork, challenge_id: str, actor: Actor, action: AnyAction) -> str:
    """That the raiser has told us something which ``actor`` has not been shown, or nothing.

    To act on safety alerts it is enough to have been shown those.
    """
    read = read_up_to(unit, challenge_id, actor)
    if action is ACT_NOW:
        read = max(read, unit.event_log.number(challenge_id, ALERT_SHOWN, actor.key))
    told = unit.event_log.any_since(challenge_id, read, MUST_BE_READ)
    return _("They have told us something since you last opened this challenge. Read it first.") if told else ""


def challenge(
    context: AppContext,
    actor: Actor,
    reference: str,
    why: str,
    part: Part = lambda _unit, _at: None,
    *,
    whole: bool = True,
) -> CasePage | Emptied | None:
    """All of a challenge, or ``None`` where there is none.

    That ``actor`` reads it, and ``why``, is in the event log before anything is shown; where it cannot be
    written, nothing is. ``whole``: whether the page shows all that the raiser said (:func:`record`). Raises
    :class:`ActionRefused`.
    """
    try:
        with context.store.read() as unit:
            known = unit.challenges.get(reference)
            read = read_up_to(unit, known.id, actor) if known else 0
        if known is None or not record(context, actor, reference, why, whole=whole):
            return None
        elsewhere = safety_alerts.waiting(context, actor, known.work.links)
        with context.store.read() as unit:
            found = unit.challenges.get(reference)
            if found is None:
                return None
            rules = context.rules(found)
            may = possible(found, actor, rules, context.now())
            before = ActionContext(found, actor, rules, context.now())
            may -= {each for each in may if why_not_ready(unit, before, each)}
            events, names = tuple(unit.event_log.events(found.id)), unit.accounts.names()
            at = OpenCase(context, actor, found, rules, events, names, may)
            return _reading(at, part(unit, at), read, unit, elsewhere)
    except Erased:
        return Emptied(reference_codes.grouped(reference))


@dataclass(frozen=True, slots=True)
class Trace:
    """That something happened, when and by whom; not what."""

    kind: str
    at: datetime
    actor: str
    name: str = field(repr=False)  # blank for who is no member of staff


def traces(context: AppContext, actor: Actor, reference: str) -> tuple[Trace, ...]:
    """What happened to a challenge, the newest first, without a word of it. Raises :class:`ActionRefused`."""
    if not actor.may(Permission.SEE_EVENTS):
        raise ActionRefused("You are not allowed to see what happened.")
    with context.store.read() as unit:
        names = unit.accounts.names()
        faces = unit.event_log.faces(reference)
    return tuple(Trace(each.kind, each.at, each.actor, names.get(each.actor, "")) for each in reversed(faces))


def _reading(at: OpenCase, part: Any, read: int, unit: UnitOfWork, elsewhere: Alerts) -> CasePage:
    found, context = at.challenge, at.context
    said = said_by(found, at.rules)
    return CasePage(
        reference=found.reference,
        written=reference_codes.grouped(found.reference),
        language=found.language,
        received_at=found.received_at,
        **bar_fields(context, found, at.rules, at.names, said),
        may=at.may,
        sections=tuple(_sections(said)),
        corrections=corrections(found),
        news=news(at.events, read),
        alerts=safety_alerts.every(context, found, at.names),
        linked=len(linked(unit, at.actor, found.work.links)),
        linked_alerts={reference_codes.grouped(other): alerts for other, alerts in elsewhere.items()},
        part=part,
    )


def _sections(said: tuple[Row, ...]) -> Iterator[Section]:
    for title, group in groupby(said, key=lambda row: row.section):
        yield Section(title, tuple(group))
