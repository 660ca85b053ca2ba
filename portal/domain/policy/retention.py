"""How long what people told us is kept here, kind by kind: the pack's schedule, and when something is over.

It is the schedule of the policy in force today, whatever policy a challenge was made under.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime, timedelta
from typing import Any

from portal.domain.policy.calendar import Span, TimeUnit, local, months_after
from portal.domain.policy_rule import Rule

Fault = tuple[tuple[str | int, ...], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionPeriod(Rule):
    """How long one kind of thing is kept."""

    keep: Span

    @property
    def ends(self) -> bool:
        """Whether it is over at all by itself."""
        return self.keep.unit is not TimeUnit.NONE

    def before(self, now: datetime) -> datetime:
        """What began at this moment or earlier is over now. Only of a period that :attr:`ends`."""
        amount, today = self.keep.amount, local(now).date()
        if self.keep.unit in (TimeUnit.DAYS, TimeUnit.WEEKS):
            return now - timedelta(days=amount * (7 if self.keep.unit is TimeUnit.WEEKS else 1))
        return now - (today - months_after(today, -amount * (12 if self.keep.unit is TimeUnit.YEARS else 1)))


def _ours(amount: int, unit: TimeUnit, note: str, cite: str = "UK GDPR, Article 5(1)(e)") -> RetentionPeriod:
    return RetentionPeriod(keep=Span(amount, unit), cite=cite, assumed=True, note=note)


USUAL_DRAFTS = _ours(7, TimeUnit.DAYS, "Time to come back to a form.")
USUAL_CHALLENGES = _ours(
    6,
    TimeUnit.YEARS,
    "From the day it was closed. Nothing national says how long; the child's record is kept by the council's own "
    "schedule. In six years most claims run out.",
    cite="Limitation Act 1980, sections 2 and 5",
)
USUAL_JUNK = _ours(12, TimeUnit.MONTHS, "From the day it was marked. Who sent it can complain meanwhile.")
USUAL_NOTICES = _ours(30, TimeUnit.DAYS, "Those to staff about no challenge. Others go with their challenge.")
USUAL_SIGN_INS = _ours(12, TimeUnit.MONTHS, "So that it can be looked into who was here.")
USUAL_FEEDBACK = _ours(12, TimeUnit.MONTHS, "So that a year can be compared with the one before.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """The schedule. A council writes only what differs."""

    drafts: RetentionPeriod = USUAL_DRAFTS
    challenges: RetentionPeriod = USUAL_CHALLENGES
    junk: RetentionPeriod = USUAL_JUNK
    notices: RetentionPeriod = USUAL_NOTICES
    sign_ins: RetentionPeriod = USUAL_SIGN_INS
    feedback: RetentionPeriod = USUAL_FEEDBACK


USUAL_RETENTION = Retention()
"""Where a pack says nothing else."""

_UNITS = (TimeUnit.DAYS, TimeUnit.WEEKS, TimeUnit.MONTHS, TimeUnit.YEARS)
_DRAFTS = 7  # days: as long as a form can be open
LEAST: Mapping[str, Span] = {
    "notices": Span(14, TimeUnit.DAYS),  # until it is known what became of them
    "sign_ins": Span(90, TimeUnit.DAYS),  # as far back as managers and auditors look
}
_DAYS = {TimeUnit.DAYS: 1, TimeUnit.WEEKS: 7, TimeUnit.MONTHS: 28, TimeUnit.YEARS: 365}
BY_HAND = frozenset({"challenges", "junk"})
"""What may be kept until somebody erases it: ``none``."""


def retention_faults(retention: Retention) -> Iterator[Fault]:
    """What is wrong with a schedule: where, and a sentence."""
    for each in fields(retention):
        keep: Span = getattr(retention, each.name).keep
        if each.name in BY_HAND and keep.unit is TimeUnit.NONE:
            continue
        if keep.unit not in _UNITS:
            none = "; “none” keeps it until somebody erases it" if each.name in BY_HAND else ""
            yield (each.name, "keep"), f"Write days, weeks, months or years: “12 months”{none}"
        elif each.name == "drafts" and (keep.unit is not TimeUnit.DAYS or keep.amount > _DRAFTS):
            yield ("drafts", "keep"), f"A form can be open for {_DRAFTS} days at most: write 1 to {_DRAFTS} days"
        elif (least := LEAST.get(each.name)) and keep.amount * _DAYS[keep.unit] < least.amount:
            yield (each.name, "keep"), f"The portal needs it for {least}: write that or more"


def years_elsewhere(value: Any, place: tuple[str | int, ...] = ()) -> Iterator[Fault]:
    """Where a length of time in years stands in what is no schedule: nothing there is counted in years."""
    if isinstance(value, Span):
        if value.unit is TimeUnit.YEARS:
            yield place, "Nothing here is counted in years: write months"
        return
    for key, inner in _inside(value):
        yield from years_elsewhere(inner, (*place, key))


def _inside(value: Any) -> Iterable[tuple[str | int, Any]]:
    if isinstance(value, Mapping):
        return value.items()
    if isinstance(value, tuple):
        return enumerate(value)
    if is_dataclass(value) and not isinstance(value, Retention):
        return ((each.name, getattr(value, each.name)) for each in fields(value))
    return ()
