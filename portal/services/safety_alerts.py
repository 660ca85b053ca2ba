"""Safety alerts as staff see them: before everything else on each list, on the challenge, and on those linked with it.

What somebody said is shown with them, so that whoever sees an alert knows what it is about before they open anything.
An event says so, before it is shown: for each person, each new alert and each half hour in which it is shown again.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from portal.domain.challenge import safety_alert
from portal.domain.challenge.action_rule import ActionContext, Nothing
from portal.domain.challenge.decide import SEE_ALERT, decide
from portal.domain.challenge.events.alert_events import ALERT_SHOWN
from portal.domain.challenge.safety_alert import AlertKind, SafetyAlert
from portal.domain.challenge.state import Challenge
from portal.domain.challenge.stored_versions import FromLaterVersion
from portal.domain.journey import Line, shown
from portal.domain.permissions import Actor
from portal.domain.policy.call_now import contact_now
from portal.domain.policy.model import Contact
from portal.domain.questions.young import journey_of
from portal.services import SAY_AGAIN, AppContext, later_version
from portal.storage import Broken, UnitOfWork

log = logging.getLogger(__name__)

MINUTE = 60  # seconds


@dataclass(frozen=True, slots=True)
class Did:
    """What somebody did about an alert."""

    name: str = field(repr=False)  # blank for who has no account any more
    told: str = field(repr=False)
    told_at: datetime | None
    told_when: str = field(repr=False)  # in words, where no time was asked for yet
    contact: str
    words: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert. Without the right to read what was said it has neither answers nor words."""

    kind: AlertKind
    at: datetime
    minutes: int  # since then
    answers: tuple[Line, ...] = field(repr=False)  # what they chose, in the form's own words
    words: str = field(repr=False)
    did: Did | None  # none while it is open


Alerts = Mapping[str, tuple[Alert, ...]]
"""By the reference of a challenge: its open alerts, the newest first; none of them where it cannot be read here."""


def call_now(context: AppContext) -> Contact:
    """Whom to call about a child at this hour."""
    return contact_now(context.pack, context.now(), context.calendar)


def every(context: AppContext, challenge: Challenge, names: Mapping[str, str]) -> tuple[Alert, ...]:
    """All alerts of a challenge whose reader has said why they read it, the newest first."""
    alerts = safety_alert.every(challenge.work.alerts)
    return tuple(_alert(context, challenge, each, names) for each in reversed(alerts))


def waiting(context: AppContext, actor: Actor, references: Iterable[str]) -> Alerts:
    """The open alerts of those of these challenges that have any, as far as ``actor`` may see them."""
    with context.store.read() as unit:
        known = unit.restricted_readers.shown(references, actor.key)
        found = {reference: _known(unit, reference) for reference in known}
        opened = {reference: _waiting(context, each) for reference, each in found.items()}
        if not actor.may(SEE_ALERT):
            return {key: tuple(map(_bare, alerts)) for key, alerts in opened.items() if alerts is not None}
        unseen = [key for key, each in found.items() if each and _is_new(unit, each, actor, context.now())]
    if unseen:
        opened |= _written_down(context, actor, unseen)
    return {key: alerts for key, alerts in opened.items() if alerts is not None}


_Opened = tuple[Alert, ...] | None
"""The open alerts of a challenge; none of them where it cannot be read here, ``None`` where none is open."""

_Unread = Broken | FromLaterVersion
"""Why a challenge cannot be read here. That an alert is open on it, its line of the list says still."""


def _known(unit: UnitOfWork, reference: str) -> Challenge | _Unread | None:
    try:
        return unit.challenges.whole(reference)
    except FromLaterVersion as later:
        later_version.tell(later)
        return later
    except Broken as broken:
        log.critical("A challenge with a safety alert cannot be opened.")
        return broken


def _waiting(context: AppContext, challenge: Challenge | _Unread | None) -> _Opened:
    if isinstance(challenge, _Unread):
        return ()
    alerts = safety_alert.waiting(challenge.work.alerts) if challenge else ()
    if challenge is None or not alerts:
        return None
    return tuple(_alert(context, challenge, each, {}) for each in reversed(alerts))


def _is_new(unit: UnitOfWork, challenge: Challenge | _Unread, actor: Actor, now: datetime) -> bool:
    """Whether ``actor`` has not been shown the newest of its alerts within :data:`SAY_AGAIN`."""
    if isinstance(challenge, _Unread) or not (alerts := safety_alert.waiting(challenge.work.alerts)):
        return False
    seen = unit.event_log.last(challenge.id, ALERT_SHOWN, actor.key)
    return seen is None or seen <= max(alert.at for alert in alerts) or now - seen >= SAY_AGAIN


def _written_down(context: AppContext, actor: Actor, references: Iterable[str]) -> dict[str, _Opened]:
    """The alerts as they are when it is written down that ``actor`` is shown them, and no other."""
    found: dict[str, _Opened] = {}
    with context.store.begin() as unit:
        for reference in sorted(references):  # so that no two wait for each other
            if challenge := unit.challenges.whole(reference):
                rules, now = context.rules(challenge), context.now()
                unit.event_log.append(
                    challenge.id, decide(ActionContext(challenge, actor, rules, now), SEE_ALERT, Nothing())
                )
                found[reference] = _waiting(context, challenge)
    return found


def _bare(alert: Alert) -> Alert:
    return replace(alert, answers=(), words="")


def _alert(context: AppContext, challenge: Challenge, alert: SafetyAlert, names: Mapping[str, str]) -> Alert:
    acted, did = alert.acted, None
    if acted:
        by = names.get(acted.by, "")
        did = Did(by, acted.told, acted.told_at, acted.told_when, acted.contact, acted.words)
    minutes = max(0, int((context.now() - alert.at).total_seconds()) // MINUTE)
    return Alert(alert.kind, alert.at, minutes, tuple(_chosen(context, challenge, alert)), alert.words, did)


def _chosen(context: AppContext, challenge: Challenge, alert: SafetyAlert) -> Iterator[Line]:
    """The answers that say so, each under its question."""
    for question in journey_of(context.rules(challenge).pack, challenge.answers).questions:
        if question.key in alert.answers:
            for line in shown(question, alert.answers[question.key]):
                yield line._replace(label=question.label)
