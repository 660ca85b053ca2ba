"""What staff do with a challenge, and what its raiser is told of it."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from portal.domain.challenge.action_rule import Action, ActionContext, AnyAction, Given, Parameters
from portal.domain.challenge.allocation import STAND_IN, STEP_ASIDE, Handover
from portal.domain.challenge.cleared_marks import Clearance, MarkToClear, Redaction
from portal.domain.challenge.closure import CLOSE, CaseSystemEntry
from portal.domain.challenge.decide import decide, foreseen, why_not_while_alert_open
from portal.domain.challenge.events.allocation_events import STEPPED_ASIDE
from portal.domain.challenge.events.event_kind import event_of
from portal.domain.challenge.events.payload import CLEARED
from portal.domain.challenge.events.record_events import READ
from portal.domain.challenge.events.review_events import RELEASED
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.links import LINK, UNLINK, Link, Reference
from portal.domain.challenge.message_decisions import SEE_LOST, SEND_HELD, STOP_HELD
from portal.domain.challenge.review import RELEASE, WRITE_REPLY, HarmTest, why_not_post
from portal.domain.challenge.safety_alert import SafetyFirst
from portal.domain.challenge.state import Challenge, Event
from portal.domain.challenge.view import HistoryLine, View, view_for
from portal.domain.disclosure.table import GISTS, Fact, Shown
from portal.domain.i18n import _
from portal.domain.notices.reply_letter import is_posted
from portal.domain.permissions import ActionRefused, Actor
from portal.domain.policy.due_dates import DueDate
from portal.domain.policy.model import Audience
from portal.services import AppContext, case_access, held_messages, leave, only_read, restricted_cases, reviewer_search
from portal.services.case_access import why_not_all_read
from portal.services.colleagues import staff
from portal.services.notice_history import why_not_acknowledged, why_not_close
from portal.services.notice_texts import Printed, printed
from portal.services.notifications import letter_of, notices_for, stop_overtaken
from portal.services.redaction_terms import known_to
from portal.storage import UnitOfWork

Cleared = Mapping[str, Clearance]

AT_ONCE = timedelta(minutes=1)
"""Within this time the same words from the same person are a button pressed twice."""

_RELEASED = "Shown as if it were released."


class Unread(ActionRefused):
    """Nothing happened, because whoever acts has not read what the raiser told us, or not all of it."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What the pages of the raiser will say that they do not say yet."""

    audience: Audience
    told: tuple[HistoryLine, ...] = field(repr=False)
    known: tuple[str, ...]  # the fixed sentences that they read from now on
    due: DueDate | None  # the date that they will read, where it changes
    promised: DueDate | None  # the one that they read now
    letter: Printed | None = field(default=None, repr=False)  # what is posted with it
    formal: str = field(default="", repr=False)  # the reply, where what they read is another one, in their own words
    seal: str = field(default="", repr=False)  # changes with anything that is told, or kept as told


@dataclass(frozen=True, slots=True)
class Outlook:
    """What would come of something that nobody has done yet."""

    audience: Audience
    preview: Preview | None = None  # what the raiser would see; none where they would see nothing new
    held: tuple[MarkToClear, ...] = ()  # the marks of the redaction check, to be cleared one by one
    refusal: ActionRefused | None = None  # why it cannot be done


class Performed(StrEnum):
    """What became of something that somebody does."""

    DONE = "done"
    GONE = "gone"  # there is no such challenge any more
    NOT_AS_SHOWN = "not_as_shown"  # nothing was done: the raiser would see something else, or marks are left
    STEPPED_ASIDE = "stepped_aside"  # instead: they declared that they are not independent
    SAY_WHY = "say_why"  # nothing was done: they have not said lately why they read what stands beside the form


@dataclass(frozen=True, slots=True)
class SentForm:
    """The form with which something is asked for."""

    shown: str | None = None  # the :attr:`Preview.seal` of what they were shown, blank for nothing; none for no matter
    cleared: Cleared = field(default_factory=dict, repr=False)  # why each mark may be told, by its key
    path: str = ""  # where a page sent it: what was kept of it there is no longer needed once it is done


NO_FORM = SentForm()
"""For what is done without a form of its own."""


def preview(
    context: AppContext, actor: Actor, reference: str, action: Action[Given], given: Given, cleared: Cleared
) -> Outlook | None:
    """What the raiser would be told, and the marks to clear first; ``None`` where there is no such challenge."""
    with context.store.read() as unit:
        challenge = unit.challenges.whole(reference)
        if challenge is None:
            return None
        at = _context(unit, context, challenge, actor, action)
        try:
            events = _foreseen(unit, at, action, given)
        except ActionRefused as refusal:
            return Outlook(challenge.audience, refusal=refusal)
        held = Redaction(known_to(unit, context, challenge), cleared).marks_in(events)
    return Outlook(challenge.audience, _preview(context, at, events, action), held)


