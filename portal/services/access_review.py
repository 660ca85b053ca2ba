"""Who opened which case, when and why, and who searched for what: for an auditor, without a word of any case.

What somebody reads of one case within half an hour is one opening. Of their reason only what they chose is said: words
of their own may be about the family.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from portal.domain import reference_codes
from portal.domain.challenge.events import record_events
from portal.domain.challenge.events.evidence_events import EVIDENCE_OPENED
from portal.domain.challenge.events.record_events import EXPORTED, OPENED
from portal.domain.challenge.state import Event
from portal.domain.permissions import ActionRefused, Actor, Permission
from portal.domain.policy.calendar import LONDON, ONE_DAY, local
from portal.services import SAY_AGAIN, AppContext
from portal.services.case_access import ALLOCATED, Why
from portal.storage import UnitOfWork

USUAL = timedelta(days=6)
"""How far back is looked where nobody says it: a week with today."""

LONGEST = timedelta(days=92)
MOST = 20_000
"""So many readings are looked at, the newest; more are not."""

PAGE = 50

_READS = (record_events.READ, OPENED)
_COPIES = (EXPORTED, EVIDENCE_OPENED)


class OpeningFilter(StrEnum):
    """What the openings can be narrowed to."""

    UNALLOCATED = "unallocated"  # without having the case, or taking it
    OUT_OF_HOURS = "out_of_hours"
    COPIED = "copied"  # something was taken out


@dataclass(frozen=True, slots=True)
class ReviewPeriod:
    """From the first day to the last."""

    first: date
    last: date

    @property
    def begins(self) -> datetime:
        return datetime.combine(self.first, time(), LONDON)

    @property
    def ends(self) -> datetime:
        return datetime.combine(self.last + ONE_DAY, time(), LONDON)


@dataclass(frozen=True, slots=True)
class OpeningsAsked:
    """Which openings somebody asks for. What is blank narrows nothing."""

    period: ReviewPeriod
    officer: str = ""
    reference: str = ""  # this case, and those that are linked with it
    only: OpeningFilter | None = None


@dataclass(frozen=True, slots=True)
class CaseOpening:
    """Somebody read one case, and went on reading it."""

    reference: str
    written: str
    actor: str
    name: str = field(repr=False)
    at: datetime
    why: str  # of Why; blank where it is not known any more
    pages: int
    copies: int
    unallocated: bool
    out_of_hours: bool


@dataclass(frozen=True, slots=True)
class OfficerTotals:
    """What one officer opened, by what it can be narrowed to; and how often they searched."""

    actor: str
    name: str = field(repr=False)
    openings: int
    cases: int
    only: Mapping[OpeningFilter, int]
    searches: int


@dataclass(frozen=True, slots=True)
class AccessReview:
    """A page of the openings, the newest first; ``total`` of them fit, on so many pages."""

    openings: tuple[CaseOpening, ...]
    total: int
    page: int
    pages: int
    officers: tuple[OfficerTotals, ...]  # of the whole period, who opened most first
    names: Mapping[str, str] = field(repr=False)  # of everybody, by id
    whole: bool  # whether all of the period was looked at


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """That somebody searched. What they typed is kept nowhere."""

    at: datetime
    name: str = field(repr=False)
    by: str
    purpose: str
    hits: int


def usual_period(context: AppContext) -> ReviewPeriod:
    today = local(context.now()).date()
    return ReviewPeriod(today - USUAL, today)


def review(context: AppContext, actor: Actor, asked: OpeningsAsked, page: int = 1) -> AccessReview:
    """Who opened what in a period. Raises :class:`ActionRefused`."""
    _may(actor)
    with context.store.read() as unit:
        period = asked.period
        found = unit.event_log.within((*_READS, *_COPIES), period.begins, period.ends, MOST + 1)
        searched = Counter(each.actor for each in unit.search_index.searches(period.begins, period.ends, MOST))
        names, references = unit.accounts.names(), _about(unit, asked.reference)
    every = sorted(_openings(context, found[:MOST], names), key=lambda each: each.at, reverse=True)
    fit = [each for each in every if _fits(each, asked, references)]
    pages = max(1, -(-len(fit) // PAGE))
    page = min(max(1, page), pages)
    return AccessReview(
        openings=tuple(fit[(page - 1) * PAGE : page * PAGE]),
        total=len(fit),
        page=page,
        pages=pages,
        officers=tuple(_officers(every, searched, names)),
        names=names,
        whole=len(found) <= MOST,
    )


def searches(context: AppContext, actor: Actor, period: ReviewPeriod, officer: str = "") -> tuple[SearchEntry, ...]:
    """Who searched in a period, by what and what for. Raises :class:`ActionRefused`."""
    _may(actor)
    with context.store.read() as unit:
        found, names = unit.search_index.searches(period.begins, period.ends, MOST), unit.accounts.names()
    return tuple(
        SearchEntry(each.at, names.get(each.actor, ""), each.by, each.purpose, each.hits)
        for each in found
        if officer in ("", each.actor)
    )


def _may(actor: Actor) -> None:
    if not actor.may(Permission.SEE_OPENINGS):
        raise ActionRefused("You are not allowed to see who opened what.")


def _about(unit: UnitOfWork, reference: str) -> frozenset[str]:
    """The case and those about the same child, as far as staff have linked them."""
    found = unit.challenges.whole(reference) if reference else None
    return frozenset({reference, *(found.work.links if found else ())}) - {""}


def _fits(opening: CaseOpening, asked: OpeningsAsked, references: frozenset[str]) -> bool:
    if (asked.officer and opening.actor != asked.officer) or (references and opening.reference not in references):
        return False
    return asked.only is None or is_such(opening, asked.only)


def is_such(opening: CaseOpening, only: OpeningFilter) -> bool:
    return {
        OpeningFilter.UNALLOCATED: opening.unallocated,
        OpeningFilter.OUT_OF_HOURS: opening.out_of_hours,
        OpeningFilter.COPIED: opening.copies > 0,
    }[only]


def _openings(
    context: AppContext, found: Iterable[tuple[str, Event]], names: Mapping[str, str]
) -> Iterator[CaseOpening]:
    theirs: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for reference, event in found:
        theirs[reference, event.actor].append(event)
    for (reference, who), events in theirs.items():
        for run in _runs(sorted(events, key=lambda event: event.at)):
            yield _opening(context, reference, run, names.get(who, ""))


def _runs(events: Iterable[Event]) -> Iterator[list[Event]]:
    """What was read one after the other, without half an hour between."""
    run: list[Event] = []
    for event in events:
        if run and event.at - run[-1].at >= SAY_AGAIN:
            yield run
            run = []
        run.append(event)
    if run:
        yield run


def _opening(context: AppContext, reference: str, run: list[Event], name: str) -> CaseOpening:
    reads = [event for event in run if event.kind in _READS]
    said = [event.what.get("why", "") for event in reads]
    why = next((each for each in said if each != Why.READING_ON), next(iter(said), ""))
    return CaseOpening(
        reference=reference,
        written=reference_codes.grouped(reference),
        actor=run[0].actor,
        name=name,
        at=run[0].at,
        why=(why if why in set(Why) else Why.OTHER) if why else "",
        pages=len(reads),
        copies=len(run) - len(reads),
        unallocated=not ALLOCATED & set(said),
        out_of_hours=not context.pack.hours.is_open(run[0].at, context.calendar),
    )


def _officers(
    every: Iterable[CaseOpening], searched: Counter[str], names: Mapping[str, str]
) -> Iterator[OfficerTotals]:
    theirs: dict[str, list[CaseOpening]] = {who: [] for who in searched}
    for each in every:
        theirs.setdefault(each.actor, []).append(each)
    for who, openings in sorted(theirs.items(), key=lambda each: (-len(each[1]), names.get(each[0], ""))):
        only = {which: sum(is_such(each, which) for each in openings) for which in OpeningFilter}
        cases = len({each.reference for each in openings})
        yield OfficerTotals(who, names.get(who, ""), len(openings), cases, only, searched[who])
