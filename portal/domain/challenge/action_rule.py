"""What an action is made of: when it is refused, and what it brings about.

A reason is a plain sentence, blank where nothing stands in the way. What happens is kinds of event with
what they hold; :func:`portal.domain.challenge.decide.decide` makes events of them.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Generic, Self, TypeVar

from portal.domain.challenge.casework import Review
from portal.domain.challenge.events.event_kind import EventDraft
from portal.domain.challenge.state import Challenge, Rules
from portal.domain.comparable_text import Comparable
from portal.domain.disclosure.internal import InternalOnly
from portal.domain.i18n import _
from portal.domain.permissions import RAISERS, ActionRefused, Actor, Roles
from portal.domain.policy.calendar import BeyondCalendar, local
from portal.domain.policy.due_dates import plain_due
from portal.domain.policy.model import Stage
from portal.domain.policy_rule import Rule


@dataclass(frozen=True, slots=True)
class ActionContext(InternalOnly):
    """Who stands before which challenge, by what rules, and when."""

    challenge: Challenge
    actor: Actor
    rules: Rules
    now: datetime
    staff: tuple[Actor, ...] = ()  # everybody who works here, for what names a colleague

    def colleague(self, key: str) -> Actor:
        """Who works here under this key. Raises :class:`ActionRefused`."""
        for who in self.staff:
            if who.key == key:
                return who
        raise ActionRefused(_("They do not work here now, or have not signed in yet."))

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


class ActionGroup(StrEnum):
    """Where on the page of a challenge an action is offered."""

    WHO_HAS_IT = "who_has_it"
    TRIAGE = "triage"
    REVIEW = "review"
    TELL = "tell"
    CLOCK = "clock"
    NOTES = "notes"
    RECORD = "record"


class Partaker(StrEnum):
    """Who looks at no later stage once something is done."""

    ACTOR = "actor"  # who does it
    OTHER = "other"  # whom it is about


class Parameters:
    """What somebody says when they do something: one class for each action, and its form asks for exactly that."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, repr=False)
class Nothing(Parameters):
    """What is done without another word."""


@dataclass(frozen=True, slots=True, repr=False)
class Words(Parameters):
    """Words alone: reasons, or what is told."""

    words: str


def beside_the_form(default: Any) -> Any:
    """A parameter that the page itself knows, and asks nobody."""
    return field(default=default, metadata={"beside_the_form": True})


Given = TypeVar("Given", bound=Parameters)


def _no_clause(_at: ActionContext) -> Rule | None:
    return None


def _nobody(_at: ActionContext, _who: Actor) -> str | None:
    return None


def _not_asked(_at: ActionContext) -> bool:
    return False


@dataclass(frozen=True, eq=False, repr=False)
class Action(str, Generic[Given]):  # noqa: SLOT000 - it holds what is special about it
    """Something that somebody can do with a challenge: all that is special about it, in one place.

    It is its name, as it stands in addresses. ``why_not``: why it cannot be done now, blank where it can;
    ``happens``: what it brings about, with what was said. What nobody said otherwise is refused: it waits while a
    safety alert is open, and is not done with what is set aside as junk.
    """

    name: str
    parameters: type[Given]
    why_not: Callable[[ActionContext], str]
    happens: Callable[[ActionContext, Given], list[EventDraft]]
    _: KW_ONLY
    roles: Roles
    group: ActionGroup | None = None  # none for what is done elsewhere than on the page of the challenge
    clause: Callable[[ActionContext], Rule | None] = _no_clause  # what allows it, to be shown beside the form
    about: Callable[[ActionContext, Actor], str | None] = _nobody  # why not this colleague; none if not offered at all
    despite_alert: bool = False  # done also while a safety alert is open
    despite_junk: bool = False  # done also with what is set aside
    read_first: bool = False  # only for who has opened the challenge and read it, though no open alert stops it
    answers_alert: bool = False  # takes having been shown the alerts
    adds: bool = False  # adds one more each time: a button pressed twice must not do it twice
    step_up: bool = False  # takes signing in again within the 5 minutes before
    shows_words: bool = False  # their own words, or ours about the child, stand beside the form: showing it is reading
    shows_all: bool = False  # all that they disagree with stands there, then and since; else it is a part of it
    says: str = ""  # the kind of event whose words are written freely and read by the raiser at once
    for_release: bool = False  # its words are read by the raiser once they are released
    gives_it: bool = False  # whoever is chosen has it then: the least senior are offered first
    uses_up: Partaker | None = None
    bars: bool = False  # and they do not look at the stage under way either
    known_by: str = ""  # the kind of event by which it is known that a raiser has done it already
    declares: Callable[[ActionContext], bool] = _not_asked  # whether who does it declares that they are independent

    def __new__(cls, name: str, *_rest: Any, **_more: Any) -> Self:
        return super().__new__(cls, name)

    @property
    def raisers(self) -> bool:
        """Whether it is a raiser's own deed, and nobody's for them."""
        return self.roles == RAISERS

    @property
    def waits_for_alert(self) -> bool:
        """Whether an open safety alert stops it. It never stops the raiser."""
        return not self.despite_alert and not self.raisers

    @property
    def needs_reading(self) -> bool:
        """Whether who does this has read all that the raiser told us: whatever could overtake it, and acting on it."""
        return self.waits_for_alert or self.answers_alert

    @property
    def takes_reading(self) -> bool:
        """Whether only who has been shown a page with all that the raiser said does this."""
        return self.read_first or self.waits_for_alert

    @property
    def writes(self) -> bool:
        """Whether the raiser reads its words, at once or once they are released."""
        return bool(self.says) or self.for_release

    @property
    def names_a_colleague(self) -> bool:
        """Whether a colleague is chosen for it, so that who works here has to be known."""
        return bool({"to", "maker"} & set(self.parameters.__match_args__))  # type: ignore[attr-defined]  # dataclasses


AnyAction = Action[Any]


def stage_rule(at: ActionContext) -> Rule:
    """That the stage is reviewed as it is: what allows the steps of it."""
    return at.stage


def always_possible(_at: ActionContext) -> str:
    """Nothing stands in the way."""
    return ""


_FILLERS = """
x xx xxx ok okay k na none nil no yes y n tbc tba tbd asdf test done fine see above same ditto dash blank nothing
because reason reasons words text idk dunno whatever
as before per discussed stated noted previously already not applicable the
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
