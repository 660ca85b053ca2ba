"""A new date for a stage that is late, with the reason, for its raiser. By the policy it stays late."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal.domain.challenge.action_rule import Action, ActionContext, ActionGroup, AnyAction, Parameters
from portal.domain.challenge.events.clock_events import LATE_BECAUSE, NEW_DATE_GIVEN
from portal.domain.challenge.events.event_kind import EventDraft
from portal.domain.challenge.pauses import why_not_a_manager
from portal.domain.challenge.state import Challenge, Status
from portal.domain.challenge.triage import why_not_working_on_it
from portal.domain.i18n import _
from portal.domain.permissions import WORKERS, ActionRefused
from portal.domain.policy.due_dates import is_past

LONGEST = 28
"""Days from today to the new date, at most: our own measure. If it passes too, there can be another."""


@dataclass(frozen=True, slots=True)
class NewDate:
    """The date that the raiser was told since the stage became late."""

    by: date
    because: str  # the sentence that they read


def new_date(challenge: Challenge) -> NewDate | None:
    """The last that they were told since the date of this stage passed; ``None`` where they were told none."""
    told = challenge.last(NEW_DATE_GIVEN)
    if told is None or challenge.status is not Status.RECEIVED or not is_past(challenge.due, told.at):
        return None  # it was of a stage before, or of a date that has moved since
    return NewDate(date.fromisoformat(told.what["due"]), LATE_BECAUSE.get(told.what["sort"], ""))


def needs_new_date(challenge: Challenge, now: datetime) -> bool:
    """Whether it is late, and no new date runs that the raiser was told."""
    given = new_date(challenge)
    late = challenge.status is Status.RECEIVED and is_past(challenge.due, now)
    return late and (given is None or is_past(given.by, now))


def _why_not(at: ActionContext) -> str:
    if at.challenge.status is not Status.RECEIVED or not is_past(at.challenge.due, at.now):
        return _("The date of this stage has not passed.")
    return why_not_a_manager(at, why_not_working_on_it(at))


@dataclass(frozen=True, slots=True, repr=False)
class LateAnswer(Parameters):
    sort: str  # why it is late (LateReason)
    by: str  # the new day, ISO


def _give(at: ActionContext, given: LateAnswer) -> list[EventDraft]:
    by, told = date.fromisoformat(given.by), new_date(at.challenge)
    if not at.today <= by <= at.today + timedelta(days=LONGEST) or not at.rules.calendar.likely_working(by):
        raise ActionRefused(_("Choose a working day from today on, within 28 days."))
    if told is not None and told.by == by:
        raise ActionRefused(_("They have this date already."))
    if given.sort not in LATE_BECAUSE:
        raise ActionRefused(_("Say why it is late."))
    return [NEW_DATE_GIVEN(sort=given.sort, due=given.by)]


GIVE_NEW_DATE = Action(
    "give_new_date", LateAnswer, _why_not, _give, roles=WORKERS, group=ActionGroup.CLOCK,
)  # fmt: skip

ACTIONS: tuple[AnyAction, ...] = (GIVE_NEW_DATE,)
