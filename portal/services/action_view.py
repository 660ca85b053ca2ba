"""What somebody has before them who is about to act on a challenge: what they need for that, and why they cannot."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from portal.domain import reference_codes
from portal.domain.challenge import neutral_sentences
from portal.domain.challenge.action_rule import ActionContext, AnyAction, Partaker
from portal.domain.challenge.allocation import STAND_IN, TAKE, own_work
from portal.domain.challenge.clock import longest_extension, policy_allows
from portal.domain.challenge.closure import RECORD, suggested, why_not_close_once_recorded
from portal.domain.challenge.complaint_transfer import INFORMATION_DUTIES, waiting
from portal.domain.challenge.decide import why_not
from portal.domain.challenge.events.ending_events import OBJECTED
from portal.domain.challenge.full_triage import TRIAGE
from portal.domain.challenge.independence import is_asked
from portal.domain.challenge.neutral_sentences import true_now
from portal.domain.challenge.original_decision import RECORD_ORIGINAL
from portal.domain.challenge.pauses import names_reasons, open_reasons
from portal.domain.challenge.review import RELEASE
from portal.domain.challenge.reviewers_left import last_for
from portal.domain.challenge.routes import WayOn, ways_for
from portal.domain.challenge.state import Challenge, Rules, Status
from portal.domain.challenge.steps import open_steps
from portal.domain.challenge.triage import Outcome
from portal.domain.journey import Row
from portal.domain.permissions import Actor
from portal.domain.policy.calendar import Span, local
from portal.domain.policy.casework_times import PauseReason
from portal.domain.policy.due_dates import DueDate
from portal.domain.policy.model import Act, Audience, Stage
from portal.domain.questions.contact_questions import NO_CONTACT
from portal.services import AppContext, case_access, leave
from portal.services.action_readiness import why_not_ready
from portal.services.case_access import News
from portal.services.casework import why_not_read
from portal.services.clause_words import ClauseWords, clause_words
from portal.services.colleagues import as_actor
from portal.services.decision_view import DecisionPart, FindingsView, NewDecisionView, decision_part
from portal.services.identity_bar import IdentityBar, identity_bar
from portal.services.leave import Caseload
from portal.services.linked_challenges import Linked, linked
from portal.services.notice_history import why_not_close
from portal.services.notifications_due import NotificationEntry, still_to_tell
from portal.services.review_words import Answered, review_words
from portal.services.stage_policy import StagePolicy, stage_policy
from portal.storage import Account, UnitOfWork


@dataclass(frozen=True, slots=True)
class Colleague:
    id: str
    name: str = field(repr=False)
    why_not: str  # why they cannot have it; blank where they can
    up_to: str = ""  # the last stage that they are senior enough for, where that matters to who chooses
    last_for: tuple[str, ...] = ()  # the later stages, each with its roles, that nobody else is left for
    load: Caseload | None = None  # what they have already and their leave, where they would get this


@dataclass(frozen=True, slots=True)
class Promised:
    number: int
    words: str = field(repr=False)
    owner: str
    by: date


@dataclass(frozen=True, slots=True)
class WaitingTransfer:
    """A complaint that was prepared and waits to be sent."""

    number: int
    name: str  # complaint or information
    on: date  # prepared
    words: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class OpenStep:
    """What the policy asks for before the answer of this stage, and nobody has written down."""

    number: int
    act: Act
    words: str  # the policy's own for it
    due: DueDate | None


@dataclass(frozen=True, slots=True)
class Ending:
    """That it ends without a review, as somebody proposed it."""

    outcome: str
    words: str = field(repr=False)  # their reasons
    by: str = field(repr=False)  # the name
    objection: str = field(default="", repr=False)  # what the raiser said to it


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionView:
    """A challenge as far as one action needs it; what the raiser said only where that stands beside the form."""

    reference: str
    written: str  # the reference in groups
    audience: Audience
    name: str = field(repr=False)  # of the raiser, as they gave it
    received_on: date
    why_not: str  # why this person cannot do it now; blank where they can, or that was not asked
    bar: IdentityBar | None = field(repr=False)  # for who has opened the challenge
    may_read: bool  # they have said lately why they read what stands beside the form, if anything does
    links: tuple[str, ...]  # the references of challenges linked with it
    clause: ClauseWords  # of the policy, or of the law, that it goes by
    policy: StagePolicy  # what it says of the stage
    last_for: tuple[str, ...]  # the later stages, each with its roles, that only this person is left for
    own_work: bool  # the next thing to do is what their role is for
    declares: bool  # they are asked whether they are independent
    decision: DecisionPart = field(repr=False)
    colleagues: tuple[Colleague, ...]
    makers: tuple[Colleague, ...]  # who may have made the original decision, where that is asked
    same_child: tuple[Linked, ...] = field(repr=False)  # those that may be about the same child, the likeliest first
    kinds: tuple[str, ...]  # of entries in the case system, the one that fits first
    contact_kind: str  # that of them which is a contact of its own
    why_not_close: str  # why it stays open once it is recorded; blank where it can be closed, or that was not asked
    promises: tuple[Promised, ...] = field(repr=False)  # those still open
    steps: tuple[OpenStep, ...]
    allowed: Span | None  # by how much the policy still lets this stage take longer, if it says so
    longest: Span | None  # by how much this person may extend it
    waiting: tuple[WaitingTransfer, ...] = field(repr=False)  # complaints that nobody has sent yet
    ways: tuple[WayOn, ...]  # the other ways on that the policy has
    pauses: tuple[PauseReason, ...]  # what the policy lets this person pause it for, where it names that
    names_pauses: bool  # the policy names what it may be paused for
    to_tell: tuple[NotificationEntry, ...]  # those whom the policy has told, and nobody has told yet
    ending: Ending | None = field(repr=False)
    due: DueDate | None
    due_day: date | None  # that staff have to meet first
    purpose: str  # what the raiser came for, as the form puts it
    identity: str = field(repr=False)
    acted_for: bool  # somebody acts for the raiser, and it was not checked that they may
    standing: str = field(repr=False)
    no_contact: bool  # they said that nobody is to contact them
    sentences: tuple[str, ...]  # from which to choose what they are told; none where it is written freely
    grounds: tuple[Answered, ...] = ()
    unanswered: tuple[int, ...] = ()  # the grounds that still need an answer
    result: str = ""  # what the answers come to, once every ground has one
    findings: FindingsView | None = field(default=None, repr=False)
    reply: Mapping[str, str | list[str]] = field(default_factory=dict, repr=False)  # as last written at this stage
    post_to: tuple[str, ...] = field(default=(), repr=False)  # where the reply itself may go as a letter
    not_tell: str = field(default="", repr=False)  # whom we should not tell, in their own words
    care: tuple[Row, ...] = field(default=(), repr=False)  # who knows of it, and whom to talk to
    made: NewDecisionView | None = field(default=None, repr=False)  # the new decision
    phrases: tuple[str, ...] = ()  # of the policy, with which a reply may end
    sent_back: str = field(default="", repr=False)  # what to change about it
    said: tuple[Row, ...] = field(default=(), repr=False)
    since: tuple[str, ...] = field(default=(), repr=False)  # what they told us later
    known: int = 0  # how many events there were
    news: tuple[News, ...] = field(default=(), repr=False)  # what they told us and this person has not been shown


def why_not_do(context: AppContext, actor: Actor, reference: str, action: AnyAction) -> str:
    """Why ``actor`` cannot do this now: a plain sentence, blank where they can, or there is no such challenge."""
    with context.store.read() as unit:
        challenge = unit.challenges.whole(reference)
        if challenge is None:
            return ""
        return _why_not(unit, ActionContext(challenge, actor, context.rules(challenge), context.now()), action)


def _why_not(unit: UnitOfWork, at: ActionContext, action: AnyAction) -> str:
    reads = action.takes_reading and not action.shows_all
    return (
        why_not(at.challenge, action, at.actor, at.rules, at.now)
        or why_not_ready(unit, at, action)
        or (why_not_read(unit, at.challenge, at.actor) if reads else "")
    )


def action_view(
    context: AppContext, actor: Actor, reference: str, action: AnyAction, *, asks: bool = True
) -> ActionView | None:
    """What ``actor`` needs to do this; ``None`` where there is no such challenge.

    ``asks``: whether it matters why they cannot; who sends the form is told by what comes of it.

    Whoever shows the raiser's words says so with :func:`seen` first. Raises :class:`portal.storage.Erased`.
    """
    with context.store.read() as unit:
        challenge = unit.challenges.get(reference)
        if challenge is None:
            return None
        events = unit.event_log.events(challenge.id) if action.shows_words else []
        news = case_access.news(events, case_access.read_up_to(unit, challenge.id, actor)) if events else ()
        staff, names = [each for each in unit.accounts.everybody() if each.arrived], unit.accounts.names()
        at = ActionContext(challenge, actor, context.rules(challenge), context.now())
        refused = _why_not(unit, at, action) if asks else ""
        found = _found(unit, at, action) | _people(context, unit, at, action, staff)
        opened = _has_opened(unit, context, at) or (asks and action is RELEASE and not refused)  # it says why they read
        bar = identity_bar(context, challenge, at.rules, names) if opened and not refused else None
    return ActionView(
        reference=reference,
        written=reference_codes.grouped(reference),
        **_raiser(challenge),
        why_not=refused,
        may_read=opened or not action.shows_words,
        bar=bar,
        decision=decision_part(challenge, at.rules.pack, names),
        **found,
        **_dates(at),
        policy=stage_policy(challenge, at.rules, at.now),
        **_handed_on(at),
        ending=_ending(challenge, names),
        sentences=_sentences(challenge, at.rules, action),
        **(review_words(challenge, at.rules, events) if action.shows_words else {}),
        known=len(events),
        news=news,
    )


def _found(unit: UnitOfWork, at: ActionContext, action: AnyAction) -> dict[str, Any]:
    """What only the database knows."""
    stays_open = ""
    if action is RECORD:
        stays_open = why_not_close_once_recorded(at) or why_not_close(unit, at.challenge.id, at.now)
    return {
        "same_child": _same_child(unit, at.actor, at.challenge) if action is TRIAGE else (),
        "why_not_close": stays_open,
    }


def _loads(
    context: AppContext, unit: UnitOfWork, at: ActionContext, action: AnyAction, staff: list[Account]
) -> Mapping[str, Caseload]:
    """What each colleague has already, where one of them would get this."""
    if not action.gives_it and action is not STAND_IN:
        return {}
    could = [who.id for who in staff if not action.about(at, as_actor(who))]
    return leave.caseloads(context, unit, at.actor, could, leave.due_day(context, at.challenge))


def _people(
    context: AppContext, unit: UnitOfWork, at: ActionContext, action: AnyAction, staff: list[Account]
) -> dict[str, Any]:
    """What it is to who does it; whom it could be about; and who may have made the original decision."""
    asked = "maker" in action.parameters.__match_args__
    loads = _loads(context, unit, at, action, staff)
    return {
        "clause": _clause(at, action),
        "due_day": leave.due_day(context, at.challenge),
        "last_for": _last_for(at, action, staff),
        "own_work": own_work(at),
        "declares": is_asked(at, action),
        "colleagues": tuple(_colleagues(at, action, staff, loads)),
        "makers": tuple(_colleagues(at, RECORD_ORIGINAL, staff, {})) if asked else (),
    }


def _has_opened(unit: UnitOfWork, context: AppContext, at: ActionContext) -> bool:
    return bool(case_access.reason_within(unit, context, at.actor, at.challenge))


def _same_child(unit: UnitOfWork, actor: Actor, challenge: Challenge) -> tuple[Linked, ...]:
    """Those that nobody has linked yet: among them is what somebody sent twice."""
    others = (other for other in unit.challenges.others(challenge) if other not in challenge.work.links)
    return linked(unit, actor, others)


def _raiser(challenge: Challenge) -> dict[str, Any]:
    """Who they are, what they want, by when, and what is linked with it, as far as every form needs it."""
    return {
        "links": tuple(challenge.work.links),
        "audience": challenge.audience,
        "name": str(challenge.answers.get("name", "")),
        "received_on": local(challenge.received_at).date(),
        "purpose": str(challenge.answers.get("purpose", "")),
        "due": challenge.due,
        "identity": challenge.work.identity,
        "acted_for": challenge.work.acted_for and not challenge.work.authority,
        "standing": challenge.work.standing,
        "no_contact": NO_CONTACT in challenge.answers.get("safe", ()),
    }


def _handed_on(at: ActionContext) -> dict[str, Any]:
    """What comes of it elsewhere: entries, promises, complaints that wait, the ways on, whom the policy has told."""
    ways, to_tell = ways_for(at.challenge, at.rules, at.actor), still_to_tell(at.challenge, at.rules)
    return {
        "kinds": _kinds(at.challenge, at.rules),
        "contact_kind": at.rules.pack.recording.offered[0],
        "promises": tuple(_open(at.challenge)),
        "waiting": tuple(_waiting(at.challenge)),
        "ways": ways,
        "to_tell": to_tell,
    }


def _dates(at: ActionContext) -> dict[str, Any]:
    """What the policy gives this stage time for."""
    waiting = open_steps(at.challenge, at.rules)
    steps = (OpenStep(each.number, each.clock.act, each.clock.words, each.due) for each in waiting)
    return {
        "steps": tuple(steps),
        "allowed": policy_allows(at),
        "longest": longest_extension(at),
        "pauses": open_reasons(at),
        "names_pauses": names_reasons(at.rules.pack),
    }


def _last_for(at: ActionContext, action: AnyAction, staff: list[Account]) -> tuple[str, ...]:
    """Said before they do what leaves nobody for a later stage."""
    if action.uses_up is not Partaker.ACTOR or (action is TAKE and not _is_reviewed(at.challenge)):
        return ()
    return _named(last_for(at.challenge, at.actor.key, map(as_actor, staff), at.rules, barred=action.bars))


def _is_reviewed(challenge: Challenge) -> bool:
    return challenge.status is Status.RECEIVED and challenge.work.triaged == Outcome.REVIEW


def withheld(before: ActionView) -> ActionView:
    """The same without a word of the raiser's or of the review: for who cannot act, and has not said why they read."""
    bare = tuple(replace(each, words="", outcome="", reasons="", basis="", earlier=()) for each in before.grounds)
    waiting = tuple(replace(each, words="") for each in before.waiting)
    before = replace(before, bar=None, waiting=waiting, ending=None, decision=before.decision.withheld(), same_child=())
    before = replace(before, not_tell="", post_to=(), care=(), made=None, reply={}, sent_back="")
    return replace(before, name="", grounds=bare, findings=None, said=(), since=(), news=())


