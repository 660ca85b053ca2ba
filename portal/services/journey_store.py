"""Where the answers of a journey are kept until they are sent: read, and answered page by page.

A form of one's own, a request that staff enter and a change of contact are the same journey over different stores.
To look at a page is one read, and to answer it one write.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from functools import cached_property
from typing import Any

from portal.domain.browser_tabs import typed_in
from portal.domain.challenge.state import Challenge
from portal.domain.disclosure.internal import InternalOnly
from portal.domain.journey import Answers, Journey, Step
from portal.domain.questions.page_answers import PageAnswer, Removal
from portal.domain.questions.unfinished_answers import finished, leaving
from portal.domain.questions.young import ADULT
from portal.domain.rate_limits import TooManySent
from portal.services import STILL_THERE, AppContext, new_token, security_log
from portal.services.security_log import Happening
from portal.storage import Draft, Gone, UnitOfWork

FROM_LETTER = frozenset({"their_reference", "told", "told_how", "told_what"})
"""The answers that somebody may come with: the address on a letter has them."""


@dataclass(frozen=True)
class JourneyProgress:
    """Where a person is in the journey: their answers and the way through them."""

    journey: Journey
    answers: Answers = field(repr=False)
    language: str
    begun: bool  # whether anything is kept for them yet
    coded: bool = False  # whether they can come back to it with a code

    @cached_property
    def path(self) -> list[Step]:
        return self.journey.path(self.answers)

    def may_visit(self, step: Step) -> bool:
        return step in self.path

    def before(self, step: Step) -> Step | None:
        index = self.path.index(step)
        return self.path[index - 1] if index else None

    def after(self, step: Step) -> Step | None:
        """The next page, or ``None`` for check-answers."""
        return self.journey.after(step, self.answers)

    def open(self) -> Step | None:
        """The first page still open, or ``None`` for check-answers."""
        return self.journey.open(self.answers)


@dataclass(frozen=True, slots=True)
class FoundDraft(InternalOnly):
    """The answers in a store, the draft that they are in, if one has begun, and what they are said beside."""

    progress: JourneyProgress
    draft: Draft | None
    seen_at: datetime | None  # when somebody was last there; none where nobody need be
    beside: Challenge | None = None


class Became(Enum):
    """What became of a page that was sent."""

    KEPT = "kept"
    ASTRAY = "astray"  # it was not the person's turn at it
    OVERTAKEN = "overtaken"  # it was answered in another window since it was shown
    ENDED = "ended"  # the session is over


@dataclass(frozen=True, slots=True)
class SentPage:
    """What became of it, where the person is now, and under which token."""

    became: Became
    progress: JourneyProgress | None = None  # none where the session is over
    token: str = field(default="", repr=False)


@dataclass(frozen=True)
class JourneyStore(ABC):
    """Where one person's answers are: under ``token``."""

    token: str = field(repr=False)

    @abstractmethod
    def _find(self, context: AppContext, unit: UnitOfWork) -> FoundDraft | None:
        """What there is; ``None`` where the session is over."""

    @abstractmethod
    def _save(self, context: AppContext, unit: UnitOfWork, found: FoundDraft, changes: Mapping[str, Any]) -> SentPage:
        """Keep the changes, in a new draft where there is none."""

    def _touch(self, unit: UnitOfWork, found: FoundDraft, now: datetime) -> None:
        """Note that the person is still there. Raises :class:`portal.storage.Gone`."""
        if found.draft:
            unit.drafts.touch(found.draft.id, now)

    def _is_turn(self, _context: AppContext, _unit: UnitOfWork, found: FoundDraft, page: Step) -> bool:
        return page in found.progress.journey.steps(found.progress.answers)

    def walk(self, context: AppContext) -> JourneyProgress | None:
        """Where the person is; ``None`` where the session is over.

        Looking at a page keeps the session open; that is noted once a minute, not each time.
        """
        now = context.now()
        with context.store.read() as unit:
            found = self._find(context, unit)
        if found and found.seen_at and now - found.seen_at >= STILL_THERE:
            try:
                with context.store.begin() as unit:
                    self._touch(unit, found, now)
            except Gone:
                with context.store.read() as unit:
                    found = self._find(context, unit)
        return found.progress if found else None

    def take(
        self, context: AppContext, sent: PageAnswer | Removal, typed: Mapping[str, Any] | None = None, tab: str = ""
    ) -> SentPage:
        """Keep what one page says, if it is the person's turn at it and nobody answered it meanwhile; else nothing.

        ``typed``: the page as it was typed, kept aside where it was answered meanwhile. ``tab``: of the browser, if it
        has a name. Raises :class:`portal.domain.rate_limits.TooManySent`.
        """
        with context.store.begin() as unit:
            found = self._find(context, unit)
            if found is None:
                return SentPage(Became.ENDED)
            progress = found.progress
            if not self._is_turn(context, unit, found, sent.page):
                return SentPage(Became.ASTRAY, progress)
            changes = sent.changes(progress.journey, progress.answers)
            if changes is None:
                self._aside(unit, found, sent.page, typed or {})
                return SentPage(Became.OVERTAKEN, progress)
            over = {**finished(sent.page, progress.answers), **typed_in(progress.answers, tab)}
            return self._save(context, unit, found, {**over, **changes})

    def note(self, context: AppContext, changes: Mapping[str, Any]) -> JourneyProgress | None:
        """Keep answers of any of the pages, whosever turn it is; ``None`` where the session is over."""
        with context.store.begin() as unit:
            found = self._find(context, unit)
            kept = self._save(context, unit, found, changes) if found else None
        return kept.progress if kept else None

    def set_aside(self, context: AppContext, step: Step, typed: Mapping[str, Any]) -> None:
        """Keep what was typed on a page of a form that has begun, to be shown there again: it is no answer.

        It is no sign that somebody is still there either: a page does so by itself before it closes.
        """
        with context.store.begin() as unit:
            if (found := self._find(context, unit)) and self._is_turn(context, unit, found, step):
                self._aside(unit, found, step, typed)

    def _aside(self, unit: UnitOfWork, found: FoundDraft, step: Step, typed: Mapping[str, Any]) -> None:
        if draft := found.draft:
            unit.drafts.save(draft, {**draft.answers, **leaving(step, draft.answers, typed)}, draft.seen_at)


