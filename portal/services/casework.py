"""What staff do with a challenge, and what its raiser is told of it."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from portal.domain.challenge.action_rule import ActionContext, AnyAction
from portal.domain.challenge.cleared_marks import Clearance, MarkToClear, Redaction, Uncleared
from portal.domain.challenge.closure import CLOSE
from portal.domain.challenge.decide import decide, why_not_while_alert_open
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.links import LINK, UNLINK
from portal.domain.challenge.message_decisions import SEE_LOST, SEND_HELD, STOP_HELD
from portal.domain.challenge.review import RELEASE, WRITE_REPLY, HarmTest
from portal.domain.challenge.safety_alert import SafetyFirst
from portal.domain.challenge.state import Challenge, Event
from portal.domain.challenge.view import HistoryLine, View, view_for
from portal.domain.disclosure.table import GISTS, Fact, Shown
from portal.domain.i18n import _
from portal.domain.permissions import ActionRefused, Actor
from portal.domain.policy.due_dates import DueDate
from portal.domain.policy.model import Audience
from portal.services import AppContext, held_messages, only_read, reviewer_search
from portal.services.case_access import why_not_all_read
from portal.services.colleagues import staff
from portal.services.notice_history import why_not_acknowledged, why_not_close
from portal.services.notifications import notices_for, stop_overtaken
from portal.services.redaction_terms import known_to
from portal.storage import UnitOfWork

Cleared = Mapping[str, Clearance]

AT_ONCE = timedelta(minutes=1)
"""Within this time the same words from the same person are a button pressed twice."""

_RELEASED = "Shown as if it were released."


class Unread(ActionRefused):
    """Nothing happened, because whoever acts has not read what the raiser told us, or not all of it."""


def act(
    office: AppContext,
    actor: Actor,
    reference: str,
    action: AnyAction,
    /,
    *,
    shown: str | None = None,
    cleared: Cleared | None = None,
    **said: Any,
) -> bool:
    """Let ``actor`` do something; false where there is no such challenge any more.

    ``to``, where the action has somebody to go to, is the id of their account. ``shown``: the
    :attr:`Preview.seal` of what they were shown that the raiser will see, blank for nothing; where the raiser
    would see anything else nothing happens (:class:`NotAsShown`). ``cleared``: why each mark of the redaction
    check may be told, by its key; where one is missing nothing happens either.

    Raises :class:`ActionRefused` with a reason that they can read: :class:`SafetyFirst` while an alert is open,
    :class:`Unread` where the raiser has told us more.
    """
    if action in (LINK, UNLINK):
        return _link(office, actor, reference, action, **said)
    with office.store.begin() as unit:
        challenge = unit.challenges.whole(reference)
        if challenge is None:
            return False
        _must_be_ready(unit, challenge, actor, action, office.now())
        events = _cleared(unit, office, challenge, actor, action, said, cleared or {})
        if action.adds and _just_done(unit, challenge, events):
            return True
        if shown is not None:
            _must_be_as_shown(_preview(office, challenge, events, actor, action), shown)
        events = reviewer_search.with_found(office, unit, challenge, events, office.now())
        _keep_and_tell(unit, office, challenge, action, events)
        let_go = only_read.among(unit, challenge, events)
    only_read.write_down(office, reference, let_go)
    return True


def keep(unit: UnitOfWork, challenge: Challenge, events: Sequence[Event]) -> Challenge:
    """Write down what happened; the challenge as it is then."""
    after = replay(events, challenge)
    unit.ledger.append(challenge.id, events)
    unit.challenges.save(after)
    return after


def _keep_and_tell(
    unit: UnitOfWork, office: AppContext, challenge: Challenge, action: AnyAction, events: Sequence[Event]
) -> None:
    after = keep(unit, challenge, events)
    stop_overtaken(unit, challenge.id, events)
    _see_to_messages(unit, challenge, after, action, office.now())
    held_messages.add(office, unit, after, notices_for(office, unit, challenge, after, events), office.now())


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


def _link(office: AppContext, actor: Actor, reference: str, action: AnyAction, /, **said: Any) -> bool:
    """Link two challenges, or take a link away: both know of it, or neither does."""
    other = said["reference"]
    with office.store.begin() as unit:
        both = sorted({reference, other})  # so that no two wait for each other
        found = {each: unit.challenges.whole(each) for each in both}
        first, second = found[reference], found[other]
        if first is None:
            return False
        if second is None and action is LINK:
            raise ActionRefused(_("There is no challenge with this reference."))
        keep(
            unit,
            first,
            decide(ActionContext(first, actor, office.rules(first), office.now()), action, action.parameters(**said)),
        )
        if second and (reference in second.work.links) is (action is UNLINK):
            back = said | {"reference": reference}
            keep(
                unit,
                second,
                decide(
                    ActionContext(second, actor, office.rules(second), office.now()), action, action.parameters(**back)
                ),
            )
    return True


def _cleared(
    unit: UnitOfWork,
    office: AppContext,
    challenge: Challenge,
    actor: Actor,
    action: AnyAction,
    said: dict[str, Any],
    cleared: Cleared,
) -> list[Event]:
    """What comes of it. Raises :class:`NotAsShown` with the marks where some are not cleared."""
    redaction = Redaction(known_to(unit, office, challenge), cleared)
    try:
        return _events(unit, office, challenge, actor, action, said, redaction)
    except Uncleared as held:
        raise NotAsShown(_preview(office, challenge, held.events, actor, action), held.held) from held


def _events(
    unit: UnitOfWork,
    office: AppContext,
    challenge: Challenge,
    actor: Actor,
    action: AnyAction,
    said: dict[str, Any],
    redaction: Redaction,
) -> list[Event]:
    colleagues = staff(unit) if action.names_a_colleague else ()
    rules, given = office.rules(challenge), action.parameters(**said)
    return decide(ActionContext(challenge, actor, rules, office.now(), colleagues), action, given, redaction=redaction)


def why_not_read(unit: UnitOfWork, challenge: Challenge, actor: Actor) -> str:
    """That ``actor`` has never opened it, or nothing."""
    read = unit.ledger.last(challenge.id, "read", actor.key)
    return "" if read else _("Open the challenge and read it first.")


def _must_be_ready(unit: UnitOfWork, challenge: Challenge, actor: Actor, action: AnyAction, now: datetime) -> None:
    """Raises :class:`SafetyFirst` or :class:`Unread`, or :class:`ActionRefused` where something else comes first."""
    if why := why_not_while_alert_open(challenge, action):
        raise SafetyFirst(why)
    if action is CLOSE and (why := why_not_close(unit, challenge.id, now)):
        raise ActionRefused(why)
    if action.takes_reading and (why := why_not_read(unit, challenge, actor)):
        raise Unread(why)
    if action.needs_reading and (why := why_not_all_read(unit, challenge.id, actor, action)):
        raise Unread(why)


def _just_done(unit: UnitOfWork, challenge: Challenge, events: list[Event]) -> bool:
    since = events[-1].at - AT_ONCE
    recent = [(each.kind, each.actor, each.what) for each in unit.ledger.events(challenge.id) if each.at >= since]
    return all((each.kind, each.actor, each.what) in recent for each in events)


@dataclass(frozen=True, slots=True)
class Preview:
    """What the pages of the raiser will say that they do not say yet."""

    audience: Audience
    told: tuple[HistoryLine, ...] = field(repr=False)
    known: tuple[str, ...]  # the fixed sentences that they read from now on
    due: DueDate | None  # the date that they will read, where it changes
    promised: DueDate | None  # the one that they read now
    seal: str = field(default="", repr=False)  # changes with anything that is told, or kept as told


class NotAsShown(ActionRefused):
    """The raiser would see something that is not, or no longer, what was shown: ``instead``, if that is anything.

    ``held``: the marks of the redaction check, to be cleared one by one.
    """

    def __init__(self, instead: Preview | None, held: tuple[MarkToClear, ...] = ()) -> None:
        super().__init__(_("This has changed since you looked at it. Look at it again."))
        self.instead, self.held = instead, held


def _preview(
    office: AppContext, challenge: Challenge, events: list[Event], actor: Actor, action: AnyAction
) -> Preview | None:
    """What the raiser would be told. What is written now to be released later is shown as if it were released."""
    after = replay(events, challenge)
    if action is WRITE_REPLY:
        after = _as_released(office, after, actor)
    found = _difference(_view(office, challenge), _view(office, after), challenge.audience)
    return replace(found, seal=_sealed(found, events)) if found else None


def _must_be_as_shown(preview: Preview | None, shown: str) -> None:
    if (preview.seal if preview else "") != shown:
        raise NotAsShown(preview)


def _sealed(shown: Preview, events: list[Event]) -> str:
    told = [(each.kind, each.said and each.said.words) for each in shown.told]
    happens = [(each.kind, {key: value for key, value in each.what.items() if key != "cleared"}) for each in events]
    what = [told, shown.known, shown.due, shown.promised, happens]
    plain = json.dumps(what, default=str, sort_keys=True).replace("\\r\\n", "\\n")  # as browsers send them
    return hashlib.sha256(plain.encode()).hexdigest()


def _as_released(office: AppContext, challenge: Challenge, actor: Actor) -> Challenge:
    at = ActionContext(challenge, actor, office.rules(challenge), office.now())
    happens = RELEASE.happens(at, HarmTest(harm="no", words=_RELEASED))
    return replay((Event(kind, at.now, actor.key, what) for kind, what in happens), challenge)


def _difference(now: View, then: View, audience: Audience) -> Preview | None:
    told = tuple(each for each in then.history if each not in now.history)
    known = tuple(str(then[fact]) for fact in GISTS if then.tells(fact) and not now.tells(fact))
    promised, due = (view[Fact.NEXT_DATE] for view in (now, then))
    dates = [told.value if isinstance(told, Shown) else None for told in (promised, due)]
    if not told and not known and dates[0] == dates[1]:
        return None
    return Preview(audience, told, known, dates[1] if dates[0] != dates[1] else None, dates[0])


def _view(office: AppContext, challenge: Challenge) -> View:
    return view_for(challenge.audience, challenge, office.packs.get(challenge.pack))
