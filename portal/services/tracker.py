"""What a raiser does with a challenge once it is sent: keeps the code, comes back, sees how it goes, acts."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from portal.domain import reference_codes
from portal.domain.challenge.action_rule import ActionContext, AnyAction
from portal.domain.challenge.decide import decide, possible
from portal.domain.challenge.end_without_review import ended, objects_until
from portal.domain.challenge.events.question_events import ASKED, open_questions
from portal.domain.challenge.events.raiser_events import CONTACT_CHANGED, ESCALATION_ASKED
from portal.domain.challenge.events.review_events import REVIEW_ENDED
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.history import at_this_stage
from portal.domain.challenge.new_date import NewDate, new_date
from portal.domain.challenge.pauses import paused_until
from portal.domain.challenge.progress_sentences import goes_on, reads_by, reviewer_is_independent, whereabouts
from portal.domain.challenge.raiser import ADD, KEEP_CODE, STILL_WORRIED, is_late, reopens_until
from portal.domain.challenge.reviewers_left import nobody_after, nobody_left
from portal.domain.challenge.state import OVER, Challenge, Flag, Rules, Status
from portal.domain.challenge.triage import triage_by
from portal.domain.challenge.view import HistoryLine, View, news, view_for
from portal.domain.disclosure.table import Checks, Fact
from portal.domain.notices.catalogue import TO_RAISER, channel_of, plans_of
from portal.domain.permissions import RAISER
from portal.domain.policy.calendar import local
from portal.domain.policy.due_dates import day_of
from portal.domain.policy.model import Audience
from portal.domain.questions.contact_questions import NO_CONTACT
from portal.domain.questions.representation import WHOM
from portal.domain.questions.session_limits import SessionLimit, request_limit
from portal.services import (
    STILL_THERE,
    AppContext,
    code_hashes,
    guess_limits,
    held_messages,
    new_token,
    reviewer_search,
    security_log,
)
from portal.services.colleagues import staff
from portal.services.notice_history import PROMISED, NoticeStatus, sent
from portal.services.notifications import notices_for, stop_overtaken
from portal.services.repeated_actions import done_already
from portal.services.security_log import Happening
from portal.services.ways_outside import Outside, ways_outside
from portal.storage import RaiserSession, UnitOfWork
from portal.storage.encryption import code_matches


@dataclass(frozen=True, slots=True)
class Acting:
    """Somebody acts for the raiser: whether it was checked that they may, and whom we write to."""

    checked: bool
    whom: str  # "me", "them" or "both"; as they said it


def acting_of(challenge: Challenge) -> Acting | None:
    """That of a challenge; ``None`` where its raiser sent it."""
    work, written_to = challenge.work, plans_of(challenge.answers, challenge.language)
    whom = str(challenge.answers.get(WHOM, "")) if written_to else "me"
    return Acting(bool(work.authority), whom) if work.acted_for else None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the person gets when they have sent. ``code`` is empty once they have typed it back."""

    reference: str
    audience: Audience
    code: str = field(repr=False)
    told_by: str  # the channel by which an acknowledgement waits, is held or went; blank where there is none
    held: str  # why it is held; blank where it is not
    view: View
    reads_by: date | None  # the day to whose end we read it; none where that is over, or all of it is due sooner
    waits: bool  # nobody has said yet what becomes of it
    late: bool
    wants_helper: bool  # they asked for somebody to help them, and nobody is found yet
    acting: Acting | None
    goes_on: str  # to a more "senior" manager or the "next" stage, or when they "tell" us; blank: this is the last


