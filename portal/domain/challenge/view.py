"""What a person may see of a challenge, built up from nothing.

A view starts empty and gains only what the pack's disclosure table gives this audience; a fact that the
table withholds has no value in it at all.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from portal.domain.challenge.events.event_kind import WhoseWords
from portal.domain.challenge.events.question_events import ASKED
from portal.domain.challenge.events.record_events import CLOSED
from portal.domain.challenge.events.registry import KINDS, TOLD
from portal.domain.challenge.events.review_events import PROMISE_KEPT, RELEASED, REVIEW_ENDED
from portal.domain.challenge.events.triage_events import TRIAGED
from portal.domain.challenge.grounds import grounds
from portal.domain.challenge.history import at_this_stage
from portal.domain.challenge.neutral_sentences import SENTENCES, may_be_said
from portal.domain.challenge.reply_text import grounds_in
from portal.domain.challenge.state import Challenge, Event
from portal.domain.challenge.triage import Outcome
from portal.domain.disclosure.table import GISTS, Checks, Fact, Show, Shown, Table, Withheld, may_know, shows
from portal.domain.i18n import _
from portal.domain.journey import As, Line
from portal.domain.permissions import RAISER
from portal.domain.policy.due_dates import DueDate, due_from, is_past
from portal.domain.policy.model import Audience, Pack

Told = Shown | Withheld


@dataclass(frozen=True, slots=True)
class ReadGround:
    """What somebody raised, and our answer to it."""

    about: str  # in the form's words
    finding: str  # (Verdict)
    answer: str = field(repr=False)
    theirs: str = field(repr=False)  # what they said; blank where they may not read that


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """Something that happened, as far as this person may be told."""

    kind: str  # of the event
    at: datetime
    said: Line | None = field(default=None, repr=False)  # what was written that they may read
    number: int = 0  # of the question that was asked or answered, from 1
    reviewer: str = ""  # the role that a new stage went to
    promises: bool = False  # what was written says what we will do
    until: date | None = None  # the last day to answer what we have finished, or of a pause
    on: date | None = None  # the day on which something was sent
    due: DueDate | None = None  # the new date, where that has changed
    grounds: tuple[ReadGround, ...] = ()  # what ``said`` says, where it is a reply that answers each
    ours: bool = True  # we did it, and not the raiser
    about: str = ""  # the fact that a message is about, where it may be read


@dataclass(frozen=True, slots=True)
class Helper:
    """Who helps them say what they want, as staff arranged it."""

    name: str = field(repr=False)
    agency: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class View:
    """One challenge as one person may see it. A fact that nobody has established yet is withheld too."""

    facts: Mapping[Fact, Told] = field(repr=False)
    history: tuple[HistoryLine, ...] = field(default=(), repr=False)
    helper: Helper | None = None

    def __getitem__(self, fact: Fact) -> Told:
        return self.facts.get(fact, Withheld())

    def tells(self, fact: Fact) -> bool:
        return isinstance(self[fact], Shown)

    def happened(self, *kinds: str) -> list[HistoryLine]:
        return [each for each in self.history if each.kind in kinds]


_ESTABLISHED: Mapping[Fact, Callable[[Challenge, Pack], Any]] = {
    Fact.RECEIVED: lambda challenge, _: (challenge.reference, challenge.received_at),
    Fact.STAGE: lambda challenge, pack: pack.ladder(challenge.ladder).stage(challenge.stage).label,
    Fact.REVIEWER_ROLE: lambda challenge, pack: (
        challenge.work.review.outside.get("role") or pack.ladder(challenge.ladder).stage(challenge.stage).reviewer
    ),
    Fact.NEXT_DATE: lambda challenge, _: challenge.due,
    Fact.OWN_WORDS: lambda challenge, _: challenge.answers,
    Fact.REVIEW_FINISHED: lambda challenge, _: at_this_stage(challenge, REVIEW_ENDED),
}

_SAID: Mapping[Fact, Callable[[Challenge, Checks], bool]] = {
    Fact.CONTACT_EXISTS: lambda _, checks: checks.made_contact,
    Fact.DECISION_MADE: lambda challenge, checks: checks.made_contact and challenge.work.triaged == Outcome.REVIEW,
    Fact.REVIEW_RESULT: lambda challenge, _: at_this_stage(challenge, REVIEW_ENDED),
}
"""The facts of which at most a fixed sentence is said without a release, and once what."""

_NEUTRAL_END = _("We cannot look at this again here. Call us and ask who can.")
"""That it ends without a review, said to who may not know whether the child is known to us: whatever the reason."""

_ENDED: Mapping[str, str] = {
    Outcome.NOT_OURS: _("Another council made this decision, so we cannot check it. Call us and we will help you ask."),
    Outcome.SETTLED: _("We have checked this decision already, so we will not check it again."),
    Outcome.NOTHING_NEW: _(
        "We have checked this decision already, and nothing in what you told us is new. So we will not check it again."
    ),
    Outcome.COURT: _("A court decides this, so we cannot check it. You can tell the court what you told us."),
    Outcome.NO_DECISION: _("What you told us is not about a decision that our team made, so we have none to check."),
}
"""Why it ends without a review, for who may know."""

_TOLD_TO_ALL: Mapping[str, str] = {
    Outcome.REVIEW: _("Someone new will look at everything you told us."),
    Outcome.COMPLAINT: _(
        "What you told us is about how we treated you. Another team looks at that. We will not do more here."
    ),
    Outcome.INFORMATION: _(
        "What you told us is about your information. Another team looks at that. We will not do more here."
    ),
}


def view_for(
    audience: Audience, challenge: Challenge, pack: Pack, *, checks: Checks | None = None, nobody: bool = False
) -> View:
    """The view of a raiser: of this one, or of one about whom ``checks`` were established.

    ``nobody``: whether nobody is left who could do the next thing. Then no role is told: it would be nobody's.
    """
    table, checks = pack.disclosure, challenge.work.checks if checks is None else checks
    facts: dict[Fact, Told] = {}
    for fact in Fact:
        show = shows(table, audience, fact, checks)
        if show is Show.FULL and fact in _ESTABLISHED:
            facts[fact] = Shown(_ESTABLISHED[fact](challenge, pack))
        elif show in (Show.FULL, Show.GIST) and fact in _SAID and _SAID[fact](challenge, checks):
            facts[fact] = Shown(GISTS[fact])
    if nobody:
        facts.pop(Fact.REVIEWER_ROLE, None)
    view = View(facts)
    reader = _EventReader(table, audience, checks, view.tells(Fact.OWN_WORDS))
    helper = _helper(challenge) if may_know(table, audience, checks) else None
    return View(facts, tuple(_history(reader, challenge, pack, view)), helper)


def _helper(challenge: Challenge) -> Helper | None:
    """It is written freely by staff, so it is told to whoever may read what they write freely."""
    found = challenge.work.advocate
    return Helper(found["advocate"], found["agency"]) if found else None


@dataclass(frozen=True, slots=True)
class _EventReader:
    """What of a challenge's words one person may read: those of a kind that is not named here, never."""

    table: Table
    audience: Audience
    checks: Checks
    own_words: bool

    def of(self, event: Event) -> Line | None:
        kind = KINDS.get(event.kind)
        if kind is None or kind.told is None:
            return None
        fixed = kind.told.fixed_by.get(event.what.get("sort", ""), kind.told.fixed)
        if ours := self._outcome(event) if kind == TRIAGED else fixed:
            return Line(ours, As.OURS)
        return self._written(event, kind.told.words) if event.words else None

    def _written(self, event: Event, whose: WhoseWords) -> Line | None:
        if whose is WhoseWords.RELEASED:
            return self._released(event)
        if whose is WhoseWords.STAFFS:
            return self._told(event)
        read = self._may_read(event) if whose is WhoseWords.PASSED else whose is WhoseWords.RAISERS and self.own_words
        return Line(event.words, As.TYPED) if read else None

    def _outcome(self, event: Event) -> str:
        """Blank for a word that we do not know."""
        outcome = event.what.get("outcome")
        if outcome not in set(Outcome):
            return ""
        told = _TOLD_TO_ALL.get(outcome, _NEUTRAL_END)
        return _ENDED.get(outcome, told) if may_know(self.table, self.audience, self.checks) else told

    def _may_read(self, event: Event) -> bool:
        """Whether they may read a complaint as it was sent: their own words, or whatever we wrote to who may know."""
        if event.what.get("own_words"):
            return self.own_words
        return may_know(self.table, self.audience, self.checks)

    def _told(self, event: Event) -> Line | None:
        """What we said with something that happened: to who may not know, or no longer may, only a neutral sentence."""
        if not may_be_said(self.table, self.audience, self.checks, event.kind, event.words):
            return None
        return Line(event.words, As.OURS if event.words in SENTENCES.get(event.kind, ()) else As.TYPED)

    def _released(self, event: Event) -> Line | None:
        """A message, where its fact may be released to this person."""
        fact = Fact.ACTIONS if event.kind == PROMISE_KEPT else _fact(event)
        if fact is None:
            return None
        show = shows(self.table, self.audience, fact, self.checks)
        if show in (Show.FULL, Show.RELEASED):
            return Line(event.words, As.TYPED)
        return Line(GISTS[fact], As.OURS) if show is Show.GIST else None


