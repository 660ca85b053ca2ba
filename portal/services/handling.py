"""What staff do with a challenge, and what its raiser is told of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from portal.domain.actions import DEEDS, decide
from portal.domain.challenge import Challenge, Event, replay
from portal.domain.deed import Situation
from portal.domain.disclosure import Fact, Shown
from portal.domain.people import Action, Actor, Refused
from portal.domain.policy import Audience
from portal.domain.views import Happened, View, view_for
from portal.domain.words import _
from portal.services import Office
from portal.services.telling import notices_for
from portal.storage import Account, Unit

_HANDED_ON = "Accepted for review."


def act(office: Office, actor: Actor, reference: str, action: Action, /, **said: Any) -> bool:
    """Let ``actor`` do something; false where there is no such challenge any more.

    ``to``, where the action has somebody to go to, is the id of their account. Raises
    :class:`portal.domain.people.Refused` with a reason that they can read.
    """
    if action in (Action.LINK, Action.UNLINK):
        return _link(office, actor, reference, action, **said)
    with office.store.begin() as unit:
        challenge = unit.challenges.whole(reference)
        if challenge is None:
            return False
        events = _events(unit, office, challenge, actor, action, said)
        after = keep(unit, challenge, events)
        unit.outbox.add(challenge.id, notices_for(office, challenge, after, events), office.now())
    return True


def keep(unit: Unit, challenge: Challenge, events: Sequence[Event]) -> Challenge:
    """Write down what happened; the challenge as it is then."""
    after = replay(events, challenge)
    unit.ledger.append(challenge.id, events)
    unit.challenges.save(after)
    return after


def _link(office: Office, actor: Actor, reference: str, action: Action, /, **said: Any) -> bool:
    """Link two challenges, or take a link away: both know of it, or neither does."""
    other = said["reference"]
    with office.store.begin() as unit:
        both = sorted({reference, other})  # so that no two wait for each other
        found = {each: unit.challenges.whole(each) for each in both}
        first, second = found[reference], found[other]
        if first is None:
            return False
        if second is None and action is Action.LINK:
            raise Refused(_("There is no challenge with this reference."))
        keep(unit, first, decide(first, action, actor, office.rules(first), office.now(), **said))
        if second and (reference in second.work.links) is (action is Action.UNLINK):
            back = said | {"reference": reference}
            keep(unit, second, decide(second, action, actor, office.rules(second), office.now(), **back))
    return True


def _events(
    unit: Unit, office: Office, challenge: Challenge, actor: Actor, action: Action, said: dict[str, Any]
) -> list[Event]:
    """What comes of it. Who accepts a challenge ``to`` somebody hands it over as well."""
    rules, now = office.rules(challenge), office.now()
    if "to" not in said:
        return decide(challenge, action, actor, rules, now, **said)
    given = {key: value for key, value in said.items() if key != "to"}
    to = _colleague(unit, said["to"])
    if action is not Action.ACCEPT_FOR_REVIEW:
        return decide(challenge, action, actor, rules, now, **given, to=to)
    accepted = decide(challenge, action, actor, rules, now, **given)
    words = given.get("words") or _HANDED_ON
    return accepted + decide(replay(accepted, challenge), Action.HAND_OVER, actor, rules, now, to=to, words=words)


def _colleague(unit: Unit, account_id: str) -> Actor:
    account = unit.accounts.by_id(account_id)
    if account is None or not account.active:
        raise Refused(_("They do not work here any more."))
    return as_actor(account)


def as_actor(account: Account) -> Actor:
    return Actor(account.id, account.roles, account.rank, account.name)


@dataclass(frozen=True, slots=True)
class Preview:
    """What the pages of the raiser will say that they do not say yet."""

    audience: Audience
    told: tuple[Happened, ...] = field(repr=False)
    due: date | None  # the date that they will read, where it changes
    promised: date | None  # the one that they read now


def preview(office: Office, actor: Actor, reference: str, action: Action, /, **said: Any) -> Preview | None:
    """What the raiser would be told if ``actor`` did this; ``None`` where that is nothing.

    Nothing is kept. What is written now to be released later is shown as if it were released. Raises
    :class:`portal.domain.people.Refused` as :func:`act` would.
    """
    with office.store.read() as unit:
        challenge = unit.challenges.whole(reference)
        if challenge is None:
            return None
        events = _events(unit, office, challenge, actor, action, said)
    after = replay(events, challenge)
    if action is Action.WRITE_REPLY:
        after = _as_released(office, after, actor)
    return _difference(_view(office, challenge), _view(office, after), challenge.audience)


def _as_released(office: Office, challenge: Challenge, actor: Actor) -> Challenge:
    at = Situation(challenge, actor, office.rules(challenge), office.now())
    happens = DEEDS[Action.RELEASE].happens(at, harm="no", words=_HANDED_ON)
    return replay((Event(kind, at.now, actor.key, what) for kind, what in happens), challenge)


def _difference(now: View, then: View, audience: Audience) -> Preview | None:
    told = then.history[len(now.history) :]
    promised, due = (view[Fact.NEXT_DATE] for view in (now, then))
    dates = [told.value if isinstance(told, Shown) else None for told in (promised, due)]
    if not told and dates[0] == dates[1]:
        return None
    return Preview(audience, told, dates[1] if dates[0] != dates[1] else None, dates[0])


def _view(office: Office, challenge: Challenge) -> View:
    return view_for(challenge.audience, challenge, office.packs.get(challenge.pack))
