"""The clocks of one stage, each from its own start. What a raiser is promised is the end of them all.

A clock whose start has not come yet is counted from the day by which it has to: so a promise is never later than the
policy allows, and what is late does not make it later. A step that is done sooner brings what follows it forward.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from functools import cached_property

from portal.domain.policy.calendar import (
    LONDON,
    NOT_STATED,
    Calendar,
    Extension,
    Hours,
    Pause,
    Span,
    TimeUnit,
    due,
    end_of,
)
from portal.domain.policy.due_dates import DueDate
from portal.domain.policy.model import ANSWERS, Act, Deadline, Stage, Start

STARTED_BY: Mapping[Start, tuple[Act, ...]] = {
    Start.MEETING: (Act.MEET, Act.DISCUSS),
    Start.REPLY: (Act.REPLY,),
    Start.NOTICE: (Act.NOTIFY,),
}
"""The acts that are the start of other clocks."""


@dataclass(frozen=True, slots=True)
class StageHappened:
    """What has happened that starts a clock, and what stopped or lengthened them."""

    received: datetime  # the challenge itself
    began: datetime  # it reached this stage
    taken: datetime | None = None  # a reviewer took it on
    done: Mapping[int, date] = field(default_factory=dict)  # by the number of the clock: the day on which it was done
    pauses: Sequence[Pause] = ()
    longer: Sequence[Extension] = ()  # of the clock by which the raiser has the answer


@dataclass(frozen=True, slots=True)
class ClockDate:
    """One clock of a stage, by its number from 1. ``due`` is ``None`` where nothing is counted."""

    number: int
    clock: Deadline
    due: DueDate | None
    expected: bool  # it is counted from something that has not happened yet
    done: date | None


class StageClocks:
    """The clocks of a stage of which this much has happened.

    ``take_within``: the time in which somebody takes a challenge on.
    """

    def __init__(
        self, stage: Stage, happened: StageHappened, hours: Hours, calendar: Calendar, take_within: Span = NOT_STATED
    ) -> None:
        self.stage, self.happened, self.hours, self.calendar = stage, happened, hours, calendar
        self.take_within = take_within

    @cached_property
    def dates(self) -> tuple[ClockDate, ...]:
        """Each clock, in the order of the pack. Raises :class:`portal.domain.policy.calendar.BeyondCalendar`."""
        found: list[ClockDate] = []
        for number, clock in enumerate(self.stage.deadlines, 1):
            start, expected = self._start(clock, found)
            end = self._end(clock, start) if start else None
            found.append(ClockDate(number, clock, end, expected, self.happened.done.get(number)))
        return tuple(found)

    @property
    def end(self) -> DueDate | None:
        """The end of all that brings the raiser an answer and is still to come; ``None`` where that is not counted."""
        ends = [each for each in self.dates if each.clock.act in ANSWERS and not each.done and self._runs(each)]
        if any(each.clock.within.unit is TimeUnit.NEXT_MEETING for each in ends):
            return None
        return max((each.due for each in ends if each.due), key=end_of, default=None)

    def promised(self) -> DueDate | None:
        """What the raiser is promised: never later than without what has happened since the stage began."""
        if any(each.clock.optional and each.done for each in self.dates):
            return self.end  # what nobody had to do began the time anew
        since = replace(self.happened, taken=None, done={})
        without = StageClocks(self.stage, since, self.hours, self.calendar, self.take_within)
        return min((end for end in (self.end, without.end) if end), key=end_of, default=None)

    def _runs(self, wanted: ClockDate) -> bool:
        """Whether it has to be kept: not what need not be done, nor what that began anew."""
        again = (each for each in self.dates[wanted.number :] if each.clock.act is wanted.clock.act)
        return not wanted.clock.optional and not any(self._of_optional(each) for each in again)

    def _of_optional(self, of: ClockDate) -> bool:
        """Whether it counts from what need not be done, and was."""
        step = self._step_before(of.clock, self.dates[: of.number - 1])
        return bool(step and step.clock.optional and step.done)

    def _step_before(self, clock: Deadline, before: Sequence[ClockDate]) -> ClockDate | None:
        """What starts it, where that is a clock before it."""
        if clock.after not in (Start.STEP, *STARTED_BY):
            return None
        acts = STARTED_BY.get(clock.after, tuple(Act))
        return next((each for each in reversed(before) if each.clock.act in acts), None)

    def _start(self, clock: Deadline, before: list[ClockDate]) -> tuple[datetime | None, bool]:
        """When a clock starts, and whether that is still to come."""
        happened = self.happened
        if clock.after is Start.DISAGREEMENT:
            return happened.received, False
        if clock.after is Start.TAKEN:
            return (happened.taken, False) if happened.taken else (self._taken_by(), True)
        if clock.after in (Start.STEP, *STARTED_BY):
            step = self._step_before(clock, before)
            if step and step.clock.optional and not step.done:
                return None, True
            return self._after(step, clock) if step else (happened.began, False)
        return happened.began, False

    def _taken_by(self) -> datetime:
        by = due(self.take_within, self.happened.began, self.hours, self.calendar)
        return _moment(by, self.take_within) if by else self.happened.began

    def _after(self, step: ClockDate, clock: Deadline) -> tuple[datetime | None, bool]:
        by = step.done or step.due
        return (_moment(by, clock.within), not step.done) if by else (None, True)

    def _end(self, clock: Deadline, start: datetime) -> DueDate | None:
        longer = self.happened.longer if clock is self.stage.answer else ()
        return due(clock.within, start, self.hours, self.calendar, pauses=self.happened.pauses, extended=longer)


def _moment(day: DueDate, span: Span) -> datetime:
    """From when the next clock counts after what was done, or is due, on a day: hours count from the day's end."""
    if isinstance(day, datetime):
        return day
    return end_of(day) if span.unit is TimeUnit.HOURS else datetime.combine(day, time(0), LONDON)