def seen(context: AppContext, actor: Actor, before: ActionView, action: AnyAction, *, again: bool) -> None:
    """Write down that ``actor`` reads what the raiser said, because they are about to do this.

    ``again``: it stands beside a form that they have sent, which does not count as having read it. Where only a part of
    what was said stands there, it counts for who has opened the challenge before.
    """
    if action.shows_words:
        why = f"to do this: {action}"
        shown, whole = not again, action.shows_all
        case_access.record(context, actor, before.reference, why, shown=shown, whole=whole, known=before.known)


def _colleagues(
    at: ActionContext, action: AnyAction, staff: list[Account], loads: Mapping[str, Caseload]
) -> Iterator[Colleague]:
    """Those whom the action could be about, and of each whether it can.

    To have it the least senior come first: who reviews one stage can review no later one.
    """
    everybody = [as_actor(account) for account in staff]
    for who in sorted(everybody, key=lambda each: each.rank if action.gives_it else 0):
        reason = action.about(at, who)
        if reason is None:
            continue
        fits = [stage.label for stage in at.rules.ladder.stages if stage.rank <= who.rank]
        uses_up = action.uses_up is Partaker.OTHER and not reason
        last = last_for(at.challenge, who.key, everybody, at.rules, barred=action.bars) if uses_up else ()
        load, up_to = loads.get(who.key), fits[-1] if action.gives_it and fits else ""
        why_not = reason or (leave.AWAY if load and load.away_today else "")
        yield Colleague(who.key, who.name, why_not, up_to, _named(last), load)