def perform(
    context: AppContext, actor: Actor, reference: str, action: Action[Given], given: Given, form: SentForm = NO_FORM
) -> Performed:
    """Let ``actor`` do something.

    Raises :class:`ActionRefused` with a reason that they can read: :class:`SafetyFirst` while an alert is open,
    :class:`Unread` where the raiser has told us more. Nothing has happened then.
    """
    if isinstance(given, Link):
        return _link(context, actor, reference, action, given)
    with context.store.begin() as unit:
        challenge = unit.challenges.whole(reference)
        if challenge is None or not restricted_cases.may_open(unit, actor, reference):
            return Performed.GONE
        _may_be_given_to(unit, context, reference, action, given)
        if form.path and action.shows_words and not case_access.reason_within(unit, context, actor, challenge):
            return Performed.SAY_WHY
        at = _context(unit, context, challenge, actor, action)
        events = _foreseen(unit, at, action, given)
        redaction = Redaction(known_to(unit, context, challenge), form.cleared)
        if redaction.marks_in(events):
            return Performed.NOT_AS_SHOWN
        events = redaction.cleared_in(events)
        twice = action.adds and _just_done(unit, challenge, events)
        if form.shown is not None and not twice and _seal(_preview(context, at, events, action)) != form.shown:
            return Performed.NOT_AS_SHOWN
        let_go = [] if twice else _keep_and_tell(unit, context, challenge, action, events)
        if form.path:
            unit.saved_forms.drop(actor.key, form.path)
    only_read.write_down(context, reference, let_go)
    aside = action is not STEP_ASIDE and any(event.kind == STEPPED_ASIDE for event in events)
    return Performed.STEPPED_ASIDE if aside else Performed.DONE


def _may_be_given_to(
    unit: UnitOfWork, context: AppContext, reference: str, action: AnyAction, given: Parameters
) -> None:
    """Raises :class:`ActionRefused` where whoever would have it then may not open it, or is away."""
    if isinstance(given, Handover) and restricted_cases.is_for_others(unit, reference, given.to):
        raise ActionRefused(restricted_cases.NOT_NAMED)
    if (action.gives_it or action is STAND_IN) and leave.is_away(context, unit, str(getattr(given, "to", ""))):
        raise ActionRefused(leave.AWAY)


def _context(
    unit: UnitOfWork, context: AppContext, challenge: Challenge, actor: Actor, action: AnyAction
) -> ActionContext:
    colleagues = staff(unit) if action.names_a_colleague else ()
    return ActionContext(challenge, actor, context.rules(challenge), context.now(), colleagues)


def _foreseen(unit: UnitOfWork, at: ActionContext, action: Action[Given], given: Given) -> list[Event]:
    """What would come of it. Raises :class:`ActionRefused`."""
    _must_be_ready(unit, at.challenge, at.actor, action)
    closes = action is CLOSE or (isinstance(given, CaseSystemEntry) and given.close)
    if closes and (why := why_not_close(unit, at.challenge.id, at.now)):
        raise ActionRefused(why)
    return foreseen(at, action, given)


def keep(context: AppContext, unit: UnitOfWork, challenge: Challenge, events: Sequence[Event]) -> Challenge:
    """Write down what happened; the challenge as it is then."""
    after = replay(events, challenge)
    unit.event_log.append(challenge.id, events)
    unit.challenges.save(after, context.first_date(after))
    return after


def _keep_and_tell(
    unit: UnitOfWork, context: AppContext, challenge: Challenge, action: AnyAction, events: list[Event]
) -> list[Event]:
    """Write down what happened, and the messages that follow; those of the events by which work is let go."""
    events = reviewer_search.with_found(context, unit, challenge, events, context.now())
    after = keep(context, unit, challenge, events)
    stop_overtaken(unit, challenge.id, events)
    _see_to_messages(unit, challenge, after, action, context.now())
    held_messages.add(context, unit, after, notices_for(context, unit, challenge, after, events), context.now())
    return only_read.among(unit, challenge, events)


def _look_after(unit: UnitOfWork, challenge: Challenge, now: datetime) -> None:
    if why := why_not_acknowledged(unit, challenge.id, now):
        raise ActionRefused(why)
    unit.outbox.looked_after(challenge.id, now)


def _see_to_messages(
    unit: UnitOfWork, challenge: Challenge, after: Challenge, action: AnyAction, now: datetime
) -> None:
    """What comes of messages that wait, are held, or did not arrive."""
    if action is SEE_LOST:
        _look_after(unit, challenge, now)
    held_messages.set_aside(unit, challenge, after, now)
    if action not in (SEND_HELD, STOP_HELD):
        return
    decided = unit.outbox.let_go(challenge.id, now) if action is SEND_HELD else unit.outbox.stop_held(challenge.id)
    if not decided:
        raise ActionRefused(held_messages.why_not_decide_held(unit, challenge.id))