@dataclass(frozen=True)
class FormStore(JourneyStore):
    """The form of whoever holds the token of the session. It is a draft, and belongs to one journey, ``flow``."""

    flow: str = ADULT
    language: str = "en"  # that of a form which has begun is its own
    network: str = ""  # where the person is, if what is begun from there is counted

    def _find(self, context: AppContext, unit: UnitOfWork) -> FoundDraft:
        draft = unit.drafts.open(self.token, context.now())
        progress = progress_of_form(context, draft, self.language, self.flow)
        return FoundDraft(progress, draft, draft.seen_at if draft else None)

    def _is_turn(self, context: AppContext, unit: UnitOfWork, found: FoundDraft, page: Step) -> bool:
        """While a request that is sent is open there, no other begins."""
        if found.progress.journey.key != self.flow or not super()._is_turn(context, unit, found, page):
            return False
        return found.draft is not None or unit.raiser_sessions.open(self.token, context.now()) is None

    def _save(self, context: AppContext, unit: UnitOfWork, found: FoundDraft, changes: Mapping[str, Any]) -> SentPage:
        """A new draft has a new token, so that no two requests from one browser share an access code."""
        token = self.token
        if found.draft is None:
            count_network(context, unit, "begin", self.network)
            token = new_token()
        return SentPage(Became.KEPT, keep_form(context, unit, found.draft, found.progress, changes, token), token)


def progress_of_form(context: AppContext, draft: Draft | None, language: str, flow: str) -> JourneyProgress:
    """It is the journey they came to until they answer the first page of one."""
    journey = context.journeys[flow]
    answers: Answers = draft.answers if draft else {}
    if journey.questions[0].key not in answers:
        answers = {**answers, **journey.given}
    if draft is None:
        return JourneyProgress(journey, answers, language, begun=False)
    begun, journey = has_begun(draft), context.journey_of(answers)
    return JourneyProgress(journey, answers, draft.language, begun=begun, coded=draft.coded)


def has_begun(draft: Draft | None) -> bool:
    """Whether somebody has typed in it: a form that holds only what stands on a letter has not begun."""
    return draft is not None and not (draft.answers and set(draft.answers) <= FROM_LETTER)


def keep_form(
    context: AppContext,
    unit: UnitOfWork,
    draft: Draft | None,
    walked: JourneyProgress,
    changes: Mapping[str, Any],
    token: str,
) -> JourneyProgress:
    answers = {**walked.answers, **changes}
    if draft is None:
        unit.drafts.start(token, answers, walked.language, context.now())
    else:
        unit.drafts.save(draft, answers, context.now())
    return JourneyProgress(context.journey_of(answers), answers, walked.language, begun=True)


def count_network(context: AppContext, unit: UnitOfWork, what: str, network: str) -> None:
    """Count a form begun or sent from ``network``; nothing where that is blank. Raises :class:`TooManySent`."""
    limit, now = {"begin": context.limits.drafts, "send": context.limits.submissions}[what], context.now()
    if network and (until := unit.rate_limits.take(f"{what} {network}", limit, now)):
        security_log.event(Happening.THROTTLED, at=what, network=security_log.alias(context, network))
        raise TooManySent(until, now)