def _named(stages: Iterable[Stage]) -> tuple[str, ...]:
    return tuple(stage.titled for stage in stages)


def _sentences(challenge: Challenge, rules: Rules, action: AnyAction) -> tuple[str, ...]:
    """Those that are true now, for a raiser to whom nothing is written freely."""
    offered = neutral_sentences.offered(rules.pack.disclosure, challenge.audience, challenge.work.checks, action.says)
    return true_now(challenge, action.says, offered) if offered else ()


def _waiting(challenge: Challenge) -> Iterator[WaitingTransfer]:
    for number in waiting(challenge):
        each = challenge.work.transfers[number - 1]
        yield WaitingTransfer(number, each["name"], date.fromisoformat(each["on"]), each["words"])


def _ending(challenge: Challenge, names: Mapping[str, str]) -> Ending | None:
    ending = challenge.work.ending
    if not ending:
        return None
    objected = challenge.last(OBJECTED)
    return Ending(ending["outcome"], ending["words"], names.get(ending["by"], ""), objected.words if objected else "")


def _kinds(challenge: Challenge, rules: Rules) -> tuple[str, ...]:
    kinds = rules.pack.recording.offered
    first = suggested(challenge, kinds)
    return (first, *(kind for kind in kinds if kind != first))


def _open(challenge: Challenge) -> Iterator[Promised]:
    for number, each in enumerate(challenge.work.promises, 1):
        if not each["kept"] and each["words"] not in INFORMATION_DUTIES:
            yield Promised(number, each["words"], each["owner"], date.fromisoformat(each["by"]))


def _clause(at: ActionContext, action: AnyAction) -> ClauseWords:
    """Where the policy, or the law, says it; blank where it does not."""
    rule = action.clause(at)
    return clause_words(at.rules.pack, rule.cite if rule else "")
