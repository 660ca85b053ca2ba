"""Who has opened a request, as its raiser may see it: by role and day, and never by name."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from portal.domain.challenge import safety_alert
from portal.domain.challenge.events.evidence_events import EVIDENCE_OPENED
from portal.domain.challenge.events.record_events import OPENED, READ
from portal.domain.challenge.state import Challenge, Event
from portal.domain.challenge.view import View
from portal.domain.disclosure.table import Fact
from portal.domain.permissions import Role, Roles
from portal.domain.policy.calendar import local

LOOKED = frozenset({READ, OPENED, EVIDENCE_OPENED})
"""The kinds of event by which staff have seen some of it."""

_FIRST = (Role.REVIEWER, Role.MANAGER, Role.RELEASER, Role.TRIAGE, Role.AUDITOR, Role.ADMINISTRATOR)
"""Of somebody with several roles the one that is named."""


class SeenBy(NamedTuple):
    day: date
    role: str  # (Role); blank for a former colleague


def may_see_openings(challenge: Challenge, view: View) -> bool:
    """Whether it endangers nobody: we know who reads it, they may know where it is, and no alert is open."""
    safe = not safety_alert.waiting(challenge.work.alerts)
    return challenge.work.checks.identity and view.tells(Fact.STAGE) and safe


def openings(events: Iterable[Event], roles: Mapping[str, Roles]) -> tuple[SeenBy, ...]:
    """Each role once a day, the newest day first. ``roles``: of who works here, by the key of the account."""
    found = {SeenBy(local(each.at).date(), _role(roles.get(each.actor))) for each in events if each.kind in LOOKED}
    return tuple(sorted(found, key=lambda each: (-each.day.toordinal(), each.role)))


def _role(theirs: Roles | None) -> str:
    return next((role.value for role in _FIRST if role in (theirs or ())), "")