@dataclass(frozen=True, slots=True)
class Progress:
    """A challenge as its raiser may see it, and what they can do about it now."""

    reference: str
    audience: Audience
    status: Status
    view: View
    late: bool
    new_date: NewDate | None  # that they were told since it is late; one that has passed too, where none came after
    may: frozenset[str]
    next_reviewer: str  # the role that comes after this one; blank where there is none or it may not be told
    senior_next: bool  # who comes after this one is a more senior manager
    finding: bool  # nobody is left here who could look at it now: we look for somebody
    finding_next: bool  # nor who could look at it next
    questions: tuple[int, ...]  # ours that wait for an answer and can be read, counted from 1
    reopens_until: date | None
    objects_until: date | None  # the last day to ask a manager to look at an ending without a review
    where: str  # it is: the status, or what is so within it (:data:`portal.web.event_words.WHERE`)
    day: date | None  # that the words of ``where`` name: the last of a pause, or by whose end we read it
    should_have_read: date | None  # by whose end we should have read it, where that is over
    today: date
    moved: bool  # it went to the next step as they asked
    complaints: tuple[str, ...]  # the contacts of who looks at complaints here, once it has ended without a review
    outside: tuple[Outside, ...]  # those outside who can look at it now
    sent: tuple[NoticeStatus, ...]  # the messages that told them to come back, the oldest first
    stopped: bool  # they told us not to contact them
    sends_files: bool  # files are taken here
    unreached: str  # the channel by which our last message did not reach them, if they still want it; else blank
    wants_helper: bool  # they asked for somebody to help them, and nobody is found yet
    independent: bool  # whoever has it has declared that they had no part in the decision
    acting: Acting | None
    new: tuple[HistoryLine, ...] | None = None  # of what we did since they last looked, newest first; none: not away

    @property
    def first(self) -> str:
        """What they would do first: answer us, read what is new, or choose what happens next; blank for nothing."""
        if self.questions:
            return "answer"
        if any(each.said for each in self.new or ()):
            return "read"
        return "choose" if self.where == Status.REVIEWED else ""


def receipt(context: AppContext, token: str) -> Receipt | None:
    """What to show after sending; ``None`` where the session has ended."""
    challenge = mine(context, token)
    if challenge is None:
        return None
    code = "" if challenge.code_kept else code_hashes.code_made(context, token, challenge)
    theirs = sent_to_them(context, challenge)
    told = next((each for each in theirs if each.state in PROMISED or each.held), None)
    by, held = (told.channel, told.held) if told else ("", "")
    now, rules = context.now(), context.rules(challenge)
    return Receipt(
        reference=reference_codes.grouped(challenge.reference),
        audience=challenge.audience,
        code=code,
        told_by=by,
        held=held,
        view=view_of(context, challenge),
        reads_by=reads_by(challenge, rules, now),
        waits=challenge.status is Status.RECEIVED and not challenge.work.triaged,
        late=is_late(challenge, now),
        wants_helper=Flag.ADVOCATE in challenge.flags,
        acting=acting_of(challenge),
        goes_on=goes_on(challenge, rules),
    )


def progress(context: AppContext, token: str) -> Progress | None:
    """Where the challenge behind the session is; ``None`` where the session has ended."""
    challenge = mine(context, token)
    if challenge is None:
        return None
    found = progress_of(context, challenge)
    with context.store.read() as unit:
        visit = unit.raiser_sessions.open(token, context.now())
    return replace(found, new=news(found.view, visit.since)) if visit and visit.since else found


def audience_of(context: AppContext, token: str) -> Audience | None:
    """Which kind of raiser is behind the session; ``None`` where it has ended."""
    challenge = mine(context, token)
    return challenge.audience if challenge else None


def progress_of(
    context: AppContext, challenge: Challenge, *, audience: Audience | None = None, checks: Checks | None = None
) -> Progress:
    """Where a challenge is, as its raiser sees it, or as one of another ``audience`` or with other ``checks`` would."""
    now, rules, audience = context.now(), context.rules(challenge), audience or challenge.audience
    nobody, nobody_next = _nobody_left(context, challenge, rules)
    view = view_for(audience, challenge, rules.pack, checks=checks, nobody=nobody)
    after = rules.ladder.after(challenge.stage)
    hidden = challenge.status is Status.REVIEWED and not view.tells(Fact.REVIEW_FINISHED)
    status = Status.RECEIVED if hidden else _seen(challenge.status)
    late = is_late(challenge, now) and view.tells(Fact.NEXT_DATE)
    messages = sent_to_them(context, challenge)
    return Progress(
        reference=reference_codes.grouped(challenge.reference),
        audience=audience,
        status=status,
        view=view,
        late=late,
        new_date=new_date(challenge) if late else None,
        may=possible(challenge, RAISER, rules, now),
        next_reviewer=after.reviewer if after and view.tells(Fact.REVIEWER_ROLE) and not nobody_next else "",
        senior_next=goes_on(challenge, rules) == "senior",
        finding=nobody,
        finding_next=nobody_next,
        questions=answerable(challenge, view),
        reopens_until=reopens_until(challenge, rules),
        **_where(challenge, rules, view, status, now, nobody=nobody),
        outside=_outside(challenge, rules, status, view, late=late),
        sent=messages,
        sends_files=context.scanner is not None,
        stopped=NO_CONTACT in challenge.answers.get("safe", ()),
        unreached=_unreached(challenge, messages),
        wants_helper=Flag.ADVOCATE in challenge.flags,
        independent=reviewer_is_independent(challenge, rules),
        acting=acting_of(challenge),
    )


