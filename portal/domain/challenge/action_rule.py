"""What an action is made of: when it is refused, and what it brings about.

A reason is a plain sentence, blank where nothing stands in the way. What happens is kinds of event with
what they hold; :func:`portal.domain.challenge.decide.decide` makes events of them.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from portal.domain.challenge.casework import Review
from portal.domain.challenge.state import Challenge, Rules
from portal.domain.comparable_text import Comparable
from portal.domain.disclosure.internal import InternalOnly
from portal.domain.i18n import _
from portal.domain.permissions import ActionRefused, Actor
from portal.domain.policy.calendar import BeyondCalendar, local
from portal.domain.policy.due_dates import plain_due
from portal.domain.policy.model import Stage

EventDraft = tuple[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class ActionContext(InternalOnly):
    """Who stands before which challenge, by what rules, and when."""

    challenge: Challenge
    actor: Actor
    rules: Rules
    now: datetime

    @property
    def today(self) -> date:
        return local(self.now).date()

    @property
    def stage(self) -> Stage:
        return self.rules.ladder.stage(self.challenge.stage)

    def paused_before(self, stage: Stage) -> tuple[Mapping[str, str], ...]:
        """The pauses of the stages before ``stage``: with those of the one that it has reached, if that is another."""
        work = self.challenge.work
        here = () if stage.key == self.challenge.stage else work.review.pauses
        return (*work.paused_before, *here)

    def due_of(self, stage: Stage, review: Review | None = None) -> str | None:
        """When ``stage`` is over, as it is stored. One that has not begun begins now, as does one begun anew.

        ``None`` also where no bank holidays are held: a date is never guessed, and nothing stops for that.
        ``review``: of a stage that goes on.
        """
        began = {**self.rules.began(self.challenge)}
        if review is None:
            began[stage.key] = self.now
        try:
            return plain_due(self.rules.due(stage, began, review or Review(), self.paused_before(stage)))
        except BeyondCalendar:
            return None


class ActionRule(NamedTuple):
    """How an action is done: why not, if so; and what it brings about."""

    why_not: Callable[[ActionContext], str]
    happens: Callable[..., list[EventDraft]]


def always_possible(_at: ActionContext) -> str:
    """Nothing stands in the way."""
    return ""


_FILLERS = """
x xx xxx ok okay k na none nil no yes y n tbc tba tbd asdf test done fine see above same ditto dash blank nothing
because reason reasons words text idk dunno whatever
"""
EMPTY = frozenset(_FILLERS.split())
"""What is written to fill a box, and says nothing."""

NOT_ENOUGH = _("Write what a colleague could follow a year from now. This says too little.")
_SHORTEST = 3
"""Letters and digits below which nothing is said."""


def typed(words: str, empty: str) -> str:
    """What a raiser wrote. Raises :class:`ActionRefused` with ``empty`` where nothing of it is seen."""
    if not Comparable(words).text.strip():
        raise ActionRefused(empty)
    return words


def said(words: str, empty: str) -> str:
    """What a colleague wrote. Raises :class:`ActionRefused` where that is nothing, or a word that fills the box."""
    typed(words, empty)
    letters = re.sub(r"[^\w ]", "", Comparable(words).text.casefold()).strip()
    if len(set(letters)) < _SHORTEST or letters.replace(" ", "") in EMPTY or set(letters.split()) <= EMPTY:
        raise ActionRefused(NOT_ENOUGH)
    return words
