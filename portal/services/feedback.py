"""What people say of the website: kept for a year without who said it, counted, and read by managers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from portal.domain.disclosure.impersonal_words import impersonal
from portal.domain.permissions import ActionRefused, Actor, Permission
from portal.domain.policy.calendar import local
from portal.domain.rate_limits import TooManySent
from portal.services import LATELY, AppContext, security_log
from portal.services.security_log import Happening
from portal.storage.feedback import Said

MOST = 200
"""How many of the newest that have words a page shows."""


class Place(StrEnum):
    """Where they were asked."""

    PAGE = "page"  # by the link on every page
    SENT = "sent"  # after they had sent their request
    CLOSED = "closed"  # after they had signed out


class Easy(StrEnum):
    """How easy they found it."""

    VERY_EASY = "very_easy"
    EASY = "easy"
    HARD = "hard"
    VERY_HARD = "very_hard"


@dataclass(frozen=True, slots=True)
class SaidWords:
    day: date
    place: Place
    easy: Easy
    words: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class FeedbackSummary:
    """Of the last :data:`LATELY`. ``words`` has the newest first."""

    counts: Mapping[Easy, int]
    words: tuple[SaidWords, ...]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def give(context: AppContext, *, place: str, easy: str, words: str, network: str = "") -> None:
    """Keep it, with nothing of who said it: of the words what may name somebody is left out.

    ``network``: where it comes from, if what comes from there is counted. Raises :class:`TooManySent`.
    """
    now, limit = context.now(), context.limits.submissions
    known = place if place in set(Place) else Place.PAGE.value
    said = Said(local(now).date(), known, Easy(easy).value, impersonal(words).strip())
    with context.store.begin() as unit:
        until = unit.rate_limits.take(f"feedback {network}", limit, now) if network else None
        if until is None:
            unit.feedback.add(said)
    if until:
        security_log.event(Happening.THROTTLED, at="feedback", network=security_log.alias(context, network))
        raise TooManySent(until, now)


def summary(context: AppContext, actor: Actor) -> FeedbackSummary:
    """Raises :class:`ActionRefused`."""
    if not actor.may(Permission.SEE_FEEDBACK):
        raise ActionRefused("You are not allowed to see this.")
    since = local(context.now() - LATELY).date()
    with context.store.read() as unit:
        counts, said = unit.feedback.counts(since), unit.feedback.words(since, MOST)
    words = (SaidWords(each.day, Place(each.place), Easy(each.easy), each.words) for each in said)
    return FeedbackSummary({easy: counts.get(easy.value, 0) for easy in Easy}, tuple(words))
