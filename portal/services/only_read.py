"""Who took a challenge as their own work, read it and let it go without having done anything with it.

To take it needed no reason then, and it gave the right to read. So managers and auditors see each.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from portal.domain import reference_codes
from portal.domain.challenge.events.allocation_events import ASSIGNED, HANDED_BACK, STEPPED_ASIDE
from portal.domain.challenge.events.record_events import OPENED, READ
from portal.domain.challenge.state import Challenge, Event
from portal.domain.permissions import ActionRefused, Actor, Permission
from portal.services import LATELY, AppContext, security_log
from portal.services.security_log import Happening
from portal.storage import UnitOfWork

_LET_GO = (HANDED_BACK, STEPPED_ASIDE, ASSIGNED)
"""The kinds of event with which somebody lets a challenge go."""


@dataclass(frozen=True, slots=True)
class OnlyRead:
    """Their reason for letting it go is in the challenge."""

    reference: str
    written: str  # the reference in groups
    taken_at: datetime
    at: datetime  # when they let it go
    who: str = field(repr=False)


def only_read(context: AppContext, actor: Actor) -> tuple[OnlyRead, ...]:
    """Those of the last :data:`LATELY`, the newest first. Raises :class:`ActionRefused`."""
    if not actor.may(Permission.SEE_OVERRIDES):
        raise ActionRefused("You are not allowed to see this.")
    with context.store.read() as unit:
        names, since = unit.accounts.names(), context.now() - LATELY
        let_go = [each for kind in _LET_GO for each in unit.event_log.since(kind, since)]
        known = set(unit.restricted_readers.shown((each for each, _event in let_go), actor.key))
        let_go = [each for each in let_go if each[0] in known]
        found = [each for each in let_go if _was_read(unit.event_log.faces(each[0]), each[1])]
    return tuple(
        OnlyRead(each, reference_codes.grouped(each), _taken_at(event), event.at, names.get(event.actor, ""))
        for each, event in sorted(found, key=lambda each: each[1].at, reverse=True)
    )


def among(unit: UnitOfWork, challenge: Challenge, events: Iterable[Event]) -> list[Event]:
    """Those of the events with which somebody lets go what they have only read."""
    let_go = [each for each in events if each.what.get("since")]
    return [each for each in let_go if _was_read(unit.event_log.faces(challenge.reference), each)]


def write_down(context: AppContext, reference: str, let_go: Iterable[Event]) -> None:
    """A line in the security log for each."""
    for event in let_go:
        who, what = (security_log.alias(context, value) for value in (event.actor, reference))
        security_log.event(Happening.ONLY_READ, account=who, request=what)


def _was_read(faces: Iterable[Event], let_go: Event) -> bool:
    """Whether it was on a page between its being taken as somebody's own work and their letting it go untouched."""
    if not let_go.what.get("since"):
        return False
    theirs = (each.at for each in faces if each.kind in (READ, OPENED) and each.actor == let_go.actor)
    return any(_taken_at(let_go) <= at <= let_go.at for at in theirs)


def _taken_at(let_go: Event) -> datetime:
    return datetime.fromisoformat(let_go.what["since"])
