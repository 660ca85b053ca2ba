"""Safety alerts as staff read them beside a challenge."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from portal.domain.challenge import Challenge
from portal.domain.safety_alert import SafetyAlert, every


@dataclass(frozen=True, slots=True)
class AlertView:
    kind: str  # portal.domain.safety_alert.AlertKind
    at: datetime
    words: str = field(repr=False)  # the raiser's own; blank where they wrote none
    told: str = field(default="", repr=False)  # whom somebody of the staff told
    told_at: datetime | None = None
    told_when: str = field(default="", repr=False)  # where it was written in words
    contact: str = field(default="", repr=False)  # the number of the new contact
    did: str = field(default="", repr=False)
    by: str = field(default="", repr=False)  # their name; blank where they have left


def waiting_alerts(challenge: Challenge) -> tuple[AlertView, ...]:
    """Those that nobody has acted on, the newest first."""
    return tuple(_view(each, {}) for each in reversed(every(challenge.work.alerts)) if each.open)


def acted_alerts(challenge: Challenge, names: Mapping[str, str]) -> tuple[AlertView, ...]:
    """Those that somebody has acted on, the oldest first, with what they did."""
    return tuple(_view(each, names) for each in every(challenge.work.alerts) if each.acted)


def _view(alert: SafetyAlert, names: Mapping[str, str]) -> AlertView:
    did = alert.acted
    if did is None:
        return AlertView(alert.kind.value, alert.at, alert.words)
    return AlertView(
        alert.kind.value, alert.at, alert.words, did.told, did.told_at, did.told_when, did.contact, did.words,
        names.get(did.by, ""),
    )  # fmt: skip