def _fact(event: Event) -> Fact | None:
    """What the words of a release are about; ``None`` where it does not say so in a word we know."""
    return next((fact for fact in Fact if fact == event.what.get("fact")), None)


def _history(reader: _EventReader, challenge: Challenge, pack: Pack, view: View) -> Iterator[HistoryLine]:
    asked = 0
    for event in challenge.history:
        asked += event.kind == ASKED
        said = reader.of(event)
        if event.kind not in TOLD or set(event.what) - set(TOLD[event.kind]) or _unseen(event, said, view):
            continue  # with a word that we do not know, nothing of it is told
        number = asked if event.kind == ASKED else event.what.get("question", 0)
        reviewer = _reviewer(event, pack, view)
        promises = event.kind == RELEASED and event.what.get("fact") == Fact.ACTIONS
        until, on = (date.fromisoformat(event.what[key]) if event.what.get(key) else None for key in ("last", "on"))
        yield HistoryLine(
            event.kind, event.at, said, number, reviewer, promises, until, on,
            due=_new_date(event) if view.tells(Fact.NEXT_DATE) else None,
            grounds=_grounds(event, said, challenge, view),
            ours=event.actor != RAISER.key,
            about=str(event.what.get("fact", "")) if said and said.read is As.TYPED else "",
        )  # fmt: skip