def _link(context: AppContext, actor: Actor, reference: str, action: AnyAction, given: Link) -> Performed:
    """Link two challenges, or take a link away: both know of it, or neither does."""
    with context.store.begin() as unit:
        both = sorted({reference, given.reference})  # so that no two wait for each other
        found = {each: unit.challenges.whole(each) for each in both}
        first, second = found[reference], found[given.reference]
        if first is None:
            return Performed.GONE
        if second is None and action is LINK:
            raise ActionRefused(_("There is no challenge with this reference."))
        keep(context, unit, first, decide(_context(unit, context, first, actor, action), action, given))
        if second and (reference in second.work.links) is (action is UNLINK):
            back = replace(given, reference=Reference(reference))
            keep(context, unit, second, decide(_context(unit, context, second, actor, action), action, back))
    return Performed.DONE


def why_not_read(unit: UnitOfWork, challenge: Challenge, actor: Actor) -> str:
    """That ``actor`` has never opened it, or nothing."""
    read = unit.event_log.last(challenge.id, READ, actor.key)
    return "" if read else _("Open the challenge and read it first.")


def _must_be_ready(unit: UnitOfWork, challenge: Challenge, actor: Actor, action: AnyAction) -> None:
    """Raises :class:`SafetyFirst` or :class:`Unread`, or :class:`ActionRefused` where something else comes first."""
    if why := why_not_while_alert_open(challenge, action):
        raise SafetyFirst(why)
    if action.takes_reading and (why := why_not_read(unit, challenge, actor)):
        raise Unread(why)
    if action.needs_reading and (why := why_not_all_read(unit, challenge.id, actor, action)):
        raise Unread(why)


def _just_done(unit: UnitOfWork, challenge: Challenge, events: list[Event]) -> bool:
    since = events[-1].at - AT_ONCE
    recent = [(each.kind, each.actor, each.what) for each in unit.event_log.events(challenge.id) if each.at >= since]
    return all((each.kind, each.actor, each.what) in recent for each in events)


def _preview(context: AppContext, at: ActionContext, events: list[Event], action: AnyAction) -> Preview | None:
    """What the raiser would be told. What is written now to be released later is shown as if it were released."""
    after, released = replay(events, at.challenge), events
    if action is WRITE_REPLY:
        released = _as_released(replace(at, challenge=after))
        after = replay(released, after)
    found = _difference(_view(context, at.challenge), _view(context, after), at.challenge.audience)
    if found is None:
        return None
    found = replace(found, letter=_letter(context, after, released), formal=_formal(released))
    return replace(found, seal=_sealed(found, events))


def _letter(context: AppContext, after: Challenge, released: list[Event]) -> Printed | None:
    """The letter that goes with it."""
    notices = letter_of(context, after, _view(context, after), released) if is_posted(released) else []
    return printed(context.notify, notices[0]) if notices else None


def _formal(released: list[Event]) -> str:
    """What is kept in the child's file, where the young person reads it in other words."""
    both = [each.what for each in released if each.kind == RELEASED and each.what.get("formal")]
    return str(both[0]["formal"]) if both and both[0]["formal"] != both[0]["words"] else ""


def _seal(preview: Preview | None) -> str:
    return preview.seal if preview else ""


def _sealed(shown: Preview, events: list[Event]) -> str:
    told = [(each.kind, each.said and each.said.words) for each in shown.told]
    happens = [(each.kind, {key: value for key, value in each.what.items() if key != CLEARED}) for each in events]
    letter = shown.letter and (shown.letter.to, shown.letter.subject, shown.letter.body)
    what = [told, shown.known, shown.due, shown.promised, letter, happens]
    plain = json.dumps(what, default=str, sort_keys=True).replace("\\r\\n", "\\n")  # as browsers send them
    return hashlib.sha256(plain.encode()).hexdigest()


def _as_released(at: ActionContext) -> list[Event]:
    """What a colleague's approval would bring about, with a letter where one can be posted."""
    reply = at.challenge.work.review.reply
    letter = "" if why_not_post(at.challenge, reply["plain"] or reply["words"]) else "yes"
    given = HarmTest(harm="no", words=_RELEASED, letter=letter)
    return [event_of(draft, at.now, at.actor.key) for draft in RELEASE.happens(at, given)]


def _difference(now: View, then: View, audience: Audience) -> Preview | None:
    told = tuple(each for each in then.history if each not in now.history)
    known = tuple(str(then[fact]) for fact in GISTS if then.tells(fact) and not now.tells(fact))
    promised, due = (view[Fact.NEXT_DATE] for view in (now, then))
    dates = [told.value if isinstance(told, Shown) else None for told in (promised, due)]
    if not told and not known and dates[0] == dates[1]:
        return None
    return Preview(audience, told, known, dates[1] if dates[0] != dates[1] else None, dates[0])


def _view(context: AppContext, challenge: Challenge) -> View:
    return view_for(challenge.audience, challenge, context.packs.get(challenge.pack))
