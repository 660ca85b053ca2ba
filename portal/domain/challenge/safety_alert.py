"""A safety alert: danger or new safeguarding information that nobody has acted on yet. It comes before all else.

An alert opens when a raiser says so, and closes only when a member of staff records what they did about it. Both stay
with the challenge for good. While one is open nothing that could overtake it is done.

Alerts are kept as plain JSON among the work of a challenge; :class:`SafetyAlert` is one of them to read.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from portal.domain.answer_holdings import Holds
from portal.domain.disclosure.internal import InternalOnly
from portal.domain.i18n import _
from portal.domain.journey import Answers
from portal.domain.permissions import ActionRefused
from portal.domain.questions.answer_index import INDEX

Stored = Mapping[str, Any]


class AlertKind(StrEnum):
    """What was said. Each is the value of a flag, too."""

    DANGER = "danger"  # in the form, that somebody is in danger or not safe
    NEW_INFORMATION = "new_information"  # in the form or later, that something new has happened
    PRESSURE = "pressure"  # that somebody makes them withdraw


_WHY_ALERTED = (Holds.NEWS, Holds.URGENCY)
_WHAT_ABOUT = (Holds.GROUND, Holds.YOUNG_VOICE, Holds.WISH, Holds.MISSED, Holds.WAS_TOLD)
"""Where a raiser may have written what it is about, the likeliest first; between these two, their first ground."""

FIRST = _("A safety alert is open. First record what you did about it.")


@dataclass(frozen=True, slots=True)
class Acted(InternalOnly):
    """What somebody did about an alert."""

    by: str  # the id of their account
    at: datetime  # when they wrote it down
    told: str = field(repr=False)  # whom they told; blank where nobody was asked for it yet
    told_at: datetime | None  # when; none where it was written in words
    told_when: str = field(repr=False)  # those words
    contact: str  # the number of the new contact in the case system
    words: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SafetyAlert(InternalOnly):
    """What a raiser said, when, and what was done about it."""

    kind: AlertKind
    at: datetime
    words: str = field(repr=False)  # their own; blank where they wrote none
    answers: Mapping[str, str] = field(repr=False)  # what they chose in the form, by question
    acted: Acted | None

    @property
    def open(self) -> bool:
        return self.acted is None


@dataclass(frozen=True, slots=True)
class Repeats:
    """How often colleagues on duty are told again of an alert on which nobody has acted, by day and by night."""

    often: timedelta = timedelta(minutes=15)  # at first
    seldom: timedelta = timedelta(hours=1)  # later, until somebody acts
    at_first: timedelta = timedelta(hours=1)  # after the newest alert


OFTEN_ENOUGH = Repeats()


class SafetyFirst(ActionRefused):
    """Nothing happened, because a safety alert is open."""


def every(alerts: Iterable[Stored]) -> tuple[SafetyAlert, ...]:
    """All of them, the oldest first."""
    return tuple(_read(each) for each in alerts)


def waiting(alerts: Iterable[Stored]) -> tuple[SafetyAlert, ...]:
    """Those that nobody has acted on, the oldest first."""
    return tuple(_read(each) for each in alerts if not each["acted"])


def repeat_due(alerts: Iterable[Stored], now: datetime, last: datetime | None, how: Repeats) -> bool:
    """Whether colleagues on duty are told again now. ``last``: when that was last done."""
    newest = max((alert.at for alert in waiting(alerts)), default=None)
    if newest is None:
        return False
    every = how.often if now - newest <= how.at_first else how.seldom
    return now - max(newest, last or newest) >= every


# How they come about


def at_sending(stored: Mapping[str, Any]) -> tuple[Stored, ...]:
    """The alerts of a challenge as it came in or, from the time before they were kept, as it is stored.

    By its flags, which say what was raised and not yet seen to. Of that time it is not known which of several things
    that were new has been acted on: all of them are open.
    """
    return tuple(_found(stored, frozenset(stored["flags"])))


def _found(stored: Mapping[str, Any], flags: frozenset[str]) -> Iterator[Stored]:
    answers, at = stored["answers"], stored["received_at"]
    if AlertKind.DANGER in flags:
        yield _new(AlertKind.DANGER, at, _own_words(answers), INDEX.alarms(answers, Holds.DANGER))
    if AlertKind.NEW_INFORMATION in flags and (chosen := INDEX.alarms(answers, Holds.NEWS)):
        yield _new(AlertKind.NEW_INFORMATION, at, INDEX.typed(answers, Holds.NEWS), chosen)
    told = [(each["kind"], each["at"], each["what"]) for each in stored.get("history", ())]
    later = [alert for _kind, at, what in told for alert in raised(at, what) if alert["kind"] in flags]
    if AlertKind.PRESSURE in flags:  # the history does not tell whether it was
        withdrawn = [(at, what.get("words", "")) for kind, at, what in told if kind == "withdrawn"][-1:]
        later += [_new(AlertKind.PRESSURE, at, words) for at, words in withdrawn]
    yield from later


def _own_words(answers: Answers) -> str:
    first = [words for _kind, words in INDEX.grounds(answers)[:1]]
    found = (INDEX.typed(answers, *_WHY_ALERTED), *first, INDEX.typed(answers, *_WHAT_ABOUT))
    return next((words for words in found if words), "")


def acted_on(alerts: tuple[Stored, ...], at: datetime, actor: str, what: Stored) -> tuple[Stored, ...]:
    """The alerts once somebody has acted on those that wait and whose kinds are among the ``flags``."""
    did = {"by": actor, "at": at.isoformat()} | {key: what[key] for key in _DID if key in what}
    seen_to = [each["kind"] in what["flags"] and not each["acted"] for each in alerts]
    return tuple({**each, "acted": did} if so else each for each, so in zip(alerts, seen_to, strict=True))


_DID = ("told", "told_at", "when", "contact", "words")


def raised(at: str, what: Stored) -> Iterator[Stored]:
    """The alerts that a raiser's words open. ``at``: ISO. Before all that they write held whether it is new, none.

    Somebody who is made to withdraw may also say that something new has happened: both are acted on.
    """
    if what.get("pressure") == "yes":
        yield _new(AlertKind.PRESSURE, at, what.get("words", ""))
    if what.get("new"):
        yield _new(AlertKind.NEW_INFORMATION, at, what.get("words", ""))


def _new(kind: AlertKind, at: str, words: str, answers: Answers | None = None) -> Stored:
    return {"kind": kind.value, "at": at, "words": words, "answers": dict(answers or {}), "acted": {}}


def _read(stored: Stored) -> SafetyAlert:
    did, acted = stored["acted"], None
    if did:
        told_at = did.get("told_at")
        acted = Acted(
            by=did["by"],
            at=datetime.fromisoformat(did["at"]),
            told=did.get("told", ""),
            told_at=datetime.fromisoformat(told_at) if told_at else None,
            told_when=did.get("when", ""),
            contact=did.get("contact", ""),
            words=did.get("words", ""),
        )
    at = datetime.fromisoformat(stored["at"])
    return SafetyAlert(AlertKind(stored["kind"]), at, stored["words"], stored["answers"], acted)