def _new_date(event: Event) -> DueDate | None:
    """The date that they were given with it; none where that had passed already, as when we say that we are late."""
    due = due_from(event.what.get("due"))
    return None if is_past(due, event.at) else due


def _grounds(event: Event, said: Line | None, challenge: Challenge, view: View) -> tuple[ReadGround, ...]:
    """A reply taken apart, each ground beside what they said themselves."""
    if event.kind != RELEASED or said is None or said.read is not As.TYPED:
        return ()
    found, raised = grounds_in(said.words), grounds(challenge.answers)
    theirs = [each.words for each in raised] if view.tells(Fact.OWN_WORDS) and len(raised) == len(found) else []
    return tuple(
        ReadGround(each.about, each.finding.value, each.answer, theirs[at] if theirs else "")
        for at, each in enumerate(found)
    )


def news(view: View, since: datetime) -> tuple[HistoryLine, ...]:
    """What of it the raiser did not do themselves, since then; the newest first."""
    return tuple(each for each in reversed(view.history) if each.at > since and each.ours)


def _unseen(event: Event, said: Line | None, view: View) -> bool:
    """Whether even that it happened is not for this person, or nothing to them."""
    told = KINDS[event.kind].told
    if told is None or (told.words is WhoseWords.RELEASED and said is None):
        return True
    if event.kind == CLOSED and not event.what.get("unanswered"):
        return True  # for them it ended before that
    return told.needs is not None and not view.tells(told.needs)


def _reviewer(event: Event, pack: Pack, view: View) -> str:
    stages = (each for ladder in pack.ladders for each in ladder.stages if each.key == event.what.get("stage"))
    stage = next(stages, None)
    return stage.reviewer if stage and view.tells(Fact.REVIEWER_ROLE) else ""