def _outside(challenge: Challenge, rules: Rules, status: Status, view: View, *, late: bool) -> tuple[Outside, ...]:
    last = rules.ladder.after(challenge.stage) is None
    heard, over = (
        bool(view.happened(REVIEW_ENDED)) or ended(challenge),
        late or status in {Status.REVIEWED, Status.CLOSED},
    )
    return ways_outside(challenge, rules, status, heard=heard, over=ended(challenge) or (last and over))


def _unreached(challenge: Challenge, messages: Sequence[NoticeStatus]) -> str:
    """The quickest way they said is safe, if the last message that went there was lost and they have not changed it."""
    way, changed = channel_of(challenge.answers), challenge.last(CONTACT_CHANGED)
    theirs = [each for each in messages if way and each.channel == way[0] and (not changed or each.at > changed.at)]
    last = next((each for each in reversed(theirs) if each.state in ("arrived", "posted", "lost", "failed")), None)
    return last.channel if last and last.state in ("lost", "failed") else ""


def sent_to_them(context: AppContext, challenge: Challenge) -> tuple[NoticeStatus, ...]:
    """The messages to its raiser, and what became of them."""
    with context.store.read() as unit:
        return tuple(each for each in sent(unit, challenge.id) if each.name in TO_RAISER)


def answerable(challenge: Challenge, view: View) -> tuple[int, ...]:
    """The questions that wait for an answer, counted from 1, as far as the raiser can read them."""
    readable = {each.number for each in view.happened(ASKED) if each.said}
    return tuple(number for number in open_questions(challenge) if number in readable)


def _seen(status: Status) -> Status:
    """For the raiser it is closed as soon as it is finished."""
    return Status.CLOSED if status in OVER else status


def _nobody_left(context: AppContext, challenge: Challenge, rules: Rules) -> tuple[bool, bool]:
    """Whether nobody is left who could look at it now, and who could look at it next."""
    with context.store.read() as unit:
        everybody = staff(unit)
    return nobody_left(challenge, everybody, rules), nobody_after(challenge, everybody, rules)


def _where(
    challenge: Challenge, rules: Rules, view: View, status: Status, now: datetime, *, nobody: bool
) -> dict[str, Any]:
    """What is so just now, as far as they may know: who is told no dates is told of no pause."""
    paused = paused_until(challenge, local(now).date()) if view.tells(Fact.NEXT_DATE) else None
    road, contacts, outside = (
        rules.pack.complaints.practice,
        rules.pack.contacts,
        {way.contact for way in rules.pack.ways_out},
    )
    ours = (key for key in road.contacts if contacts[key].public and key not in outside)
    return {
        "objects_until": objects_until(challenge, rules),
        "where": whereabouts(challenge, rules, status, paused, now, nobody=nobody),
        "day": paused or reads_by(challenge, rules, now),
        "should_have_read": day_of(by) if (by := triage_by(challenge, rules)) else None,
        "today": local(now).date(),
        "moved": challenge.last(ESCALATION_ASKED) is not None and not at_this_stage(challenge, ESCALATION_ASKED),
        "complaints": tuple(ours) if ended(challenge) else (),
    }


def view_of(context: AppContext, challenge: Challenge) -> View:
    """A challenge as its raiser may see it."""
    return view_for(challenge.audience, challenge, context.packs.get(challenge.pack))


def mine(context: AppContext, token: str) -> Challenge | None:
    """The challenge behind a session, which looking at it keeps open; ``None`` where that has ended."""
    now = context.now()
    with context.store.read() as unit:
        visit, challenge = behind(unit, token, now)
    if visit and now - visit.seen_at >= STILL_THERE:
        with context.store.begin() as unit:
            unit.raiser_sessions.touch(token, now)
            unit.challenges.look(visit.reference, now)
    return challenge


def behind(unit: UnitOfWork, token: str, now: datetime) -> tuple[RaiserSession, Challenge] | tuple[None, None]:
    """The session under ``token`` and its challenge; neither where it is over."""
    visit = unit.raiser_sessions.open(token, now)
    challenge = unit.challenges.get(visit.reference) if visit else None
    if visit is None or challenge is None or now - visit.seen_at >= request_limit(challenge.audience).idle:
        return None, None
    return visit, challenge


def closes_at(context: AppContext, token: str) -> tuple[datetime, SessionLimit] | None:
    """When the session ends, however much is done in it, and how long one lasts; ``None`` where it has ended."""
    with context.store.read() as unit:
        visit, challenge = behind(unit, token, context.now())
    if visit is None or challenge is None:
        return None
    limit = request_limit(challenge.audience)
    return visit.started_at + limit.longest, limit


def stay(context: AppContext, token: str) -> bool:
    """The person wants more time: the session lasts as long as from its beginning; false where it has ended."""
    now = context.now()
    with context.store.begin() as unit:
        visit, _challenge = behind(unit, token, now)
        if visit:
            unit.raiser_sessions.extend(token, now)
    return visit is not None


def come_back(context: AppContext, reference: str, code: str, network: str) -> str | None:
    """Open a challenge with its reference and code; gives the new session token, or ``None``.

    A wrong reference, a wrong code and an unknown reference take the same work and answer alike, and so do tries
    that have to wait. Who comes back has the code. Raises :class:`portal.domain.rate_limits.TooMany`.
    """
    now, reference = context.now(), reference_codes.tidy(reference)
    guess = guess_limits.begin(context, f"reference {reference}", network, now)
    with context.store.read() as unit:
        stored = unit.challenges.code_hash(reference)
    keys, tidied = context.store.keys, reference_codes.tidy(code)
    if not code_matches(stored, tidied, keys):
        security_log.event(Happening.CODE_FAILED, by="access_code", network=security_log.alias(context, network))
        return None
    token, anew = new_token(), code_hashes.anew(keys, tidied, stored or "")
    with context.store.begin() as unit:
        guess.right(unit)
        if anew:
            unit.challenges.rehash(reference, stored or "", anew)
        unit.raiser_sessions.start(token, reference, now, since=unit.challenges.look(reference, now))
        act_within(unit, context, token, KEEP_CODE)
    return token


def confirm_code(context: AppContext, token: str, typed: str) -> str | None:
    """Check that the person kept the code; it is never shown again after that. Gives the new token."""
    challenge = mine(context, token)
    if challenge is None or reference_codes.tidy(typed) != reference_codes.tidy(
        code_hashes.code_made(context, token, challenge)
    ):
        return None
    if not act(context, token, KEEP_CODE):
        return None
    renewed = new_token()
    with context.store.begin() as unit:
        unit.raiser_sessions.renew(token, renewed)
    return renewed


def act(context: AppContext, token: str, action: AnyAction, **said: Any) -> bool:
    """Let the raiser behind the session do something; false where the session has ended.

    Raises :class:`portal.domain.permissions.ActionRefused` with a reason that they can read.
    """
    with context.store.begin() as unit:
        return act_within(unit, context, token, action, **said) is not None


def go_on(context: AppContext, token: str, words: str) -> bool:
    """The raiser is still worried; what they say is still wrong, if anything, is read with the rest.

    False where the session has ended. Raises :class:`portal.domain.permissions.ActionRefused`.
    """
    with context.store.begin() as unit:
        if words.strip():
            act_within(unit, context, token, ADD, words=words, new=False)
        return act_within(unit, context, token, STILL_WORRIED) is not None


def act_within(unit: UnitOfWork, context: AppContext, token: str, action: AnyAction, **said: Any) -> Challenge | None:
    """:func:`act` within a transaction of the caller's; the challenge as it now is."""
    now = context.now()
    _visit, challenge = behind(unit, token, now)
    if challenge is None:
        return None
    if done_already(unit, challenge, action, said, now):
        return challenge
    at = ActionContext(challenge, RAISER, context.rules(challenge), now)
    if events := decide(at, action, action.parameters(**said)):
        events = reviewer_search.with_found(context, unit, challenge, events, now)
        before, challenge = challenge, replay(events, challenge)
        unit.event_log.append(challenge.id, events)
        unit.challenges.save(challenge, context.first_date(challenge))
        stop_overtaken(unit, challenge.id, events)
        held_messages.set_aside(unit, before, challenge, now)
        held_messages.add(context, unit, challenge, notices_for(context, unit, before, challenge, events), now)
    return challenge
